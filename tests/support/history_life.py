"""Random histories, each step of which is checked."""

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
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
from gersapp.catalogue.history.fields import (
    HEADING,
    State,
    operation_of,
    state_now,
    state_of,
)
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import (
    Act,
    Cause,
)
from gersapp.catalogue.model import Link
from gersapp.catalogue.text import fold_name
from gersapp.store.documents.documents import Documents
from tests.support.editing import (
    Edit,
    Outcome,
    change_of,
    content_of,
    edited,
    put,
    put_heading,
)
from tests.support.history_checks import check_actions, check_replay, check_restart, check_versions
from tests.support.history_documents import (
    HEADING_NOW,
    JEANNE,
    PLATFORMS,
    URLS,
    again,
    caught_up,
    committed,
    documents_of,
    operation,
)


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
        check_replay(self.first, self.documents, by_hand=self.by_hand)
        check_versions(self.documents, self.saved)
        check_actions(self.documents.history, last)
        if self.is_written:
            check_restart(self.documents)

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
            assert was_undone or history.undone({name})
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
