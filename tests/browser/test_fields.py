"""What is typed in a small form stays through a reload: « Cibles », « Placer… », an invitation."""

from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, button, heading_on_disk
from tests.support.browsing import Check, NewPage

KEPT = "Saisie reprise, non enregistrée."


def test_names_typed_on_the_page_of_audiences_stay(
    page: Page, site: Server, place: Place, axe: Check
) -> None:
    page.goto(f"{site.url}/audiences")
    row = page.locator(f"#cible-{place.section}")
    row.get_by_label("Nom").fill("Nom en cours")
    page.get_by_label("Ajouter une cible").fill("Cible en cours")
    page.reload()
    expect(row.get_by_label("Nom")).to_have_value("Nom en cours")
    expect(page.get_by_label("Ajouter une cible")).to_have_value("Cible en cours")
    expect(page.locator(".kept")).to_have_count(2)
    expect(row.locator(".kept")).to_contain_text(KEPT)
    axe(page)
    # What is sent is forgotten, and the rest is still there.
    row.get_by_role("button", name="Renommer").click()
    expect(row.locator("h2")).to_contain_text("Nom en cours")
    assert any(one["label"] == "Nom en cours" for one in heading_on_disk(site)["audiences"])
    expect(row.locator(".kept")).to_have_count(0)
    expect(page.get_by_label("Ajouter une cible")).to_have_value("Cible en cours")
    button(page, "Oublier").click()
    expect(page.get_by_label("Ajouter une cible")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Ajouter une cible")).to_have_value("")
    expect(page.locator(".kept")).to_have_count(0)


def test_a_title_typed_to_place_an_operation_stays(page: Page, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)

    def open_form() -> None:
        card.get_by_role("link", name="Placer…").click()
        expect(button(card, "En premier")).to_be_focused()

    open_form()
    card.get_by_label("Après l’opération").fill("Deuxième")
    page.reload()
    open_form()
    expect(card.get_by_label("Après l’opération")).to_have_value("Deuxième")
    expect(card.locator(".kept")).to_contain_text(KEPT)
    card.get_by_role("link", name="Annuler").click()
    expect(card.locator("form.placing")).to_have_count(0)
    open_form()
    expect(card.get_by_label("Après l’opération")).to_have_value("")


def test_the_name_of_a_guest_stays_and_no_password_is_kept(
    page: Page, new_page: NewPage, site: Server
) -> None:
    page.goto(f"{site.url}/comptes")
    button(page, "Inviter quelqu’un").click()
    guest = new_page(signed_in=False)
    guest.goto(page.locator("#adresse").input_value())
    guest.get_by_label("Nom", exact=True).fill("Paule")
    guest.get_by_label("Mot de passe", exact=True).fill("un secret bien gardé")
    guest.reload()
    expect(guest.get_by_label("Nom", exact=True)).to_have_value("Paule")
    assert "secret" not in guest.evaluate("JSON.stringify({ ...sessionStorage })")
