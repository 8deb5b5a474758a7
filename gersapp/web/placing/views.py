"""« Placer… »: an operation put first or last of an audience, its own or another, or beside an operation."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.catalogue import PAGE
from gersapp.catalogue.editing.outcomes import OperationsGone, Placed
from gersapp.catalogue.editing.place import label_operations, place_operations
from gersapp.catalogue.editing.typed import Position
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import NotFound
from gersapp.schemas import load_place
from gersapp.store.repository import Committed, Snapshot
from gersapp.web import htmx
from gersapp.web.changes import RefusedForm, respond_results, submit_form
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import read_fields
from gersapp.web.french_places import say_many_placed, say_placed, say_placed_already, say_where
from gersapp.web.navigation import catalogue_address, see_other
from gersapp.web.rendering.cards import Control
from gersapp.web.rendering.pages import render_fragment, render_page
from gersapp.web.security.access import refuse_while_suspended

bp = Blueprint("placing", __name__)


@bp.get("/operations/<id>/place")
def form(id: str) -> Response:
    """Ask for the place of an operation, in htmx beside the card."""
    refuse_while_suspended()
    return _show_form(id)


@bp.post("/operations/<id>/place")
def place(id: str) -> Response:
    """Put an operation in another place, or show the form again with what is wrong."""
    result = submit_form(
        "placed",
        lambda: load_place(id, read_fields(request.form, ("op",))),
        lambda typed: partial(place_operations, typed=typed),
        subject=lambda _: id,
    )
    match result:
        case RefusedForm(errors, status):
            return _show_form(id, status, errors=errors)
        case Committed(outcome=OperationsGone()):
            gone = "L’opération choisie n’est plus dans le catalogue : choisissez-en une autre."
            if "op" in request.form:
                gone = "Une de ces opérations n’est plus dans le catalogue : actualisez la page."
            return _show_form(id, 409, errors={"title": [gone]})
    return _respond_placed(id, result)


@bp.get("/titles")
def titles() -> Response:
    """The titles among which an operation is chosen: asked for when they are needed, for there may be
    thousands."""
    return render_fragment("placing/_titles.html", titles=label_operations(current_snapshot().catalogue))


def _respond_placed(id: str, committed: Committed[Any]) -> Response:
    snapshot, placed = committed.snapshot, cast(Placed, committed.outcome)
    operation = snapshot.catalogue.get(id)
    if not htmx.is_fragment():
        return see_other(_address_of_card(snapshot, id, placed.audience))
    labels = {audience.slug: audience.label for audience in snapshot.catalogue.heading.audiences}
    section = placed.audience or request.form.get("section", "")
    where = say_where(
        Position(request.form["position"]),
        audience=labels.get(placed.audience, ""),
        anchor=placed.anchor.title if placed.anchor else "",
    )
    if placed.count == 1:
        message = say_placed(operation.title, where, is_moved=bool(committed.action))
    elif committed.action:
        message = say_many_placed(placed.count, where)
    else:
        message = say_placed_already(placed.count, where)
    touched = committed.action.operations if committed.action and placed.count > 1 else ()
    return respond_results(
        committed, message, operation, section=section, control=Control.PLACE, touched=touched
    )


def _address_of_card(snapshot: Snapshot, id: str, section: str) -> str:
    """Return the address of the page of `section`, alone, that has the card."""
    selection = Selection(audiences=(section,))
    page = snapshot.catalogue.ids(selection, section).index(id) // PAGE + 1
    return f"{catalogue_address(selection.on_page(page).query)}#{section}--{id}"


def _show_form(id: str, status: int = 200, *, errors: Mapping[str, Any] | None = None) -> Response:
    snapshot = current_snapshot()
    catalogue, history = snapshot.catalogue, current_history(snapshot)
    operation = catalogue.operations.get(id)
    if not operation:
        raise NotFound(id)
    section = follow_audience(request.values.get("section", ""), catalogue.heading, history)
    section = section if section in operation.audiences else operation.audiences[0]
    audience = follow_audience(request.form.get("audience", ""), catalogue.heading, history)
    context = {
        "operation": operation,
        "heading": catalogue.heading,
        "section": section,
        "audience": audience or section,
        "typed": request.form.get("title", ""),
        "titles": [label for label, other in label_operations(catalogue).items() if other != id],
        "errors": errors or {},
        "card": url_for("browse.operation", id=id),
        "back": f"{catalogue_address('')}#{section}--{id}",
    }
    if htmx.is_fragment():
        return render_fragment("placing/_form.html", status, plain=False, **context)
    return render_page("placing/form.html", status, plain=True, **context)
