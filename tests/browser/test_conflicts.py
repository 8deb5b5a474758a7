"""Two editors at work on one operation, each in a browser of their own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, become, make_place, stored

NewPage = Callable[..., Page]
AllowConsole = Callable[[str], None]

OTHER = "Jeanne d’essai"
FACEBOOK = "https://www.facebook.com/LeGers32/posts/1"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"
GERS = "https://www.gers.fr/"


@pytest.fixture
def place(site: Server) -> Place:
    return make_place(site, ["Premier essai"], links=[GERS])


@pytest.fixture
def mine(page: Page, place: Place, allow_console: AllowConsole) -> Locator:
    """The form of the one whose save comes second."""
    allow_console(r"status of 409 .*/operations/")
    return open_form(page, place)


@pytest.fixture
def theirs(new_page: NewPage, site: Server, place: Place, mine: Locator) -> Locator:
    """The other's, open at the same time."""
    page = new_page()
    become(page, site, OTHER)
    return open_form(page, place)


def open_form(page: Page, place: Place) -> Locator:
    page.goto(place.address)
    form = place.card(page)
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


def save(form: Locator) -> None:
    form.get_by_role("button", name="Enregistrer", exact=True).click()


def saved(form: Locator) -> Locator:
    """What the bar says once the form is saved."""
    save(form)
    expect(form.locator(".edit")).to_be_focused()
    return form.page.locator("#barre .message")


def question(form: Locator) -> Locator:
    return form.get_by_role("group", name="Modifié aussi par quelqu’un d’autre : que garder ?")


def their_version(form: Locator) -> Locator:
    return question(form).get_by_role("radio", name=re.compile(rf"^Version enregistrée par {OTHER} à \d+ h"))


def my_version(form: Locator) -> Locator:
    return question(form).get_by_role("radio", name="Votre version, ci-dessus")


def test_what_each_changed_elsewhere_is_merged_and_said(
    site: Server, place: Place, mine: Locator, theirs: Locator
) -> None:
    theirs.get_by_label("Description").fill("Leur texte.")
    theirs.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    saved(theirs)
    mine.get_by_label("Titre").fill("Mon titre")
    mine.get_by_label("Ajouter des adresses").fill(INSTAGRAM)
    expect(saved(mine)).to_have_text(
        re.compile(rf"Enregistré\. Fusionné avec la modification de {OTHER}\s: description et liens\.")
    )
    expect(mine.locator("h3")).to_have_text("Mon titre")
    expect(mine.locator(".description")).to_have_text("Leur texte.")
    document = stored(site)[place.ids[0]]
    assert [link["url"] for link in document["links"]] == [GERS, FACEBOOK, INSTAGRAM]
    # One's own part only is undone.
    mine.page.get_by_role("button", name="Annuler cette modification").click()
    expect(mine.locator("h3")).to_have_text("Premier essai")
    document = stored(site)[place.ids[0]]
    assert [link["url"] for link in document["links"]] == [GERS, FACEBOOK]
    assert document["description"] == "Leur texte."


@pytest.mark.parametrize("choice", ["mine", "theirs", "mended"])
def test_a_conflict_asks_for_one_field_and_keeps_the_choice(
    site: Server, place: Place, mine: Locator, theirs: Locator, choice: str
) -> None:
    theirs.get_by_label("Titre").fill("Leur titre")
    theirs.get_by_label("Bluesky").check()
    saved(theirs)
    mine.get_by_label("Titre").fill("Mon titre")
    mine.get_by_label("Description").fill("Mon texte.")
    save(mine)
    alert = mine.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(f"Fusionné avec la modification de {OTHER} : plateformes annoncées.")
    expect(question(mine)).to_have_count(1)
    expect(question(mine).locator(".theirs")).to_have_text("Leur titre")
    expect(my_version(mine)).to_be_checked()
    title = mine.get_by_label("Titre")
    expect(title).to_have_value("Mon titre")
    if choice != "mine":
        my_version(mine).focus()
        mine.page.keyboard.press("ArrowDown")
        expect(their_version(mine)).to_be_checked()
    if choice == "mended":
        # Who goes on typing there has made up their mind.
        title.press("End")
        mine.page.keyboard.type(" et le leur")
        expect(my_version(mine)).to_be_checked()
    kept = {"mine": "Mon titre", "theirs": "Leur titre", "mended": "Mon titre et le leur"}[choice]
    saved(mine)
    expect(mine.locator("h3")).to_have_text(kept)
    document = stored(site)[place.ids[0]]
    found = (document["title"], document["description"], document["platforms"])
    assert found == (kept, "Mon texte.", ["bluesky"])


def test_boxes_that_both_ticked_are_asked_for_too(
    site: Server, place: Place, mine: Locator, theirs: Locator
) -> None:
    theirs.get_by_label("Bluesky").check()
    saved(theirs)
    mine.get_by_label("Mastodon").check()
    save(mine)
    expect(question(mine).locator(".theirs")).to_have_text("Bluesky")
    their_version(mine).check()
    mine.get_by_label("TikTok").check()
    expect(my_version(mine)).to_be_checked()
    their_version(mine).check()
    saved(mine)
    assert stored(site)[place.ids[0]]["platforms"] == ["bluesky"]


@pytest.mark.parametrize("way", ["Escape", "Annuler"])
def test_leaving_a_question_loses_nothing_that_was_typed(mine: Locator, theirs: Locator, way: str) -> None:
    theirs.get_by_label("Titre").fill("Leur titre")
    saved(theirs)
    mine.get_by_label("Titre").fill("Mon titre")
    mine.get_by_label("Description").fill("Mon texte.")
    save(mine)
    their_version(mine).check()
    page = mine.page
    if way == "Escape":
        page.keyboard.press(way)
    else:
        mine.get_by_role("link", name=way).click()
    expect(mine.locator("h3")).to_have_text("Leur titre")
    resume = page.get_by_role("button", name="Reprendre la saisie")
    expect(resume).to_be_visible()
    # Nor does looking elsewhere meanwhile.
    page.locator("#platform-facebook").check()
    expect(page.locator("#compte")).to_have_text("Aucune opération")
    page.locator("#platform-facebook").uncheck()
    expect(mine.locator("h3")).to_have_text("Leur titre")
    resume.click()
    expect(mine.get_by_label("Titre")).to_have_value("Mon titre")
    expect(mine.get_by_label("Description")).to_have_value("Mon texte.")
    expect(their_version(mine)).to_be_checked()
    saved(mine)
    expect(mine.locator("h3")).to_have_text("Leur titre")
    expect(mine.locator(".description")).to_have_text("Mon texte.")


def test_what_was_deleted_meanwhile_comes_back_by_saving(
    site: Server, place: Place, mine: Locator, theirs: Locator
) -> None:
    mine.get_by_label("Titre").fill("Encore utile")
    other = theirs.page
    other.keyboard.press("Escape")
    theirs.get_by_role("button", name="Supprimer").click()
    expect(other.locator("#barre .message")).to_contain_text("Opération supprimée")
    save(mine)
    page = mine.page
    alert = page.locator("form.entry").get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(f"Cette opération a été supprimée par {OTHER} à ")
    expect(page.get_by_label("Titre")).to_have_value("Encore utile")
    save(page.locator("form.entry"))
    expect(page.locator("#barre .message")).to_contain_text("Enregistré.")
    document = stored(site)[place.ids[0]]
    assert document["title"] == "Encore utile"
    assert [link["url"] for link in document["links"]] == [GERS]
