"""A page of a review: the pairs that its address asks for, its counts, what a decision changes of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from flask import request, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.tables.rows import RowFaults
from gersapp.exchange.tables.values import Workbook
from gersapp.french import counted
from gersapp.reviews.comparison import Standing
from gersapp.reviews.french import LACKS
from gersapp.reviews.items import ReviewView
from gersapp.reviews.tables import faults_of
from gersapp.web import htmx
from gersapp.web.form_data import read_number
from gersapp.web.french_times import when
from gersapp.web.imports.cards import describe_item
from gersapp.web.imports.french import (
    CHOSEN_FATES,
    SHOWS,
    count_review,
    name_in_sentence,
    say_add,
    say_becomes,
    say_fate,
    say_lines,
    say_undecided,
)
from gersapp.web.imports.pairs import Pair, Show, ShownPairs, count_pairs, pair_up, show_pairs
from gersapp.web.imports.preview import errors_by_line
from gersapp.web.imports.settings import render_settings
from gersapp.web.navigation import current_address, path_of, previous_address
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.templates import render_html
from gersapp.web.security.access import explain_suspension

# Of a line of the source, so much is shown.
_MAX_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a review: all its `pairs`, and those `shown`, for which its address asks by `show`.

    `faults` is what is wrong in the rows of tables, None for other sources; `errors` has the same, by
    line of the source.
    """

    view: ReviewView
    catalogue: Catalogue
    show: Show
    pairs: tuple[Pair, ...]
    shown: ShownPairs
    faults: RowFaults | None
    errors: Mapping[int, str]

    @classmethod
    def of(cls, view: ReviewView, catalogue: Catalogue) -> "Page":
        """Return the page of a review that the request is for, or comes from."""
        review, (show, number) = view.review, _read_shown()
        pairs = pair_up(view)
        source, faults = review.source, faults_of(review, catalogue.heading.labels)
        errors = errors_by_line(source, faults) if faults and isinstance(source, Workbook) else {}
        return cls(view, catalogue, show, pairs, show_pairs(pairs, show, number), faults, errors)

    @property
    def id(self) -> str:
        return self.view.review.id

    def address(self, number: int = 0, show: Show | None = None) -> str:
        """Return the address of a page of this review: by default this one, or the first of `show`."""
        show, number = show or self.show, number or (self.shown.number if show is None else 1)
        return url_for(
            "imports.review",
            id=self.id,
            montre=None if show is Show.ALL else show.value,
            page=number if number > 1 else None,
        )

    def next_doubt(self, id: str) -> str:
        """Return the address of the doubt after the pair `id`; after the last, and for "", of the first.

        It is "" when there is no other.
        """
        doubts, numbers = self.shown.doubts, {pair.id: place for place, pair in enumerate(self.pairs)}
        after = [doubt for doubt in doubts if numbers[doubt[0]] > numbers.get(id, -1)] or list(doubts)
        if not after or after[0][0] == id:
            return ""
        pair, number = after[0]
        return self._address_on(pair, number)

    def _address_on(self, pair: str, number: int) -> str:
        """Return the address of a pair on the page `number`."""
        # On the same page, the address is the anchor alone: the browser asks for nothing.
        return f"#{pair}" if number == self.shown.number else f"{self.address(number)}#{pair}"

    @property
    def count(self) -> str:
        """What the whole review counts, in words."""
        states = Counter(item.state for item in self.view.items)
        return count_review(states, count_pairs(self.pairs)[Show.UNKNOWN])

    @property
    def pair_ids(self) -> list[str]:
        return [pair.id for pair in self.shown.pairs]

    def say_fate(self, number: int) -> str:
        """Say what a line of the source is."""
        review = self.view.review
        fate = next(line.fate for line in review.proposal.lines if line.number == number)
        return say_fate(fate, is_chosen=number in review.fates)

    def render_pairs(self, focus: str = "") -> list[Html]:
        """Return the pairs of this page; `focus` is the id of the control that takes it."""
        return [self._render_pair(self._describe_pair(pair), focus) for pair in self.shown.pairs]

    def render_changed(self, before: "Page", focus: str) -> list[Html]:
        """Return the pairs that differ from those `before`, for htmx to put into their places."""
        former = [before._describe_pair(pair) for pair in before.shown.pairs]
        present = [self._describe_pair(pair) for pair in self.shown.pairs]
        return [
            self._render_pair(new, focus, is_apart=True)
            for old, new in zip(former, present, strict=True)
            if old != new or new["pair"].has_control(focus)
        ]

    def render_balance(self, focus: str = "") -> Html:
        """Return the counts, what to show of them, and the button that adds."""
        return render_html("imports/_balance.html", **self._describe_balance(), focus=focus)

    def render_settings(self) -> dict[str, Html]:
        """Return what is decided for the whole review, by the id of its place."""
        return render_settings(self.view, self.catalogue, self.faults)

    @staticmethod
    def _render_pair(context: dict[str, Any], focus: str, *, is_apart: bool = False) -> Html:
        return render_html("imports/_pair.html", **context, focus=focus, is_apart=is_apart)

    def _describe_balance(self) -> dict[str, Any]:
        view, counts = self.view, count_pairs(self.pairs)
        added, completed = len(view.taken), len(view.completing)
        there, done = (view.standings.get(standing, 0) for standing in (Standing.THERE, Standing.ADDED))
        return {
            "id": self.id,
            "count": self.count,
            "shows": [
                (label, counts[show], self.address(show=show), show is self.show)
                for show, label in SHOWS.items()
                if counts[show] or show in (self.show, Show.ALL)
            ],
            "first_doubt": self.next_doubt(""),
            "add": say_add(added, sum(item.is_to_check for item in view.taken), completed),
            "can_add": bool(added or completed),
            "undecided": say_undecided(sum(item.is_to_check and not item.is_taken for item in view.items)),
            "there": f"{counted(there, 'opération')} déjà dans le catalogue" if there else "",
            "done": f"{counted(done, 'opération')} de ce document au catalogue" if done else "",
            "failed": self.faults.failed if self.faults else 0,
            "is_suspended": explain_suspension() is not None,
            "version": view.review.version,
        }

    def context(self) -> dict[str, Any]:
        """Return what `imports/review.html` shows."""
        review = self.view.review
        return {
            "id": self.id,
            "what": name_in_sentence(review.name),
            "received": when(review.received),
            "editor_name": review.editor,
            "lacks": [LACKS[lack] for lack in getattr(review.source, "lacks", ())],
            "balance": self.render_balance(),
            "settings": self.render_settings(),
            "pairs": self.render_pairs(),
            "before": self.address(self.shown.number - 1) if self.shown.number > 1 else "",
            "after": self.address(self.shown.number + 1) if self.shown.number < self.shown.count else "",
            "number": self.shown.number,
            "pages": self.shown.count,
        }

    def _describe_pair(self, pair: Pair) -> dict[str, Any]:
        item = pair.item
        return {
            "id": self.id,
            "pair": pair,
            "say_fate": say_fate,
            "say_lines": say_lines,
            "chosen_fates": CHOSEN_FATES,
            "can_change_fates": not isinstance(self.view.review.source, Proposal),
            "becomes": self._say_becomes(pair) if not item and not pair.of else "",
            "belongs": self.view.by_key[pair.of].operation.title if pair.of else "",
            "belongs_address": f"#op-{pair.of}" if pair.of else "",
            "next": self.next_doubt(pair.id) if pair.is_doubt else "",
            "max_shown": _MAX_SHOWN,
            **(describe_item(self.view, item) if item else {"item": None}),
        }

    def _say_becomes(self, pair: Pair) -> str:
        """Say what becomes of lines that belong to no operation."""
        wrong = [self.errors[line.number] for line in pair.lines if line.number in self.errors]
        return " ".join(["En erreur :", *wrong]) if wrong else say_becomes(pair.fates)

    def describe_card(self, key: str) -> dict[str, Any]:
        """Return what `imports/_card.html` shows of the operation of this key."""
        pair = next(pair for pair in self.pairs if pair.item and pair.item.key == key)
        return {**self._describe_pair(pair), "focus": f"carte-{key}-edit"}


def _read_shown() -> tuple[Show, int]:
    """Read what the request asks for; of a form, what the page that sends it shows."""
    query = parse_qs(page_address().partition("?")[2])
    show, number = (query.get(name, [""])[0] for name in ("montre", "page"))
    is_known = show in list(Show)
    return Show(show) if is_known else Show.ALL, read_number(number, default=1, max_digits=4)


def page_address() -> str:
    """Return the address of the page that is asked for, or that sends the request; "" without one."""
    if request.method == "GET" and not htmx.is_fragment():
        return current_address()
    return path_of(htmx.current_url()) or previous_address()
