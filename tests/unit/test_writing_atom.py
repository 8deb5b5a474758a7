"""The feed: what RFC 4287 asks of it, and which operations are in it, in which order."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.writing import atom
from tests.support import any_catalogues
from tests.support.catalogues import AUDIENCES, HYPOTHESIS

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339, as RFC 4287 wants it.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def parse(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  (our own)


def feed_of(dossier: Dossier) -> ET.Element:
    return parse(b"".join(atom.write(dossier)))


def faults(feed: ET.Element) -> list[str]:
    """What a validator would say: RFC 4287, sections 4.1.1, 4.1.2 and 4.2."""
    found = [] if feed.tag == f"{ATOM}feed" else [feed.tag]
    found += _faults_of(feed, once=("id", "title", "updated"), at_most_once=("subtitle", "rights"))
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("no author")
    for entry in entries:
        found += _faults_of(
            entry, once=("id", "title", "updated"), at_most_once=("published", "summary", "content")
        )
        if entry.find(f"{ATOM}link[@rel='alternate']") is None and entry.find(f"{ATOM}content") is None:
            found.append("an entry with no link and no content")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    return found if len(ids) == len(set(ids)) else [*found, "an id twice"]


def _faults_of(element: ET.Element, *, once: tuple[str, ...], at_most_once: tuple[str, ...]) -> list[str]:
    counts = {name: len(element.findall(ATOM + name)) for name in (*once, *at_most_once)}
    found = [f"{counts[name]} {name}" for name in once if counts[name] != 1]
    found += [f"{counts[name]} {name}" for name in at_most_once if counts[name] > 1]
    for name in ("updated", "published"):
        for time in element.findall(ATOM + name):
            if not _TIME.fullmatch(time.text or ""):
                found.append(f"{name}: {time.text}")
    for link in element.findall(f"{ATOM}link"):
        found += [] if re.match(r"https?://", link.get("href", "")) else [f"link: {link.get('href')}"]
    if not re.match(r"https?://|urn:uuid:", element.findtext(f"{ATOM}id") or ""):
        found.append("an id that is no address")
    return found


def dossier_of(catalogue: Catalogue, dates: Mapping[str, Dates]) -> Dossier:
    return make_dossier(
        catalogue, Selection(), any_catalogues.DAY, address="https://a.fr/", home="https://a.fr/", dates=dates
    )


def texts(feed: ET.Element, name: str) -> list[str | None]:
    return [entry.findtext(ATOM + name) for entry in feed.findall(f"{ATOM}entry")]


@given(
    any_catalogues.catalogues(),
    st.lists(st.integers(-60_000_000_000, 250_000_000_000), min_size=10, max_size=10),
)
@settings(HYPOTHESIS, max_examples=20)
def test_a_validator_finds_no_fault(catalogue: Catalogue, times: list[int]) -> None:
    pairs = zip(catalogue.operations, times, strict=False)
    dates = {id: Dates(time if time % 2 else None, time) for id, time in pairs}
    content = b"".join(atom.write(dossier_of(catalogue, dates)))
    assert b"utm_" not in content
    feed = parse(content)
    assert faults(feed) == []
    assert len(texts(feed, "id")) == len(dates)
    nowhere = replace(dossier_of(catalogue, dates), address="", home="")
    assert faults(feed_of(nowhere)) == []


def some(count: int) -> Catalogue:
    heading = Heading("Titre", "Organisme", "", "", AUDIENCES)
    return Catalogue.of(heading, [Operation(f"o-{n}", f"Opération {n}", "", ("tous",)) for n in range(count)])


def test_the_newest_come_first_and_an_import_in_its_order() -> None:
    dates = {"o-0": Dates(10, 10), "o-1": Dates(50, 50), "o-2": Dates(50, 50), "o-4": Dates(None, 60)}
    feed = feed_of(dossier_of(some(5), dates))
    assert texts(feed, "id") == [f"https://a.fr/operations/{id}" for id in ("o-4", "o-1", "o-2", "o-0")]
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:01:00Z"
    assert texts(feed, "published")[:2] == [None, "1970-01-01T00:00:50Z"]


def test_a_feed_has_so_many_entries_at_most() -> None:
    dates = {f"o-{n}": Dates(n, n) for n in range(80)}
    feed = feed_of(dossier_of(some(80), dates))
    assert texts(feed, "title")[:2] == ["Opération 79", "Opération 78"]
    assert len(texts(feed, "id")) == atom.MAX_ENTRIES


def test_an_empty_feed_says_what_will_be_in_it() -> None:
    empty = feed_of(dossier_of(some(2), {}))
    assert (faults(empty), empty.findall(f"{ATOM}entry")) == ([], [])
    assert "paraîtra ici" in str(empty.findtext(f"{ATOM}subtitle"))
    assert "paraîtra" not in str(
        feed_of(dossier_of(some(2), {"o-0": Dates(1, 1)})).findtext(f"{ATOM}subtitle")
    )


def test_an_entry_has_text_links_and_filters_of_its_card() -> None:
    links = (Link("https://www.facebook.com/LeGers32/posts/1?fbclid=x"),)
    operation = Operation("a", "A ; b", "Un.\n\nDeux.", ("tous",), ("instagram", "Radio"), links)
    catalogue = Catalogue.of(Heading("T", audiences=AUDIENCES), [operation])
    (entry,) = feed_of(dossier_of(catalogue, {"a": Dates(1, 2)})).findall(f"{ATOM}entry")
    assert [text.strip() for text in entry[-1].itertext()] == [
        "Un.",
        "Deux.",
        "Publication Facebook",
        "Instagram\u202f: annoncé, sans lien",
        "Radio\u202f: annoncé, sans lien",
    ]
    (address,) = [element.get("href") for element in entry[-1].iter() if element.get("href")]
    assert address == "https://www.facebook.com/LeGers32/posts/1"
    categories = [element.attrib for element in entry.findall(f"{ATOM}category")]
    assert [f"{one['scheme']}{one['term']} {one['label']}" for one in categories] == [
        "https://a.fr/?audience=tous Tout public",
        "https://a.fr/?platform=facebook Facebook",
        "https://a.fr/?platform=instagram Instagram",
    ]
    assert entry.findtext(f"{ATOM}title") == "A\u202f; b"
    times = [
        datetime.fromisoformat(str(entry.findtext(ATOM + name))).timestamp()
        for name in ("published", "updated")
    ]
    assert times == [1, 2]


def test_the_faults_of_a_feed_are_found() -> None:
    whole = b"".join(atom.write(dossier_of(some(2), {"o-0": Dates(1, 1), "o-1": Dates(1, 1)})))
    for before, after in [
        (b"<updated>1970-01-01T00:00:01Z</updated>", b"<updated>1970-01-01</updated>"),
        (b"operations/o-1</id>", b"operations/o-0</id>"),
        (b"<author><name>Organisme</name></author>", b""),
        (b"<title>Titre</title>", b""),
    ]:
        assert before in whole
        assert faults(parse(whole.replace(before, after)))
