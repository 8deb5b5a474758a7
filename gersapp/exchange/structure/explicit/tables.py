"""Tables of a dossier: rows of operations under a header, rows of labels and values, or mere layout."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.explicit.arrows import named_apart
from gersapp.exchange.structure.explicit.fields import kind_of, labelled
from gersapp.exchange.structure.explicit.layouts import (
    Header,
    LabelledRows,
    Layout,
    Row,
    has_address,
    has_operations,
    is_number,
    layout_of,
    row_of,
    rows_of,
    text_of,
)
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_in_list
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of


def with_tables(lines: Sequence[Line]) -> list[Line]:
    """Replace the lines of each table that is understood by lines that say what they are."""
    tables: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.cell:
            tables[line.cell.table].append(line)
    layouts = {table: layout_of(rows_of(members)) for table, members in tables.items()}
    others = {
        table
        for table, layout in layouts.items()
        if isinstance(layout, Header) and not has_operations(rows_of(tables[table]), layout)
    }
    result: list[Line] = []
    is_after = False
    for table, group in groupby(lines, key=lambda line: line.cell.table if line.cell else None):
        members = list(group)
        if table is None:
            result += [replace(members[0], follows_table=is_after), *members[1:]]
        elif table in others:
            result += _left(members)
        else:
            result += _read_table(members, layouts[table])
            is_after = _is_ended(members, tables[table], layouts[table])
    return result


def _is_ended(lines: Sequence[Line], table: Sequence[Line], layout: Layout) -> bool:
    """Whether what comes after these lines of a table is no part of its last operation."""
    has_records = isinstance(layout, LabelledRows) or (layout is not None and len(rows_of(lines)) > 2)
    return has_records and len(lines) == len(table)


def _read_table(lines: list[Line], layout: Layout) -> list[Line]:
    """Read the rows of a table that stand together; between them may be what belongs to none."""
    rows = rows_of(lines)
    if isinstance(layout, LabelledRows):
        return list(_read_labelled(rows))
    if layout is None:
        return _left(lines) if _is_figures(rows) else lines
    return _read_records(rows, layout, first=int(row_of(rows[0]) == layout.row))


def _is_figures(rows: Sequence[Row]) -> bool:
    """Whether a table holds numbers, and no address."""
    texts = [text_of(cell) for row in rows[1:] for cell in row.values()]
    return sum(map(is_number, texts)) * 5 > len(texts) * 2 and not any("://" in text for text in texts)


def _left(lines: Sequence[Line]) -> list[Line]:
    return [replace(line, forced=frozenset({Role.LEFT})) for line in lines]


def _read_labelled(rows: Sequence[Row]) -> Iterator[Line]:
    """Give a title first, then what the rows say of it; each column after the labels is an operation."""
    labels = min(min(row) for row in rows)
    columns = sorted({column for row in rows for column in row if column > labels}) or [1]
    for column in columns:
        sheet: list[Line] = []
        for row in rows:
            first = min(row)
            label = text_of(row[first]).rstrip(" :")
            if first >= columns[0]:  # names above the columns, and nothing above the labels
                sheet += _of_kind(row.get(column, []), Kind.TITLE)
            elif len(row) == 1:
                sheet += row[first] if column == columns[0] else []
            elif column in row:
                kind = kind_of(label) or Kind.TEXT
                if kind is Kind.TITLE and any(line.kind is Kind.TITLE for line in sheet):
                    yield from _title_first(sheet)
                    sheet = []
                if column == columns[0]:
                    sheet.append(replace(row[first][0], is_decor=True))
                sheet += _of_kind(row[column], kind, label)
        yield from _title_first(sheet)


def _title_first(sheet: list[Line]) -> list[Line]:
    titles = [line for line in sheet if line.kind is Kind.TITLE and line.text]
    if not titles:
        return sheet
    before = [line for line in sheet if not line.kind and not line.is_decor]
    return [*before, *titles, *(line for line in sheet if line not in titles and line not in before)]


_NOTHING = (("aucune",), ("aucun",), ("neant",), ("rien",), ("ras",))  # in place of a title
_FORCED = {
    Kind.TITLE: frozenset({Role.TITLE}),
    Kind.AUDIENCE: frozenset({Role.FIELD}),
    Kind.PLATFORMS: frozenset({Role.PLATFORMS}),
    Kind.LINK: frozenset({Role.LINK, Role.TEXT}),
    Kind.TEXT: frozenset({Role.TEXT, Role.LINK}),
    Kind.OTHER: frozenset({Role.TEXT, Role.LINK}),
}


def _of_kind(cell: Sequence[Line], kind: Kind, label: str = "") -> Iterator[Line]:
    """Give the lines of a cell with what its column or its label says that they are."""
    for index, line in enumerate(cell):
        own = labelled(line) if kind in (Kind.TEXT, Kind.LINK, Kind.OTHER) else line
        if own.kind in _FORCED and own.kind not in (Kind.OTHER, Kind.TITLE):
            yield replace(own, forced=_FORCED[own.kind], heading=0, has_gap=False)
            continue
        line_kind = Kind.TEXT if kind is Kind.TITLE and index else kind
        text_kind = line_kind if line_kind is not Kind.OTHER else Kind.TEXT
        if line_kind is Kind.PLATFORMS and not platforms_in_list(line.text) and "://" in line.text:
            text_kind = Kind.LINK
        forced = _FORCED[text_kind]
        yield replace(line, kind=text_kind, label=label, forced=forced, heading=0, has_gap=False)


def _of_platform(cell: Sequence[Line], platform: str) -> Iterator[Line]:
    """Give what a column named after a platform holds: an address there, a tick, or words."""
    text = text_of(cell)
    if text.strip().lower() in ("non", "no", "-", "–", "0", "/", "n"):
        yield from (replace(line, is_decor=True) for line in cell)
        return
    for index, line in enumerate(cell):
        if line.has_address:
            yield replace(line, kind=Kind.LINK, label=platform, forced=_FORCED[Kind.LINK])
        elif index == 0:
            yield replace(
                line, text=platform, anchors=(), kind=Kind.PLATFORMS, forced=_FORCED[Kind.PLATFORMS]
            )


def _read_records(rows: Sequence[Row], header: Header, first: int) -> list[Line]:
    result = [replace(line, is_decor=True) for row in rows[:first] for cell in row.values() for line in cell]
    has_groups = _has_groups(rows[first:], header)
    for row in rows[first:]:
        result += _read_record(row, header, has_groups=has_groups)
    return result


def _has_groups(rows: Sequence[Row], header: Header) -> bool:
    """Whether an audience is said once for several rows."""
    columns = [column for column, kind in header.kinds.items() if kind is Kind.AUDIENCE]
    full = [row for row in rows if len(row) > 1 or has_address(row.get(header.title or 0, []))]
    return any(
        column not in row or any(line.cell and line.cell.rows > 1 for line in row[column])
        for column in columns
        for row in full
    )


def _read_record(row: Row, header: Header, *, has_groups: bool) -> list[Line]:
    if len(row) == 1:
        return _read_single(next(iter(row.values())), header)
    title = header.title
    firsts = {words_of(text_of(row[column])) for column in (min(row), title) if column in row}
    if any(words[:1] in (("total",), ("totaux",)) or words in _NOTHING for words in firsts):
        return _left([line for cell in row.values() for line in cell])
    audiences: list[Line] = []
    titles: list[Line] = []
    others: list[Line] = []
    for column, cell in sorted(row.items()):
        kind = header.kinds.get(column, Kind.TEXT)
        if kind is Kind.NUMBER:
            others += [replace(line, is_decor=True) for line in cell]
        elif kind is Kind.AUDIENCE and has_groups:
            audiences.append(replace(_as_one(cell), forced=frozenset({Role.AUDIENCE}), has_gap=True))
        elif kind is Kind.TITLE and not titles:
            titles += list(_of_kind(named_apart(cell), Kind.TITLE))
        elif kind is Kind.ONE_PLATFORM:
            others += list(_of_platform(cell, header.platforms[column]))
        else:
            others += list(_of_kind(cell, Kind.TEXT if kind is Kind.TITLE else kind))
    return [*audiences, *titles, *others]


def _as_one(cell: Sequence[Line]) -> Line:
    """Return the lines of a cell as one, a comma between."""
    return reduce(lambda before, after: before.joined(after, ", "), cell)


def _read_single(cell: list[Line], header: Header) -> list[Line]:
    """Read a row of one cell: a group of operations, a total, or what is more of the operation above."""
    text = text_of(cell)
    if words_of(text)[:1] in (("total",), ("totaux",), ("soit",), ("source",), ("sources",)):
        return _left(cell)
    column = cell[0].cell.column if cell[0].cell else 0
    kind = header.kinds.get(column, Kind.TEXT)
    spans = cell[0].cell.columns if cell[0].cell else 1
    if spans == 1 and kind is Kind.TITLE and column and has_address(cell):
        return list(_of_kind(named_apart(cell), Kind.TITLE))
    if spans == 1 and kind in (Kind.LINK, Kind.PLATFORMS) and column:
        return list(_of_kind(cell, kind))
    if names_people(text):
        return [replace(line, forced=frozenset({Role.AUDIENCE}), has_gap=True) for line in cell]
    group = frozenset({Role.AUDIENCE, Role.THEME, Role.LEFT, Role.TITLE})
    return [replace(line, forced=group, has_gap=True) for line in cell]
