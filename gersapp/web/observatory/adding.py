"""The curators of the Observatoire add a body, whose catalogue is empty at first."""

from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.model import Heading
from gersapp.catalogue.text import slug
from gersapp.errors import BodyRefused, StoreFull, StoreUnavailable
from gersapp.observatory.body import KIND_LABELS, Body, Kind
from gersapp.observatory.slugs import MAX_SLUG, is_slug
from gersapp.observatory.territories import BY_SLUG
from gersapp.schemas import Errors, Refused, load_heading_part
from gersapp.store.documents.documents import empty_content
from gersapp.web.current import current_heading
from gersapp.web.national.current import current_following
from gersapp.web.navigation import see_other
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import curates, log_event

bp = Blueprint("adding", __name__)

_FIELDS = ("name", "slug", "kind", "territory")


@bp.get("/organismes/nouveau")
@curates
def form() -> Response:
    """Show the form, and what was added before."""
    added = request.args.get("added", "")
    return _render({}, {}, added=added if is_slug(added) else "")


@bp.post("/organismes/nouveau")
@curates
def add() -> Response:
    """Add a body; what is refused is typed again."""
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    try:
        body, heading = _read(typed)
        _add(body, heading)
    except Refused as refused:
        return _render(typed, refused.errors, 422)
    except BodyRefused as error:
        return _render(typed, {"slug": [str(error)]}, 422)
    except (StoreFull, StoreUnavailable) as error:
        return _render(typed, {"": [str(error)]}, 503)
    log_event("body added", body=body.slug)
    # The address of this page, not of the body's: another process may learn of the body a moment later.
    return see_other(url_for("adding.form", added=body.slug))


def _read(typed: Mapping[str, str]) -> tuple[Body, Heading]:
    """Return the body that a form describes, and the heading with its name; raises Refused."""
    errors: Errors = {}
    heading = Heading()
    if not typed["name"]:
        errors["name"] = ["Donnez le nom de l’organisme."]
    if typed["kind"] not in set(Kind):
        errors["kind"] = ["Choisissez un type."]
    if typed["territory"] and typed["territory"] not in BY_SLUG:
        errors["territory"] = ["Choisissez un territoire de la liste."]
    try:
        heading = Heading(organisation=load_heading_part({"organisation": typed["name"]})["organisation"])
    except Refused as refused:
        errors["name"] = refused.errors["organisation"]
    if errors:
        raise Refused(errors)
    address = typed["slug"] or slug(typed["name"])[:MAX_SLUG].strip("-")
    return Body(address, Kind(typed["kind"]), typed["territory"]), heading


def _add(body: Body, heading: Heading) -> None:
    following = current_following()
    following.bodies.add(body, empty_content(heading))
    following.wake()


def _render(typed: Mapping[str, str], errors: Errors, status: int = 200, *, added: str = "") -> Response:
    return render_page(
        "observatory/new_body.html",
        status,
        heading=current_heading(),
        typed={name: typed.get(name, "") for name in _FIELDS},
        errors=errors,
        kinds=KIND_LABELS,
        territories=BY_SLUG,
        added=added,
    )
