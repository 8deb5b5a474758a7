"""The static site as Chromium opens it from a folder: what filters leave, the search, the keyboard, no script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.french import count_found
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT, Server
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.catalogues import SEARCHES
from tests.support.page_states import sideways, small_targets
from tests.support.quick import first_quick
from tests.support.site import put_site, site_files

# Texts that search reads in ways of its own.
TEXTS = [
    "L’œuf dur, ŒUVRE et Lætitia", "habitant·e·s et acteur.rice", "100 000 équipements", "covid19", "Covid-19",
    "le 14 juillet", "Straße STRASSE", "ΟΔΟΣ οδός", "𝗙𝗮𝗺𝗶𝗹𝗹𝗲𝘀", "Українці", "日本", "हिन्दी", "mot_composé #Sport pour tous", "week-end",
    "ﬁn de l’été", "a\u0301ge", "À l’hôpital",
]  # fmt: skip
TYPED = [
    *SEARCHES, "oeuf", "œuf", "ŒUF", "oeuvre laetitia", "habitants", "habitantes", "habitant·e·s", "actrice", "acteur·rice",
    "acteur.rice", "100000", "100 000", "covid 19", "covid-19", "Covid19", "14juillet", "14 juillet", "strasse", "STRASSE",
    "ΟΔΟΣ", "οδος", "familles", "Українці", "日本", "हिन्दी", "mot composé", "#sport", "weekend", "week end", "fin", "âge",
    "hopital", "l’hopital", "d%C3%A9fi", "!!!", "twitter", "https://www.facebook.com/LeGers32/posts/2663636237190860",
    "jeune*", "« tips du jour »", "live instagram", "a b c d e f g h i j k l m n o p q r s t u v w x y z",
]  # fmt: skip

_FOUND = """(searches) => searches.map((search) => {
  const field = document.getElementById("q");
  field.value = search;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const shown = [...document.querySelectorAll("#resultats section:not([hidden]) .operation:not([hidden])")];
  return {
    ids: [...new Set(shown.map((card) => card.dataset.id))].sort(),
    count: document.getElementById("compte").textContent,
    numbers: Object.fromEntries([...document.querySelectorAll("#champs li .n")].map((n) => [n.id, n.textContent])),
  };
})"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    seed = Sound.read(ROOT / "db.json").catalogue
    texts = [
        Operation(f"t-{k}", f"Essai : {text}", text, ("adultes",), ("x",)) for k, text in enumerate(TEXTS)
    ]
    return Catalogue.of(seed.heading, [*seed.operations.values(), *texts])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A name with spaces and signs, as those of sticks have."""
    return put_site(tmp_path_factory.mktemp("stick") / "Clé USB #1 (100 %)", site_files(catalogue))


def told(catalogue: Catalogue, selection: Selection) -> dict[str, object]:
    """What the catalogue itself has of a selection."""
    found = catalogue.find_all(selection)
    numbers = {
        f"n-{name}-{slug}": str(number)
        for name, counts in (("audience", found.audiences), ("platform", found.platforms))
        for slug, number in counts.items()
    }
    ids = {operation.id for section in found.sections for operation in section.operations}
    return {"ids": sorted(ids), "count": count_found(found.operations, found.links), "numbers": numbers}


def test_the_search_finds_what_the_catalogue_finds(reader: Page, folder: Path, catalogue: Catalogue) -> None:
    reader.goto(f"{(folder / 'index.html').as_uri()}")
    answers = reader.evaluate(_FOUND, TYPED)
    expected = {search: told(catalogue, _selection(search)) for search in TYPED}
    assert dict(zip(TYPED, answers, strict=True)) == expected


def _selection(search: str) -> Selection:
    # As the address is read: a search without words is none.
    return Selection(q=search if any(map(str.isalnum, search)) else "")


def test_ticks_leave_what_the_catalogue_leaves(reader: Page, folder: Path, catalogue: Catalogue) -> None:
    address = (folder / "index.html").as_uri()
    for selection in (
        Selection(audiences=("adultes",)),
        Selection(audiences=("adultes", "tout-public"), platforms=("x", "tiktok")),
        Selection(platforms=("instagram",), q="oeuf live"),
        Selection(audiences=("enfants-jeunes",), platforms=("instagram",), q="d’été"),
    ):
        reader.goto(f"{address}?{selection.query}")
        (answer,) = reader.evaluate(_FOUND, [selection.q])
        assert answer == told(catalogue, selection)


def test_a_selection_is_in_the_address_and_back_leaves_it(reader: Page, folder: Path) -> None:
    reader.goto((folder / "index.html").as_uri())
    reader.get_by_label("Adultes").check()
    reader.get_by_label("Instagram").check()
    reader.get_by_label("Rechercher").fill("live")
    expect(reader).to_have_url(re.compile(r"\?audience=adultes&platform=instagram&q=live$"))
    expect(reader.locator("#puces a")).to_have_count(4)
    expect(reader.locator("#compte")).to_have_text("2 opérations, 2 liens")
    assert reader.title().startswith("Adultes, Instagram, «\u202flive\u202f» — ")
    reader.reload()
    expect(reader.locator("#compte")).to_have_text("2 opérations, 2 liens")
    expect(reader.get_by_label("Rechercher")).to_have_value("live")
    reader.go_back()
    assert reader.url.partition("?")[2] == "audience=adultes"
    expect(reader.get_by_label("Instagram")).not_to_be_checked()
    expect(reader.get_by_label("Adultes")).to_be_checked()


def test_a_chip_takes_its_filter_away_and_keeps_the_focus(reader: Page, folder: Path) -> None:
    reader.goto(f"{(folder / 'index.html').as_uri()}?audience=adultes&q=zzz")
    expect(reader.get_by_role("heading", name="Aucune opération ne correspond")).to_be_visible()
    expect(reader.locator("#compte")).to_have_text("Aucune opération")
    reader.get_by_role("link", name="Retirer le filtre «\u202fzzz\u202f»").press("Enter")
    expect(reader.locator("#compte")).to_be_focused()
    expect(reader.locator("#compte")).to_contain_text("opérations")
    reader.get_by_role("link", name="Tout effacer").click()
    assert "?" not in reader.url
    expect(reader.locator("#puces")).to_be_hidden()


def test_enter_in_the_search_goes_to_the_count(reader: Page, folder: Path) -> None:
    reader.goto((folder / "index.html").as_uri())
    reader.get_by_label("Rechercher").fill("concours")
    reader.keyboard.press("Enter")
    expect(reader.locator("#compte")).to_be_focused()
    assert reader.url.endswith("index.html?q=concours")


def test_a_search_without_words_says_so(reader: Page, folder: Path) -> None:
    reader.goto(f"{(folder / 'index.html').as_uri()}?q=!!!")
    expect(reader.locator("#avis")).to_contain_text("ne contient ni lettre ni chiffre")


def test_each_page_leads_to_the_others(reader: Page, folder: Path) -> None:
    reader.goto((folder / "index.html").as_uri())
    reader.get_by_role("link", name="Concours", exact=True).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Concours")
    reader.locator(".around [rel=next]").click()
    reader.locator(".facets a").first.click()
    expect(reader.locator("#puces a").first).to_be_visible()
    reader.get_by_role("link", name="Accessibilité : non conforme").click()
    reader.get_by_role("link", name="Catalogue", exact=True).click()
    # From a folder, a browser opens what it can show.
    reader.get_by_role("link", name="Texte", exact=True).click()
    expect(reader.locator("body")).to_contain_text("Dossier de catalogue, format texte 1")


PAGES = [
    "index.html",
    "index.html?audience=adultes&q=live",
    "index.html?q=zzz",
    "operations/tips-du-jour.html",
    "accessibilite.html",
]


@pytest.mark.parametrize("path", first_quick(*PAGES))
@pytest.mark.parametrize("width", first_quick(320, 1280))
def test_no_page_has_a_barrier(
    reader: Page, folder: Path, axe: Check, allow_console: AllowConsole, path: str, width: int
) -> None:
    # It asks for the sheet itself, which no file may do.
    allow_console(r"XMLHttpRequest at 'file:.*style\.css|ERR_FAILED.*style\.css")
    name, mark, query = path.partition("?")
    reader.set_viewport_size({"width": width, "height": 720})
    reader.goto((folder / name).as_uri() + mark + query)
    axe(reader)
    assert sideways(reader) == [0, []]
    assert small_targets(reader) == []


def test_without_script_all_is_there_with_links_to_the_parts(new_page: NewPage, folder: Path) -> None:
    page = new_page(signed_in=False, java_script_enabled=False)
    page.goto(f"{(folder / 'index.html').as_uri()}?audience=adultes")
    assert (
        page.locator("#resultats .operation").count() == page.locator("#resultats .operation:visible").count()
    )
    expect(page.get_by_role("search")).to_be_hidden()
    page.get_by_role("navigation", name="Cibles").get_by_role("link", name="Tout public").click()
    assert page.url.endswith("#cible-tout-public")
    expect(page.get_by_role("heading", name="Tout public")).to_be_in_viewport()


def test_the_page_looks_as_that_of_the_application(reader: Page, folder: Path, site: Server) -> None:
    """The same style on the same elements: titles, texts, links, filters."""
    styles = """() => ["h1", ".introduction", "section > h2", ".operation h3", ".operation .description", "a.link",
      ".filters legend", ".filters label", "#compte"].map((selector) => {
        const { font, color, backgroundColor, padding, margin } = getComputedStyle(document.querySelector(selector));
        return [selector, font, color, backgroundColor, padding, margin];
      })"""
    reader.goto((folder / "index.html").as_uri())
    ours = reader.evaluate(styles)
    reader.goto(f"{site.url}/")
    assert ours == reader.evaluate(styles)
