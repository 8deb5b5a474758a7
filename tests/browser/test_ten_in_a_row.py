"""Adding many operations: how many actions it takes, and what is in reach."""

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, bar, button, focused, message, open_form, stored, undo
from tests.support.browsing import NewPage
from tests.support.quick import first_quick

MAX_ACTIONS = {3: 11, 10: 25}


@pytest.mark.parametrize("count", first_quick(3, 10))
def test_many_are_added_from_pasted_texts_in_few_actions(new_page: NewPage, site: Server, count: int) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/")
    form = page.locator("#ajout .editing")
    page.locator("#ajouter").click()
    form.get_by_label("Adultes", exact=True).check()
    form.get_by_label("Coller un texte entier").click()
    actions = 3
    titles = [f"Balade {number} sur {count}" for number in range(count)]
    for number, title in enumerate(titles):
        text = f"{title}\nUne heure à pied.\nhttps://www.instagram.com/p/Balade{number}sur{count}/"
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        expect(form.locator(":focus")).to_have_attribute("name", "prose")
        page.keyboard.press("Control+v")
        expect(form.get_by_label("Titre")).to_have_value(title)
        page.keyboard.press("Control+Shift+Enter")
        expect(message(page)).to_contain_text(title)
        expect(form.get_by_label("Titre")).to_have_value("")
        actions += 2
    assert actions <= MAX_ACTIONS[count]
    added = [document for id, document in stored(site).items() if id.endswith(f"-sur-{count}")]
    assert [document["title"] for document in added] == titles
    assert {document["description"] for document in added} == {"Une heure à pied."}
    assert {len(document["links"]) for document in added} == {1}
    expect(undo(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ajouter")).to_be_focused()


def test_add_and_undo_are_in_reach_after_a_save_low_in_the_page(page: Page, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place, 2)
    page.keyboard.type("Revu")
    page.keyboard.press("Control+s")
    expect(place.card(page, 2).locator(".edit")).to_be_focused()
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Aller à « Défaire »")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(undo(page)).to_be_focused()
    expect(form).to_have_count(1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    add = page.locator("#ajouter")
    expect(add).to_be_in_viewport()
    box = add.bounding_box()
    assert box
    assert box["height"] >= 44


def test_a_phone_keeps_room_to_read_after_a_save(page: Page, place: Place) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(place.address)
    place.card(page, 0).get_by_role("button", name="Descendre").click()
    expect(undo(page)).to_be_visible()
    page.wait_for_function("""() => {
      scrollTo(0, document.body.scrollHeight);
      return document.querySelector(".bars").getBoundingClientRect().bottom <= 165;
    }""")
    strip = page.locator(".add").bounding_box()
    assert strip
    # No text is half covered by the button: it ends above the strip.
    assert (strip["x"], strip["width"]) == (0, 320)
    assert strip["y"] >= 640 - 56


def test_a_copy_takes_the_place_of_an_untouched_form(page: Page, place: Place) -> None:
    page.goto(place.address)
    page.locator("#ajouter").click()
    form = page.locator("#ajout .editing")
    expect(form.get_by_label("Titre")).to_be_focused()
    page.get_by_role("link", name="Dupliquer « Premier essai »").click()
    title = form.get_by_label("Titre")
    expect(title).to_have_value("Premier essai")
    expect(title).to_be_focused()
    page.keyboard.type("Autre essai")
    # A form that holds typing stays.
    page.get_by_role("link", name="Dupliquer « Deuxième essai »").click()
    expect(title).to_be_focused()
    form.get_by_label("Ajouter des adresses").fill("https://www.tiktok.com/@gers/video/1")
    expect(form.get_by_label("TikTok", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(form.get_by_label("TikTok", exact=True)).to_have_count(0)
    button(form, "Enregistrer").click()
    expect(bar(page)).to_contain_text("Opération ajoutée")
