"""What a row below the header is: an operation, a heading of several, a total, a header again, nothing."""

import re
from enum import Enum, auto

from gersapp.catalogue.text import fold_name
from gersapp.exchange.proposal import Fate
from gersapp.exchange.tables.mapping import SheetMapping
from gersapp.exchange.tables.values import Sheet
from gersapp.exchange.tables.vocabulary import Field, is_total, names_audience, names_period

_NUMBER = re.compile(r"[\d\s.,%€/+-]*")
_NOTE = re.compile(r"(?:\*|\(\d\)|nb\b|n\.b\.|sources? ?:|contacts? ?:|notes? ?:|legende ?:|mise? a jour)")
_MAX_SECTION = 80


class Role(Enum):
    EMPTY = auto()
    DECOR = auto()
    LEFT = auto()
    SECTION = auto()
    OPERATION = auto()


_FORCED = {
    Fate.TITLE: Role.OPERATION,
    Fate.TEXT: Role.OPERATION,
    Fate.LINK: Role.OPERATION,
    Fate.AUDIENCE: Role.SECTION,
    Fate.THEME: Role.SECTION,
    Fate.LEFT: Role.LEFT,
    Fate.UNKNOWN: Role.LEFT,
    Fate.DECOR: Role.DECOR,
}


def role_of_row(sheet: Sheet, mapping: SheetMapping, index: int, fate: Fate | None = None) -> Role:
    """Return what the row `index`, from 0, is. `fate` is the one that people gave it."""
    row = sheet.rows[index]
    filled = [column for column, cell in enumerate(row) if not cell.is_empty]
    if not filled:
        return Role.EMPTY
    if fate in _FORCED:
        return _FORCED[fate]
    if _repeats_header(sheet, mapping, index) or _is_total_row(sheet, index, filled):
        return Role.DECOR
    if len(filled) == 1 and len(mapping.columns) > 1:
        return _role_of_lone_cell(sheet, mapping, index, filled[0])
    used = [column for column in filled if mapping.columns[column].field is not Field.IGNORED]
    return Role.OPERATION if used else Role.LEFT


def _repeats_header(sheet: Sheet, mapping: SheetMapping, index: int) -> bool:
    if not mapping.header:
        return False
    pairs = [
        (cell.text, sheet.cell(mapping.header - 1, column).text)
        for column, cell in enumerate(sheet.rows[index])
        if cell.text
    ]
    return len(pairs) > 1 and all(fold_name(text) == fold_name(name) for text, name in pairs)


def _is_total_row(sheet: Sheet, index: int, filled: list[int]) -> bool:
    texts = [sheet.rows[index][column].text for column in filled]
    return is_total(texts[0]) and all(_NUMBER.fullmatch(text) for text in texts[1:])


def _role_of_lone_cell(sheet: Sheet, mapping: SheetMapping, index: int, column: int) -> Role:
    """Return the role of a row with one filled cell: a heading when it spans columns or names an audience."""
    cell = sheet.rows[index][column]
    field = mapping.columns[column].field
    if field in (Field.LINKS, Field.ONE_PLATFORM, Field.DESCRIPTION) or cell.addresses:
        return Role.OPERATION
    if _NOTE.match(fold_name(cell.text)) and not _has_operations_below(sheet, index):
        return Role.LEFT
    # One merged cell beside it may go on with those above: a heading spans all columns.
    beside = range(column + 1, len(mapping.columns))
    spans = len(beside) > 0 and all(sheet.cell(index, place).is_covered for place in beside)
    is_short = len(cell.text) <= _MAX_SECTION and "\n" not in cell.text
    if is_short and _has_operations_below(sheet, index):
        is_heading = spans or names_period(cell.text) or _is_audience_only(cell.text)
        if is_heading or field is not Field.TITLE:
            return Role.SECTION
    return Role.OPERATION if field is Field.TITLE else Role.LEFT


def _is_audience_only(text: str) -> bool:
    return names_audience(text) and len(text.split()) <= 6


def _has_operations_below(sheet: Sheet, index: int) -> bool:
    return any(sum(not cell.is_empty for cell in row) > 1 for row in sheet.rows[index + 1 : index + 6])
