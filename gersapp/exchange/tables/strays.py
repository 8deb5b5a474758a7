"""Cells beyond the limits of rows and columns are counted before any cell is kept.

A sheet of a million rows is so refused in less time than its first 20 000 take to read.
"""

import re

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_COLUMNS, MAX_ROWS
from gersapp.exchange.tables.grid import MAX_LINKED, MAX_STRAYS, TOO_BIG, read_area

# « CW1 », « XFD7 », « A20000 »: a column after the 100th, or some 20 000th row, which is then looked at.
_MAYBE_BEYOND = re.compile(r"(?:C[W-Z]|[D-Z][A-Z]|[A-Z]{3})\d|[A-Z]{1,2}(?:[2-9]\d{4}|\d{6})")


class _StrayCheck:
    """Counts the cells that are beyond and have a text."""

    def __init__(self) -> None:
        self._strays = 0
        self._is_beyond = False

    def data(self, text: str) -> None:
        """Hear a piece of text."""
        if self._is_beyond and text.strip():
            self._is_beyond = False
            self._strays += 1
            if self._strays > MAX_STRAYS:
                raise DocumentRefused(TOO_BIG)


class XlsxStrayCheck(_StrayCheck):
    """Hears a sheet of an Excel workbook; raises DocumentRefused when it is too big."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = -1
        self._is_cell_beyond = False
        self._links = 0
        self._local_names: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear the start of an element."""
        local = self._local_names.get(name)
        if local is None:
            local = self._local_names[name] = name.rpartition("}")[2]
        match local:
            case "c":
                self._is_beyond, self._is_cell_beyond = False, self._start_cell(attributes.get("r", ""))
            case "v" | "t":
                self._is_beyond = self._is_cell_beyond
            case "f":
                self._is_beyond = False
            case "row":
                number = attributes.get("r", "")
                self._row = int(number) - 1 if number.isdecimal() else self._row + 1
                self._column = -1
            case "hyperlink":
                self._links += 1
                if self._links > MAX_LINKED:
                    raise DocumentRefused(TOO_BIG)

    def _start_cell(self, reference: str) -> bool:
        """Return whether a cell is beyond the limits; without its place, it follows the one before."""
        self._column += 1
        if not reference:
            return self._row >= MAX_ROWS or self._column >= MAX_COLUMNS
        place = read_area(reference) if _MAYBE_BEYOND.match(reference) else None
        return place is not None and (place.top >= MAX_ROWS or place.left >= MAX_COLUMNS)


class OdsStrayCheck(_StrayCheck):
    """Hears the sheets of an OpenDocument spreadsheet; raises DocumentRefused when one is too big."""

    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = 0  # after those that were heard

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear the start of an element."""
        match name.rpartition("}")[2]:
            case "table-cell" | "covered-table-cell":
                self._is_beyond = self._row > MAX_ROWS or self._column >= MAX_COLUMNS
                self._column += _repeated(attributes, "columns") if len(attributes) else 1
            case "table-row":
                self._row += _repeated(attributes, "rows") if len(attributes) else 1
                self._column = 0
            case "table" | "annotation" | "shapes":
                self._is_beyond = False
                if name.endswith("}table"):
                    self._row = 0


def _repeated(attributes: dict[str, str], what: str) -> int:
    given = next((attributes[name] for name in attributes if name.endswith(f"number-{what}-repeated")), "1")
    return int(given[:9]) if given.isdecimal() else 1
