"""Our own JSON, which `gersapp/exchange/native.py` reads: docs/exchange.md has the format."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from gersapp.catalogue.links import published
from gersapp.catalogue.model import Heading, Link, Operation
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.native import FORMAT

# Where the operations of a document go.
_NOTHING = b"[]\n}"


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the whole selection, an operation at a time."""
    before = {
        **catalogue_document(dossier.heading, dossier.address),
        "filters": dossier.filters,
        "count": {"operations": dossier.operations, "links": dossier.links, "total": dossier.total},
        "operations": [],
    }
    yield dump(before).removesuffix(_NOTHING) + b"["
    comma = b""
    for operation in dossier.each_operation():
        yield comma + b"\n" + dump(operation_document(operation, dossier.page_of(operation)))
        comma = b","
    yield b"\n]}\n"


def catalogue_document(heading: Heading, address: str) -> dict[str, Any]:
    """Return what each file of the format begins with; `address` is that of the page that shows the same."""
    return {
        "format": FORMAT,
        **({"address": address} if address else {}),
        "title": heading.title,
        "organisation": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": [{"slug": audience.slug, "label": audience.label} for audience in heading.audiences],
        "platforms": [{"slug": platform.slug, "label": platform.label} for platform in PLATFORMS],
    }


def operation_document(operation: Operation, address: str) -> dict[str, Any]:
    """Return an operation; `address` is that of its page, or ""."""
    return {
        "id": operation.id,
        **({"address": address} if address else {}),
        "title": operation.title,
        "description": operation.description,
        "audiences": operation.audiences,
        "platforms": operation.platforms,
        "links": list(map(_link_document, operation.links)),
    }


def dump(document: Mapping[str, Any]) -> bytes:
    """Return `document` in UTF-8, indented for people."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _link_document(link: Link) -> dict[str, str]:
    recognised = link.recognised
    return {
        "url": published(link.url),
        "platform": recognised.platform,
        "words": recognised.words,
    }
