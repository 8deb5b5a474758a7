"""A proposed operation, corrected in the catalogue's own form."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request, url_for

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.fields import State
from gersapp.catalogue.model import Audience, Heading
from gersapp.catalogue.text import fold_name, free_slug
from gersapp.reviews.items import Item, ReviewView
from gersapp.reviews.review import Review, correct
from gersapp.schemas import Refused
from gersapp.web import htmx
from gersapp.web.changes import announce_saved
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.imports.answers import decide, find_item, find_shown, say_item
from gersapp.web.imports.page import Page
from gersapp.web.imports.refusals import make_blueprint
from gersapp.web.navigation import see_other
from gersapp.web.operation_form.form import OperationForm, edits_links, press_button
from gersapp.web.rendering.pages import render_fragment, render_page

bp = make_blueprint("proposed")


@bp.get("/importer/<id>/operations/<key>")
def operation(id: str, key: str) -> Response:
    """Show the card of an operation, to htmx in the place of its form; else go on to it on the page."""
    shown = find_shown(id)
    find_item(shown, key)
    if not htmx.is_fragment():
        return see_other(f"{url_for('imports.review', id=id)}#op-{key}")
    page = Page.of(shown, current_snapshot().catalogue)
    return render_fragment("imports/_card.html", **page.describe_card(key))


@bp.get("/importer/<id>/operations/<key>/corriger")
def edit(id: str, key: str) -> Response:
    """Show the form of an operation; htmx puts it in the place of the card."""
    shown = find_shown(id)
    heading = _heading_with(shown)
    return _show_form(_form_of(find_item(shown, key), heading), id, key, heading, control="title")


@bp.post("/importer/<id>/operations/<key>")
def save(id: str, key: str) -> Response:
    """Keep a correction, or show the form again."""
    shown = find_shown(id)
    find_item(shown, key)
    heading = _heading_with(shown)
    form = OperationForm.read(request.form)
    if edits_links():
        form, control = press_button(form)
        return _show_form(form, id, key, heading, control=control)
    try:
        typed = form.load()
    except Refused as refused:
        return _show_form(form.with_errors(refused.errors), id, key, heading, 422)
    state = _state_of(typed, heading)

    def keep(newest: ReviewView) -> Review:
        return correct(newest.review, find_item(newest, key).place, state)

    response = decide(id, keep, focus=f"carte-{key}-edit", anchor=f"op-{key}", say=say_item(key))
    if htmx.is_fragment():
        htmx.leave_target(response)
        announce_saved(response, url_for("proposed.save", id=id, key=key), "")
    return response


# -- inside


def _heading_with(shown: ReviewView) -> Heading:
    """Return the heading with the audiences that the review would add, for the form to offer them."""
    heading = current_snapshot().catalogue.heading
    audiences = {audience.slug: audience for audience in heading.audiences}
    labels = [line.into for line in shown.audiences if line.into and not line.slug]
    labels += [label for item in shown.items for label in item.operation.audiences]
    names = {fold_name(audience.label) for audience in heading.audiences}
    for label in labels:
        if fold_name(label) not in names:
            names.add(fold_name(label))
            slug = free_slug(label, audiences.__contains__, default="cible")
            audiences[slug] = Audience(slug, label)
    return replace(heading, audiences=tuple(audiences.values()))


def _form_of(item: Item, heading: Heading) -> OperationForm:
    operation = item.operation
    announced = read_announced(operation.platforms)
    networks = networks_in(announced)
    found = [heading.find_audience(label) for label in operation.audiences]
    return OperationForm(
        title=operation.title,
        description=operation.description,
        audiences=tuple([audience.slug for audience in found if audience]),
        platforms=tuple([name for name in announced if name not in networks]),
        networks=", ".join(networks),
        links=operation.links,
        errors=item.problems,
    )


def _state_of(typed: TypedOperation, heading: Heading) -> State:
    labels = {audience.slug: audience.label for audience in heading.audiences}
    audiences = [labels[slug] for slug in typed.audiences if slug in labels]
    return {
        "title": typed.title,
        "description": typed.description,
        "audiences": (*audiences, *filter(None, [typed.new_audience])),
        "platforms": typed.platforms,
        "links": typed.links,
    }


def _show_form(
    form: OperationForm, id: str, key: str, heading: Heading, status: int = 200, *, control: str = "errors"
) -> Response:
    snapshot = current_snapshot()
    context: Mapping[str, Any] = {
        "form": form,
        "id": key,
        "card": f"carte-{key}",
        "action": url_for("proposed.save", id=id, key=key),
        "cancel": url_for("proposed.operation", id=id, key=key),
        "label": "Corriger l’opération proposée",
        "heading": heading,
        "is_alone": False,
        "since": current_history(snapshot).last,
        "focus": control,
        "elsewhere": {url: list(snapshot.catalogue.with_post(url)) for url in form.links},
        "used": snapshot.catalogue.platforms_by_use(),
    }
    if htmx.is_fragment():
        return render_fragment("operations/_form.html", status, plain=False, **context)
    return render_page("imports/form.html", status, plain=True, **context)
