"""Tables as plain text: CSV files, and cells pasted from a spreadsheet."""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_COLUMNS, MAX_ROWS
from gersapp.exchange.tables.grid import TOO_BIG, finish
from gersapp.exchange.tables.published import form_of
from gersapp.exchange.tables.values import (
    EMPTY,
    Guess,
    Row,
    Sheet,
    SheetCell,
    Workbook,
    trim,
)

# What people can choose, and its name. UTF-16 without a mark of its order is little-endian on every PC.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-be": "UTF-16, grand-boutiste",
    "cp1252": "Windows (cp1252)",
    "mac_roman": "Mac (Mac Roman)",
}
SEPARATORS = {
    ";": "point-virgule",
    "\t": "tabulation",
    ",": "virgule",
    "|": "barre verticale",
    "^": "accent circonflexe",
    ":": "deux-points",
}
_FRENCH = frozenset("éèêëàâçîïôûùüœÉÈÊÀÂÇÎÔÛŒ«»’…–—€°·\N{NO-BREAK SPACE}")
# What a spreadsheet would take for a formula, behind the apostrophes by which programs say that it is none.
FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_MAX_GUESSED_ROWS = 200
_MAX_CELLS = 16_384  # of a row, empty ones included, as in Excel
_MAX_GUESSED_CHARACTERS = 200_000
_MAX_HEADER = 1_000  # characters of the line that names our columns


def read_csv(content: bytes) -> Workbook:
    """Read a CSV file whose encoding and separator are guessed; raises DocumentRefused if it is too big."""
    encoding = guess_encoding(content)
    text = decode(content, encoding)
    return _read(content, text, Guess(encoding, guess_separator(text)))


def read_again(workbook: Workbook, guess: Guess) -> Workbook:
    """Read the bytes of a CSV file as people say that they are; raises DocumentRefused."""
    return _read(workbook.content, decode(workbook.content, guess.encoding), guess)


