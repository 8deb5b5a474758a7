"""Editing in place in a real browser: with the mouse, with the keyboard alone, with others at work."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from proof.tools.editor import NAME
from proof.tools.server import Server, StartServer
from tests.support.browser import (
    Place,
    focused,
    heading_on_disk,
    is_remembered,
    make_place,
    post,
    remember,
    stored,
    tab_to,
)

NewPage = Callable[..., Page]
AllowConsole = Callable[[str], None]

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"
X = "https://twitter.com/LeGers32/status/1255088417815367680?s=20"


@pytest.fixture
def place(site: Server) -> Place:
    """Three operations of the test's own."""
    return make_place(site, ["Premier essai", "Deuxième essai", "Troisième essai"])


def bar(page: Page) -> Locator:
    return page.locator("#barre")


def said(page: Page) -> Locator:
    """What the bar says, without the way back."""
    return bar(page).locator(".message")


def button(within: Locator, name: str) -> Locator:
    return within.get_by_role("button", name=name, exact=True)


def open_form(page: Page, place: Place, number: int = 0) -> Locator:
    """Ask for the form of an operation with the mouse; returns what stands in the card's place."""
    form = place.card(page, number)
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


# -- in place


def test_an_operation_is_edited_in_place_with_the_mouse(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    expect(bar(page)).to_have_attribute("role", "status")
    remember(page, "#barre")
    card = place.card(page)
    form = open_form(page, place)
    expect(form).to_have_class("operation editing")
    expect(page).to_have_url(place.address)
    form.get_by_label("Titre").fill("Premier essai, corrigé")
    form.get_by_label("Description").fill("Une ligne.\nUne autre.")
    button(form, "Enregistrer").click()
    expect(card.locator("h3")).to_have_text("Premier essai, corrigé")
    expect(card.locator(".description")).to_have_text("Une ligne. Une autre.")
    expect(card.locator(".edit")).to_be_focused()
    expect(said(page)).to_have_text("Enregistré.")
    assert is_remembered(page, "#barre")
    expect(page).to_have_url(place.address)
    saved = stored(site)[place.ids[0]]
    assert saved["title"] == "Premier essai, corrigé"
    assert saved["description"] == "Une ligne.\nUne autre."


def test_an_operation_is_edited_with_the_keyboard_alone(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)
    edit = card.locator(".edit")
    tab_to(page, edit)
    page.keyboard.press("Enter")
    title = card.get_by_label("Titre")
    expect(title).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" au clavier")
    page.keyboard.press("Enter")
    expect(card.locator("h3")).to_have_text("Premier essai au clavier")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Encore un mot.")
    tiktok = card.get_by_label("TikTok")
    tab_to(page, tiktok)
    page.keyboard.press("Space")
    expect(tiktok).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(card.locator(".description")).to_have_text("Texte de Premier essai. Encore un mot.")
    expect(card.locator(".announced")).to_have_text("TikTok : annoncé, sans lien")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    tab_to(page, button(card, "Enregistrer"))
    page.keyboard.press("Space")
    expect(edit).to_be_focused()
    assert stored(site)[place.ids[0]]["platforms"] == ["tiktok"]


def test_escape_and_cancel_give_the_card_back_unchanged(page: Page, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)
    before, what_it_said = card.inner_text(), bar(page).inner_text()
    form = open_form(page, place)
    page.keyboard.press("Escape")
    expect(card.locator(".edit")).to_be_focused()
    assert card.inner_text() == before
    # Nothing was typed: nothing is offered.
    expect(bar(page)).to_have_text(what_it_said)
    open_form(page, place)
    form.get_by_role("link", name="Annuler").click()
    expect(card.locator(".edit")).to_be_focused()
    expect(bar(page)).to_have_text(what_it_said)


