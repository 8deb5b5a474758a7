"""`gersapp.store.documents.revisions`: the table `history`, read strictly, and what it holds when it was written."""

import base64
import bz2
import re
from typing import Any

import orjson
import pytest

from gersapp.catalogue.history import recorded
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.store.documents import blocks, revisions
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from tests.support.edits import move, set_title
from tests.support.revisions import after_edits, change, read_again, undo_last

# -- written


def test_a_row_is_what_people_can_read() -> None:
    documents = after_edits(1)
    act = Act("jean", Cause.UNDO, documents.history.last)
    documents = change(documents, move("p", 1), act, name="f" * 32, time=1_600_000_060)
    rows = documents.tables["history"]
    assert rows == {
        "1": {
            "action": 1,
            "name": f"{1:032x}",
            "time": "2020-09-13T12:26:41Z",
            "editor": "jeanne",
            "operation": "p",
            "changes": {"title": [0, "P", "Titre 1"]},
            "base": {"title": "P", "description": "", "audiences": ["a"], "platforms": [], "links": []},
        },
        "2": {
            "action": 2,
            "name": "f" * 32,
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
        documents = after_edits(number)
        rows = documents.tables["history"]
        packed = [row for row in rows.values() if "packed" in row]
        assert len(packed) == len(documents.history.blocks)
        assert [row["to"] for row in packed] == [block[-1].number for block in documents.history.blocks]
        assert list(map(int, rows)) == sorted(map(int, rows))
        read = read_again(documents)
        assert read.history == documents.history
        assert [revision.number for revision in read.history] == list(range(1, number + 1))
    assert any(len(block) > 3 for block in documents.history.blocks)


@pytest.mark.usefixtures("small_blocks")
def test_a_block_that_stays_is_not_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    written = after_edits(6)
    assert written.history.blocks
    monkeypatch.setattr(revisions, "_pack", None)
    for documents in (written, read_again(written)):
        after = change(documents, set_title("Autre", "p"))
        assert after.tables["history"]["1"] is documents.tables["history"]["1"]


@pytest.mark.usefixtures("small_blocks")
def test_a_block_is_not_packed_again_after_an_edit_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    before = after_edits(6)
    tables = orjson.loads(orjson.dumps(before.tables))
    tables["operations"]["1"]["title"] = "À la main"
    monkeypatch.setattr(revisions, "_pack", None)
    edited = Documents.of(tables).caught_up(before, name="a" * 32, time=0)
    after = change(edited, set_title("Autre", "q"))
    assert after.tables["history"]["1"] == before.tables["history"]["1"]


def test_a_row_keeps_the_keys_that_we_do_not_know() -> None:
    documents = after_edits(2)
    documents.tables["history"]["1"]["note"] = "à garder"
    documents = Documents.of(documents.tables)
    after = change(documents, set_title("Autre", "p"))
    assert after.tables["history"]["1"]["note"] == "à garder"


# -- read


def unpacked(row: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = orjson.loads(bz2.decompress(base64.b64decode(row["packed"])))
    return rows


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
    documents = after_edits(3)
    rows = documents.tables["history"]
    row = {**rows["2"], "changes": {**rows["2"]["changes"], "colour": [0, "", "bleu"]}}
    documents = Documents.of({**documents.tables, "history": {**rows, "2": row}})
    documents = change(documents, undo_last)
    assert documents.catalogue.get("p").title == "Titre 2"
    assert documents.tables["history"]["2"] == row


def test_the_good_row_is_read_in_a_block_or_not() -> None:
    tables = after_edits(0).tables
    (alone,) = Documents.of({**tables, "history": {"1": GOOD}}).history
    (in_block,) = Documents.of({**tables, "history": {"1": packed([{"number": 1, **GOOD}])}}).history
    assert alone == in_block


@pytest.mark.parametrize(
    ("rows", "named"),
    [
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


@pytest.mark.usefixtures("small_blocks")
def test_rows_that_a_program_has_sorted_are_the_same_history() -> None:
    documents = after_edits(24)
    rows = documents.tables["history"]
    in_turn = dict(sorted(rows.items()))
    assert list(in_turn) != list(rows)
    read = Documents.of({**documents.tables, "history": in_turn})
    assert read.history == documents.history
    after = read_again(change(read, set_title("Autre", "p")))
    assert list(map(int, after.tables["history"])) == sorted(map(int, after.tables["history"]))
    assert len(list(after.history)) == 25


@pytest.mark.usefixtures("small_blocks")
def test_single_rows_before_a_block_stay_before_it() -> None:
    documents = after_edits(24)
    (first, block), *others = documents.tables["history"].items()
    single = {str(row.pop("number")): row for row in unpacked(block)}
    read = Documents.of({**documents.tables, "history": {**single, **dict(others)}})
    assert list(read.history) == list(documents.history)
    after = change(read, set_title("Autre", "p"))
    assert list(read_again(after).history) == list(after.history)
    assert after.tables["history"][first] == block


def test_a_change_at_a_time_that_is_not_read_is_refused() -> None:
    documents = after_edits(1)
    for time in (-1, 253_402_300_799):
        with pytest.raises(Invalid, match="historique, n° 2 : ce ne serait pas une révision lisible"):
            change(documents, set_title("Autre", "p"), time=time)


def test_a_revision_after_the_greatest_number_is_refused() -> None:
    documents = after_edits(1)
    (row,) = documents.tables["history"].values()
    tables = {**documents.tables, "history": {str(10**15 - 1): row}}
    with pytest.raises(Invalid, match=f"historique, n° {10**15} : ce ne serait pas une révision lisible"):
        change(Documents.of(tables), set_title("Autre", "p"))


def test_a_block_that_would_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = after_edits(4)
    monkeypatch.setattr(recorded, "_MAX_RECENT", 4)
    monkeypatch.setattr(recorded, "_BLOCK_SIZE", 3)
    monkeypatch.setattr(blocks, "_MAX_BYTES", 100)
    with pytest.raises(Invalid, match="historique, n° 1 : ce ne serait pas un bloc lisible"):
        change(documents, set_title("Autre", "p"))


def test_a_block_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_MAX_BYTES", 1_000_000)
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
