"""Dossier → plain text, which `gersapp/exchange/reading/written_text.py` reads exactly."""

import re
from collections.abc import Iterator, Mapping

from gersapp.catalogue.model import Operation
from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.writing.lines import cut_spaces, edges_of, heading_fields, in_pieces, operation_fields
from gersapp.french import counted

# How lines begin that the reader would take for something else: an item, a line under a heading, a sign.
_SPECIAL = re.compile(r"\\|\s|[-–—•*+](?=\s|$)|[-=*]{3,}\s*$")
_MAX_UNDERLINE = 80


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the dossier in UTF-8, in pieces."""
    return in_pieces(_lines(dossier))


def _lines(dossier: Dossier) -> Iterator[str]:
    heading = dossier.heading
    yield layout.TEXT_MARK
    yield ""
    if heading.title:
        yield from (*_heading(heading.title, "*"), "")
    for name, value in heading_fields(dossier):
        yield _item(name, _value(value))
    if dossier.address:
        yield _item(layout.ADDRESS, _value(dossier.address))
    yield ""
    if heading.introduction:
        yield from (*_text(heading.introduction), "")
    labels = {audience.slug: audience.label for audience in heading.audiences}
    for part in dossier.parts:
        yield from ("", *_heading(part.audience.label, "="))
        yield from (counted(len(part.operations), "opération"), "")
        for operation in part.operations:
            yield from _operation(operation, part.audience.slug, labels)


def _operation(operation: Operation, audience: str, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of an operation in the part of `audience`; `labels` are all, by slug."""
    yield from _heading(operation.title, "-")
    if operation.description:
        yield from _text(operation.description)
    for name, values in operation_fields(operation, audience, labels):
        yield _item(name, ", ".join(map(_listed, values)))
    for words, url in links_of(operation):
        yield f"- {words} : {url}"
    yield ""


def _heading(text: str, sign: str) -> tuple[str, str]:
    return _line(text), sign * max(3, min(len(text), _MAX_UNDERLINE))


def _text(text: str) -> Iterator[str]:
    lines = text.split("\n")
    edges = edges_of(lines)
    for place, line in enumerate(lines):
        yield "\\" if place in edges else _line(line)


def _line(line: str) -> str:
    """Return a line of people's own: after a \\ it is no sign of ours, and before one its spaces stay."""
    is_special = _SPECIAL.match(line) or layout.LONE_ADDRESS.fullmatch(line)
    is_open = line.endswith("\\") or line[-1:].isspace()
    return "".join(["\\" if is_special else "", line, "\\" if is_open else ""])


def _item(name: str, value: str) -> str:
    return "".join(["- ", name, " : ", value, "\\" if value[-1:].isspace() else ""])


def _listed(name: str) -> str:
    """Return a name between commas."""
    return _value(name, r"[\\,;]")


def _value(text: str, signs: str = r"\\") -> str:
    """Return a text of one line, its signs and the spaces around it after a \\: nothing else keeps them."""
    before, inner, after = cut_spaces(text)
    written = re.sub(signs, r"\\\g<0>", inner)
    return "".join([*map(_escaped, before), written, *map(_escaped, after)])


def _escaped(space: str) -> str:
    return f"\\{space}"
