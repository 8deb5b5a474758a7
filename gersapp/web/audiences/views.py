"""« Cibles »: the catalogue's audiences, each renamed, merged or removed everywhere at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.bulk import audience_merged, audience_removed, audience_renamed
from gersapp.catalogue.history.history import History
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import LeftWithoutAudience, NotFound, StoreFull, StoreUnavailable
from gersapp.schemas import Refused, load_label, load_merge
from gersapp.store.tinydb import Change
from gersapp.web.changes import bar_of_page, changed, see, status_of
from gersapp.web.current import current_snapshot
from gersapp.web.french import counted, plural
from gersapp.web.operations.forms import as_mapping
from gersapp.web.rendering.pages import render_page

audiences = Blueprint("audiences", __name__)


@audiences.get("/audiences")
def everyone() -> Response:
    """All the audiences, with how many operations each has."""
    return _page()


@audiences.post("/audiences/<slug>/rename")
def rename(slug: str) -> Response:
    """Give an audience another label; its address stays."""

    def change(here: Catalogue, _: History) -> Catalogue:
        label = load_label(as_mapping(request.form), here.heading.audiences, slug)
        return audience_renamed(here, slug, label)

    return _changed("audience renamed", slug, change)


@audiences.post("/audiences/<slug>/merge")
def merge(slug: str) -> Response:
    """Give another audience to all the operations that have this one, which is then no more."""

    def change(here: Catalogue, _: History) -> Catalogue:
        return audience_merged(here, slug, load_merge(as_mapping(request.form), here.heading.audiences, slug))

    return _changed("audience merged", slug, change)


@audiences.post("/audiences/<slug>/remove")
def remove(slug: str) -> Response:
    """Remove an audience that no operation has."""
    return _changed("audience removed", slug, lambda here, _: audience_removed(here, slug))


# -- inside


@dataclass(frozen=True, slots=True)
class Row:
    """An audience on the page: `said` is its count of operations in words, `moving` what a merge does to
    them, or nothing when it has none. `errors` are those of its forms, by field."""

    slug: str
    label: str
    typed: str
    said: str
    moving: str
    errors: Mapping[str, Any]


def _changed(event: str, slug: str, change: Change) -> Response:
    """Make `change` and come back to the page, or give it back with what was typed and what is wrong."""

    def checked(here: Catalogue, history: History) -> Catalogue:
        if all(audience.slug != slug for audience in here.heading.audiences):
            raise NotFound(slug)
        return change(here, history)

    try:
        changed(event, checked, lambda: slug)
    except Refused as refused:
        return _page(422, slug, refused.errors)
    except LeftWithoutAudience:
        return _page(422, refusal="Des opérations ont cette cible : fusionnez-la plutôt avec une autre.")
    except NotFound:
        return _page(404, refusal="Rien n’est changé : cette cible n’est plus dans le catalogue.")
    except (StoreFull, StoreUnavailable) as error:
        return _page(status_of(error), slug, refusal=str(error))
    return see(url_for("audiences.everyone"))


def _page(
    status: int = 200, asked: str = "", errors: Mapping[str, Any] | None = None, *, refusal: str = ""
) -> Response:
    """The page; `errors` are those of a form of the audience `asked`, with what was typed in it."""
    here = current_snapshot().catalogue
    counts = here.find(Selection()).audiences
    trashed = Counter(slug for each in here.trash.values() for slug in each.operation.audiences)
    rows = []
    for audience in here.heading.audiences:
        slug, label = audience.slug, audience.label
        is_asked = slug == asked
        rows.append(
            Row(
                slug,
                label,
                request.form.get("label", label) if is_asked else label,
                _said(counts[slug] + trashed[slug], trashed[slug]),
                _moving(counts[slug] + trashed[slug]),
                errors if is_asked and errors else {},
            )
        )
    return render_page(
        "audiences.html", status, heading=here.heading, rows=rows, refusal=refusal, bar=bar_of_page()
    )


def _said(number: int, trashed: int) -> str:
    return counted(number, "opération") + (f", dont {trashed} dans la corbeille" if trashed else "")


def _moving(number: int) -> str:
    verb = plural(number, "passera", "passeront")
    return f"{counted(number, 'opération')} {verb} dans la cible choisie." if number else ""
