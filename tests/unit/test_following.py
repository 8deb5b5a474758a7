"""`gersapp.store.documents.following`: what a process makes of changed rows is what reading all of them makes."""

import random
from collections.abc import Mapping
from itertools import count

import orjson
import pytest

from gersapp.catalogue.history import recorded
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.tables import Tables
from gersapp.store.postgres.places import place_keys
from gersapp.store.postgres.stored import Row, Stored, Version, first_version
from gersapp.store.repository import Edit, new_action_name
from tests.support.edits import (
    BY_NOBODY,
    Made,
    add,
    add_audiences,
    content_of,
    delete,
    draft_edit,
    move,
    restore,
    set_heading,
    set_title,
)

TIMES = count(1_600_000_000, 60)


def committed(stored: Stored, edit: Edit[Made], act: Act = BY_NOBODY) -> tuple[Stored, list[Row]]:
    """What a commit of the edit makes, and the rows that it writes."""
    documents = stored.documents
    change = edit(documents.catalogue, documents.history).change
    assert change
    after = documents.with_change(change, act, name=new_action_name(), time=next(TIMES))
    return stored.changed(after)


def all_rows(rows: Mapping[tuple[str, int], Row]) -> list[Row]:
    return sorted(rows.values(), key=lambda row: row.place)


def assert_same(found: Stored, expected: Stored) -> None:
    """Both have the same version, tables in the same order, catalogue, history and places."""
    assert found.version == expected.version
    assert found.documents.content() == expected.documents.content()
    assert content_of(found.documents.catalogue) == content_of(expected.documents.catalogue)
    assert list(found.documents.history) == list(expected.documents.history)
    assert found.documents.history.blocks == expected.documents.history.blocks
    assert found.documents.packed == expected.documents.packed
    assert found.documents.keys == expected.documents.keys
    assert found.names == expected.names
    assert {name: dict(places) for name, places in found.places.items()} == {
        name: dict(places) for name, places in expected.places.items()
    }


def any_edit(stored: Stored, chance: random.Random, number: int) -> Edit[Made]:
    """An edit that changes something in this catalogue."""
    catalogue = stored.documents.catalogue
    ids = list(catalogue.operations)
    kinds = [lambda: add(Operation(f"n{number}", f"N {number}", audiences=("a",)), chance.choice([0, None]))]
    kinds.append(lambda: set_heading(title=f"Titre {number}"))
    if ids:
        kinds.append(lambda: set_title(f"T {number}", chance.choice(ids)))
        kinds.append(lambda: delete(*chance.sample(ids, chance.randint(1, min(3, len(ids))))))
    if len(ids) > 1:
        kinds.append(lambda: move(ids[0], chance.randrange(1, len(ids))))
    if catalogue.trash:
        kinds.append(lambda: restore(chance.choice(list(catalogue.trash))))
    return chance.choice(kinds)()


def start() -> tuple[Stored, list[Row]]:
    """A body of three operations, with a table and keys that the application does not know."""
    documents = Documents.empty()
    nothing = Stored(version=Version(0, ""), documents=documents, places={}, names=frozenset())
    stored, _ = committed(nothing, draft_edit(lambda draft: add_audiences(draft, Audience("a", "Adultes"))))
    for id in "pqr":
        stored, _ = committed(stored, add(Operation(id, id.upper(), audiences=("a",))))
    tables: Tables = orjson.loads(stored.documents.content())
    tables["operations"]["2"]["remarque"] = {"z": 1, "a": [2.5, None]}
    return first_version(Documents.of({"_default": {"7": {"x": 1}}, **tables}))


@pytest.mark.parametrize("seed", range(4))
def test_whoever_follows_has_what_whoever_reads_all_has(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "_MAX_RECENT", 12)
    monkeypatch.setattr(recorded, "_BLOCK_SIZE", 5)
    monkeypatch.setattr(recorded, "_MAX_SMALL_BLOCKS", 3)
    chance = random.Random(seed)  # noqa: S311  # invented edits, no secrets
    writer, rows = start()
    table = {(row.collection, row.key): row for row in rows}
    follower = Stored.of(writer.version, list(writer.documents.tables), all_rows(table))
    late: dict[tuple[str, int], Row] = {}
    for number in range(60):
        writer, rows = committed(writer, any_edit(writer, chance, number))
        late |= {(row.collection, row.key): row for row in rows}
        table |= late
        if chance.random() < 0.6:
            follower = follower.followed(writer.version, list(writer.documents.tables), all_rows(late))
            late.clear()
            assert_same(follower, Stored.of(writer.version, list(writer.documents.tables), all_rows(table)))
            assert_same(follower, writer)
    assert follower.documents.packed, "the history had blocks"


def test_what_did_not_change_is_the_same_value() -> None:
    writer, rows = start()
    names = list(writer.documents.tables)
    follower = Stored.of(writer.version, names, rows)
    operations = follower.documents.catalogue.operations
    writer, rows = committed(writer, set_title("Neuf", "q"))
    after = follower.followed(writer.version, list(writer.documents.tables), rows).documents.catalogue
    assert [after.operations[id] is operations[id] for id in "pqr"] == [True, False, True]


def test_an_edit_writes_what_it_touches() -> None:
    writer, _ = start()
    for edit, expected in [
        (set_title("Neuf", "q"), {("operations", 2), ("history", 5)}),
        (move("r", 0), {("operations", 3), ("history", 6)}),
        (delete("p"), {("operations", 1), ("trash", 1), ("history", 7)}),
        (set_heading(title="Titre"), {("catalogue", 1), ("history", 8)}),
    ]:
        writer, rows = committed(writer, edit)
        assert {(row.collection, row.key) for row in rows} == expected


def test_a_cause_of_an_action_is_followed() -> None:
    writer, rows = start()
    follower = Stored.of(writer.version, list(writer.documents.tables), rows)
    for editor, cause in (("anne", Cause.EDIT), ("jeanne", Cause.UNDO), ("paul", Cause.VERSION)):
        act = Act(editor, cause, writer.documents.history.last if cause else "")
        writer, rows = committed(writer, set_title(editor, "p"), act)
        follower = follower.followed(writer.version, list(writer.documents.tables), rows)
    assert_same(follower, writer)


# -- places


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("abc", {"a": 1.0, "b": 2.0, "c": 3.0}),
        ("ab", {"a": 1.0, "b": 2.0}),
        ("abcd", {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}),
        ("dabc", {"d": 0.0, "a": 1.0, "b": 2.0, "c": 3.0}),
        ("adebc", {"a": 1.0, "d": 4 / 3, "e": 5 / 3, "b": 2.0, "c": 3.0}),
        ("bca", {"b": 2.0, "c": 3.0, "a": 4.0}),
        ("cab", {"c": 0.0, "a": 1.0, "b": 2.0}),
    ],
)
def test_only_the_new_and_the_moved_get_a_place(keys: str, expected: dict[str, float]) -> None:
    places = place_keys(list(keys), {"a": 1.0, "b": 2.0, "c": 3.0})
    assert dict(places) == pytest.approx(expected)
    assert sorted(places, key=places.__getitem__) == list(keys)


def test_places_are_given_anew_where_no_number_is_left() -> None:
    keys, places = ["a", "b"], {"a": 1.0, "b": 2.0}
    for number in range(200):
        keys.insert(1, f"n{number}")
        places = dict(place_keys(keys, places))
        assert sorted(places, key=places.__getitem__) == keys
