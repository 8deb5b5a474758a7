"""What the page of a review shows of tables: real rows below the use of each column, and which rows fail."""

from collections.abc import Sequence
from typing import Any

from gersapp.exchange.tables.csv import ENCODINGS, SEPARATORS
from gersapp.exchange.tables.mapping import SheetMapping
from gersapp.exchange.tables.report import report
from gersapp.exchange.tables.rows import RowFaults
from gersapp.exchange.tables.values import Sheet, Workbook, column_letters
from gersapp.exchange.tables.vocabulary import Field
from gersapp.reviews.comparison import Standing
from gersapp.reviews.items import ReviewView

# What a column can be for.
_USES = {
    Field.IGNORED: "Ne pas prendre",
    Field.TITLE: "Titre",
    Field.DESCRIPTION: "Description",
    Field.AUDIENCES: "Cibles",
    Field.PLATFORMS: "Réseaux annoncés",
    Field.LINKS: "Liens",
    Field.ONE_AUDIENCE: "Une cible : celle du nom de la colonne",
    Field.ONE_PLATFORM: "Un réseau : celui du nom de la colonne",
}
_MAX_SHOWN_ROWS = 5
_MAX_CELL = 90  # characters
# Any of the first rows may name the columns.
_MAX_HEADER = 30


def describe_tables(view: ReviewView, workbook: Workbook, faults: RowFaults) -> dict[str, Any]:
    """Return what `imports/_table.html` shows."""
    review = view.review
    known = sum(view.standings.get(one, 0) for one in (Standing.THERE, Standing.INCOMPLETE, Standing.ADDED))
    return {
        "id": review.id,
        "report": report(len(view.items) - known, known, faults.errors),
        "failed": faults.failed,
        "encodings": ENCODINGS if workbook.guess else {},
        "separators": SEPARATORS if workbook.guess else {},
        "guess": workbook.guess,
        "fields": _USES,
        "sheets": [
            _describe_sheet(place, sheet, mapping)
            for place, (sheet, mapping) in enumerate(zip(workbook.sheets, review.layout, strict=True))
        ],
        "is_alone": len(workbook.sheets) == 1,
    }


def errors_by_line(workbook: Workbook, faults: RowFaults) -> dict[int, str]:
    """Return what is wrong in the rows that fail, by line of the source, counted on from sheet to sheet."""
    errors: dict[int, str] = {}
    offset = 0
    for sheet in workbook.sheets:
        for error in faults.errors:
            if error.sheet == sheet.name:
                said = f"{error.column} : {error.message}".removeprefix(" : ")
                errors[offset + error.row] = f"{errors.get(offset + error.row, '')} {said}".strip()
        offset += len(sheet.rows)
    return errors


def _describe_sheet(place: int, sheet: Sheet, mapping: SheetMapping) -> dict[str, Any]:
    """Return what is shown of a sheet: its first rows below its header, and how it is read."""
    start = mapping.header
    shown = [
        [sheet.cell(row, column).text for column in range(len(mapping.columns))]
        for row in range(start, len(sheet.rows))
        if any(not cell.is_empty for cell in sheet.rows[row])
    ][:_MAX_SHOWN_ROWS]
    return {
        "place": place,
        "name": sheet.name,
        "mapping": mapping,
        "rows": [[_cut(text) for text in row] for row in shown],
        "letters": [column_letters(column) for column in range(len(mapping.columns))],
        "headers": [(0, "aucune"), *_headers(sheet)],
        "gaps": [mapping.columns[column].name for column in mapping.gaps],
    }


def _headers(sheet: Sheet) -> Sequence[tuple[int, str]]:
    """Return the rows that may name the columns: the number of each, and its beginning."""
    return [
        (row + 1, f"{row + 1} : {_cut(' | '.join(filter(None, (cell.text for cell in cells))))}")
        for row, cells in enumerate(sheet.rows[:_MAX_HEADER])
        if any(cell.text for cell in cells)
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}…"
