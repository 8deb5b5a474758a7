"""What is decided for a whole review: audiences, the catalogue's own texts, typography, uses of columns."""

from typing import Any

from gersapp.catalogue.catalogue import Catalogue
from gersapp.exchange.tables.rows import RowFaults
from gersapp.exchange.tables.values import Workbook
from gersapp.reviews.comparison import Standing
from gersapp.reviews.french import HEADING_LABELS
from gersapp.reviews.items import ReviewView
from gersapp.web.imports.preview import describe_tables
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.templates import render_html

# The places on the page, and their templates.
_PLACES = {
    "reglage-cibles": "audiences",
    "reglage-textes": "texts",
    "reglage-typographie": "typography",
}


def render_settings(view: ReviewView, catalogue: Catalogue, faults: RowFaults | None) -> dict[str, Html]:
    """Return the settings by the id of their places; `faults` is what is wrong in the rows of tables."""
    context = _describe_settings(view, catalogue)
    settings = {"reglage-tableau": Html()} | {
        name: render_html(f"imports/_{part}.html", **context) for name, part in _PLACES.items()
    }
    workbook = view.review.source
    if faults and isinstance(workbook, Workbook):
        settings["reglage-tableau"] = render_html(
            "imports/_table.html", **describe_tables(view, workbook, faults)
        )
    return settings


def _describe_settings(view: ReviewView, catalogue: Catalogue) -> dict[str, Any]:
    proposed = [line.into for line in view.audiences if line.into]
    known = sorted({*catalogue.heading.labels, *proposed}, key=str.casefold)
    shown = [item for item in view.items if item.standing not in (Standing.THERE, Standing.ADDED)]
    suggestions = sum(len(item.suggestions) for item in shown) + len(view.heading_suggestions)
    return {
        "id": view.review.id,
        "texts": [
            (name, HEADING_LABELS[name], text, view.heading_problems.get(name, []))
            for name, text in view.heading.items()
        ],
        "has_problems": bool(view.heading_problems),
        "audiences": view.audiences,
        "labels": known,
        "new": sum(1 for line in view.audiences if line.into and not line.slug),
        "suggestions": suggestions,
    }
