"""`gersapp.catalogue.history.history`: whatever is done, revisions say it all, and say it again after a restart."""

import itertools
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import bulk
from gersapp.catalogue.editing.undo import brought_back, is_undone, undone
from gersapp.catalogue.history import history
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    State,
    Value,
    current,
    fingerprint,
    heading_of,
    operation_of,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import Act, Broken, History, Splice
from gersapp.catalogue.history.merge import OPERATION_LISTS, merge
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.errors import CannotUndo, LeftWithoutAudience, NotFound
from gersapp.store.tinydb.documents import Documents

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


def operation(id: str, title: str = "", *audiences: str, links: int = 0) -> Operation:
    return Operation(id, title or id.upper(), "", audiences or ("a",), (), tuple(map(Link, URLS[:links])))


def catalogue_of(*ids: str) -> Catalogue:
    return Catalogue.of(HEADING_NOW, [operation(id) for id in ids])


def tables_of(catalogue: Catalogue) -> dict[str, Any]:
    """The tables of a file that has no history yet."""
    everything = [*catalogue.operations.values(), *(each.operation for each in catalogue.trash.values())]
    all_there = Documents.empty().updated(Catalogue.of(catalogue.heading, everything), Act(), 0)
    tables = all_there.updated(catalogue, Act(), 0).tables
    return {name: table for name, table in tables.items() if name != "history"}


def documents_of(catalogue: Catalogue) -> Documents:
    return Documents.of(tables_of(catalogue))


def again(documents: Documents) -> Documents:
    """The same, written to a file and read from it."""
    return Documents.of(orjson.loads(orjson.dumps(documents.tables)))


