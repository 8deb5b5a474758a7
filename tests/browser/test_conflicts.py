"""Two editors at work on one operation, each in a browser of their own."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    bar,
    become,
    button,
    focused,
    make_place,
    message,
    offers,
    open_form,
    stored,
    undo,
)
from tests.support.browsing import AllowConsole, NewPage
from tests.support.quick import first_quick

OTHER = "Jeanne d’essai"
FACEBOOK = "https://www.facebook.com/LeGers32/posts/1"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"
GERS = "https://www.gers.fr/"


@pytest.fixture
def disputed(site: Server) -> Place:
    return make_place(site, ["Premier essai"], links=[GERS])


@pytest.fixture
def own_form(page: Page, disputed: Place, allow_console: AllowConsole) -> Locator:
    """The form of the editor whose save comes second."""
    allow_console(r"status of 409 .*/operations/")
    return visit_form(page, disputed)


@pytest.fixture
def other_form(new_page: NewPage, site: Server, disputed: Place, own_form: Locator) -> Locator:
    """The form of the other editor, opened at the same time."""
    page = new_page()
    become(page, site, OTHER)
    return visit_form(page, disputed)


def visit_form(page: Page, disputed: Place) -> Locator:
    page.goto(disputed.address)
    form = disputed.card(page)
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


def save(form: Locator) -> None:
    form.get_by_role("button", name="Enregistrer", exact=True).click()


def saved(form: Locator) -> Locator:
    """Save the form; return the message of the bar."""
    save(form)
    expect(form.locator(".edit")).to_be_focused()
    return form.page.locator("#barre .message")


def question(form: Locator) -> Locator:
    return form.get_by_role("group", name="Modifié aussi par quelqu’un d’autre : que garder ?")


def saved_version(form: Locator) -> Locator:
    return question(form).get_by_role("radio", name=re.compile(rf"^Version enregistrée par {OTHER} à \d+ h"))


def own_version(form: Locator) -> Locator:
    return question(form).get_by_role("radio", name="Votre version, ci-dessus")


def test_changes_of_different_fields_are_merged_and_said(
    site: Server, disputed: Place, own_form: Locator, other_form: Locator
) -> None:
    other_form.get_by_label("Description").fill("Leur texte.")
    other_form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    saved(other_form)
    own_form.get_by_label("Titre").fill("Mon titre")
    own_form.get_by_label("Ajouter des adresses").fill(INSTAGRAM)
    expect(saved(own_form)).to_have_text(
        re.compile(rf"Enregistré\. Fusionné avec la modification de {OTHER}\s: description et liens\.")
    )
    expect(own_form.locator("h3")).to_have_text("Mon titre")
    expect(own_form.locator(".description")).to_have_text("Leur texte.")
    document = stored(site)[disputed.ids[0]]
    assert [link["url"] for link in document["links"]] == [GERS, FACEBOOK, INSTAGRAM]
    # The undoing concerns the editor's own part alone.
    undo(own_form.page).click()
    expect(own_form.locator("h3")).to_have_text("Premier essai")
    document = stored(site)[disputed.ids[0]]
    assert [link["url"] for link in document["links"]] == [GERS, FACEBOOK]
    assert document["description"] == "Leur texte."


@pytest.mark.parametrize("choice", first_quick("typed", "saved", "mended"))
def test_a_conflict_asks_for_one_field_and_keeps_the_choice(
    site: Server, disputed: Place, own_form: Locator, other_form: Locator, choice: str
) -> None:
    other_form.get_by_label("Titre").fill("Leur titre")
    other_form.get_by_label("TikTok").check()
    saved(other_form)
    own_form.get_by_label("Titre").fill("Mon titre")
    own_form.get_by_label("Description").fill("Mon texte.")
    save(own_form)
    alert = own_form.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(f"Fusionné avec la modification de {OTHER} : plateformes annoncées.")
    expect(question(own_form)).to_have_count(1)
    expect(question(own_form).locator(".theirs")).to_have_text("Leur titre")
    expect(own_version(own_form)).to_be_checked()
    title = own_form.get_by_label("Titre")
    expect(title).to_have_value("Mon titre")
    if choice != "typed":
        own_version(own_form).focus()
        own_form.page.keyboard.press("ArrowDown")
        expect(saved_version(own_form)).to_be_checked()
    if choice == "mended":
        # Typing chooses the typed version.
        title.press("End")
        own_form.page.keyboard.type(" et le leur")
        expect(own_version(own_form)).to_be_checked()
    kept = {"typed": "Mon titre", "saved": "Leur titre", "mended": "Mon titre et le leur"}[choice]
    saved(own_form)
    expect(own_form.locator("h3")).to_have_text(kept)
    document = stored(site)[disputed.ids[0]]
    found = (document["title"], document["description"], document["platforms"])
    assert found == (kept, "Mon texte.", ["tiktok"])


@pytest.mark.long
def test_boxes_that_both_ticked_are_asked_for_too(
    site: Server, disputed: Place, own_form: Locator, other_form: Locator
) -> None:
    other_form.get_by_label("TikTok").check()
    saved(other_form)
    own_form.get_by_label("YouTube").check()
    save(own_form)
    expect(question(own_form).locator(".theirs")).to_have_text("TikTok")
    saved_version(own_form).check()
    own_form.get_by_label("TikTok").check()
    expect(own_version(own_form)).to_be_checked()
    saved_version(own_form).check()
    saved(own_form)
    assert stored(site)[disputed.ids[0]]["platforms"] == ["tiktok"]


@pytest.mark.parametrize("way", first_quick("Escape", "Annuler"))
def test_leaving_a_question_loses_nothing_that_was_typed(
    own_form: Locator, other_form: Locator, way: str
) -> None:
    other_form.get_by_label("Titre").fill("Leur titre")
    saved(other_form)
    own_form.get_by_label("Titre").fill("Mon titre")
    own_form.get_by_label("Description").fill("Mon texte.")
    save(own_form)
    saved_version(own_form).check()
    page = own_form.page
    if way == "Escape":
        page.keyboard.press(way)
    else:
        own_form.get_by_role("link", name=way).click()
    expect(own_form.locator("h3")).to_have_text("Leur titre")
    resume = page.get_by_role("button", name="Reprendre la saisie")
    expect(resume).to_be_visible()
    # A filter set meanwhile loses nothing either.
    page.locator("#platform-facebook").check()
    expect(page.locator("#compte")).to_have_text("Aucune opération")
    page.locator("#platform-facebook").uncheck()
    expect(own_form.locator("h3")).to_have_text("Leur titre")
    resume.click()
    expect(own_form.get_by_label("Titre")).to_have_value("Mon titre")
    expect(own_form.get_by_label("Description")).to_have_value("Mon texte.")
    expect(saved_version(own_form)).to_be_checked()
    saved(own_form)
    expect(own_form.locator("h3")).to_have_text("Leur titre")
    expect(own_form.locator(".description")).to_have_text("Mon texte.")


def test_a_save_restores_an_operation_deleted_meanwhile(
    site: Server, disputed: Place, own_form: Locator, other_form: Locator
) -> None:
    own_form.get_by_label("Titre").fill("Encore utile")
    other = other_form.page
    other.keyboard.press("Escape")
    other_form.get_by_role("button", name="Supprimer").click()
    expect(other.locator("#barre .message")).to_contain_text("Opération supprimée")
    save(own_form)
    page = own_form.page
    alert = page.locator("form.entry").get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text(f"Cette opération a été supprimée par {OTHER} à ")
    expect(page.get_by_label("Titre")).to_have_value("Encore utile")
    save(page.locator("form.entry"))
    expect(page.locator("#barre .message")).to_contain_text("Enregistré.")
    document = stored(site)[disputed.ids[0]]
    assert document["title"] == "Encore utile"
    assert [link["url"] for link in document["links"]] == [GERS]


# -- two people


def test_a_conflict_asks_for_what_both_changed_and_loses_nothing(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    become(other, site, OTHER)
    page.goto(place.address)
    other.goto(place.address)
    form, other_form = open_form(page, place), open_form(other, place)
    other_form.get_by_label("Titre").fill("Le titre de l’autre")
    other_form.get_by_label("Facebook").check()
    button(other_form, "Enregistrer").click()
    expect(message(other)).to_have_text("Enregistré.")

    form.get_by_label("Titre").fill("Mon titre")
    form.get_by_label("Description").fill("Mon texte.")
    button(form, "Enregistrer").click()
    summary = form.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Quelqu’un a modifié cette opération pendant votre saisie.")
    expect(summary).to_contain_text(f"Fusionné avec la modification de {OTHER} : plateformes annoncées.")
    expect(form.get_by_label("Titre")).to_have_value("Mon titre")
    expect(form.get_by_label("Description")).to_have_value("Mon texte.")
    expect(form.get_by_label("Facebook")).to_be_checked()
    expect(form.locator(".theirs")).to_have_text(["Le titre de l’autre"])
    question = form.get_by_role("group", name="que garder ?")
    expect(question).to_have_count(1)
    expect(question.get_by_role("radio", name="Votre version")).to_be_checked()
    expect(question.get_by_role("radio", name=f"Version enregistrée par {OTHER} à ")).not_to_be_checked()
    assert stored(site)[place.ids[0]]["title"] == "Le titre de l’autre"
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Mon titre")
    expect(message(page)).to_have_text("Enregistré.")
    saved = stored(site)[place.ids[0]]
    assert (saved["description"], saved["platforms"]) == ("Mon texte.", ["facebook"])


def test_cancelling_a_conflict_gives_the_other_version(
    page: Page, new_page: NewPage, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    form, other_form = open_form(page, place), open_form(other, place)
    other_form.get_by_label("Titre").fill("Le titre de l’autre")
    button(other_form, "Enregistrer").click()
    expect(message(other)).to_have_text("Enregistré.")
    form.get_by_label("Titre").fill("Mon titre")
    button(form, "Enregistrer").click()
    expect(form.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Escape")
    expect(place.card(page).locator("h3")).to_have_text("Le titre de l’autre")
    # What was typed came back in another form, and may still be resumed.
    button(offers(page), "Reprendre la saisie").click()
    expect(place.card(page).get_by_label("Titre")).to_have_value("Mon titre")


@pytest.mark.long
def test_saving_over_a_deletion_brings_the_operation_back(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    become(other, site, OTHER)
    page.goto(place.address)
    other.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Survivante")
    button(place.card(other), "Supprimer « Premier essai »").click()
    expect(bar(other)).to_contain_text("Opération supprimée")
    button(form, "Enregistrer").click()
    expect(
        page.get_by_role("alert").filter(has_text=f"Cette opération a été supprimée par {OTHER} à ")
    ).to_be_visible()
    title = page.get_by_label("Titre")
    expect(title).to_have_value("Survivante")
    button(page.locator("form.entry"), "Enregistrer").click()
    expect(bar(page)).to_contain_text("Enregistré.")
    expect(page.locator(".editing")).to_have_count(0)
    assert stored(site)[place.ids[0]]["title"] == "Survivante"


def test_deleting_an_operation_changed_meanwhile_is_refused(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/delete")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    other_form = open_form(other, place)
    other_form.get_by_label("Titre").fill("Encore utile")
    button(other_form, "Enregistrer").click()
    expect(message(other)).to_have_text("Enregistré.")
    button(place.card(page), "Supprimer « Premier essai »").click()
    alert = page.locator("#alerte")
    expect(alert).to_contain_text("Modifiée entre-temps.")
    assert place.ids[0] in stored(site)
    expect(place.card(page)).to_be_visible()
    button(alert, "Fermer").click()
    expect(alert).to_be_empty()
    focused(page)
