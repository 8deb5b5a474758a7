"""« Cibles »: adding, ordering, renaming, merging and removing the catalogue's audiences."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.editing.audiences import (
    add_audience,
    merge_audiences,
    move_audience,
    remove_audience,
    rename_audience,
)
from gersapp.catalogue.editing.outcomes import AudienceInUse, Stale, UnknownAudience
from gersapp.catalogue.history.audiences import find_bearer, follow_audience
from gersapp.catalogue.search.selection import Selection
from gersapp.schemas import load_label, load_merge, load_rank
from gersapp.store.repository import Committed, Edit
from gersapp.web import french
from gersapp.web.changes import RefusedForm, describe_audiences, render_recent_bar, submit_form
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import read_fields
from gersapp.web.french_audiences import count_with_trash, say_merge_effect
from gersapp.web.navigation import see_other
from gersapp.web.rendering.pages import render_page

T = TypeVar("T")

bp = Blueprint("audiences", __name__)

_UNKNOWN = "Rien n’est changé : cette cible n’est plus dans le catalogue."


@bp.get("/audiences")
def index() -> Response:
    """Show all the audiences, and how many operations each has."""
    return _show_page()


@bp.post("/audiences/<slug>/rename")
def rename(slug: str) -> Response:
    """Give an audience another label; its address stays."""
    edit = partial(rename_audience, slug=slug, seen=request.form.get("seen"))
    return _submit("audience renamed", slug, load_label, lambda label: partial(edit, label=label))


@bp.post("/audiences/<slug>/merge")
def merge(slug: str) -> Response:
    """Replace this audience by another one in all operations, and remove it."""
    edit = partial(merge_audiences, slug=slug, seen=request.form.get("seen"))
    return _submit("audience merged", slug, load_merge, lambda into: partial(edit, into=into))


@bp.post("/audiences/<slug>/remove")
def remove(slug: str) -> Response:
    """Remove an audience that no operation has."""
    edit = partial(remove_audience, slug=slug, seen=request.form.get("seen"))
    return _submit("audience removed", slug, lambda _: None, lambda _: edit)


@bp.post("/audiences/<slug>/move")
def move(slug: str) -> Response:
    """Move an audience among the others; its button keeps the focus."""
    edit = partial(move_audience, slug=slug)
    response = _submit("audience moved", slug, load_rank, lambda rank: partial(edit, rank=rank))
    if response.status_code == 303:
        return see_other(url_for("audiences.index", moved=_find_bearer(slug), rank=request.form["rank"]))
    return response


@bp.post("/audiences")
def add() -> Response:
    """Add an audience that no operation has yet."""
    result = submit_form(
        "audience added",
        lambda: load_label(read_fields(request.form)),
        lambda label: partial(add_audience, label=label, seen=request.form.get("seen")),
    )
    if isinstance(result, RefusedForm):
        return _show_page(result.status, add_error=next(iter(result.errors.values()))[0])
    return see_other(f"{url_for('audiences.index')}#ajout")


def _submit(
    event: str, slug: str, load: Callable[[Mapping[str, object]], T], edit: Callable[[T], Edit[Any]]
) -> Response:
    """Commit the edit and return to the page, or show the page with the typed text and its errors."""
    result = submit_form(
        event,
        lambda: load(read_fields(request.form)),
        edit,
        subject=lambda _: slug,
    )
    match result:
        case RefusedForm({"store": [message]}, status):
            return _show_page(status, slug, refusal=message)
        case RefusedForm() if not _find_bearer(slug):
            return _show_gone(slug)
        case RefusedForm(errors, status):
            return _show_page(status, slug, errors=errors)
        case Committed(outcome=AudienceInUse()):
            return _show_page(
                422, refusal="Des opérations ont cette cible : fusionnez-la plutôt avec une autre."
            )
        case Committed(outcome=UnknownAudience()):
            return _show_gone(slug)
        case Committed(outcome=Stale()):
            return _show_page(409, slug, refusal=french.say_stale("de cette cible"))
    return see_other(url_for("audiences.index"))


def _find_bearer(slug: str) -> str:
    snapshot = current_snapshot()
    return find_bearer(slug, snapshot.catalogue.heading, current_history(snapshot))


def _show_gone(slug: str) -> Response:
    """Show the page after a form of an audience that is gone; the one it was merged into gets its text."""
    snapshot = current_snapshot()
    fate = describe_audiences(snapshot, [slug]).get(slug, "")
    if not fate:
        return _show_page(404, refusal=_UNKNOWN)
    heir = follow_audience(slug, snapshot.catalogue.heading, current_history(snapshot))
    refusal = f"Rien n’est changé. {fate}"
    typed = request.form.get("label", "")
    if not typed:
        return _show_page(409, refusal=refusal)
    if not heir:
        return _show_page(409, refusal=f"{refusal} Vous aviez tapé : {french.quoted(typed)}.")
    return _show_page(409, heir, errors={"label": [f"{refusal} Ce nom serait donné à celle-ci."]})


def _show_page(
    status: int = 200,
    slug: str = "",
    *,
    errors: Mapping[str, Any] | None = None,
    refusal: str = "",
    add_error: str = "",
) -> Response:
    """Show the page; `errors` are those of a form of the audience `slug`, which keeps the typed text, and
    `add_error` is that of the form of an addition."""
    snapshot = current_snapshot()
    return render_page(
        "audiences/audiences.html",
        status,
        heading=snapshot.catalogue.heading,
        rows=_rows(slug, errors or {}),
        refusal=refusal,
        typed_new=request.form.get("label", "") if add_error else "",
        add_error=add_error,
        moved=(request.args.get("moved"), request.args.get("rank")),
        seen=current_history(snapshot).last,
        bar=render_recent_bar(),
    )


def _rows(slug: str, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what the page shows of each audience; `errors` are those of a form of the audience `slug`."""
    snapshot = current_snapshot()
    catalogue, history = snapshot.catalogue, current_history(snapshot)
    counts = Counter(catalogue.find(Selection()).audiences)
    trashed = Counter(other for item in catalogue.trash.values() for other in item.operation.audiences)
    slug = find_bearer(slug, catalogue.heading, history)
    into = follow_audience(request.form.get("into", ""), catalogue.heading, history)
    return [
        {
            "slug": audience.slug,
            "label": audience.label,
            "typed": request.form.get("label", audience.label) if audience.slug == slug else audience.label,
            "count": count_with_trash(counts[audience.slug], trashed[audience.slug]),
            "merge_effect": say_merge_effect(counts[audience.slug] + trashed[audience.slug]),
            "errors": errors if audience.slug == slug else {},
            # The audience that stands for the one that was chosen to stay.
            "into": into if audience.slug == slug else "",
        }
        for audience in catalogue.heading.audiences
    ]
