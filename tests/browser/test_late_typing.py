"""What is typed while an answer is on its way stays, and so does the focus."""

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    button,
    heading_on_disk,
    make_place,
    message,
    open_form,
    state,
    stored,
)
from tests.support.browsing import AllowConsole, NewPage
from tests.support.late import LateAnswers

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"
SAVED_BUT_FOR_THE_REST = "Enregistré, sauf ce que vous avez tapé depuis."
TOP = "element => element.getBoundingClientRect().top"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page that shares neither its process nor its connections with the pages of other tests."""
    return new_page()


def caret(page: Page) -> int:
    position: int = page.evaluate("document.activeElement.selectionStart")
    return position


# -- typing while a form is being saved


def test_text_typed_while_saving_stays_and_is_saved_next(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    late = LateAnswers(page)
    form.get_by_label("Titre").fill("Un titre")
    page.keyboard.press("Control+Enter")
    late.wait_for(1)
    text = form.get_by_label("Description")
    text.press_sequentially("Et ceci. ")
    expect(form.get_by_role("link", name="Annuler")).to_be_disabled()
    page.keyboard.press("Escape")
    late.pass_all()
    expect(form.get_by_text(SAVED_BUT_FOR_THE_REST)).to_be_visible()
    expect(text).to_be_focused()
    page.keyboard.type("Et cela. ")
    assert stored(site)[place.ids[0]]["title"] == "Un titre"
    page.keyboard.press("Control+Enter")
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    assert stored(site)[place.ids[0]]["description"] == "Et ceci. Et cela. Texte de Premier essai."


@pytest.mark.long
def test_save_pressed_again_while_saving_saves_what_was_typed(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    late = LateAnswers(page)
    button(form, "Enregistrer").click()
    late.wait_for(1)
    # In two sections: the answer is all results.
    form.get_by_label("Adultes").check()
    form.get_by_label("Titre").fill("Un titre")
    button(form, "Enregistrer").click()
    late.pass_all()
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    assert stored(site)[place.ids[0]]["audiences"] == ["adultes", place.section]


@pytest.mark.long
def test_the_heading_typed_while_it_is_saved_stays(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#entete .actions a").click()
    form = page.locator("#entete")
    form.get_by_label("Titre du catalogue").fill("Le titre")
    late = LateAnswers(page)
    page.keyboard.press("Control+Enter")
    late.wait_for(1)
    form.get_by_label("Mot-dièse").fill("#gers")
    late.pass_all()
    expect(form.get_by_text(SAVED_BUT_FOR_THE_REST)).to_be_visible()
    assert heading_on_disk(site)["title"] == "Le titre"
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("heading", level=1)).to_have_text("Le titre")
    assert heading_on_disk(site)["hashtag"] == "#gers"


def test_text_typed_while_adding_is_offered_for_what_was_added(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    form = page.locator("#ajout")
    title = f"Neuve {place.section}"
    form.get_by_label("Titre").fill(title)
    late = LateAnswers(page)
    page.keyboard.press("Enter")
    late.wait_for(1)
    form.get_by_label("Description").fill("La suite.")
    late.pass_all()
    expect(message(page)).to_have_text(f"Opération ajoutée : « {title} ».")
    button(page.locator("#saisies"), "Reprendre la saisie").click()
    form = page.locator(".editing")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label("Description")).to_have_value("La suite.")
    expect(page.locator("#saisies")).to_be_empty()
    page.keyboard.press("Control+Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai", title])
    (added,) = [document for document in stored(site).values() if document["title"] == title]
    assert added["description"] == "La suite."


@pytest.mark.long
def test_text_typed_while_a_form_is_refused_stays(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("")
    late = LateAnswers(page)
    page.keyboard.press("Control+Enter")
    late.wait_for(1)
    form.get_by_label("YouTube").check()
    text = form.get_by_label("Description")
    text.fill("Une suite")
    text.press("Home")
    late.pass_all()
    expect(form.get_by_role("alert")).to_contain_text("Donnez un titre")
    expect(text).to_have_value("Une suite")
    expect(form.get_by_label("YouTube")).to_be_checked()
    # Nothing takes the keyboard from whoever types.
    expect(text).to_be_focused()
    assert caret(page) == 0


# -- links


def test_addresses_typed_while_others_are_recognised_stay(page: Page, site: Server) -> None:
    place = make_place(site, ["Un lien"], links=["https://www.gers.fr/"])
    page.goto(place.address)
    form = open_form(page, place)
    late = LateAnswers(page)
    adding = form.get_by_label("Ajouter des adresses")
    adding.fill(FACEBOOK)
    adding.press("Tab")
    late.wait_for(1)
    row = form.get_by_label("Adresse du lien n° 1")
    row.fill("https://www.gers.fr/agenda")
    row.press("Home")
    expect(button(form, "Retirer le lien n° 1")).to_be_disabled()
    late.arrive()
    expect(form.get_by_label("Adresse du lien n° 2")).to_have_value(FACEBOOK)
    expect(row).to_have_value("https://www.gers.fr/agenda")
    expect(row).to_be_focused()
    assert caret(page) == 0
    adding.fill(INSTAGRAM)
    adding.press("Tab")
    late.wait_for(1)
    adding.fill(f"{INSTAGRAM} https://www.gers.fr/fin")
    late.arrive()
    adding.press("Tab")
    late.wait_for(1)
    # Saved behind a recognition, and before another that leaving the field asks for.
    adding.fill(f"{INSTAGRAM} https://www.gers.fr/fin https://www.gers.fr/tout")
    button(form, "Enregistrer").click()
    page.wait_for_timeout(500)
    late.pass_all()
    expect(place.card(page).locator("a.link")).to_have_count(5)
    urls = [link["url"] for link in stored(site)[place.ids[0]]["links"]]
    added = [FACEBOOK, INSTAGRAM, "https://www.gers.fr/fin", "https://www.gers.fr/tout"]
    assert urls == ["https://www.gers.fr/agenda", *added]


def test_an_answer_for_a_row_that_has_gone_changes_nothing(page: Page, site: Server) -> None:
    place = make_place(site, ["Un lien"], links=["https://www.gers.fr/"])
    page.goto(place.address)
    form = open_form(page, place)
    late = LateAnswers(page)
    row = form.get_by_label("Adresse du lien n° 1")
    row.fill(FACEBOOK)
    row.press("Tab")
    late.wait_for(1)
    # As when another answer brings the rows anew.
    page.evaluate(
        "() => {"
        "  const row = document.querySelector('.entry [name=links]').closest('li');"
        "  row.replaceWith(row.cloneNode(true));"
        "}"
    )
    late.arrive()
    form.get_by_label("Titre").fill("Un titre")
    page.keyboard.press("Control+Enter")
    late.wait_for(1)
    late.pass_all()
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK]


# -- the focus, and what is typed elsewhere


def test_typing_in_a_form_goes_on_when_filtered_results_come(page: Page, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    late = LateAnswers(page)
    page.locator("#q").fill("essai")
    late.wait_for(1)
    title = form.get_by_label("Titre")
    title.fill("Pas fini")
    title.press("Home")
    page.keyboard.type("Tou")
    top = title.evaluate(TOP)
    late.pass_all()
    expect(page.locator("#resultats mark").first).to_be_attached()
    page.keyboard.type("t ")
    expect(title).to_have_value("Tout Pas fini")
    assert title.evaluate(TOP) == pytest.approx(top, abs=1)


@pytest.mark.long
def test_a_form_that_opens_takes_no_focus_from_typing(page: Page, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    late = LateAnswers(page)
    place.card(page).locator(".edit").click()
    late.wait_for(1)
    title = form.get_by_label("Titre")
    title.fill("Pas")
    late.pass_all()
    expect(place.card(page).get_by_label("Titre")).to_have_value("Premier essai")
    page.keyboard.type(" fini")
    expect(title).to_have_value("Pas fini")


def test_a_search_typed_while_a_card_is_saved_goes_on(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Le premier")
    form.get_by_label("Adultes").check()
    late = LateAnswers(page)
    button(form, "Enregistrer").click()
    late.wait_for(1)
    page.locator("#q").focus()
    page.keyboard.type("essa")
    late.wait_for(2)
    # The results of the save are older than the search.
    late.arrive(1)
    expect(page).to_have_url(f"{place.address}&q=essa")
    page.keyboard.type("i")
    late.arrive()
    page.keyboard.type(" tro")
    late.pass_all()
    expect(page.locator("#q")).to_have_value("essai tro")
    expect(page).to_have_url(f"{place.address}&q=essai+tro")
    expect(place.titles(page)).to_have_text(["Troisième essai"])
    shown = state(page)
    page.reload()
    assert state(page) == shown
