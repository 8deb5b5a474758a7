"""On which page each paragraph of a document will stand, without a program that lays it out.

Word shows the numbers of a list of contents as they were written, until somebody asks for new ones. They are
those of A4 pages in the fonts of `looks.py`, line by line; another program may differ by a line in a page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gersapp.exchange.writing.looks import SANS, SERIF, SHEETS, TEXT_HEIGHT, TEXT_WIDTH, Sheet
from gersapp.exchange.writing.paragraphs import Paragraph

# The widths of letters, in hundredths of their size.
_SERIF = {
    10: "·",
    12: "\u202f",
    16: "`",
    20: ",.",
    22: " \u2019\u2018\xa0",
    24: "'",
    26: ":;j",
    28: "!ilîï",
    30: "J",
    32: "-ft|",
    34: "IÎÏ",
    36: "1[]",
    38: "()_{}“”°",
    40: '"rs',
    42: "*?czç",
    44: "eéèêë•",
    46: "3Sg",
    48: "/256789\\aovxyàâäôöÿ",
    50: "$4FLZq«»–",
    52: "0CbdkpÇ",
    54: "EGPuùûüÉÈÊË",
    56: "+<=>TY^hn",
    58: "BX",
    60: "AOQVÀÂÔ",
    62: "#DR€",
    64: "K",
    68: "&UÙÛ",
    70: "HNæ",
    72: "w~",
    76: "…",
    78: "œ",
    82: "m",
    88: "%@MW",
    92: "Œ",
    100: "—",
}
_SANS = {
    22: " 'il\xee\xef\xa0\u202f",
    24: ",j’‘",
    26: ".:;IÎÏ·",
    30: "()-[]`f",
    32: "!J{}",
    34: "rt°",
    38: "/\\",
    40: '"sz',
    42: "Lcç“”",
    44: "x",
    46: "?FSZkvy|ÿ",
    48: "ETYagàâäÉÈÊË",
    50: "#$*+0123456789<=>^_e~éèêë–€•",
    52: "KPXbdhnopquôöùûü«»",
    54: "BCRÇ",
    56: "V",
    58: "AÀÂ",
    62: "DH",
    64: "GNUÙÛ",
    66: "OÔ",
    68: "&Q",
    70: "…",
    72: "%w",
    78: "æ",
    80: "m",
    84: "œ",
    86: "MŒ",
    88: "W",
    90: "@—",
}
_OTHER = 56
_IDEOGRAM = 100
_BOLD = 1.05
_WORD = re.compile(r"[^ \t\n-]+-*|-+|[ \t]+|\n")


class _Widths(dict[str, int]):
    def __missing__(self, letter: str) -> int:
        width = _IDEOGRAM if letter >= "\u2e80" else 0 if letter in "\u2060\u200b" else _OTHER
        if len(self) < 2_000:
            self[letter] = width
        return width


_WIDTHS = {
    font: _Widths({letter: width for width, letters in table.items() for letter in letters})
    for font, table in ((SERIF, _SERIF), (SANS, _SANS))
}


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
            sheet.before + (lines if paragraph.is_whole else min(lines, 2)) * sheet.line
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
    widths = _WIDTHS[sheet.font]
    # In the unit of the tables.
    room = (TEXT_WIDTH - sheet.indent) * 100 / (sheet.size * (_BOLD if sheet.is_bold else 1))
    if len(text) * 60 < room and "\n" not in text:
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
