"""Which row of a sheet names its columns, and what each column is for: guessed, and changed by people."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gersapp.exchange.tables.columns import Contents, contents_of, field_by_contents
from gersapp.exchange.tables.published import MAX_HEADER_ROWS, Form, field_of_published, find_header, form_of
from gersapp.exchange.tables.values import Sheet, Workbook, column_letters
from gersapp.exchange.tables.vocabulary import (
    MAX_NAME,
    Field,
    field_of,
    is_tick,
    is_total,
    names_audience,
    platform_of_column,
    without_number,
)

_MAX_HEADER_ROWS = 30  # where the header is looked for
# A cell of these that is empty may go on with the one above it.
_FILLED_DOWN = frozenset({Field.TITLE, Field.AUDIENCES, Field.PLATFORMS})


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the header's cell, numbered when another has the same; « Colonne B » without a header."""

    name: str
    field: Field


@dataclass(frozen=True, slots=True)
class Choice:
    """What people said a column is for. It is found by its name, else by its place in as many columns."""

    column: Column
    place: int
    width: int


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How the rows of a sheet are read.

    `header` is the number of the row of names, from 1, or 0. `columns` are those of the sheet.
    `fill_down`: an empty or covered cell of a title, audience or platform goes on with the one above it; only
    people decide it, and `gaps` are the columns, from 0, where they may want it.
    `audience` is the label for rows without any. `is_used`: the sheet has operations.
    """

    header: int
    columns: tuple[Column, ...]
    fill_down: bool = False
    audience: str = ""
    is_used: bool = True
    gaps: tuple[int, ...] = ()
    is_header_chosen: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def form(self) -> Form | None:
        """The form of our own table, of which no use of a column was changed; None for any other."""
        return None if self.choices else form_of(column.name for column in self.columns)

    def places(self, *fields: Field) -> list[int]:
        """Return the columns, from 0, that are for one of `fields`."""
        return [place for place, column in enumerate(self.columns) if column.field in fields]


def guess_mappings(workbook: Workbook) -> tuple[SheetMapping, ...]:
    """Return how each sheet is read; those that seem to have no operations are not used."""
    mappings = [guess_mapping(sheet) for sheet in workbook.sheets]
    ours = [mapping.form for mapping in mappings]
    if Form.OPERATIONS in ours:  # they have what our other sheets say
        return tuple(
            replace(mapping, is_used=form is Form.OPERATIONS)
            for mapping, form in zip(mappings, ours, strict=True)
        )
    scores = [
        0 if sheet.is_hidden else _sureness(mapping)
        for sheet, mapping in zip(workbook.sheets, mappings, strict=True)
    ]
    sizes = [0 if sheet.is_hidden else sum(map(len, sheet.rows)) for sheet in workbook.sheets]
    used = {place for place, score in enumerate(scores) if score >= 2}
    if not used and sizes:
        used = {max(range(len(sizes)), key=lambda place: (scores[place], sizes[place]))}
    return tuple(
        replace(
            mapping,
            is_used=place in used,
            audience=_audience_of_name(workbook.sheets[place].name, mapping) if len(used) > 1 else "",
        )
        for place, mapping in enumerate(mappings)
    )


def guess_mapping(sheet: Sheet) -> SheetMapping:
    """Return how a sheet is most probably read."""
    return _with_columns(sheet, SheetMapping(_guess_header(sheet), ()))


def adapt(mapping: SheetMapping, sheet: Sheet) -> SheetMapping:
    """Return the mapping for a sheet that was read again: what people chose stays, the rest is guessed."""
    header = min(mapping.header, len(sheet.rows)) if mapping.is_header_chosen else _guess_header(sheet)
    return _with_columns(sheet, replace(mapping, header=header))


def choose_header(mapping: SheetMapping, sheet: Sheet, header: int) -> SheetMapping:
    """Return the mapping with another row of names, 0 for none; the uses that people chose stay."""
    header = max(0, min(header, len(sheet.rows)))
    return _with_columns(sheet, replace(mapping, header=header, is_header_chosen=True))


def choose_fields(mapping: SheetMapping, sheet: Sheet, fields: Mapping[int, Field]) -> SheetMapping:
    """Return the mapping with other uses for columns, by their places; a new title replaces the other one."""
    columns = list(mapping.columns)
    choices = list(mapping.choices)
    for place, field in fields.items():
        if not 0 <= place < len(columns) or columns[place].field is field:
            continue
        if field is Field.TITLE:
            columns = [
                replace(column, field=Field.IGNORED) if column.field is Field.TITLE else column
                for column in columns
            ]
        columns[place] = replace(columns[place], field=field)
        choices = [choice for choice in choices if choice.column.name != columns[place].name]
        choices.append(Choice(columns[place], place, len(columns)))
    return _with_gaps(sheet, replace(mapping, columns=tuple(columns), choices=tuple(choices)))


def column_names(sheet: Sheet, header: int) -> list[str]:
    """Return a name for each column of a sheet, no two the same."""
    names: dict[str, None] = {}
    for column in range(sheet.width):
        written = _header_text(sheet, header, column) if header else ""
        name = written = written or f"Colonne {column_letters(column)}"
        number = 2
        while name in names:
            name, number = f"{written} ({number})", number + 1
        names[name] = None
    return list(names)


def header_rows(sheet: Sheet, header: int) -> range:
    """Return the rows of the header, from 0: two when the names of groups stand above those of columns."""
    is_second = header > 1 and _goes_on(sheet, header - 1)
    return range(header - 2 if is_second else max(header - 1, 0), header)


def _goes_on(sheet: Sheet, row: int) -> bool:
    """Whether a row, from 0, is the second one of a header: it names what the row above leaves out."""
    pairs = [(sheet.cell(row - 1, column), sheet.cell(row, column)) for column in range(sheet.width)]
    texts = [below.text for _, below in pairs if below.text]
    return (
        bool(texts)
        and all(map(_is_name_below, texts))
        and any(above.text and not below.text for above, below in pairs)
        and any(below.text and not above.text for above, below in pairs)
    )


def _header_text(sheet: Sheet, header: int, column: int) -> str:
    """Return the name of a column; of a header of two rows, the upper cell where the lower one is empty."""
    names = [sheet.cell(row, column).text for row in header_rows(sheet, header)]
    return " ".join((names[-1] or names[0]).split())


def _with_columns(sheet: Sheet, mapping: SheetMapping) -> SheetMapping:
    names = column_names(sheet, mapping.header)
    contents = [contents_of(sheet, mapping.header, column) for column in range(len(names))]
    form = form_of(names)
    fields = [field_of_published(name, form) for name in names] if form else _guess_fields(names, contents)
    for choice in mapping.choices:
        place = _place_of(choice, names)
        if place is None:
            continue
        if choice.column.field is Field.TITLE:
            fields = [Field.IGNORED if field is Field.TITLE else field for field in fields]
        fields[place] = choice.column.field
    return _with_gaps(sheet, replace(mapping, columns=tuple(map(Column, names, fields))))


def _place_of(choice: Choice, names: list[str]) -> int | None:
    if choice.column.name in names:
        return names.index(choice.column.name)
    return choice.place if len(names) == choice.width else None


def _with_gaps(sheet: Sheet, mapping: SheetMapping) -> SheetMapping:
    places = mapping.places(*_FILLED_DOWN)
    return replace(mapping, gaps=tuple(place for place in places if _has_gaps(sheet, mapping, place)))


def _has_gaps(sheet: Sheet, mapping: SheetMapping, column: int) -> bool:
    """Whether a column has empty cells under filled ones, in rows of operations."""
    others = [Field.LINKS, Field.ONE_PLATFORM, Field.DESCRIPTION]
    title = mapping.columns[column].field is Field.TITLE
    telling = mapping.places(*others) if title else mapping.places(Field.TITLE)
    gaps = filled = 0
    for number, row in enumerate(sheet.rows[mapping.header :], mapping.header):
        cell = sheet.cell(number, column)
        if not cell.is_empty:
            filled += 1
        elif filled and any(place < len(row) and not row[place].is_empty for place in telling):
            is_operation = title or sum(not other.is_empty for other in row) > 1
            gaps += is_operation and not is_total(sheet.cell(number, telling[0]).text)
            if cell.is_covered and is_operation:
                return True
    # Many an operation is announced on no network.
    is_asked = mapping.columns[column].field is not Field.PLATFORMS
    return is_asked and gaps > 0 and gaps * 4 >= filled > 0


def _guess_header(sheet: Sheet) -> int:
    """Return the number of the row that names the columns, or 0."""
    published = find_header([[cell.text for cell in row] for row in sheet.rows[:MAX_HEADER_ROWS]])
    if published:
        return published[0] + 1
    best, header = 0, 0
    for row in range(min(_MAX_HEADER_ROWS, len(sheet.rows))):
        score = _count_names(sheet, row)
        if score > best:
            best, header = score, row + 1
    if best >= 2 or (best and sheet.width <= 2):
        return header + 1 if header < len(sheet.rows) and _goes_on(sheet, header) else header
    return _header_by_contrast(sheet)


def _count_names(sheet: Sheet, row: int) -> int:
    """Return how many cells of a row name columns; 0 when one of them cannot be a name."""
    texts = [cell.text for cell in sheet.rows[row] if cell.text]
    if any(len(text) > MAX_NAME * 2 or "://" in text for text in texts) or len(texts) < 2 <= sheet.width:
        return 0
    fields = {field_of(text) or platform_of_column(text) or text for text in texts if _is_name(text)}
    return len(fields)


def _is_name(text: str) -> bool:
    return len(text) <= MAX_NAME and bool(field_of(text) or platform_of_column(text))


def _is_name_below(text: str) -> bool:
    return _is_name(text) or (len(text) <= MAX_NAME and names_audience(text))


def _header_by_contrast(sheet: Sheet) -> int:
    """Return the number of the first filled row if a column below it has addresses or ticks, and it none."""
    first = next((row for row, cells in enumerate(sheet.rows) if any(c.text for c in cells)), None)
    if first is None:
        return 0
    for column, cell in enumerate(sheet.rows[first]):
        below = contents_of(sheet, first + 1, column)
        if cell.text and not cell.addresses and "://" not in cell.text and len(cell.text) <= MAX_NAME:
            is_other = below.addresses * 2 > below.filled or (
                below.ticks * 2 > below.filled and not is_tick(cell.text)
            )
            if below.filled and is_other:
                return first + 1
    return 0


def _guess_fields(names: list[str], contents: list[Contents]) -> list[Field]:
    """Return what each column is for: by its name first, by what it holds else."""
    fields: list[Field | None] = []
    ranks: dict[int, int] = {}
    for place, (name, content) in enumerate(zip(names, contents, strict=True)):
        known = field_of(name)
        fields.append(field_by_contents(without_number(name), known[0] if known else None, content))
        if known and fields[place] is Field.TITLE:
            ranks[place] = known[1]
    if ranks:
        best = min(ranks, key=lambda place: (ranks[place], place))
        for place in ranks:
            if place != best:
                fields[place] = _second_title(contents[place])
    return _complete(fields, contents)


def _second_title(content: Contents) -> Field:
    return Field.DESCRIPTION if content.mean_length > 60 else Field.IGNORED


def _complete(fields: list[Field | None], contents: list[Contents]) -> list[Field]:
    """Give a use to the columns whose names are unknown: what the table lacks and they may be."""
    unknown = [place for place, field in enumerate(fields) if field is None and contents[place].filled]
    for field, suits in (
        (Field.PLATFORMS, Contents.suits_platforms),
        (Field.AUDIENCES, Contents.suits_audiences),
        (Field.DESCRIPTION, Contents.suits_description),
        (Field.TITLE, Contents.suits_title),
        (Field.DESCRIPTION, Contents.suits_text),
    ):
        if field in fields:
            continue
        found = next((place for place in unknown if suits(contents[place])), None)
        if found is not None:
            fields[found] = field
            unknown.remove(found)
    if Field.TITLE not in fields and Field.DESCRIPTION in fields:
        # A single text is a title.
        fields[fields.index(Field.DESCRIPTION)] = Field.TITLE
    return [field or Field.IGNORED for field in fields]


def _sureness(mapping: SheetMapping) -> int:
    """Return how many uses a sheet has columns for; 0 without a title."""
    fields = {column.field for column in mapping.columns} - {Field.IGNORED}
    return len(fields) if mapping.header and Field.TITLE in fields else 0


def _audience_of_name(name: str, mapping: SheetMapping) -> str:
    """Return the audience that a sheet is named after, when none of its columns has audiences."""
    has_audiences = mapping.places(Field.AUDIENCES, Field.ONE_AUDIENCE)
    return name if names_audience(name) and not has_audiences else ""
