"""Changing: an operation where it stands, additions, deletions and their undoing, moves, the heading."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import BadRequest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import (
    HEADING,
    current,
    heading_of,
    operation_of,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.merge import HEADING_LISTS, OPERATION_LISTS
from gersapp.catalogue.model import MAX_LINKS, MAX_TITLE, Audience, Heading, Link, Operation
from gersapp.errors import Conflict, NotFound, StoreFull, StoreUnavailable
from gersapp.schemas import Refused, load_heading, load_operation
from gersapp.web import htmx
from gersapp.web.changes import bar, changed, is_all_seen, results, see, see_operation, status_of
from gersapp.web.current import current_snapshot
from gersapp.web.french import by, quoted, when
from gersapp.web.navigation import catalogue_address, standing_selection
from gersapp.web.operations.forms import COULD_CONFLICT, LISTS, HeadingForm, OperationForm, as_mapping
from gersapp.web.operations.merging import Merger, Saved, conflicts_shown
from gersapp.web.rendering.cards import ALONE, Control
from gersapp.web.rendering.pages import render_card, render_fragment, render_page
from gersapp.web.results import find_results, requested_section, summary_context

changes = Blueprint("edit", __name__)

# -- one operation


@changes.get("/operations/<id>/edit")
def edit(id: str) -> Response:
    """The operation's form, in the place of its card for htmx."""
    operation = _catalogue().get(id)
    return _operation_form(OperationForm.of(operation), id)


@changes.post("/operations/<id>")
def save(id: str) -> Response:
    """Save the form, merged with what others saved since it was made; or give it back with what was typed."""
    form = OperationForm.typed(request.form, _conflicts_shown(id))
    if _asks_for_links():
        return _operation_form(form.with_links_changed(request.form["action"]), id)
    if not form.revision:
        missing = {"revision": ["La version de départ manque : rechargez la page, puis recommencez."]}
        return _operation_form(form.with_errors(missing), id, 422)
    was: list[Operation] = []
    merger = Merger(id, form.revision, OPERATION_LISTS)

    def change(here: Catalogue, history: History) -> Catalogue:
        if form.restores and id in here.trash:
            here = here.restored(id)
        before = here.get(id)
        was.append(before)
        here, typed = _with_values(here, id, form)
        operation = operation_of(id, merger.merged(state_of(typed), state_of(before), history))
        if len(operation.links) > MAX_LINKS:
            many = f"{len(operation.links)} liens avec ceux qui ont été ajoutés : {MAX_LINKS} sont possibles."
            raise Refused({"links": [many]})
        return here if operation == before else here.replaced(operation, before.revision)

    try:
        done = changed("saved", change, lambda: id)
    except NotFound:
        return _deleted_meanwhile(form, id)
    except Conflict:
        return _operation_form(form.against(was[-1].revision, merger), id, 409)
    except Refused as refused:
        return _operation_form(form.with_errors(refused.errors), id, 422)
    except (StoreFull, StoreUnavailable) as error:
        return _operation_form(form.with_errors({"store": [str(error)]}), id, status_of(error))

    after = done.catalogue
    operation = after.get(id)
    section = requested_section(after.heading)
    message = f"Enregistré.{merger.said}"
    if not htmx.is_fragment():
        return see_operation(done, id)
    if section == ALONE or was[-1].audiences == operation.audiences == (section,):
        shown = find_results(done.here, standing_selection(after.heading).on_page(1))
        return render_fragment(
            "_card_answer.html",
            **summary_context(shown),
            card=render_card(operation, section, control=Control.EDIT, words=shown.pages[0].words),
            bar=bar(message, done.action),
            is_all_seen=is_all_seen(done),
        )
    return results(done, message, operation, section)


@changes.post("/operations/<id>/delete")
def delete(id: str) -> Response:
    """Put the operation in the trash, with the way back at hand."""
    revision = request.form.get("revision", "")
    operation = _catalogue().get(id)
    done = changed("deleted", lambda here, _: here.deleted(id, revision or here.get(id).revision), lambda: id)
    if not htmx.is_fragment():
        return see(url_for("browse.operation", id=id))
    if htmx.target().startswith(f"{ALONE}--"):
        response = Response(status=204)
        htmx.redirect(response, url_for("browse.operation", id=id))
        return response
    return results(done, f"Opération supprimée : {quoted(operation.title)}.")


