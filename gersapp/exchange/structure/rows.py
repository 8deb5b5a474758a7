"""Rows of a table that are lines of text: « Titre — Public — Réseaux — lien », or a table with semicolons."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from gersapp.exchange.blocks import Cell
from gersapp.exchange.structure.cues import platforms_listed
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.tables import header_kind

_SEPARATORS = (" — ", " – ", " | ", "|", " ; ", ";", " // ", " / ", " - ", " · ", " • ", " > ", " * ")
_FEWEST_CELLS = 3
_MAX_LINE = 3_000  # characters


def with_rows(lines: Sequence[Line]) -> list[Line]:
    """Replace each run of lines that are rows by the cells of a table."""
    result: list[Line] = []
    table = max((line.cell.table for line in lines if line.cell), default=-1)
    for (separator, _), group in groupby(lines, key=_shape):
        members = list(group)
        if separator and len(members) > 1 and _is_table(members, separator):
            table += 1
            for row, line in enumerate(members):
                result += _cells(line, separator, table, row)
        else:
            result += members
    return result


def _shape(line: Line) -> tuple[str, int]:
    """Return what divides a line in three parts or more, and in how many; nothing if it is no row."""
    if line.cell or line.is_decor or line.forced or len(line.text) > _MAX_LINE:
        return "", 0
    for separator in _SEPARATORS:
        parts = _parts(line.text, separator)
        if len(parts) >= _FEWEST_CELLS and _is_evidence(parts[0]):
            return "", 0
        if len(parts) >= _FEWEST_CELLS and any(_is_evidence(part) for part in parts[1:]):
            return separator, 0
        if (
            len(parts) >= _FEWEST_CELLS
            and sum(bool(header_kind(part)) for part in parts) >= _FEWEST_CELLS - 1
        ):
            return separator, 0
    return "", 0


def _parts(text: str, separator: str) -> list[str]:
    return text.split(separator) if separator in text else []


def _is_evidence(part: str) -> bool:
    return part.strip().startswith(("http://", "https://", "www.")) or bool(platforms_listed(part))


def _is_table(lines: Sequence[Line], separator: str) -> bool:
    """Whether the lines have the same number of cells, or nearly."""
    counts = [len(_parts(line.text, separator)) for line in lines]
    usual = max(set(counts), key=counts.count)
    return counts.count(usual) * 2 > len(counts)


def _cells(line: Line, separator: str, table: int, row: int) -> list[Line]:
    cells = []
    start = 0
    for column, part in enumerate(_parts(line.text, separator)):
        cell = line.part(start, start + len(part))
        start += len(part) + len(separator)
        if cell.text:
            cells.append(
                replace(cell, cell=Cell(table, row, column), marker="" if column else cell.marker, lead="")
            )
    return cells
