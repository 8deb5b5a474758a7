"""`gersapp.catalogue.history`: revisions hold whatever is done, and hold it after a restart."""

import random
from dataclasses import replace
from functools import partial

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import audiences
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    Value,
    fingerprint,
    heading_of,
    operation_of,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import (
    Act,
    Cause,
    ChangeKind,
    Splice,
    SpliceMismatch,
)
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.store.documents.documents import Documents
from tests.support.editing import (
    Edit,
    add_audience,
    change_of,
    edited,
    in_turn,
    put,
    put_heading,
)
from tests.support.history_documents import (
    HEADING_NOW,
    JEANNE,
    NAMES,
    URLS,
    after,
    again,
    catalogue_of,
    caught_up,
    committed,
    documents_of,
    operation,
    without,
)
from tests.support.history_life import live, steps, steps_by_hand
from tests.support.replay import as_replayed, replayed

HYPOTHESIS = settings(deadline=None, derandomize=True, database=None, report_multiple_bugs=False)


# -- any sequence


@given(steps)
@HYPOTHESIS
def test_any_sequence_of_changes_replays_to_the_same_catalogue(
    steps: list[tuple[str, int, int, int]],
) -> None:
    live(steps, by_hand=False)


@given(steps_by_hand)
@HYPOTHESIS
def test_a_sequence_with_changes_by_hand_replays_too(steps: list[tuple[str, int, int, int]]) -> None:
    live(steps, by_hand=True)


# -- what is recorded


def test_nothing_is_recorded_of_what_is_the_same() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    assert change_of(documents.catalogue, lambda draft: put(draft, "p", title="P")) is None
    assert caught_up(again(documents), documents).history == RecordedHistory()


def test_a_revision_says_who_did_what_when_and_why() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    act = Act("jeanne", Cause.UNDO, "7" * 32)
    documents = after(documents, lambda draft: put(draft, "p", title="Pâte"), act, 12)
    (only,) = documents.history
    assert (only.number, only.action, only.time, only.editor) == (1, 1, 12, "jeanne")
    assert (only.cause, only.of, only.operation, only.place) == (Cause.UNDO, "7" * 32, "p", None)
    assert only.changes == {"title": Splice(1, "", "âte")}
    assert only.base == state_of(operation("p"))


def test_only_the_first_revision_holds_the_whole_state() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    for id, title in (("p", "Un"), ("p", "Deux"), ("p", "Trois"), ("q", "Un")):
        documents = after(documents, lambda draft, id=id, title=title: put(draft, id, title=title))  # type: ignore[misc]
    assert [revision.base is None for revision in documents.history] == [False, True, True, False]


def test_what_is_done_at_once_is_one_action() -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    documents = after(documents, lambda draft: put(draft, "p", title="Un"))
    first = documents.history.last
    documents = after(documents, lambda draft: draft.delete({"p", "r"}))
    second = documents.history.last
    documents = after(documents, lambda draft: put(draft, "q", title="Un"))
    history = documents.history
    action = history.action(second)
    assert action
    assert [(revision.number, revision.operation) for revision in action.revisions] == [(2, "r"), (3, "p")]
    assert {revision.action for revision in action.revisions} == {2}
    assert history.action("f" * 32) is None
    assert history.action("") is None
    assert [revision.number for revision in history.since(first) or ()] == [2, 3, 4]
    assert [revision.number for revision in history.since(second) or ()] == [4]
    assert history.since("f" * 32) is None
    assert [revision.number for revision in history.since("") or ()] == [1, 2, 3, 4]
    assert history.last_number == 4


@pytest.mark.parametrize(("id", "place"), [("p", 1), ("q", 0), ("r", 0)])
def test_the_operation_that_was_moved_has_the_revision(id: str, place: int) -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    documents = after(documents, lambda draft: draft.move(id, place))
    assert [revision.operation for revision in documents.history] == [id]


