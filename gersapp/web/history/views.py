"""Going back: what was changed, by whom and when, undoing it, older versions, the trash."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.editing.undo import (
    ORIGINAL,
    brought_back,
    is_undoing,
    undoings_among,
    undone,
    undone_among,
)
from gersapp.catalogue.history.fields import HEADING, Value, current
from gersapp.catalogue.history.history import Version
from gersapp.catalogue.history.word_difference import Part, differing
from gersapp.catalogue.model import Trashed
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import narrowed
from gersapp.store.tinydb import Published
from gersapp.web import htmx
from gersapp.web.changes import bar_of_page, changed, results, see, see_operation, title_of, told
from gersapp.web.current import current_snapshot
from gersapp.web.french import FIELDS, HEADING_FIELDS, kind, ordinal, when
from gersapp.web.rendering.pages import render_page
from gersapp.web.sign_in.views import came_from

past = Blueprint("history", __name__)

# Names that stand for the catalogue's texts and for who changed the file itself: no slug, no name of ours.
_TEXTS, _FILE = "_textes", "_fichier"

_PAGE = 25
# So many operations are offered to choose from, those changed last; and shown of one action.
_MOST_OFFERED = 200
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one operation, or of the texts: `fields` are labels with the parts of their difference.
    `way` is the address that brings this version back, or nothing."""

    title: str
    address: str
    kind: str
    fields: Sequence[tuple[str, Sequence[Part]]]
    way: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An action: `way` is the address that undoes it, or nothing; `more` counts the changes not shown."""

    who: str
    when: str
    what: str
    changes: Sequence[Change]
    more: int
    way: str
    is_undone: bool


# -- looking


@past.get("/history")
def recent() -> Response:
    """« Modifications récentes »: all actions, the newest first, or those of an editor or an operation."""
    here = current_snapshot()
    whose, chosen = request.args.get("editor", ""), request.args.get("operation", "")
    numbers = (
        action
        for action, _ in groupby(
            (
                each
                for each in reversed(here.history)
                if whose in ("", each.editor or _FILE) and chosen in ("", each.operation or _TEXTS)
            ),
            attrgetter("action"),
        )
    )
    digits = request.args.get("page", "")
    number = max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 1
    first = (number - 1) * _PAGE
    shown = list(islice(numbers, first, first + _PAGE + 1))
    last_changed = list(dict.fromkeys(each.operation for each in reversed(here.history)))
    offered = dict.fromkeys([*filter(None, [chosen]), *(id or _TEXTS for id in last_changed)])
    is_last = len(shown) <= _PAGE
    id = HEADING if chosen == _TEXTS else chosen
    return render_page(
        "history.html",
        heading=here.catalogue.heading,
        entries=_entries(here, shown[:_PAGE], id if chosen else None),
        origin=_way_back(id, ORIGINAL) if chosen and is_last and here.history.versions(id) else "",
        editors=sorted({each.editor or _FILE for each in here.history}),
        operations=[
            (each, "Textes du catalogue" if each == _TEXTS else title_of(here, each))
            for each in islice(offered, _MOST_OFFERED)
        ],
        whose=whose,
        chosen=chosen,
        file=_FILE,
        next="" if is_last else _address(whose, chosen, number + 1),
        before=_address(whose, chosen, number - 1) if number > 1 else "",
        bar=bar_of_page(),
    )


@past.get("/trash")
def trash() -> Response:
    """« Corbeille »: the deleted operations, the last first."""
    here = current_snapshot()
    deletions = {}
    for each in here.history:
        if each.place and each.place[1] is None:
            deletions[each.operation] = each
    trashed = here.catalogue.trash.values()

    def time_of(each: Trashed) -> int:
        return deletions[each.operation.id].number if each.operation.id in deletions else 0

    return render_page(
        "trash.html",
        heading=here.catalogue.heading,
        trashed=[
            (each.operation, deletions.get(each.operation.id))
            for each in sorted(trashed, key=time_of, reverse=True)
        ],
        when=when,
        bar=bar_of_page(),
    )


# -- going back


@past.post("/actions/<int:action>/undo")
def undo(action: int) -> Response:
    """Undo what was done at once, as one change more."""
    done = changed(
        "undone",
        lambda here, history: undone(here, history, action),
        lambda: f"action {action}",
        "undo",
        action,
    )
    if not htmx.is_fragment():
        return see(came_from() or url_for("browse.catalogue"))
    if is_undoing(done.here.history, action):
        return results(done, "Modification rétablie." if done.action else "C’est déjà rétabli.")
    return results(done, "Modification annulée." if done.action else "C’est déjà annulé.", again=True)


@past.post("/operations/<id>/versions/<int:number>")
def bring_back(id: str, number: int) -> Response:
    """Bring an older version of an operation back, as one change more."""
    done = changed(
        "restored",
        lambda here, history: brought_back(here, history, id, number),
        lambda: id,
        "version",
        number,
    )
    return see_operation(done, id)


@past.post("/catalogue/versions/<int:number>")
def bring_texts_back(number: int) -> Response:
    """Bring older texts of the catalogue back, as one change more."""
    changed(
        "restored",
        lambda here, history: brought_back(here, history, HEADING, number),
        lambda: "catalogue",
        "version",
        number,
    )
    return see(url_for("browse.catalogue"))


# -- inside


def _address(editor: str, operation: str, number: int) -> str:
    return url_for(
        "history.recent",
        editor=editor or None,
        operation=operation or None,
        page=number if number > 1 else None,
    )


def _way_back(id: str, number: int) -> str:
    if id == HEADING:
        return url_for("history.bring_texts_back", number=number)
    return url_for("history.bring_back", id=id, number=number)


def _entries(here: Published, actions: Sequence[int], only: str | None) -> list[Entry]:
    """The `actions`, with what they changed of the operation `only`, or of all."""
    of_action = {number: here.history.action(number) for number in actions}
    ids = {each.operation for revisions in of_action.values() for each in revisions}
    versions = {
        version.revision.number: version
        for each in here.history.versions_of(ids if only is None else {only}).values()
        for version in each
    }
    undone_ones = undone_among(here.history, of_action.keys())
    undoings = undoings_among(here.history, of_action.keys())
    entries: list[Entry] = []
    for number, revisions in of_action.items():
        first = revisions[0]
        shown = [versions[each.number] for each in revisions if only in (None, each.operation)]
        is_back = number in undone_ones
        can_be = first.cause != "purge" and not is_back
        undo = "Annulation — " if number in undoings else "Rétablissement — "
        cause = {"undo": undo, "version": "Retour à une version — "}.get(first.cause, "")
        what = told(here, revisions)
        entries.append(
            Entry(
                first.editor,
                when(first.time),
                cause + what if cause else what[:1].upper() + what[1:],
                [_change(here, version) for version in shown[:_MOST_SHOWN]],
                len(shown[_MOST_SHOWN:]),
                url_for("history.undo", action=number) if can_be else "",
                is_back,
            )
        )
    return entries


def _change(here: Published, version: Version) -> Change:
    revision = version.revision
    id = revision.operation
    now = current(here.catalogue, id)
    is_there = id == HEADING or id in here.catalogue.operations
    done = kind(revision)
    # A version is a text: where it stood, and whether it was there, is undone.
    is_text = bool(revision.changes) and version.after is not None
    can_be = is_text and not (is_there and now == version.after)
    return Change(
        "" if id == HEADING else title_of(here, id),
        url_for("browse.operation", id=id) if id in here.catalogue.operations else "",
        done,
        list(_fields(here, version)),
        _way_back(id, revision.number) if can_be else "",
    )


def _fields(here: Published, version: Version) -> Iterator[tuple[str, Sequence[Part]]]:
    """The label of each field that changed, and the parts of its difference."""
    revision, labels = version.revision, FIELDS if version.revision.operation != HEADING else HEADING_FIELDS
    for name, label in labels.items():
        if name in revision.changes:
            splice = revision.changes[name]
            before = version.before[name] if version.before else splice.removed
            after = version.after[name] if version.after else splice.added
            yield label, _parts(here, revision.operation, name, before, after)
    gone, come = revision.place or (None, None)
    if gone is not None and come is not None:
        yield "place", [("same", f"de la {ordinal(gone)} à la {ordinal(come)}")]


def _parts(here: Published, id: str, name: str, before: Value, after: Value) -> Sequence[Part]:
    if isinstance(before, str) and isinstance(after, str):
        return differing(narrowed(before), narrowed(after))
    said = _labels(here, id, name)
    parts: list[Part] = [("removed", said(item)) for item in before if item not in after]
    parts += [("added", said(item)) for item in after if item not in before]
    return parts or [("same", "dans un autre ordre")]


def _labels(here: Published, id: str, name: str) -> Callable[[str], str]:
    """What an item of a list is called."""
    if name == "platforms":
        return lambda slug: BY_SLUG[slug].label if slug in BY_SLUG else slug
    if name != "audiences":
        return str
    if id == HEADING:
        return lambda item: item.partition(" ")[2]
    labels = {audience.slug: audience.label for audience in here.catalogue.heading.audiences}
    return lambda slug: labels.get(slug, slug)
