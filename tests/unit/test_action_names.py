"""The names of actions in the table `history`: given, or derived from rows that were written without one."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.revisions import Act, Cause, Revision
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.documents.blocks import unpack
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import is_action_name
from tests.support.edits import add_audiences, delete, draft_edit, set_heading, set_title
from tests.support.revisions import START, after_edits, change, documents_of_two, read_again, undo_last

# The keys that a row had before actions had names.
KEYS = {"action", "time", "editor", "cause", "of", "operation", "place", "changes", "base"}

Row = dict[str, Any]


def names(documents: Documents) -> list[str]:
    return [revision.name for revision in documents.history]


def with_rows(documents: Documents, rows: dict[str, Row]) -> Documents:
    """The same, whose table `history` is edited by hand."""
    return Documents.of({**documents.tables, "history": rows})


def of_before(documents: Documents) -> Documents:
    """The same, as it was written before actions had names."""
    rows = {number: {**row} for number, row in documents.tables["history"].items()}
    for row in rows.values():
        row.pop("name", None)
    return with_rows(documents, rows)


def lived_in() -> Documents:
    """Two edits of p, an action that changes q and deletes p, and another heading."""
    documents = after_edits(2)
    both = draft_edit(
        lambda draft: draft.put(Operation("q", "Autre", audiences=("a",))),
        lambda draft: draft.delete({"p"}),
    )
    documents = change(documents, both, Act("paul"), name=f"{3:032x}", time=START + 3)
    edit = set_heading(title="Autre titre")
    return change(documents, edit, Act("paul"), name=f"{4:032x}", time=START + 4)


# -- written


def test_a_row_has_its_name_and_the_keys_of_before() -> None:
    documents = lived_in()
    for number, row in documents.tables["history"].items():
        assert row.keys() - {"name"} <= KEYS
        assert type(row["action"]) is int
        assert row["action"] <= int(number)
    assert [row["name"] for row in documents.tables["history"].values()] == names(documents)


def test_rows_of_before_are_the_same_without_their_names() -> None:
    documents = lived_in()
    before = of_before(documents)
    assert [without_name(revision) for revision in before.history] == [
        without_name(revision) for revision in documents.history
    ]


def without_name(revision: Revision) -> tuple[object, ...]:
    return (revision.number, revision.action, revision.time, revision.changes, revision.place, revision.base)


def test_the_file_has_the_number_of_the_action_undone() -> None:
    documents = after_edits(3)
    act = Act("jean", Cause.UNDO, f"{2:032x}")
    documents = change(documents, set_title("Titre 1", "p"), act)
    assert documents.tables["history"]["4"]["of"] == 2
    assert [revision.of for revision in read_again(documents).history][-1] == f"{2:032x}"


def test_an_undoing_of_many_rows_has_one_number_in_all() -> None:
    documents = lived_in()
    documents = change(documents, delete("q"), Act("paul"), name="a" * 32)
    act = Act("jean", Cause.UNDO, "a" * 32)
    number = documents.history.last_number
    undoing = draft_edit(
        lambda draft: draft.restore("q"),
        lambda draft: add_audiences(draft, Audience("b", "B")),
    )
    documents = change(documents, undoing, act)
    rows = documents.tables["history"]
    assert [rows[str(number + 1)]["of"], rows[str(number + 2)]["of"]] == [number, number]


def test_the_file_has_the_number_of_the_revision_brought_back() -> None:
    # Action 3 changed q and deleted p: the version of q is revision 4, or 3, and not the action's number.
    documents = lived_in()
    rows = documents.tables["history"]
    number = next(int(key) for key, row in rows.items() if row.get("operation") == "q")
    assert rows[str(number)]["action"] != number, "the first of its action"
    last = documents.history.last_number

    def bring_back(draft: Draft) -> None:
        add_audiences(draft, Audience("b", "B"))
        draft.put(Operation("q", "Encore", audiences=("b",)))

    documents = change(documents, draft_edit(bring_back), Act("jean", Cause.VERSION, f"{3:032x}"))
    rows = documents.tables["history"]
    assert [rows[str(last + 1)].get("operation", HEADING), rows[str(last + 2)]["operation"]] == [HEADING, "q"]
    assert [rows[str(last + 1)]["of"], rows[str(last + 2)]["of"]] == [number, number]
    assert [revision.of for revision in read_again(documents).history][-2:] == [f"{3:032x}"] * 2


def test_the_original_version_is_no_number_and_no_name() -> None:
    documents = change(after_edits(1), set_title("P", "p"), Act("jean", Cause.VERSION, ""))
    assert "of" not in documents.tables["history"]["2"]
    assert [revision.of for revision in read_again(documents).history] == ["", ""]


# -- read


def test_rows_without_a_name_give_one_to_the_whole_action() -> None:
    documents = of_before(lived_in())
    found = names(documents)
    assert all(map(is_action_name, found))
    actions = [revision.action for revision in documents.history]
    assert actions[2] == actions[3]
    assert found[2] == found[3]
    assert len(set(found)) == len(set(actions)) == 4


def test_a_derived_name_is_the_same_at_every_start() -> None:
    documents = of_before(lived_in())
    assert names(read_again(documents)) == names(documents)
    after = read_again(change(documents, set_title("Encore", "q")))
    assert names(after)[:-1] == names(documents)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("number", [4, 5, 6, 12, 24])
def test_a_derived_name_outlives_packing(number: int) -> None:
    documents = documents_of_two()
    for n in range(number):
        documents = of_last_before(change(documents, set_title(f"Titre {n}", "p"), time=START + n))
        expected = names(documents)
        assert names(read_again(documents)) == expected
    for n in range(6):
        documents = change(documents, set_title(f"Encore {n}", "p"))
    assert names(read_again(documents))[:number] == expected


def of_last_before(documents: Documents) -> Documents:
    """The same, whose last row is as it was written before actions had names."""
    rows = copy.deepcopy(documents.tables["history"])
    rows[str(documents.history.last_number)].pop("name")
    return with_rows(documents, rows)


def test_a_derived_name_outlives_an_erasure() -> None:
    documents = of_before(lived_in())
    erased = read_again(documents.without("p", name="e" * 32, time=START))
    # The first row of the third action is gone, from which its name was derived.
    assert names(erased) == [*names(documents)[3:], "e" * 32]
    assert [revision.operation for revision in erased.history] == ["q", HEADING, HEADING]


CHANGES: dict[str, Callable[[Row], object]] = {
    "another time": lambda row: row.update(time="2020-09-13T12:26:59Z"),
    "another editor": lambda row: row.update(editor="paul"),
    "another content": lambda row: row["changes"].update(title=[0, "P", "Autre"]),
    "another place": lambda row: row.update(place=[0, 1]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_another_action_of_the_same_number_has_another_name(what: str) -> None:
    documents = of_before(after_edits(1))
    rows = copy.deepcopy(documents.tables["history"])
    CHANGES[what](rows["1"])
    assert names(with_rows(documents, rows)) != names(documents)


@pytest.mark.parametrize("wrong", ["", "abc", "A" * 32, "g" * 32, "a" * 33, 7, None, ["a" * 32]])
def test_what_is_no_name_counts_as_none(wrong: object) -> None:
    documents = after_edits(2)
    rows = copy.deepcopy(documents.tables["history"])
    rows["1"]["name"] = wrong
    first, second = names(with_rows(documents, rows))
    assert is_action_name(first)
    assert second == f"{2:032x}"


def test_a_name_that_two_actions_have_is_the_first_ones() -> None:
    documents = after_edits(3)
    rows = copy.deepcopy(documents.tables["history"])
    rows["2"]["name"] = rows["3"]["name"] = rows["1"]["name"]
    found = names(with_rows(documents, rows))
    assert found[0] == f"{1:032x}"
    assert all(map(is_action_name, found))
    assert len(set(found)) == 3
    assert names(read_again(with_rows(documents, rows))) == found


def test_a_row_of_an_action_has_the_name_of_its_first() -> None:
    documents = lived_in()
    rows = copy.deepcopy(documents.tables["history"])
    rows["4"]["name"] = "b" * 32
    assert names(with_rows(documents, rows)) == names(documents)


# -- words of other versions of the application

ODD: Row = {"cause": "autre", "of": 7, "note": "à garder"}


def with_odd_row(documents: Documents) -> Documents:
    rows = copy.deepcopy(documents.tables["history"])
    rows["1"].update(ODD)
    return with_rows(documents, rows)


def test_an_unknown_cause_is_an_ordinary_edit() -> None:
    documents = with_odd_row(after_edits(2))
    assert [(revision.cause, revision.of) for revision in documents.history] == [(Cause.EDIT, "")] * 2


@pytest.mark.usefixtures("small_blocks")
def test_an_unknown_cause_stays_in_the_file_when_packed() -> None:
    documents = with_odd_row(after_edits(2))
    for n in range(12):
        documents = change(documents, set_title(f"Encore {n}", "p"))
    rows = unpacked(documents)
    assert documents.history.blocks
    assert ODD.items() <= rows[0].items()


def test_an_unknown_cause_stays_in_the_file_after_an_erasure() -> None:
    documents = with_odd_row(after_edits(2))
    rows = unpacked(documents.without("q", name="e" * 32, time=START))
    assert ODD.items() <= rows[0].items()


def unpacked(documents: Documents) -> list[Row]:
    """The rows of all revisions, in their order."""
    rows: list[Row] = []
    for row in documents.tables["history"].values():
        rows += unpack(row) if "packed" in row else [row]
    return rows


def test_what_is_undone_and_unknown_stays_in_the_file() -> None:
    # The action that it undid was erased, or is of another history.
    documents = after_edits(2)
    rows = copy.deepcopy(documents.tables["history"])
    rows["2"].update(cause="undo", of=40)
    documents = with_rows(documents, rows)
    assert [revision.of for revision in documents.history] == ["", ""]
    assert unpacked(documents.without("q", name="e" * 32, time=START))[1]["of"] == 40


def test_an_undoing_is_found_by_the_name_of_what_it_undid() -> None:
    documents = of_before(after_edits(2))
    last = documents.history.last
    documents = read_again(change(documents, undo_last, Act("jean", Cause.UNDO, last)))
    assert documents.history.undone({last}) == {last}
