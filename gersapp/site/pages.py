"""The files of the static site. Each address in them is relative, and nothing comes from elsewhere."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.search.index import words_of
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import searched_words
from gersapp.catalogue.text import cut_at_word, folded_words, french_spacing
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import FORMATS, write
from gersapp.french import count_found, counted, say_date, say_number
from gersapp.settings import Settings
from gersapp.web.french import quoted
from gersapp.web.rendering.assets import Assets
from gersapp.web.rendering.cards import body_context
from gersapp.web.rendering.html import Html, breakable
from gersapp.web.rendering.prose import linked

_ROOT = Path(__file__).resolve().parents[2]
# Of the site: the page of the catalogue, which has all operations.
INDEX = "index.html"
# How pages say that the site is ours, and how `is_site` knows it.
GENERATOR = "gersapp"
# Other formats are of no use beside the pages, or too large for a stick.
_DOCUMENTS = tuple(FORMATS[slug] for slug in ("docx", "odt", "md", "txt", "csv", "json"))
# Left out of cards, 15 000 of which stand on the page of 10 000 operations: a site has no htmx, and its pages
# say for all links to tell nobody where somebody comes from. No text has a bare « > ».
_ONLY_IN_THE_APPLICATION = (" hx-disable>", ' rel="noopener noreferrer">')
_INDENTED = re.compile(r"\n[ \t]+")


@dataclass(frozen=True, slots=True)
class SiteFile:
    """`path` is below the folder of the site, with slashes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Site:
    """What all pages have in common; `up` leads from the folder of a page to that of the site."""

    dossier: Dossier
    settings: Settings

    def page(self, template: str, up: str = "", **context: Any) -> bytes:
        text = (
            _environment(up)
            .get_template(template)
            .render(
                up=up,
                index=f"{up}{INDEX}",
                generator=GENERATOR,
                heading=self.dossier.heading,
                settings=self.settings,
                day=say_date(self.dossier.day),
                live=self.dossier.home,
                **context,
            )
        )
        return text.encode()


def render_site(catalogue: Catalogue, dossier: Dossier, settings: Settings) -> Iterator[SiteFile]:
    """Yield the files of the site of `catalogue`, all of which `dossier` has; the first page comes last."""
    site = _Site(dossier, settings)
    assets = Assets(_ROOT / "static")
    own = _ROOT / "static" / "site"
    style = b"".join(
        [assets.content("style.css"), assets.content("alone.css"), (own / "site.css").read_bytes()]
    )
    yield SiteFile("style.css", style)
    yield SiteFile("site.js", (own / "site.js").read_bytes())
    yield SiteFile("icon.svg", assets.content("icon.svg"))
    for format in _DOCUMENTS:
        yield SiteFile(f"documents/catalogue.{format.slug}", b"".join(write(format.slug, dossier)))
    yield SiteFile("accessibilite.html", site.page("site/accessibility.html"))
    operations = [*dossier.each_operation()]
    for place, operation in enumerate(operations):
        around = (operations[place - 1] if place else None, *operations[place + 1 : place + 2], None)
        yield SiteFile(f"operations/{operation.id}.html", _operation_page(site, operation, around[:2]))
    yield SiteFile(INDEX, _index(site, catalogue))


def is_site(content: bytes) -> bool:
    """Whether the bytes are those of a page of such a site."""
    return f'<meta name="generator" content="{GENERATOR}">'.encode() in content[:4096]


def _index(site: _Site, catalogue: Catalogue) -> bytes:
    found = catalogue.find(Selection())
    seen: set[str] = set()
    parts = []
    for part in site.dossier.parts:
        cards = []
        for operation in part.operations:
            # An operation of several audiences has a card under each: the script reads the first.
            is_first = operation.id not in seen
            words = _further_words(operation) if is_first else ""
            cards.append((operation, is_first, words, _body(operation, "")))
            seen.add(operation.id)
        parts.append((part.audience, counted(len(part.operations), "opération"), cards))
    return site.page(
        "site/index.html",
        parts=parts,
        found=found,
        platforms=[platform for platform in PLATFORMS if platform.slug in found.platforms],
        find_words=lambda label: " ".join(sorted(searched_words(label))),
        count=count_found(found.operations, found.links),
        operations=counted(found.operations, "opération"),
        # Whoever searches for it finds everything.
        hashtag=catalogue.heading.hashtag,
        documents=_DOCUMENTS,
    )


def _operation_page(site: _Site, operation: Operation, around: Sequence[Operation | None]) -> bytes:
    before, after = around
    return site.page(
        "site/operation.html",
        up="../",
        operation=operation,
        body=Html(_body(operation, "../").replace("<h3 ", "<h1 ").replace("</h3>", "</h1>")),
        own_platforms=[BY_SLUG[slug] for slug in operation.all_platforms],
        before=before,
        after=after,
    )


def _further_words(operation: Operation) -> str:
    """Return the folded words that find an operation, but for those that the script reads in its card."""
    # Anybody may read them here: not the words of what tracks people, which the application only searches.
    links = tuple([Link(published(link.url)) for link in operation.links])
    addresses = [link.url.partition("://")[2] for link in links]
    shown = f"{operation.title}\n{with_published(operation.description)}"
    read = {*folded_words(shown), *folded_words(unquote(" ".join(addresses)))}
    return " ".join(sorted(words_of(replace(operation, links=links)) - read))


def _body(operation: Operation, up: str) -> Html:
    """Return the body of a card, as the application shows it."""
    context = body_context(
        operation,
        lambda text: Html(escape(french_spacing(text))),
        address=f"{up}operations/{operation.id}.html",
        description=linked(operation.description, address_of=_search_address(up)),
    )
    body = _environment(up).get_template("cards/_body.html").render(context)
    for only_there in _ONLY_IN_THE_APPLICATION:
        body = body.replace(only_there, ">")
    return Html(_INDENTED.sub("\n", body))


def _search_address(up: str) -> Callable[[str], str]:
    return lambda words: f"{up}{INDEX}?q={quote_plus(words)}"


@cache
def _environment(up: str) -> Environment:
    """Return the environment of the templates of pages from which `up` leads to the folder of the site."""
    environment = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        breakable=breakable,
        cut_at_word=cut_at_word,
        french_spacing=french_spacing,
        linked=lambda text: linked(text, address_of=_search_address(up)),
        number=say_number,
        quoted=quoted,
        with_published=with_published,
    )
    return environment
