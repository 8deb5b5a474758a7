"""The results of a selection, ready for the templates.

Every answer to a filter says all of this, so it is made of plain texts: `pages.poured` then renders only
the answers of a shape that it has not seen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gersapp.catalogue.catalogue import Catalogue, Found, Section
from gersapp.catalogue.model import Heading
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.search.selection import Selection, read_selection
from gersapp.catalogue.text import french_spacing
from gersapp.store.tinydb import Published
from gersapp.web import htmx
from gersapp.web.french import counted
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import render, site
from gersapp.web.security import guard

_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Focus:
    """The control of a card that takes the focus: `edit`, `move-up` or `move-down`."""

    id: str
    section: str
    control: str

    def is_in(self, section: Section) -> bool:
        """Whether the card stands in `section`."""
        return self.section == section.audience.slug and any(
            operation.id == self.id for operation in section.operations
        )


def find(catalogue: Catalogue, selection: Selection, pages: int = 1) -> list[Found]:
    """The page of results that `selection` asks for, and those after it: `pages` in all, if there are."""
    shown = [catalogue.find(selection)]
    while shown[-1].more and len(shown) < min(pages, _MOST_PAGES):
        shown.append(catalogue.find(selection.on_page(selection.page + len(shown))))
    return shown


def results_context(
    here: Published,
    selection: Selection,
    shown: Sequence[Found],
    focus: Focus | None = None,
    ticked: Collection[str] = (),
) -> dict[str, Any]:
    """What `_results.html`, `_counts.html` and `title` need of the pages `shown`, found by `selection`;
    the operations `ticked` (ids) are."""
    catalogue = here.catalogue
    cards, editable = site().cards, guard.may_edit()

    def cards_of(section: Section, words: Sequence[str]) -> bytes:
        slug = section.audience.slug
        id, control = (focus.id, focus.control) if focus and focus.section == slug else ("", "")
        return cards.html(section.operations, slug, editable, words, id, control, ticked)

    heading = catalogue.heading
    first, number = shown[0], selection.page
    chips = list(_chips(heading, selection))
    active = ", ".join([label for label, _ in chips])
    return {
        "seen": str(here.history.last),
        "state": here.generation,
        "title": " — ".join(
            [text for text in (active, heading.title or "Catalogue des opérations", heading.body) if text]
        ),
        "chips": chips,
        "active": active,
        "count": _count(first),
        "counts": _counts(first),
        "notices": (),
        "groups": [
            (
                _narrowed(section.audience.label),
                _operations(section.count),
                section.continued,
                cards_of(section, each.words),
            )
            for each in shown
            for section in each.sections
        ],
        "next": selection.on_page(number + len(shown)).address if shown[-1].more else "",
        "before": selection.on_page(number - 1).address if number > 1 else "",
        "first": selection.on_page(1).address if number > 1 else "",
        "is_first_use": not catalogue.operations,
        "nothing": not first.operations,
        "searched": bool(selection.q),
        "filtered": bool(selection.audiences or selection.platforms),
        "editable": editable,
    }


def filter_fields(heading: Heading, selection: Selection, found: Found) -> Html:
    """The fields of the filters, for an answer that changes them too."""
    return Html(render("_filter_fields.html", heading=heading, selection=selection, found=found))


def choices(heading: Heading, chosen: str) -> Html:
    """What may be added to many operations, or taken away, as the options of a field that has `chosen`."""
    return Html(render("_choices.html", heading=heading, chosen=chosen))


def standing_selection(heading: Heading) -> Selection:
    """The selection of the page that the person looks at."""
    return read_selection(htmx.standing_query(), heading.audiences)[0].on_page(1)


def _chips(heading: Heading, selection: Selection) -> Iterable[tuple[str, str]]:
    """The label of each filter, and the address without it."""
    labels = [_narrowed(a.label) for a in heading.audiences if a.slug in selection.audiences]
    labels += [BY_SLUG[slug].label for slug in selection.platforms]
    if selection.q:
        labels.append(f"«\u202f{selection.q}\u202f»")
    return zip(labels, selection.addresses_less_one(), strict=True)


def _counts(found: Found) -> Html:
    """The count of each value of the filters, as the pieces by which htmx replaces the old ones."""
    counts = (("audience", found.audiences), ("platform", found.platforms))
    return Html(
        "\n".join(
            [
                # Slugs and numbers: nothing to escape.
                f'<span id="n-{name}-{slug}" class="n{"" if n else " zero"}" hx-swap-oob="true">{n}</span>'
                for name, values in counts
                for slug, n in values.items()
            ]
        )
    )


def _count(found: Found) -> str:
    if not found.operations:
        return "Aucune opération"
    return f"{_operations(found.operations)}, {counted(found.links, 'lien')}"


def _operations(number: int) -> str:
    return counted(number, "opération")


# The same few labels in every answer.
_narrowed = lru_cache(maxsize=1_000)(french_spacing)
