"""A PDF → its lines, as pypdf finds them, with the addresses behind them; it has no paragraphs."""

import io
import logging
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic._font import Font  # it has no public name; the version is pinned

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import LOCKED
from gersapp.exchange.blocks import Document, Lack
from gersapp.exchange.limits import MAX_PAGES, MAX_UNPACKED_BYTES
from gersapp.exchange.markers import split_marker
from gersapp.exchange.reading.collecting import Collector, Full, Look, Run, clean_address, sound_text
from gersapp.exchange.reading.pdf_lines import (
    Line,
    Link,
    Piece,
    attach_links,
    has_columns,
    has_table,
    split_lines,
)
from gersapp.exchange.reading.pdf_paragraphs import join_lines, measure_lines
from gersapp.exchange.xml import DAMAGED, TOO_LARGE

_MAX_OBJECTS = 60_000
# Of them, the first MAX_PAGES are read.
_MAX_PAGES_COUNTED = 50_000
# What draws one page, as it comes out of its streams, and the operators and operands of each stream.
_MAX_DRAWING_BYTES = 4 * 1024 * 1024
_MAX_DRAWING_STEPS = 300_000
# A text in hexadecimal digits, which pypdf reads one by one; no more than 64 kB stand in any.
_LONG_TEXT = re.compile(rb"<[0-9A-Fa-f\s]{65536}")
_MAX_LINKS = 5_000
_MAX_LEVELS = 6
# What is larger than most of the text by so much is a heading.
_LARGER = 1.12
_MAX_HEADING = 200
# In sizes of the letters, from one line to the next.
_GAP = 1.7
_BOLD = re.compile(r"bold|black|heavy|gras", re.IGNORECASE)

# It tells of each fault that it gets over.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes, tell: Callable[[int], None] | None = None) -> Document:
    """Read a PDF, and `tell` how many hundredths are read; raises DocumentRefused when it cannot be."""
    # Before a table of them is made.
    if content.count(b" obj") > _MAX_OBJECTS:
        raise DocumentRefused(TOO_LARGE)
    try:
        with apply_configuration(
            zlib_maximum_output_length=_MAX_DRAWING_BYTES,
            lzw_maximum_output_length=_MAX_DRAWING_BYTES,
            run_length_maximum_output_length=_MAX_DRAWING_BYTES,
            array_based_stream_maximum_output_length=_MAX_DRAWING_BYTES,
            page_tree_maximum_entries=_MAX_PAGES_COUNTED,
            stream_parsing_work_maximum_count=_MAX_DRAWING_STEPS,
        ):
            return _read(content, tell or (lambda share: None))
    except (DocumentRefused, MemoryError):
        raise
    except LimitReachedError as error:
        raise DocumentRefused(TOO_LARGE) from error
    except DependencyError as error:
        raise DocumentRefused(LOCKED) from error
    except Exception as error:  # a damaged file has pypdf raise anything
        raise DocumentRefused(DAMAGED) from error


