"""The tree of a .docx as a reader of its last version walks it, and the cells of its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from gersapp.exchange.archive import find_below
from gersapp.exchange.reading.docx_styles import value_of

# What an earlier version said, or nobody sees.
GONE = {"w:del", "w:moveFrom"}
UNSEEN = {"w:pPr", "w:rPr", "w:sdtPr", "w:tblPr", "w:tcPr", "w:trPr", "w:sectPr", "w:delText", "m:rPr"}


@dataclass(slots=True)
class Slot:
    """A cell as its row has it."""

    element: Element
    column: int
    columns: int
    continues: bool  # the one above


def rows_of(table: Element) -> list[Element]:
    """Return the rows of a table that were not deleted, those of content controls too."""
    return [row for row in _inner(table, "w:tr") if find_below(row, "w:trPr/w:del") is None]


def slots_of(row: Element) -> list[Slot]:
    """Return the cells of a row, with the columns that they take."""
    column = _count(value_of(row, "w:trPr/w:gridBefore"), 0)
    slots = []
    for cell in _inner(row, "w:tc"):
        properties = cell.find("w:tcPr")
        merge = None if properties is None else properties.find("w:vMerge")
        continues = merge is not None and merge.get("w:val", "continue") == "continue"
        columns = max(_count(value_of(properties, "w:gridSpan"), 1), 1)
        slots.append(Slot(cell, column, columns, continues))
        column += columns
    return slots


def _count(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else default


def _inner(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row."""
    for element in effective(parent):
        if element.tag == tag:
            yield element
        elif element.tag not in UNSEEN and element.tag not in GONE and element.tag not in ("w:tc", "w:p"):
            yield from _inner(element, tag)


def effective(parent: Element) -> Iterator[Element]:
    """Yield the children of an element; of alternatives, the first that has any."""
    for element in parent:
        if element.tag != "mc:AlternateContent":
            yield element
            continue
        choices = [choice for choice in element if len(choice)]
        if choices:
            yield from effective(choices[0])


def parts_of(parent: Element) -> Iterator[Element]:
    """Yield what is in a picture, without what is in its boxes of text."""
    for element in effective(parent):
        yield element
        if element.tag != "w:txbxContent":
            yield from parts_of(element)
