"""What the cells of a column have in common."""

import re
from dataclasses import dataclass

from gersapp.catalogue.text import fold_name
from gersapp.exchange.tables.values import Sheet
from gersapp.exchange.tables.vocabulary import (
    Field,
    is_tick,
    names_audience,
    names_platforms_only,
    platform_of_column,
    says_nothing,
)

_MAX_ROWS = 2_000  # that are looked at
_ADDRESS = re.compile(r"https?://|\bwww\.[\w-]+\.|^[\w-]+(?:\.[\w-]+)+/\S", re.IGNORECASE)
_LINK = re.compile(r"\W*(?:lien|url|link|adresse)", re.IGNORECASE)
_NUMBER = re.compile(r"[\d\s.,/:%€$+-]+")


@dataclass(frozen=True, slots=True)
class Contents:
    """Counts of the cells of a column, those that say nothing left out."""

    filled: int
    addresses: int  # cells with an address in their text or behind it
    ticks: int
    platforms: int  # cells that name networks, and say little else
    audiences: int  # cells that have a word for an audience
    numbers: int
    distinct: int
    mean_length: float

    def suits_platforms(self) -> bool:
        return self.platforms * 2 > self.filled

    def suits_audiences(self) -> bool:
        return self.audiences * 2 > self.filled and self.mean_length <= 60

    def suits_description(self) -> bool:
        return self.mean_length > 60

    def suits_title(self) -> bool:
        return self.numbers * 2 < self.filled and self.distinct * 2 > self.filled and self.ticks == 0

    def suits_text(self) -> bool:
        return self.suits_title() and self.mean_length > 30


def contents_of(sheet: Sheet, header: int, column: int) -> Contents:
    """Return the counts of a column below its header, which is the number of a row from 1."""
    cells = [sheet.cell(row, column) for row in range(header, min(len(sheet.rows), header + _MAX_ROWS))]
    cells = [cell for cell in cells if cell.addresses or not says_nothing(cell.text)]
    texts = [cell.text for cell in cells]
    return Contents(
        filled=len(cells),
        addresses=sum(bool(cell.addresses or _ADDRESS.search(cell.text)) for cell in cells),
        ticks=sum(map(is_tick, texts)),
        platforms=sum(map(names_platforms_only, texts)),
        audiences=sum(map(names_audience, texts)),
        numbers=sum(bool(_NUMBER.fullmatch(text)) for text in texts),
        distinct=len(set(map(fold_name, texts))),
        mean_length=sum(map(len, texts)) / (len(texts) or 1),
    )


def field_by_contents(name: str, field: Field | None, contents: Contents) -> Field | None:
    """Return what a column is for, whose name says `field`; None if nothing says it."""
    platform = platform_of_column(name)
    if platform and contents.addresses * 2 > contents.filled:
        return Field.LINKS if platform == "site-web" else Field.ONE_PLATFORM
    if platform and field is not Field.TITLE:
        return Field.ONE_PLATFORM
    if field is Field.IGNORED:
        return field
    if contents.filled and contents.ticks * 5 > contents.filled * 4:
        return Field.ONE_AUDIENCE if field in (None, Field.AUDIENCES) else field
    if field is None and contents.addresses * 2 > contents.filled:
        return Field.LINKS
    if field is None and contents.suits_platforms():
        return Field.PLATFORMS
    if field is Field.LINKS and contents.filled and not contents.addresses and not _LINK.match(name):
        return None  # « Publication » is perhaps a text
    return field