def _read(content: bytes, tell: Callable[[int], None]) -> Document:
    reader = PdfReader(io.BytesIO(content), strict=False)
    # One that may be read by anybody has an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentRefused(LOCKED)
    collector = Collector()
    count = len(reader.pages)
    pictures = _find_pictures(reader, min(count, MAX_PAGES))
    pages: list[list[Line]] = []
    widths = _Widths()
    for number in range(min(count, MAX_PAGES)):
        page = reader.pages[number]
        lines = list[Line]()
        is_picture = number in pictures
        if not is_picture:
            try:
                lines = _lines_of(page, widths)
            except LimitReachedError:
                is_picture = True
        pages.append(lines)
        if is_picture or (not lines and _has_picture(page)):
            collector.lack(Lack.PICTURES_ONLY)
        tell(100 * (number + 1) // min(count, MAX_PAGES))
    if any(map(has_table, pages)):
        collector.lack(Lack.TABLE_IN_PDF)
    elif any(map(has_columns, pages)):
        collector.lack(Lack.COLUMNS_IN_PDF)
    if count > MAX_PAGES:
        collector.lack(Lack.CUT)
    with suppress(Full):
        _collect(collector, pages, float(reader.pages[0].mediabox.width))
    return Document("pdf", tuple(collector.blocks), _title_of(reader), tuple(collector.lacks))


def _find_pictures(reader: PdfReader, count: int) -> set[int]:
    """Return those of the first pages, from 0, that are drawn at such length that they are maps or plans.

    Raises DocumentRefused when what draws all of them is too long. None of it is looked at yet.
    """
    pictures, total = set[int](), 0
    for number in range(count):
        try:
            contents = reader.pages[number].get_contents()
            drawing = b"" if contents is None else contents.get_data()
        except LimitReachedError:
            pictures.add(number)
            continue
        total += len(drawing)
        if total > MAX_UNPACKED_BYTES:
            raise DocumentRefused(TOO_LARGE)
        if len(drawing) > _MAX_DRAWING_BYTES or _LONG_TEXT.search(drawing):
            pictures.add(number)
    return pictures


class _Widths:
    """The widths of texts in the fonts of a document, each of which is looked at once."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[Any, dict[str, float]]] = {}

    def measure(self, text: str, font: Any) -> float:
        """Return the width of a text at a size of 1."""
        if font is None:
            return len(text) / 2
        # The key is that of an object that stays here.
        kept = self._fonts.get(id(font)) or (font, _widths_of(font))
        self._fonts[id(font)] = kept
        widths = kept[1]
        return sum(widths.get(char, widths[""]) for char in text) / 1000


def _widths_of(resource: Any) -> dict[str, float]:
    """Return the width of each character of a font, in thousandths of its size; of the others by ""."""
    font = Font.from_font_resource(resource)
    widths = {char: width for char, width in font.character_widths.items() if len(char) == 1}
    # pypdf has them by the codes of the font, which are no characters when it has a map of them.
    mapped = {char: widths[code] for code, char in font.character_map.items() if code in widths}
    return (mapped or widths) | {"": font.character_widths.get("default", 500.0)}


def _lines_of(page: PageObject, widths: _Widths) -> list[Line]:
    pieces: list[Piece] = []

    def visit(text: str, outer: list[float], inner: list[float], font: Any, size: float) -> None:
        if not text:
            return
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        scale = (
            abs((inner[0] * inner[3] - inner[1] * inner[2]) * (outer[0] * outer[3] - outer[1] * outer[2]))
            ** 0.5
        )
        name = str(font.get("/BaseFont", "")) if font else ""
        right = x + widths.measure(text.strip("\n").rstrip(), font) * size * scale
        pieces.append(Piece(text, x, right, y, round(size * scale, 1), bool(_BOLD.search(name))))

    page.extract_text(visitor_text=visit)
    return attach_links(split_lines(pieces), _links_of(page))


def _links_of(page: PageObject) -> list[Link]:
    links = []
    for reference in list(_value(page, "/Annots") or [])[:_MAX_LINKS]:
        annotation = reference.get_object()
        uri = _value(_value(annotation, "/A"), "/URI") or ""
        url = clean_address(uri.decode("utf-8", "replace") if isinstance(uri, bytes) else str(uri))
        area = [float(number) for number in _value(annotation, "/Rect") or []]
        if url and len(area) == 4:
            left, right = sorted((area[0], area[2]))
            bottom, top = sorted((area[1], area[3]))
            links.append(Link(url, left, bottom, right, top))
    return links


def _has_picture(page: PageObject) -> bool:
    return bool(_value(_value(page, "/Resources"), "/XObject"))


def _value(dictionary: Any, name: str) -> Any:
    """Return what a dictionary has by that name, itself and no reference, or None."""
    return dictionary[name] if isinstance(dictionary, dict) and name in dictionary else None


def _title_of(reader: PdfReader) -> str:
    title = sound_text((reader.metadata.title if reader.metadata else None) or "").strip()
    # Word gives the name of the file.
    return "" if re.search(r"\.(docx?|odt|pdf)$|^Microsoft Word", title) else title


def _collect(collector: Collector, pages: list[list[Line]], width: float) -> None:
    levels = _levels_of([line for lines in pages for line in lines])
    measure = measure_lines(pages, width)
    for number, lines in enumerate(pages, 1):
        previous: Line | None = None
        for line in join_lines(lines, measure):
            look = Look(page=number)
            if len(line.text) <= _MAX_HEADING:
                look = replace(look, heading=levels.get(line.size, 0))
            if _has_gap(previous, line):
                look = replace(look, has_gap=True)
            marker, text = split_marker(line.text.strip())
            runs = [Run(piece.text, piece.url, piece.is_bold) for piece in line.pieces]
            collector.add(_last_characters(runs, len(text)) if marker else runs, replace(look, marker=marker))
            previous = line


def _has_gap(previous: Line | None, line: Line) -> bool:
    """Whether a wide space stands before a line; at the top of a page it is not seen, nor in a sentence."""
    if previous is None:
        return not line.text.strip()[:1].islower()
    return previous.last_y - line.y > _GAP * max(line.size, previous.size)


def _last_characters(runs: list[Run], count: int) -> list[Run]:
    """Return the end of a paragraph, so many characters long without the spaces after it."""
    kept: list[Run] = []
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    count += len(runs[-1].text) - len(runs[-1].text.rstrip())
    for run in reversed(runs):
        if count > 0:
            kept.insert(0, replace(run, text=run.text[-count:]))
            count -= len(run.text)
    return kept


def _levels_of(lines: list[Line]) -> dict[float, int]:
    """Return the level of the headings of each size that is larger than that of most of the text."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return {}
    usual = sizes.most_common(1)[0][0]
    larger = sorted((size for size in sizes if size > usual * _LARGER), reverse=True)
    return {size: min(level, _MAX_LEVELS) for level, size in enumerate(larger, 1)}