def said(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a catalogue says, to be compared: it has no equality of its own."""
    return catalogue.heading, list(catalogue.operations.items()), dict(catalogue.trash)


def edited(catalogue: Catalogue, id: str, **values: Any) -> Catalogue:
    before = catalogue.get(id)
    return catalogue.replaced(replace(before, **values), before.revision)


def deleted(catalogue: Catalogue, id: str) -> Catalogue:
    return catalogue.deleted(id, catalogue.get(id).revision)


Replayed = tuple[State, list[tuple[str, State]], dict[str, tuple[State, int]]]


def replayed(first: Catalogue, revisions: History) -> Replayed:
    """The heading, the operations in their order, and the trash with the places left, made from those of
    `first` by every revision in turn."""
    states = {HEADING: state_of_heading(first.heading)}
    states |= {id: state_of(each) for id, each in first.operations.items()}
    states |= {id: state_of(each.operation) for id, each in first.trash.items()}
    trash = {id: each.position for id, each in first.trash.items()}
    order = list(first.operations)
    for each in revisions:
        id = each.operation
        after = each.after(states.get(id))
        assert after is not None, f"{each} does not follow from {states.get(id)}"
        states[id] = after
        if each.place is None:
            continue
        gone, come = each.place
        if gone is not None:
            assert order[gone] == id
            del order[gone]
            trash[id] = gone
        if come is not None:
            assert 0 <= come <= len(order)
            order.insert(come, id)
            trash.pop(id, None)
    there = {id: (states[id], place) for id, place in trash.items()}
    return states[HEADING], [(id, states[id]) for id in order], there


def as_replayed(catalogue: Catalogue) -> Replayed:
    return (
        state_of_heading(catalogue.heading),
        [(id, state_of(each)) for id, each in catalogue.operations.items()],
        {id: (state_of(each.operation), each.position) for id, each in catalogue.trash.items()},
    )


# -- any sequence

Change = Callable[[Catalogue], Catalogue]


class Life:
    """A catalogue that goes through many changes, each of which is held against all that history is for."""

    def __init__(self, *, by_hand: bool = False) -> None:
        first = Catalogue.of(
            HEADING_NOW, [operation(id, "", "a", "e", links=n) for n, id in enumerate("pqrs")]
        )
        self.first = deleted(first, "s")
        self.here = documents_of(self.first).caught_up(None, 0)
        self.saved: list[tuple[str, State]] = []
        self.fresh = itertools.count()
        self.is_written = False
        self.by_hand = by_hand

    def step(self, verb: str, a: int, b: int, c: int) -> None:
        now = self.here.catalogue
        for id in [HEADING, *now.operations, *now.trash]:
            pair = (id, current(now, id) or {})
            if pair not in self.saved:
                self.saved.append(pair)
        last = self.here.history.last
        getattr(self, verb)(now, a, b, c)
        self.check(last)

    def change(self, change: Change, act: Act = Act("jeanne")) -> None:  # noqa: B008
        after = change(self.here.catalogue)
        if after is not self.here.catalogue:
            self.here = self.here.updated(after, act, 1_600_000_000)
            self.is_written = True

    def check(self, last: int) -> None:
        now, revisions = self.here.catalogue, self.here.history
        heading, order, trash = replayed(self.first, revisions)
        expected = as_replayed(now)
        assert (heading, order) == expected[:2]
        # What is taken out of the trash by hand is no revision: it may come back from there.
        assert expected[2].items() <= trash.items()
        if not self.by_hand:
            assert expected[2] == trash
        versions = {id: revisions.versions(id) for id in {each.operation for each in revisions}}
        for id, state in self.saved:
            known = [each for version in versions.get(id, ()) for each in (version.before, version.after)]
            assert state in known or state == current(now, id), f"« {id} » as {state} is lost"
            if state in known:
                base, _ = revisions.since_version(id, fingerprint(id, state))
                assert base is not None
                assert fingerprint(id, base) == fingerprint(id, state)
        numbers = [each.number for each in revisions]
        assert numbers == sorted(set(numbers))
        assert all(each.number > last for each in revisions.since(last))
        if self.is_written:
            read = again(self.here)
            assert said(read.catalogue) == said(now)
            assert list(read.history) == list(revisions)
            assert read.history.blocks == revisions.blocks
            assert list(read.caught_up(None, 0).history) == list(revisions)
            assert list(read.caught_up(self.here, 0).history) == list(revisions)

    # What may be done: each takes three numbers by which it chooses.

    def edit(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.operations)
        if not ids:
            return
        slugs = [each.slug for each in now.heading.audiences]
        values: list[dict[str, Any]] = [
            {"title": f"Titre {c}"},
            {"description": f"Ligne {c}\nLigne"},
            {"audiences": tuple(slugs[c % len(slugs) :])},
            {"platforms": tuple(PLATFORMS[c % 3 :])},
            {"links": tuple(map(Link, URLS[c % 4 :]))},
            {"links": tuple(map(Link, reversed(URLS)))},
        ]
        self.change(lambda here: edited(here, ids[a % len(ids)], **values[b % len(values)]))

    def add(self, now: Catalogue, a: int, b: int, c: int) -> None:
        id = f"n{next(self.fresh)}" if c % 2 else now.free_id("p")
        new = operation(id, f"Neuve {c}", now.heading.audiences[b % len(now.heading.audiences)].slug)
        self.change(lambda here: here.added(new, a % (len(now.operations) + 1) if c % 3 else None))

    def delete(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.operations)
        if ids:
            self.change(lambda here: deleted(here, ids[a % len(ids)]))

    def delete_many(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.operations)
        self.change(lambda here: bulk.deleted(here, ids[a % 3 :: 2]))

    def restore(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.trash)
        if ids:
            self.change(lambda here: here.restored(ids[a % len(ids)]))

    def move(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.operations)
        if len(ids) > 1 and a % len(ids) != b % len(ids):
            id = ids[a % len(ids)]
            moved = now.moved(id, ids[b % len(ids)], after=bool(c % 2))
            if list(moved.operations) != ids:
                self.change(lambda here: moved, Act("jeanne", about=id))
                assert [each.operation for each in self.here.history.action(self.here.history.last)] == [id]

    def head(self, now: Catalogue, a: int, b: int, c: int) -> None:
        field = ["title", "body", "hashtag", "introduction"][b % 4]
        heading = replace(now.heading, **{field: f"Texte {c}"})  # type: ignore[arg-type]  # they are texts
        self.change(lambda here: here.with_heading(heading, here.heading.revision))

    def add_audience(self, now: Catalogue, a: int, b: int, c: int) -> None:
        slug = f"c{next(self.fresh)}"
        self.change(lambda here: here.with_audience(Audience(slug, f"Cible {c}")))

    def rename_audience(self, now: Catalogue, a: int, b: int, c: int) -> None:
        slug = now.heading.audiences[a % len(now.heading.audiences)].slug
        self.change(lambda here: bulk.audience_renamed(here, slug, f"Nom {c}"))

    def merge_audiences(self, now: Catalogue, a: int, b: int, c: int) -> None:
        slugs = [each.slug for each in now.heading.audiences]
        one, other = slugs[a % len(slugs)], slugs[b % len(slugs)]
        if one != other:
            self.change(lambda here: bulk.audience_merged(here, one, other))

    def remove_audience(self, now: Catalogue, a: int, b: int, c: int) -> None:
        slug = now.heading.audiences[a % len(now.heading.audiences)].slug
        if len(now.heading.audiences) > 1:
            try:
                self.change(lambda here: bulk.audience_removed(here, slug))
            except LeftWithoutAudience:
                return

    def change_many(self, now: Catalogue, a: int, b: int, c: int) -> None:
        ids = list(now.operations)[a % 2 :]
        slugs = [each.slug for each in now.heading.audiences]
        try:
            if c % 4 == 0:
                self.change(lambda here: bulk.with_value(here, ids, "audiences", slugs[b % len(slugs)]))
            elif c % 4 == 1:
                self.change(lambda here: bulk.without_value(here, ids, "audiences", slugs[b % len(slugs)]))
            elif c % 4 == 2:
                self.change(lambda here: bulk.with_value(here, ids, "platforms", PLATFORMS[b % 3]))
            else:
                self.change(lambda here: bulk.without_value(here, ids, "platforms", PLATFORMS[b % 3]))
        except LeftWithoutAudience:
            return

    def undo(self, now: Catalogue, a: int, b: int, c: int) -> None:
        actions = sorted({each.action for each in self.here.history})
        if not actions:
            return
        action = actions[-1 - a % len(actions)]
        was = is_undone(self.here.history, action)
        try:
            after = undone(now, self.here.history, action)
        except (CannotUndo, NotFound):
            return
        self.change(lambda here: after, Act("jean", "undo", action))
        if after is not now and self.here.history.last:
            assert is_undone(self.here.history, action) != was or was
            last = self.here.history.action(self.here.history.last) or list(self.here.history)[-1:]
            self.undone_again(now, last[0].action)

    def undone_again(self, before: Catalogue, action: int) -> None:
        """Undoing what was just done, on a copy, gives what there was before."""
        back = undone(self.here.catalogue, self.here.history, action)
        assert (back.heading, list(back.operations.items())) == said(before)[:2]
        assert {id: each.operation for id, each in back.trash.items()} == {
            id: each.operation for id, each in before.trash.items()
        }

    def bring_back(self, now: Catalogue, a: int, b: int, c: int) -> None:
        all_of_them = list(self.here.history)
        if all_of_them:
            each = all_of_them[a % len(all_of_them)]
            try:
                after = brought_back(now, self.here.history, each.operation, each.number)
            except CannotUndo:
                return
            version = next(v for v in self.here.history.versions(each.operation) if v.revision is each)
            if each.operation != HEADING:
                assert current(after, each.operation) == version.after
                assert each.operation in after.operations
            self.change(lambda here: after, Act("jean", "version", each.number))

    def save_over(self, now: Catalogue, a: int, b: int, c: int) -> None:
        """Save a form that was made from an older version."""
        ids = list(now.operations)
        if not ids:
            return
        id = ids[a % len(ids)]
        versions = [each.after for each in self.here.history.versions(id) if each.after]
        old = versions[b % len(versions)] if versions else state_of(now.get(id))
        base, _ = self.here.history.since_version(id, fingerprint(id, old))
        mine = {**old, "description": f"Saisie {c}", "links": (*old["links"], f"https://www.gers.fr/s{c}")}
        merged = merge(base, mine, state_of(now.get(id)), OPERATION_LISTS)
        slugs = {each.slug for each in now.heading.audiences}
        if slugs.issuperset(merged.state["audiences"]):
            self.change(lambda here: here.replaced(operation_of(id, merged.state), here.get(id).revision))

    def restart(self, now: Catalogue, a: int, b: int, c: int) -> None:
        # What was changed by hand and is in no row yet would be seen again, its place not.
        if self.is_written:
            self.here = again(self.here).caught_up(None, 0)

    def edit_file(self, now: Catalogue, a: int, b: int, c: int) -> None:
        """Change the file by hand while it is in use."""
        tables = json.loads(json.dumps(self.here.tables))
        rows, trash = tables["operations"], tables.get("trash", {})
        keys = list(rows)
        random.Random(b).shuffle(keys)  # noqa: S311
        verb = a % 7
        if verb == 0 and keys:
            rows[keys[0]]["title"] = f"À la main {c}"
        elif verb == 1 and keys:
            del rows[keys[0]]
        elif verb == 2:
            new = {"id": f"m{next(self.fresh)}", "title": "M", "audiences": [now.heading.audiences[0].slug]}
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
            moved = {each.operation for each in self.here.history if each.place}
            tables["trash"] = {key: row for key, row in trash.items() if row["operation"]["id"] not in moved}
        history = self.here.history
        self.here = Documents.of(tables).caught_up(self.here, 1_600_000_001)
        self.is_written = self.is_written and self.here.history is history
        assert all(each.cause == "file" for each in self.here.history.since(history.last))


VERBS = ["edit", "edit", "add", "delete", "delete_many", "restore", "move", "head", "add_audience",
         "rename_audience", "merge_audiences", "remove_audience", "change_many", "undo", "undo", "undo",
         "bring_back", "save_over", "restart"]  # fmt: skip
numbers = st.integers(0, 30)
steps = st.lists(st.tuples(st.sampled_from(VERBS), numbers, numbers, numbers), min_size=4, max_size=16)
steps_by_hand = st.lists(
    st.tuples(st.sampled_from([*VERBS, *["edit_file"] * 8]), numbers, numbers, numbers),
    min_size=4,
    max_size=16,
)


def lived(all_of_them: list[tuple[str, int, int, int]], *, by_hand: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "_MOST_RECENT", 6)
        patch.setattr(history, "_FOLDED", 3)
        patch.setattr(history, "_SMALL_BLOCKS", 2)
        life = Life(by_hand=by_hand)
        for each in all_of_them:
            life.step(*each)


@given(steps)
@HYPOTHESIS
def test_any_sequence_of_changes_replays_to_the_same_catalogue(
    steps: list[tuple[str, int, int, int]],
) -> None:
    lived(steps, by_hand=False)


@given(steps_by_hand)
@HYPOTHESIS
def test_a_sequence_with_changes_by_hand_replays_too(steps: list[tuple[str, int, int, int]]) -> None:
    lived(steps, by_hand=True)


# -- what is noted


def test_nothing_is_noted_of_what_is_the_same() -> None:
    here = documents_of(catalogue_of("p", "q"))
    assert here.updated(edited(here.catalogue, "p", title="P"), Act(), 0).history == History()
    assert again(here).caught_up(here, 0).history == History()


def test_a_revision_says_who_did_what_when_and_why() -> None:
    here = documents_of(catalogue_of("p", "q"))
    after = here.updated(edited(here.catalogue, "p", title="Pâte"), Act("jeanne", "undo", 7), 12)
    (only,) = after.history
    assert (only.number, only.action, only.time, only.editor) == (1, 1, 12, "jeanne")
    assert (only.cause, only.of, only.operation, only.place) == ("undo", 7, "p", None)
    assert only.changes == {"title": Splice(1, "", "âte")}
    assert only.base == state_of(operation("p"))


def test_only_the_first_revision_holds_the_whole_state() -> None:
    here = documents_of(catalogue_of("p", "q"))
    for title in ("Un", "Deux", "Trois"):
        here = here.updated(edited(here.catalogue, "p", title=title), Act(), 0)
    here = here.updated(edited(here.catalogue, "q", title="Un"), Act(), 0)
    assert [each.base is None for each in here.history] == [False, True, True, False]


def test_what_is_done_at_once_is_one_action() -> None:
    here = documents_of(catalogue_of("p", "q", "r"))
    here = here.updated(edited(here.catalogue, "p", title="Un"), Act(), 0)
    here = here.updated(bulk.deleted(here.catalogue, ["p", "r"]), Act(), 0)
    here = here.updated(edited(here.catalogue, "q", title="Un"), Act(), 0)
    assert [(each.number, each.operation) for each in here.history.action(2)] == [(2, "r"), (3, "p")]
    assert here.history.action(3) == [], "that is no first revision"
    assert here.history.action(5) == []
    assert [each.number for each in here.history.since(2)] == [3, 4]
    assert here.history.last == 4


@pytest.mark.parametrize(
    ("id", "neighbour", "after"), [("p", "q", True), ("q", "p", False), ("r", "p", False)]
)
def test_the_operation_that_was_moved_has_the_revision(id: str, neighbour: str, after: bool) -> None:
    here = documents_of(catalogue_of("p", "q", "r"))
    moved = here.catalogue.moved(id, neighbour, after=after)
    history = here.updated(moved, Act(about=id), 0).history
    assert [each.operation for each in history] == [id]


def test_an_id_given_again_has_the_versions_of_both_operations() -> None:
    here = documents_of(catalogue_of("p", "q"))
    here = here.updated(edited(here.catalogue, "q", title="Ancienne"), Act(), 0)
    tables = orjson.loads(orjson.dumps(here.tables))
    del tables["operations"]["2"]
    here = Documents.of(tables).caught_up(here, 0)
    assert here.catalogue.free_id("q") == "q"
    here = here.updated(here.catalogue.added(operation("q", "Nouvelle")), Act(), 0)
    here = here.updated(edited(here.catalogue, "q", description="Autre"), Act(), 0)
    titles = [each.after and each.after["title"] for each in here.history.versions("q")]
    assert titles == ["Ancienne", "Ancienne", "Nouvelle", "Nouvelle"]
    assert list(again(here).caught_up(None, 0).history) == list(here.history)


def test_a_form_was_made_from_the_newest_of_equal_states() -> None:
    here = documents_of(catalogue_of("p"))
    start = here.catalogue.get("p").revision
    for title in ("Un", "P", "Deux"):
        here = here.updated(edited(here.catalogue, "p", title=title), Act(), 0)
    base, later = here.history.since_version("p", start)
    assert base == state_of(operation("p"))
    assert [each.revision.number for each in later] == [3]
    assert here.history.since_version("p", "0" * 16) == (None, here.history.versions("p"))


def test_a_version_that_does_not_follow_is_not_known() -> None:
    here = documents_of(catalogue_of("p"))
    for title in ("Un", "Deux"):
        here = here.updated(edited(here.catalogue, "p", title=title), Act(), 0)
    first, second = here.history
    broken = History.of((), (first, replace(second, changes={"title": Splice(0, "Zut", "Deux")})))
    assert [each.after is None for each in broken.versions("p")] == [False, True]
    (noted,) = broken.caught_up(here.catalogue, 0).since(2)
    assert noted.base == state_of(here.catalogue.get("p")), "from now on it is known again"


# -- a file that was changed while it was not in use


def test_a_trash_older_than_the_history_is_no_deletion_by_hand() -> None:
    here = documents_of(deleted(catalogue_of("p", "q"), "q"))
    merged = bulk.audience_merged(here.catalogue, "a", "e")
    here = again(here.updated(merged, Act(), 0))
    assert list(here.caught_up(None, 0).history) == list(here.history)


def test_an_operation_taken_out_while_stopped_has_a_revision() -> None:
    here = documents_of(catalogue_of("p", "q"))
    here = again(here.updated(edited(here.catalogue, "q", title="Un"), Act(), 0))
    del here.tables["operations"]["2"]
    (noted,) = Documents.of(here.tables).caught_up(None, 5).history.since(1)
    assert (noted.cause, noted.time, noted.operation, noted.place) == ("file", 5, "q", (0, None))


def test_what_changed_while_stopped_is_a_revision_by_nobody() -> None:
    here = documents_of(catalogue_of("p", "q"))
    here = here.updated(edited(here.catalogue, "q", title="Un"), Act("jeanne"), 0)
    here = again(here.updated(here.catalogue.with_audience(Audience("z", "Z")), Act("jeanne"), 0))
    here.tables["operations"]["2"]["title"] = "Deux"
    here.tables["catalogue"]["1"]["audiences"][0]["label"] = "Grands"
    noted = Documents.of(here.tables).caught_up(None, 5).history.since(2)
    assert [(each.operation, each.editor, each.cause, each.action) for each in noted] == [
        ("q", "", "file", 3),
        (HEADING, "", "file", 3),
    ]


# -- blocks


def test_older_revisions_are_in_blocks_and_small_ones_merge() -> None:
    here = documents_of(catalogue_of("p"))
    for number in range(1, 880):
        here = here.updated(edited(here.catalogue, "p", title=f"Titre {number}"), Act(), 0)
        assert len(here.history.recent) <= 128
        assert sum(len(block) < 768 for block in here.history.blocks) <= 8
    assert [len(block) for block in here.history.blocks] == [768]
    assert [each.number for each in here.history] == list(range(1, 880))
    assert [each.number for each in reversed(here.history)] == list(range(879, 0, -1))
    assert list(again(here).history) == list(here.history)


def test_ten_thousand_edits_are_quick_and_their_file_stays_small() -> None:
    edits = 4_000  # 10 000 take the same in proportion, and the suite is run often
    words = ["Le", "Gers", "propose", "chaque", "jour", "une", "activité", "pour", "petits", "et", "grands"]
    ids = [f"o-{number}" for number in range(16)]
    first = Catalogue.of(HEADING_NOW, [replace(operation(id), description=" ".join(words * 5)) for id in ids])
    here = documents_of(first)
    chance = random.Random(1)  # noqa: S311
    start = time.process_time()
    for _ in range(edits):
        id = chance.choice(ids)
        text = here.catalogue.get(id).description.split()
        text[chance.randrange(len(text))] = chance.choice(words)
        here = here.updated(
            edited(here.catalogue, id, description=" ".join(text)), Act("jeanne"), 1_600_000_000
        )
    assert time.process_time() - start < 10, "a loaded machine included"
    assert len(orjson.dumps(here.tables)) < 5_000_000 * edits / 10_000
    assert replayed(first, again(here).history) == as_replayed(here.catalogue)


# -- purges


@given(steps, st.integers(0, 3))
@settings(HYPOTHESIS, max_examples=40)
def test_what_is_erased_leaves_nothing_and_the_rest_replays(
    steps: list[tuple[str, int, int, int]], place: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "_MOST_RECENT", 6)
        patch.setattr(history, "_FOLDED", 3)
        patch.setattr(history, "_SMALL_BLOCKS", 2)
        life = Life()
        secret = Operation("secrete", "Secrète", "Secrète", ("a", "e", "t"))
        life.change(lambda here: here.added(secret, min(place, len(here.operations))))
        for number, (verb, a, b, c) in enumerate(steps):
            life.step("undo" if verb == "bring_back" else verb, a, b, c)
            # By its own title it is known again wherever it is written.
            if "secrete" in life.here.catalogue.operations:
                life.change(lambda here, n=number: edited(here, "secrete", title=f"Secrète {n}"))  # type: ignore[misc]
        if not life.here.catalogue.trash.keys() | life.here.catalogue.operations.keys() >= {"secrete"}:
            return
        before = life.here.history
        after = life.here.without("secrete", 9)
        without = life.here.catalogue.purged("secrete")
        for here in (after, again(after)):
            assert said(here.catalogue) == said(without)
            assert "ecr" not in repr(here.history)
            assert "ecr" not in repr(here.catalogue.operations)
            heading, order, trash = replayed(life.first, here.history)
            expected = as_replayed(without)
            assert (heading, order) == expected[:2]
            assert {id: state for id, (state, _) in trash.items()} == {
                id: state for id, (state, _) in expected[2].items()
            }
            for id in {each.operation for each in before} - {"secrete", HEADING}:
                assert [(v.before, v.after) for v in here.history.versions(id)] == [
                    (v.before, v.after) for v in before.versions(id)
                ]
            assert here.history.last == before.last + 1
        assert "ecr" not in repr([block for block, _ in again(after).packed])
        later = after.updated(edited_heading(after.catalogue, "Après"), Act(), 0)
        assert replayed(life.first, again(later).history)[0]["title"] == "Après"


def edited_heading(catalogue: Catalogue, title: str) -> Catalogue:
    return catalogue.with_heading(replace(catalogue.heading, title=title), catalogue.heading.revision)


def test_an_erasure_keeps_the_versions_of_the_heading() -> None:
    here = documents_of(catalogue_of("p", "q"))
    here = here.without("q", 0)
    here = here.updated(edited_heading(here.catalogue, "Après"), Act(), 0)
    versions = here.history.versions(HEADING)
    assert [each.after and each.after["title"] for each in versions] == ["Catalogue", "Après"]
    assert list(again(here).caught_up(None, 0).history) == list(here.history)


def test_an_erasure_is_written_to_the_readable_rows_too() -> None:
    here = documents_of(catalogue_of("p", "q", "r"))
    here = here.updated(here.catalogue.moved("r", "q", after=False), Act(about="r"), 0)
    here = here.without("p", 0)
    assert [each.place for each in here.history] == [(1, 0), None]
    assert list(again(here).history) == list(here.history)


def test_an_erasure_with_inexact_places_leaves_a_readable_file() -> None:
    here = documents_of(catalogue_of("p", "q", "r"))
    for id in ("s", "t"):
        here = here.updated(here.catalogue.added(operation(id), 0), Act(), 0)
    rows = here.tables["operations"]
    # Put in another order while the application does not run: that is no revision.
    here.tables["operations"] = {key: rows[key] for key in reversed(rows)}
    here = Documents.of(here.tables).caught_up(None, 0)
    assert list(again(here.without("r", 0)).catalogue.operations) == ["q", "p", "s", "t"]


# -- places and splices


def test_an_earlier_place_is_found_among_what_came_and_went() -> None:
    here = documents_of(catalogue_of("p", "q", "r", "s"))
    here = here.updated(deleted(here.catalogue, "r"), Act(), 0)
    revision = next(iter(here.history))
    assert here.history.place_now(revision, here.catalogue) == 2
    here = here.updated(here.catalogue.added(operation("t"), 0), Act(), 0)
    assert here.history.place_now(revision, here.catalogue) == 3
    here = here.updated(here.catalogue.moved("p", "s", after=True), Act(about="p"), 0)
    assert here.history.place_now(revision, here.catalogue) == 2
    here = here.updated(bulk.deleted(here.catalogue, ["t", "q", "s"]), Act(), 0)
    assert here.history.place_now(revision, here.catalogue) == 0


def test_an_earlier_place_is_found_without_older_revisions() -> None:
    class Unread(tuple[history.Revision, ...]):
        def __reversed__(self) -> Iterator[history.Revision]:
            raise AssertionError

    here = documents_of(catalogue_of("p", "q"))
    here = here.updated(deleted(here.catalogue, "q"), Act(), 0)
    (revision,) = here.history
    of_before = Unread([replace(revision, number=0, operation="p")])
    assert replace(here.history, blocks=(of_before,)).place_now(revision, here.catalogue) == 1


texts = st.text("aé😀", max_size=8)
lists = st.lists(st.sampled_from("abc"), max_size=6).map(tuple)


@given(st.one_of(st.tuples(texts, texts), st.tuples(lists, lists)))
@HYPOTHESIS
def test_a_splice_leads_from_one_value_to_the_other(
    pair: tuple[Value, Value],
) -> None:
    before, after = pair
    splice = Splice.between(before, after)
    assert splice.applied(before) == after
    assert len(splice.removed) <= len(before)
    if before and after and before[0] == after[0]:
        assert splice.at
    if splice.removed:
        with pytest.raises(Broken):
            splice.applied(type(before)())


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
