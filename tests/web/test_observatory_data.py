"""What the Observatoire gives to programs and to other sites: its feed, of all bodies."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from gersapp.observatory.body import Body, Kind
from gersapp.web.national.current import current_following
from tests.support.edits import commit, set_title
from tests.support.memory_bodies import MemoryBodies
from tests.support.observatory import BODY, OTHER, browser_of, opened_observatory
from tests.support.visitor import ID, Visitor, page_of

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def site(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Two bodies, in each of which an operation was changed: first in BODY, then in OTHER."""
    seed, bodies = seed_path.read_text("utf-8"), MemoryBodies()
    bodies.add(Body(BODY, Kind.DEPARTMENT, "32"), seed.encode())
    bodies.add(Body(OTHER, Kind.DEPARTMENT, "81"), seed.replace("Département du Gers", "Tarn").encode())
    for slug in (BODY, OTHER):
        commit(bodies.repository(slug), set_title(f"Changée : {slug}"))
    with opened_observatory(bodies, tmp_path_factory.mktemp("site")) as app:
        yield app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return browser_of(site)


def entries_at(visitor: Visitor, address: str) -> list[ET.Element]:
    return ET.fromstring(visitor.get(address).data).findall(f"{ATOM}entry")  # noqa: S314  (our own)


# -- the feed


def test_the_feed_has_what_changed_in_every_body(visitor: Visitor) -> None:
    response = visitor.get("/operations.atom")
    assert response.content_type == "application/atom+xml"
    entries = entries_at(visitor, "/operations.atom")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert ids == {f"{ORIGIN}/{slug}/operations/{ID}" for slug in (BODY, OTHER)}
    names = {entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries}
    assert names == {"Département du Gers", "Tarn"}


def test_the_feed_is_that_of_its_selection(visitor: Visitor) -> None:
    (entry,) = entries_at(visitor, f"/operations.atom?body={OTHER}")
    assert entry.findtext(f"{ATOM}title") == f"Changée\u202f: {OTHER}"
    found = {(one.get("scheme"), one.get("term")) for one in entry.iter(f"{ATOM}category")}
    assert {(f"{ORIGIN}/?body=", OTHER), (f"{ORIGIN}/?audience=", "grand-public")} <= found
    assert entries_at(visitor, "/operations.atom?q=zzz") == []


def test_a_feed_is_not_sent_twice_and_follows_changes(site: Flask, visitor: Visitor) -> None:
    etag = visitor.get("/operations.atom").headers["ETag"]
    assert visitor.get("/operations.atom", If_None_Match=etag).status_code == 304
    with site.app_context():
        following = current_following()
    commit(following._bodies.repository(BODY), set_title("Encore changée"))
    following.update()
    after = visitor.get("/operations.atom", If_None_Match=etag)
    assert "Encore changée" in after.text


@pytest.mark.parametrize(
    "path", ["/?kind=departement&platform=facebook", "/telecharger?kind=departement&platform=facebook"]
)
def test_pages_lead_to_the_feed_of_their_selection(visitor: Visitor, path: str) -> None:
    addresses = [has.get("href") for _, has in page_of(visitor.get(path)).tags]
    assert "/operations.atom?kind=departement&platform=facebook" in addresses