def test_what_was_typed_before_escape_can_be_resumed_and_saved(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Un long travail")
    form.get_by_label("Bluesky").check()
    page.keyboard.press("Escape")
    expect(place.card(page).locator("h3")).to_have_text("Premier essai")
    expect(bar(page)).to_contain_text("Saisie abandonnée, rien n’est enregistré.")
    button(bar(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Un long travail")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label("Bluesky")).to_be_checked()
    expect(bar(page)).to_be_empty()
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un long travail")
    assert stored(site)[place.ids[0]]["title"] == "Un long travail"


def test_the_browser_asks_before_what_is_typed_is_left_and_only_then(page: Page, place: Place) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(place.address)
    form = open_form(page, place)
    page.reload()
    assert asked == []
    open_form(page, place)
    page.keyboard.type("a")
    page.reload()
    assert asked == ["beforeunload"]
    open_form(page, place)
    page.keyboard.type("b")
    button(form, "Enregistrer").click()
    expect(said(page)).to_have_text("Enregistré.")
    page.reload()
    assert asked == ["beforeunload"]


# -- refusals


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_where(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    before = site.database.read_bytes()
    page.goto(place.address)
    form = open_form(page, place)
    title = form.get_by_label("Titre")
    title.fill("   ")
    form.get_by_label("Description").fill("Ce que j’ai écrit <b>avec soin</b>.")
    form.get_by_label("Ajouter des adresses").fill("javascript:alert(1)")
    form.get_by_label(place.label, exact=True).uncheck()
    button(form, "Enregistrer").click()

    summary = form.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rien n’est enregistré pour l’instant :")
    expect(summary.get_by_role("listitem")).to_contain_text(
        ["Titre : Donnez un titre à l’opération.", "Cibles : Cochez au moins une cible", "Liens : "]
    )
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("Donnez un titre à l’opération."))
    expect(title).to_have_value("   ")
    expect(form.get_by_label("Description")).to_have_value("Ce que j’ai écrit <b>avec soin</b>.")
    expect(form.get_by_label("Description")).not_to_have_attribute("aria-invalid", "true")
    link = form.get_by_label("Adresse du lien n° 1")
    expect(link).to_have_value("javascript:alert(1)")
    expect(link).to_have_attribute("aria-invalid", "true")
    expect(link).to_have_accessible_description(re.compile("http"))
    expect(form.get_by_role("group", name="Cibles")).to_have_accessible_description(
        re.compile("Cochez au moins une cible, ou nommez-en une nouvelle.")
    )
    assert site.database.read_bytes() == before

    summary.get_by_role("link", name="Titre").click()
    expect(title).to_be_focused()
    title.fill("Un titre")
    form.get_by_label(place.label, exact=True).check()
    button(form, "Retirer le lien n° 1").click()
    expect(form.get_by_label("Adresse du lien n° 1")).to_have_count(0)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    expect(place.card(page).locator(".description")).to_have_text("Ce que j’ai écrit <b>avec soin</b>.")


def test_each_line_of_the_summary_leads_to_its_field(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("")
    form.get_by_label("Description").fill("x" * 5001)
    form.get_by_label(place.label, exact=True).uncheck()
    form.get_by_label("Ajouter des adresses").fill("pas une adresse")
    button(form, "Enregistrer").click()
    links = form.get_by_role("alert").get_by_role("link")
    expect(links).to_have_text(["Titre", "Description", "Cibles", "Liens"])
    for link in links.all():
        link.focus()
        page.keyboard.press("Enter")
        wanted = (link.get_attribute("href") or "")[1:]
        reached = "id => document.getElementById(id).contains(document.activeElement)"
        assert page.evaluate(reached, wanted), f"{link.inner_text()} leads nowhere"


# -- links


def test_several_addresses_pasted_at_once_are_recognised(
    new_page: NewPage, site: Server, place: Place
) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Pas encore enregistré")
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{FACEBOOK}\n{INSTAGRAM} {X}\n")
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.press("Control+v")
    expect(form.locator(".recognised")).to_have_text(
        ["Publication Facebook", "Publication Instagram", "Post X (ex-Twitter)"]
    )
    expect(form.get_by_label("Adresse du lien n° 2")).to_have_value(INSTAGRAM)
    adding = form.get_by_label("Ajouter des adresses")
    expect(adding).to_have_value("")
    expect(adding).to_be_focused()
    # Only the links came anew.
    expect(form.get_by_label("Titre")).to_have_value("Pas encore enregistré")
    # Typed rather than pasted: recognised on leaving the field.
    page.keyboard.type("www.gers.fr/agenda")
    page.keyboard.press("Tab")
    expect(form.get_by_label("Adresse du lien n° 4")).to_have_value("www.gers.fr/agenda")
    button(form, "Ajouter https:// au lien n° 4").click()
    expect(form.get_by_label("Adresse du lien n° 4")).to_have_value("https://www.gers.fr/agenda")
    expect(form.get_by_label("Adresse du lien n° 4")).to_be_focused()
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_text(
        [
            re.compile("Publication Facebook — Pas encore"),
            re.compile("Publication Instagram — "),
            re.compile("Post X .ex-Twitter. — "),
            re.compile("gers.fr"),
        ]
    )
    urls = [link["url"] for link in stored(site)[place.ids[0]]["links"]]
    assert urls == [FACEBOOK, INSTAGRAM, X, "https://www.gers.fr/agenda"]


def test_a_click_that_leaves_a_typed_address_does_what_it_was_made_for(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    # As slow as a hand: the button is held while the address could be recognised under it.
    box = form.get_by_label("Bluesky", exact=True)
    box.click(delay=150)
    expect(box).to_be_checked()
    expect(form.get_by_label("Adresse du lien n° 1")).to_have_value(FACEBOOK)
    expect(box).to_be_focused()

    form.get_by_label("Ajouter des adresses").fill(INSTAGRAM)
    button(form, "Enregistrer").click(delay=150)
    expect(place.card(page).locator("a.link")).to_have_count(2)
    row = stored(site)[place.ids[0]]
    assert [link["url"] for link in row["links"]] == [FACEBOOK, INSTAGRAM]
    assert "bluesky" in row["platforms"]


def test_addresses_just_pasted_and_saved_at_once_are_not_lost(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.insert_text(f"{FACEBOOK} {INSTAGRAM}")
    page.keyboard.press("Control+Enter")
    expect(place.card(page).locator("a.link")).to_have_count(2)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, INSTAGRAM]

    # With the mouse, leaving the field for the button asks for the links first.
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.insert_text(X)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_count(3)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, INSTAGRAM, X]


def test_links_are_put_in_order_and_removed_with_the_focus_kept(page: Page, site: Server) -> None:
    place = make_place(site, ["Trois liens"], links=[FACEBOOK, INSTAGRAM, X])
    page.goto(place.address)
    form = open_form(page, place)

    def urls() -> list[str]:
        every: list[str] = form.locator(".rows input").evaluate_all("all => all.map(i => i.value)")
        return every

    button(form, "Descendre le lien n° 1").focus()
    page.keyboard.press("Enter")
    expect(button(form, "Descendre le lien n° 2")).to_be_focused()
    assert urls() == [INSTAGRAM, FACEBOOK, X]
    page.keyboard.press("Enter")
    expect(button(form, "Monter le lien n° 3")).to_be_focused()
    assert urls() == [INSTAGRAM, X, FACEBOOK]
    page.keyboard.press("Enter")
    expect(button(form, "Monter le lien n° 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(form, "Descendre le lien n° 1")).to_be_focused()
    assert urls() == [FACEBOOK, INSTAGRAM, X]
    button(form, "Retirer le lien n° 2").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Adresse du lien n° 2")).to_be_focused()
    assert urls() == [FACEBOOK, X]
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_count(2)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, X]


# -- two people


def test_a_conflict_asks_only_for_what_both_changed_and_loses_nothing(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    form, theirs = open_form(page, place), open_form(other, place)
    theirs.get_by_label("Titre").fill("Le titre de l’autre")
    theirs.get_by_label("Facebook").check()
    button(theirs, "Enregistrer").click()
    expect(said(other)).to_have_text("Enregistré.")

    form.get_by_label("Titre").fill("Mon titre")
    form.get_by_label("Description").fill("Mon texte.")
    button(form, "Enregistrer").click()
    summary = form.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Quelqu’un a modifié cette opération pendant votre saisie.")
    expect(summary).to_contain_text(f"Fusionné avec la modification d’{NAME} : plateformes annoncées.")
    expect(form.get_by_label("Titre")).to_have_value("Mon titre")
    expect(form.get_by_label("Description")).to_have_value("Mon texte.")
    expect(form.get_by_label("Facebook")).to_be_checked()
    expect(form.locator(".theirs")).to_have_text(["Le titre de l’autre"])
    question = form.get_by_role("group", name="que garder ?")
    expect(question).to_have_count(1)
    expect(question.get_by_role("radio", name="Votre version")).to_be_checked()
    expect(question.get_by_role("radio", name=f"Version enregistrée par {NAME} à ")).not_to_be_checked()
    assert stored(site)[place.ids[0]]["title"] == "Le titre de l’autre"
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Mon titre")
    expect(said(page)).to_have_text("Enregistré.")
    saved = stored(site)[place.ids[0]]
    assert (saved["description"], saved["platforms"]) == ("Mon texte.", ["facebook"])


def test_cancelling_a_conflict_gives_the_other_version(
    page: Page, new_page: NewPage, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    form, theirs = open_form(page, place), open_form(other, place)
    theirs.get_by_label("Titre").fill("Le titre de l’autre")
    button(theirs, "Enregistrer").click()
    expect(said(other)).to_have_text("Enregistré.")
    form.get_by_label("Titre").fill("Mon titre")
    button(form, "Enregistrer").click()
    expect(form.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Escape")
    expect(place.card(page).locator("h3")).to_have_text("Le titre de l’autre")
    # What was typed came back in another form, and may still be resumed.
    button(bar(page), "Reprendre la saisie").click()
    expect(place.card(page).get_by_label("Titre")).to_have_value("Mon titre")


def test_what_is_saved_over_a_deleted_operation_brings_it_back(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/operations/")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Survivante")
    button(place.card(other), "Supprimer « Premier essai »").click()
    expect(bar(other)).to_contain_text("Opération supprimée")
    button(form, "Enregistrer").click()
    expect(
        page.get_by_role("alert").filter(has_text=f"Cette opération a été supprimée par {NAME} à ")
    ).to_be_visible()
    title = page.get_by_label("Titre")
    expect(title).to_have_value("Survivante")
    button(page.locator("form.entry"), "Enregistrer").click()
    expect(bar(page)).to_contain_text("Enregistré.")
    expect(page.locator(".editing")).to_have_count(0)
    assert stored(site)[place.ids[0]]["title"] == "Survivante"


def test_deleting_what_another_has_changed_is_refused_in_words(
    page: Page, new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 409 .*/delete")
    other = new_page()
    page.goto(place.address)
    other.goto(place.address)
    theirs = open_form(other, place)
    theirs.get_by_label("Titre").fill("Encore utile")
    button(theirs, "Enregistrer").click()
    expect(said(other)).to_have_text("Enregistré.")
    button(place.card(page), "Supprimer « Premier essai »").click()
    alert = page.locator("#alerte")
    expect(alert).to_contain_text("Modifiée entre-temps.")
    assert place.ids[0] in stored(site)
    expect(place.card(page)).to_be_visible()
    button(alert, "Fermer").click()
    expect(alert).to_be_empty()
    focused(page)


# -- audiences, additions, deletions, order


def test_a_new_audience_is_named_in_the_form_and_becomes_a_filter(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Nouvelle cible").fill(f"Aînés de {place.label}")
    button(form, "Enregistrer").click()
    expect(said(page)).to_have_text("Enregistré.")
    expect(place.card(page).locator(".edit")).to_be_focused()
    box = page.locator("#choix-audience").get_by_label(f"Aînés de {place.label}")
    expect(box).not_to_be_checked()
    box.check()
    expect(page.get_by_role("heading", level=2, name=f"Aînés de {place.label}")).to_be_visible()
    expect(page.locator("#compte")).to_contain_text("3 opérations")
    assert len(stored(site)[place.ids[0]]["audiences"]) == 2


def test_an_operation_is_added_and_shown_with_the_focus_on_it(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    form = page.locator("#ajout")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label(place.label, exact=True)).to_be_checked()
    page.keyboard.type("Nouvelle venue")
    form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    page.keyboard.press("Control+Enter")
    expect(said(page)).to_have_text("Opération ajoutée : « Nouvelle venue ».")
    expect(form).to_be_empty()
    expect(place.titles(page)).to_have_text(
        ["Premier essai", "Deuxième essai", "Troisième essai", "Nouvelle venue"]
    )
    expect(focused(page)).to_have_text("Modifier « Nouvelle venue »")
    expect(page.locator("#compte")).to_have_text("4 opérations, 1 lien")
    expect(page.locator(f"#n-audience-{place.section}")).to_have_text("4")
    added = [document for document in stored(site).values() if document["title"] == "Nouvelle venue"]
    assert [document["audiences"] for document in added] == [[place.section]]


def test_an_addition_that_the_filters_hide_is_one_link_away(page: Page, place: Place) -> None:
    page.goto(f"{place.address}&q=premier")
    page.get_by_role("link", name="Ajouter une opération").click()
    page.locator("#ajout").get_by_label("Titre").fill(f"Ailleurs {place.section}")
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("Elle n’est pas dans les résultats affichés")
    link = bar(page).get_by_role("link", name="voir l’opération")
    expect(link).to_be_focused()
    link.click()
    expect(page.get_by_role("heading", level=3)).to_have_text(f"Ailleurs {place.section}")


def test_an_addition_is_refused_cancelled_and_resumed(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations")
    page.goto(place.address)
    add = page.get_by_role("link", name="Ajouter une opération")
    add.click()
    form = page.locator("#ajout")
    form.get_by_label("Description").fill("Sans titre")
    button(form, "Enregistrer").click()
    expect(form.get_by_role("alert")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_accessible_description(
        re.compile("Donnez un titre à l’opération.")
    )
    expect(form.get_by_label("Description")).to_have_value("Sans titre")
    form.get_by_label("Titre").fill("Presque")
    page.keyboard.press("Escape")
    expect(form).to_be_empty()
    expect(add).to_be_focused()
    button(bar(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Presque")
    expect(form.get_by_label("Titre")).to_be_focused()


def test_a_deletion_is_said_and_undone(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(bar(page)).to_contain_text("Opération supprimée : « Deuxième essai ».")
    expect(page.locator("#compte")).to_have_text("2 opérations, 0 lien")
    assert place.ids[1] not in stored(site)
    undo = button(bar(page), "Annuler cette modification")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai"])
    expect(said(page)).to_have_text("Modification annulée.")
    assert place.ids[1] in stored(site)
    redo = button(bar(page), "Rétablir ce qui vient d’être annulé")
    expect(redo).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    assert place.ids[1] not in stored(site)


def test_operations_move_up_and_down_with_the_focus_on_the_same_button(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    down = button(place.card(page), "Descendre « Premier essai »")
    down.focus()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Premier essai", "Troisième essai"])
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Troisième essai", "Premier essai"])
    expect(said(page)).to_have_text("Opération descendue d’une place : « Premier essai ».")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Déjà à la dernière place : « Premier essai ».")
    expect(down).to_be_focused()
    up = button(place.card(page), "Monter « Premier essai »")
    up.focus()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Premier essai", "Troisième essai"])
    expect(up).to_be_focused()
    order = [id for id in stored(site) if id in place.ids]
    assert order == [place.ids[1], place.ids[0], place.ids[2]]


def test_under_a_filter_an_operation_moves_past_its_neighbour_that_is_shown(page: Page, site: Server) -> None:
    place = make_place(site, ["Un marché", "Une fête", "Deux marchés", "Trois marchés"])
    page.goto(f"{place.address}&q=march")
    expect(place.titles(page)).to_have_text(["Un marché", "Deux marchés", "Trois marchés"])
    button(place.card(page, 2), "Monter « Deux marchés »").click()
    expect(place.titles(page)).to_have_text(["Deux marchés", "Un marché", "Trois marchés"])
    # The answer has the same marks as the search.
    expect(place.titles(page).locator("mark")).to_have_count(3)
    page.goto(place.address)
    expect(place.titles(page)).to_have_text(["Deux marchés", "Un marché", "Une fête", "Trois marchés"])


# -- the heading


def test_the_heading_is_edited_in_place(page: Page, server: StartServer) -> None:
    site = server()
    page.goto(f"{site.url}/")
    masthead = page.locator("#entete")
    masthead.get_by_role("link", name="Modifier le titre et l’introduction").click()
    title = masthead.get_by_label("Titre du catalogue")
    expect(title).to_be_focused()
    title.fill("Le catalogue du Gers")
    masthead.get_by_label("Introduction", exact=True).fill("Deux lignes\nen tout.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le catalogue du Gers")
    expect(said(page)).to_have_text("Enregistré.")
    expect(masthead.locator(".actions a")).to_be_focused()
    assert heading_on_disk(site)["introduction"] == "Deux lignes\nen tout."
    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    title.fill("Autre chose")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le catalogue du Gers")
    expect(masthead.locator(".actions a")).to_be_focused()
    button(bar(page), "Reprendre la saisie").click()
    expect(title).to_have_value("Autre chose")


def test_a_refused_or_conflicting_heading_keeps_what_was_typed(
    page: Page, new_page: NewPage, server: StartServer, allow_console: AllowConsole
) -> None:
    allow_console(r"status of (422|409) .*/catalogue")
    site = server()
    other = new_page()
    for each in (page, other):
        each.goto(f"{site.url}/")
        each.locator("#entete .actions a").click()
    masthead, theirs = page.locator("#entete"), other.locator("#entete")
    title = masthead.get_by_label("Titre du catalogue")
    title.fill("")
    masthead.get_by_label("Introduction", exact=True).fill("Mon introduction")
    button(masthead, "Enregistrer").click()
    expect(masthead.get_by_role("alert")).to_be_focused()
    expect(title).to_have_accessible_description(re.compile("Donnez un titre au catalogue."))
    expect(masthead.get_by_label("Introduction", exact=True)).to_have_value("Mon introduction")

    theirs.get_by_label("Titre du catalogue").fill("Le titre de l’autre")
    button(theirs, "Enregistrer").click()
    expect(said(other)).to_have_text("Enregistré.")
    title.fill("Mon titre")
    button(masthead, "Enregistrer").click()
    expect(masthead.get_by_role("alert")).to_contain_text("Quelqu’un a modifié ces textes")
    expect(masthead.locator(".theirs").first).to_contain_text("Le titre de l’autre")
    expect(title).to_have_value("Mon titre")
    button(masthead, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon titre")
    assert heading_on_disk(site)["introduction"] == "Mon introduction"


# -- several things at once


def test_filtering_while_a_form_is_open_keeps_what_is_typed_in_it(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    form.get_by_label("Mastodon").check()
    # A filter that leaves its card, then one that hides it.
    page.locator("#q").fill("essai")
    expect(page).to_have_url(f"{place.address}&q=essai")
    expect(page.locator("#q")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    page.locator("#q").fill("premier")
    expect(place.titles(page)).to_have_text(["Premier essai"])
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    expect(form.get_by_label("Mastodon")).to_be_checked()
    page.get_by_role("link", name="Retirer le filtre « premier »").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    # It stands where its card would, once and not twice.
    expect(form).to_have_count(1)
    ids = page.locator("#resultats .operation").evaluate_all("all => all.map(({ id }) => id)")
    assert ids == [f"{place.section}--{id}" for id in place.ids]
    button(form, "Enregistrer").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Pas fini", "Troisième essai"])
    assert stored(site)[place.ids[1]]["platforms"] == ["mastodon"]


def test_an_open_addition_stays_while_the_results_are_filtered(page: Page, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    title = page.locator("#ajout").get_by_label("Titre")
    title.fill("Pas fini")
    page.locator("#platform-facebook").check()
    expect(page.locator("#compte")).to_have_text("Aucune opération")
    expect(title).to_have_value("Pas fini")


@pytest.mark.parametrize("act", ["save", "move", "delete"])
def test_a_form_that_is_open_stays_while_another_card_changes(page: Page, place: Place, act: str) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    if act == "save":
        other = open_form(page, place, 0)
        other.get_by_label("Titre").fill("Fini")
        button(other, "Enregistrer").click()
        expect(place.titles(page)).to_have_text(["Fini", "Troisième essai"])
        expect(place.card(page, 0).locator(".edit")).to_be_focused()
    elif act == "move":
        button(place.card(page, 2), "Monter « Troisième essai »").click()
        expect(bar(page)).to_contain_text("montée d’une place")
    else:
        button(place.card(page, 2), "Supprimer « Troisième essai »").click()
        expect(bar(page)).to_contain_text("Opération supprimée")
        expect(button(bar(page), "Annuler cette modification")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    expect(form).to_have_count(1)
    button(form, "Enregistrer").click()
    expect(place.titles(page).filter(has_text="Pas fini")).to_have_count(1)


def test_a_form_refused_while_another_is_open_leaves_the_other_alone(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    page.goto(place.address)
    first, second = open_form(page, place, 0), open_form(page, place, 1)
    first.get_by_label("Titre").fill("Première saisie")
    second.get_by_label("Titre").fill("")
    button(second, "Enregistrer").click()
    expect(second.get_by_role("alert")).to_be_focused()
    expect(first.get_by_label("Titre")).to_have_value("Première saisie")


def test_a_server_that_stops_while_saving_loses_nothing_typed(
    page: Page, server: StartServer, allow_console: AllowConsole
) -> None:
    allow_console(r"ERR_CONNECTION_REFUSED|^htmx:(afterRequest|sendError) ")
    site = server()
    page.goto(f"{site.url}/")
    form = page.locator("#tout-public--recettes")
    form.locator(".edit").click()
    form.get_by_label("Titre").fill("Recettes du terroir")
    site.stop()
    button(form, "Enregistrer").click()
    alert = page.locator("#alerte")
    expect(alert).to_have_attribute("role", "alert")
    expect(alert).to_contain_text("Le site ne répond pas.")
    expect(form.get_by_label("Titre")).to_have_value("Recettes du terroir")
    again = server(site.database, port=site.port)
    button(form, "Enregistrer").click()
    expect(form.locator("h3")).to_have_text("Recettes du terroir")
    expect(alert).to_be_empty()
    assert stored(again)["recettes"]["title"] == "Recettes du terroir"


# -- the page of one operation


def test_the_page_of_one_operation_edits_and_deletes_it_too(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(rf"status of 404 .*/operations/{place.ids[0]}")
    page.goto(f"{site.url}/operations/{place.ids[0]}")
    card = page.locator(".operation")
    card.locator(".edit").click()
    expect(card.get_by_label("Titre")).to_be_focused()
    card.get_by_label("Titre").fill("Chez elle")
    page.keyboard.press("Enter")
    expect(card.locator("h3")).to_have_text("Chez elle")
    expect(said(page)).to_have_text("Enregistré.")
    expect(card.locator(".edit")).to_be_focused()
    button(card, "Supprimer « Chez elle »").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opération supprimée")
    page.get_by_role("button", name="Annuler la suppression").click()
    expect(card.locator("h3")).to_have_text("Chez elle")
    expect(said(page)).to_have_text(re.compile(r"Enregistré à \d+ h \d\d — «\sChez elle\s» rétablie\."))


def test_pressing_save_twice_saves_once(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    form = page.locator("#ajout")
    form.get_by_label("Titre").fill(f"Une seule {place.section}")
    button(form, "Enregistrer").dblclick()
    expect(bar(page)).to_contain_text("Opération ajoutée")
    expect(place.titles(page)).to_have_count(4)
    titles = [document["title"] for document in stored(site).values()]
    assert titles.count(f"Une seule {place.section}") == 1


@pytest.mark.parametrize("path", ["/history", "/trash", "/audiences"])
def test_the_way_back_is_there_on_pages_without_results_too(
    page: Page, site: Server, place: Place, path: str
) -> None:
    post(site, f"/operations/{place.ids[0]}/delete", [])
    page.goto(f"{site.url}{path}")
    bar(page).get_by_role("button", name="Annuler cette modification").click()
    expect(bar(page)).to_contain_text("Annulé")
    expect(page).to_have_url(f"{site.url}{path}")
    assert place.ids[0] in stored(site)
