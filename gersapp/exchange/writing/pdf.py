"""A dossier → PDF, set by Typst: tagged, with a language, bookmarks and a list of contents."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import french_spacing
from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier, announced_names, links_of, names_without_link
from gersapp.exchange.writing.texts import target_of
from gersapp.french import UNTITLED, counted

_TEMPLATE = Path(__file__).with_name("dossier.typ")
# The packages that carry the fonts, and the families in the order in which a letter is looked for in them.
_FONT_PACKAGES = ("font_source_serif_pro", "manimgx_fonts")
_SERIF, _SANS = "Source Serif Pro", "Noto Sans"
_OTHERS = ("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Emoji", "Noto Sans Symbols")
# PDF/UA refuses a letter that no font draws. One of the system's may; else it is a box, in a PDF that is
# tagged all the same.
_BEST_OPTIONS: tuple[dict[str, Any], ...] = (
    {"pdf_standards": "ua-1", "ignore_system_fonts": True},
    {"pdf_standards": "ua-1"},
)
# More lines than these two levels have room for: the contents then name the audiences alone.
_MAX_CONTENTS = 60
# In characters: an operation that surely holds on a page.
_SHORT = 1_800
_LINE = 80


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the PDF in one piece: each page says how many there are."""
    files = {"main.typ": _TEMPLATE.read_bytes(), "dossier.json": json.dumps(_values(dossier)).encode()}
    yield _compile(files, datetime.combine(dossier.day, time(), UTC))


def _compile(files: Any, made_at: datetime) -> bytes:  # its types do not tell of several files
    """Return the PDF; raises TypstError when Typst cannot make one at all."""
    for options in _BEST_OPTIONS:
        with suppress(typst.TypstError):
            best: bytes = typst.compile(files, font_paths=_font_folders(), timestamp=made_at, **options)
            return best
    return typst.compile(files, font_paths=_font_folders(), timestamp=made_at)


def _font_folders() -> list[str]:
    specs = [find_spec(name) for name in _FONT_PACKAGES]
    return [folder for spec in specs if spec for folder in spec.submodule_search_locations or ()]


def _values(dossier: Dossier) -> dict[str, object]:
    """Return what the template takes."""
    heading = dossier.heading
    title = _shown(heading.title) or UNTITLED
    organisation = _shown(heading.organisation)
    labels = {audience.slug: _shown(audience.label) for audience in heading.audiences}
    entries = len(dossier.parts) + sum(len(part.operations) for part in dossier.parts)
    return {
        "title": title,
        "organisation": organisation,
        "hashtag": _shown(heading.hashtag),
        "introduction": _shown(heading.introduction),
        "scope": french_spacing(dossier.scope),
        "address": dossier.address,
        "target": target_of(dossier.address, is_ascii=True),
        "serif": (_SERIF, _SANS, *_OTHERS),
        "sans": (_SANS, _SERIF, *_OTHERS),
        "names": {
            "also": layout.AUDIENCES if dossier.origins else layout.ALSO_FOR,
            "networks": layout.NETWORKS,
            "without": layout.WITHOUT_LINK,
        },
        "depth": 2 if entries <= _MAX_CONTENTS else 1,
        "parts": [
            {
                "label": _shown(part.audience.label),
                "count": counted(len(part.operations), "opération"),
                "operations": [
                    _operation(operation, part.audience.slug, labels) for operation in part.operations
                ],
            }
            for part in dossier.parts
        ],
    }


def _operation(operation: Operation, audience: str, labels: dict[str, str]) -> dict[str, object]:
    """Return an operation in the part of `audience`."""
    links = links_of(operation)
    return {
        "title": _shown(operation.title),
        "description": _shown(operation.description),
        "networks": _shown(", ".join(announced_names(operation))),
        "links": [(words, url, target_of(url, is_ascii=True)) for words, url in links],
        "without": _shown(", ".join(names_without_link(operation))),
        "also": [labels[slug] for slug in operation.audiences if slug != audience],
        "short": _length(operation, links) <= _SHORT,
    }


def _length(operation: Operation, links: list[tuple[str, str]]) -> int:
    lines = len(links) + operation.description.count("\n")
    return len(operation.description) + sum(len(url) for _, url in links) + _LINE * lines


def _shown(text: str) -> str:
    return french_spacing(text)
