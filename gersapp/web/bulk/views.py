"""Changing many at once: the operations that were ticked on the catalogue's page."""

from typing import Any

from flask import Blueprint, Response, request

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.bulk import deleted, with_value, without_value
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Heading
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.errors import LeftWithoutAudience, StoreFull, StoreUnavailable
from gersapp.schemas import Refused, load_bulk
from gersapp.web import htmx
from gersapp.web.changes import Done, bar_of_page, changed, results, see, status_of, title_of
from gersapp.web.current import current_snapshot
from gersapp.web.french import counted, listed, plural, quoted
from gersapp.web.navigation import catalogue_address, standing_selection
from gersapp.web.operations.forms import as_mapping
from gersapp.web.rendering.pages import render, render_fragment, respond
from gersapp.web.results import BulkForm, find_results, render_catalogue_page

lots = Blueprint("bulk", __name__)

# So many operations are named in a message.
_MOST_NAMED = 5


@lots.post("/bulk")
def change() -> Response:
    """Add a value to the operations `op`, take it away, or delete them: one action, with one way back."""
    values: dict[str, Any] = {}
    gone: list[str] = []

    def made(here: Catalogue, _: History) -> Catalogue:
        nonlocal values, gone
        form = {**as_mapping(request.form, ("op",)), "action": request.form.get("action", "")}
        values = load_bulk(form, here.heading.audiences)
        ids = values["op"]
        gone = [id for id in ids if id not in here.operations]
        if gone:
            return here
        if values["action"] == "delete":
            return deleted(here, ids)
        changed = with_value if values["action"] == "add" else without_value
        return changed(here, ids, values["kind"], values["slug"])

    try:
        done = changed("bulk", made, lambda: _what(values))
    except Refused as refused:
        return _refused(next(iter(refused.errors.values()))[0], 422)
    except LeftWithoutAudience as error:
        return _refused(
            f"Rien n’est changé : c’est la seule cible de {_titles(error.ids)}. Ajoutez d’abord une autre "
            "cible.",
            422,
        )
    except (StoreFull, StoreUnavailable) as error:
        return _refused(str(error), status_of(error))
    if gone:
        return _gone(done, gone)
    if not done.action:
        return _refused(f"Rien à changer : {_no_difference(values, done.catalogue.heading)}.", 200)
    if not htmx.is_fragment():
        return see(catalogue_address(standing_selection(done.catalogue.heading).query))
    number = len(current_snapshot().history.action(done.action))
    return results(done, f"{_said(number, values, done.catalogue.heading)}.")


def _refused(message: str, status: int) -> Response:
    """`message` beside the controls, with the ticks and the value as they were."""
    if htmx.is_fragment():
        response = render_fragment("_bulk_refusal.html", status, refusal=message, aside=False)
        htmx.retarget(response, "#lot-refus")
        return response
    snapshot = current_snapshot()
    results = find_results(snapshot, standing_selection(snapshot.catalogue.heading))
    form = BulkForm(set(request.form.getlist("op")), request.form.get("value", ""), message)
    return respond(render_catalogue_page(results, bar=bar_of_page(), bulk=form), status)


def _gone(done: Done, ids: list[str]) -> Response:
    """The results as they are now, without the operations `ids`: what is left stays ticked."""
    is_one = len(ids) == 1
    which = "cette opération n’est" if is_one else f"{counted(len(ids), 'opération')} ne sont"
    trash = done.catalogue.trash
    deleted = [id for id in ids if id in trash]
    named = f" ({_titles(deleted)})" if deleted else ""
    message = f"Rien n’est changé : {which} plus dans le catalogue{named}. Vérifiez, puis recommencez."
    if not htmx.is_fragment():
        return _refused(message, 409)
    response = results(done, "")
    response.data += render("_bulk_refusal.html", refusal=message, aside=True)
    response.status_code = 409
    return response


def _titles(ids: list[str]) -> str:
    """« « A », « B » et 3 autres »."""
    here = current_snapshot()
    named = [quoted(title_of(here, id)) for id in ids[:_MOST_NAMED]]
    more = len(ids) - len(named)
    return listed([*named, *([counted(more, "autre")] if more else [])])


def _what(values: dict[str, Any]) -> str:
    """What the log is told: « add platform:x × 3 »."""
    value = "" if values["action"] == "delete" else f" {values['value']}"
    return f"{values['action']}{value} × {len(values['op'])}"


def _value(values: dict[str, Any], heading: Heading) -> str:
    """« cible « Adultes » »."""
    if values["kind"] == "platforms":
        return f"plateforme « {BY_SLUG[values['slug']].label} »"
    labels = {audience.slug: audience.label for audience in heading.audiences}
    return f"cible « {labels[values['slug']]} »"


def _said(number: int, values: dict[str, Any], heading: Heading) -> str:
    operations, s = counted(number, "opération"), plural(number, "", "s")
    if values["action"] == "delete":
        return f"{operations} supprimée{s}"
    done = "ajoutée" if values["action"] == "add" else "retirée"
    return f"{operations} modifiée{s} : {_value(values, heading)} {done}"


def _no_difference(values: dict[str, Any], heading: Heading) -> str:
    one = len(values["op"]) == 1
    which = "l’opération cochée" if one else "les opérations cochées"
    if values["action"] == "add":
        return f"{which} {'a' if one else 'ont'} déjà la {_value(values, heading)}"
    if values["kind"] == "audiences":
        return f"{which} n’{'a' if one else 'ont'} pas la {_value(values, heading)}"
    announces = "n’annonce" if one else "n’annoncent"
    return f"{which} {announces} pas la {_value(values, heading)} (un lien se retire dans l’opération)"
