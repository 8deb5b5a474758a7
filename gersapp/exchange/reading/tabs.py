"""The tables of a plain text: cells between tabs, each of several lines perhaps, as word processors copy."""

import re
from collections.abc import Sequence

from gersapp.exchange.markers import split_marker

_MORE_LINKS = re.compile(r"(?:(?:[^\s<:]{1,20} ){1,3}<)?<?(?:https?://|www\.)", re.IGNORECASE)
_MAX_ROW_LINES = 60


def read_rows(lines: Sequence[str], start: int) -> tuple[list[list[str]], int]:
    """Return the rows of the table that begins at `lines[start]`, and the place of the line after it.

    There are no rows when no table begins there: two rows with as many tabs are the least that is one.
    """
    first = lines[start]
    tabs = first.count("\t")
    if not first.strip() or "\t" not in first.strip() or _is_list_item(first) or len(first) > 2_000:
        return [], start
    rows: list[list[str]] = []
    index = start
    while index < len(lines):
        row, end = _read_row(lines, index, tabs)
        if not row:
            break
        rows.append(row)
        index = end
    return (rows, index) if len(rows) > 1 and not _is_contents(rows) else ([], start)


def _is_contents(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the last cells are numbers of pages."""
    pages = sum(row[-1].isdigit() and len(row[-1]) <= 3 for row in rows)
    return len(rows[0]) == 2 and pages * 3 > len(rows) * 2


def _is_list_item(line: str) -> bool:
    marker, rest = split_marker(line.strip())
    return bool(marker) and "\t" not in rest


def _read_row(lines: Sequence[str], start: int, tabs: int) -> tuple[list[str], int]:
    """Return the cells of a row of so many tabs, none if there is no such row, and the place after it."""
    text = lines[start]
    if "\t" not in text.strip(" ") or (tabs == 1 and _is_list_item(text)):
        return [], start
    end = start + 1
    while text.count("\t") < tabs and end < len(lines) and end - start < _MAX_ROW_LINES:
        if not lines[end].strip():
            return [], start
        text += "\n" + lines[end]
        end += 1
    if text.count("\t") > tabs or (text.count("\t") < tabs and end - start > 1):
        return [], start
    # What the last cell has more: other addresses, perhaps after a word or two.
    while end < len(lines) and _MORE_LINKS.match(lines[end]):
        text += "\n" + lines[end]
        end += 1
    return [cell.strip() for cell in text.split("\t")], end
