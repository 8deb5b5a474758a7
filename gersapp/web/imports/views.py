"""« Importer »: a document is brought, read, reviewed beside its source, and taken into the catalogue."""

from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from gersapp.catalogue.editing.outcomes import Imported, OperationsGone, Rejected, Stale
from gersapp.catalogue.history.revisions import Cause
from gersapp.errors import EditorsUnavailable, ImportRefused
from gersapp.exchange.limits import MAX_PASTED_BYTES, MAX_UPLOADED_BYTES
from gersapp.french import counted, say_size
from gersapp.reviews.items import view_review
from gersapp.reviews.readings import Reading
from gersapp.reviews.repository import Pending
from gersapp.reviews.review import Review
from gersapp.reviews.tables import faults_of
from gersapp.reviews.taking import Taking, record_added
from gersapp.store.repository import Committed
from gersapp.web import htmx
from gersapp.web.changes import commit_change, titles_of
from gersapp.web.current import current_imports, current_readings, current_snapshot
from gersapp.web.french import explain_rejection, of_operations, say_stale
from gersapp.web.french_times import when
from gersapp.web.imports.answers import find_review
from gersapp.web.imports.bringing import LONG_BODY, Brought, read_brought
from gersapp.web.imports.french import name_in_sentence, name_source, say_failed, say_stage
from gersapp.web.imports.page import Page
from gersapp.web.imports.refusals import make_blueprint
from gersapp.web.navigation import home, see_other
from gersapp.web.rendering.pages import render_fragment, render_page, respond_refusal
from gersapp.web.security.access import current_editor, log_refusal, warn_unavailable
from gersapp.web.security.cross_site import MAX_FORM_BYTES

bp = make_blueprint("imports")

_LONG_FORM = f"Ce qui a été envoyé dépasse {say_size(MAX_FORM_BYTES)}."
_STALE = "Cette relecture a changé depuis que la page est affichée : vérifiez, puis recommencez."
# A short document is read before the answer; a longer one shows a page that waits, after so many seconds.
_PATIENCE_S = 1.5
# What was done, by the word in the address that says so.
_DONE = {"retire": "L’import est retiré.", "arrete": "La lecture est arrêtée."}


@bp.errorhandler(RequestEntityTooLarge)
def refuse_long(error: RequestEntityTooLarge) -> Response:
    """Show the form again for what is too long to be read at all."""
    log_refusal(413)
    if request.endpoint != "imports.create":
        return respond_refusal(413, "Saisie trop longue", _LONG_FORM)
    return _show_index(Brought(errors={"file": [LONG_BODY]}), 413)


@bp.get("/importer")
def index() -> Response:
    """Show the form that brings a document, and the imports that wait."""
    return _show_index(Brought())


@bp.post("/importer")
def create() -> Response:
    """Begin to read what was brought, and go on to its page."""
    brought = read_brought(request)
    if brought.errors:
        return _show_index(brought, 422)
    try:
        id = current_readings().start(brought.content, name=brought.name, editor=current_editor())
    except ImportRefused as error:
        return _show_index(brought.refused(str(error)), 503)
    reading = current_readings().wait(id, _PATIENCE_S)
    if reading and reading.refusal:
        return _show_index(brought.refused(reading.refusal), 422)
    return see_other(url_for("imports.review", id=id))


@bp.get("/importer/<id>")
def review(id: str) -> Response:
    """Show a review; as long as its document is read, how far that is."""
    reading = current_readings().get(id)
    if reading:
        return _show_reading(reading)
    found = find_review(id)
    # The page that waits asks for its progress.
    return _reload(id) if htmx.is_fragment() else _show_review(found)


@bp.post("/importer/<id>/retirer")
def remove(id: str) -> Response:
    """Stop a reading, or remove a review; sent twice, it is done already."""
    done = "arrete" if current_readings().cancel(id) else "retire"
    current_imports().remove(id)
    return see_other(url_for("imports.index", fait=done))


