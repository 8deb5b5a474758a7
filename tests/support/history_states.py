"""The states of the history and of the trash, as tests look at them."""

import re

from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import make_place, post, save

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"


def entries(page: Page) -> Locator:
    return page.locator(".past > li")


def full_history(page: Page, site: Server) -> None:
    """Changes of every kind."""
    place = make_place(site, ["Changée", "Déplacée", "Supprimée"], links=[FACEBOOK], platforms=["tiktok"])
    save(site, place.ids[0], title="Changée deux fois", platforms=["x"], links=[INSTAGRAM, FACEBOOK])
    move = [("direction", "up"), ("section", place.section)]
    post(site, f"/operations/{place.ids[1]}/move", move)
    several = [("op", id) for id in place.ids]
    post(site, "/bulk", [*several, ("value", "platform:bluesky"), ("action", "add")])
    post(site, f"/operations/{place.ids[2]}/delete", [])
    page.goto(f"{site.url}/catalogue/edit")
    page.get_by_label("Introduction", exact=True).fill(f"Une introduction {place.section}.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page).not_to_have_url(re.compile("/catalogue/edit$"))
    page.goto(f"{site.url}/historique")
    entries(page).first.get_by_role("button", name="Annuler cette modification").click()
    expect(entries(page).first.locator("h2")).to_contain_text("Annulation — textes du catalogue")


def full_trash(page: Page, site: Server) -> None:
    place = make_place(site, ["Mise à la corbeille"], links=[FACEBOOK])
    post(site, f"/operations/{place.ids[0]}/delete", [])
    page.goto(f"{site.url}/corbeille")
    expect(entries(page)).not_to_have_count(0)


def empty_trash(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/corbeille")
    for _ in range(entries(page).count()):
        entries(page).first.get_by_role("button", name="Rétablir").click()
        expect(page).not_to_have_url(f"{site.url}/corbeille")
        page.goto(f"{site.url}/corbeille")
    expect(page.get_by_text("La corbeille est vide.")).to_be_visible()


def every_question(page: Page, site: Server) -> None:
    """A form all of whose fields somebody else changed meanwhile."""
    place = make_place(site, ["Disputée"])
    page.goto(place.address)
    form = place.card(page)
    form.locator(".edit").click()
    form.get_by_label("Titre").fill("Ma version")
    form.get_by_label("Description").fill("Mon texte.")
    form.get_by_label("Facebook").check()
    other_text = "Leur texte.\nSur deux lignes."
    save(site, place.ids[0], title="L’autre version", description=other_text, platforms=["x"])
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("alert")).to_be_focused()
    expect(form.get_by_role("group", name="que garder ?")).to_have_count(3)


HISTORY_STATES = {
    "history": full_history,
    "trash": full_trash,
    "empty trash": empty_trash,
    "questions": every_question,
}
