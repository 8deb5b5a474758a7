"""`gersapp.store.documents.unknown`: what is taken out and comes back has the keys that the application does not know."""

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import merge_audiences, remove_audience
from gersapp.catalogue.editing.delete import restore_operation
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import bring_back
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import new_action_name
from tests.support.editing import Outcome
from tests.support.edits import set_fields
from tests.support.revisions import read_again
from tests.support.tables import tables

UseCase = Callable[[Catalogue, History], Outcome]
FIRST, SECOND = (link["url"] for link in tables()["operations"]["12"]["links"])


def do(documents: Documents, use_case: UseCase, cause: Cause = Cause.EDIT, of: str = "") -> Documents:
    """The documents after a use case, which changes something."""
    change = use_case(documents.catalogue, documents.history).change
    assert change
    return documents.with_change(change, Act("jeanne", cause, of), name=new_action_name(), time=0)


def undo(documents: Documents) -> Documents:
    """The documents after the undoing of the last action."""
    name = documents.history.last
    return do(documents, partial(undo_action, name=name), Cause.UNDO, name)


def save(**values: Any) -> UseCase:
    """Save the operation « une » with other values."""
    stored = Documents.of(tables()).catalogue.get("une")
    fields: dict[str, Any] = {
        "title": stored.title,
        "description": stored.description,
        "audiences": stored.audiences,
        "platforms": stored.platforms,
        "links": (FIRST, SECOND),
        "revision": stored.revision,
    }
    return partial(save_operation, id="une", typed=TypedOperation(**{**fields, **values}))


def by_hand(documents: Documents, edit: Callable[[dict[str, Any]], object]) -> Documents:
    """The documents after an edit of the file."""
    edited = copy.deepcopy(documents.tables)
    edit(edited)
    return Documents.of(edited).caught_up(documents, name=new_action_name(), time=0)


def content(documents: Documents) -> dict[str, list[Any]]:
    """The rows of all tables but the history; an operation may have another number once it is back."""
    return {name: list(table.values()) for name, table in documents.tables.items() if name != "history"}


def free(tables: dict[str, Any]) -> None:
    """Leave the audience « adultes » to no operation."""
    for row in tables["operations"].values():
        row["audiences"] = ["enfants"]


TAKEN_OUT: dict[str, Callable[[Documents], Documents]] = {
    "an audience merged": lambda documents: do(
        documents, partial(merge_audiences, slug="adultes", into="enfants")
    ),
    "an audience removed": lambda documents: do(
        by_hand(documents, free), partial(remove_audience, slug="adultes")
    ),
    "a link": lambda documents: do(documents, save(links=(FIRST,))),
    "all links": lambda documents: do(documents, save(links=())),
    "a link put right": lambda documents: do(documents, save(links=(FIRST, f"{SECOND}?a=1"))),
    "a row of the trash": lambda documents: do(documents, partial(restore_operation, id="trois")),
    "by hand, a link": lambda documents: by_hand(
        documents, lambda tables: tables["operations"]["12"]["links"].pop()
    ),
    "by hand, an audience": lambda documents: by_hand(
        by_hand(documents, free), lambda tables: tables["catalogue"]["3"]["audiences"].pop(0)
    ),
    "by hand, an operation": lambda documents: by_hand(
        documents, lambda tables: tables["operations"].pop("12")
    ),
}


@pytest.mark.parametrize("is_read_again", [False, True])
@pytest.mark.parametrize("what", TAKEN_OUT)
def test_what_is_undone_has_all_its_keys_again(what: str, is_read_again: bool) -> None:
    documents = Documents.of(tables())
    is_freed = what in ("an audience removed", "by hand, an audience")
    before = content(by_hand(documents, free) if is_freed else documents)
    documents = TAKEN_OUT[what](documents)
    after = content(documents)
    assert after != before

    def read(documents: Documents) -> Documents:
        return read_again(documents.with_history()) if is_read_again else documents

    documents = undo(read(documents))
    assert content(documents) == before
    assert content(undo(read(undo(read(documents))))) == before


@pytest.mark.usefixtures("small_blocks")
def test_keys_come_back_with_an_old_version_from_a_packed_block() -> None:
    documents = do(Documents.of(tables()), save(links=()))
    for number in range(9):
        revision = documents.catalogue.get("une").revision
        documents = do(documents, save(title=f"{number}", links=(), revision=revision))
    documents = read_again(documents)
    assert any("packed" in row for row in documents.tables["history"].values())
    documents = do(documents, partial(bring_back, id="une", name="0"), Cause.VERSION)
    assert content(documents) == content(Documents.of(tables()))


def test_a_link_typed_anew_has_none_of_the_keys_of_before() -> None:
    documents = do(Documents.of(tables()), save(links=(FIRST,)))
    revision = documents.catalogue.get("une").revision
    documents = do(documents, save(revision=revision))
    assert documents.tables["operations"]["12"]["links"][1] == {"url": SECOND}


def test_each_of_two_equal_links_keeps_its_own_keys() -> None:
    twice = tables()
    twice["operations"]["12"]["links"] = [{"url": FIRST, "seen": 1}, {"url": FIRST, "seen": 2}]
    documents = do(Documents.of(twice), set_fields("une", title="Autre"))
    assert documents.tables["operations"]["12"]["links"] == twice["operations"]["12"]["links"]


def test_what_is_erased_leaves_none_of_its_keys() -> None:
    documents = do(Documents.of(tables()), save(links=()))
    assert b"2020" in orjson.dumps(documents.tables["history"])
    documents = documents.without("une", name=new_action_name(), time=0)
    assert b"2020" not in orjson.dumps(documents.tables)
    assert "2020" not in repr(documents.history)


@pytest.mark.parametrize("wrong", [[], "a", 1, None, {SECOND: 1}, {SECOND: None}])
def test_unknown_keys_that_are_none_are_left_alone(wrong: Any) -> None:
    documents = do(Documents.of(tables()), save(links=(FIRST,)))
    ((number, row),) = documents.tables["history"].items()
    documents = Documents.of({**documents.tables, "history": {number: {**row, "unknown": wrong}}})
    documents = undo(documents)
    assert documents.tables["operations"]["12"]["links"][1] == {"url": SECOND}
    assert documents.tables["history"][number]["unknown"] == wrong