@bp.post("/importer/<id>/ajouter")
def take(id: str) -> Response:
    """Add what is taken of a review to the catalogue: one action, with one way back."""
    found, catalogue = find_review(id), current_snapshot().catalogue
    if request.form.get("version") != str(found.version):
        return _show_review(found, _STALE, 409)
    faults = faults_of(found, catalogue.heading.labels)
    if faults and faults.failed and "without_failed" not in request.form:
        return _show_review(found, say_failed(faults.failed), 422)
    taking = Taking(view_review(found, catalogue), catalogue)
    return _respond_taken(found, taking, _commit(found, taking))


# -- inside


def _commit(found: Review, taking: Taking) -> Committed[Any]:
    return commit_change(
        "imported",
        taking,
        subject=f"{name_source(found.name)} × {len(taking.shown.taken)}",
        cause=Cause.IMPORT,
        source=found.name,
        name=taking.name,
    )


def _respond_taken(found: Review, taking: Taking, committed: Committed[Any]) -> Response:
    """Go on to the catalogue, or say why nothing was added."""
    match committed.outcome:
        case Rejected() as rejected:
            (messages,) = explain_rejection(rejected, {}).values()
            return _show_review(found, " ".join(messages), 422)
        case OperationsGone(ids) | Stale(ids):
            titles = list(titles_of(committed.snapshot, ids).values())
            return _show_review(found, say_stale(of_operations(titles)), 409)
        case Imported(became=became):
            try:
                current_imports().change(found.id, lambda newest: record_added(newest, taking.shown, became))
            except EditorsUnavailable as error:
                # All is in the catalogue, and the page says so of what it finds there.
                warn_unavailable(error)
    return see_other(home())


def _show_review(found: Review, refusal: str = "", status: int = 200) -> Response:
    """Show the page of a review; `refusal` says why nothing of it was added."""
    snapshot = current_snapshot()
    page = Page.of(view_review(found, snapshot.catalogue), snapshot.catalogue)
    return _render("imports/review.html", status, refusal=refusal, **page.context())


def _show_index(brought: Brought, status: int = 200) -> Response:
    return _render(
        "imports/index.html",
        status,
        text=brought.text,
        errors=brought.errors,
        pending=[_describe(pending) for pending in current_imports()],
        readings=[
            {"id": one.id, "name": name_source(one.name), "editor_name": one.editor}
            for one in current_readings()
        ],
        done=_DONE.get(request.args.get("fait", "")),
        max_pasted=MAX_PASTED_BYTES,
        max_uploaded=MAX_UPLOADED_BYTES,
        pasted_limit=say_size(MAX_PASTED_BYTES),
        file_limit=say_size(MAX_UPLOADED_BYTES),
    )


def _describe(pending: Pending) -> dict[str, Any]:
    return {
        "id": pending.id,
        "name": name_source(pending.name),
        "editor_name": pending.editor,
        "received": when(pending.received),
        "until": when(pending.until),
        "operations": counted(pending.operations, "opération"),
    }


def _reload(id: str) -> Response:
    """Have htmx leave the page that waits for what the same address shows now."""
    response = Response(status=204)
    htmx.redirect(response, url_for("imports.review", id=id))
    return response


def _show_reading(reading: Reading) -> Response:
    """Show how far a reading is, or why its document is refused."""
    context: dict[str, Any] = {
        "id": reading.id,
        "what": name_in_sentence(reading.name),
        "name": name_source(reading.name),
    }
    if reading.refusal:
        if htmx.is_fragment():
            return _reload(reading.id)
        return _render("imports/refused.html", 422, refusal=reading.refusal, **context)
    context |= {"stage": say_stage(reading.stage), "share": reading.share}
    if htmx.is_fragment():
        return render_fragment("imports/_progress.html", **context)
    return _render("imports/waiting.html", 200, **context)


def _render(template: str, status: int, **context: Any) -> Response:
    heading = current_snapshot().catalogue.heading
    return render_page(template, status, **{"heading": heading, **context})
