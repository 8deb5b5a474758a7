"""Several operations at once, and the audiences: with the keyboard alone, without script, at every width."""

import re
from collections.abc import Sequence

from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, focused, make_place, stored, tab_to, undo
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.page_states import View, each_view, in_each_view, settle, sideways, small_targets


def box(page: Page, title: str) -> Locator:
    return page.get_by_label(f"Sélectionner « {title} »").first


def expect_no_barrier(page: Page, axe: Check) -> None:
    axe(page)
    assert sideways(page) == [0, []]
    assert small_targets(page) == []


def platforms(site: Server, place: Place) -> list[list[str]]:
    return [stored(site)[id]["platforms"] if id in stored(site) else ["gone"] for id in place.ids]


def test_several_are_changed_and_undone_with_the_keyboard_alone(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/bulk")
    page.goto(place.address)
    lot = page.locator("#lot")
    expect(lot.get_by_role("button", name="Ajouter")).to_be_hidden()
    page.locator("#contenu").focus()
    tab_to(page, box(page, "Premier essai"))
    page.keyboard.press("Space")
    expect(page.locator("#coches")).to_have_text("1 opération cochée")
    tab_to(page, box(page, "Troisième essai"))
    page.keyboard.press("Space")
    expect(page.locator("#coches")).to_have_text("2 opérations cochées")
    # Enter leads from a box to what can be done.
    page.keyboard.press("Enter")
    expect(page.locator("#lot-valeur")).to_be_focused()
    add = lot.get_by_role("button", name="Ajouter")
    tab_to(page, add)
    page.keyboard.press("Enter")
    expect(page.locator("#lot-refus")).to_have_text("Choisissez d’abord une cible ou une plateforme.")
    expect(add).to_be_focused()
    tab_to(page, page.locator("#lot-valeur"), "Shift+Tab")
    page.keyboard.type("Blue")
    expect(page.locator("#lot-valeur")).to_have_value("platform:bluesky")
    expect(page.locator("#lot-refus")).to_be_empty()
    tab_to(page, add)
    page.keyboard.press("Enter")
    expect(page.locator("#barre .message")).to_have_text(
        re.compile(r"2 opérations modifiées\s: plateforme «\sBluesky\s» ajoutée\.")
    )
    assert platforms(site, place) == [["bluesky"], [], ["bluesky"]]
    # What is ticked stays so: another change may follow.
    expect(page.locator("#resultats :checked")).to_have_count(2)
    expect(focused(page)).to_have_text("Défaire la modification de 2 opérations")
    page.keyboard.press("Enter")
    expect(page.locator("#barre .message")).to_have_text("Modification annulée.")
    assert platforms(site, place) == [[], [], []]
    focused(page)


def test_ticks_stay_with_the_operations_that_are_shown(page: Page, site: Server) -> None:
    place = make_place(site, ["Essai un", "Essai deux"], platforms=["bluesky"])
    both = f"{place.address}&audience=adultes"
    page.goto(both)
    # In a second section too.
    box(page, "Essai un").check()
    page.locator("#lot-valeur").select_option("audience:adultes")
    page.get_by_role("button", name="Ajouter aux opérations cochées").click()
    boxes = page.get_by_label("Sélectionner « Essai un »")
    expect(boxes).to_have_count(2)
    boxes.first.check()
    expect(boxes.last).to_be_checked()
    box(page, "Tips du Jour").check()
    expect(page.locator("#coches")).to_have_text("2 opérations cochées")
    # A form in the place of a card takes no tick with it.
    page.locator(f"#adultes--{place.ids[0]} .edit").click()
    expect(page.locator(".editing input.title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(boxes).to_have_count(2)
    expect(boxes.first).to_be_checked()
    expect(boxes.last).to_be_checked()
    page.locator("#platform-bluesky").check()
    expect(page.locator("#coches")).to_have_text("2 opérations cochées, dont 1 hors de la page")
    expect(boxes.first).to_be_checked()
    page.get_by_role("button", name="Tout cocher").click()
    expect(page.locator("#coches")).to_have_text("3 opérations cochées, dont 1 hors de la page")
    # The controls stay at the foot of the window when nothing that is ticked is shown.
    page.locator("#q").fill("introuvable")
    expect(page.locator("#coches")).to_have_text("3 opérations cochées, dont 3 hors de la page")
    expect(page.locator("#lot")).to_have_css("position", "sticky")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator("#q").fill("")
    expect(page.locator("#coches")).to_have_text("3 opérations cochées, dont 1 hors de la page")
    page.get_by_role("button", name="Tout décocher").click()
    expect(page.locator("#coches")).to_have_text("Aucune opération cochée")
    focused(page)
    box(page, "Essai deux").check()
    page.get_by_role("button", name="Supprimer les opérations cochées").click()
    expect(page.locator("#barre .message")).to_have_text("1 opération supprimée.")
    assert place.ids[1] not in stored(site)
    undo(page).click()
    expect(page.locator("#barre .message")).to_contain_text("est de retour.")
    assert place.ids[1] in stored(site)


def test_without_script_several_are_changed_on_the_same_page(
    new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/bulk")
    page = new_page(java_script_enabled=False)
    page.goto(place.address)
    delete = page.get_by_role("button", name="Supprimer les opérations cochées")
    expect(delete).to_be_visible()
    delete.click()
    expect(page.locator("#lot-refus")).to_have_text("Cochez au moins une opération.")
    box(page, "Premier essai").check()
    # Enter presses none of the buttons of changes.
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("op="))
    expect(box(page, "Premier essai")).to_be_checked()
    box(page, "Deuxième essai").check()
    page.get_by_role("button", name="Ajouter aux opérations cochées").click()
    expect(page.locator("#lot-refus")).to_be_focused()
    expect(page.locator("#resultats :checked")).to_have_count(2)
    page.locator("#lot-valeur").select_option("platform:mastodon")
    page.get_by_role("button", name="Ajouter aux opérations cochées").click()
    ticks = f"op={place.ids[0]}&op={place.ids[1]}"
    expect(page).to_have_url(f"{place.address}&{ticks}")
    expect(page.locator("#barre")).to_contain_text("2 opérations modifiées.")
    assert platforms(site, place) == [["mastodon"], ["mastodon"], []]
    # The ticks outlive a filter that shows none of them, and come back with it.
    page.locator("#q").fill("tips")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page).to_have_url(re.compile(rf"q=tips&{ticks}#compte$"))
    expect(page.get_by_label("Deuxième essai", exact=True)).to_be_checked()
    page.get_by_label("Deuxième essai", exact=True).uncheck()
    page.locator("#q").fill("")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator("#resultats :checked")).to_have_count(1)
    expect(box(page, "Premier essai")).to_be_checked()
    undo(page).click()
    expect(page).to_have_url(f"{place.address}&op={place.ids[0]}")
    assert platforms(site, place) == [[], [], []]


def test_an_audience_is_renamed_merged_and_given_back(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/audiences/")
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Cibles").click()
    row = page.locator(f"#cible-{place.section}")
    expect(row.locator("h2")).to_contain_text("3 opérations")
    expect(row.locator(".hint")).to_have_text("3 opérations passeront dans la cible choisie.")
    name = row.get_by_label("Nom")
    name.fill("adultes")
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    expect(name).to_have_value("adultes")
    expect(name).to_have_accessible_description(re.compile("fusionnez-les"))
    name.fill("Voisins et voisines")
    page.keyboard.press("Enter")
    expect(row.locator("h2")).to_contain_text("Voisins et voisines")
    row.get_by_label("Fusionner").select_option(label="Adultes")
    row.get_by_role("button", name="Fusionner").click()
    expect(page).to_have_url(f"{site.url}/audiences")
    expect(row).to_have_count(0)
    assert [stored(site)[id]["audiences"] for id in place.ids] == [["adultes"]] * 3
    undo(page).click()
    expect(page).to_have_url(f"{site.url}/audiences")
    expect(row.locator("h2")).to_contain_text("3 opérations")
    assert [stored(site)[id]["audiences"] for id in place.ids] == [[place.section]] * 3
    # As while changes are suspended: what cannot be pressed looks so.
    page.locator("fieldset.all").evaluate("fieldset => { fieldset.disabled = true; }")
    expect(row.get_by_role("button", name="Renommer")).to_have_css("opacity", "0.5")


@in_each_view
def test_nothing_bars_the_way_at_any_width_in_any_scheme(
    page: Page, site: Server, place: Place, axe: Check, allow_console: AllowConsole, views: Sequence[View]
) -> None:
    allow_console(r"status of 422 .*/(bulk|audiences/.*)")
    page.goto(place.address)
    box(page, "Premier essai").check()
    page.get_by_role("button", name="Retirer des opérations cochées").click()
    expect(page.locator("#lot-refus")).not_to_be_empty()
    for view in each_view(page, views):
        expect_no_barrier(page, axe)
        # What takes the focus is not below the controls, and they leave room for it.
        last = page.locator("#resultats .actions button").last
        page.evaluate("scrollTo(0, 0)")
        last.blur()
        last.focus()
        bar, button = page.locator("#lot").bounding_box(), last.bounding_box()
        assert bar
        assert button
        assert bar["y"] >= button["y"] + button["height"]
        assert bar["height"] < view[2] / 2.5
    page.emulate_media(media="print")
    expect(page.locator("#lot")).to_be_hidden()
    expect(page.locator(".pick").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{site.url}/audiences")
    page.locator(f"#cible-{place.section}").get_by_role("button", name="Fusionner").click()
    expect(page).to_have_url(f"{site.url}/audiences/{place.section}/merge")
    for _ in each_view(page, views):
        expect_no_barrier(page, axe)


def test_no_value_is_chosen_that_nobody_chose(page: Page, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("button", name="Descendre « Premier essai »").click()
    expect(page.locator("#barre .message")).to_contain_text("descendue d’une place")
    expect(page.locator("#lot-valeur")).to_have_value("")


def test_the_page_stays_while_tab_goes_through_the_controls(page: Page, place: Place) -> None:
    page.goto(place.address)
    first = box(page, "Premier essai")
    first.check()
    first.press("Enter")
    expect(page.locator("#lot-valeur")).to_be_focused()
    before = page.evaluate("scrollY")
    for _ in range(3):
        page.keyboard.press("Tab")
        settle(page)
        assert page.evaluate("scrollY") == before


def test_a_whole_selection_is_ticked_and_changed(page: Page, site: Server) -> None:
    place = make_place(site, [f"Série {number}" for number in range(52)])
    page.goto(place.address)
    page.set_viewport_size({"width": 667, "height": 375})
    box(page, "Série 0").check()
    page.get_by_label("Cocher les 52").check()
    expect(page.locator("#coches")).to_have_text("52 opérations cochées")
    page.locator("#lot-valeur").select_option("platform:bluesky")
    page.get_by_role("button", name="Ajouter aux opérations cochées").click()
    expect(page.locator("#barre .message")).to_contain_text("52 opérations modifiées")
    assert platforms(site, place) == [["bluesky"]] * 52
    for width, height in ((667, 375), (320, 180), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        bar = page.locator("#lot").bounding_box()
        assert bar
        assert bar["height"] < 80
        assert bar["y"] + bar["height"] <= height + 1
        # It would cover boxes to tick where there is little room.
        assert page.locator("#ajouter").is_visible() is (width >= 1280)
