"""What is typed and not saved is offered back after a reload, to its own editor alone, until it is saved or left."""

import re

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    become,
    button,
    make_place,
    message,
    offers,
    open_form,
    save,
    stored,
)
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.late import LateAnswers
from tests.support.quick import first_quick
from tests.support.sign_in_states import end_session, sign_in

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page that shares its process with no other: a dialog of the browser stops all pages of one process."""
    return new_page()


@pytest.fixture(autouse=True)
def leave(page: Page) -> None:
    """The browser may ask before it leaves what is typed: the person leaves."""
    page.on("dialog", lambda dialog: dialog.accept())


def expect_drafts(page: Page, number: int) -> None:
    """Wait until the tab keeps so many drafts: a page of a form forgets its own after it is shown."""
    page.wait_for_function(
        "number => Object.keys(sessionStorage).filter(key => key.startsWith('saisie')).length === number",
        arg=number,
    )


def expect_kept(page: Page, text: str) -> None:
    """Wait until `text` is kept, as it is before the page could go."""
    page.wait_for_function("text => JSON.stringify(sessionStorage).includes(text)", arg=text)


def resume(page: Page, title: str) -> None:
    offer = offers(page).locator("div", has_text=title)
    button(offer, "Reprendre la saisie").click()
    # Its form has come, and the card is gone, whose tick may have a label like that of a field.
    expect(offer).to_have_count(0)


def test_all_that_was_typed_is_resumed_after_a_reload(page: Page, site: Server, axe: Check) -> None:
    place = make_place(site, ["Premier essai", "Deuxième essai"], links=["https://www.gers.fr/"])
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Un long travail")
    form.get_by_label("Description").fill("Une ligne.\nUne autre.")
    form.get_by_label("YouTube").check()
    form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    page.locator("#entete .actions a").click()
    page.locator("#entete").get_by_label("Mot-dièse").fill("#gers")
    page.get_by_role("link", name="Ajouter une opération").click()
    adding = page.locator("#ajout")
    adding.get_by_label("Titre").fill(f"Neuve {place.section}")
    expect_kept(page, f"Neuve {place.section}")

    page.reload()
    expect(offers(page).locator("p")).to_have_text(
        [
            "Saisie interrompue, non enregistrée : « Un long travail ».",
            re.compile("Saisie interrompue, non enregistrée"),
            f"Saisie interrompue, non enregistrée : « Neuve {place.section} ».",
        ]
    )
    expect(offers(page)).to_have_attribute("role", "status")
    axe(page)
    resume(page, "Un long travail")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Un long travail")
    expect(form.get_by_label("Description")).to_have_value("Une ligne.\nUne autre.")
    expect(form.get_by_label("YouTube")).to_be_checked()
    expect(form.get_by_label("Adresse du lien n° 2")).to_have_value(FACEBOOK)
    resume(page, "Neuve")
    expect(adding.get_by_label("Titre")).to_be_focused()
    button(offers(page), "Reprendre la saisie").click()
    expect(page.locator("#entete").get_by_label("Mot-dièse")).to_have_value("#gers")
    expect(offers(page)).to_be_empty()
    # What is resumed is kept as before, and forgotten when it is saved.
    expect_drafts(page, 3)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un long travail")
    button(adding, "Enregistrer").click()
    expect(message(page)).to_contain_text("Opération ajoutée")
    page.locator("#entete").get_by_label("Mot-dièse").press("Control+Enter")
    expect(page.locator("#entete .hashtag")).to_have_text("#gers")
    expect_drafts(page, 0)
    page.reload()
    expect(offers(page)).to_be_empty()


def test_a_draft_of_before_another_change_asks_which_to_keep(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Mon titre")
    expect_kept(page, "Mon titre")
    save(site, place.ids[0], title="Le titre de l’autre")
    page.reload()
    resume(page, "Mon titre")
    form.get_by_label("Titre").press("Control+Enter")
    expect(form.locator(".theirs")).to_have_text("Le titre de l’autre")
    expect(form.get_by_label("Titre")).to_have_value("Mon titre")
    # Refused, and left: the form that came back is the one that is kept.
    page.reload()
    expect_drafts(page, 1)
    resume(page, "Mon titre")
    expect(form.locator(".theirs")).to_have_text("Le titre de l’autre")


def test_what_is_abandoned_or_forgotten_is_offered_no_more(page: Page, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Abandonné")
    expect_kept(page, "Abandonné")
    page.keyboard.press("Escape")
    expect(offers(page)).to_contain_text("Saisie abandonnée, rien n’est enregistré : « Abandonné ».")
    expect_drafts(page, 0)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Oublié")
    expect_kept(page, "Oublié")
    page.reload()
    expect(offers(page).locator("p")).to_have_count(1)
    button(offers(page), "Oublier").click()
    expect(offers(page)).to_be_empty()
    expect(page.locator("#contenu")).to_be_focused()
    page.reload()
    expect(offers(page)).to_be_empty()


@pytest.mark.long
def test_a_form_that_is_open_is_no_loss_for_the_one_resumed(page: Page, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Le premier")
    expect_kept(page, "Le premier")
    page.reload()
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Le second")
    resume(page, "Le premier")
    expect(form.get_by_label("Titre")).to_have_value("Le premier")
    resume(page, "Le second")
    expect(form.get_by_label("Titre")).to_have_value("Le second")
    expect(offers(page)).to_contain_text("Le premier")
    expect(page.locator(".editing")).to_have_count(1)


def test_another_editor_of_the_tab_never_sees_a_draft(reader: Page, site: Server, place: Place) -> None:
    page = reader
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site)
    page.goto(place.address)
    open_form(page, place).get_by_label("Titre").fill("Secret")
    expect_kept(page, "Secret")
    # The session ends; the same editor comes back.
    end_session(page, site)
    page.reload()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    expect(page.get_by_text("Secret")).to_have_count(0)
    sign_in(page, site)
    page.goto(place.address)
    expect(offers(page)).to_contain_text("Secret")
    # Another one signs in.
    become(page, site, "Jeanne")
    page.goto(place.address)
    expect(page.locator(".who")).to_contain_text("Jeanne")
    expect(offers(page)).to_be_empty()
    expect_drafts(page, 0)


def test_signing_out_forgets_every_draft(reader: Page, site: Server, place: Place) -> None:
    page = reader
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, site)
    page.goto(place.address)
    open_form(page, place).get_by_label("Titre").fill("Secret")
    expect_kept(page, "Secret")
    open_form(page, place, 1).get_by_label("Titre").fill("Secret encore")
    button(page, "Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    page.wait_for_function("() => !JSON.stringify(sessionStorage).includes('Secret')")


@pytest.mark.long
def test_a_draft_outlives_a_sign_out_that_is_given_up(reader: Page, site: Server, place: Place) -> None:
    page = reader
    sign_in(page, site)
    page.goto(place.address)
    open_form(page, place).get_by_label("Titre").fill("Je reste")
    expect_kept(page, "Je reste")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        button(page, "Se déconnecter").click()
    assert asked.value.type == "beforeunload"
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(offers(page)).to_contain_text("Je reste")


def test_a_form_sent_without_an_answer_is_not_said_to_be_unsaved(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console("ERR_FAILED")
    unsure = "Saisie envoyée, enregistrement non confirmé : « Un titre »."
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Un titre")
    late = LateAnswers(page)
    button(form, "Enregistrer").click()
    late.wait_for()
    late.fail()
    expect(page.locator("#alerte")).to_contain_text("votre saisie est toujours là")
    late.pass_all()
    page.keyboard.press("Escape")
    expect(offers(page)).to_contain_text(unsure)
    resume(page, "Un titre")
    late = LateAnswers(page)
    button(form, "Enregistrer").click()
    late.wait_for()
    page.reload()
    late.pass_all()
    expect(offers(page)).to_contain_text(unsure)
    assert stored(site)[place.ids[0]]["title"] == "Un titre"
    resume(page, "Un titre")
    form.get_by_label("Titre").fill("Un autre titre")
    expect_kept(page, "Un autre titre")
    page.reload()
    expect(offers(page)).to_contain_text("Saisie interrompue, non enregistrée : « Un autre titre ».")


# -- pages of a form


def test_the_page_of_a_form_keeps_and_forgets_as_well(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations")
    address = f"{site.url}/operations/{place.ids[0]}/edit"
    page.goto(address)
    title = page.get_by_label("Titre")
    title.fill("Sur sa page")
    expect_kept(page, "Sur sa page")
    page.reload()
    expect(title).to_have_value("Premier essai")
    resume(page, "Sur sa page")
    expect(title).to_have_value("Sur sa page")
    expect(title).to_be_focused()
    # The form that comes back refused, or with its addresses, is the draft's own.
    title.fill("")
    button(page, "Enregistrer").click()
    expect(page.locator(".errors")).to_be_visible()
    expect(offers(page)).to_be_empty()
    title.fill("Sur sa page")
    button(page, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sur sa page")
    expect(offers(page)).to_be_empty()
    expect_drafts(page, 0)
    # Left by « Annuler ».
    page.goto(address)
    title.fill("Abandonné")
    expect_kept(page, "Abandonné")
    page.get_by_role("link", name="Annuler").click()
    expect(page).to_have_url(f"{site.url}/operations/{place.ids[0]}")
    expect(offers(page)).to_be_empty()
    expect_drafts(page, 0)


@pytest.mark.long
def test_an_addition_on_its_page_is_resumed_and_added_once(page: Page, site: Server, place: Place) -> None:
    page.goto(f"{site.url}/operations/new")
    title = f"Neuve {place.section}"
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Adultes").check()
    expect_kept(page, title)
    page.goto(f"{site.url}/operations/{place.ids[0]}")
    resume(page, title)
    expect(page.get_by_label("Adultes")).to_be_checked()
    button(page, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto(f"{site.url}/operations/new")
    expect(offers(page)).to_be_empty()
    assert [document["title"] for document in stored(site).values()].count(title) == 1


# -- storage


@pytest.mark.parametrize("how", first_quick("forbidden", "full"))
def test_without_storage_forms_work_as_before(new_page: NewPage, site: Server, how: str) -> None:
    page = new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
        if how == "forbidden"
        else "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
    )
    place = make_place(site, ["Premier essai"])
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Sans mémoire")
    page.keyboard.press("Escape")
    button(offers(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Sans mémoire")
    page.wait_for_timeout(400)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Sans mémoire")
    page.reload()
    expect(offers(page)).to_be_empty()
