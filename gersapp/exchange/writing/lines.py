"""What the writers of Markdown and text share: fields of a dossier, and spaces that nothing else keeps."""

from collections.abc import Iterable, Iterator, Mapping

from gersapp.catalogue.model import Operation
from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier, announced_names, names_without_link
from gersapp.exchange.writing.streaming import encode


def in_pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield `lines` in UTF-8, each with its line end, some 64 kB at a time."""
    return encode(f"{line}\n" for line in lines)


def heading_fields(dossier: Dossier) -> list[tuple[str, str]]:
    """Return the name and the value of the fields of the catalogue, but for its address."""
    heading = dossier.heading
    fields = [(layout.ORGANISATION, heading.organisation), (layout.HASHTAG, heading.hashtag)]
    return [*[field for field in fields if field[1]], _scope_field(dossier)]


def operation_fields(
    operation: Operation, audience: str, labels: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """Return the name and the values of the fields of `operation` in the part of `audience`, its links left.

    `labels` are those of all audiences, by slug, in the order of the page.
    """
    others = [slug for slug in labels if slug != audience and slug in operation.audiences]
    fields = [
        (layout.name_audience(others[0] if others else "", audience), [labels[slug] for slug in others]),
        (layout.NETWORKS, announced_names(operation)),
        (layout.WITHOUT_LINK, names_without_link(operation)),
    ]
    return [field for field in fields if field[1]]


def _scope_field(dossier: Dossier) -> tuple[str, str]:
    """Return the name and the value of the field that says what the dossier has."""
    if dossier.filters:
        name, _, value = dossier.scope.partition(" : ")
        return name, value
    return layout.WHOLE, dossier.scope


def edges_of(lines: list[str]) -> set[int]:
    """Return the places of the empty lines that begin and end a text: no reader would see them."""
    filled = [place for place, line in enumerate(lines) if line]
    first, last = (filled[0], filled[-1]) if filled else (len(lines), len(lines))
    return {place for place, line in enumerate(lines) if not line and not first < place < last}


def cut_spaces(text: str) -> tuple[str, str, str]:
    """Return the spaces before a text, the text without them, and those after it."""
    inner = text.strip()
    start = text.index(inner) if inner else len(text)
    return text[:start], inner, text[start + len(inner) :]
