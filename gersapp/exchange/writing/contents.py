"""The paragraphs of a dossier in their order, and its list of contents where it is long."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.roles import Role
from gersapp.exchange.writing.looks import CONTENTS, TEXT_HEIGHT, TITLE_OF_CONTENTS
from gersapp.exchange.writing.pages import Pages, count_lines
from gersapp.exchange.writing.paragraphs import Paragraph, heading_of, in_other_part, operation_of

# A document of more pages has a list of contents, which names the operations if it is not longer than this.
_MAX_PAGES_WITHOUT = 3
_MAX_ENTRIES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents; `level` is 1 or 2, and `place` the name of the heading in the file."""

    text: str
    level: int
    page: int
    place: str


@dataclass(frozen=True, slots=True)
class Contents:
    """`levels` are those of the headings that are listed: 0 for a document without a list."""

    levels: int = 0
    entries: tuple[Entry, ...] = ()


def body_of(dossier: Dossier) -> list[Paragraph]:
    """Return the paragraphs of all parts: some 20 MB for 10 000 operations."""
    paragraphs: list[Paragraph] = []
    made: dict[str, list[Paragraph]] = {}
    labels = {audience.slug: audience.label for audience in dossier.heading.audiences}
    for part in dossier.parts:
        paragraphs.append(heading_of(part))
        for operation in part.operations:
            known = made.get(operation.id)
            make = partial(in_other_part, known) if known else operation_of
            made[operation.id] = make(operation, part.audience.slug, labels)
            paragraphs += made[operation.id]
    return paragraphs


def contents_of(cover: Iterable[Paragraph], body: Iterable[Paragraph]) -> Contents:
    """Return the list of contents, with the pages of a body that begins on a page of its own."""
    front, pages_of_body = Pages(), Pages()
    for _ in front.place(cover):
        pass
    headings = [
        (paragraph, page)
        for paragraph, page in pages_of_body.place(body)
        if paragraph.role in (Role.AUDIENCE, Role.OPERATION)
    ]
    whole = front.number + pages_of_body.number - 2
    if whole + (front.height + pages_of_body.height) / TEXT_HEIGHT <= _MAX_PAGES_WITHOUT:
        return Contents()
    levels = 2 if len(headings) <= _MAX_ENTRIES else 1
    listed = [
        (paragraph.text, 1 if paragraph.role is Role.AUDIENCE else 2, page)
        for paragraph, page in headings
        if levels == 2 or paragraph.role is Role.AUDIENCE
    ]
    front.add(1, TITLE_OF_CONTENTS)
    for text, level, _ in listed:
        front.add(count_lines(text, CONTENTS[level - 1]), CONTENTS[level - 1])
    return Contents(
        levels,
        tuple(
            Entry(text, level, front.number + page, place_of(number))
            for number, (text, level, page) in enumerate(listed, 1)
        ),
    )


def place_of(number: int) -> str:
    """Return the name of a heading, counted from 1 among those that are listed, as Word makes them."""
    return f"_Toc{number:08}"
