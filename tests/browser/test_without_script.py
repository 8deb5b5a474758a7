"""Without script, everything still works: plain forms, plain links, whole pages."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, heading_on_disk, make_place, stored
from tests.support.browsing import AllowConsole, NewPage

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"


@pytest.fixture
def plain(new_page: NewPage) -> Page:
    """A page of a browser that runs no script."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def place(site: Server) -> Place:
    return make_place(site, ["Premier essai", "Deuxième essai"])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def link_fields(page: Page) -> Locator:
    return page.locator(".rows input")


def test_filters_give_the_same_page_as_with_script(plain: Page, page: Page, site: Server) -> None:
    plain.goto(f"{site.url}/")
    plain.locator("#platform-instagram").check()
    plain.locator("#audience-adultes").check()
    plain.locator("#q").fill("gers")
    press(plain, "Appliquer les filtres")
    # The address is as the browser makes it: only the script puts it in canonical order.
    expect(plain.locator("#filtres :checked")).to_have_count(2)
    expect(plain.locator("#q")).to_have_value("gers")

    page.goto(f"{site.url}/")
    page.locator("#platform-instagram").check()
    page.locator("#audience-adultes").check()
    page.locator("#q").fill("gers")
    expect(page).to_have_url(f"{site.url}/?audience=adultes&platform=instagram&q=gers")
    for selector in ("#compte", "#resultats", "#filtres .n", "title"):
        shown = plain.locator(selector).all_text_contents()
        filtered = page.locator(selector).all_text_contents()
        assert [" ".join(text.split()) for text in shown] == [" ".join(text.split()) for text in filtered], (
            selector
        )
    plain.get_by_role("link", name="Retirer le filtre Instagram").click()
    expect(plain.locator("#platform-instagram")).not_to_be_checked()
    plain.get_by_role("link", name="Tout effacer").click()
    expect(plain.locator("#compte")).to_have_text(re.compile(r"opérations, \d+ liens"))
    expect(plain.locator("#filtres :checked")).to_have_count(0)


def test_a_search_on_a_phone_leads_to_the_count(plain: Page, site: Server) -> None:
    plain.set_viewport_size({"width": 320, "height": 480})
    plain.goto(f"{site.url}/")
    plain.locator("#q").fill("gers")
    plain.locator("#q").press("Enter")
    expect(plain.locator("#compte")).to_be_in_viewport()


def test_the_filters_can_be_reached_on_a_narrow_screen(new_page: NewPage, site: Server) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{site.url}/")
    page.locator("#volet > summary").click()
    page.locator("#platform-tiktok").check()
    press(page, "Appliquer les filtres")
    expect(page.locator("#compte")).to_have_text("1 opération, 1 lien")
    expect(page.locator("#volet > summary")).to_have_text("Filtres (1) · 1 opération")


def test_an_operation_is_edited_on_a_page_of_its_own(plain: Page, site: Server, place: Place) -> None:
    plain.goto(place.address)
    plain.get_by_role("link", name="Modifier « Premier essai »").click()
    expect(plain).to_have_url(f"{site.url}/operations/{place.ids[0]}/edit")
    title = plain.get_by_label("Titre")
    expect(title).to_be_focused()
    title.fill("Sans script")
    plain.get_by_label("Ajouter des adresses").fill(f"{FACEBOOK}\n{INSTAGRAM}")
    press(plain, "Enregistrer")
    expect(plain).to_have_url(re.compile(f"/operations/{place.ids[0]}"))
    expect(plain.get_by_role("heading", level=1)).to_have_text("Sans script")
    expect(plain.locator("#barre .message")).to_have_text(
        re.compile(r"Enregistré à \d+\sh\s\d\d — «\sSans script\s»\s: titre et liens\.")
    )
    expect(plain.locator("a.link")).to_have_count(2)
    saved = stored(site)[place.ids[0]]
    assert [link["url"] for link in saved["links"]] == [FACEBOOK, INSTAGRAM]
    plain.reload()
    assert stored(site)[place.ids[0]] == saved


