"""The main journeys in Firefox and in WebKitGTK: other engines than the Chromium of all other tests."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from gersapp.store.tinydb.sound import Sound
from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server
from tests.support.browser import Place, make_place, stored
from tests.support.site import put_site, site_files
from tests.support.webdriver import BROWSERS, CONTROL, ENTER, Tab

pytestmark = pytest.mark.long

Launch = Callable[..., AbstractContextManager[Tab]]


@pytest.fixture(params=BROWSERS)
def launch(request: pytest.FixtureRequest) -> Launch:
    return BROWSERS[request.param]


@pytest.fixture
def tab(launch: Launch, tmp_path: Path) -> Iterator[Tab]:
    """The tab of a new visitor. It fails the test at its end on an error or a violation of the policy."""
    with launch(tmp_path) as tab:
        yield tab
        assert tab.close() == []


@pytest.fixture
def plain(launch: Launch, tmp_path: Path) -> Iterator[Tab]:
    """The tab of a browser that runs no script of pages."""
    with launch(tmp_path, script=False) as tab:
        yield tab


def titles(tab: Tab) -> list[str]:
    return tab.texts("#resultats h3")


def sign_in(tab: Tab, address: str) -> None:
    """Sign in from the page at `address`, which is shown again."""
    tab.open(address)
    tab.follow("#pied a", "Se connecter")
    # WebKit may give the first focus of a page late, even to take it from what is typed in.
    tab.expect(lambda: tab.has_focus("#nom"), True)
    tab.fill("#nom", NAME)
    tab.fill("#mot-de-passe", PASSWORD)
    tab.follow(".signin button")
    tab.expect_address(re.escape(address))
    assert tab.texts(".who > p") == [f"{NAME} : mon compte"]


def card(place: Place, number: int = 0) -> str:
    """The selector of a card, or of the form in its place."""
    return f"[id='{place.section}--{place.ids[number]}']"


def in_seed(seed_path: Path, audience: str, platform: str) -> list[str]:
    """The titles of the operations for an audience on a platform."""
    documents: list[dict[str, Any]] = list(json.loads(seed_path.read_text("utf-8"))["operations"].values())
    found = [one for one in documents if audience in one["audiences"] and platform in one["platforms"]]
    return [" ".join(one["title"].split()) for one in found]


def test_what_pages_complain_about_is_seen(launch: Launch, site: Server, tmp_path: Path) -> None:
    with launch(tmp_path) as tab:
        tab.open(f"{site.url}/")
        tab.run("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
        tab.expect(lambda: "style-src-attr" in tab.run("return window.faults"), True)
        tab.follow("#pied a", "Catalogue")
        # The script of the page expects more of this event.
        tab.run("document.dispatchEvent(new CustomEvent('htmx:beforeRequest'))")
        policy, *errors = dict.fromkeys(tab.close())
        assert policy == "style-src-attr"
        assert errors[0].startswith("TypeError: ")


def test_filters_and_search_are_in_the_address(tab: Tab, site: Server, seed_path: Path) -> None:
    home = f"{re.escape(site.url)}/"
    tab.open(f"{site.url}/")
    everything = titles(tab)
    # The driver of WebKitGTK does not scroll to what is in a sticky part.
    tab.run("document.querySelector('#filtres').scrollIntoView()")
    tab.click("#platform-instagram")
    tab.expect_address(rf"{home}\?platform=instagram")
    tab.click("#audience-adultes")
    tab.expect_address(rf"{home}\?audience=adultes&platform=instagram")
    filtered = in_seed(seed_path, "adultes", "instagram")
    tab.expect(lambda: titles(tab), filtered)
    tab.click("#resultats .chip", "Adultes")
    tab.expect_address(rf"{home}\?platform=instagram")
    tab.fill("#q", "gersois")
    tab.expect_address(rf"{home}\?platform=instagram&q=gersois")
    tab.expect(lambda: tab.texts("#resultats mark"), ["gersois", "Gersois"])
    searched = titles(tab)

    tab.reload()
    assert titles(tab) == searched
    assert tab.values("#q", "value") == ["gersois"]
    tab.back()
    tab.expect_address(rf"{home}\?audience=adultes&platform=instagram")
    tab.expect(lambda: titles(tab), filtered)
    tab.expect(lambda: tab.values("#filtres :checked", "id"), ["audience-adultes", "platform-instagram"])
    assert tab.values("#q", "value") == [""]
    tab.back()
    tab.back()
    tab.expect_address(home)
    tab.expect(lambda: titles(tab), everything)
    tab.expect(lambda: tab.values("#filtres :checked", "id"), [])


def test_an_editor_signs_in_and_edits_in_place(tab: Tab, site: Server) -> None:
    place = make_place(site, ["Premier essai"], links=["https://www.gers.fr/"], platforms=["x"])
    sign_in(tab, f"{place.address}&platform=x")
    tab.click(f"{card(place)} .edit")
    tab.expect(lambda: tab.has_focus(f"{card(place)} input.title"), True)
    tab.fill(f"{card(place)} input.title", "Œuvre — « 18-25 ans »")
    tab.fill(f"{card(place)} textarea[name=description]", "Une ligne.\nUne autre.")
    tab.fill(f"{card(place)} textarea[name=addresses]", "https://www.instagram.com/p/Abc123/")
    # The address is recognised when the field is left.
    tab.click(f"{card(place)} input[value=linkedin]")
    tab.expect(lambda: tab.texts(f"{card(place)} .recognised")[1:], ["Publication Instagram"])
    tab.press(f"{card(place)} input.title", CONTROL + ENTER)
    tab.expect(lambda: titles(tab), ["Œuvre — « 18-25 ans »"])
    tab.expect(lambda: tab.has_focus(f"{card(place)} .edit"), True)
    # The other browser's operation may have the same post, which is said too.
    tab.expect(lambda: [text.split()[0] for text in tab.texts("#barre .message")], ["Enregistré."])
    tab.expect_address(re.escape(f"{place.address}&platform=x"))
    saved = stored(site)[place.ids[0]]
    assert saved["title"] == "Œuvre — « 18-25 ans »"
    assert saved["description"] == "Une ligne.\nUne autre."
    assert saved["platforms"] == ["x", "linkedin"]
    assert [link["url"] for link in saved["links"]] == [
        "https://www.gers.fr/",
        "https://www.instagram.com/p/Abc123/",
    ]
    tab.reload()
    assert titles(tab) == ["Œuvre — « 18-25 ans »"]


def test_an_operation_is_added_deleted_and_brought_back(tab: Tab, site: Server) -> None:
    place = make_place(site, ["Premier essai", "Deuxième essai"])
    sign_in(tab, place.address)
    tab.click(".add a")
    tab.expect(lambda: tab.has_focus("#ajout input.title"), True)
    tab.fill("#ajout input.title", "Ajoutée")
    tab.click("#ajout .save button")
    tab.expect(lambda: titles(tab), ["Premier essai", "Deuxième essai", "Ajoutée"])
    tab.expect(lambda: tab.texts("#ajout form"), [])
    added = [one for one in stored(site).values() if one["audiences"] == [place.section]]
    assert [one["title"] for one in added] == ["Premier essai", "Deuxième essai", "Ajoutée"]

    tab.click(f"{card(place)} .actions button", "Supprimer")
    tab.expect(lambda: titles(tab), ["Deuxième essai", "Ajoutée"])
    assert place.ids[0] not in stored(site)
    tab.click("#barre button", "Défaire")
    tab.expect(lambda: titles(tab), ["Premier essai", "Deuxième essai", "Ajoutée"])
    tab.expect(lambda: tab.has_focus("body"), False)
    assert place.ids[0] in stored(site)


def test_a_draft_is_kept_over_a_reload(tab: Tab, site: Server) -> None:
    place = make_place(site, ["Premier essai"])
    sign_in(tab, place.address)
    tab.click(f"{card(place)} .edit")
    tab.expect(lambda: tab.has_focus(f"{card(place)} input.title"), True)
    tab.fill(f"{card(place)} input.title", "Un long travail")
    tab.click(f"{card(place)} input[value=linkedin]")
    # The page is left at once: what was typed last is kept as it goes.
    tab.reload()
    tab.expect(
        lambda: tab.texts("#saisies p"), ["Saisie interrompue, non enregistrée : « Un long travail »."]
    )
    tab.click("#saisies button", "Reprendre la saisie")
    tab.expect(lambda: tab.values(f"{card(place)} input.title", "value"), ["Un long travail"])
    assert tab.values(f"{card(place)} input[value=linkedin]", "checked") == [True]
    tab.click(f"{card(place)} .save button")
    tab.expect(lambda: titles(tab), ["Un long travail"])
    assert stored(site)[place.ids[0]]["platforms"] == ["linkedin"]
    tab.reload()
    assert tab.texts("#saisies p") == []


def test_after_signing_out_back_shows_nothing_to_change(tab: Tab, site: Server) -> None:
    place = make_place(site, ["Premier essai"])
    sign_in(tab, place.address)
    tab.follow("#pied a", "Accessibilité")
    tab.back()
    tab.expect(lambda: len(tab.texts(".edit")), 1)
    tab.follow("#pied a", "Accessibilité")
    tab.follow(".sign-out button")
    tab.expect_address(re.escape(f"{site.url}/"))
    tab.back()
    tab.back()
    tab.expect_address(re.escape(place.address))
    tab.expect(lambda: titles(tab), ["Premier essai"])
    tab.expect(lambda: tab.texts(".who, .edit, .add, .actions"), [])


def test_without_script_filters_and_edits_do_the_same(plain: Tab, site: Server, seed_path: Path) -> None:
    plain.open(f"{site.url}/")
    plain.click("#audience-adultes")
    plain.click("#platform-instagram")
    assert len(titles(plain)) > len(in_seed(seed_path, "adultes", "instagram")), "a script has run"
    plain.follow("#filtres button", "Appliquer les filtres")
    plain.expect(lambda: titles(plain), in_seed(seed_path, "adultes", "instagram"))
    assert plain.values("#filtres :checked", "id") == ["audience-adultes", "platform-instagram"]

    place = make_place(site, ["Premier essai"])
    sign_in(plain, place.address)
    plain.follow(".edit", "Premier essai")
    plain.expect(lambda: plain.has_focus("input.title"), True)
    plain.fill("input.title", "Sans script")
    plain.follow(".save button")
    plain.expect(lambda: plain.texts("h1"), ["Sans script"])
    assert stored(site)[place.ids[0]]["title"] == "Sans script"


def test_the_static_site_filters_from_a_folder(tab: Tab, seed_path: Path, tmp_path: Path) -> None:
    folder = put_site(tmp_path / "site", site_files(Sound.read(seed_path).catalogue))
    index = (folder / "index.html").as_uri()
    tab.open(index)
    tab.click("#audience-adultes")
    tab.click("#platform-x")
    expected = in_seed(seed_path, "adultes", "x")
    shown = "#resultats section:not([hidden]) .operation:not([hidden]) h3"
    tab.expect(lambda: tab.texts(shown), expected)
    tab.expect_address(re.escape(f"{index}?audience=adultes&platform=x"))
    tab.fill("#q", "100000")
    tab.expect(lambda: tab.texts(shown), ["100 000 équipements"])
    tab.reload()
    tab.expect(lambda: tab.texts(shown), ["100 000 équipements"])
    tab.follow(f"{shown} a", "100 000 équipements")
    tab.expect_address(re.escape((folder / "operations" / "100-000-equipements.html").as_uri()))
