"""The results of a selection, for every feature that shows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from gersapp.catalogue.model import Heading
from gersapp.catalogue.proposals import propose
from gersapp.catalogue.search.found import Found
from gersapp.catalogue.search.selection import Notice, Selection
from gersapp.catalogue.text import french_spacing
from gersapp.french import UNTITLED, count_found, counted, describe_notice, label_filters
from gersapp.store.repository import Snapshot
from gersapp.web import french, french_times, htmx
from gersapp.web.current import current_history, organisation_of
from gersapp.web.fragments import address_other_pages
from gersapp.web.navigation import add_query, data_addresses, download_home, home, printable_home, with_ticks
from gersapp.web.rendering.cards import ALONE, Focus
from gersapp.web.rendering.html import Html, render_counts
from gersapp.web.rendering.pages import render, render_cards
from gersapp.web.security.access import explain_suspension

_MAX_PAGES = 40


@dataclass(frozen=True, slots=True)
class Results:
    """Pages of results, one after the other: the first is the one that `selection` asks for."""

    snapshot: Snapshot
    selection: Selection
    pages: Sequence[Found]

    def has_card(self, id: str, section: str) -> bool:
        """Whether the card of the operation `id` is among those of `section`; of any section for ""."""
        return any(
            section in ("", part.audience.slug) and any(operation.id == id for operation in part.operations)
            for page in self.pages
            for part in page.sections
        )

    def count_shown(self) -> int:
        """Return how many operations have a card here: each counts once."""
        sections = [section for page in self.pages for section in page.sections]
        return len({operation.id for section in sections for operation in section.operations})


@dataclass(frozen=True, slots=True)
class BulkForm:
    """The form that acts on several operations: those `ticked` (ids), the value chosen for them, and why it
    was not given to them; `is_all`: the whole selection is ticked."""

    ticked: Collection[str] = ()
    is_all: bool = False
    bulk_value: str = ""
    refusal: str = ""


def find_results(snapshot: Snapshot, selection: Selection, pages: int = 1) -> Results:
    """Find the page of results that `selection` asks for and those after it, `pages` in all at most."""
    found = [snapshot.catalogue.find(selection)]
    while found[-1].has_more and len(found) < min(pages, _MAX_PAGES):
        found.append(snapshot.catalogue.find(selection.on_page(selection.page + len(found))))
    return Results(snapshot, selection, found)


def render_next_page(results: Results) -> bytes:
    """Return the cards alone, to be added to those that stand on the page."""
    return render("results/_page.html", **results_context(results))


def render_results(
    results: Results,
    *,
    notices: Sequence[Notice] = (),
    focus: Focus | None = None,
    touched: Collection[str] = (),
    with_filter_fields: bool = True,
    bulk_value: str | None = None,
    bar: Html | None = None,
    add_form: Html | None = None,
) -> bytes:
    """Return the results and the counts, with what changes elsewhere on the page.

    `with_filter_fields` adds the fields of the filters. `bulk_value` is the chosen value for several
    operations, and `add_form` the form of an addition, or nothing: the choices stay on the page if it is
    None, and so do the form and the quiet bar `bar`.
    """
    return render(
        "results/_answer.html",
        **results_context(results, notices=notices, focus=focus, touched=touched),
        with_filter_fields=with_filter_fields,
        bulk_value=bulk_value,
        bar=bar,
        add_form=add_form,
    )


def render_catalogue_page(
    results: Results,
    *,
    bar: Html,
    notices: Sequence[Notice] = (),
    origin: str = "",
    bulk: BulkForm = BulkForm(),
) -> bytes:
    """Return the whole page; `origin` is the scheme and host of its canonical address, or ""."""
    catalogue = results.snapshot.catalogue
    return render(
        "browse/catalogue.html",
        **results_context(results, notices=notices, ticked=bulk.ticked),
        ticked_elsewhere=[
            (id, catalogue.operations[id].title)
            for id in dict.fromkeys(bulk.ticked)
            if id in catalogue.operations and not results.has_card(id, "")
        ],
        origin=origin,
        alternates=data_addresses(results.selection.on_page(1).query),
        shown=results.count_shown(),
        today=french_times.today(),
        trouble=explain_suspension(),
        bulk_value=bulk.bulk_value,
        is_all=bulk.is_all,
        refusal=bulk.refusal,
        bar=bar,
    )


def results_context(
    results: Results,
    *,
    notices: Sequence[Notice] = (),
    focus: Focus | None = None,
    ticked: Collection[str] = (),
    touched: Collection[str] = (),
) -> dict[str, Any]:
    """Return what templates show of `results`: `summary_context`, and (in French where it is text):

    - `groups`: (label, count, whether it continues the page before, cards) of each section;
    - `chips`: (label, address without it) of each filter;
    - `notices`: what was asked for and ignored;
    - what `_other_pages` returns;
    - `home`: the address of the whole catalogue;
    - `page_count`: the number of pages of results;
    - `is_first_use`: whether the catalogue has no operation yet.
    """
    summary = summary_context(results)
    home_address = home()
    sections = [section for page in results.pages for section in page.sections]
    counts = [counted(part.count, "opération") for part in sections]
    cards = render_cards(results.pages, focus=focus, ticked=ticked, touched=touched)
    chip_addresses = [add_query(home_address, query) for query in results.selection.queries_less_one()]
    if ticked:
        chip_addresses = [with_ticks(address, ticked) for address in chip_addresses]
    return {
        **summary,
        **_other_pages(results, home_address, ticked),
        "groups": [
            (french_spacing(part.audience.label), count, part.is_continued, html)
            for part, count, html in zip(sections, counts, cards, strict=True)
        ],
        "chips": list(zip(summary["labels"], chip_addresses, strict=True)),
        "notices": [french_spacing(describe_notice(notice)) for notice in notices],
        "home": home_address,
        "page_count": len(results.pages),
        "is_first_use": not results.snapshot.catalogue.operations,
    }


def summary_context(results: Results) -> dict[str, Any]:
    """Return what templates say of `results` without the cards:

    - `heading`, `selection`, `found` (the first page): values of the domain, for the filters;
    - `used`: returns the slugs of the platforms in the catalogue, those of most operations first;
    - `seen`, `state`: the name of the last action, and the name of the state of the catalogue;
    - `labels`, `selected`: the filters, one by one and as a sentence;
    - `ticked`, `operations`: the number of filters that are ticked, and « 16 opérations » that they find;
    - `title`, `count`: texts for the page, and for its number of operations and links;
    - `proposals`: (search, address) of the nearest words, when those of the selection find nothing;
    - `nearest`: the same, as a question, or "";
    - `tick_all`: what the box says that ticks the whole selection, or "" when the page shows all of it;
    - `printable`, `download`: the addresses of all of them on one page, and of their documents;
    - `counts`: the number of each value of the filters, as the elements that replace the old ones.
    """
    found, heading = results.pages[0], results.snapshot.catalogue.heading
    active = ", ".join(labels := label_filters(heading, results.selection))
    no_result = results.selection.q and not found.operations
    proposed = propose(results.snapshot.catalogue, results.selection) if no_result else ()
    query = results.selection.on_page(1).query
    return {
        "heading": heading,
        "selection": results.selection,
        "found": found,
        "used": results.snapshot.catalogue.platforms_by_use,
        "seen": current_history(results.snapshot).last,
        "state": results.snapshot.state,
        "title": _page_title(heading, active),
        "labels": labels,
        "selected": french.say_selected(labels),
        "ticked": len(results.selection.audiences) + len(results.selection.platforms),
        "operations": counted(found.operations, "opération"),
        "count": count_found(found.operations, found.links),
        "proposals": [(selection.q, add_query(home(), selection.query)) for selection in proposed],
        "nearest": french.ask_nearest([selection.q for selection in proposed]),
        "tick_all": french.say_tick_all(found.operations) if results.pages[-1].has_more else "",
        "printable": add_query(printable_home(), query),
        "download": add_query(download_home(), query),
        "counts": render_counts({"audience": found.audiences, "platform": found.platforms}),
    }


def _page_title(heading: Heading, active: str) -> str:
    titles = (active, heading.title or UNTITLED, organisation_of(heading))
    return " — ".join(filter(None, titles))


def requested_section(snapshot: Snapshot) -> str:
    """Return the section of the card that htmx is about to replace, by its id.

    It may be an audience that is gone, on a page from before.
    """
    section, dashes, _ = htmx.target().partition("--")
    # The ids of other elements have no dashes, and may be the slug of an audience.
    if dashes and any(audience.slug == section for audience in snapshot.catalogue.heading.audiences):
        return section
    is_gone = dashes and section in current_history(snapshot).past_audiences()
    return section if is_gone else ALONE


def _other_pages(results: Results, home_address: str, ticked: Collection[str]) -> dict[str, str | bool]:
    """Return what `address_other_pages` does of the pages of `results`."""
    found, selection = results.pages[0], results.selection
    shown = selection.audiences or found.audiences
    return address_other_pages(
        lambda page: with_ticks(add_query(home_address, selection.on_page(page).query), ticked),
        first=selection.page,
        pages=len(results.pages),
        entries=sum(found.audiences.get(slug, 0) for slug in shown),
        has_more=results.pages[-1].has_more,
    )
