"""Changing: an operation where it stands, additions, deletions and their undoing, moves, the heading."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import BadRequest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import MAX_TITLE, Audience, Heading, Link, Operation
from gersapp.catalogue.selection import Selection
from gersapp.errors import Conflict, NotFound, StoreFull, StoreUnavailable
from gersapp.schemas import Refused, load_heading, load_operation
from gersapp.web import guard, htmx
from gersapp.web.forms import LISTS, HeadingForm, OperationForm, as_mapping
from gersapp.web.html import Html
from gersapp.web.pages import (
    ALONE,
    answer,
    fragment,
    fresh_card,
    page,
    poured,
    render,
    section_of,
    site,
)
from gersapp.web.results import Focus, filter_fields, find, results_context, standing_selection

changes = Blueprint("edit", __name__)

Change = Callable[[Catalogue], Catalogue]


# -- one operation


@changes.get("/operations/<id>/edit")
def edit(id: str) -> Response:
    """The operation's form, in the place of its card for htmx."""
    operation = _catalogue().get(id)
    return _operation_form(OperationForm.of(operation), id)


@changes.post("/operations/<id>")
def save(id: str) -> Response:
    """Save the form over the version that it was made from, or give it back with what was typed."""
    form = OperationForm.typed(request.form)
    if _asks_for_links():
        return _operation_form(form.with_links_changed(request.form["action"]), id)
    if not form.revision:
        missing = {"revision": ["La version de départ manque : rechargez la page, puis recommencez."]}
        return _operation_form(form.with_errors(missing), id, 422)
    was: list[Operation] = []

    def change(here: Catalogue) -> Catalogue:
        before = here.get(id)
        was.append(before)
        here, operation = _with_values(here, id)
        if operation == before:
            return here
        return here.replaced(operation, form.revision)

    try:
        after = _changed("saved", change, lambda: id)
    except NotFound:
        return _deleted_meanwhile(form)
    except Conflict:
        return _operation_form(form.against(_catalogue().get(id)), id, 409)
    except Refused as refused:
        return _operation_form(form.with_errors(refused.errors), id, 422)
    except (StoreFull, StoreUnavailable) as error:
        return _operation_form(form.with_errors({"store": [str(error)]}), id, _status(error))

    operation = after.get(id)
    section = section_of(after)
    if not htmx.is_fragment():
        return _see(url_for("browse.operation", id=id, saved=1))
    if section == ALONE or was[-1].audiences == operation.audiences == (section,):
        there = _standing(after)
        found = after.find(there)
        context = results_context(after, there, [found])
        context["card"] = fresh_card(operation, section, "edit", found.words)
        context["bar"] = _bar("Enregistré.")
        return answer(poured("_card_answer.html", context))
    return _results(after, "Enregistré.", operation, section)


@changes.post("/operations/<id>/delete")
def delete(id: str) -> Response:
    """Put the operation in the trash, with the way back at hand."""
    revision = request.form.get("revision", "")
    operation = _catalogue().get(id)
    after = _changed("deleted", lambda here: here.deleted(id, revision or here.get(id).revision), lambda: id)
    if not htmx.is_fragment():
        return _see(url_for("browse.operation", id=id))
    if htmx.target().startswith(f"{ALONE}--"):
        response = Response(status=204)
        htmx.redirect(response, url_for("browse.operation", id=id))
        return response
    return _results(after, f"Opération supprimée : « {operation.title} ».", undo=operation)


