"""On which page each paragraph of a document will stand, without a program that lays it out.

Word shows the numbers of a list of contents as they were written, until somebody asks for new ones. They are
those of A4 pages in the fonts of `looks.py`, line by line; another program may differ by a line in a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gersapp.exchange.writing.looks import SHEETS, TEXT_HEIGHT, TEXT_WIDTH, Sheet
from gersapp.exchange.writing.paragraphs import Paragraph
from gersapp.exchange.writing.widths import WIDTHS

# A word with its hyphens, where a line may end; spaces; a line end.
_WORD = re.compile(r"[^ \t\n-]+-*|-+|[ \t]+|\n")


@dataclass(slots=True)
class Pages:
    """The pages as they fill. `height` is what the last one holds, in points."""

    number: int = 1
    height: float = 0.0

    def place(self, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, int]]:
        """Yield each paragraph with the page where it begins."""
        chain: list[tuple[Paragraph, int, Sheet]] = []
        for paragraph in paragraphs:
            sheet = SHEETS[paragraph.role]
            chain.append((paragraph, count_lines(paragraph.text, sheet), sheet))
            if not (paragraph.is_kept or sheet.is_kept):
                yield from self._place(chain)
                chain = []
        yield from self._place(chain)

    def _place(self, chain: list[tuple[Paragraph, int, Sheet]]) -> Iterator[tuple[Paragraph, int]]:
        """Place paragraphs that stay together, if a page can hold them."""
        total = sum(
            sheet.before + (lines if paragraph.is_whole or sheet.is_whole else min(lines, 2)) * sheet.line
            for paragraph, lines, sheet in chain
        )
        if self.height + total > TEXT_HEIGHT >= total:
            self.turn()
        for paragraph, lines, sheet in chain:
            yield paragraph, self.add(lines, sheet)

    def add(self, lines: int, sheet: Sheet) -> int:
        """Add a paragraph; return the page where it begins. A line alone goes to the next page."""
        before = sheet.before if self.height else 0.0
        room = int((TEXT_HEIGHT - self.height - before) // sheet.line)
        if room < min(lines, 2):
            self.turn()
            before, room = 0.0, int(TEXT_HEIGHT // sheet.line)
        first = self.number
        while lines > room:
            lines -= min(room, max(lines - 2, 1))
            self.turn()
            before, room = 0.0, int(TEXT_HEIGHT // sheet.line)
        self.height += before + lines * sheet.line
        return first

    def turn(self) -> None:
        """Go on to the next page."""
        self.number += 1
        self.height = 0.0


def count_lines(text: str, sheet: Sheet) -> int:
    """Return how many lines a text takes, broken between words."""
    widths = WIDTHS[sheet.font, sheet.is_bold]
    room = (TEXT_WIDTH - sheet.indent) * 1000 / sheet.size
    if "\n" not in text and sum(map(widths.__getitem__, text)) <= room:
        return 1
    lines, place = 1, 0
    for match in _WORD.finditer(text):
        word = match[0]
        if word == "\n":
            lines, place = lines + 1, 0
            continue
        width = sum(map(widths.__getitem__, word))
        if word[0] in " \t":
            place += width
            continue
        if place + width > room and place:
            lines, place = lines + 1, 0
        # A long address goes over several lines.
        further = int(width // room)
        lines += further
        place += width - int(further * room)
    return lines
