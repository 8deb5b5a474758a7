"""The rows of our own tables, read as they were written: nothing in them is guessed.

A row with an identifier is ours. One without, which somebody added, is read as a row of any table.
"""

from collections.abc import Sequence

from gersapp.exchange.tables.mapping import SheetMapping
from gersapp.exchange.tables.operations import Draft
from gersapp.exchange.tables.published import HEADING_TEXTS, Form, is_published, key_of
from gersapp.exchange.tables.values import Row, SheetCell, cell_at


class Written:
    """Reads the rows of a sheet of ours, by the names of its columns."""

    def __init__(self, mapping: SheetMapping, form: Form) -> None:
        self.form = form
        self._header = mapping.header
        self._columns: dict[str, list[int]] = {}
        for place, column in enumerate(mapping.columns):
            self._columns.setdefault(key_of(column.name), []).append(place)

    def id_of(self, row: Row) -> str:
        """Return the identifier of a row of ours; "" for one that somebody added."""
        return self._text(row, "identifiant")

    def order(self, rows: Sequence[Row]) -> list[int]:
        """Return the places of `rows`, from 0, with the links of an operation together.

        A row that somebody added follows the one above it.
        """
        if self.form is not Form.LINKS:
            return [*range(len(rows))]
        first: dict[str, int] = {}
        keys: list[int] = []
        for place, row in enumerate(rows):
            id = self.id_of(row)
            keys.append(first.setdefault(id, place) if id else (keys or [0])[-1])
        return sorted(range(len(rows)), key=lambda place: keys[place])

    def read(self, row: Row) -> Draft:
        """Return what a row of ours says: an operation, or one of its links."""
        title, description = self._place("titre"), self._place("description")
        links = "lien" if self.form is Form.LINKS else "liens"
        return Draft(
            title=self._text(row, "titre"),
            title_column=title,
            description=self._text(row, "description"),
            description_column=description,
            audiences=self._values(row, "cibles"),
            platforms=self._values(row, "plateformes annoncees"),
            found=self._values(row, links),
            is_published=True,
        )

    def ranks(self, row: Row) -> dict[str, int]:
        """Return the places of the audiences on the page, by their labels."""
        labels = [label for _, label in self._values(row, "cibles")]
        numbers = [number for _, number in self._values(row, "ordre des cibles")]
        if len(labels) != len(numbers) or not all(number.isdecimal() for number in numbers):
            return {}
        return {label: int(number[:9]) for label, number in zip(labels, numbers, strict=True)}

    def kept(self, rows: Sequence[Row]) -> list[Row]:
        """Return the cells whose addresses are not to be lost: of our columns, only links have some."""
        if self.form is Form.CATALOGUE:  # its address is that of its page
            return []
        names = [key for key in self._columns if not is_published(key, self.form)]
        added = [place for name in names for place in self._columns[name]]
        return [
            (SheetCell("", self._links(row)), *(cell_at(row, place) for place in added))
            if self.id_of(row)
            else row
            for row in rows[self._header :]
        ]

    def _links(self, row: Row) -> tuple[str, ...]:
        return tuple(url for name in ("lien", "liens") for _, url in self._values(row, name))

    def _text(self, row: Row, key: str) -> str:
        return "\n".join(filter(None, [cell_at(row, place).text for place in self._columns.get(key, ())]))

    def _values(self, row: Row, key: str) -> list[tuple[int, str]]:
        return [
            (place, value)
            for place in self._columns.get(key, ())
            for value in cell_at(row, place).text.split("\n")
            if value
        ]

    def _place(self, key: str) -> int:
        return self._columns.get(key, [-1])[0]


def heading_texts(rows: Sequence[Row]) -> dict[str, str]:
    """Return the catalogue's own texts, by their names in `Heading`, of the sheet that has them."""
    texts = {cell_at(row, 0).text: cell_at(row, 1).text for row in rows}
    return {name: texts[label] for label, name in HEADING_TEXTS.items() if texts.get(label)}
