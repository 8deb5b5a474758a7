"""Editing an operation in its place; adding, deleting, restoring and moving operations."""

from dataclasses import replace
from functools import partial
from typing import Any, cast

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.exceptions import BadRequest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.delete import delete_operation, restore_operation
from gersapp.catalogue.editing.move import Direction, move_operation
from gersapp.catalogue.editing.outcomes import Gone, InConflict, OperationEdited, OperationSaved, Stale
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.errors import NotFound
from gersapp.store.repository import Committed, new_action_name
from gersapp.web import french, htmx
from gersapp.web.changes import (
    RefusedForm,
    announce_saved,
    commit_change,
    describe_audiences,
    has_seen_all,
    redirect_to_operation,
    render_bar,
    respond_results,
    submit_form,
)
from gersapp.web.conflicts import describe_merge, read_questions
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import RESUME
from gersapp.web.navigation import catalogue_address, see_other, selection_of_page
from gersapp.web.operations.forms import OperationForm
from gersapp.web.rendering.cards import ALONE, Control
from gersapp.web.rendering.pages import render_card, render_fragment, render_page
from gersapp.web.results import find_results, requested_section, summary_context
from gersapp.web.security.access import current_editor

bp = Blueprint("operations", __name__)


@bp.get("/operations/<id>/edit")
def edit(id: str) -> Response:
    """Show the operation's form, to htmx in the place of its card."""
    return _show_form(OperationForm.of(_catalogue().get(id)), id, control="title")


@bp.post("/operations/<id>")
def save(id: str) -> Response:
    """Save the form, merged with the changes of others since it was made; or show it again."""
    form = OperationForm.read(request.form, read_questions(id))
    if _edits_links():
        return _show_edited_links(form, id)
    result = submit_form(
        "saved",
        partial(form.load_revised, _catalogue().operations.get(id)),
        lambda typed: partial(save_operation, id=id, typed=typed, restores=form.restores),
    )
    match result:
        case RefusedForm(errors, status):
            return _show_form(form.with_errors(errors), id, status)
        case Committed(outcome=InConflict() as conflict):
            return _show_form(form.in_conflict(id, conflict), id, 409)
        case Committed(outcome=Gone() as gone):
            return _show_form_of_deleted(form, id, gone)
    return _respond_saved(result, form)


@bp.post("/operations/<id>/delete")
def delete(id: str) -> Response:
    """Put the operation into the trash, and offer to undo it."""
    revision = request.form.get("revision") or None
    committed = commit_change("deleted", partial(delete_operation, id=id, revision=revision))
    page = url_for("browse.operation", id=id)
    # Also when it is sent twice: that page says that it is deleted, and offers the way back.
    if not htmx.is_fragment() and id in committed.snapshot.catalogue.trash:
        return see_other(page)
    operation = _edited_operation(committed, id)
    if htmx.target().startswith(f"{ALONE}--"):
        response = Response(status=204)
        htmx.redirect(response, page)
        return response
    return respond_results(committed, f"Opération supprimée : {french.quoted(operation.title)}.")


@bp.post("/operations/<id>/restore")
def restore(id: str) -> Response:
    """Bring an operation back from the trash."""
    committed = commit_change("restored", partial(restore_operation, id=id, seen=request.form.get("seen")))
    operation = _edited_operation(committed, id)
    if not htmx.is_fragment():
        return redirect_to_operation(committed, id)
    return respond_results(committed, f"Opération rétablie : {french.quoted(operation.title)}.", operation)


@bp.post("/operations/<id>/move")
def move(id: str) -> Response:
    """Put the operation before or after its neighbour, among those on the page."""
    direction, section = _read_move(id)
    selection = selection_of_page(current_snapshot()).on_page(1)
    committed = commit_change(
        "moved",
        partial(move_operation, id=id, selection=selection, section=section, direction=direction),
    )
    operation = _edited_operation(committed, id)
    if not htmx.is_fragment():
        return see_other(f"{catalogue_address(selection.query)}#{section}--{id}")
    return respond_results(
        committed,
        french.say_moved(operation.title, down=direction is Direction.DOWN, is_moved=bool(committed.action)),
        operation,
        section=section,
        control=Control(f"move-{direction}"),
    )


@bp.get("/operations/new")
def new() -> Response:
    """Show the form of an addition, with the audiences and platforms of the filters ticked."""
    selection = selection_of_page(current_snapshot())
    form = OperationForm(
        audiences=selection.audiences, platforms=selection.platforms, submission=new_action_name()
    )
    return _show_form(form, None, control="title")


