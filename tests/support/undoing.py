"""Actions of every kind on a small catalogue, undone and brought back."""

from collections.abc import Callable
from functools import partial

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import audiences
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import Edited
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import bring_back
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from tests.support.editing import Desk, Edit, add_audience, in_turn, put, put_heading

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("t", "Tout public"))
URLS = [f"https://www.gers.fr/{letter}" for letter in "abc"]


def operation(id: str, *audiences: str) -> Operation:
    return Operation(id, id.upper(), "", audiences or ("a",), ("x",), tuple(map(Link, URLS[:2])))


def new_desk() -> Desk:
    """p, q, r, s in this order, and u, v in the trash."""
    all_of_them = [operation("u"), operation("p"), operation("q", "a", "e"), *map(operation, "rsv")]
    desk = Desk(Catalogue.of(Heading("Titre", "Organisme", "#Gers", "", AUDIENCES), all_of_them))
    desk.edit(lambda draft: draft.delete({"u", "v"}))
    return desk


def undo(desk: Desk, action: str) -> str:
    """Undo an action that can be; return the name of the undoing."""
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert isinstance(outcome, Edited)
    return desk.commit(outcome.change, Act(cause=Cause.UNDO, of=action))


def bring(desk: Desk, id: str, name: str) -> str:
    """Bring back a version that is known; return the name of the action."""
    outcome = bring_back(desk.catalogue, desk.history, id=id, name=name)
    assert isinstance(outcome, Edited)
    return desk.commit(outcome.change, Act(cause=Cause.VERSION, of=name))


def only(catalogue: Catalogue, ids: str) -> Catalogue:
    """The file with these operations only, in this order."""
    operations = [catalogue.get(id) for id in ids]
    return Catalogue.of(catalogue.heading, operations, catalogue.trash.values())


def rename(slug: str, label: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.rename_audience, slug=slug, label=label))


def merge(slug: str, into: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.merge_audiences, slug=slug, into=into))


def remove(slug: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.remove_audience, slug=slug))


def new_audience(label: str) -> Callable[[Desk], str]:
    typed = TypedOperation(title="N", new_audience=label)
    return lambda desk: desk.do(partial(add_operation, typed=typed))


def in_bulk(
    action: BulkAction, ids: str, facet: Facet = Facet.AUDIENCES, slug: str = ""
) -> Callable[[Desk], str]:
    typed = TypedBulk(ids=tuple(ids), action=action, facet=facet, slug=slug)
    return lambda desk: desk.do(partial(change_many, typed=typed))


def by_draft(edit: Edit) -> Callable[[Desk], str]:
    return lambda desk: desk.edit(edit)


ALL_FIELDS = {
    "title": "T",
    "description": "D\nD",
    "audiences": ("t",),
    "platforms": (),
    "links": (Link(URLS[2]),),
}
ALL_TEXTS = {"title": "Autre", "organisation": "Autre", "hashtag": "#A", "introduction": "A\nB"}


def do_all(draft: Draft) -> None:
    draft.delete({"q"})
    draft.restore("u")
    draft.move("s", 1)
    put(draft, "p", title="Autre")
    put_heading(draft, title="Autre")
    draft.add(operation("n"), 2)


ACTIONS: dict[str, Callable[[Desk], str]] = {
    "a title": by_draft(lambda draft: put(draft, "p", title="Autre")),
    "all fields": by_draft(lambda draft: put(draft, "q", **ALL_FIELDS)),
    "links in another order": by_draft(lambda draft: put(draft, "p", links=tuple(map(Link, reversed(URLS))))),
    "an addition": by_draft(lambda draft: draft.add(operation("n"), 1)),
    "an addition at the end": by_draft(lambda draft: draft.add(operation("n"))),
    "a deletion": by_draft(lambda draft: draft.delete({"q"})),
    "a restoration": by_draft(lambda draft: draft.restore("u")),
    "a move down": by_draft(lambda draft: draft.move("p", 2)),
    "a move up": by_draft(lambda draft: draft.move("s", 0)),
    "many moves": by_draft(in_turn(lambda draft: draft.move("p", 3), lambda draft: draft.move("r", 0))),
    "the heading": by_draft(lambda draft: put_heading(draft, **ALL_TEXTS)),
    "a new audience": by_draft(lambda draft: add_audience(draft, "z", "Z")),
    "an audience renamed": rename("e", "Petits"),
    "an audience merged": merge("a", "t"),
    "an audience removed": remove("t"),
    "an audience for many": in_bulk(BulkAction.ADD, "pqr", slug="t"),
    "a platform from many": in_bulk(BulkAction.REMOVE, "pqr", Facet.PLATFORMS, "x"),
    "many deletions": in_bulk(BulkAction.DELETE, "prs"),
    "all deleted": in_bulk(BulkAction.DELETE, "pqrs"),
    "all of it": by_draft(do_all),
}


def change_and_delete(draft: Draft) -> None:
    put(draft, "p", title="Depuis")
    draft.delete({"p"})
