"""`gersapp.catalogue.history`: revisions hold whatever is done, and hold it after a restart."""

import itertools
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing import audiences
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.outcomes import Edited, InConflict, OperationSaved
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import bring_back
from gersapp.catalogue.history import recorded
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    State,
    Value,
    fingerprint,
    heading_of,
    operation_of,
    state_now,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import (
    Act,
    Cause,
    ChangeKind,
    Splice,
    SpliceMismatch,
)
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.text import fold_name
from gersapp.store.tinydb.documents import Documents
from tests.support.editing import (
    Edit,
    Outcome,
    add_audience,
    change_of,
    content_of,
    edited,
    in_turn,
    put,
    put_heading,
)
from tests.support.replay import as_replayed, replayed

HYPOTHESIS = settings(
    deadline=None, derandomize=True, database=None, max_examples=100, report_multiple_bugs=False
)

URLS = [
    "https://www.facebook.com/LeGers32/posts/1",
    "https://x.com/LeGers32/status/2",
    "https://www.gers.fr/3",
]
PLATFORMS = ["facebook", "x", "site-web"]
AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("t", "Tout public"))
HEADING_NOW = Heading("Catalogue", "Organisme", "#Gers", "Deux\nlignes", AUDIENCES)
NAMES = (f"{number:032x}" for number in itertools.count(1))
JEANNE = Act("jeanne")


def operation(id: str, title: str = "", *audiences: str, links: int = 0) -> Operation:
    return Operation(id, title or id.upper(), "", audiences or ("a",), (), tuple(map(Link, URLS[:links])))


def catalogue_of(*ids: str) -> Catalogue:
    return Catalogue.of(HEADING_NOW, [operation(id) for id in ids])


def committed(documents: Documents, change: Change | None, act: Act = JEANNE, at: int = 0) -> Documents:
    """The documents after a change, if there is one."""
    return documents.with_change(change, act, name=next(NAMES), time=at) if change else documents


def after(documents: Documents, edit: Edit, act: Act = JEANNE, at: int = 0) -> Documents:
    return committed(documents, change_of(documents.catalogue, edit), act, at)


def documents_of(catalogue: Catalogue) -> Documents:
    """The documents of a file that has no history yet."""
    empty = Documents.empty()
    tables = committed(empty, compare(empty.catalogue, catalogue)).tables
    return Documents.of({name: table for name, table in tables.items() if name != "history"})


def again(documents: Documents) -> Documents:
    """The same, written to a file and read from it."""
    return Documents.of(orjson.loads(orjson.dumps(documents.tables)))


def caught_up(documents: Documents, before: Documents | None = None, at: int = 0) -> Documents:
    return documents.caught_up(before, name=next(NAMES), time=at)


def without(documents: Documents, id: str, at: int = 0) -> Documents:
    return documents.without(id, name=next(NAMES), time=at)


def catalogue_without(catalogue: Catalogue, id: str) -> Catalogue:
    """The same, as if an operation had never been: what was deleted after it in the order had a place less."""
    order = list(catalogue.operations)
    first = order.index(id) if id in order else None
    return Catalogue.of(
        catalogue.heading,
        [one for other, one in catalogue.operations.items() if other != id],
        [
            replace(trashed, position=trashed.position - (first is not None and trashed.position > first))
            for other, trashed in catalogue.trash.items()
            if other != id
        ],
    )


# -- any sequence