@bp.post("/operations")
def add() -> Response:
    """Add an operation at the end of the catalogue."""
    form = OperationForm.read(request.form)
    if _edits_links():
        return _show_edited_links(form, None)
    result = submit_form(
        "added",
        form.load,
        lambda typed: partial(add_operation, typed=typed),
        submission=form.submission,
    )
    if isinstance(result, RefusedForm):
        return _show_form(form.with_errors(result.errors), None, result.status)
    # The same form sent twice adds once: the second result has no outcome.
    (id,) = result.action.operations if result.action else ("",)
    operation = result.snapshot.catalogue.get(id)
    if not htmx.is_fragment():
        return redirect_to_operation(result, id, form.audiences, form.since)
    message = f"Opération ajoutée : {french.quoted(operation.title)}."
    fates = describe_audiences(result.snapshot, form.audiences, form.since).values()
    response = respond_results(result, " ".join([message, *fates]), operation, closes_add_form=True)
    announce_saved(response, url_for("operations.save", id=id), operation.revision)
    return response


# -- inside


def _catalogue() -> Catalogue:
    return current_snapshot().catalogue


def _edited_operation(committed: Committed[Any], id: str) -> Any:
    """Return the edited operation; raises NotFound, and aborts with 409 when it changed meanwhile."""
    match committed.outcome:
        case OperationEdited(operation=operation):
            return operation
        case Stale():
            abort(409)
    raise NotFound(id)


def _read_move(id: str) -> tuple[Direction, str]:
    """Read the direction and the section (an audience's slug) of a move; raises BadRequest and NotFound."""
    snapshot = current_snapshot()
    snapshot.catalogue.get(id)
    direction, asked = request.form.get("direction", ""), request.form.get("section", "")
    section = follow_audience(asked, snapshot.catalogue.heading, current_history(snapshot))
    if direction not in list(Direction) or not section:
        raise BadRequest("On ne sait pas où déplacer cette opération : rechargez la page.")
    return Direction(direction), section


def _respond_saved(committed: Committed[Any], form: OperationForm) -> Response:
    saved = cast(OperationSaved, committed.outcome)
    operation = saved.operation
    if not htmx.is_fragment():
        return redirect_to_operation(committed, operation.id, form.audiences, form.since)
    response = _show_saved(committed, saved, form)
    # With the changes of others merged, the fields of the form are those of no revision.
    revision = "" if saved.merged_with.fields else operation.revision
    announce_saved(response, url_for("operations.save", id=operation.id), revision)
    return response


def _show_saved(committed: Committed[Any], saved: OperationSaved, form: OperationForm) -> Response:
    """Show the card, in the place of its form; all results when its sections changed."""
    operation = saved.operation
    section = requested_section(committed.snapshot)
    merged = describe_merge(operation.id, saved.merged_with)
    fates = describe_audiences(committed.snapshot, form.audiences, form.since).values()
    message = " ".join(filter(None, ["Enregistré.", merged, *fates]))
    if section != ALONE and not saved.before.audiences == operation.audiences == (section,):
        return respond_results(committed, message, operation, section=section)
    results = find_results(committed.snapshot, selection_of_page(committed.snapshot).on_page(1))
    return render_fragment(
        "operations/_card_answer.html",
        **summary_context(results),
        card=render_card(operation, section, control=Control.EDIT, words=results.pages[0].words),
        bar=render_bar(message, committed),
        is_all_seen=has_seen_all(committed),
    )


def _edits_links() -> bool:
    """Whether a button of the links was pressed, and not « Enregistrer »."""
    return request.form.get("action", "save") != "save"


def _show_edited_links(form: OperationForm, id: str | None) -> Response:
    action = request.form["action"]
    if action != RESUME:
        form = form.with_links_edited(action)
    if form.questions:
        control = "errors"
    elif action == RESUME:
        control = "title"
    elif action == "recognise" and htmx.is_fragment():
        # Leaving the field recognises its addresses: the focus stays where the person has put it.
        control = ""
    else:
        control = form.control_after(action)
    return _show_form(form, id, control=control)


def _show_form(
    form: OperationForm, id: str | None, status: int = 200, *, control: str = "errors"
) -> Response:
    """Show the form of the operation `id`, or of a new one; `control` takes the focus."""
    snapshot = current_snapshot()
    context: dict[str, Any] = {
        "form": form.with_present_audiences(snapshot),
        "id": id,
        "heading": snapshot.catalogue.heading,
        "section": requested_section(snapshot),
        "is_alone": id is not None and htmx.target().startswith(f"{ALONE}--"),
        "since": current_history(snapshot).last,
        "focus": control,
    }
    if htmx.is_fragment():
        return render_fragment("operations/_form.html", status, plain=False, **context)
    return render_page("operations/form.html", status, plain=True, **context)


def _show_form_of_deleted(form: OperationForm, id: str, gone: Gone) -> Response:
    """Show the form of an operation that was deleted meanwhile: saving restores it, or adds it anew."""
    message = french.say_deleted_meanwhile(
        gone.deletion, is_in_trash=gone.is_in_trash, reader=current_editor()
    )
    form = replace(
        form.with_errors({"store": [message]}),
        restores=gone.is_in_trash,
        submission="" if gone.is_in_trash else new_action_name(),
    )
    return _show_form(form, id if gone.is_in_trash else None, 409)
