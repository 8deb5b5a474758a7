"""Whether a text is the rows of a table, as spreadsheets export and copy them, or is to be read as a text."""

import re
from collections import Counter

from gersapp.exchange.tables.csv import (
    SEPARATORS,
    announced_separator,
    first_rows,
    published_separator,
)
from gersapp.exchange.tables.turning import turn
from gersapp.exchange.tables.values import Sheet, SheetCell
from gersapp.exchange.tables.vocabulary import MAX_NAME, field_of, platform_of_column

_MAX_LINE = 80  # characters of a line that is no paragraph
_MAX_HEADER_ROWS = 12  # where the header is looked for
_MIN_REGULAR = 0.8
_MARKDOWN_TABLE = re.compile(r"^ {0,9}\|? {0,9}:?-{3,}:? {0,9}\|[-:| ]*$", re.MULTILINE)
# Prose has the others too.
_SURE = ";|^"


def is_table(text: str) -> bool:
    """Whether the lines of a text are rows of cells: named by a header, or all as wide and no prose."""
    if announced_separator(text) or published_separator(text):
        return True
    if _MARKDOWN_TABLE.search(text[:100_000]):
        return False
    return any(
        _has_rows(first_rows(text, separator), separator) for separator in SEPARATORS if separator in text
    )


def _has_rows(rows: list[list[str]], separator: str) -> bool:
    if len(rows) < 2 or any(cell.startswith("//") for row in rows for cell in row):
        return False
    lone = [row[0] for row in rows if len(row) == 1]
    if separator not in _SURE and any(len(line) > _MAX_LINE or "://" in line for line in lone):
        return False  # paragraphs around a table, or the lines of a cell
    return _has_header(rows, separator) or _is_regular(rows, separator) or _is_turned(rows, separator)


def _has_header(rows: list[list[str]], separator: str) -> bool:
    """Whether one of the first rows names columns, and those below it are cut as it is."""
    for place, row in enumerate(rows[:_MAX_HEADER_ROWS]):
        below = rows[place + 1 :]
        if not below or not _names_columns(row, 2) or _names_rows(below):
            continue
        if separator in _SURE:
            return sum(len(other) > 1 for other in below) * 2 >= len(below)
        # « Titre : Fête », a sentence with commas, cells of Word with their line ends are a text.
        same = sum(len(other) == len(row) for other in below)
        return same >= _MIN_REGULAR * len(below) and (separator != ":" or len(row) > 2)
    return False


def _names_columns(row: list[str], least: int) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    # « Réseau | Facebook » is a name and its value.
    uses = {field_of(cell) or (len(row) > 2 and platform_of_column(cell)) for cell in cells} - {None, False}
    return all(len(cell) <= MAX_NAME and "\n" not in cell for cell in cells) and len(uses) >= least


def _names_rows(rows: list[list[str]]) -> bool:
    """Whether the first cells name what stands beside them: « Public | Aînés »."""
    return sum(bool(field_of(row[0])) for row in rows) * 3 > len(rows)


def _is_regular(rows: list[list[str]], separator: str) -> bool:
    """Whether rows without known names are as wide: lists have tabs after bullets, and prose commas."""
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if separator not in "\t;" or count < _MIN_REGULAR * len(rows) or len(rows[0]) < width:
        return False
    if width == 2:
        return count == len(rows) > 2 and _names_columns(rows[0], 1)
    return width > 2 and (len(rows) > 2 or all(any("://" in cell for cell in row) for row in rows))


def _is_turned(rows: list[list[str]], separator: str) -> bool:
    """Whether the first cells of rows name what stands beside them, and there is nothing else."""
    if separator not in "\t;" or any(len(row) == 1 for row in rows):
        return False
    sheet = Sheet("", tuple(tuple(map(SheetCell, row)) for row in rows))
    return turn(sheet) is not sheet