class Life:
    """A catalogue that goes through many changes, each of which is held against all that history is for."""

    def __init__(self, *, by_hand: bool = False) -> None:
        first = Catalogue.of(
            HEADING_NOW, [operation(id, "", "a", "e", links=n) for n, id in enumerate("pqrs")]
        )
        self.first = edited(first, lambda draft: draft.delete({"s"}))
        self.documents = caught_up(documents_of(self.first))
        self.saved: list[tuple[str, State]] = []
        self.fresh = itertools.count()
        self.is_written = False
        self.by_hand = by_hand

    def step(self, verb: str, a: int, b: int, c: int) -> None:
        catalogue = self.documents.catalogue
        for id in [HEADING, *catalogue.operations, *catalogue.trash]:
            pair = (id, state_now(catalogue, id) or {})
            if pair not in self.saved:
                self.saved.append(pair)
        last = self.documents.history.last
        getattr(self, verb)(catalogue, a, b, c)
        self.check(last)
        names = [fold_name(audience.label) for audience in self.documents.catalogue.heading.audiences]
        assert len(names) == len(set(names)), f"two audiences read alike: {names}"

    def commit(self, change: Change | None, act: Act = JEANNE) -> None:
        if change:
            before = self.documents.catalogue
            self.documents = committed(self.documents, change, act, 1_600_000_000)
            assert content_of(self.documents.catalogue) == content_of(before.apply(change))
            self.is_written = True

    def edit(self, edit: Edit, act: Act = JEANNE) -> None:
        self.commit(change_of(self.documents.catalogue, edit), act)

    def do(self, use_case: Callable[[Catalogue, History], Outcome]) -> None:
        self.commit(use_case(self.documents.catalogue, self.documents.history).change)

    def check(self, last: str) -> None:
        catalogue, history = self.documents.catalogue, self.documents.history
        heading, order, trash = replayed(self.first, history)
        expected = as_replayed(catalogue)
        assert (heading, order) == expected[:2]
        # What is taken out of the trash by hand is no revision: it may come back from there.
        assert expected[2].items() <= trash.items()
        if not self.by_hand:
            assert expected[2] == trash
        versions = {id: history.versions(id) for id in {revision.operation for revision in history}}
        for id, state in self.saved:
            known = [one for version in versions.get(id, ()) for one in (version.before, version.after)]
            assert state in known or state == state_now(catalogue, id), f"« {id} » as {state} is lost"
            if state in known:
                base, _ = history.since_version(id, fingerprint(id, state))
                assert base is not None
                assert fingerprint(id, base) == fingerprint(id, state)
        numbers = [revision.number for revision in history]
        assert numbers == sorted(set(numbers))
        self.check_actions(last)
        if self.is_written:
            read = again(self.documents)
            assert content_of(read.catalogue) == content_of(catalogue)
            assert list(read.history) == list(history)
            assert read.history.blocks == history.blocks
            assert list(caught_up(read).history) == list(history)
            assert list(caught_up(read, self.documents).history) == list(history)

    def check_actions(self, last: str) -> None:
        """The actions are all the revisions, and those since the `last` one come after it."""
        history = self.documents.history
        actions = history.actions(first=0, count=10_000)
        in_order = [revision for action in reversed(actions) for revision in action.revisions]
        assert in_order == list(history)
        assert len({action.name for action in actions}) == len(actions)
        assert all(len({revision.action for revision in action.revisions}) == 1 for action in actions)
        since = history.since(last)
        assert since is not None
        assert last not in {revision.name for revision in since}
        if last and since:
            assert in_order[-len(since) - 1].name == last

    # What may be done: each takes three numbers by which it chooses.

    def change(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(catalogue.operations)
        if not ids:
            return
        slugs = [audience.slug for audience in catalogue.heading.audiences]
        values: list[dict[str, Any]] = [
            {"title": f"Titre {c}"},
            {"description": f"Ligne {c}\nLigne"},
            {"audiences": tuple(slugs[c % len(slugs) :])},
            {"platforms": tuple(PLATFORMS[c % 3 :])},
            {"links": tuple(map(Link, URLS[c % 4 :]))},
            {"links": tuple(map(Link, reversed(URLS)))},
        ]
        self.edit(lambda draft: put(draft, ids[a % len(ids)], **values[b % len(values)]))

    def add(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        id = f"n{next(self.fresh)}" if c % 2 else catalogue.free_id("p")
        heading = catalogue.heading
        new = operation(id, f"Neuve {c}", heading.audiences[b % len(heading.audiences)].slug)
        place = a % (len(catalogue.operations) + 1) if c % 3 else None
        self.edit(lambda draft: draft.add(new, place))

    def delete(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(catalogue.operations)
        if ids:
            self.edit(lambda draft: draft.delete({ids[a % len(ids)]}))

    def delete_many(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(catalogue.operations)
        self.edit(lambda draft: draft.delete(ids[a % 3 :: 2]))

    def restore(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(catalogue.trash)
        if ids:
            self.edit(lambda draft: draft.restore(ids[a % len(ids)]))

    def move(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(catalogue.operations)
        if not ids:
            return
        id, place = ids[a % len(ids)], b % len(ids)
        self.edit(lambda draft: draft.move(id, place))
        if ids.index(id) != place:
            (action,) = self.documents.history.actions(first=0, count=1)
            assert action.operations == [id]

    def head(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        field = ["title", "organisation", "hashtag", "introduction"][b % 4]
        self.edit(lambda draft: put_heading(draft, **{field: f"Texte {c}"}))

    def add_audience(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        label = LABELS[c % len(LABELS)]
        typed = TypedOperation(title=f"Neuve {c}", new_audience=label)
        self.do(partial(add_operation, typed=typed))
        catalogue = self.documents.catalogue
        (slug,) = list(catalogue.operations.values())[-1].audiences
        named = catalogue.heading.find_audience(label)
        assert named is not None
        assert named.slug == slug

    def rename_audience(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        slugs = [audience.slug for audience in catalogue.heading.audiences]
        label = LABELS[c % len(LABELS)]
        self.do(partial(audiences.rename_audience, slug=slugs[a % len(slugs)], label=label))

    def merge_audiences(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        slugs = [audience.slug for audience in catalogue.heading.audiences]
        slug, into = slugs[a % len(slugs)], slugs[b % len(slugs)]
        self.do(partial(audiences.merge_audiences, slug=slug, into=into))

    def remove_audience(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        slugs = [audience.slug for audience in catalogue.heading.audiences]
        if len(slugs) > 1:
            self.do(partial(audiences.remove_audience, slug=slugs[a % len(slugs)]))

    def change_many(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        slugs = [audience.slug for audience in catalogue.heading.audiences]
        facet = Facet.AUDIENCES if c % 4 < 2 else Facet.PLATFORMS
        typed = TypedBulk(
            ids=tuple(catalogue.operations)[a % 2 :],
            action=BulkAction.REMOVE if c % 2 else BulkAction.ADD,
            facet=facet,
            slug=slugs[b % len(slugs)] if facet is Facet.AUDIENCES else PLATFORMS[b % 3],
        )
        self.do(partial(change_many, typed=typed))

    def undo(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        history = self.documents.history
        actions = history.actions(first=0, count=10_000)
        if not actions:
            return
        name = actions[a % len(actions)].name
        was_undone = bool(history.undone({name}))
        outcome = undo_action(catalogue, history, name=name)
        if not isinstance(outcome, Edited):
            return
        self.commit(outcome.change, Act("jean", Cause.UNDO, name))
        if outcome.change:
            history = self.documents.history
            assert bool(history.undone({name})) != was_undone or was_undone
            self.undo_again(catalogue, history.last)

    def undo_again(self, before: Catalogue, name: str) -> None:
        """Undoing what was just done, on a copy, gives what there was before."""
        catalogue = self.documents.catalogue
        outcome = undo_action(catalogue, self.documents.history, name=name)
        assert isinstance(outcome, Edited)
        back = catalogue.apply(outcome.change) if outcome.change else catalogue
        assert content_of(back)[:2] == content_of(before)[:2]
        trash = {id: trashed.operation for id, trashed in back.trash.items()}
        # What was taken out by hand and came back goes to the trash.
        more = trash.keys() - before.trash.keys() if self.by_hand else set[str]()
        assert more.isdisjoint(before.operations)
        assert {id: one for id, one in trash.items() if id not in more} == {
            id: trashed.operation for id, trashed in before.trash.items()
        }

    def bring_back(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        history = self.documents.history
        revisions = list(history)
        if not revisions:
            return
        revision = revisions[a % len(revisions)]
        id = revision.operation
        outcome = bring_back(catalogue, history, id=id, name=revision.name)
        if not isinstance(outcome, Edited):
            return
        version = next(version for version in history.versions(id) if version.revision is revision)
        self.commit(outcome.change, Act("jean", Cause.VERSION, revision.name))
        if id != HEADING:
            self.check_version(id, version.after or {})

    def check_version(self, id: str, state: State) -> None:
        """An operation is as in `state`, but for the audiences whose names others bear by now."""
        catalogue, history = self.documents.catalogue, self.documents.history
        assert id in catalogue.operations
        expected: dict[str, None] = {}
        for slug in state["audiences"]:
            past = history.past_audiences().get(slug)
            named = catalogue.heading.find_audience(past.label) if past else None
            expected[named.slug if named else slug] = None
        assert state_of(catalogue.get(id)) == {**state, "audiences": tuple(expected)}

    def save_over(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        """Save a form that was made from an older version."""
        ids = list(catalogue.operations)
        if not ids:
            return
        id = ids[a % len(ids)]
        history = self.documents.history
        versions = [version.after for version in history.versions(id) if version.after]
        old = operation_of(id, versions[b % len(versions)] if versions else state_of(catalogue.get(id)))
        typed = TypedOperation(
            title=old.title,
            description=f"Saisie {c}",
            audiences=old.audiences,
            platforms=old.platforms,
            links=(*(link.url for link in old.links), f"https://www.gers.fr/s{c}"),
            revision=old.revision,
        )
        outcome = save_operation(catalogue, history, id=id, typed=typed)
        if isinstance(outcome, InConflict):
            # As if its editor had chosen what was typed.
            again = replace(typed, revision=outcome.revision)
            outcome = save_operation(catalogue, history, id=id, typed=again)
            assert isinstance(outcome, OperationSaved)
        self.commit(outcome.change)

    def restart(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        # What was changed by hand and is in no row yet would be seen again, its place not.
        if self.is_written:
            self.documents = caught_up(again(self.documents))

    def edit_file(self, catalogue: Catalogue, a: int, b: int, c: int) -> None:
        """Change the file by hand while it is in use."""
        tables = json.loads(json.dumps(self.documents.tables))
        rows, trash = tables["operations"], tables.get("trash", {})
        keys = list(rows)
        random.Random(b).shuffle(keys)  # noqa: S311
        verb = a % 7
        if verb == 0 and keys:
            rows[keys[0]]["title"] = f"À la main {c}"
        elif verb == 1 and keys:
            del rows[keys[0]]
        elif verb == 2:
            slug = catalogue.heading.audiences[0].slug
            new = {"id": f"m{next(self.fresh)}", "title": "M", "audiences": [slug]}
            tables["operations"] = {str(1_000 + next(self.fresh)): new, **rows}
        elif verb == 3:
            tables["operations"] = {key: rows[key] for key in keys}
        elif verb == 4:
            next(iter(tables["catalogue"].values()))["title"] = f"À la main {c}"
        elif verb == 5 and keys:
            place = list(rows).index(keys[0])
            tables["trash"] = {**trash, keys[0]: {"position": place, "operation": rows.pop(keys[0])}}
        elif verb == 6 and trash:
            # Of what was in the trash before there was a history, nobody can say that it was there.
            moved = {revision.operation for revision in self.documents.history if revision.place}
            tables["trash"] = {key: row for key, row in trash.items() if row["operation"]["id"] not in moved}
        history = self.documents.history
        self.documents = caught_up(Documents.of(tables), self.documents, 1_600_000_001)
        self.is_written = self.is_written and self.documents.history is history
        since = self.documents.history.since(history.last)
        assert since is not None
        assert all(revision.cause == Cause.FILE for revision in since)


LABELS = ["Aînés", "aînes", "AINÉS ", "Petits", "Cible\u00a0une", "+ de 60 ans", "- de 60 ans", "Українці"]
VERBS = ["change", "change", "add", "delete", "delete_many", "restore", "move", "head", "add_audience",
         "rename_audience", "merge_audiences", "remove_audience", "change_many", "undo", "undo", "undo",
         "bring_back", "save_over", "restart"]  # fmt: skip
numbers = st.integers(0, 30)
steps = st.lists(st.tuples(st.sampled_from(VERBS), numbers, numbers, numbers), min_size=4, max_size=16)
steps_by_hand = st.lists(
    st.tuples(st.sampled_from([*VERBS, *["edit_file"] * 8]), numbers, numbers, numbers),
    min_size=4,
    max_size=16,
)


def use_small_blocks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recorded, "_MAX_RECENT", 6)
    patch.setattr(recorded, "_BLOCK_SIZE", 3)
    patch.setattr(recorded, "_MAX_SMALL_BLOCKS", 2)


def live(all_of_them: list[tuple[str, int, int, int]], *, by_hand: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use_small_blocks(patch)
        life = Life(by_hand=by_hand)
        for step in all_of_them:
            life.step(*step)


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


def test_ten_thousand_edits_are_quick_and_their_file_stays_small() -> None:
    edits = 4_000  # 10 000 take the same in proportion, and the suite is run often
    words = ["Le", "Gers", "propose", "chaque", "jour", "une", "activité", "pour", "petits", "et", "grands"]
    ids = [f"o-{number}" for number in range(16)]
    first = Catalogue.of(HEADING_NOW, [replace(operation(id), description=" ".join(words * 5)) for id in ids])
    documents = documents_of(first)
    chance = random.Random(1)  # noqa: S311
    start = time.process_time()
    for _ in range(edits):
        id = chance.choice(ids)
        text = documents.catalogue.get(id).description.split()
        text[chance.randrange(len(text))] = chance.choice(words)
        edit = partial(put, id=id, description=" ".join(text))
        documents = after(documents, edit, JEANNE, 1_600_000_000)
    assert time.process_time() - start < 10, "a loaded machine included"
    assert len(orjson.dumps(documents.tables)) < 5_000_000 * edits / 10_000
    assert replayed(first, again(documents).history) == as_replayed(documents.catalogue)


# -- erasures


@given(steps, st.integers(0, 3))
@settings(HYPOTHESIS, max_examples=40)
def test_what_is_erased_leaves_nothing_and_the_rest_replays(
    steps: list[tuple[str, int, int, int]], place: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use_small_blocks(patch)
        life = Life()
        secret = Operation("secrete", "Secrète", "Secrète", ("a", "e", "t"))
        life.edit(lambda draft: draft.add(secret, min(place, len(draft.operations))))
        for number, (verb, a, b, c) in enumerate(steps):
            life.step("undo" if verb == "bring_back" else verb, a, b, c)
            # By its own title it is known again wherever it is written.
            if "secrete" in life.documents.catalogue.operations:
                life.edit(partial(put, id="secrete", title=f"Secrète {number}"))
        catalogue = life.documents.catalogue
        if not catalogue.trash.keys() | catalogue.operations.keys() >= {"secrete"}:
            return
        before = life.documents.history
        erased = without(life.documents, "secrete", 9)
        expected = as_replayed(catalogue_without(catalogue, "secrete"))
        for documents in (erased, again(erased)):
            assert as_replayed(documents.catalogue) == expected
            assert "ecr" not in repr(documents.history)
            assert "ecr" not in repr(documents.catalogue.operations)
            heading, order, trash = replayed(life.first, documents.history)
            assert (heading, order) == expected[:2]
            assert {id: state for id, (state, _) in trash.items()} == {
                id: state for id, (state, _) in expected[2].items()
            }
            for id in {revision.operation for revision in before} - {"secrete", HEADING}:
                assert [(version.before, version.after) for version in documents.history.versions(id)] == [
                    (version.before, version.after) for version in before.versions(id)
                ]
            assert documents.history.last_number == before.last_number + 1
        assert "ecr" not in repr([block for block, _ in again(erased).packed])
        later = after(erased, lambda draft: put_heading(draft, title="Après"))
        assert replayed(life.first, again(later).history)[0]["title"] == "Après"


def test_an_erasure_keeps_the_versions_of_the_heading() -> None:
    documents = without(documents_of(catalogue_of("p", "q")), "q")
    documents = after(documents, lambda draft: put_heading(draft, title="Après"))
    versions = documents.history.versions(HEADING)
    assert [version.after and version.after["title"] for version in versions] == ["Catalogue", "Après"]
    assert list(caught_up(again(documents)).history) == list(documents.history)


def test_an_erasure_is_written_to_the_readable_rows_too() -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    documents = without(after(documents, lambda draft: draft.move("r", 1)), "p")
    assert [revision.place for revision in documents.history] == [(1, 0), None]
    assert list(again(documents).history) == list(documents.history)


def test_an_erasure_with_inexact_places_leaves_a_readable_file() -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    for id in ("s", "t"):
        documents = after(documents, lambda draft, id=id: draft.add(operation(id), 0))  # type: ignore[misc]
    rows = documents.tables["operations"]
    # Put in another order while the application does not run: that is no revision.
    documents.tables["operations"] = {key: rows[key] for key in reversed(rows)}
    documents = caught_up(Documents.of(documents.tables))
    assert list(again(without(documents, "r")).catalogue.operations) == ["q", "p", "s", "t"]


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
