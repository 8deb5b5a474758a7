"""`gersapp.store.documents.documents`: what an edit leaves of a file as it was."""

import contextlib
import copy
import difflib
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.documents.tables import MAX_KEY, parse
from gersapp.store.repository import Edit, new_action_name
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import (
    BY_NOBODY,
    ID,
    Made,
    add,
    add_audiences,
    commit,
    content_of,
    delete,
    draft_edit,
    move,
    restore,
    set_fields,
    set_heading,
    set_title,
)
from tests.support.tables import KNOWN, tables


def updated(before: Documents, edit: Edit[Made]) -> Documents:
    """The documents after an edit by nobody, at no time; its revision is looked at elsewhere."""
    change = edit(before.catalogue, before.history).change
    assert change is not None
    after = before.with_change(change, BY_NOBODY, name=new_action_name(), time=0)
    tables = {name: table for name, table in after.tables.items() if name != "history"}
    return replace(after, tables=tables)


def ordered(value: Any) -> bytes:
    """`value` as bytes that tell the order of keys too."""
    return orjson.dumps(value)


def test_an_edit_changes_the_keys_that_it_knows_and_no_other() -> None:
    before = Documents.of(tables())
    after = updated(before, set_fields("une", title="Une autre", platforms=("x",)))
    expected = tables()
    expected["operations"]["12"].update(title="Une autre", platforms=["x"])
    assert ordered(after.tables) == ordered(expected)
    assert ordered(before.tables) == ordered(KNOWN), "the old tables stay as they were"


def test_a_link_that_moves_keeps_its_unknown_keys() -> None:
    before = Documents.of(tables())
    first, second = before.catalogue.get("une").links
    added = Link("https://www.gers.fr/nouveau")
    after = updated(before, set_fields("une", links=(second, added, first)))
    old_first, old_second = KNOWN["operations"]["12"]["links"]
    assert ordered(after.tables["operations"]["12"]["links"]) == ordered(
        [old_second, {"url": added.url}, old_first]
    )


def test_the_heading_and_its_audiences_keep_their_unknown_keys() -> None:
    before = Documents.of(tables())

    def change_heading(draft: Draft) -> None:
        draft.heading = replace(draft.heading, title="Autre")
        add_audiences(draft, Audience("aines", "Aînés"))

    after = updated(before, draft_edit(change_heading))
    expected = tables()
    expected["catalogue"]["3"]["title"] = "Autre"
    expected["catalogue"]["3"]["audiences"].append({"slug": "aines", "label": "Aînés"})
    assert ordered(after.tables) == ordered(expected)


def test_an_addition_takes_a_new_number_and_leaves_the_rest() -> None:
    before = Documents.of(tables())
    new = Operation("neuve", "Neuve", audiences=("enfants",), links=(Link("https://gers.fr/"),))
    after = updated(before, add(new))
    expected = tables()
    expected["operations"]["13"] = {
        "id": "neuve",
        "title": "Neuve",
        "description": "",
        "audiences": ["enfants"],
        "platforms": [],
        "links": [{"url": "https://gers.fr/"}],
    }
    assert ordered(after.tables) == ordered(expected)


def test_a_new_number_is_none_that_the_trash_has() -> None:
    rows = copy.deepcopy(KNOWN["trash"])
    before = Documents.of(tables(trash={"40": rows["9"]}))
    after = updated(before, add(Operation("neuve", "N", audiences=("enfants",))))
    assert list(after.tables["operations"]) == ["12", "4", "41"]


def test_a_new_number_is_one_that_is_read() -> None:
    rows = KNOWN["operations"]
    before = Documents.of(tables(operations={"1": rows["12"], str(MAX_KEY): rows["4"]}))
    after = updated(before, add(Operation("neuve", "N", audiences=("enfants",))))
    assert list(after.tables["operations"]) == ["1", str(MAX_KEY), "2"]
    assert parse(orjson.dumps(after.tables)) == after.tables


def test_a_number_may_serve_in_both_tables() -> None:
    """TinyDB gives the number after the greatest of a table, to which the trash does not belong."""
    rows = copy.deepcopy(KNOWN["trash"])
    before = Documents.of(tables(trash={"12": rows["9"]}))
    assert updated(before, set_title("Autre", "une")).tables["trash"] == before.tables["trash"]
    restored = updated(before, restore("trois"))
    assert list(restored.tables["operations"]) == ["12", "13", "4"]
    assert restored.tables["operations"]["13"] == rows["9"]["operation"]
    deleted = updated(before, delete("une"))
    assert list(deleted.tables["trash"]) == ["12", "13"]
    assert deleted.tables["trash"]["12"] == rows["9"]
    assert deleted.tables["trash"]["13"]["operation"] == KNOWN["operations"]["12"]
    for after in (restored, deleted):
        assert Documents.of(after.tables).keys == after.keys


def test_a_deletion_moves_the_whole_document_to_the_trash() -> None:
    before = Documents.of(tables())
    after = updated(before, delete("une"))
    expected = tables()
    operation = expected["operations"].pop("12")
    expected["trash"]["12"] = {"position": 0, "operation": operation}
    assert ordered(after.tables) == ordered(expected)


def test_a_restored_document_is_whole_and_in_its_place() -> None:
    before = Documents.of(tables())
    after = updated(before, restore("trois"))
    expected = tables()
    expected["operations"] = {
        "12": KNOWN["operations"]["12"],
        "9": KNOWN["trash"]["9"]["operation"],
        "4": KNOWN["operations"]["4"],
    }
    del expected["trash"]
    assert ordered(after.tables) == ordered(expected)


