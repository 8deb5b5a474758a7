"""Editing the catalogue's own texts."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.editing.outcomes import HeadingSaved, InConflict
from gersapp.catalogue.editing.save import save_heading
from gersapp.catalogue.history.fields import HEADING
from gersapp.store.repository import Committed
from gersapp.web import htmx
from gersapp.web.changes import RefusedForm, announce_saved, has_seen_all, render_bar, submit_form
from gersapp.web.conflicts import describe_merge, read_questions
from gersapp.web.current import current_snapshot
from gersapp.web.form_data import RESUME
from gersapp.web.heading.forms import HeadingForm
from gersapp.web.navigation import see_other
from gersapp.web.rendering.pages import render_fragment, render_page
from gersapp.web.security.access import refuse_while_suspended

bp = Blueprint("heading", __name__)


@bp.get("/catalogue/edit")
def edit() -> Response:
    """Show the form of the catalogue's own texts."""
    refuse_while_suspended()
    return _show_form(HeadingForm.of(current_snapshot().catalogue.heading), control="title")


@bp.get("/catalogue")
def show() -> Response:
    """Show the heading in the place of its form, after « Annuler »."""
    if not htmx.is_fragment():
        return see_other(url_for("browse.catalogue"))
    return render_fragment("heading/_heading.html", heading=current_snapshot().catalogue.heading, focus=True)


@bp.post("/catalogue")
def save() -> Response:
    """Save the catalogue's own texts, merged with what others saved since the form was made."""
    form = HeadingForm.read(request.form, read_questions(HEADING))
    if request.form.get("action") == RESUME:
        return _show_form(form, control="title")
    load = partial(form.load, current_snapshot().catalogue.heading)
    result = submit_form("saved", load, lambda typed: partial(save_heading, typed=typed))
    match result:
        case RefusedForm(errors, status):
            return _show_form(form.with_errors(errors), status)
        case Committed(outcome=InConflict() as conflict):
            return _show_form(form.in_conflict(conflict), 409)
        case Committed(outcome=HeadingSaved() as saved) if htmx.is_fragment():
            return _respond_saved(result, saved)
    return see_other(url_for("browse.catalogue"))


def _respond_saved(committed: Committed[Any], saved: HeadingSaved) -> Response:
    snapshot = committed.snapshot
    heading = snapshot.catalogue.heading
    response = render_fragment(
        "heading/_answer.html",
        heading=heading,
        focus=True,
        bar=render_bar(f"Enregistré. {describe_merge(HEADING, saved.merged_with)}".rstrip(), committed),
        seen=committed.action.name if committed.action else committed.previous,
        state=snapshot.state,
        is_all_seen=has_seen_all(committed),
    )
    # With the changes of others merged, the fields of the form are those of no revision.
    revision = "" if saved.merged_with.fields else heading.revision
    announce_saved(response, url_for("heading.save"), revision)
    return response


def _show_form(form: HeadingForm, status: int = 200, *, control: str = "errors") -> Response:
    """Show the form; `control` takes the focus."""
    context: dict[str, Any] = {"form": form, "focus": control}
    if htmx.is_fragment():
        return render_fragment("heading/_form.html", status, plain=False, **context)
    heading = current_snapshot().catalogue.heading
    return render_page("heading/form.html", status, plain=True, heading=heading, **context)
