"""Rows of a table that are lines of text: « Titre — Public — Réseaux — lien », or a table with semicolons."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.blocks import Cell
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.explicit.layouts import header_kind
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed

_SEPARATORS = (" — ", " – ", " | ", "|", " ; ", ";", " // ", " / ", " - ", " · ", " • ", " > ", " * ")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')  # as tables write a cell that may hold the sign
_LABEL_END = re.compile("[:=]")
_FEWEST_CELLS = 3
_MAX_TITLE = 80  # characters
_MAX_LINE = 3_000  # characters


def with_rows(lines: Sequence[Line]) -> list[Line]:
    """Replace the lines that are rows by their cells: those that the same sign divides in as many parts."""
    shapes = [_shape(line) for line in lines]
    usual = Counter(shape for shape in shapes if shape)
    if not usual:
        return list(lines)
    shape, count = max(usual.items(), key=lambda item: item[1])
    if count < 2 or _have_titles_above(lines, [found == shape for found in shapes]):
        return list(lines)
    table = max((line.cell.table for line in lines if line.cell), default=-1) + 1
    result: list[Line] = []
    row = -1
    for line, found in zip(lines, shapes, strict=True):
        if found == shape:
            row += 1
            result += _cells(line, shape[0], table, row)
        elif result and (last := result[-1].cell) and last.table == table and _is_address(line):
            column = last.column + (not _is_address(result[-1]))
            result.append(replace(line, cell=replace(last, column=column), has_gap=False))
        else:
            result.append(line)
    return result


def _have_titles_above(lines: Sequence[Line], are_rows: Sequence[bool]) -> bool:
    """Whether each row stands right below a short line that begins a paragraph: it is more of that."""
    pairs = [pair for pair, is_row in zip(pairwise(lines), are_rows[1:], strict=True) if is_row]
    return len(pairs) == sum(are_rows) and all(
        before.has_gap and not after.has_gap and not before.has_address and len(before.text) < _MAX_TITLE
        for before, after in pairs
    )


def _shape(line: Line) -> tuple[str, int] | None:
    """Return what divides a line in three parts or more, and in how many; None if it is no row."""
    if line.cell or line.is_decor or line.forced or len(line.text) > _MAX_LINE:
        return None
    for separator in _SEPARATORS:
        parts = _parts(line.text, separator) if separator in line.text else []
        if len(parts) < _FEWEST_CELLS or _is_evidence(parts[0]) or kind_of(_LABEL_END.split(parts[0])[0]):
            continue
        is_header = sum(bool(header_kind(part)) for part in parts) >= len(parts) - 1
        if is_header or any(map(_is_evidence, parts[1:])):
            return separator, sum(not _starts_address(part) for part in parts) + 1
    return None


def _parts(text: str, separator: str) -> list[str]:
    """Divide a row at its signs, but for those between the straight quotes of a table with semicolons."""
    pieces = text.split(separator)
    if separator != ";" or '"' not in text:
        return pieces
    parts: list[str] = []
    quotes = 0  # of the last part: an odd number is open
    for piece in pieces:
        if quotes % 2:
            parts[-1] += separator + piece
            quotes += piece.count('"')
        else:
            parts.append(piece)
            quotes = piece.count('"') if piece.startswith('"') else 0
    return pieces if quotes % 2 else parts


def _is_address(line: Line) -> bool:
    return _starts_address(line.text) and not line.is_decor


def _starts_address(part: str) -> bool:
    return part.strip(" <").startswith(("http://", "https://", "www."))


def _is_evidence(part: str) -> bool:
    return _starts_address(part) or bool(platforms_listed(part))


def _cells(line: Line, separator: str, table: int, row: int) -> list[Line]:
    cells = []
    start = 0
    column, was_address = -1, False
    for part in _parts(line.text, separator):
        is_address = _starts_address(part)
        column += not (is_address and was_address)  # several addresses are one cell
        was_address = is_address
        quote = int(separator == ";" and bool(_QUOTED.fullmatch(part)))
        cell = line.part(start + quote, start + len(part) - quote)
        start += len(part) + len(separator)
        if cell.text:
            place = Cell(table, row, column)
            cells.append(replace(cell, cell=place, marker="" if column else cell.marker, lead=""))
    return cells
