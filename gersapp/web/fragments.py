"""The part of a page of results that htmx asks for, and the address that the browser then shows."""

from collections.abc import Callable
from enum import Enum

from flask import Response

from gersapp.catalogue.catalogue import PAGE
from gersapp.french import counted
from gersapp.web import htmx

# Further pages come by a button, so that the foot of the page can be reached.
_MAX_SCROLLED_PAGES = 3


class Fragment(Enum):
    """The part of the page that htmx asks for; the value is its name in the ETag."""

    NEXT_PAGE = "next"
    # Whoever types or ticks sees the filters change already: only their counts come with the results.
    RESULTS = "results"
    TYPED_RESULTS = "typed"  # as RESULTS, without a new entry of the browser's history
    RESULTS_AND_FILTERS = "filters"
    # All the pages of results that stand on the page, after the change of somebody else.
    REFRESHED_RESULTS = "refresh"

    @property
    def has_filter_fields(self) -> bool:
        return self in (Fragment.RESULTS_AND_FILTERS, Fragment.REFRESHED_RESULTS)


# By the id of the element that asks; any other, a chip for one, changes the filters too.
_OF_TRIGGER = {
    "q": Fragment.TYPED_RESULTS,
    "filtres": Fragment.RESULTS,
    "actualiser": Fragment.REFRESHED_RESULTS,
}
# How the ids of the fields of a filter begin.
_CHOICE = "choix-"
# The id of the link to the next page of results, which goes where the link stands.
_NEXT_PAGE_LINK = "suite"


def requested_fragment() -> Fragment:
    """Return the fragment that htmx asks for: by the element that it goes into, or by the one that asks."""
    if htmx.target() == _NEXT_PAGE_LINK:
        return Fragment.NEXT_PAGE
    if htmx.trigger().startswith(_CHOICE):
        return Fragment.RESULTS
    return _OF_TRIGGER.get(htmx.trigger(), Fragment.RESULTS_AND_FILTERS)


def set_browser_address(response: Response, fragment: Fragment, address: str) -> None:
    """Have the browser show `address`; what is typed or refreshed makes no new entry of its history."""
    if fragment in (Fragment.TYPED_RESULTS, Fragment.REFRESHED_RESULTS):
        htmx.replace(response, address)
    elif fragment is not Fragment.NEXT_PAGE:
        htmx.push(response, address)


def address_other_pages(
    address_of: Callable[[int], str], *, first: int, pages: int, entries: int, has_more: bool
) -> dict[str, str | bool]:
    """Return the addresses `next`, `before` and `first` of pages of results beside the `pages` that stand
    there from the one numbered `first` on, or ""; and of the next page, « 50 opérations » that it has at
    most, `more`, and whether it `comes_by_scrolling`. All pages have so many `entries`."""
    last = first + pages - 1
    return {
        "next": address_of(last + 1) if has_more else "",
        "more": counted(min(entries - last * PAGE, PAGE), "opération"),
        "comes_by_scrolling": last <= _MAX_SCROLLED_PAGES,
        "before": address_of(first - 1) if first > 1 else "",
        "first": address_of(1) if first > 1 else "",
    }
