"""How a table of a dossier is laid out: under names of columns, without any, or as labels and values."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from gersapp.exchange.field_words import HEADERS, Kind
from gersapp.exchange.structure.addresses import addresses_of, is_account
from gersapp.exchange.structure.cues import audience_strength, names_people
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.words import words_of

Row = dict[int, list[Line]]  # column → its lines

_MOST_MINI_ROWS = 6  # of a table that says more of the operation above it
_FEWEST_LABELS = 0.6  # the share of rows of a sheet whose first cell is a label


@dataclass(frozen=True, slots=True)
class Header:
    """The kinds of the columns of a table. `platforms` are the slugs of those named after one."""

    kinds: dict[int, Kind]
    platforms: dict[int, str] = field(default_factory=dict)
    row: int | None = None  # None if there is no row of names

    @property
    def title(self) -> int | None:
        return next((column for column, kind in self.kinds.items() if kind is Kind.TITLE), None)


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """Rows of a label and its values: « Titre | Fête ». A further column is another operation."""


# How a table is read: by its columns, or by the first cells of its rows; None if it is not understood.
Layout = Header | LabelledRows | None


def layout_of(rows: Sequence[Row]) -> Layout:
    """Return how a table is read, None for one that is not understood."""
    return _header(rows) or (LabelledRows() if _is_labelled(rows) else _guessed_header(rows))


def rows_of(lines: Sequence[Line]) -> list[Row]:
    rows: dict[int, Row] = defaultdict(dict)
    for line in lines:
        if line.cell:
            rows[line.cell.row].setdefault(line.cell.column, []).append(line)
    return [rows[number] for number in sorted(rows)]


def has_address(cell: Sequence[Line]) -> bool:
    return any(line.has_address for line in cell)


def text_of(cell: Sequence[Line]) -> str:
    return " ".join(line.text for line in cell)


def header_kind(text: str) -> Kind | None:
    """Return what a column of that name holds."""
    name = " ".join(words_of(text))
    if len(text) > 60 or not name:
        return None
    platforms = platforms_listed(text)
    if len(platforms) == 1 and name not in ("site", "web", "internet"):
        return Kind.ONE_PLATFORM
    kind = HEADERS.get(name) or kind_of(text)
    if kind:
        return kind
    # « Ce qui a été fait » asks for nobody.
    kinds = [HEADERS.get(word) or kind_of(word) for word in words_of(text) if word != "qui"]
    known = [kind for kind in kinds if kind and kind not in (Kind.OTHER, Kind.NUMBER)]
    return known[0] if known and len(kinds) <= 6 else None


def has_operations(rows: Sequence[Row], header: Header) -> bool:
    """Whether a table names people, leads to publications, or says itself what its titles and networks are.

    A list of accounts or of contacts does none of it.
    """
    kinds = header.kinds
    people = [column for column, kind in kinds.items() if kind is Kind.AUDIENCE]
    if any(names_people(text_of(row[column])) for row in rows for column in people if column in row):
        return True
    lines = (line for row in rows for cell in row.values() for line in cell)
    if any(not is_account(address.url) for line in lines for address in addresses_of(line)):
        return True
    is_named = (
        header.row is not None and header_kind(text_of(rows[0].get(header.title or 0, []))) is Kind.TITLE
    )
    return is_named and not {Kind.PLATFORMS, Kind.ONE_PLATFORM, Kind.LINK}.isdisjoint(kinds.values())


def _header(rows: Sequence[Row]) -> Header | None:
    if len(rows) < 2 or len(rows[0]) < 2 or "://" in "".join(map(text_of, rows[0].values())):
        return None
    found = {column: header_kind(text_of(cell)) for column, cell in rows[0].items()}
    kinds = {column: kind or Kind.TEXT for column, kind in found.items()}
    if Kind.TITLE not in kinds.values():
        free = [column for column, kind in found.items() if kind is None]
        if sum(kind is not None for kind in found.values()) < 2:
            return None
        if free:
            kinds[free[0]] = Kind.TITLE
        elif len(rows) > _MOST_MINI_ROWS:
            return None
    known = {kind for kind in found.values() if kind}
    if len(known - {Kind.OTHER, Kind.NUMBER}) < 2:
        return None
    if len(rows[0]) == 2 and _is_labelled(rows):  # a row of labels above a row of labels is no header
        return None
    platforms = {
        column: platforms_listed(text_of(rows[0][column]))[0]
        for column, kind in kinds.items()
        if kind is Kind.ONE_PLATFORM
    }
    return Header(kinds, platforms, row_of(rows[0]))


def row_of(row: Row) -> int:
    cell = next(iter(row.values()))[0].cell
    return cell.row if cell else 0


def _guessed_header(rows: Sequence[Row]) -> Header | None:
    """Return the kinds of columns without names, told by what their cells hold."""
    width = max(map(len, rows))
    full = [row for row in rows if len(row) >= max(2, width - 1)]
    if len(full) < 2 or len(full) * 2 < len(rows):
        return None
    kinds: dict[int, Kind] = {}
    for column in sorted({column for row in full for column in row}):
        cells = [row[column] for row in full if column in row]
        kind = _kind_of_cells(cells)
        kinds[column] = Kind.TEXT if kind is Kind.TITLE and Kind.TITLE in kinds.values() else kind
    has_evidence = {Kind.LINK, Kind.PLATFORMS} & set(kinds.values())
    return Header(kinds) if has_evidence and Kind.TITLE in kinds.values() else None


def _kind_of_cells(cells: Sequence[Sequence[Line]]) -> Kind:
    texts = [text_of(cell) for cell in cells]
    most = len(cells) * 0.6
    if sum(map(has_address, cells)) > most:
        return Kind.LINK
    if sum(bool(platforms_listed(text)) for text in texts) > most:
        return Kind.PLATFORMS
    if sum(map(is_number, texts)) > most:
        return Kind.NUMBER
    if sum(audience_strength(text) >= 0.7 for text in texts) > most:
        return Kind.AUDIENCE
    return Kind.TITLE if sum(len(words_of(text)) <= 12 for text in texts) > most else Kind.TEXT


def _is_labelled(rows: Sequence[Row]) -> bool:
    """Whether the first cells of most rows are labels."""
    pairs = [row for row in rows if len(row) >= 2]
    if not pairs or len(pairs) * 2 < len(rows):
        return False
    labels = [bool(kind_of(text_of(row[min(row)]).rstrip(" :"))) for row in pairs]
    return sum(labels) >= max(2, _FEWEST_LABELS * len(pairs)) or sum(labels) == len(pairs) > 1


def is_number(text: str) -> bool:
    return text.replace(" ", "").replace("\u202f", "").replace(",", "").strip(".°%€+-").isdigit()