def guess_encoding(content: bytes) -> str:
    """Return the encoding, a key of ENCODINGS, that makes French of the bytes."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    start = content[:4_000]
    if start.count(0) * 4 > len(start):
        # The first byte of most letters is 0 when it is the high one.
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # UTF-8 all the same, when it was cut within a letter or has a few faulty ones.
        candidates = ("utf-8", "cp1252", "mac_roman")
        return max(candidates, key=lambda encoding: _count_french(content, encoding))
    return "utf-8"


def decode(content: bytes, encoding: str) -> str:
    """Return the text of the bytes; what is no character of the encoding becomes U+FFFD."""
    if encoding == "utf-16" and not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16-le"
    return content.decode(encoding, "replace").removeprefix("\ufeff")


def guess_separator(text: str) -> str:
    """Return the separator that gives the most even rows; a semicolon for a single column."""
    announced = announced_separator(text) or published_separator(text)
    if announced:
        return announced
    scores = {separator: _evenness(first_rows(text, separator)) for separator in SEPARATORS}
    return max(scores, key=lambda separator: scores[separator])


def announced_separator(text: str) -> str:
    """Return the separator that the first line says, « sep=; », or ""."""
    announced = _SEPARATOR_LINE.match(text)
    return announced[1] if announced and announced[1] in SEPARATORS else ""


def published_separator(text: str) -> str:
    """Return the separator of a table of ours, whose first line has the names of our columns, or ""."""
    line = text[:_MAX_HEADER].removeprefix("\ufeff").partition("\n")[0].rstrip("\r")
    return next((one for one in SEPARATORS if form_of(next(split_rows(line, one), []))), "")


def _without_separator_line(text: str) -> str:
    """Return the rows of a text. Spreadsheets do not show the line of the separator: it has no number."""
    announced = _SEPARATOR_LINE.match(text)
    return text[announced.end() :] if announced else text


def split_rows(text: str, separator: str, *, most: int | None = None) -> Iterator[list[str]]:
    """Yield the rows of a CSV text. A quoted cell may have line ends, separators and doubled quotes.

    A quote that opens a cell and is not closed before a separator or a line end is part of the text: Python's
    own reader would drop it, or take the rest of the file for one cell.
    Raises DocumentRefused for a row of more cells than `most`.
    """
    row = list[str]()
    place, end = 0, len(text)
    delimiter = re.compile(f"{re.escape(separator)}|\r\n|\r|\n|\\Z")
    while place < end:
        cell, place = _read_cell(text, place, delimiter)
        row.append(cell)
        if most and len(row) > most:
            raise DocumentRefused(TOO_BIG)
        found = delimiter.match(text, place)
        place = found.end() if found else end
        if not found or found[0] != separator:
            yield row
            row = []
    if row:
        yield [*row, ""]


def _read_cell(text: str, start: int, delimiter: re.Pattern[str]) -> tuple[str, int]:
    """Return a cell that begins at `start`, and where it ends."""
    if text.startswith('"', start):
        quote = text.find('"', start + 1)
        while quote >= 0 and text.startswith('"', quote + 1):
            quote = text.find('"', quote + 2)
        if quote >= 0 and delimiter.match(text, quote + 1):
            return text[start + 1 : quote].replace('""', '"'), quote + 1
    found = delimiter.search(text, start)
    end = found.start() if found else len(text)
    return text[start:end], end


def _read(content: bytes, text: str, guess: Guess) -> Workbook:
    # Empty rows at the end take as long as others.
    written = _without_separator_line(text).rstrip("\r\n")
    _refuse_long(written, guess.separator)
    rows = split_rows(written, guess.separator, most=_MAX_CELLS)
    # Our open data has its texts as they are; what Excel writes again has commas too, and begins with a mark.
    is_plain = published_separator(text) == guess.separator == "," and not content.startswith(BOM_UTF8)
    cells = _cells_of(rows, str if is_plain else _without_apostrophe)
    return Workbook("csv", (finish(Sheet("", cells)),), guess, content)


def _refuse_long(text: str, separator: str) -> None:
    """Raise DocumentRefused for a text that surely has too many rows, before its cells are made.

    Line ends within quotes are none. An odd quote may hide some rows, or make one of two.
    """
    if '"' not in text:
        text = text.rstrip(f" \r\n{separator}")
        count = text.count("\n") + text.count("\r") - text.count("\r\n")
    else:
        begin = rf"[^\s\"{re.escape(separator)}]|\"[^\"]*[^\s\"][^\"]*\""
        filled = re.finditer(rf"(?:{begin})(?:[^\r\n\"]++|\"[^\"]*+\")*+", text)
        count = sum(1 for _ in islice(filled, MAX_ROWS + 2)) - 2
    if count >= MAX_ROWS:
        raise DocumentRefused(TOO_BIG)


def _cells_of(rows: Iterable[list[str]], text_of: Callable[[str], str]) -> tuple[Row, ...]:
    """Return the cells of rows; raises DocumentRefused when they are too many."""
    read: list[Row] = []
    for number, row in enumerate(rows):
        texts = [tidy_lines(text_of(cell)) for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        if len(texts) > MAX_COLUMNS or (texts and number >= MAX_ROWS):
            raise DocumentRefused(TOO_BIG)
        if number < MAX_ROWS:
            read.append(tuple(SheetCell(text) if text else EMPTY for text in texts))
    return trim(read)


def harmless(text: str) -> str:
    """Return the text of a cell, after an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _without_apostrophe(text: str) -> str:
    """Return what `harmless` was given."""
    return text[1:] if text[:1] == "'" and FORMULA.match(text) else text


def tidy_lines(text: str) -> str:
    """Return the text of a cell, its line ends made line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _count_french(content: bytes, encoding: str) -> int:
    """Return how many characters are French beyond ASCII, less those that are not."""
    text = decode(content, encoding)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return 2 * sum(map(text.count, _FRENCH)) - beyond


def first_rows(text: str, separator: str) -> list[list[str]]:
    """Return the first rows that are not empty, to guess by; the line of the separator is none."""
    rows = split_rows(_without_separator_line(text)[:_MAX_GUESSED_CHARACTERS], separator)
    return list(islice((row for row in rows if any(map(str.strip, row))), _MAX_GUESSED_ROWS))


def _evenness(rows: list[list[str]]) -> float:
    """Return how well a separator cuts rows: 0 when it cuts none, or cuts addresses after `https:`."""
    widths = Counter(map(len, rows))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide or any(cell.startswith("//") for row in rows for cell in row):
        return 0.0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    is_header = len(rows[0]) == width and all(0 < len(cell.strip()) <= 60 for cell in rows[0])
    share = count / len(rows)
    return share * share * (1 + min(width, 10) / 20) * (2 if is_header else 1) if share > 0.5 else 0.0
