"""The responses of the views: pages, fragments, cards, cached bodies."""

import gc
import os
import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Response, current_app, request

from gersapp.cache import Cache
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.found import Found
from gersapp.web import htmx
from gersapp.web.current import Services, current_bodies, current_body, current_snapshot, in_body
from gersapp.web.navigation import previous_address
from gersapp.web.rendering import templates
from gersapp.web.rendering.assets import Assets
from gersapp.web.rendering.cards import ALONE, Cards, Control, Focus, render_body, render_frame
from gersapp.web.rendering.html import Pieces
from gersapp.web.rendering.kept import AllKept, SharedRoom, SomeKept
from gersapp.web.rendering.templates import render_html
from gersapp.web.security.access import explain_suspension, may_change
from gersapp.web.security.headers import VARY, accepts_gzip, compress, compress_parts

_MAX_RESPONSE_BYTES, _MAX_DATA_BYTES = 2 * 1024 * 1024, 1024 * 1024
# Catalogues of bodies whose cards have their frames ready.
_MAX_CATALOGUES = 1_000
# Operations of many catalogues beyond which no card is rendered ahead.
_MAX_RENDERED_AHEAD_OF = 20_000
# Cards that a streamed page sends at once: some 100 kB.
_CARDS_PER_BATCH = 100
# Bytes of a key, which may hold the longest search.
_KEY_BYTES = 1_300
# Answers of many pages of results take megabytes each: so many are made at once.
_large_answers = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class _Caches:
    """The cards and the response bodies that are rendered already.

    `cards_at(prefix, body)` has the cards for one SCRIPT_NAME ("" without) and one body (its slug, or ""),
    since their addresses begin with these.

    The keys of `responses` name the state of the catalogue, so a body that is out of date is never found
    again. The plain version is to make each body when it is requested: for a selection that is popular, with
    the 0.8 ms of gunicorn and the socket, that takes 15, 22 and 35 % longer at 16, 1 000 and 10 000
    operations; compressed, 24, 71 and 110 %.
    """

    cards_at: Callable[[str, str], Cards]
    responses: Cache[Hashable, bytes]
    # Apart, since a program that reads page after page would push the pages of visitors out.
    data: Cache[Hashable, bytes]


def init_app(app: Flask, assets: Assets) -> None:
    """Set the templates up, and the caches."""
    templates.init_app(app, assets)
    # Outside of a request Flask takes the prefix from APPLICATION_ROOT; within one, gunicorn sets
    # SCRIPT_NAME.
    app.config["APPLICATION_ROOT"] = os.environ.get("SCRIPT_NAME") or "/"

    room = SharedRoom()
    services: Services = app.extensions["gersapp"]

    @lru_cache(maxsize=2 if services.bodies is None else _MAX_CATALOGUES)
    def cards_at(script_root: str, body: str) -> Cards:
        if body:
            return Cards(render_body, render_frame, SomeKept(room))
        all_kept = AllKept(lambda: current_snapshot().catalogue.operations.values())
        return Cards(render_body, render_frame, all_kept)

    def kept(max_bytes: int) -> Cache[Hashable, bytes]:
        return Cache[Hashable, bytes](max_bytes, lambda key, body: _KEY_BYTES + len(body))

    app.extensions["gersapp.rendering"] = _Caches(cards_at, kept(_MAX_RESPONSE_BYTES), kept(_MAX_DATA_BYTES))


def start_rendering_ahead(app: Flask) -> None:
    """Render the cards that visitors will request, in a thread; `app` has all its addresses already."""
    threading.Thread(target=_render_ahead, args=(app,), daemon=True).start()


def _render_ahead(app: Flask) -> None:
    templates.compile_all(app)
    with app.test_request_context():
        for slug, operations in _choose_ahead():
            with in_body(slug):
                _cards().render_ahead(operations)
    # The cards live as long as the process: without `freeze`, each collection scans them (0.2 s at 100 000
    # operations).
    gc.freeze()


def _choose_ahead() -> list[tuple[str, list[Operation]]]:
    """Return the operations whose cards are rendered ahead, by body: all of one catalogue, and of the
    catalogues of many bodies, unless they have so many that it would help few visitors."""
    bodies = current_bodies()
    if bodies is None:
        return [("", list(current_snapshot().catalogue.operations.values()))]
    chosen = [
        (slug, list(state.snapshot.catalogue.operations.values())) for slug, state in bodies.states().items()
    ]
    total = sum(len(operations) for _, operations in chosen)
    return chosen if total <= _MAX_RENDERED_AHEAD_OF else []


def render(template: str, /, **context: Any) -> bytes:
    """Return `template` in UTF-8. Inside it, `place(html)` inserts bytes that are rendered already."""
    pieces = Pieces()
    return pieces.fill(render_html(template, place=pieces.place, **context))


