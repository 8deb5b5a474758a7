"""Cards rendered once: a filter answers with joined bytes, and a search marks its hits in them.

A card has a body, which only its operation decides, and a frame around it: for visitors always the same, for
editors with controls that depend on the section where the card stands. The body's template brackets each
word that search looks at (`searchable`), so a card knows where its words are, and to mark those that were
searched is a cut and a join.

`render_plainly` is the plain version: with it, an answer to a filter takes 1.3, 3.5 and 4.3 times as long at
16, 1 000 and 10 000 operations, with the 0.8 ms of gunicorn and the socket. For editors, frames that are
rendered for each card, and not prepared, take 9, 71 and 86 % more; prepared ones that are filled each time,
and not kept with the card, 1, 11 and 12 %.
"""

import re
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate
from operator import add
from typing import Any, Protocol

from flask import url_for
from markupsafe import escape

from gersapp.catalogue.links import published
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.search.words import bracketed, forms_of
from gersapp.catalogue.text import french_spacing
from gersapp.web.french import quoted
from gersapp.web.rendering.html import Html, Prepared, placeholder
from gersapp.web.rendering.prose import linked
from gersapp.web.rendering.templates import render_html

# The section of a card that stands alone, on the operation's own page.
# No audience is named so: a slug has no underscore.
ALONE = "_seule"


class Control(StrEnum):
    """A control of a card, that may take the focus."""

    EDIT = "edit"
    MOVE_UP = "move-up"
    MOVE_DOWN = "move-down"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Focus:
    """The control that takes the focus: that of the card of the operation `id` in `section`."""

    id: str
    section: str
    control: Control


# Control characters, which no stored text can hold.
_OPEN, _CLOSE = "\x01", "\x02"
_BRACKETED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_BRACKETS = f"{_OPEN}{_CLOSE}".encode()
_BODY = b"\x03"
# Cards that are rendered ahead between two pauses, and how long a pause lasts, in seconds: requests are
# served during it.
_CARDS_PER_TURN = 20
_PAUSE_S = 0.001


def searchable(text: str) -> Html:
    """Escape `text`, with the spaces of French typography and with its units in brackets."""
    return Html(escape(bracketed(french_spacing(text), _OPEN, _CLOSE)))


class Card:
    """A card's body, `html` as it is sent, in UTF-8, and where its words are.

    `around` keeps what stands before and after it for editors, by section. `_words` holds the forms of the
    units, each form after a bracket and each unit after a closing one; `_starts` and `_ends`, in the same
    order, from which byte to which each unit stands in `html`. `counted` is for who keeps it: the bytes that
    are counted for it.
    """

    __slots__ = ("_ends", "_starts", "_words", "around", "counted", "html")

    def __init__(self, bracketed: str) -> None:
        """`bracketed` is the output of the template, each unit that search looks at in brackets."""
        units = _BRACKETED.findall(bracketed)
        before, *after = bracketed.encode().split(_OPEN.encode())
        # Each part begins with a word, and has one bracket that is not sent.
        *starts, _ = accumulate((len(part) - 1 for part in after), initial=len(before))
        self.html = b"".join((before, *after)).translate(None, _BRACKETS)
        self._words = "".join([_CLOSE + "".join([_OPEN + form for form in forms_of(unit)]) for unit in units])
        self._starts = array("I", starts if units else ())
        self._ends = array("I", map(add, starts, [len(unit.encode()) for unit in units]))
        self.around: dict[str, tuple[bytes, bytes]] = {}
        self.counted = 0

    @property
    def size(self) -> int:
        """Its bytes in memory, about."""
        own = len(self.html) + len(self._words) + 4 * (len(self._starts) + len(self._ends))
        return own + sum([len(before) + len(after) for before, after in list(self.around.values())])

    def marked(self, prefixes: Sequence[str]) -> bytes:
        """Return the body with the units that begin with one of `prefixes` in <mark>.

        They are folded, and each after a bracket, as in `_words`.
        """
        words = self._words
        numbers: set[int] = set()
        for prefix in prefixes:
            place = words.find(prefix)
            while place >= 0:
                numbers.add(words.count(_CLOSE, 0, place) - 1)
                place = words.find(prefix, place + 1)
        if not numbers:
            return self.html
        html, starts, ends = self.html, self._starts, self._ends
        parts: list[bytes] = []
        end = 0
        for number in sorted(numbers):
            start, stop = starts[number], ends[number]
            parts += (html[end:start], b"<mark>", html[start:stop], b"</mark>")
            end = stop
        parts.append(html[end:])
        return b"".join(parts)


class Kept(Protocol):
    """The cards that are rendered already, by the revisions of their operations."""

    def get(self, revision: str, /) -> Card | None:
        """Return a card, None when it is missing."""

    def add(self, revision: str, card: Card) -> None:
        """Keep a card."""

    def grow(self, revision: str) -> None:
        """Notice that a card has become larger."""


