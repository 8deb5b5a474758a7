"""Recent changes, undoing an action, bringing an older version back, the trash."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.editing.outcomes import CannotUndo, NotInHistory, Problem, Rejected, Stale
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import ORIGINAL
from gersapp.catalogue.editing.versions import bring_back as bring_version_back
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.revisions import Cause, ChangeKind
from gersapp.store.repository import Committed, Snapshot
from gersapp.web import french, french_history, french_times, htmx
from gersapp.web.changes import (
    commit_change,
    redirect_to_operation,
    render_recent_bar,
    respond_results,
    titles_of,
)
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import read_number
from gersapp.web.french_audiences import say_label_taken
from gersapp.web.history.entries import make_entries, restore_address
from gersapp.web.navigation import add_query, home, moved, previous_address, see_other
from gersapp.web.rendering.pages import render_page, respond_refusal

bp = Blueprint("history", __name__)

# Names of the catalogue's texts and of edits in the file itself: no slug has an underscore, and no name of an
# editor begins with a space.
_TEXTS, _FILE = "_textes", " fichier"

_PAGE = 25
# How many operations the page offers to choose from: those changed last.
_MAX_OFFERED = 200


@bp.get("/historique")
def recent() -> Response:
    """Show all actions, or those of an editor or an operation, the newest first."""
    snapshot = current_snapshot()
    history = current_history(snapshot)
    editor, chosen = request.args.get("editor", ""), request.args.get("operation", "")
    id = (HEADING if chosen == _TEXTS else chosen) if chosen else None
    number = max(1, read_number(request.args.get("page", ""), default=1, max_digits=6))
    by = ("" if editor == _FILE else editor) if editor else None
    actions = history.actions(first=(number - 1) * _PAGE, count=_PAGE + 1, editor=by, operation=id)
    is_last = len(actions) <= _PAGE
    has_origin = id is not None and is_last and history.has(id)
    return render_page(
        "history/history.html",
        heading=snapshot.catalogue.heading,
        entries=make_entries(snapshot, actions[:_PAGE], id),
        origin=restore_address(id, ORIGINAL) if id is not None and has_origin else "",
        **_choices(snapshot, chosen),
        whose=editor,
        seen=history.last,
        next="" if is_last else _page_address(editor, chosen, number + 1),
        before=_page_address(editor, chosen, number - 1) if number > 1 else "",
        bar=render_recent_bar(),
    )


@bp.get("/corbeille")
def trash() -> Response:
    """Show the deleted operations, the last deleted first."""
    snapshot = current_snapshot()
    trashed = snapshot.catalogue.trash
    history = current_history(snapshot)
    deletions = history.deletions(trashed.keys())
    numbers = {id: deletion.number for id, deletion in deletions.items()}
    return render_page(
        "history/trash.html",
        heading=snapshot.catalogue.heading,
        trashed=[
            (item.operation, deletions.get(item.operation.id))
            for item in sorted(
                trashed.values(), key=lambda item: numbers.get(item.operation.id, 0), reverse=True
            )
        ],
        when=french_times.when,
        seen=history.last,
        bar=render_recent_bar(),
    )


@bp.get("/history")
def old_recent() -> Response:
    """Lead from the address that the page had before."""
    return moved(add_query(url_for("history.recent"), request.query_string.decode()))


@bp.get("/trash")
def old_trash() -> Response:
    """Lead from the address that the page had before."""
    return moved(url_for("history.trash"))


@bp.post("/actions/<action>/undo")
def undo(action: str) -> Response:
    """Undo the action of that name by a further change."""
    committed = commit_change(
        "undone",
        partial(undo_action, name=action, seen=request.form.get("seen")),
        subject=f"action {action}",
        cause=Cause.UNDO,
        of=action,
    )
    refusal = _refuse(committed)
    if refusal:
        return refusal
    if not htmx.is_fragment():
        return see_other(previous_address() or home())
    is_redone = bool(current_history(committed.snapshot).undoings({action}))
    revisions = committed.action.revisions if committed.action else []
    restored = [revision.operation for revision in revisions if revision.kind is ChangeKind.RESTORED]
    message = french_history.say_undone(
        is_redone=is_redone,
        is_changed=bool(committed.action),
        restored=list(titles_of(committed.snapshot, restored).values()),
    )
    ids = committed.action.operations if committed.action else []
    touched = {id for id in ids if id in committed.snapshot.catalogue.operations}
    return respond_results(committed, message, is_undoing=not is_redone, touched=touched)


@bp.post("/operations/<id>/versions/<action>")
def bring_back(id: str, action: str) -> Response:
    """Bring an older version of an operation back by a further change."""
    committed = _bring_back(id, action)
    return _refuse(committed) or redirect_to_operation(committed, id)


@bp.post("/catalogue/versions/<action>")
def bring_texts_back(action: str) -> Response:
    """Bring older texts of the catalogue back by a further change."""
    return _refuse(_bring_back(HEADING, action)) or see_other(url_for("browse.catalogue"))


def _bring_back(id: str, action: str) -> Committed[Any]:
    return commit_change(
        "restored",
        partial(bring_version_back, id=id, name=action, seen=request.form.get("seen")),
        cause=Cause.VERSION,
        of="" if action == ORIGINAL else action,
    )


def _refuse(committed: Committed[Any]) -> Response | None:
    """Return a page that says why nothing is undone; None unless the use case refused."""
    match committed.outcome:
        case NotInHistory():
            return respond_refusal(404, "Modification introuvable", french.NOT_IN_HISTORY)
        case CannotUndo(stuck):
            titles = titles_of(committed.snapshot, [id for id, _ in stuck if id != HEADING])
            return respond_refusal(409, "Annulation impossible", french_history.say_stuck(stuck, titles))
        case Stale(ids):
            titles = titles_of(committed.snapshot, [id for id in ids if id != HEADING])
            of_what = french.of_operations(list(titles.values())) if titles else "des textes du catalogue"
            return respond_refusal(409, "Modification plus récente", french.say_stale(of_what))
        case Rejected(problem=Problem.LABEL_TAKEN, values=(label,)):
            return respond_refusal(409, "Annulation impossible", say_label_taken(label))
    return None


def _choices(snapshot: Snapshot, chosen: str) -> dict[str, Any]:
    """Return the choices: editors and operations as (value, label), and the chosen operation."""
    history = current_history(snapshot)
    last_changed = [id or _TEXTS for id in history.operations(_MAX_OFFERED)]
    ids = list(dict.fromkeys([*filter(None, [chosen]), *last_changed]))[:_MAX_OFFERED]
    titles = titles_of(snapshot, [id for id in ids if id != _TEXTS])
    return {
        "editors": [
            (name or _FILE, name or "Hors de l’application")
            for name in sorted(history.editors(), key=lambda name: name or _FILE)
        ],
        "operations": [(id, titles.get(id, "Textes du catalogue")) for id in ids],
        "chosen": chosen,
    }


def _page_address(editor: str, operation: str, number: int) -> str:
    return url_for(
        "history.recent",
        editor=editor or None,
        operation=operation or None,
        page=number if number > 1 else None,
    )
