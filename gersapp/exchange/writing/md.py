"""Dossier → Markdown (CommonMark), which `gersapp/exchange/reading/written_text.py` reads exactly."""

import re
from collections.abc import Iterator, Mapping

from gersapp.catalogue.model import Operation
from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.writing.lines import cut_spaces, edges_of, heading_fields, in_pieces, operation_fields
from gersapp.french import counted

# What Markdown would read as its own, anywhere in a line. An underscore within a word is none.
_SIGN = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# … and where a line begins: a heading, a list, a quote, a line under a heading.
_BEGINNING = re.compile(r"#{1,6}(?=[ \t]|$)|[-+](?=[ \t]|$)|>|[-=]+$")
_NUMBERED = re.compile(r"(\d{1,9})(?=[.)](?:[ \t]|$))")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_EMPTY = "<!-- -->"


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the dossier in UTF-8, in pieces."""
    return in_pieces(_lines(dossier))


def _lines(dossier: Dossier) -> Iterator[str]:
    heading = dossier.heading
    yield layout.MARKDOWN_MARK
    yield ""
    if heading.title:
        yield from (f"# {_heading(heading.title)}", "")
    for name, value in heading_fields(dossier):
        yield f"- {name} : {_value(value)}"
    if dossier.address:
        yield f"- {layout.ADDRESS} : <{_address(dossier.address)}>"
    yield ""
    if heading.introduction:
        yield from (*_text(heading.introduction), "")
    labels = {audience.slug: audience.label for audience in heading.audiences}
    for part in dossier.parts:
        yield from (f"## {_heading(part.audience.label)}", "")
        yield from (counted(len(part.operations), "opération"), "")
        for operation in part.operations:
            yield from _operation(operation, part.audience.slug, labels)


def _operation(operation: Operation, audience: str, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of an operation in the part of `audience`; `labels` are all, by slug."""
    yield from (f"### {_heading(operation.title)}", "")
    if operation.description:
        yield from (*_text(operation.description), "")
    fields = operation_fields(operation, audience, labels)
    items = [f"- {name} : {', '.join(map(_listed, values))}" for name, values in fields]
    items += [f"- [{_value(words)}]({_target(url)})" for words, url in links_of(operation)]
    if items:
        yield from (*items, "")


def _text(text: str) -> Iterator[str]:
    """Yield the lines of a text; each that another one follows ends by the sign of a line end."""
    lines = text.split("\n")
    edges = edges_of(lines)
    for place, line in enumerate(lines):
        has_next = place + 1 < len(lines) and bool(lines[place + 1])
        written = _EMPTY if place in edges else _line(line)
        yield f"{written}\\" if written and has_next else written


def _line(line: str) -> str:
    written = _value(line)
    if layout.LONE_ADDRESS.fullmatch(written):
        return f"&#{ord(written[0])};{written[1:]}"
    if _BEGINNING.match(written):
        return f"\\{written}"
    numbered = _NUMBERED.match(written)
    return f"{numbered[1]}\\{written[numbered.end() :]}" if numbered else written


def _heading(text: str) -> str:
    written = _value(text)
    return f"{written[:-1]}\\#" if written.endswith("#") else written


def _value(text: str, more_signs: str = "") -> str:
    """Return a text of one line, the spaces around it as entities: nothing else keeps them."""
    before, inner, after = cut_spaces(text)
    written = _SIGN.sub(r"\\\g<0>", inner)
    if more_signs:
        written = re.sub(more_signs, r"\\\g<0>", written)
    return "".join([*map(_entity, before), written, *map(_entity, after)])


def _listed(name: str) -> str:
    """Return a name between commas."""
    return _value(name, "[,;]")


def _entity(space: str) -> str:
    return f"&#{ord(space)};"


def _target(url: str) -> str:
    return f"<{_address(url)}>" if "(" in url or ")" in url else _address(url)


def _address(url: str) -> str:
    return _REFERENCE.sub(r"\\&", url)
