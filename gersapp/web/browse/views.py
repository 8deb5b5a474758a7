"""Reading: the catalogue, one operation's own address, the accessibility statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qs
from zlib import crc32

from flask import Blueprint, Response, request

from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.search.selection import Notice, Selection, read_selection
from gersapp.catalogue.text import french_spacing
from gersapp.store.tinydb import Published
from gersapp.web import htmx
from gersapp.web.changes import bar_of_page, pages_on_page
from gersapp.web.french import counted, describe_notice, today
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import (
    ALONE,
    answer,
    fragment,
    page,
    plain_card,
    poured,
    rendered,
    section_of,
    site,
    trouble_now,
)
from gersapp.web.results import choices, filter_fields, find, results_context, standing_selection
from gersapp.web.security import guard

pages = Blueprint("browse", __name__)

# Ids of elements that ask for results: the search field types, the link to the rest adds, the offer of what
# others changed gives all that stands on the page anew.
SEARCH, MORE, REFRESH = "q", "suite", "actualiser"
# Those that show already what they ask for; after any other, a chip for one, the filters change too.
REST, TYPED, COUNTS, WHOLE, ANEW = "rest", "typed", "counts", "whole", "anew"
FILTERS = {SEARCH, "filtres", "choix-audience", "choix-platform"}


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is asked of several operations at once: `choices` are the options, with the one chosen, and
    `refusal` says why it was not done."""

    choices: Html
    refusal: str = ""


@pages.get("/")
def catalogue() -> Response:
    """The page, its results alone, or the rest of its results; the query string is the whole state."""
    here = site()
    store = here.store
    published = store.published
    is_fragment = htmx.is_fragment()
    face = _face() if is_fragment else today()
    trouble = crc32((store.trouble or "").encode())
    etag = f"{published.generation}/{_who()}/{trouble:x}/{face}"
    unchanged = _unchanged(etag)
    if unchanged:
        return unchanged

    catalogue = published.catalogue
    query = parse_qs(request.query_string.decode())
    selection, notices = read_selection(query, catalogue.heading.audiences)

    # Named only when it is known to be ours. Search engines want it in the canonical address.
    origin = "" if is_fragment or not here.settings.hosts else request.host_url.rstrip("/")

    def make() -> bytes:
        if not is_fragment:
            return whole(published, selection, notices, origin)
        shown = find(catalogue, selection, pages_on_page(request.args) if face == ANEW else 1)
        context = results_context(published, selection, shown)
        context["notices"] = [french_spacing(describe_notice(notice)) for notice in notices]
        if face == REST:
            return poured("_more.html", context)
        fields = filter_fields(catalogue.heading, selection, shown[0]) if face in (WHOLE, ANEW) else ""
        rest = {"fields": fields, "choices": "", "bar": "", "keeps_bar": face == ANEW, "added": False}
        return poured("_results_answer.html", {**context, **rest})

    if notices or face == ANEW:
        response = answer(make())
    else:
        answers = here.answers
        body = answers.get((etag, origin, selection), make)
        response = answer(body)
        if guard.takes_gzip():
            response.set_data(answers.get((etag, origin, selection, "gzip"), lambda: guard.gzipped(body)))
            response.headers["Content-Encoding"] = "gzip"
    if face in (TYPED, ANEW):
        htmx.replace(response, selection.address)
    elif face in (COUNTS, WHOLE):
        htmx.push(response, selection.address)
    response.headers["ETag"] = _weak(etag)
    return response


def whole(
    here: Published,
    selection: Selection,
    notices: Sequence[Notice] = (),
    origin: str = "",
    *,
    ticked: Collection[str] = (),
    chosen: str = "",
    refusal: str = "",
) -> bytes:
    """The page that shows `selection`. For editors, operations are `ticked` (ids), a value is `chosen` for
    them, and `refusal` says why it was not given to them."""
    catalogue = here.catalogue
    found = catalogue.find(selection)
    context = results_context(here, selection, [found], ticked=ticked)
    context["notices"] = [french_spacing(describe_notice(notice)) for notice in notices]
    heading = catalogue.heading
    return rendered(
        "catalogue.html",
        poured("_results.html", context),
        origin=origin,
        heading=heading,
        selection=selection,
        found=found,
        title=context["title"],
        active=context["active"],
        count=context["count"],
        today=today(),
        trouble=trouble_now(),
        bulk=Bulk(choices(heading, chosen), refusal) if guard.may_edit() else None,
        bar=bar_of_page(),
    )


def _who() -> str:
    """Another text for each editor, and for a visitor: no two share a page that is kept."""
    editor = guard.editor()
    if not editor:
        return "0"
    # The same person may be known by a session, which the page offers to end, or by a proxy's word.
    return sha256(f"{guard.can_sign_out()} {editor}".encode()).hexdigest()


def _face() -> str:
    """Which of its fragments htmx asks for: by the element that the answer goes into, or that asks."""
    if htmx.target() == MORE:
        return REST
    trigger = htmx.trigger()
    if trigger == SEARCH:
        return TYPED
    if trigger == REFRESH:
        return ANEW
    return COUNTS if trigger in FILTERS else WHOLE


@pages.get("/news")
def news() -> Response:
    """To a page that shows the catalogue as it was after the revision `seen`: what has changed since.

    Nothing (304) to who knows the catalogue's state already, by its ETag.
    """
    here = site().store.published
    unchanged = _unchanged(here.generation)
    if unchanged:
        return unchanged
    digits = request.args.get("seen", "")
    seen = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
    revisions = here.history.since(seen)
    operations = {each.operation for each in revisions} - {HEADING}
    if operations:
        changed = f"{counted(len(operations), 'opération')} {'a' if len(operations) == 1 else 'ont'} changé."
    else:
        changed = "Le catalogue a changé." if revisions or seen > here.history.last else ""
    # The heading stands outside of the results: only a whole page has it anew.
    is_whole = not operations or len(operations) < len({each.operation for each in revisions})
    address = standing_selection(here.catalogue.heading).address
    response = fragment("_news.html", changed=changed, address=address, is_whole=is_whole)
    response.headers["ETag"] = _weak(here.generation)
    return response


@pages.get("/operations/<id>")
def operation(id: str) -> Response:
    """One operation: its page, or its card to htmx."""
    here = site().store.published.catalogue
    trashed = here.trash.get(id)
    if trashed and guard.may_edit() and not htmx.is_fragment():
        return page("trashed.html", 404, heading=here.heading, operation=trashed.operation)
    found = here.get(id)
    if htmx.is_fragment():
        return Response(plain_card(found, section_of(here)), headers={"Vary": guard.FACES})
    return page(
        "operation.html",
        heading=here.heading,
        operation=found,
        piece=plain_card(found, ALONE),
        bar=bar_of_page() if "saved" in request.args else "",
    )


@pages.get("/accessibilite")
def accessibility() -> Response:
    """The statement that the law asks for."""
    here = site().store.published.catalogue
    return page("accessibility.html", heading=here.heading, settings=site().settings)


def _unchanged(etag: str) -> Response | None:
    """The 304 for a visitor whose copy is still good, before anything is rendered."""
    if "HTTP_IF_NONE_MATCH" not in request.environ or not request.if_none_match.contains_weak(etag):
        return None
    response = answer(b"", 304)
    response.headers["ETag"] = _weak(etag)
    return response


def _weak(etag: str) -> str:
    """`etag` as the header says it: another server, or another compression, may have other bytes."""
    return f'W/"{etag}"'
