"""`gersapp.catalogue.editing.draft`: the change that a draft makes is the one that a comparison finds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Revision, make_revisions
from gersapp.catalogue.model import Operation, Trashed
from tests.support.catalogues import HEADING, HYPOTHESIS, contents, every_answer, operations
from tests.support.editing import add_audience, applied, content_of, edited, put_heading
from tests.support.replay import as_replayed, replayed

VERBS = ["add", "put", "put", "put_trashed", "delete", "delete_many", "restore", "move", "move", "head"]
numbers = st.integers(0, 99)
actions = st.tuples(st.sampled_from(VERBS), numbers, numbers, st.booleans(), contents)
drafts = st.lists(st.lists(actions, max_size=6), max_size=4)
DrawnAction = tuple[str, int, int, bool, Operation]


class Model:
    """What a draft is to become, by plain lists: `start` is the order before it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.heading = catalogue.heading
        self.order = list(catalogue.operations.values())
        self.trash = dict(catalogue.trash)
        self.start = list(catalogue.operations)
        self.moved: set[str] = set()

    def anew(self) -> Catalogue:
        return Catalogue.of(self.heading, self.order, self.trash.values())

    def act(self, draft: Draft, action: DrawnAction, step: int) -> None:
        """Do the same to a draft and to this."""
        verb, a, b, flag, content = action
        ids = [operation.id for operation in self.order]
        id = ids[a % len(ids)] if ids else ""
        trashed = sorted(self.trash)[a % len(self.trash)] if self.trash else ""
        if verb == "add":
            self._add(draft, replace(content, id=f"n-{step}"), None if flag else a % (len(ids) + 1))
        elif verb == "head":
            text = {"introduction": content.title} if flag else {"hashtag": content.title}
            put_heading(draft, **text)
            add_audience(draft, f"c-{step}", content.title)
            self.heading = draft.heading
        elif verb in ("restore", "put_trashed") and trashed:
            self._change_trash(draft, trashed, replace(content, id=trashed) if verb != "restore" else None)
        elif verb == "put" and id:
            draft.put(replace(content, id=id))
            self.order[ids.index(id)] = replace(content, id=id)
        elif verb == "move" and id:
            draft.move(id, b % len(ids))
            self.order.insert(b % len(ids), self.order.pop(ids.index(id)))
            self.moved.add(id)
        elif verb == "delete_many" or (verb == "delete" and id):
            self._delete(draft, {id} if verb == "delete" else set(ids[a % 3 :: 2]))

    def _add(self, draft: Draft, operation: Operation, place: int | None) -> None:
        draft.add(operation, place)
        self.order.insert(len(self.order) if place is None else place, operation)

    def _change_trash(self, draft: Draft, id: str, content: Operation | None) -> None:
        if content:
            draft.put(content)
            self.trash[id] = replace(self.trash[id], operation=content)
            return
        draft.restore(id)
        trashed = self.trash.pop(id)
        self.order.insert(trashed.position, trashed.operation)
        if id in self.start:
            self.moved.add(id)

    def _delete(self, draft: Draft, ids: set[str]) -> None:
        draft.delete(ids)
        places = [operation.id for operation in self.order]
        for operation in [operation for operation in self.order if operation.id in ids][::-1]:
            where = self.start if operation.id in self.start else places
            self.trash[operation.id] = Trashed(operation, where.index(operation.id))
            self.order.remove(operation)


@given(operations, drafts)
@HYPOTHESIS
def test_any_drafts_lead_to_the_catalogue_made_anew(
    all_of_them: tuple[Operation, ...], drawn: list[list[DrawnAction]]
) -> None:
    catalogue = Catalogue.of(HEADING, all_of_them)
    older = [(catalogue, every_answer(catalogue), list(catalogue.operations.values()))]
    for number, actions in enumerate(drawn):
        draft, model = Draft(catalogue), Model(catalogue)
        for step, action in enumerate(actions):
            model.act(draft, action, 100 * number + step)
        catalogue = applied(catalogue, draft.change())
        anew = model.anew()
        assert content_of(catalogue) == content_of(anew)
        assert every_answer(catalogue) == every_answer(anew)
        older.append((catalogue, every_answer(anew), list(anew.operations.values())))
    for catalogue, answers, order in older:
        assert every_answer(catalogue) == answers
        assert list(catalogue.operations.values()) == order


