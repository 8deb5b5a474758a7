"""Editing the operations that are ticked on the catalogue's page, all at once."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, request

from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.outcomes import (
    LeftWithoutAudience,
    ManyEdited,
    OperationsGone,
    Placed,
    Stale,
)
from gersapp.catalogue.editing.place import place_operations
from gersapp.catalogue.editing.typed import BulkAction, Facet, Position, TypedBulk, TypedPlace
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.unseen import find_unseen
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.schemas import Refused, load_bulk
from gersapp.store.repository import Committed, Edit, Snapshot
from gersapp.web import french, htmx
from gersapp.web.changes import (
    RefusedForm,
    render_recent_bar,
    respond_results,
    submit_form,
    titles_of,
)
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import read_fields
from gersapp.web.french_places import say_many_placed, say_placed_already, say_where
from gersapp.web.navigation import catalogue_address, see_other, selection_of_page, with_ticks
from gersapp.web.rendering.pages import render, respond
from gersapp.web.results import BulkForm, find_results, render_catalogue_page

bp = Blueprint("bulk", __name__)

_FILTERS = {"audience", "platform", "q"}


@bp.post("/bulk")
def change() -> Response:
    """Add a value to the operations `op`, remove it, delete or place them: one action, with one way back."""
    result = submit_form("bulk", lambda: _load(_ticked_ids()), _edit, subject=_describe)
    match result:
        case RefusedForm(errors, status):
            return _refuse(next(iter(errors.values()))[0], status)
        case Committed(outcome=LeftWithoutAudience(ids)):
            return _refuse(french.say_left_without_audience(_titles(ids)), 422)
        case Committed(outcome=OperationsGone(ids)):
            trashed = tuple(id for id in ids if id in result.snapshot.catalogue.trash)
            return _refuse_late(result, french.say_operations_gone(len(ids), _titles(trashed)))
        case Committed(outcome=Placed() as placed):
            return _respond_placed(result, placed)
        case Committed(outcome=Stale(ids)):
            return _refuse_late(result, french.say_stale(french.of_operations(_titles(ids))))
        case Committed(snapshot=snapshot, outcome=ManyEdited(count=0)):
            return _refuse(french.say_nothing_to_change(*_read_facts(snapshot)), 200)
    if not htmx.is_fragment():
        return _return_plainly(result.snapshot)
    count = cast(ManyEdited, result.outcome).count
    return respond_results(result, french.say_many_changed(count, *_read_facts(result.snapshot)))


def _edit(typed: TypedBulk | TypedPlace) -> Edit[Any]:
    if isinstance(typed, TypedPlace):
        return partial(place_operations, typed=typed)
    return partial(change_many, typed=typed, seen=request.form.get("seen"))


def _respond_placed(committed: Committed[Any], placed: Placed) -> Response:
    position = Position(request.form["action"])
    where = say_where(position, anchor=placed.anchor.title if placed.anchor else "")
    if not committed.action:
        return _refuse(say_placed_already(placed.count, where), 200)
    if not htmx.is_fragment():
        return _return_plainly(committed.snapshot)
    message = say_many_placed(placed.count, where)
    return respond_results(committed, message, touched=committed.action.operations)


def _return_plainly(snapshot: Snapshot) -> Response:
    """Send a plain browser back to its filters; what it ticked stays so, unless that is deleted."""
    address = catalogue_address(selection_of_page(snapshot).query)
    if request.form["action"] == BulkAction.DELETE:
        return see_other(address)
    return see_other(with_ticks(address, request.form.getlist("op"), is_all="all" in request.form))


def _load(ids: Sequence[str]) -> TypedBulk | TypedPlace:
    """Return the change of the form to the operations `ids`; raises Refused."""
    ticked = {"op": list(ids)} if ids else {}
    fields = read_fields(request.form, ("op",)) | ticked
    # Without script, the form of the filters is sent.
    fields = {name: value for name, value in fields.items() if name not in _FILTERS}
    return load_bulk({**fields, "action": request.form.get("action", "")})


def _ticked_ids() -> list[str]:
    """Return the ids of the ticked operations: of the whole selection, if its box `all` is ticked.

    The box says how many operations the page showed. Raises Refused when they may be others by now.
    """
    if "all" not in request.form:
        return request.form.getlist("op")
    snapshot = current_snapshot()
    ids = snapshot.catalogue.ids_of(selection_of_page(snapshot))
    unseen = find_unseen(current_history(snapshot), request.form.get("seen"), {*ids, HEADING})
    if unseen or request.form["all"] != str(len(ids)):
        raise Refused({"op": [french.say_selection_changed(len(ids))]})
    return ids


def _describe(typed: TypedBulk | TypedPlace) -> str:
    """Return the words of the log: « add platform:x × 3 »."""
    if isinstance(typed, TypedPlace):
        return f"place {typed.position} × {len(typed.ids)}"
    value = "" if typed.action is BulkAction.DELETE else f" {request.form['value']}"
    return f"{typed.action}{value} × {len(typed.ids)}"


def _read_facts(snapshot: Snapshot) -> tuple[TypedBulk, str]:
    """Return the values of the form, and the label of the audience or platform chosen; "" without one."""
    # The ids make no difference here: with the box `all`, the form may have none.
    typed = cast(TypedBulk, _load(request.form.getlist("op") or [""]))
    if typed.action is BulkAction.DELETE:
        return typed, ""
    if typed.facet is Facet.PLATFORMS:
        return typed, BY_SLUG[typed.slug].label
    labels = {audience.slug: audience.label for audience in snapshot.catalogue.heading.audiences}
    return typed, labels[_present_value(snapshot).removeprefix("audience:")]


def _present_value(snapshot: Snapshot) -> str:
    """Return the value of the form; for an audience that is gone, the one that stands for it, or ""."""
    value = request.form.get("value", "")
    kind, _, slug = value.partition(":")
    if kind != "audience":
        return value
    present = follow_audience(slug, snapshot.catalogue.heading, current_history(snapshot))
    return f"audience:{present}" if present else ""


def _refuse(message: str, status: int) -> Response:
    """Show `message` beside the controls, which keep their ticks and their value."""
    snapshot, form = current_snapshot(), request.form
    value = _present_value(snapshot)
    if htmx.is_fragment():
        response = respond(
            render(
                "bulk/_refusal.html",
                refusal=message,
                aside=False,
                # The choices stay under the hands of who goes on choosing, unless the chosen one is gone.
                bulk_value=None if value == form.get("value", "") else value,
                heading=snapshot.catalogue.heading,
                used=snapshot.catalogue.platforms_by_use,
            ),
            status,
        )
        htmx.retarget(response, "#lot-refus")
        return response
    results = find_results(snapshot, selection_of_page(snapshot))
    ticked = set(form.getlist("op"))
    bulk = BulkForm(ticked=ticked, is_all="all" in form, bulk_value=value, refusal=message)
    return respond(render_catalogue_page(results, bar=render_recent_bar(), bulk=bulk), status)


def _refuse_late(committed: Committed[Any], message: str) -> Response:
    """Show the present results, which differ from those on the page; what is still there stays ticked."""
    if not htmx.is_fragment():
        return _refuse(message, 409)
    response = respond_results(committed, "")
    response.data += render("bulk/_refusal.html", refusal=message, aside=True, bulk_value=None)
    response.status_code = 409
    return response


def _titles(ids: tuple[str, ...]) -> list[str]:
    return list(titles_of(current_snapshot(), ids).values())
