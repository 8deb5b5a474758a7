"""Sheets whose first column has the names of what stands beside it: « Titre | Fête », « Cible | Aînés ».

They are turned, so that an operation is a row as in any other table. A further column is another operation,
and so is what follows when the first name comes again.
"""

from dataclasses import replace

from gersapp.catalogue.text import fold_name
from gersapp.exchange.tables.values import Row, Sheet, SheetCell, cell_at, trim
from gersapp.exchange.tables.vocabulary import Field, field_of

_MAX_WORDS = 5  # of a name
_MIN_FIELDS = 3
_MIN_SHARE = 0.6  # of the first cells that are names


def turn(sheet: Sheet) -> Sheet:
    """Return the sheet with a row for each operation, or as it is when its first row names the columns."""
    labels = [_label(row) for row in sheet.rows]
    names = [
        label
        for label, row in zip(labels, sheet.rows, strict=True)
        if _field(label) and any(not cell.is_empty for cell in row[1:])
    ]
    fields = {_field(label) for label in names}
    filled = [label for label in labels if label]
    if Field.TITLE not in fields or len(fields) < _MIN_FIELDS or len(names) < _MIN_SHARE * len(filled):
        return sheet
    return replace(sheet, rows=_Turner(sheet, labels, names).rows())


def _label(row: Row) -> str:
    return " ".join(row[0].text.split()).rstrip(" :") if row else ""


def _field(label: str) -> Field | None:
    known = field_of(label) if label and len(label.split()) <= _MAX_WORDS else None
    return known[0] if known and known[0] is not Field.IGNORED else None


class _Turner:
    def __init__(self, sheet: Sheet, labels: list[str], names: list[str]) -> None:
        self._sheet, self._labels = sheet, labels
        self._first = fold_name(names[0])
        self._start = labels.index(names[0])

    def rows(self) -> tuple[Row, ...]:
        """Return what stands before the first name, the row of names, and a row for each operation."""
        records: list[dict[str, Row]] = []
        sections: dict[int, list[Row]] = {}  # number of the record below → the headings above it
        name = ""
        for row, label in zip(self._sheet.rows[self._start :], self._labels[self._start :], strict=True):
            if not any(not cell.is_empty for cell in row):
                continue
            if label and not _field(label) and all(cell.is_empty for cell in row[1:]):
                sections.setdefault(len(records), []).append(row)
                name = ""
                continue
            if fold_name(label) == self._first or not records:
                records.append({})
            name = label or name
            self._add(records[-1], name, row)
        columns = list(dict.fromkeys(name for record in records for name in record))
        header = tuple(SheetCell(name, self._behind(name, records)) for name in columns)
        turned = [*self._sheet.rows[: self._start], header]
        for number, record in enumerate(records):
            turned += sections.get(number, [])
            turned += self._operations(record, columns)
        turned += sections.get(len(records), [])
        return trim(turned)

    def _behind(self, name: str, records: list[dict[str, Row]]) -> tuple[str, ...]:
        """Return the addresses behind the name itself, in all records."""
        cells = [cell_at(record.get(name, ()), 0) for record in records]
        return tuple(url for cell in cells for url in cell.addresses)

    def _add(self, record: dict[str, Row], name: str, row: Row) -> None:
        """Add the cells of a row, which go on with those above it when the row has no name."""
        above = record.get(name, ())
        width = max(len(above), len(row))
        pairs = [(cell_at(above, column), cell_at(row, column)) for column in range(width)]
        record[name] = tuple(
            SheetCell("\n".join(filter(None, [one.text, other.text])), (*one.addresses, *other.addresses))
            for column, (one, other) in enumerate(pairs)
        )

    def _operations(self, record: dict[str, Row], columns: list[str]) -> list[Row]:
        width = max(map(len, record.values()), default=0)
        named = [record.get(name, ()) for name in columns]
        rows = [tuple(cell_at(row, column) for row in named) for column in range(1, width)]
        return [row for row in rows if any(not cell.is_empty for cell in row)]
