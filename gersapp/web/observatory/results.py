"""The results of a selection across bodies, as the page and its fragments show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import url_for

from gersapp.catalogue.search.selection import Notice
from gersapp.catalogue.text import french_spacing
from gersapp.french import counted, describe_notice
from gersapp.observatory.found import NationalFound
from gersapp.observatory.national import National
from gersapp.observatory.proposals import propose_national
from gersapp.observatory.selection import NationalSelection
from gersapp.web.current import in_body
from gersapp.web.fragments import Fragment, address_other_pages
from gersapp.web.french import ask_nearest, say_selected
from gersapp.web.french_times import today
from gersapp.web.national.french import EVERYTHING, TITLE, count_national, introduce, label_national_filters
from gersapp.web.navigation import add_query, home, site_home
from gersapp.web.observatory.facets import make_facets, say_ticked
from gersapp.web.rendering.html import render_counts
from gersapp.web.rendering.pages import render, render_reading_cards

_MAX_PAGES = 40
# The data that programs may read in place of the page: type, name and endpoint.
_DATA = (
    ("application/json", "JSON", "national_data.operations"),
    ("application/atom+xml", "Ce qui change", "national_data.feed"),
    ("text/csv", "CSV", "national_data.csv"),
)


@dataclass(frozen=True, slots=True)
class NationalResults:
    """Pages of results, one after the other: the first is the one that `selection` asks for."""

    national: National
    selection: NationalSelection
    pages: Sequence[NationalFound]


def find_national(national: National, selection: NationalSelection, pages: int = 1) -> NationalResults:
    """Find the page of results that `selection` asks for and those after it, `pages` in all at most."""
    found = [national.find(selection)]
    while found[-1].has_more and len(found) < min(pages, _MAX_PAGES):
        found.append(national.find(selection.on_page(selection.page + len(found))))
    return NationalResults(national, selection, found)


def render_national_page(
    results: NationalResults,
    *,
    notices: Sequence[Notice] = (),
    narrowing: Mapping[str, str] = MappingProxyType({}),
    origin: str = "",
) -> bytes:
    """Return the whole page; `narrowing` is what is typed in the long filters, and `origin` is the scheme and
    host of its canonical address, or ""."""
    shown = sum(len(section.operations) for page in results.pages for section in page.sections)
    return render(
        "observatory/index.html",
        **_context(results, notices, narrowing),
        introduction=introduce(len(results.national.parts)),
        origin=origin,
        alternates=[
            (media_type, name, add_query(url_for(endpoint), results.selection.on_page(1).query))
            for media_type, name, endpoint in _DATA
        ],
        shown=shown,
        today=today(),
    )


def render_national_fragment(
    results: NationalResults, fragment: Fragment, *, notices: Sequence[Notice] = ()
) -> bytes:
    """Return the results and the counts, or the next page of results alone."""
    if fragment is Fragment.NEXT_PAGE:
        return render("observatory/_page.html", **_context(results, ()))
    with_fields = fragment.has_filter_fields
    return render("observatory/_answer.html", **_context(results, notices), with_filter_fields=with_fields)


def _context(
    results: NationalResults, notices: Sequence[Notice], narrowing: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """Return what the templates of the page show (in French where it is text): `_summary`, and

    - `facets`: returns the filters, the long ones as `narrowing` says;
    - `ticked_words`: what is ticked in each long filter;
    - `chips`: (label, address without it) of each filter; `notices`: what was asked for and ignored;
    - `groups`: (address, name, count, whether it continues the page before, cards) of each body;
    - `state`: the name of the state of all bodies;
    - what `address_other_pages` returns, `page_count`, and `home`, the address without filters;
    - `is_without_body`, `is_first_use`: whether there is no body, and no operation yet.
    """
    national, selection, found = results.national, results.selection, results.pages[0]
    labels, home_address = label_national_filters(national, selection), site_home()
    chip_addresses = [add_query(home_address, query) for query in selection.queries_less_one()]
    return {
        **_summary(results, labels),
        "facets": partial(make_facets, national, selection, found, narrowing),
        "ticked_words": say_ticked(national, selection, found),
        "chips": list(zip(labels, chip_addresses, strict=True)),
        "notices": [french_spacing(describe_notice(notice)) for notice in notices],
        "groups": _groups(results),
        **address_other_pages(
            lambda page: add_query(home_address, selection.on_page(page).query),
            first=selection.page,
            pages=len(results.pages),
            entries=found.operations,
            has_more=results.pages[-1].has_more,
        ),
        "page_count": len(results.pages),
        "state": national.state,
        "home": home_address,
        "is_without_body": not national.parts,
        "is_first_use": not national.operations,
    }


def _summary(results: NationalResults, labels: Sequence[str]) -> dict[str, Any]:
    """Return what the templates say of `results` without the cards; `labels` are those of the filters:

    - `selection`, `found` (the first page): values of the domain;
    - `title`, `count`, `selected`, `ticked`, `operations`, `counts`, `proposals`, `nearest`, `printable`,
      `download`: as in `gersapp.web.results.summary_context`.
    """
    selection, found = results.selection, results.pages[0]
    no_result = selection.q and not found.operations
    proposed = propose_national(results.national, selection) if no_result else ()
    active, query = ", ".join(labels), selection.on_page(1).query
    counts = {
        "body": found.bodies,
        "kind": found.kinds,
        "territory": found.territories,
        "audience": found.groups,
        "platform": found.platforms,
    }
    return {
        "selection": selection,
        "found": found,
        "title": " — ".join(filter(None, (active, TITLE))),
        "count": count_national(found.operations, found.links, _count_bodies(found, selection)),
        "selected": say_selected(labels, EVERYTHING),
        "ticked": len(labels) - bool(selection.q),
        "operations": counted(found.operations, "opération"),
        "counts": render_counts(counts),
        "proposals": [(other.q, add_query(site_home(), other.query)) for other in proposed],
        "nearest": ask_nearest([other.q for other in proposed]),
        "printable": add_query(url_for("observatory.printable"), query),
        "download": add_query(url_for("national_documents.index"), query),
    }


def _count_bodies(found: NationalFound, selection: NationalSelection) -> int:
    """Return how many bodies have a hit."""
    shown = selection.bodies or found.bodies
    return sum(1 for slug in shown if found.bodies.get(slug))


def _groups(results: NationalResults) -> list[tuple[str, str, str, bool, bytes]]:
    groups: list[tuple[str, str, str, bool, bytes]] = []
    for page in results.pages:
        for section in page.sections:
            with in_body(section.body.slug):
                cards, address = render_reading_cards(section.operations, page.words), home()
            name, count = french_spacing(section.name), counted(section.count, "opération")
            groups.append((address, name, count, section.is_continued, cards))
    return groups
