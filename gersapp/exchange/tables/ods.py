"""OpenDocument spreadsheets (.ods): LibreOffice, and what others save in its format."""

import re

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import Archive
from gersapp.exchange.limits import MAX_COLUMNS
from gersapp.exchange.tables.csv import tidy_lines
from gersapp.exchange.tables.formats import FALSE, TRUE, show_date, show_number
from gersapp.exchange.tables.grid import TOO_BIG, TOO_LONG, Grid, link_of_formula
from gersapp.exchange.tables.strays import OdsStrayCheck
from gersapp.exchange.tables.streams import stream
from gersapp.exchange.tables.values import Sheet, SheetCell, Workbook

# What has cells or words of its own, and is no content of the sheet.
_SKIPPED = frozenset({"annotation", "tracked-changes", "shapes", "forms", "frame", "custom-shape"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# Shown too narrow, with an exponent, or by the decimals of another country.
_UNSURE = re.compile(r"#|\dE|^-?\d+[.,]\d+$")
# Between lines of XML. LibreOffice writes several spaces of a text of several lines as they are.
_SPACES = re.compile(r" *[\t\r\n][ \t\r\n]*")
# `text:s` says how many spaces it is, each and all together.
_MAX_SPACES, _MAX_ALL_SPACES = 5_000, 2_000_000
# Filled cells that are written once and stand in many places.
_MAX_REPEATED = 200_000


def read_ods(content: bytes) -> Workbook:
    """Read an OpenDocument spreadsheet; raises DocumentRefused when it is damaged or too big."""
    listener = _ContentListener()
    stream(Archive(content).read("content.xml"), listener, OdsStrayCheck())
    return Workbook("ods", tuple(listener.sheets))


class _ContentListener:
    """Hears the sheets of `content.xml`."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._grid = Grid()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._skipped = 0  # how many elements deep in what is skipped
        self._tables = 0  # a sheet, and tables in its cells
        self._name = ""
        self._is_hidden = False
        self._row = self._column = 0
        self._rows = 1  # how often the row is repeated
        self._cells: list[tuple[int, int, SheetCell]] = []  # of the row: first column, how many, cell
        self._cell: dict[str, str] = {}
        self._is_in_cell = False
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._run: list[str] = []
        self._depth = 0  # of paragraphs
        self._addresses: list[str] = []
        self._spaces = 0
        self._repeated = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._end_run()
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties":
            if attributes.get("display") == "false":
                self._hidden_styles.add(self._style)
        elif name == "table":
            self._start_table(attributes)
        elif self._tables != 1:
            return
        elif name == "table-row":
            self._rows = _count(attributes, "number-rows-repeated")
            self._column = 0
        elif name in _CELLS:
            self._is_in_cell, self._cell = True, attributes
        elif self._is_in_cell:
            self._start_text(name, attributes)

    def end(self, name: str) -> None:
        self._end_run()
        if self._skipped:
            self._skipped -= 1
        elif name == "table":
            self._tables -= 1
            if not self._tables:
                self.sheets.append(self._grid.finish(self._name, is_hidden=self._is_hidden))
        elif self._tables != 1:
            return
        elif name == "table-row":
            self._end_row()
        elif name in _CELLS:
            self._end_cell(is_covered=name == "covered-table-cell")
        elif name in ("p", "h") and self._depth:
            self._depth -= 1
            if not self._depth:
                self._paragraphs.append("".join(self._pieces))
                self._pieces.clear()

    def data(self, text: str) -> None:
        if self._depth and not self._skipped and self._tables == 1:
            self._run.append(text)

    def _end_run(self) -> None:
        """Add the text since the last element: a line end of XML is one space, with the spaces around it."""
        if self._run:
            self._pieces.append(_SPACES.sub(" ", "".join(self._run)))
            self._run.clear()

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables == 1:
            self._name = attributes.get("name", "")
            self._is_hidden = attributes.get("style-name", "") in self._hidden_styles
            self._row = 0

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("p", "h"):
            self._depth += 1
        elif name == "s":
            count = min(_count(attributes, "c"), _MAX_SPACES)
            self._spaces += count
            if self._spaces > _MAX_ALL_SPACES:
                raise DocumentRefused(TOO_LONG)
            self._pieces.append(" " * count)
        elif name == "tab":
            self._pieces.append("\t")
        elif name == "line-break":
            self._pieces.append("\n")
        elif name == "a" and attributes.get("href"):
            self._addresses.append(attributes["href"])

    def _end_cell(self, *, is_covered: bool) -> None:
        address, words = link_of_formula(self._cell.get("formula", ""))
        text = tidy_lines(_show(self._cell, "\n".join(self._paragraphs)) or words)
        addresses = tuple(dict.fromkeys([*self._addresses, *filter(None, [address])]))
        count = _count(self._cell, "number-columns-repeated")
        self._cells.append((self._column, count, SheetCell(text, addresses, is_covered)))
        self._column += count
        self._is_in_cell = False
        self._paragraphs.clear()
        self._addresses.clear()

    def _end_row(self) -> None:
        cells = [cell for cell in self._cells if not cell[2].is_empty or cell[2].is_covered]
        self._cells.clear()
        # A row of covered cells only says nothing, and may be repeated down to the last row of the sheet.
        if any(not cell.is_empty for _, _, cell in cells):
            width = sum(min(count, MAX_COLUMNS) for _, count, _ in cells)
            self._repeated += self._rows * width - len(cells)
            if self._repeated > _MAX_REPEATED:
                raise DocumentRefused(TOO_BIG)
            for row in range(self._row, self._row + self._rows):
                for column, count, cell in cells:
                    end = min(column + count, MAX_COLUMNS) if cell.is_empty else column + count
                    for place in range(column, end):
                        self._grid.put(row, place, cell)
        self._row += self._rows


def _count(attributes: dict[str, str], name: str) -> int:
    """Return how often something is repeated, at least once."""
    value = attributes.get(name, "1")
    return max(1, int(value)) if value.isdecimal() else 1


def _show(attributes: dict[str, str], shown: str) -> str:
    """Return the text of a cell: as it is shown, or by its value where that says more."""
    match attributes.get("value-type"):
        case "date":
            return show_date(attributes.get("date-value", "")) or shown
        case "boolean":
            return TRUE if attributes.get("boolean-value") == "true" else FALSE
        case "float" if not shown or _UNSURE.search(shown):
            return _show_value(attributes.get("value", shown))
        case "string" if not shown:
            return attributes.get("string-value", "")
    return shown


def _show_value(value: str) -> str:
    try:
        return show_number(float(value))
    except ValueError:
        return value