@changes.post("/operations/<id>/restore")
def restore(id: str) -> Response:
    """Undo a deletion."""
    after = _changed(
        "restored", lambda here: here if id in here.operations else here.restored(id), lambda: id
    )
    operation = after.get(id)
    if not htmx.is_fragment():
        return _see(url_for("browse.operation", id=id, saved=1))
    return _results(after, f"Opération rétablie : « {operation.title} ».", operation)


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
    there = _standing(here)
    moved: list[bool] = []

    def change(here: Catalogue) -> Catalogue:
        here.get(id)
        shown = here.ids(there, section)
        place = shown.index(id) if id in shown else -1
        neighbour = place + (1 if direction == "down" else -1)
        if place < 0 or not 0 <= neighbour < len(shown):
            return here
        moved.append(True)
        return here.moved(id, shown[neighbour], after=direction == "down")

    after = _changed("moved", change, lambda: id)
    operation = after.get(id)
    if not htmx.is_fragment():
        return _see(f"{there.address}#{section}--{id}")
    if moved:
        way = "descendue" if direction == "down" else "montée"
        message = f"Opération {way} d’une place : « {operation.title} »."
    else:
        message = (
            f"Déjà à la {'dernière' if direction == 'down' else 'première'} place : « {operation.title} »."
        )
    return _results(after, message, operation, section, focus=f"move-{direction}")


# -- additions


@changes.get("/operations/new")
def new() -> Response:
    """The form of an operation to add, with the audiences and platforms of the filters ticked."""
    there = _standing(_catalogue())
    return _operation_form(OperationForm(audiences=there.audiences, platforms=there.platforms), None)


@changes.post("/operations")
def add() -> Response:
    """Add an operation at the end of the catalogue."""
    form = OperationForm.typed(request.form)
    if _asks_for_links():
        return _operation_form(form.with_links_changed(request.form["action"]), None)
    added: list[str] = []

    def change(here: Catalogue) -> Catalogue:
        # Not of all that was typed, which is looked at below: that takes as long as it is long.
        id = here.free_id(form.title.strip()[:MAX_TITLE])
        here, operation = _with_values(here, id)
        added.append(id)
        return here.added(operation)

    try:
        after = _changed("added", change, lambda: added[-1])
    except Refused as refused:
        return _operation_form(form.with_errors(refused.errors), None, 422)
    except (StoreFull, StoreUnavailable) as error:
        return _operation_form(form.with_errors({"store": [str(error)]}), None, _status(error))
    operation = after.get(added[-1])
    if not htmx.is_fragment():
        return _see(url_for("browse.operation", id=operation.id, saved=1))
    return _results(after, f"Opération ajoutée : « {operation.title} ».", operation, added=True)


# -- the catalogue's own texts


@changes.get("/catalogue/edit")
def edit_heading() -> Response:
    """The form of the catalogue's title and introduction."""
    return _heading_form(HeadingForm.of(_catalogue().heading))


@changes.get("/catalogue")
def heading() -> Response:
    """The heading, in the place of its form for htmx: what « Annuler » gives back."""
    if not htmx.is_fragment():
        return _see(url_for("browse.catalogue"))
    return fragment("_heading.html", heading=_catalogue().heading, focus=True)


@changes.post("/catalogue")
def save_heading() -> Response:
    """Save the catalogue's own texts over the version that the form was made from."""
    form = HeadingForm.typed(request.form)

    def change(here: Catalogue) -> Catalogue:
        values = load_heading(as_mapping(request.form))
        revision = values.pop("revision")
        after = Heading(audiences=here.heading.audiences, **values)
        return here if after == here.heading else here.with_heading(after, revision)

    try:
        after = _changed("saved", change, lambda: "catalogue")
    except Conflict:
        return _heading_form(form.against(_catalogue().heading), 409)
    except Refused as refused:
        return _heading_form(form.with_errors(refused.errors), 422)
    except (StoreFull, StoreUnavailable) as error:
        return _heading_form(form.with_errors({"store": [str(error)]}), _status(error))
    if not htmx.is_fragment():
        return _see(url_for("browse.catalogue"))
    return fragment("_heading_answer.html", heading=after.heading, focus=True, message="Enregistré.")


# -- inside