def test_a_revision_says_what_kind_of_change_it_is() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    edits: list[Edit] = [
        lambda draft: draft.add(operation("n")),
        lambda draft: draft.delete({"n"}),
        lambda draft: draft.restore("n"),
        lambda draft: draft.move("n", 0),
        in_turn(lambda draft: draft.move("n", 1), lambda draft: put(draft, "n", title="Un")),
        lambda draft: put(draft, "n", title="Deux"),
        lambda draft: put_heading(draft, title="Un"),
    ]
    for edit in edits:
        documents = after(documents, edit)
    documents = without(documents, "q")
    assert [revision.kind for revision in documents.history] == [
        ChangeKind.ADDED,
        ChangeKind.DELETED,
        ChangeKind.RESTORED,
        ChangeKind.MOVED,
        ChangeKind.MODIFIED,
        ChangeKind.MODIFIED,
        ChangeKind.MODIFIED,
        ChangeKind.ERASED,
    ]


def test_an_id_given_again_has_the_versions_of_both_operations() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    documents = after(documents, lambda draft: put(draft, "q", title="Ancienne"))
    tables = orjson.loads(orjson.dumps(documents.tables))
    del tables["operations"]["2"]
    documents = caught_up(Documents.of(tables), documents)
    assert documents.catalogue.free_id("q") == "q"
    documents = after(documents, lambda draft: draft.add(operation("q", "Nouvelle")))
    documents = after(documents, lambda draft: put(draft, "q", description="Autre"))
    titles = [version.after and version.after["title"] for version in documents.history.versions("q")]
    assert titles == ["Ancienne", "Ancienne", "Nouvelle", "Nouvelle"]
    assert list(caught_up(again(documents)).history) == list(documents.history)


def test_a_form_was_made_from_the_newest_of_equal_states() -> None:
    documents = documents_of(catalogue_of("p"))
    start = documents.catalogue.get("p").revision
    for title in ("Un", "P", "Deux"):
        documents = after(documents, lambda draft, title=title: put(draft, "p", title=title))  # type: ignore[misc]
    base, later = documents.history.since_version("p", start)
    assert base == state_of(operation("p"))
    assert [version.revision.number for version in later] == [3]
    assert documents.history.since_version("p", "0" * 16) == (None, documents.history.versions("p"))


def test_a_version_that_does_not_follow_is_not_known() -> None:
    documents = documents_of(catalogue_of("p"))
    for title in ("Un", "Deux"):
        documents = after(documents, lambda draft, title=title: put(draft, "p", title=title))  # type: ignore[misc]
    first, second = documents.history
    broken = RecordedHistory.of((), (first, replace(second, changes={"title": Splice(0, "Zut", "Deux")})))
    assert [version.after is None for version in broken.versions("p")] == [False, True]
    caught = broken.caught_up(documents.catalogue, name=next(NAMES), time=0)
    (revision,) = caught.since(second.name) or []
    assert revision.base == state_of(documents.catalogue.get("p")), "from now on it is known again"


# -- a file that was changed while it was not in use


def test_a_trash_older_than_the_history_is_no_deletion_by_hand() -> None:
    documents = documents_of(edited(catalogue_of("p", "q"), lambda draft: draft.delete({"q"})))
    outcome = audiences.merge_audiences(documents.catalogue, documents.history, slug="a", into="e")
    documents = again(committed(documents, outcome.change))
    assert list(caught_up(documents).history) == list(documents.history)


def test_an_operation_taken_out_while_stopped_has_a_revision() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    documents = again(after(documents, lambda draft: put(draft, "q", title="Un")))
    del documents.tables["operations"]["2"]
    caught = caught_up(Documents.of(documents.tables), at=5)
    (revision,) = caught.history.since(documents.history.last) or []
    assert (revision.cause, revision.time, revision.operation) == (Cause.FILE, 5, "q")
    assert revision.place == (0, None)