def test_a_deletion_undone_at_once_gives_the_same_tables() -> None:
    before = Documents.of(tables())
    trashed = updated(before, delete("une"))
    again = Documents.of(orjson.loads(orjson.dumps(trashed.tables)))
    after = updated(again, restore("une"))
    assert ordered(after.tables) == ordered(KNOWN)


def test_a_deletion_leaves_the_other_rows_of_the_trash() -> None:
    before = Documents.of(tables())
    after = updated(before, delete("deux"))
    assert ordered(after.tables["trash"]["9"]) == ordered(KNOWN["trash"]["9"])


def test_a_move_changes_the_order_and_nothing_else() -> None:
    before = Documents.of(tables())
    after = updated(before, move("deux", 0))
    assert list(after.tables["operations"]) == ["4", "12"]
    assert after.tables == KNOWN


def test_an_audience_that_only_the_trash_has_is_not_taken_away() -> None:
    before = Documents.of(tables())

    def take_away(draft: Draft) -> None:
        draft.put(replace(draft.operations["deux"], audiences=("adultes",)))
        adults, _ = draft.heading.audiences
        draft.heading = replace(draft.heading, audiences=(adults,))

    with pytest.raises(Invalid, match="aurait une cible qui n’existe plus"):
        updated(before, draft_edit(take_away))


def test_a_change_in_the_trash_keeps_the_rest_of_the_row() -> None:
    before = Documents.of(tables())
    trashed = before.catalogue.trash["trois"].operation
    after = updated(before, draft_edit(lambda draft: draft.put(replace(trashed, title="Trois bis"))))
    expected = tables()
    expected["trash"]["9"]["operation"]["title"] = "Trois bis"
    assert ordered(after.tables) == ordered(expected)


REFUSED: dict[str, Edit[Made]] = {
    "an operation": set_fields("une", title=" "),
    "one that moves too": draft_edit(
        lambda draft: draft.move("une", 1),
        lambda draft: draft.put(replace(draft.operations["une"], title="a\nb")),
    ),
    "one in the trash": draft_edit(
        lambda draft: draft.put(replace(draft.trash["trois"].operation, title=" "))
    ),
    "one that goes to the trash": draft_edit(
        lambda draft: draft.put(replace(draft.operations["une"], title="a\nb")),
        lambda draft: draft.delete({"une"}),
    ),
    "a title of the heading": set_heading(title="a\nb"),
    "an audience of the heading": draft_edit(lambda draft: add_audiences(draft, Audience("A", "A"))),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_not_be_read_is_not_written(what: str) -> None:
    before = Documents.of(tables())
    with pytest.raises(Invalid):
        updated(before, REFUSED[what])
    assert ordered(before.tables) == ordered(KNOWN)


def test_what_is_erased_leaves_its_number_free() -> None:
    before = Documents.of(tables())
    for id in ("une", "trois"):
        after = before.without(id, name=new_action_name(), time=0)
        assert id not in after.keys
        assert after.keys == Documents.of(after.tables).keys


def test_tables_read_again_are_the_same_catalogue() -> None:
    before = Documents.of(tables())
    edit = draft_edit(
        lambda draft: draft.put(replace(draft.operations["deux"], title="Deux bis")),
        lambda draft: draft.delete({"une"}),
        lambda draft: draft.add(Operation("neuve", "Neuve", audiences=("adultes",)), 0),
    )
    written = updated(before, edit)
    after = Documents.of(orjson.loads(orjson.dumps(written.tables)))
    assert content_of(after.catalogue) == content_of(written.catalogue)
    assert [operation.title for operation in after.catalogue.operations.values()] == ["Neuve", "Deux bis"]
    assert sorted(after.catalogue.trash) == ["trois", "une"]


# -- the real file


def without_history(text: str) -> str:
    """The file without its last table."""
    rest, comma, _ = text.partition(',\n  "history": {')
    return f"{rest}\n}}\n" if comma else rest


def difference(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_saving_a_title_changes_one_line_of_the_real_file(database: Path) -> None:
    before = database.read_text("utf-8")
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("« Astuce du jour »"))
    assert difference(before, without_history(database.read_text("utf-8"))) == [
        '-      "title": "« Tips du Jour »",',
        '+      "title": "« Astuce du jour »",',
    ]


def test_an_edit_taken_back_gives_the_bytes_of_the_real_file(database: Path) -> None:
    def now() -> str:
        return without_history(database.read_text("utf-8"))

    before = now()
    with contextlib.closing(TinyDBRepository(database)) as repository:
        title = repository.snapshot().catalogue.get(ID).title
        commit(repository, set_title("Autre"))
        assert now() != before
        commit(repository, set_title(title))
        assert now() == before
        commit(repository, delete(ID))
        assert now() != before
        commit(repository, restore(ID))
    assert now() == before


def test_a_deletion_takes_no_other_line_of_the_real_file(
    database: Path,
) -> None:
    before = database.read_text("utf-8")
    with contextlib.closing(TinyDBRepository(database)) as repository:
        document = orjson.loads(before)["operations"]["2"]
        commit(repository, delete(ID))
    lines = difference(before, database.read_text("utf-8"))
    length = orjson.dumps(document, option=orjson.OPT_INDENT_2).count(b"\n") + 1
    assert len([line for line in lines if line.startswith("-")]) <= length + 1