def _changed(event: str, change: Change, what: Callable[[], str]) -> Catalogue:
    """The catalogue after `change`; the log is told who did that, when something changed.

    `what` says, once it is done, which operation it was, or « catalogue ».
    """
    is_other: list[bool] = []

    def watched(here: Catalogue) -> Catalogue:
        after = change(here)
        is_other.append(after is not here)
        return after

    after = site().store.change(watched).catalogue
    if is_other[-1]:
        guard.note(event, what=what(), revision=_revision(after, what()))
    return after


def _revision(here: Catalogue, what: str) -> str:
    if what in here.operations:
        return here.operations[what].revision
    return here.trash[what].operation.revision if what in here.trash else here.heading.revision


def _see(address: str) -> Response:
    """Send a plain browser to `address`, with GET."""
    return Response(status=303, headers={"Location": address})


def _catalogue() -> Catalogue:
    return site().store.published.catalogue


def _standing(here: Catalogue) -> Selection:
    return standing_selection(here.heading)


def _asks_for_links() -> bool:
    """Whether the button pressed was one of the links', and not « Enregistrer »."""
    return request.form.get("action", "save") != "save"


def _with_values(here: Catalogue, id: str) -> tuple[Catalogue, Operation]:
    """The operation that the form describes, and `here` with the audience that it may name anew."""
    mapping = as_mapping(request.form, LISTS)
    values = load_operation(mapping, here.heading.audiences)
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
        "section": section_of(here),
        "focus": _focus(form),
    }
    if htmx.is_fragment():
        return fragment("_operation_form.html", status, plain=False, **context)
    return page("operation_form.html", status, plain=True, **context)


def _focus(form: OperationForm) -> str:
    """The part of the form that takes the focus: what was refused, what was moved, or the title."""
    if form.errors or form.saved:
        return "errors"
    if request.method == "POST" and _asks_for_links():
        action = request.form["action"]
        # Recognised on leaving the field: the focus is where its owner has gone.
        return "" if action == "recognise" and htmx.is_fragment() else form.focus_after(action)
    return "title"


def _heading_form(form: HeadingForm, status: int = 200) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "focus": "errors" if form.errors or form.saved else "title",
    }
    if htmx.is_fragment():
        return fragment("_heading_form.html", status, plain=False, **context)
    return page("heading_form.html", status, plain=True, heading=_catalogue().heading, **context)


def _deleted_meanwhile(form: OperationForm) -> Response:
    message = (
        "Cette opération a été supprimée entre-temps. Votre saisie est intacte : « Enregistrer » l’ajoutera "
        "au catalogue comme une nouvelle opération."
    )
    return _operation_form(form.with_errors({"store": [message]}), None, 409)


def _results(
    after: Catalogue,
    message: str,
    operation: Operation | None = None,
    section: str = "",
    *,
    focus: str = "edit",
    undo: Operation | None = None,
    added: bool = False,
) -> Response:
    """All the results that the person looks at, with the focus on what was changed."""
    there = _standing(after)
    focused = None
    if operation:
        if section not in operation.audiences:
            visible = set(there.audiences or operation.audiences) & set(operation.audiences)
            section = next((slug for slug in operation.audiences if slug in visible), "")
        focused = Focus(operation.id, section, focus)
    shown = find(after, there, _pages_on_page())
    is_shown = focused and any(focused.is_in(section) for each in shown for section in each.sections)
    context = results_context(after, there, shown, focused)
    context["fields"] = filter_fields(after.heading, there, shown[0])
    context["bar"] = _bar(message, undo=undo, hidden=None if is_shown else operation)
    context["added"] = added
    response = answer(poured("_results_answer.html", context))
    htmx.retarget(response, "#resultats")
    return response


def _bar(message: str, undo: Operation | None = None, hidden: Operation | None = None) -> Html:
    return Html(render("_bar.html", message=message, undo=undo, hidden=hidden))


def _pages_on_page() -> int:
    """How many pages of results the person has on the page, by its own account."""
    digits = request.form.get("pages", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 1


def _status(error: Exception) -> int:
    return 507 if isinstance(error, StoreFull) else 503
