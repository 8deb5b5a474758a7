"""The results of a selection, ready for the templates.

Everything here is said in each answer to a filter, so the words are put together in Python: a
template that includes another for each chip and count costs more than finding operations among
10 000.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gersapp.catalogue.catalogue import Catalogue, Found, Section
from gersapp.catalogue.model import Audience, Heading
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.selection import Selection, read_selection
from gersapp.catalogue.text import narrowed
from gersapp.web import guard, htmx
from gersapp.web.html import Html
from gersapp.web.pages import site

_MOST_PAGES = 40


@dataclass(frozen=True, slots=True)
class Group:
    """A section's heading; its cards are among the results' `cards`, a piece for each group."""

    audience: Audience
    count: str
    continued: bool


@dataclass(frozen=True, slots=True)
class Focus:
    """The control of a card that takes the focus: `edit`, `move-up` or `move-down`."""

    id: str
    section: str
    control: str


def results_context(
    catalogue: Catalogue, selection: Selection, pages: int = 1, focus: Focus | None = None
) -> dict[str, Any]:
    """What `_results.html` and its parts need, for `pages` pages from `selection.page` on.

    `chips` are (label, address without that filter); `focused` says whether the card that `focus`
    names is among the results.
    """
    found = last = catalogue.find(selection)
    shown = [found]
    number = selection.page
    while last.more and len(shown) < min(pages, _MOST_PAGES):
        number += 1
        last = catalogue.find(selection.on_page(number))
        shown.append(last)
    heading = catalogue.heading
    chips = list(_chips(heading, selection))
    active = ", ".join(label for label, _ in chips)
    return {
        "heading": heading,
        "selection": selection,
        "found": found,
        "groups": [
            Group(section.audience, _operations(section.count), section.continued)
            for each in shown
            for section in each.sections
        ],
        "cards": [_cards(section, each.words, focus) for each in shown for section in each.sections],
        "next": selection.on_page(number + 1).address if last.more else None,
        "is_first_use": not catalogue.operations,
        "focused": focus is not None
        and any(_is_among(section, focus) for each in shown for section in each.sections),
        "chips": chips,
        "active": active,
        "count": _count(found),
        "counts": _counts(found),
        "title": " — ".join(
            text for text in (active, heading.title or "Catalogue des opérations", heading.body) if text
        ),
    }


def standing_selection(heading: Heading) -> Selection:
    """The selection of the page that the person looks at."""
    return read_selection(htmx.standing_query(), heading.audiences)[0].on_page(1)


def _chips(heading: Heading, selection: Selection) -> Iterable[tuple[str, str]]:
    """The label of each filter, and the address without it."""
    labels = [narrowed(a.label) for a in heading.audiences if a.slug in selection.audiences]
    labels += [BY_SLUG[slug].label for slug in selection.platforms]
    if selection.q:
        labels.append(f"«\u202f{selection.q}\u202f»")
    return zip(labels, selection.addresses_less_one(), strict=True)


def _counts(found: Found) -> Html:
    """The count of each value of the filters, as the pieces by which htmx replaces the old ones."""
    counts = (("audience", found.audiences), ("platform", found.platforms))
    return Html(
        "\n".join(
            # Slugs and numbers: nothing to escape.
            f'<span id="n-{name}-{slug}" class="n{"" if n else " zero"}" hx-swap-oob="true">{n}</span>'
            for name, values in counts
            for slug, n in values.items()
        )
    )


def _count(found: Found) -> str:
    if not found.operations:
        return "Aucune opération"
    return f"{_operations(found.operations)}, {_counted(found.links, 'lien')}"


def _operations(number: int) -> str:
    return _counted(number, "opération")


def _counted(number: int, noun: str) -> str:
    """« 1 lien », « 0 lien », « 10 000 liens »: French, where 0 is singular."""
    digits = f"{number:,}".replace(",", "\u202f")
    return f"{digits} {noun}" if number < 2 else f"{digits} {noun}s"


def _cards(section: Section, words: tuple[str, ...], focus: Focus | None) -> bytes:
    slug = section.audience.slug
    id, control = (focus.id, focus.control) if focus and focus.section == slug else ("", "")
    return site().cards.html(section.operations, slug, guard.may_edit(), words, id, control)


def _is_among(section: Section, focus: Focus) -> bool:
    """Whether the card that takes the focus stands in `section`."""
    return focus.section == section.audience.slug and any(
        operation.id == focus.id for operation in section.operations
    )
