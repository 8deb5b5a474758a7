"""An Atom feed (RFC 4287) of what was added and changed last in a selection, and is still there."""

from collections.abc import Iterator, Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.dossier import Dossier, Origin, links_of, names_without_link
from gersapp.exchange.writing.texts import possible, rfc_3339
from gersapp.french import UNTITLED

MAX_ENTRIES = 50

_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
# A feed has a date. That of one without entries never changes.
_NEVER = 0
# What whoever follows the feed reads of it, before any entry.
_SUBTITLE = "Ce qui est ajouté et modifié, le plus récent d’abord."
_NOTHING_YET = (
    "Ce qui sera ajouté ou modifié paraîtra ici. Les opérations d’avant n’ont pas de date connue : elles "
    "ne sont que sur la page."
)

# Of audiences, by slug.
Labels = Mapping[str, str]


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the feed. An operation without a known date is not in it: an invented one would call it new."""
    newest = _newest(dossier)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "fr"})
    heading = dossier.heading
    title = heading.title or UNTITLED
    _add(feed, "id", _id_of(dossier.address, "catalogue"))
    _add(feed, "title", french_spacing(" — ".join([title, *dossier.filters])))
    _add(feed, "subtitle", _SUBTITLE if newest else _NOTHING_YET)
    _add(feed, "updated", rfc_3339(max([dates.changed for _, dates in newest], default=_NEVER)))
    _add(_add(feed, "author"), "name", heading.organisation or title)
    if dossier.home:
        query = dossier.address.partition("?")[2]
        own = f"{dossier.home}operations.atom" + (f"?{query}" if query else "")
        _add(feed, "link", rel="self", type="application/atom+xml", href=own)
        _add(feed, "link", rel="alternate", type="text/html", href=dossier.address)
    labels = {audience.slug: audience.label for audience in heading.audiences}
    for operation, dates in newest:
        _add_entry(feed, operation, dates, labels, dossier)
    text = ET.tostring(feed, encoding="unicode")
    yield f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _newest(dossier: Dossier) -> list[tuple[Operation, Dates]]:
    """Return the operations that were added or changed last, the newest first, and their dates.

    Those of one moment, as of an import, are in the order of the selection.
    """
    dated = [
        (operation, dossier.dates[operation.id])
        for operation in dossier.each_operation()
        if operation.id in dossier.dates
    ]
    return sorted(dated, key=lambda pair: -pair[1].changed)[:MAX_ENTRIES]


def _add_entry(
    feed: ET.Element, operation: Operation, dates: Dates, labels: Labels, dossier: Dossier
) -> None:
    entry = _add(feed, "entry")
    address, origin = dossier.page_of(operation), dossier.origins.get(operation.id)
    _add(entry, "id", _id_of(address, operation.id))
    _add(entry, "title", french_spacing(operation.title))
    _add(entry, "updated", rfc_3339(dates.changed))
    if dates.added is not None:
        _add(entry, "published", rfc_3339(dates.added))
    if address:
        _add(entry, "link", rel="alternate", type="text/html", href=address)
    if origin:
        _add(_add(entry, "author"), "name", origin.name)
    _add_categories(entry, operation, labels, dossier.home, origin)
    content = _add(_add(entry, "content", type="xhtml"), "div", xmlns=_XHTML)
    _fill_content(content, operation)


def _add_categories(
    entry: ET.Element, operation: Operation, labels: Labels, home: str, origin: Origin | None
) -> None:
    """Add the body, the audiences and the platforms of `operation`: scheme and term are the address of their
    filter."""
    bodies = [("body", origin.body, origin.name)] if origin else []
    audiences = [("audience", slug, labels.get(slug, slug)) for slug in operation.audiences]
    platforms = [
        ("platform", platform.slug, platform.label)
        for platform in PLATFORMS
        if platform.slug in operation.all_platforms
    ]
    for name, slug, label in [*bodies, *audiences, *platforms]:
        scheme = {"scheme": f"{home}?{name}="} if home else {}
        _add(entry, "category", term=slug, label=label, **scheme)


def _fill_content(content: ET.Element, operation: Operation) -> None:
    """Add the text of `operation` and its links, as its card has them."""
    for paragraph in filter(None, map(str.strip, operation.description.split("\n"))):
        _add(content, "p", french_spacing(paragraph))
    links, announced = links_of(operation), names_without_link(operation)
    if links or announced:
        items = _add(content, "ul")
        for words, url in links:
            _add(_add(items, "li"), "a", words, href=url)
        for name in announced:
            _add(items, "li", f"{name}\u202f: annoncé, sans lien")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = possible(text) or None
    return element


def _id_of(address: str, name: str) -> str:
    """Return `address`, or what is as unique where no address is known."""
    return address or uuid5(NAMESPACE_URL, f"gersapp:{name}").urn
