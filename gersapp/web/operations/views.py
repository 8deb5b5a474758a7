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
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.errors import NotFound
from gersapp.store.repository import Committed, new_action_name
from gersapp.web import french, htmx
from gersapp.web.changes import (
    RefusedForm,
    announce_saved,
    commit_change,
    describe_audiences,
    describe_shared,
    has_seen_all,
    others_with,
    redirect_to_operation,
    render_bar,
    render_recent_bar,
    respond_results,
    submit_form,
)
from gersapp.web.conflicts import describe_merge, read_questions
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.french_places import say_moved
from gersapp.web.navigation import catalogue_address, home, see_other, selection_of_page
from gersapp.web.operation_form.form import SAVE_AND_NEXT, OperationForm, edits_links, press_button
from gersapp.web.rendering.cards import ALONE, Control
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import render_card, render_fragment, render_page
from gersapp.web.rendering.templates import render_html
from gersapp.web.results import find_results, requested_section, summary_context
from gersapp.web.security.access import current_editor, refuse_while_suspended

bp = Blueprint("operations", __name__)


@bp.get("/operations/<id>/edit")
def edit(id: str) -> Response:
    """Show the operation's form, to htmx in the place of its card."""
    refuse_while_suspended()
    return _show_form(OperationForm.of(_catalogue().get(id)), id, control="title")


@bp.post("/operations/<id>")
def save(id: str) -> Response:
    """Save the form, merged with the changes of others since it was made; or show it again."""
    form = OperationForm.read(request.form, read_questions(id))
    if edits_links():
        return _show_pressed(form, id)
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
        say_moved(operation.title, down=direction is Direction.DOWN, is_moved=bool(committed.action)),
        operation,
        section=section,
        control=Control(f"move-{direction}"),
    )


@bp.get("/operations/new")
def new() -> Response:
    """Show the form of an addition: a copy of the operation `copy`, with the audiences of the operation
    `after`, or with the audiences and platforms of the filters."""
    refuse_while_suspended()
    copied, previous = request.args.get("copy"), request.args.get("after", "")
    if copied:
        operation = _catalogue().get(copied)
        form = replace(
            OperationForm.of(operation),
            links=(),
            revision="",
            submission=new_action_name(),
            origin=french.say_copied(operation.title),
        )
    else:
        form = _blank_form(_catalogue().operations.get(previous))
    return _show_form(form, None, control="title")


@bp.post("/operations")
def add() -> Response:
    """Add an operation at the end of the catalogue."""
    form = OperationForm.read(request.form)
    if edits_links():
        return _show_pressed(form, None)
    result = submit_form(
        "added",
        form.load,
        lambda typed: partial(add_operation, typed=typed),
        submission=form.submission,
    )
    if isinstance(result, RefusedForm):
        return _show_form(form.with_errors(result.errors), None, result.status)
    return _respond_added(result, form)


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


def _respond_added(committed: Committed[Any], form: OperationForm) -> Response:
    # The same form sent twice adds once: the second commit has no outcome.
    (id,) = committed.action.operations if committed.action else ("",)
    operation = committed.snapshot.catalogue.get(id)
    is_followed = request.form.get("action") == SAVE_AND_NEXT
    if not htmx.is_fragment():
        if is_followed:
            return see_other(url_for("operations.new", after=id))
        return redirect_to_operation(committed, id, form.audiences, form.since)
    message = f"Opération ajoutée : {french.quoted(operation.title)}."
    fates = describe_audiences(committed.snapshot, form.audiences, form.since).values()
    next_form = _render_next_form(operation, form) if is_followed else Html()
    notes = [message, _describe_shared(committed), *fates]
    response = respond_results(committed, " ".join(filter(None, notes)), operation, add_form=next_form)
    announce_saved(response, url_for("operations.save", id=id), operation.revision)
    return response


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
    message = " ".join(filter(None, ["Enregistré.", merged, _describe_shared(committed), *fates]))
    if section != ALONE and not saved.before.audiences == operation.audiences == (section,):
        return respond_results(committed, message, operation, section=section)
    results = find_results(committed.snapshot, selection_of_page(committed.snapshot).on_page(1))
    return render_fragment(
        "operations/_card_answer.html",
        **summary_context(results),
        home=home(),
        # The filters have the platforms that the catalogue has.
        with_filter_fields=saved.before.all_platforms != operation.all_platforms,
        card=render_card(operation, section, control=Control.EDIT, words=results.pages[0].words),
        bar=render_bar(message, committed),
        is_all_seen=has_seen_all(committed),
    )


def _show_pressed(form: OperationForm, id: str | None) -> Response:
    form, control = press_button(form)
    return _show_form(form, id, control=control)


def _show_form(
    form: OperationForm, id: str | None, status: int = 200, *, control: str = "errors"
) -> Response:
    """Show the form of the operation `id`, or of a new one; `control` takes the focus."""
    context = _form_context(form, id, control)
    if htmx.is_fragment():
        return render_fragment("operations/_form.html", status, plain=False, **context)
    bar = render_recent_bar(with_shared=True) if "after" in request.args else Html()
    return render_page("operations/form.html", status, plain=True, bar=bar, **context)


def _form_context(form: OperationForm, id: str | None, control: str) -> dict[str, Any]:
    snapshot = current_snapshot()
    return {
        "form": form.with_present_audiences(snapshot),
        "id": id,
        "card": f"{requested_section(snapshot)}--{id}" if id else "nouvelle",
        "action": url_for("operations.save", id=id) if id else url_for("operations.add"),
        "cancel": url_for("browse.operation", id=id) if id else home(),
        "label": "Modifier l’opération" if id else "Ajouter une opération",
        "heading": snapshot.catalogue.heading,
        "is_alone": id is not None and htmx.target().startswith(f"{ALONE}--"),
        "since": current_history(snapshot).last,
        "focus": control,
        "elsewhere": {url: others_with(snapshot.catalogue, url, id) for url in form.links},
        "used": snapshot.catalogue.platforms_by_use(),
    }


def _blank_form(previous: Operation | None) -> OperationForm:
    """Return the form of an addition, with the audiences of the `previous` one, or of the filters."""
    snapshot = current_snapshot()
    selection = selection_of_page(snapshot)
    audiences = previous.audiences if previous else selection.audiences
    labels = {audience.slug: audience.label for audience in snapshot.catalogue.heading.audiences}
    return OperationForm(
        audiences=audiences,
        platforms=selection.platforms,
        submission=new_action_name(),
        origin=french.say_ticked(
            [labels[slug] for slug in audiences if slug in labels],
            [BY_SLUG[slug].label for slug in selection.platforms],
            is_next=previous is not None,
        ),
    )


def _render_next_form(added: Operation, form: OperationForm) -> Html:
    """Return the form of a further addition; the focus is where the values of `form` came from."""
    further = replace(_blank_form(added), is_further=True)
    context = _form_context(further, None, "prose" if form.is_pasted else "title")
    return render_html("operations/_form.html", plain=False, **context)


def _describe_shared(committed: Committed[Any]) -> str:
    return describe_shared(committed.snapshot.catalogue, committed.action) if committed.action else ""


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
