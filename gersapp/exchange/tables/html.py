"""Cells that a spreadsheet copies as HTML, which unlike its text has links and merged cells."""

import re
from html.parser import HTMLParser

from gersapp.exchange.limits import MAX_COLUMNS
from gersapp.exchange.tables.csv import tidy_lines
from gersapp.exchange.tables.grid import Area, Grid
from gersapp.exchange.tables.values import Sheet, SheetCell, Workbook

# Google Sheets, Excel and LibreOffice Calc, whose Writer makes tables too, but with other attributes.
_SPREADSHEET = re.compile(
    r"<google-sheets-html-origin|urn:schemas-microsoft-com:office:excel"
    r"|content=\"?(?:Excel\.Sheet|Microsoft Excel)"
    r"|content=\"LibreOffice(?=.*<table cellspacing=\"0\" border=\"0\">)",
    re.IGNORECASE | re.DOTALL,
)
_IGNORED = frozenset({"style", "script", "head", "title", "template", "comment"})
_SPACES = re.compile(r"[ \t\r\n]+")
_MAX_SPAN = 1_000
_MAX_TAKEN = 200_000


def is_spreadsheet(html: str) -> bool:
    """Whether pasted HTML comes from a spreadsheet; a table in a page or in a letter is none."""
    return bool(_SPREADSHEET.search(html[:20_000])) and "<td" in html.lower()


def read_html(html: str) -> Workbook:
    """Read the tables of HTML, a sheet each; raises DocumentRefused when they are too big."""
    parser = _Tables()
    parser.feed(html)
    parser.close()
    return Workbook("html", tuple(parser.sheets))


class _Tables(HTMLParser):
    """Collects the cells of tables; a table within a cell is part of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self._grid = Grid()
        self._depth = 0  # of tables
        self._ignored = 0
        self._row = self._column = -1
        self._taken: set[tuple[int, int]] = set()  # places that merged cells cover
        self._merged: list[Area] = []
        self._pieces: list[str] = []
        self._addresses: list[str] = []
        self._is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _IGNORED:
            self._ignored += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._row = -1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._row += 1
            self._column = -1
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            self._start_cell(given)
        elif tag in ("br", "p", "div", "li", "tr"):
            self._pieces.append("\n")
        elif tag == "a" and given.get("href"):
            self._addresses.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        if tag in _IGNORED:
            self._ignored = max(0, self._ignored - 1)
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_cell()
                self._end_table()
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._is_in_cell and not self._ignored:
            self._pieces.append(_SPACES.sub(" ", data))

    def _start_cell(self, given: dict[str, str]) -> None:
        self._row = max(self._row, 0)
        self._column += 1
        while (self._row, self._column) in self._taken:
            self._column += 1
        self._is_in_cell = True
        self._pieces, self._addresses = [], []
        if given.get("data-sheets-hyperlink"):
            self._addresses.append(given["data-sheets-hyperlink"])
        rows, columns = _span(given.get("rowspan", "")), _span(given.get("colspan", ""))
        columns = min(columns, MAX_COLUMNS)
        if rows * columns > 1 and len(self._taken) < _MAX_TAKEN:
            bottom, right = self._row + rows - 1, self._column + columns - 1
            self._merged.append(Area(self._row, self._column, bottom, right))
            self._taken |= {
                (row, column)
                for row in range(self._row, bottom + 1)
                for column in range(self._column, right + 1)
            }

    def _end_cell(self) -> None:
        if not self._is_in_cell:
            return
        self._is_in_cell = False
        lines = [line.strip() for line in "".join(self._pieces).split("\n")]
        addresses = tuple(dict.fromkeys(url.strip() for url in self._addresses))
        text = tidy_lines("\n".join(lines)).strip()
        self._grid.put(self._row, self._column, SheetCell(text, addresses))

    def _end_table(self) -> None:
        self._grid.cover(self._merged)
        sheet = self._grid.finish("", is_hidden=False)
        self._taken, self._merged = set(), []
        if sheet.rows:
            self.sheets.append(sheet)


def _span(value: str) -> int:
    # No more digits are read than matter: `int` refuses thousands of them.
    return max(1, min(int(value[:9]), _MAX_SPAN)) if value.isdecimal() else 1