def test_the_buttons_of_links_keep_typed_texts(plain: Page, site: Server, place: Place) -> None:
    plain.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    plain.get_by_label("Titre").fill("Pas encore enregistré")
    plain.get_by_label("Ajouter des adresses").fill(f"{FACEBOOK} {INSTAGRAM} gers.fr/page")
    press(plain, "Reconnaître ces adresses")
    expect(link_fields(plain)).to_have_count(3)
    expect(plain.locator(".recognised").first).to_have_text("Publication Facebook")
    press(plain, "Ajouter https:// au lien n° 3")
    expect(link_fields(plain).nth(2)).to_have_value("https://gers.fr/page")
    expect(link_fields(plain).nth(2)).to_be_focused()
    press(plain, "Monter le lien n° 2")
    expect(link_fields(plain).first).to_have_value(INSTAGRAM)
    press(plain, "Descendre le lien n° 2")
    press(plain, "Retirer le lien n° 3")
    expect(link_fields(plain)).to_have_count(2)
    expect(plain.get_by_label("Titre")).to_have_value("Pas encore enregistré")
    assert stored(site)[place.ids[0]]["title"] == "Premier essai"
    press(plain, "Enregistrer")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Pas encore enregistré")
    saved = [link["url"] for link in stored(site)[place.ids[0]]["links"]]
    assert saved == [INSTAGRAM, "https://gers.fr/page"]


def test_a_refused_form_comes_back_with_what_was_typed(
    plain: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    plain.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    plain.get_by_label("Titre").fill("")
    plain.get_by_label("Description").fill("Ce que j’ai écrit.")
    press(plain, "Enregistrer")
    title = plain.get_by_label("Titre")
    expect(title).to_have_accessible_description(re.compile("Donnez un titre à l’opération."))
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(plain.locator(".errors")).to_be_focused()
    expect(plain.get_by_label("Description")).to_have_value("Ce que j’ai écrit.")
    title.fill("Un titre")
    press(plain, "Enregistrer")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Un titre")
    assert stored(site)[place.ids[0]]["description"] == "Ce que j’ai écrit."


def test_a_conflict_shows_both_versions(
    plain: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page(java_script_enabled=False)
    for page in (plain, other):
        page.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    other.get_by_label("Titre").fill("Le titre de l’autre")
    press(other, "Enregistrer")
    plain.get_by_label("Titre").fill("Mon titre")
    press(plain, "Enregistrer")
    expect(plain.locator(".theirs")).to_have_text("Le titre de l’autre")
    expect(plain.get_by_role("radio", name="Votre version")).to_be_checked()
    expect(plain.get_by_label("Titre")).to_have_value("Mon titre")
    press(plain, "Enregistrer")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Mon titre")


def test_an_operation_is_added_deleted_and_brought_back(
    plain: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 404 .*/operations/")
    plain.goto(place.address)
    plain.get_by_role("link", name="Ajouter une opération").click()
    expect(plain.get_by_label(place.label, exact=True)).to_be_checked()
    plain.get_by_label("Titre").fill(f"Ajoutée {place.section}")
    plain.get_by_label("Nouvelle cible").fill(f"Voisins {place.section}")
    press(plain, "Enregistrer")
    expect(plain.get_by_role("heading", level=1)).to_have_text(f"Ajoutée {place.section}")
    (added,) = [id for id, document in stored(site).items() if "Ajoutée" in document["title"]]
    assert stored(site)[added]["audiences"] == [
        place.section,
        f"voisins-{place.section}",
    ]

    press(plain, f"Supprimer « Ajoutée {place.section} »")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Opération supprimée")
    assert added not in stored(site)
    press(plain, "Annuler la suppression")
    expect(plain.get_by_role("heading", level=1)).to_have_text(f"Ajoutée {place.section}")
    assert added in stored(site)


@pytest.mark.long
def test_saving_an_addition_twice_in_a_row_adds_once(plain: Page, site: Server, place: Place) -> None:
    plain.goto(f"{site.url}/operations/new")
    title = f"Une seule {place.section}"
    plain.get_by_label("Titre").fill(title)
    plain.get_by_label("Adultes").check()
    plain.get_by_role("button", name="Enregistrer", exact=True).dblclick()
    expect(plain.get_by_role("heading", level=1)).to_have_text(title)
    assert [document["title"] for document in stored(site).values()].count(title) == 1


@pytest.mark.long
def test_an_operation_moves_under_the_filters_that_are_set(plain: Page, site: Server, place: Place) -> None:
    plain.goto(place.address)
    press(plain, "Descendre « Premier essai »")
    expect(plain).to_have_url(f"{place.address}#{place.section}--{place.ids[0]}")
    expect(plain.locator("#resultats h3")).to_have_text(["Deuxième essai", "Premier essai"])
    assert [id for id in stored(site) if id in place.ids] == [place.ids[1], place.ids[0]]


def test_the_heading_is_edited(plain: Page, site: Server) -> None:
    plain.goto(f"{site.url}/")
    plain.get_by_role("link", name="Modifier le titre et l’introduction").click()
    plain.get_by_label("Titre du catalogue").fill("Le catalogue")
    press(plain, "Enregistrer")
    expect(plain).to_have_url(f"{site.url}/")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Le catalogue")
    assert heading_on_disk(site)["title"] == "Le catalogue"