@changes.post("/operations/<id>/restore")
def restore(id: str) -> Response:
    """Bring an operation back from the trash."""
    done = changed(
        "restored", lambda here, _: here if id in here.operations else here.restored(id), lambda: id
    )
    operation = done.catalogue.get(id)
    if not htmx.is_fragment():
        return see_operation(done, id)
    return results(done, f"Opération rétablie : {quoted(operation.title)}.", operation)


@changes.post("/operations/<id>/move")
def move(id: str) -> Response:
    """Put the operation before or after its neighbour, among those that the person looks at."""
    direction = request.form.get("direction")
    section = request.form.get("section", "")
    here = _catalogue()
    here.get(id)
    known = [audience.slug for audience in here.heading.audiences]
    if direction not in ("up", "down") or section not in known:
        raise BadRequest("On ne sait pas où déplacer cette opération : rechargez la page.")
    there = standing_selection(here.heading).on_page(1)

    def change(here: Catalogue, _: History) -> Catalogue:
        here.get(id)
        shown = here.ids(there, section)
        place = shown.index(id) if id in shown else -1
        neighbour = place + (1 if direction == "down" else -1)
        if place < 0 or not 0 <= neighbour < len(shown):
            return here
        return here.moved(id, shown[neighbour], after=direction == "down")

    done = changed("moved", change, lambda: id)
    operation = done.catalogue.get(id)
    if not htmx.is_fragment():
        return see(f"{catalogue_address(there.query)}#{section}--{id}")
    if done.action:
        where = f"Opération {'descendue' if direction == 'down' else 'montée'} d’une place"
    else:
        where = f"Déjà à la {'dernière' if direction == 'down' else 'première'} place"
    message = f"{where} : {quoted(operation.title)}."
    return results(done, message, operation, section, control=Control(f"move-{direction}"))


# -- additions


@changes.get("/operations/new")
def new() -> Response:
    """The form of an operation to add, with the audiences and platforms of the filters ticked."""
    there = standing_selection(_catalogue().heading)
    return _operation_form(OperationForm(audiences=there.audiences, platforms=there.platforms), None)


@changes.post("/operations")
def add() -> Response:
    """Add an operation at the end of the catalogue."""
    form = OperationForm.typed(request.form, {})
    if _asks_for_links():
        return _operation_form(form.with_links_changed(request.form["action"]), None)
    added: list[str] = []

    def change(here: Catalogue, _: History) -> Catalogue:
        # Not of all that was typed, which is looked at below: that takes as long as it is long.
        id = here.free_id(form.title.strip()[:MAX_TITLE])
        here, operation = _with_values(here, id, form)
        added.append(id)
        return here.added(operation)

    try:
        done = changed("added", change, lambda: added[-1])
    except Refused as refused:
        return _operation_form(form.with_errors(refused.errors), None, 422)
    except (StoreFull, StoreUnavailable) as error:
        return _operation_form(form.with_errors({"store": [str(error)]}), None, status_of(error))
    operation = done.catalogue.get(added[-1])
    if not htmx.is_fragment():
        return see_operation(done, operation.id)
    return results(done, f"Opération ajoutée : {quoted(operation.title)}.", operation, added=True)


# -- the catalogue's own texts


@changes.get("/catalogue/edit")
def edit_heading() -> Response:
    """The form of the catalogue's title and introduction."""
    return _heading_form(HeadingForm.of(_catalogue().heading))


@changes.get("/catalogue")
def heading() -> Response:
    """The heading, in the place of its form for htmx: what « Annuler » gives back."""
    if not htmx.is_fragment():
        return see(url_for("browse.catalogue"))
    return render_fragment("_heading.html", heading=_catalogue().heading, focus=True)