def test_what_changed_while_stopped_is_a_revision_by_nobody() -> None:
    documents = documents_of(catalogue_of("p", "q"))
    documents = after(documents, lambda draft: put(draft, "q", title="Un"))
    documents = again(after(documents, lambda draft: add_audience(draft, "z", "Z")))
    documents.tables["operations"]["2"]["title"] = "Deux"
    documents.tables["catalogue"]["1"]["audiences"][0]["label"] = "Grands"
    caught = caught_up(Documents.of(documents.tables), at=5)
    revisions = caught.history.since(documents.history.last) or []
    assert [(one.operation, one.editor, one.cause, one.action) for one in revisions] == [
        ("q", "", Cause.FILE, 3),
        (HEADING, "", Cause.FILE, 3),
    ]
    assert len({revision.name for revision in revisions}) == 1


# -- blocks


def test_older_revisions_are_in_blocks_and_small_ones_merge() -> None:
    documents = documents_of(catalogue_of("p"))
    for number in range(1, 880):
        documents = after(documents, lambda draft, n=number: put(draft, "p", title=f"Titre {n}"))  # type: ignore[misc]
        assert len(documents.history.recent) <= 128
        assert sum(len(block) < 768 for block in documents.history.blocks) <= 8
    assert [len(block) for block in documents.history.blocks] == [768]
    assert [revision.number for revision in documents.history] == list(range(1, 880))
    assert [revision.number for revision in reversed(documents.history)] == list(range(879, 0, -1))
    assert list(again(documents).history) == list(documents.history)


def test_the_file_of_ten_thousand_edits_stays_small() -> None:
    edits = 2_000  # 10 000 take the same in proportion, and the suite is run often
    words = ["Le", "Gers", "propose", "chaque", "jour", "une", "activité", "pour", "petits", "et", "grands"]
    ids = [f"o-{number}" for number in range(16)]
    first = Catalogue.of(HEADING_NOW, [replace(operation(id), description=" ".join(words * 5)) for id in ids])
    documents = documents_of(first)
    chance = random.Random(1)  # noqa: S311
    for _ in range(edits):
        id = chance.choice(ids)
        text = documents.catalogue.get(id).description.split()
        text[chance.randrange(len(text))] = chance.choice(words)
        edit = partial(put, id=id, description=" ".join(text))
        documents = after(documents, edit, JEANNE, 1_600_000_000)
    assert len(orjson.dumps(documents.tables)) < 5_000_000 * edits / 10_000
    assert replayed(first, again(documents).history) == as_replayed(documents.catalogue)


# -- places and splices


texts = st.text("aé😀", max_size=8)
lists = st.lists(st.sampled_from("abc"), max_size=6).map(tuple)


@given(st.one_of(st.tuples(texts, texts), st.tuples(lists, lists)))
@HYPOTHESIS
def test_a_splice_leads_from_one_value_to_the_other(pair: tuple[Value, Value]) -> None:
    before, value = pair
    splice = Splice.between(before, value)
    assert splice.apply(before) == value
    assert len(splice.removed) <= len(before)
    if before and value and before[0] == value[0]:
        assert splice.at
    if splice.removed:
        with pytest.raises(SpliceMismatch):
            splice.apply(type(before)())


@given(st.text(max_size=10), st.lists(st.tuples(st.from_regex("[a-z]{1,3}", fullmatch=True), st.text(" aé", min_size=1, max_size=4)), max_size=3))  # fmt: skip
@HYPOTHESIS
def test_a_state_is_the_whole_of_what_it_was_made_from(text: str, audiences: list[tuple[str, str]]) -> None:
    heading = Heading(text, text[:1], "#", text, tuple(Audience(slug, label) for slug, label in audiences))
    assert heading_of(state_of_heading(heading)) == heading
    assert fingerprint(HEADING, state_of_heading(heading)) == heading.revision
    one = Operation("o", text, text, ("a",), ("x",), tuple(map(Link, URLS)))
    assert operation_of("o", state_of(one)) == one
    assert fingerprint("o", state_of(one)) == one.revision
    assert operation_of("", NOTHING) == Operation("", "")