def render_page(template: str, status: int = 200, /, **context: Any) -> Response:
    """Return a whole page, which says why changes are suspended."""
    return render_fragment(template, status, trouble=explain_suspension(), **context)


def render_fragment(template: str, status: int = 200, /, **context: Any) -> Response:
    """Return a piece of page, for htmx."""
    return respond(render(template, **context), status)


def render_card(
    operation: Operation, section: str, *, words: Sequence[str] = (), control: Control | None = None
) -> bytes:
    """Return the card of `operation`, the hits of `words` marked; a `control` may take the focus."""
    focus = Focus(operation.id, section, control) if control else None
    card = _cards().html((operation,), section, editable=may_change(), words=words, focus=focus)
    # Alone on its page, an operation gives it its heading.
    return card.replace(b"<h3 ", b"<h1 ").replace(b"</h3>", b"</h1>") if section == ALONE else card


def render_cards(
    pages: Sequence[Found],
    *,
    focus: Focus | None = None,
    ticked: Collection[str] = (),
    touched: Collection[str] = (),
) -> list[bytes]:
    """Return the cards of each section of `pages`, with controls for editors: see `Cards.html`."""
    cards, editable = _cards(), may_change()
    return [
        cards.html(
            section.operations,
            section.audience.slug,
            editable=editable,
            words=page.words,
            focus=focus,
            ticked=ticked,
            touched=touched,
        )
        for page in pages
        for section in page.sections
    ]


def render_reading_cards(operations: Sequence[Operation], words: Sequence[str]) -> bytes:
    """Return the cards of `operations` as visitors see them, the hits of `words` marked."""
    return _cards().html(operations, "", editable=False, words=words)


def render_in_batches(operations: Sequence[Operation]) -> Iterator[bytes]:
    """Return the cards of `operations` of the current catalogue, without controls, some at a time."""
    cards, environ, body = _cards(), request.environ, current_body()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # typed as a Flask

    def render_batch(start: int) -> bytes:
        # Nothing is current any more while the page is sent, and a card that is missing needs its addresses.
        with app.request_context(environ), in_body(body):
            return cards.html(operations[start : start + _CARDS_PER_BATCH], "", editable=False)

    return map(render_batch, range(0, len(operations), _CARDS_PER_BATCH))


def respond(body: bytes, status: int = 200) -> Response:
    """Return `body` as a response that browsers revalidate, since one address serves pages and fragments, to
    visitors and to editors."""
    return Response(body, status, {"Cache-Control": "no-cache", "Vary": VARY})


def respond_unchanged(etag: str) -> Response:
    """Respond that the browser has this state of the page already."""
    return with_etag(respond(b"", 304), etag)


def with_etag(response: Response, etag: str) -> Response:
    """Give `response` a weak `etag`: another server, or another compression, may have other bytes."""
    response.headers["ETag"] = f'W/"{etag}"'
    return response


def respond_streamed(template: str, /, **context: Any) -> Response:
    """Return a page that is sent while it is made, since it may be long: see `Pieces.parts`."""
    pieces = Pieces()
    page = render_html(template, place=pieces.place, trouble=None, **context)
    parts = pieces.parts(page)
    response = Response(compress_parts(parts) if accepts_gzip() else parts)
    if accepts_gzip():
        response.headers["Content-Encoding"] = "gzip"
    response.headers.update({"Cache-Control": "no-cache", "Vary": VARY})
    return response


def respond_cached(key: Hashable, make: Callable[[], bytes], *, is_data: bool = False) -> Response:
    """Return the cached response for `key`, made by `make` when missing; gzipped if browsers accept it.

    `is_data`: it is no page, and for programs.
    """
    key = (request.script_root, current_body(), key)
    responses = _caches().data if is_data else _caches().responses
    if not accepts_gzip():
        return respond(responses.get(key, make))
    return _respond_gzipped(responses.get((key, "gzip"), lambda: compress(make())))


def respond_large(make: Callable[[], bytes]) -> Response:
    """Return the response that `make` makes of many pages of results; gzipped if browsers accept it."""
    with _large_answers:
        return _respond_gzipped(compress(make())) if accepts_gzip() else respond(make())


def _respond_gzipped(body: bytes) -> Response:
    response = respond(body)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _cards() -> Cards:
    return _caches().cards_at(request.script_root, current_body())


def respond_refusal(status: int, title: str, message: str) -> Response:
    """Return a page that says what is refused; to htmx, a fragment that leaves the page as it is."""
    if htmx.is_fragment():
        response = respond(render("shared/_alert.html", title=title, message=message), status)
        htmx.retarget(response, "#alerte")
    else:
        back = previous_address() if request.method == "POST" else ""
        page = render("errors/error.html", title=title, message=message, status=status, back=back)
        response = respond(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _caches() -> _Caches:
    return cast(_Caches, current_app.extensions["gersapp.rendering"])
