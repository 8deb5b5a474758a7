"""`gersapp.catalogue.history.difference`: what people see change when a catalogue takes the place of another."""

from dataclasses import replace

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.difference import Difference, difference
from gersapp.catalogue.model import Operation
from gersapp.store.documents.documents import Documents
from proof.tools.server import ROOT
from tests.support.editing import Edit, add_audience, edited, put, put_heading

ID = "tips-du-jour"
NONE = Difference((), (), (), heading=False, order=False, trash=False)


@pytest.fixture
def seed() -> Catalogue:
    return Documents.of(orjson.loads((ROOT / "db.json").read_bytes())).catalogue


CHANGES: dict[str, tuple[Edit, Difference]] = {
    "nothing": (lambda draft: None, NONE),
    "a title": (lambda draft: put(draft, ID, title="Autre"), replace(NONE, modified=("Autre",))),
    "one more": (
        lambda draft: draft.add(Operation("a", "A", "", ("adultes",))),
        replace(NONE, added=("A",)),
    ),
    "another order": (lambda draft: draft.move(ID, len(draft.operations) - 1), replace(NONE, order=True)),
    "the heading": (lambda draft: put_heading(draft, title="Autre"), replace(NONE, heading=True)),
    "an audience": (lambda draft: add_audience(draft, "a", "A"), replace(NONE, heading=True)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_differs_is_told(seed: Catalogue, change: str) -> None:
    edit, expected = CHANGES[change]
    assert difference(seed, edited(seed, edit)) == expected


def test_what_was_deleted_is_removed_and_what_is_back_is_added(seed: Catalogue) -> None:
    title = seed.get(ID).title
    deleted = edited(seed, lambda draft: draft.delete({ID}))
    assert difference(seed, deleted) == replace(NONE, removed=(title,), trash=True)
    assert difference(deleted, seed) == replace(NONE, added=(title,), trash=True)
