"""Excel workbooks (.xlsx, .xlsm), whoever wrote them, Office in its strict form too."""

import re

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import Archive
from gersapp.exchange.tables.csv import tidy_lines
from gersapp.exchange.tables.formats import FALSE, TRUE, NumberFormat, show_date
from gersapp.exchange.tables.grid import Area, Grid, link_of_formula, read_area
from gersapp.exchange.tables.strays import XlsxStrayCheck
from gersapp.exchange.tables.streams import stream
from gersapp.exchange.tables.values import SheetCell, Workbook
from gersapp.exchange.xml import DAMAGED

# How Excel writes a control character, and the mark itself: « _x000D_ », « _x005F_ ».
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")
_TRUE = frozenset({"1", "true", "on"})
_GENERAL = NumberFormat()


def read_xlsx(content: bytes) -> Workbook:
    """Read an Excel workbook; raises DocumentRefused when it is damaged or too big."""
    archive = Archive(content)
    main = next((link for link in archive.relationships().values() if link.kind == "officeDocument"), None)
    if not main:
        raise DocumentRefused(DAMAGED)
    workbook = _WorkbookListener()
    stream(archive.read(main.target), workbook)
    links = archive.relationships(main.target)
    parts = {link.kind: link.target for link in links.values() if archive.has(link.target)}
    strings, styles = _StringsListener(), _StylesListener()
    if "sharedStrings" in parts:
        stream(archive.read(parts["sharedStrings"]), strings)
    if "styles" in parts:
        stream(archive.read(parts["styles"]), styles)
    grid = Grid()
    sheets = []
    for name, id, is_hidden in workbook.sheets:
        link = links.get(id)
        if not link or link.kind != "worksheet":  # a sheet that is a chart
            continue
        listener = _SheetListener(grid, strings.texts, styles.formats, since_1904=workbook.since_1904)
        stream(archive.read(link.target), listener, XlsxStrayCheck())
        _finish_sheet(archive, link.target, listener, grid)
        sheets.append(grid.finish(name, is_hidden=is_hidden))
    return Workbook("xlsx", tuple(sheets))


def _finish_sheet(archive: Archive, part: str, listener: "_SheetListener", grid: Grid) -> None:
    """Put the addresses of a sheet behind its cells, and mark its merged cells."""
    targets = archive.relationships(part)
    for area, id, location in listener.links:
        link = targets.get(id)
        if link and link.is_external:
            grid.link(area, f"{link.target}#{location}" if location else link.target)
    grid.cover(listener.merged)


class _WorkbookListener:
    """Hears the names of the sheets, in their order, and from when days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []  # name, id of its relationship, whether it is hidden
        self.since_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attributes.get("id", ""), is_hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in _TRUE

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class _TextListener:
    """Hears the text of `t` elements, but not how Japanese is pronounced (`rPh`)."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._is_text = False
        self._is_phonetic = False

    def start_text(self, name: str) -> None:
        if name == "rPh":
            self._is_phonetic = True
        self._is_text = name == "t" and not self._is_phonetic

    def end_text(self, name: str) -> None:
        if name == "rPh":
            self._is_phonetic = False
        self._is_text = False

    def data(self, text: str) -> None:
        if self._is_text:
            self.pieces.append(text)

    def take(self) -> str:
        """Return what was heard since the last time."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), text) if "_x" in text else text


class _StringsListener(_TextListener):
    """Hears the texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.start_text(name)

    def end(self, name: str) -> None:
        self.end_text(name)
        if name == "si":
            self.texts.append(self.take())


class _StylesListener:
    """Hears the formats of numbers; `formats` are by the number that cells have for their style."""

    def __init__(self) -> None:
        self.formats: list[NumberFormat] = []
        self._codes: dict[str, str] = {}
        self._is_of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and not self._is_of_cells:
            self._codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            number = attributes.get("numFmtId", "0")
            self.formats.append(
                NumberFormat(int(number) if number.isdecimal() else 0, self._codes.get(number, ""))
            )

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False

    def data(self, text: str) -> None:
        pass


class _SheetListener(_TextListener):
    """Hears the cells of a sheet, its links and its merged cells."""

    def __init__(
        self, grid: Grid, strings: list[str], formats: list[NumberFormat], *, since_1904: bool
    ) -> None:
        super().__init__()
        self.links: list[tuple[Area, str, str]] = []  # where, id of the relationship, place in the page
        self.merged: list[Area] = []
        self._grid, self._strings, self._formats = grid, strings, formats
        self._since_1904 = since_1904
        self._row = self._column = -1
        self._type = self._style = ""
        self._inside = ""  # `v` or `f`
        self._value: list[str] = []
        self._formula: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f"):
            self._inside = name
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) - 1 if number.isdecimal() else self._row + 1
            self._column = -1
        elif name == "hyperlink":
            area = read_area(attributes.get("ref", ""))
            if area:
                self.links.append((area, attributes.get("id", ""), attributes.get("location", "")))
        elif name == "mergeCell":
            area = read_area(attributes.get("ref", ""))
            if area:
                self.merged.append(area)
        else:
            self.start_text(name)

    def end(self, name: str) -> None:
        self._inside = ""
        self.end_text(name)
        if name == "c":
            self._end_cell()

    def data(self, text: str) -> None:
        if self._inside == "v":
            self._value.append(text)
        elif self._inside == "f":
            self._formula.append(text)
        else:
            super().data(text)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = read_area(attributes.get("r", ""))
        if place:
            self._row, self._column = place.top, place.left
        else:
            self._column += 1
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")

    def _end_cell(self) -> None:
        address, words = link_of_formula("".join(self._formula))
        shown = self.take() if self._type == "inlineStr" else self._show("".join(self._value))
        # Programs that compute nothing write a formula without its value.
        text = tidy_lines(shown or words)
        self._value.clear()
        self._formula.clear()
        self.pieces.clear()
        self._grid.put(max(self._row, 0), self._column, SheetCell(text, (address,) if address else ()))

    def _show(self, value: str) -> str:
        if self._type == "s":
            index = int(value) if value.isdecimal() else len(self._strings)
            return self._strings[index] if index < len(self._strings) else ""
        if self._type == "b":
            return TRUE if value.strip() == "1" else FALSE
        if self._type == "d":
            return show_date(value)
        if self._type != "n" or not value:
            return value
        index = int(self._style) if self._style.isdecimal() else len(self._formats)
        number_format = self._formats[index] if index < len(self._formats) else _GENERAL
        return number_format.show(value.strip(), since_1904=self._since_1904)
