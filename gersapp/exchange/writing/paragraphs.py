"""A dossier as the paragraphs of a document, whatever its format. Their styles say what they are."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from gersapp.catalogue.model import Operation
from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier, Part, announced_names, links_of, names_without_link
from gersapp.exchange.roles import BETWEEN_PARAGRAPHS, Role
from gersapp.exchange.spacing import space
from gersapp.french import UNTITLED, counted

# An operation up to this length is kept on one page.
_MAX_KEPT_CHARACTERS = 1_500
_MAX_KEPT_PARAGRAPHS = 14


class Look(Enum):
    """How a piece of a paragraph looks, besides the style of the paragraph."""

    PLAIN = auto()
    LABEL = auto()  # « Réseaux : »
    COUNT = auto()  # « — 7 opérations »
    WORDS = auto()  # of a link
    ADDRESS = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    look: Look = Look.PLAIN


@dataclass(slots=True)
class Paragraph:
    """`url` is the address that all of it leads to.

    One that `is_whole` is not cut by the end of a page; one that `is_kept` stays on the page of the next one.
    """

    role: Role
    pieces: tuple[Piece, ...]
    url: str = ""
    is_kept: bool = False
    is_whole: bool = False

    @property
    def text(self) -> str:
        return "".join([piece.text for piece in self.pieces])


def title_of(dossier: Dossier) -> str:
    """Return the title of a document, for its properties and its footer."""
    return space(dossier.heading.title) or UNTITLED


def cover_of(dossier: Dossier) -> list[Paragraph]:
    """Return what stands before the operations, without the contents."""
    heading = dossier.heading
    texts = (
        (Role.ORGANISATION, heading.organisation),
        (Role.TITLE, heading.title),
        (Role.HASHTAG, heading.hashtag),
    )
    paragraphs = [_plain(role, text) for role, text in texts if text]
    paragraphs.append(Paragraph(Role.EXTRACT, (Piece(dossier.scope),)))
    if dossier.address:
        paragraphs.append(_link(Role.EXTRACT, "En ligne", dossier.address))
    return paragraphs + _texts(Role.INTRODUCTION, heading.introduction)


def heading_of(part: Part) -> Paragraph:
    """Return the heading of the operations of an audience."""
    count = counted(len(part.operations), "opération")
    return Paragraph(Role.AUDIENCE, (Piece(space(part.audience.label)), Piece(f" — {count}", Look.COUNT)))


def operation_of(operation: Operation, slug: str, labels: dict[str, str]) -> list[Paragraph]:
    """Return the paragraphs of an operation in the part of the audience `slug`; `labels` are all, by slug."""
    paragraphs = [_plain(Role.OPERATION, operation.title), *_texts(Role.TEXT, operation.description)]
    paragraphs += _others(operation, slug, labels)
    if operation.platforms:
        paragraphs.append(_field(Role.NETWORKS, layout.NETWORKS, ", ".join(announced_names(operation))))
    for words, url in links_of(operation):
        paragraphs.append(_link(Role.LINK, words, url))
    without = names_without_link(operation)
    if without:
        paragraphs.append(_field(Role.WITHOUT_LINK, layout.WITHOUT_LINK, ", ".join(without)))
    return _kept_together(paragraphs, operation)


def in_other_part(
    paragraphs: list[Paragraph], operation: Operation, slug: str, labels: dict[str, str]
) -> list[Paragraph]:
    """Return what `operation_of` would, from the `paragraphs` that it returned for another part.

    Only the other audiences differ. To find the words of each link again takes a fifth of the whole time.
    """
    others = _others(operation, slug, labels)
    place = next(k for k, paragraph in enumerate(paragraphs) if paragraph.role is Role.ALSO_FOR)
    return _kept_together(
        [*paragraphs[:place], *others, *paragraphs[place + len(others) :]],
        operation,
    )


def _others(operation: Operation, slug: str, labels: dict[str, str]) -> list[Paragraph]:
    return [
        _field(Role.ALSO_FOR, layout.name_audience(other, slug), labels[other])
        for other in operation.audiences
        if other != slug
    ]


def _kept_together(paragraphs: list[Paragraph], operation: Operation) -> list[Paragraph]:
    """Keep the paragraphs of an operation on one page, if they are few."""
    if len(paragraphs) <= _MAX_KEPT_PARAGRAPHS and len(operation.description) <= _MAX_KEPT_CHARACTERS:
        for paragraph in paragraphs:
            paragraph.is_kept = paragraph.is_whole = True
        paragraphs[-1].is_kept = False
    return paragraphs


def _plain(role: Role, text: str) -> Paragraph:
    return Paragraph(role, (Piece(space(text)),))


def _texts(role: Role, text: str) -> list[Paragraph]:
    """Return a text as paragraphs: an empty line separates two, and other line ends stay in theirs."""
    return [_plain(role, one) for one in re.split(BETWEEN_PARAGRAPHS, text)] if text else []


def _field(role: Role, label: str, value: str) -> Paragraph:
    return Paragraph(role, (Piece(f"{label}\u202f: ", Look.LABEL), Piece(space(value))))


def _link(role: Role, words: str, url: str) -> Paragraph:
    return Paragraph(role, (Piece(words, Look.WORDS), Piece(f"\u202f: {url}", Look.ADDRESS)), url)