class Cards:
    """The cards of a catalogue, each rendered when it is first shown, or ahead."""

    def __init__(
        self,
        render_body: Callable[[Operation], str],
        render_frame: Callable[[str, bool, str], str],
        kept: Kept,
    ) -> None:
        """`render_body` returns HTML with bracketed words. `render_frame(section, editable, control)` returns
        HTML with placeholders.
        """
        self._render_body = render_body
        # Sections are audiences, and the controls are ours: no visitor makes it grow.
        self._frame = lru_cache(maxsize=1_000)(lambda *frame: Prepared(render_frame(*frame)))
        # All operations have the same, without controls.
        self._visitors_frame = cache(lambda: _split(self._frame("", False, ""), {b"touched": b""}))
        self._kept = kept

    def html(
        self,
        operations: Sequence[Operation],
        section: str,
        *,
        editable: bool,
        words: Sequence[str] = (),
        focus: Focus | None = None,
        ticked: Collection[str] = (),
        touched: Collection[str] = (),
    ) -> bytes:
        """Return the cards of `operations` in one piece, in UTF-8, the hits of `words` (folded) marked.

        For who may edit (`editable`), one control may have the `focus`, the ids `ticked` are ticked, and the
        ids `touched` are marked.
        """
        if not operations:
            return b""
        find, prefixes = self._kept.get, [_OPEN + word for word in words]
        cards = [find(operation.revision) or self._render(operation) for operation in operations]
        bodies = [card.marked(prefixes) for card in cards] if words else [card.html for card in cards]
        if not editable:
            before, after = self._visitors_frame()
            return b"".join((before, (after + before).join(bodies), after))
        parts: list[bytes] = []
        for operation, card, body in zip(operations, cards, bodies, strict=True):
            around = card.around.get(section)
            if around is None:
                around = card.around[section] = _around(self._frame(section, True, ""), operation)
                self._kept.grow(operation.revision)
            if focus and focus.section == section and focus.id == operation.id:
                around = _around(self._frame(section, True, focus.control), operation)
            elif operation.id in ticked or operation.id in touched:
                frame = self._frame(section, True, "")
                around = _around(
                    frame, operation, ticked=operation.id in ticked, touched=operation.id in touched
                )
            parts += (around[0], body, around[1])
        return b"".join(parts)

    def render_ahead(self, operations: Iterable[Operation]) -> None:
        """Render the cards that are missing, a few at a time between those that visitors ask for."""
        missing = (operation for operation in operations if not self._kept.get(operation.revision))
        for number, operation in enumerate(missing, 1):
            self._render(operation)
            if number % _CARDS_PER_TURN == 0:
                time.sleep(_PAUSE_S)

    def _render(self, operation: Operation) -> Card:
        card = Card(self._render_body(operation))
        self._kept.add(operation.revision, card)
        return card


def _around(
    frame: Prepared, operation: Operation, *, ticked: bool = False, touched: bool = False
) -> tuple[bytes, bytes]:
    """Return what stands before and after the body of the card of `operation`."""
    values = {
        b"id": operation.id.encode(),
        b"quoted_title": escape(quoted(operation.title)).encode(),
        b"revision": operation.revision.encode(),
        b"ticked": b" checked" if ticked else b"",
        b"touched": b" touched" if touched else b"",
    }
    return _split(frame, values)


def _split(frame: Prepared, values: Mapping[bytes, bytes]) -> tuple[bytes, bytes]:
    """Return what stands before and after the body in `frame`, filled with the other `values`."""
    before, _, after = frame.fill({**values, b"body": _BODY}).partition(_BODY)
    return before, after


def render_body(operation: Operation, show: Callable[[str], Html] = searchable, *, address: str = "") -> Html:
    """Return the body of the card of `operation`, each text that search looks at as `show` shows it.

    Its title leads to `address`, by default the page of the operation.
    """
    address = address or url_for("browse.operation", id=operation.id)
    context = body_context(operation, show, address=address, description=linked(operation.description, show))
    return render_html("cards/_body.html", **context)


def body_context(
    operation: Operation, show: Callable[[str], Html], *, address: str, description: Html
) -> dict[str, Any]:
    """Return what the template of the body of a card needs; `show` has the other texts."""
    words = [link.recognised.words for link in operation.links]
    return {
        "address": address,
        "title": operation.title,
        "searched_title": show(operation.title),
        "description": description,
        "links": [
            (published(link.url), link.recognised.platform, show(words[k]), words[: k + 1].count(words[k]))
            for k, link in enumerate(operation.links)
        ],
        "announced": [
            (name, show(BY_SLUG[name].label)) if name in BY_SLUG else ("network", show(name))
            for name in operation.without_link
        ],
    }


def render_frame(section: str, editable: bool, control: str, values: Mapping[str, Any] | None = None) -> Html:
    """Return what surrounds a body in `section`, for editors or not, where `control` takes the focus.

    It has placeholders for what differs from one operation to the next, unless these `values` are given.
    """
    names = ("id", "quoted_title", "revision", "ticked", "touched", "body")
    return render_html(
        "cards/_card.html",
        section=section,
        is_alone=section == ALONE,
        editable=editable,
        focus=control,
        **values or {name: placeholder(name) for name in names},
    )


def render_plainly(operation: Operation, section: str, editable: bool, words: Sequence[str] = ()) -> bytes:
    """Return the card that `Cards.html` gives, by templates alone."""
    prefixes = tuple(words)

    def mark(unit: re.Match[str]) -> str:
        is_marked = any(form.startswith(prefixes) for form in forms_of(unit[1]))
        return f"<mark>{unit[1]}</mark>" if is_marked else unit[1]

    body = render_body(operation, lambda text: Html(_BRACKETED.sub(mark, searchable(text))))
    values = {
        "id": operation.id,
        "quoted_title": quoted(operation.title),
        "revision": operation.revision,
        "ticked": "",
        "touched": "",
    }
    return render_frame(section, editable, "", {**values, "body": body}).encode()
