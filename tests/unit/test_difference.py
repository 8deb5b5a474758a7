"""`gersapp.catalogue.history.history.difference`: what one sees change when a catalogue takes the place of another."""

from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.difference import Difference, difference
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.tinydb.documents import Documents
from proof.tools.server import ROOT

ID = "tips-du-jour"
NONE = Difference((), (), (), heading=False, order=False, trash=False)


@pytest.fixture
def seed() -> Catalogue:
    return Documents.of(orjson.loads((ROOT / "db.json").read_bytes())).catalogue


def titled(here: Catalogue) -> Catalogue:
    before = here.get(ID)
    return here.replaced(replace(before, title="Autre"), before.revision)


def deleted(here: Catalogue) -> Catalogue:
    return here.deleted(ID, here.get(ID).revision)


def headed(here: Catalogue) -> Catalogue:
    return here.with_heading(replace(here.heading, title="Autre"), here.heading.revision)


CHANGES: dict[str, tuple[Callable[[Catalogue], Catalogue], Difference]] = {
    "nothing": (lambda here: here, NONE),
    "a title": (titled, replace(NONE, modified=("Autre",))),
    "one more": (lambda here: here.added(Operation("a", "A", "", ("adultes",))), replace(NONE, added=("A",))),
    "another order": (
        lambda here: here.moved(ID, list(here.operations)[-1], after=True),
        replace(NONE, order=True),
    ),
    "the heading": (headed, replace(NONE, heading=True)),
    "an audience": (lambda here: here.with_audience(Audience("a", "A")), replace(NONE, heading=True)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_differs_is_told(seed: Catalogue, change: str) -> None:
    make, expected = CHANGES[change]
    assert difference(seed, make(seed)) == expected


def test_what_was_deleted_is_removed_and_what_is_back_is_added(seed: Catalogue) -> None:
    title = seed.get(ID).title
    assert difference(seed, deleted(seed)) == replace(NONE, removed=(title,), trash=True)
    assert difference(deleted(seed), seed) == replace(NONE, added=(title,), trash=True)