@changes.post("/catalogue")
def save_heading() -> Response:
    """Save the catalogue's own texts, merged with what others saved since the form was made."""
    form = HeadingForm.typed(request.form, _conflicts_shown(HEADING))
    was: list[Heading] = []
    merger = Merger(HEADING, form.revision, HEADING_LISTS)

    def change(here: Catalogue, history: History) -> Catalogue:
        was.append(here.heading)
        values = load_heading(form.chosen(as_mapping(request.form)))
        del values["revision"]
        after = heading_of(merger.merged(values, state_of_heading(here.heading), history))
        return here if after == here.heading else here.with_heading(after, here.heading.revision)

    try:
        done = changed("saved", change, lambda: "catalogue")
    except Conflict:
        return _heading_form(form.against(was[-1].revision, merger), 409)
    except Refused as refused:
        return _heading_form(form.with_errors(refused.errors), 422)
    except (StoreFull, StoreUnavailable) as error:
        return _heading_form(form.with_errors({"store": [str(error)]}), status_of(error))
    if not htmx.is_fragment():
        return see(url_for("browse.catalogue"))
    return render_fragment(
        "_heading_answer.html",
        heading=done.catalogue.heading,
        focus=True,
        bar=bar(f"Enregistré.{merger.said}", done.action),
        seen=done.here.history.last,
        state=done.here.generation,
        is_all_seen=is_all_seen(done),
    )


# -- inside


def _catalogue() -> Catalogue:
    return current_snapshot().catalogue


def _asks_for_links() -> bool:
    """Whether the button pressed was one of the links', and not « Enregistrer »."""
    return request.form.get("action", "save") != "save"


def _conflicts_shown(id: str) -> dict[str, Saved]:
    names = [name for name in request.form.getlist("conflict") if name in COULD_CONFLICT]
    here = current_snapshot()
    now = current(here.catalogue, id)
    revision = request.form.get("revision", "")
    return conflicts_shown(id, names, revision, here.history, now) if names and now else {}


def _with_values(here: Catalogue, id: str, form: OperationForm) -> tuple[Catalogue, Operation]:
    """The operation that the form describes, and `here` with the audience that it may name anew."""
    values = load_operation(form.chosen(as_mapping(request.form, LISTS)), here.heading.audiences)
    new: Audience | None = values["new_audience"]
    operation = Operation(
        id,
        values["title"],
        values.get("description", ""),
        values["audiences"],
        tuple(dict.fromkeys(values["platforms"])),
        tuple(map(Link, values["links"])),
    )
    return (here.with_audience(new) if new else here), operation


def _operation_form(form: OperationForm, id: str | None, status: int = 200) -> Response:
    here = _catalogue()
    context: dict[str, Any] = {
        "form": form,
        "id": id,
        "heading": here.heading,
        "section": requested_section(here.heading),
        "focus": _focus(form),
    }
    if htmx.is_fragment():
        return render_fragment("_operation_form.html", status, plain=False, **context)
    return render_page("operation_form.html", status, plain=True, **context)


def _focus(form: OperationForm) -> str:
    """The part of the form that takes the focus: what was refused, what was moved, or the title."""
    if form.errors or form.conflicts:
        return "errors"
    if request.method == "POST" and _asks_for_links():
        action = request.form["action"]
        # Recognised on leaving the field: the focus is where its owner has gone.
        return "" if action == "recognise" and htmx.is_fragment() else form.focus_after(action)
    return "title"


def _heading_form(form: HeadingForm, status: int = 200) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "focus": "errors" if form.errors or form.conflicts else "title",
    }
    if htmx.is_fragment():
        return render_fragment("_heading_form.html", status, plain=False, **context)
    return render_page("heading_form.html", status, plain=True, heading=_catalogue().heading, **context)


def _deleted_meanwhile(form: OperationForm, id: str) -> Response:
    versions = current_snapshot().history.versions(id)
    last = versions[-1].revision if versions else None
    who = f" par {by([last.editor])} {when(last.time)}" if last else ""
    is_in_trash = id in _catalogue().trash
    way = "la rétablira avec elle" if is_in_trash else "l’ajoutera au catalogue comme une nouvelle opération"
    message = f"Cette opération a été supprimée{who}. Votre saisie est intacte : « Enregistrer » {way}."
    form = replace(form.with_errors({"store": [message]}), restores=is_in_trash)
    return _operation_form(form, id if is_in_trash else None, 409)
