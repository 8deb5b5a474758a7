"""Sheets and the use of their columns → the operations of their rows, and what is wrong in a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gersapp.catalogue.links import split_addresses
from gersapp.exchange.proposal import Fate, Proposal, ProposedOperation, SourceLine
from gersapp.exchange.tables.mapping import SheetMapping, header_rows
from gersapp.exchange.tables.operations import Draft, RowError, read_row
from gersapp.exchange.tables.published import Form
from gersapp.exchange.tables.roles import Role, role_of_row
from gersapp.exchange.tables.splitting import Labels, split_platforms
from gersapp.exchange.tables.values import EMPTY, Row, Sheet, SheetCell, Workbook, cell_at
from gersapp.exchange.tables.vocabulary import (
    Field,
    is_ditto,
    names_audience,
    names_period,
    names_platforms_only,
)
from gersapp.exchange.tables.written_rows import Written, heading_texts

_LAST = 10**9  # the place of an audience that has none
_MIN_INTRODUCTION = 100  # characters: shorter lines before the header are titles and notes


@dataclass(frozen=True, slots=True)
class FailedRow:
    """The cells of a row that gives no operation; `audience` is the one that it has from elsewhere.

    `errors` are those of its operation, in the first row of it.
    """

    mapping: SheetMapping
    cells: Row
    audience: str
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class RowFaults:
    """Why some rows are in no operation, and how many rows these are."""

    errors: tuple[RowError, ...]
    failed: int


@dataclass(frozen=True, slots=True)
class Rows:
    """What a workbook proposes, and why some rows are in none of its operations.

    The lines of the first sheet have the numbers of its rows, from 1; those of the next sheet go on.
    """

    proposal: Proposal
    errors: tuple[RowError, ...]
    failed: tuple[FailedRow, ...]

    @property
    def faults(self) -> RowFaults:
        return RowFaults(self.errors, len(self.failed))


def propose(
    workbook: Workbook,
    mappings: Sequence[SheetMapping],
    fates: Mapping[int, Fate] | None = None,
    known_labels: Iterable[str] = (),
) -> Rows:
    """Return the operations of the rows of a workbook, whose sheets have a mapping each.

    `fates` are those that people gave to lines: TITLE makes an operation of a row, AUDIENCE a heading,
    LEFT leaves it. `known_labels` are the audiences of the catalogue.
    """
    has_others = sum(mapping.is_used for mapping in mappings) > 1
    builder = _Builder(workbook.format, fates or {}, has_others)
    known = tuple(known_labels)
    for sheet, mapping in zip(workbook.sheets, mappings, strict=True):
        builder.add(sheet, mapping, known)
    return builder.finish()


@dataclass(slots=True)
class _Builder:
    format: str
    fates: Mapping[int, Fate]
    has_others: bool  # several sheets are used
    offset: int = 0
    title: str = ""
    introduction: list[str] = field(default_factory=list)
    operations: list[ProposedOperation] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    failed: list[FailedRow] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    # Of our own tables: the catalogue's own texts, and the places of audiences on the page.
    heading: dict[str, str] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def add(self, sheet: Sheet, mapping: SheetMapping, known: tuple[str, ...]) -> None:
        written = Written(mapping, mapping.form) if mapping.form else None
        if mapping.form is Form.CATALOGUE:
            self.heading |= heading_texts(sheet.rows)
        if mapping.is_used and mapping.form is not Form.CATALOGUE:
            _SheetReader(self, sheet, mapping, known, written).read()
        else:
            for number, row in enumerate(sheet.rows, self.offset + 1):
                # A hidden sheet is mostly lists of values for other cells.
                if not sheet.is_hidden or addresses_of(row):
                    self.leave(number, row, Fate.DECOR if written else Fate.LEFT)
        self.leftovers += sheet.strays
        self.rows += written.kept(sheet.rows) if written else sheet.rows
        self.offset += len(sheet.rows)

    def leave(self, number: int, row: Row, fate: Fate) -> None:
        """Add a line that is in no operation."""
        text = text_of(row)
        if not text:
            return
        self.lines.append(SourceLine(number, text, fate))
        if fate in (Fate.LEFT, Fate.UNKNOWN):
            self.leftovers.append(" ".join([text, *(url for url in addresses_of(row) if url not in text)]))

    def finish(self) -> Rows:
        audiences = dict.fromkeys(label for operation in self.operations for label in operation.audiences)
        proposal = Proposal(
            format=self.format,
            introduction=self.heading.get("introduction") or "\n\n".join(self.introduction),
            audiences=tuple(sorted(audiences, key=lambda label: self.ranks.get(label, _LAST))),
            operations=tuple(self.operations),
            leftovers=(*self.leftovers, *self._lost()),
            lines=tuple(sorted(self.lines, key=lambda line: line.number)),
            title=self.heading.get("title") or self.title,
            organisation=self.heading.get("organisation", ""),
            hashtag=self.heading.get("hashtag", ""),
        )
        return Rows(proposal, tuple(self.errors), tuple(self.failed))

    def _lost(self) -> list[str]:
        """Return the addresses of all rows that are neither in an operation nor in another text."""
        texts = [self.title, *self.introduction, *self.leftovers]
        texts += [text for operation in self.operations for text in (operation.title, operation.description)]
        kept = {url for operation in self.operations for url in operation.links}
        missing = dict.fromkeys(url for row in self.rows for url in addresses_of(row) if url not in kept)
        joined = "\n".join(texts) if missing else ""
        return [url for url in missing if url not in joined]


@dataclass(frozen=True, slots=True)
class _Part:
    """A row of an operation. `filled` are its cells, with what it repeats of those above."""

    number: int
    row: Row
    filled: Row
    faults: tuple[tuple[int, str], ...]


class _SheetReader:
    """Reads the rows of one sheet, from the first to the last; those of our own tables in their order."""

    def __init__(
        self,
        builder: _Builder,
        sheet: Sheet,
        mapping: SheetMapping,
        known: tuple[str, ...],
        written: Written | None,
    ) -> None:
        self._builder, self._sheet, self._mapping, self._written = builder, sheet, mapping, written
        columns = mapping.places(Field.AUDIENCES)
        below = sheet.rows[mapping.header :]
        cells = [row[column].text for row in below for column in columns if column < len(row)]
        self._labels = Labels(cells, known)
        self._section: tuple[str, ...] = ()  # the audiences of the heading above
        self._networks: tuple[str, ...] = ()  # those that it names
        self._above: Row = ()
        self._draft: Draft | None = None
        self._parts: list[_Part] = []  # the rows of the draft
        self._id = ""  # of the draft, in a table of ours

    def read(self) -> None:
        header = header_rows(self._sheet, self._mapping.header)
        rows = self._sheet.rows
        below = self._written.order(rows[header.stop :]) if self._written else range(len(rows) - header.stop)
        for index in [*range(header.stop), *(header.stop + place for place in below)]:
            number, row = self._builder.offset + index + 1, rows[index]
            if index < header.stop:
                self._read_before(number, row, is_header=index in header)
            elif self._written and self._written.id_of(row) and number not in self._builder.fates:
                self._read_written(number, row, self._written)
            else:
                self._read_row(number, index, row)
        self._end_operation()

    def _read_written(self, number: int, row: Row, written: Written) -> None:
        """Read a row of ours: an operation, or one of its links."""
        id = written.id_of(row)
        if id != self._id or written.form is not Form.LINKS:
            self._end_operation()
        draft = written.read(row)
        self._parts.append(_Part(number, row, row, tuple(draft.faults())))
        if self._draft:
            self._draft.add(draft)
        else:
            self._draft, self._id = draft, id
        self._builder.ranks |= written.ranks(row)

    def _read_before(self, number: int, row: Row, *, is_header: bool) -> None:
        """Read a row above the first operation: the header, or a title, an introduction, notes before it."""
        text = text_of(row)
        builder = self._builder
        fate = builder.fates.get(number)
        if is_header:
            fate = Fate.DECOR
        elif fate not in (Fate.HEADING, Fate.INTRODUCTION, Fate.DECOR, Fate.LEFT, Fate.UNKNOWN):
            fate = self._guess_before(text, row)
        if fate is Fate.HEADING:
            builder.title = text
        elif fate is Fate.INTRODUCTION:
            builder.introduction.append(text)
        builder.leave(number, row, fate)

    def _guess_before(self, text: str, row: Row) -> Fate:
        if addresses_of(row):
            return Fate.LEFT
        if len(text) >= _MIN_INTRODUCTION:
            return Fate.INTRODUCTION
        return Fate.LEFT if self._builder.title or self._builder.introduction else Fate.HEADING

    def _read_row(self, number: int, index: int, row: Row) -> None:
        builder = self._builder
        role = role_of_row(self._sheet, self._mapping, index, builder.fates.get(number))
        match role:
            case Role.EMPTY:
                pass
            case Role.DECOR:
                builder.leave(number, row, Fate.DECOR)
            case Role.LEFT:
                self._end_operation()
                builder.leave(number, row, Fate.LEFT)
            case Role.SECTION:
                self._end_operation()
                self._start_section(number, row)
            case Role.OPERATION:
                self._add_row(number, row)

    def _start_section(self, number: int, row: Row) -> None:
        text = " ".join(text_of(row).split())
        is_network = names_platforms_only(text)
        is_theme = is_network or (names_period(text) and not names_audience(text))
        self._section = () if is_theme else self._labels.split(text) or (text,)
        self._networks = split_platforms(text) if is_network else ()
        self._above = ()
        self._builder.leave(number, row, Fate.THEME if is_theme else Fate.AUDIENCE)

    def _add_row(self, number: int, row: Row) -> None:
        title = self._mapping.places(Field.TITLE)
        has_title = any(column < len(row) and not row[column].is_empty for column in title)
        if has_title or not self._mapping.fill_down:
            self._end_operation()
        filled = self._fill(row)
        draft = read_row(filled, self._mapping, self._labels, self._section)
        if not draft.platforms:
            draft.platforms += [(-1, slug) for slug in self._networks]
        self._parts.append(_Part(number, row, filled, tuple(draft.faults())))
        if self._draft:
            self._draft.add(draft)
        else:
            self._draft = draft
        self._above = filled

    def _fill(self, row: Row) -> Row:
        """Return a row with what it repeats of the one above: « idem », and empty cells if people want it."""
        width = len(self._mapping.columns)
        cells = [cell_at(row, column) for column in range(width)]
        for column in self._mapping.places(Field.TITLE, Field.AUDIENCES, Field.PLATFORMS):
            if self._repeats(cells[column], self._mapping.columns[column].field) and column < len(
                self._above
            ):
                cells[column] = self._above[column]
        return tuple(cells)

    def _repeats(self, cell: SheetCell, field: Field) -> bool:
        if not cell.is_empty:
            return is_ditto(cell.text) and field is not Field.TITLE
        # Many an operation is announced on no network: only a merged cell says that it is.
        return self._mapping.fill_down and (cell.is_covered or field is not Field.PLATFORMS)

    def _end_operation(self) -> None:
        draft, parts = self._draft, self._parts
        self._draft, self._parts, self._id = None, [], ""
        if not draft:
            return
        builder = self._builder
        errors = tuple(self._error(fault, parts) for fault in draft.faults())
        if errors:
            builder.errors += errors
            for part in parts:
                builder.leave(part.number, part.row, Fate.UNKNOWN)
                own = errors if part is parts[0] else ()
                builder.failed.append(FailedRow(self._mapping, self._cells(part), draft.inherited, own))
            return
        operation = len(builder.operations)
        builder.operations.append(draft.propose(tuple(part.number for part in parts)))
        builder.lines += [SourceLine(part.number, text_of(part.row), Fate.TITLE, operation) for part in parts]

    def _error(self, fault: tuple[int, str], parts: list[_Part]) -> RowError:
        """Return a fault of an operation as an error of the row that has it, or of the first."""
        column, message = fault
        number = next((part.number for part in parts if fault in part.faults), parts[0].number)
        return RowError(
            sheet=self._sheet.name,
            row=number - self._builder.offset,
            column=self._name_of(column),
            message=message,
            has_others=self._builder.has_others,
        )

    def _cells(self, part: _Part) -> Row:
        """Return a row to be read again: one that goes on with an operation has no title then either."""
        cells = list(part.filled)
        for column in self._mapping.places(Field.TITLE):
            cells[column : column + 1] = part.row[column : column + 1] or [EMPTY]
        return tuple(cells)

    def _name_of(self, column: int) -> str:
        return self._mapping.columns[column].name if column >= 0 else ""


def text_of(row: Row) -> str:
    """Return a row in one text, as the review shows it."""
    return " | ".join(cell.text for cell in row if cell.text) or " ".join(addresses_of(row))


def addresses_of(row: Row) -> list[str]:
    """Return the addresses that are written in a row or behind its cells."""
    written = [
        url
        for cell in row
        if "://" in cell.text or "www." in cell.text.lower()
        for url in split_addresses(cell.text)
        if "://" in url
    ]
    return [*written, *(url for cell in row for url in cell.addresses)]
