"""Keeping a decision about a review, and answering with what it changes on the page."""

from collections.abc import Callable
from dataclasses import replace

from flask import Response, request, url_for

from gersapp.catalogue.model import MAX_LABEL
from gersapp.errors import ImportRefused, NotFound
from gersapp.reviews.items import Item, ReviewView, view_review
from gersapp.reviews.review import Review
from gersapp.web import htmx
from gersapp.web.current import current_imports, current_snapshot
from gersapp.web.imports.french import STATES
from gersapp.web.imports.page import Page, page_address
from gersapp.web.navigation import see_other
from gersapp.web.rendering.pages import render_fragment


def find_review(id: str) -> Review:
    """Return a review; raises NotFound."""
    review = current_imports().get(id)
    if not review:
        raise NotFound(id)
    return review


def find_shown(id: str) -> ReviewView:
    """Return a review beside the present catalogue; raises NotFound."""
    return view_review(find_review(id), current_snapshot().catalogue)


def find_item(shown: ReviewView, key: str) -> Item:
    """Return an operation that a review proposes; raises NotFound."""
    item = shown.by_key.get(key)
    if not item:
        raise NotFound(key)
    return item


def read_label(text: str) -> str:
    """Return the name that is typed for an audience, on one line; raises ImportRefused for a long one.

    Each of 20 000 operations may get it.
    """
    label = " ".join(text.split())
    if len(label) > MAX_LABEL:
        raise ImportRefused(f"Un nom de cible a {MAX_LABEL} caractères au plus. Rien n’est changé.")
    return label


def say_item(key: str) -> Callable[[Page], str]:
    """Return a function for `say` of `decide`: how the operation stands, and what the review counts."""

    def say(page: Page) -> str:
        item = page.view.by_key.get(key)
        return f"{STATES[item.state]}. {page.count}" if item else page.count

    return say


def decide(
    id: str,
    edit: Callable[[ReviewView], Review],
    *,
    say: Callable[[Page], str],
    focus: str = "",
    anchor: str = "",
) -> Response:
    """Keep what `edit` makes of the newest review, and answer as `respond_decided`; raises NotFound."""
    before = find_shown(id)

    def edit_newest(newest: Review) -> Review:
        if newest.version == before.review.version:
            # To compare thousands of operations with the catalogue again would take a second.
            return edit(replace(before, review=newest))
        return edit(view_review(newest, current_snapshot().catalogue))

    review = current_imports().change(id, edit_newest)
    return respond_decided(before, review, say=say, focus=focus, anchor=anchor)


def respond_decided(
    before: ReviewView,
    review: Review | None,
    *,
    say: Callable[[Page], str],
    focus: str = "",
    anchor: str = "",
) -> Response:
    """Respond with what a decision changed on the page, from what it showed `before` on.

    `say` announces it. `focus` is the id of the control that then has the focus, `anchor` that of the place
    that a page without script shows. Raises NotFound for a review that is gone.
    """
    if not review:
        raise NotFound(before.review.id)
    if not htmx.is_fragment():
        review_page, address = url_for("imports.review", id=review.id), page_address()
        is_of_review = address.partition("?")[0] == review_page
        return see_other(f"{address if is_of_review else review_page}#{anchor or focus}")
    catalogue = current_snapshot().catalogue
    after = view_review(review, catalogue)
    return respond_changes(Page.of(before, catalogue), Page.of(after, catalogue), say=say, focus=focus)


def respond_changes(before: Page, after: Page, *, say: Callable[[Page], str], focus: str = "") -> Response:
    """Respond with the pieces of the page that differ, each for its place.

    All pairs come when they are others, and when the page was made of another version of the review.
    """
    # Another tab or another person may have changed the review since.
    is_known = request.form.get("version") == str(before.view.review.version)
    is_whole = not is_known or before.pair_ids != after.pair_ids
    settings = after.render_settings()
    return render_fragment(
        "imports/_changes.html",
        said=say(after),
        balance=after.render_balance(focus),
        settings={
            name: html
            for name, html in settings.items()
            if not is_known or html != before.render_settings()[name]
        },
        is_whole=is_whole,
        pairs=after.render_pairs(focus) if is_whole else after.render_changed(before, focus),
    )
