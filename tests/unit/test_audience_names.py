"""The names of audiences, whatever is done: no two read alike, and a name means the audience that bears it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.audiences import merge_audiences, remove_audience, rename_audience
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.delete import delete_operation, restore_operation
from gersapp.catalogue.editing.outcomes import InConflict
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.editing.typed import BulkAction, TypedBulk, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import bring_back
from gersapp.catalogue.history.audiences import find_bearer
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.text import fold_name
from tests.support.editing import Desk

LABELS = ["A", "ａ ", "B", "+ B"]
FIRST = Catalogue.of(
    Heading("Titre", audiences=(Audience("a", "A"), Audience("b", "B"))),
    [Operation("p", "P", audiences=("a",)), Operation("q", "Q", audiences=("a", "b"))],
)


class Office:
    """A catalogue whose editors name, rename, merge, remove, undo and go back, from forms new and old."""

    def __init__(self) -> None:
        self.desk = Desk(FIRST)
        self.forms = [self.form("p"), self.form("q")]

    def form(self, id: str) -> tuple[str, TypedOperation]:
        operation = self.desk.catalogue.get(id)
        return id, TypedOperation(
            title=operation.title, audiences=operation.audiences, revision=operation.revision
        )

    def bearer(self, label: str) -> str:
        named = self.desk.catalogue.heading.find_audience(label)
        return named.slug if named else ""

    # What may be done: each takes three numbers by which it chooses.

    def name(self, a: int, b: int, c: int) -> None:
        label = LABELS[c % len(LABELS)]
        self.desk.do(partial(add_operation, typed=TypedOperation(title="N", new_audience=label)))
        added = list(self.desk.catalogue.operations.values())[-1]
        assert added.audiences == (self.bearer(label),)

    def rename(self, a: int, b: int, c: int) -> None:
        label, slug = LABELS[c % len(LABELS)], self.slug(a)
        named = find_bearer(slug, self.desk.catalogue.heading, self.desk.history)
        is_taken = self.bearer(label) not in ("", named)
        self.desk.do(partial(rename_audience, slug=slug, label=label))
        assert not named or (self.bearer(label) == named) is not is_taken

    def merge(self, a: int, b: int, c: int) -> None:
        self.desk.do(partial(merge_audiences, slug=self.slug(a), into=self.slug(b)))

    def remove(self, a: int, b: int, c: int) -> None:
        self.desk.do(partial(remove_audience, slug=self.slug(a)))

    def bulk(self, a: int, b: int, c: int) -> None:
        ids = tuple(self.desk.catalogue.operations)[a % 2 :]
        action = BulkAction.ADD if c % 2 else BulkAction.REMOVE
        self.desk.do(partial(change_many, typed=TypedBulk(ids=ids, action=action, slug=self.slug(b))))

    def delete(self, a: int, b: int, c: int) -> None:
        self.desk.do(partial(delete_operation, id="pq"[a % 2]))

    def restore(self, a: int, b: int, c: int) -> None:
        self.desk.do(partial(restore_operation, id="pq"[a % 2]))

    def undo(self, a: int, b: int, c: int) -> None:
        actions = self.desk.history.actions(first=0, count=6)
        name = actions[a % len(actions)].name
        self.desk.do(partial(undo_action, name=name), Act(cause=Cause.UNDO, of=name))

    def go_back(self, a: int, b: int, c: int) -> None:
        id = "pq"[a % 2]
        versions = self.desk.history.versions(id)
        name = versions[b % len(versions)].revision.name
        self.desk.do(partial(bring_back, id=id, name=name), Act(cause=Cause.VERSION, of=name))

    def open(self, a: int, b: int, c: int) -> None:
        id = "pq"[a % 2]
        if id in self.desk.catalogue.operations:
            self.forms.append(self.form(id))

    def save(self, a: int, b: int, c: int) -> None:
        """Save a form that was open meanwhile, with an audience that it had ticked and a new name."""
        id, typed = self.forms[a % len(self.forms)]
        label = LABELS[c % len(LABELS)] if c % 3 else ""
        typed = replace(typed, title=f"T{c}", new_audience=label)
        outcome = save_operation(self.desk.catalogue, self.desk.history, id=id, typed=typed, restores=True)
        if isinstance(outcome, InConflict):
            typed = replace(typed, revision=outcome.revision)
        self.desk.do(partial(save_operation, id=id, typed=typed, restores=True))
        if label and isinstance(outcome, InConflict):
            assert self.bearer(label) in self.desk.catalogue.get(id).audiences

    def slug(self, number: int) -> str:
        """The slug of an audience that the catalogue has, or had."""
        slugs = list(dict.fromkeys([*self.desk.history.past_audiences(), "a", "b"]))
        return slugs[number % len(slugs)]


VERBS: list[Callable[[Office, int, int, int], None]] = [
    Office.name, Office.name, Office.rename, Office.rename, Office.rename, Office.merge, Office.merge, Office.undo,
    Office.undo, Office.undo, Office.remove, Office.bulk, Office.delete, Office.restore, Office.go_back,
    Office.open, Office.save,
]  # fmt: skip
NUMBERS = st.integers(0, 5)


@given(st.lists(st.tuples(st.sampled_from(VERBS), NUMBERS, NUMBERS, NUMBERS), min_size=6, max_size=24))
@settings(deadline=None, derandomize=True, database=None, max_examples=150, report_multiple_bugs=False)
def test_no_two_audiences_have_names_that_read_alike(
    steps: list[tuple[Callable[[Office, int, int, int], None], int, int, int]],
) -> None:
    office = Office()
    for do, *numbers in steps:
        do(office, *numbers)
        catalogue = office.desk.catalogue
        names = [fold_name(audience.label) for audience in catalogue.heading.audiences]
        assert len(names) == len(set(names))
        slugs = {audience.slug for audience in catalogue.heading.audiences}
        trashed = [item.operation for item in catalogue.trash.values()]
        for operation in (*catalogue.operations.values(), *trashed):
            assert slugs.issuperset(operation.audiences)
            assert operation.audiences
