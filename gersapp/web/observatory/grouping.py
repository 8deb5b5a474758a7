"""A body's manager says which national group each audience belongs to, where its name does not say it."""

from flask import Blueprint, Response, request, url_for

from gersapp.observatory.groups import BY_SLUG, GROUPS, propose_group
from gersapp.web.current import current_body, current_snapshot
from gersapp.web.national.current import current_following
from gersapp.web.navigation import see_other
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import log_event, manages_body

bp = Blueprint("grouping", __name__)

# How the names of the fields begin, before the slug of the audience.
_FIELD = "group-"
# Stands for the group of an audience that the form has not, and is none.
_UNCHANGED = "-"


@bp.get("/cibles-nationales")
@manages_body
def form() -> Response:
    """Show each audience with its group."""
    heading = current_snapshot().catalogue.heading
    chosen = current_following().bodies.mapping(current_body())
    return render_page(
        "observatory/grouping.html",
        heading=heading,
        rows=[
            (audience, BY_SLUG[propose_group(audience.label)], chosen.get(audience.slug, ""))
            for audience in heading.audiences
        ],
        groups=GROUPS,
        is_saved="saved" in request.args,
    )


@bp.post("/cibles-nationales")
@manages_body
def save() -> Response:
    """Keep the choices of the form; those of audiences that it does not have stay."""
    following = current_following()
    chosen = dict(following.bodies.mapping(current_body()))
    for audience in current_snapshot().catalogue.heading.audiences:
        group = request.form.get(_FIELD + audience.slug, _UNCHANGED)
        if group in BY_SLUG:
            chosen[audience.slug] = group
        elif not group:
            chosen.pop(audience.slug, None)
    following.bodies.set_mapping(current_body(), chosen)
    following.wake()
    log_event("grouped")
    return see_other(url_for("grouping.form", saved=1))
