"""`gersapp.store.tinydb.revisions`: the table `history`, read strictly, and what it holds when it was written."""

import base64
import bz2
import contextlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.undo import undone
from gersapp.catalogue.history import history
from gersapp.catalogue.history.history import Act, History
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.errors import StartRefused, StoreUnavailable
from gersapp.store.tinydb import Store, revisions
from gersapp.store.tinydb.documents import Documents, Invalid

ID = "tips-du-jour"
HEADING = Heading("Titre", audiences=(Audience("a", "A"),))


def titled(catalogue: Catalogue, id: str, title: str) -> Catalogue:
    before = catalogue.get(id)
    return catalogue.replaced(replace(before, title=title), before.revision)


def after_edits(number: int) -> Documents:
    """A catalogue of p and q, whose title p changed so often."""
    first = Catalogue.of(HEADING, [Operation(id, id.upper(), audiences=("a",)) for id in "pq"])
    tables = Documents.empty().updated(first, Act(), 0).tables
    here = Documents.of({name: table for name, table in tables.items() if name != "history"})
    for each in range(1, number + 1):
        here = here.updated(titled(here.catalogue, "p", f"Titre {each}"), Act("jeanne"), 1_600_000_000 + each)
    return here


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three revisions, two of which become one."""
    monkeypatch.setattr(history, "_MOST_RECENT", 5)
    monkeypatch.setattr(history, "_FOLDED", 3)
    monkeypatch.setattr(history, "_SMALL_BLOCKS", 2)


# -- written


def test_a_row_is_what_people_can_read() -> None:
    here = after_edits(1)
    moved = here.catalogue.moved("p", "q", after=True)
    here = here.updated(moved, Act("jean", "undo", 1, about="p"), 1_600_000_060)
    assert here.tables["history"] == {
        "1": {
            "action": 1,
            "time": "2020-09-13T12:26:41Z",
            "editor": "jeanne",
            "operation": "p",
            "changes": {"title": [0, "P", "Titre 1"]},
            "base": {"title": "P", "description": "", "audiences": ["a"], "platforms": [], "links": []},
        },
        "2": {
            "action": 2,
            "time": "2020-09-13T12:27:40Z",
            "editor": "jean",
            "cause": "undo",
            "of": 1,
            "operation": "p",
            "place": [0, 1],
        },
    }


@pytest.mark.usefixtures("small_blocks")
def test_the_older_rows_are_packed_and_read_again() -> None:
    for number in range(1, 25):
        here = after_edits(number)
        rows = here.tables["history"]
        packed = [row for row in rows.values() if "packed" in row]
        assert len(packed) == len(here.history.blocks)
        assert [row["to"] for row in packed] == [block[-1].number for block in here.history.blocks]
        assert list(map(int, rows)) == sorted(map(int, rows))
        read = Documents.of(orjson.loads(orjson.dumps(here.tables)))
        assert read.history == here.history
        assert [each.number for each in read.history] == list(range(1, number + 1))
    assert any(len(block) > 3 for block in here.history.blocks)


@pytest.mark.usefixtures("small_blocks")
def test_a_block_that_stays_is_not_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    here = after_edits(6)
    assert here.history.blocks
    monkeypatch.setattr(revisions, "_row_of_block", None)
    for documents in (here, Documents.of(orjson.loads(orjson.dumps(here.tables)))):
        after = documents.updated(titled(documents.catalogue, "p", "Autre"), Act(), 0)
        assert after.tables["history"]["1"] is documents.tables["history"]["1"]


def test_a_row_keeps_the_keys_that_we_do_not_know() -> None:
    here = after_edits(2)
    here.tables["history"]["1"]["note"] = "à garder"
    here = Documents.of(here.tables)
    after = here.updated(titled(here.catalogue, "p", "Autre"), Act(), 0)
    assert after.tables["history"]["1"]["note"] == "à garder"


# -- read


def packed(content: Any, *, most: int | None = None) -> dict[str, Any]:
    return {"to": 1, "packed": base64.b64encode(bz2.compress(orjson.dumps(content))[:most]).decode()}


GOOD: dict[str, Any] = {
    "action": 1,
    "time": "2020-09-13T12:26:41Z",
    "editor": "jeanne",
    "cause": "undo",
    "of": 0,
    "operation": "p",
    "place": [None, 0],
    "changes": {"title": [0, "P", "Titre 1"], "links": [0, [], ["https://www.gers.fr/"]]},
    "base": {"title": "P", "description": "", "audiences": ["a"], "platforms": [], "links": []},
}

# What is wrong → the row that it is in.
UNREADABLE: dict[str, Any] = {
    "a text": "rien",
    "nothing": None,
    "a list": [],
    "an empty row": {},
    "no action": {key: value for key, value in GOOD.items() if key != "action"},
    "no editor": {key: value for key, value in GOOD.items() if key != "editor"},
    "no time": {key: value for key, value in GOOD.items() if key != "time"},
    "an action that is a text": {**GOOD, "action": "1"},
    "an action that is true": {**GOOD, "action": True},
    "an action under 0": {**GOOD, "action": -1},
    "a time with no zone": {**GOOD, "time": "2020-09-13T12:26:41"},
    "a time that is none": {**GOOD, "time": "hier"},
    "a time that is a number": {**GOOD, "time": 1_600_000_000},
    "a time before all times": {**GOOD, "time": "0001-01-01T00:00:00+01:00"},
    "a time after all times": {**GOOD, "time": "9999-12-31T23:59:59-01:00"},
    "a time that is after all times in Paris": {**GOOD, "time": "9999-12-31T23:30:00Z"},
    "an editor that is null": {**GOOD, "editor": None},
    "a cause that is a list": {**GOOD, "cause": []},
    "the undoing of a text": {**GOOD, "of": "1"},
    "an operation that is a number": {**GOOD, "operation": 3},
    "a place that is a number": {**GOOD, "place": 1},
    "a place of one": {**GOOD, "place": [1]},
    "a place of three": {**GOOD, "place": [1, 2, 3]},
    "a place under 0": {**GOOD, "place": [0, -1]},
    "a place that is no whole number": {**GOOD, "place": [0, 1.5]},
    "changes that are a list": {**GOOD, "changes": []},
    "a change of two": {**GOOD, "changes": {"title": [0, "P"]}},
    "a change that is a text": {**GOOD, "changes": {"title": "abc"}},
    "a change at a place under 0": {**GOOD, "changes": {"title": [-1, "P", ""]}},
    "a change of a text to a list": {**GOOD, "changes": {"title": [0, "P", ["T"]]}},
    "a change of numbers": {**GOOD, "changes": {"links": [0, [], [1]]}},
    "a change to null": {**GOOD, "changes": {"title": [0, "P", None]}},
    "a base that is a text": {**GOOD, "base": "P"},
    "a base with a number": {**GOOD, "base": {**GOOD["base"], "title": 1}},
    "a base with null": {**GOOD, "base": {**GOOD["base"], "links": None}},
    "a base with a list of lists": {**GOOD, "base": {**GOOD["base"], "links": [["a"]]}},
    "a base with a list for a text": {**GOOD, "base": {**GOOD["base"], "title": ["P"]}},
    "a base without a field": {**GOOD, "base": {"title": "P"}},
    "a block that is a number": {"to": 1, "packed": 1},
    "a block that is no base 64": {"to": 1, "packed": "é"},
    "a block that is not compressed": {"to": 1, "packed": base64.b64encode(b"[]").decode()},
    "a block that is cut": packed([{"number": 1, **GOOD}], most=40),
    "a block that is no list": packed(1),
    "a block of texts": packed(["rien"]),
    "a block with a wrong row": packed([{"number": 1, **GOOD, "action": "1"}]),
    "a block with no number": packed([GOOD]),
    "a block with a number that is a text": packed([{"number": "1", **GOOD}]),
    "a block with a number that nothing could follow": packed([{"number": 2**64 - 1, **GOOD}]),
    "an empty block": packed([]),
}


@pytest.mark.parametrize("wrong", UNREADABLE)
def test_a_row_that_is_no_revision_is_refused_and_named(wrong: str) -> None:
    tables = after_edits(0).tables
    with pytest.raises(Invalid, match=re.escape("historique, n° 1 : ce n’est pas une révision lisible")):
        Documents.of({**tables, "history": {"1": UNREADABLE[wrong]}})


def test_a_number_that_none_could_follow_is_refused() -> None:
    # The next edit would have been saved under a key that no start reads.
    with pytest.raises(Invalid, match="n’est pas une révision lisible"):
        Documents.of({**after_edits(0).tables, "history": {"9" * 18: GOOD}})


def test_a_field_that_we_do_not_know_is_no_part_of_the_states() -> None:
    here = after_edits(3)
    rows = here.tables["history"]
    row = {**rows["2"], "changes": {**rows["2"]["changes"], "colour": [0, "", "bleu"]}}
    here = Documents.of({**here.tables, "history": {**rows, "2": row}})
    here = here.updated(undone(here.catalogue, here.history, 3), Act(), 0)
    assert here.catalogue.get("p").title == "Titre 2"
    assert here.tables["history"]["2"] == row


def test_the_good_row_is_read_in_a_block_or_not() -> None:
    tables = after_edits(0).tables
    (alone,) = Documents.of({**tables, "history": {"1": GOOD}}).history
    (in_block,) = Documents.of({**tables, "history": {"1": packed([{"number": 1, **GOOD}])}}).history
    assert alone == in_block


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ({"2": GOOD, "1": GOOD}, "1"),
        ({"0": {**GOOD, "action": 0}}, "0"),
        ({"1": GOOD, "01": GOOD}, "01"),
        ({"1": {**GOOD, "action": 2}}, "1"),
        ({"1": packed([{"number": 1, **GOOD}, {"number": 1, **GOOD}])}, "1"),
        ({"1": packed([{"number": 1, **GOOD}, {"number": 3, **GOOD}]), "2": GOOD}, "2"),
    ],
)
def test_rows_out_of_their_order_are_refused(rows: dict[str, Any], named: str) -> None:
    tables = after_edits(0).tables
    refused = re.escape(f"historique, n° {named} : les révisions ne sont pas dans leur ordre")
    with pytest.raises(Invalid, match=refused):
        Documents.of({**tables, "history": rows})


def test_a_block_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "_MOST_BYTES", 1_000_000)
    asked: list[int] = []
    real = bz2.BZ2Decompressor

    class Watched:
        def __init__(self) -> None:
            self._machine = real()

        def decompress(self, data: bytes, most: int) -> bytes:
            content = self._machine.decompress(data, most)
            asked.append(len(content))
            return content

        @property
        def eof(self) -> bool:
            return self._machine.eof

    monkeypatch.setattr(bz2, "BZ2Decompressor", Watched)
    bomb = bz2.compress(b" " * 20_000_000)
    assert len(bomb) < 1_000
    row = {"to": 1, "packed": base64.b64encode(bomb).decode()}
    with pytest.raises(Invalid, match="historique, n° 1"):
        Documents.of({**after_edits(0).tables, "history": {"1": row}})
    assert asked == [1_000_000]


# -- the real file


def edit(store: Store, title: str, editor: str = "jeanne") -> None:
    store.change(lambda here, _: titled(here, ID, title), Act(editor))


def titles(history: History) -> list[object]:
    return [each.after and each.after["title"] for each in history.versions(ID)]


@pytest.mark.usefixtures("quick_disk", "small_blocks")
def test_a_store_opened_again_knows_all_that_was_saved_and_what_was_changed_by_hand(database: Path) -> None:
    expected: list[object] = []
    for number in range(12):
        with contextlib.closing(Store(database)) as store:
            edit(store, f"Titre {number}")
            edit(store, f"Titre {number} bis")
            expected += [f"Titre {number}", f"Titre {number} bis"]
            if number % 3 == 0:
                tables = orjson.loads(database.read_bytes())
                tables["operations"]["2"]["title"] = f"À la main {number}"
                database.write_bytes(orjson.dumps(tables))
                store.change(lambda here, history: undone(here, history, history.last), Act("jean", "undo"))
                expected += [f"À la main {number}", f"Titre {number} bis"]
            assert titles(store.published.history) == expected
        if number % 4 == 1:
            tables = orjson.loads(database.read_bytes())
            tables["operations"]["2"]["title"] = f"Sans personne {number}"
            database.write_bytes(orjson.dumps(tables))
            expected += [f"Sans personne {number}"]


@pytest.mark.usefixtures("quick_disk")
def test_a_history_that_cannot_be_read_stops_the_start_and_changes_nothing(database: Path) -> None:
    with contextlib.closing(Store(database)) as store:
        edit(store, "Un")
    tables = orjson.loads(database.read_bytes())
    tables["history"]["1"]["action"] = "rien"
    database.write_bytes(orjson.dumps(tables))
    before = {path.name: path.read_bytes() for path in database.parent.iterdir()}
    with pytest.raises(StartRefused, match="historique, n° 1"):
        Store(database)
    assert {path.name: path.read_bytes() for path in database.parent.iterdir()} == before


@pytest.mark.usefixtures("quick_disk")
def test_a_history_that_cannot_be_read_any_more_stops_changes_until_it_is_mended(database: Path) -> None:
    with contextlib.closing(Store(database)) as store:
        edit(store, "Un")
        good = database.read_bytes()
        tables = orjson.loads(good)
        tables["history"]["1"]["time"] = "hier"
        database.write_bytes(orjson.dumps(tables))
        bad = database.read_bytes()
        with pytest.raises(StoreUnavailable, match="historique, n° 1"):
            edit(store, "Deux")
        assert database.read_bytes() == bad
        assert titles(store.published.history) == ["Un"]
        database.write_bytes(good)
        edit(store, "Trois")
        assert titles(store.published.history) == ["Un", "Trois"]
