"""« Cibles »: renaming, merging and removing the catalogue's audiences."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.editing.audiences import merge_audiences, remove_audience, rename_audience
from gersapp.catalogue.editing.outcomes import AudienceInUse, Stale, UnknownAudience
from gersapp.catalogue.history.audiences import find_bearer, follow_audience
from gersapp.catalogue.search.selection import Selection
from gersapp.schemas import load_label, load_merge
from gersapp.store.repository import Committed
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
    return _submit("audience renamed", slug, load_label, lambda label: partial(rename_audience, label=label))


@bp.post("/audiences/<slug>/merge")
def merge(slug: str) -> Response:
    """Replace this audience by another one in all operations, and remove it."""
    return _submit("audience merged", slug, load_merge, lambda into: partial(merge_audiences, into=into))


@bp.post("/audiences/<slug>/remove")
def remove(slug: str) -> Response:
    """Remove an audience that no operation has."""
    return _submit("audience removed", slug, lambda _: None, lambda _: remove_audience)


def _submit(
    event: str, slug: str, load: Callable[[Mapping[str, object]], T], edit: Callable[[T], Callable[..., Any]]
) -> Response:
    """Commit the edit and return to the page, or show the page with the typed text and its errors."""
    result = submit_form(
        event,
        lambda: load(read_fields(request.form)),
        lambda typed: partial(edit(typed), slug=slug, seen=request.form.get("seen")),
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
    status: int = 200, slug: str = "", *, errors: Mapping[str, Any] | None = None, refusal: str = ""
) -> Response:
    """Show the page; `errors` are those of a form of the audience `slug`, which keeps the typed text."""
    snapshot = current_snapshot()
    catalogue, history = snapshot.catalogue, current_history(snapshot)
    counts = catalogue.find(Selection()).audiences
    trashed = Counter(other for item in catalogue.trash.values() for other in item.operation.audiences)
    slug = find_bearer(slug, catalogue.heading, history)
    into = follow_audience(request.form.get("into", ""), catalogue.heading, history)
    rows = [
        {
            "slug": audience.slug,
            "label": audience.label,
            "typed": request.form.get("label", audience.label) if audience.slug == slug else audience.label,
            "count": count_with_trash(counts[audience.slug], trashed[audience.slug]),
            "merge_effect": say_merge_effect(counts[audience.slug] + trashed[audience.slug]),
            "errors": (errors or {}) if audience.slug == slug else {},
            # The audience that stands for the one that was chosen to stay.
            "into": into if audience.slug == slug else "",
        }
        for audience in catalogue.heading.audiences
    ]
    return render_page(
        "audiences/audiences.html",
        status,
        heading=catalogue.heading,
        rows=rows,
        refusal=refusal,
        seen=history.last,
        bar=render_recent_bar(),
    )