@given(operations, drafts)
@HYPOTHESIS
def test_a_comparison_finds_the_change_of_any_draft(
    all_of_them: tuple[Operation, ...], drawn: list[list[DrawnAction]]
) -> None:
    first = catalogue = Catalogue.of(HEADING, all_of_them)
    history = RecordedHistory()
    for number, actions in enumerate(drawn):
        draft, model = Draft(catalogue), Model(catalogue)
        for step, action in enumerate(actions):
            model.act(draft, action, 100 * number + step)
        change = draft.change()
        found = compare(catalogue, model.anew(), model.moved)
        assert (change is None) == (found is None)
        if change and found:
            assert _sorted(change) == _sorted(found)
            assert _revisions(catalogue, change) == _revisions(catalogue, found)
            history = history.with_change(catalogue, change, Act(), name=f"{number:032x}", time=0)
            catalogue = catalogue.apply(change)
            # What was added and deleted at once left nothing but what is in the trash.
            assert as_replayed(catalogue)[:2] == replayed(first, history)[:2]


def _sorted(change: Change) -> Change:
    """The same change, with the steps in the trash last and sorted: they may be taken in any order."""
    in_trash = [step for step in change.steps if not step.place and change.trash.get(step.id)]
    others = [step for step in change.steps if step not in in_trash]
    return replace(change, steps=(*others, *sorted(in_trash, key=lambda step: step.id)))


def _revisions(before: Catalogue, change: Change) -> list[Revision]:
    return make_revisions(before, _sorted(change), Act(), name="0" * 32, first=1, time=0, known=())


def test_a_draft_that_changes_nothing_makes_no_change() -> None:
    catalogue = Catalogue.of(HEADING, [Operation(id, id.upper(), "", ("tous",)) for id in "pqrs"])
    draft = Draft(catalogue)
    draft.put(replace(catalogue.get("p")))
    draft.move("p", 2)
    draft.move("p", 0)
    draft.heading = replace(catalogue.heading)
    assert draft.change() is None


def test_operations_deleted_at_once_keep_the_places_of_before() -> None:
    catalogue = Catalogue.of(HEADING, [Operation(id, id.upper(), "", ("tous",)) for id in "pqrs"])
    draft = Draft(catalogue)
    draft.move("s", 0)
    draft.delete({"q"})
    draft.delete({"r"})
    trash = applied(catalogue, draft.change()).trash
    assert {id: trashed.position for id, trashed in trash.items()} == {"q": 1, "r": 2}


def test_what_is_deleted_and_restored_at_once_may_have_moved() -> None:
    catalogue = Catalogue.of(HEADING, [Operation(id, id.upper(), "", ("tous",)) for id in "abc"])
    draft = Draft(catalogue)
    draft.delete({"a", "b", "c"})
    for id in "cba":
        draft.restore(id)
    assert list(applied(catalogue, draft.change()).operations) == ["a", "c", "b"]


def test_what_had_a_place_beyond_the_last_is_restored_at_the_end() -> None:
    *others, last = [Operation(id, id.upper(), "", ("tous",)) for id in "abc"]
    catalogue = Catalogue.of(HEADING, others, [Trashed(last, 2**64 - 1)])
    restored = edited(catalogue, lambda draft: draft.restore("c"))
    assert list(restored.operations) == ["a", "b", "c"]


def test_what_is_restored_and_deleted_again_changes_place_only() -> None:
    catalogue = Catalogue.of(HEADING, [Operation(id, id.upper(), "", ("tous",)) for id in "abc"])
    catalogue = edited(catalogue, lambda draft: draft.delete({"c"}))
    draft = Draft(catalogue)
    draft.delete({"a"})
    draft.restore("c")
    draft.delete({"c"})
    change = draft.change()
    assert change == compare(catalogue, applied(catalogue, change))
    assert change
    assert [step.id for step in change.steps] == ["a"]
    assert applied(catalogue, change).trash["c"].position == 1
