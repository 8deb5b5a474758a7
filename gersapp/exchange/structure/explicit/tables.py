"""Tables of a dossier: rows of operations under a header, sheets of labels and values, or mere layout."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

from gersapp.exchange.structure.cues import (
    audience_strength,
    names_people,
    platforms_in_list,
    platforms_listed,
    words_of,
)
from gersapp.exchange.structure.explicit.fields import kind_of, labelled
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.explicit.arrows import named_apart

Row = dict[int, list[Line]]  # column → its lines

_MORE_HEADERS = {
    "operations": "title",
    "actions": "title",
    "noms": "title",
    "titres": "title",
    "campagnes": "title",
    "projets": "title",
    "contenus": "text",
    "ou": "platforms",
    "lien facebook": "link",
    "a qui": "audience",
    "n": "number",
    "no": "number",
    "numero": "number",
    "ordre": "number",
    "publication": "link",
    **dict.fromkeys(
        ("information", "informations", "infos", "details", "precisions", "caracteristiques"), "text"
    ),
}
_NUMBER = "number"
_MOST_MINI_ROWS = 6  # of a table that says more of the operation above it
_FEWEST_LABELS = 0.6  # the share of rows of a sheet whose first cell is a label


@dataclass(frozen=True, slots=True)
class Header:
    """The kinds of the columns of a table. A column named after a platform is « platform:facebook »."""

    kinds: dict[int, str]
    row: int | None = None  # None if there is no row of names

    @property
    def title(self) -> int | None:
        return next((column for column, kind in self.kinds.items() if kind == "title"), None)


def with_tables(lines: Sequence[Line]) -> list[Line]:
    """Replace the lines of each table that is understood by lines that say what they are."""
    tables: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.cell:
            tables[line.cell.table].append(line)
    kinds = {table: _kind_of_table(_rows(members)) for table, members in tables.items()}
    result: list[Line] = []
    is_after = False
    for table, group in groupby(lines, key=lambda line: line.cell.table if line.cell else None):
        members = list(group)
        if table is None:
            result += [replace(members[0], follows_table=is_after), *members[1:]]
        else:
            result += _read_table(members, kinds[table])
            is_after = _is_ended(members, tables[table], kinds[table])
    return result


def _is_ended(lines: Sequence[Line], table: Sequence[Line], kind: Header | bool) -> bool:
    """Whether what comes after these lines of a table is no part of its last operation."""
    has_records = kind is True or (bool(kind) and len(_rows(lines)) > 2)
    return has_records and len(lines) == len(table)


def _kind_of_table(rows: Sequence[Row]) -> Header | bool:
    """Return the columns of a table of operations, and of others whether they are sheets."""
    return _header(rows) or (True if _is_sheet(rows) else _guessed_header(rows) or False)


def _read_table(lines: list[Line], kind: Header | bool) -> list[Line]:
    """Read the rows of a table that stand together; between them may be what belongs to none."""
    rows = _rows(lines)
    if kind is True:
        return list(_read_sheet(rows))
    if not kind:
        return _left(lines) if _is_figures(rows) else lines
    return _read_records(rows, kind, first=int(_row_of(rows[0]) == kind.row))


def _is_figures(rows: Sequence[Row]) -> bool:
    """Whether a table holds numbers, and no address."""
    texts = [_text(cell) for row in rows[1:] for cell in row.values()]
    return sum(map(_is_number, texts)) * 5 > len(texts) * 2 and not any("://" in text for text in texts)


def _is_number(text: str) -> bool:
    return text.replace(" ", "").replace("\u202f", "").replace(",", "").strip(".°%€+-").isdigit()


def _left(lines: Sequence[Line]) -> list[Line]:
    return [replace(line, forced=frozenset({Role.LEFT})) for line in lines]


def _rows(lines: Sequence[Line]) -> list[Row]:
    rows: dict[int, Row] = defaultdict(dict)
    for line in lines:
        if line.cell:
            rows[line.cell.row].setdefault(line.cell.column, []).append(line)
    return [rows[number] for number in sorted(rows)]


def _has_address(cell: Sequence[Line]) -> bool:
    return any(line.has_address for line in cell)


def _text(cell: Sequence[Line]) -> str:
    return " ".join(line.text for line in cell)


def header_kind(text: str) -> str | None:
    """Return what a column of that name holds."""
    name = " ".join(words_of(text))
    if len(text) > 60 or not name:
        return None
    platforms = platforms_listed(text)
    if len(platforms) == 1 and name not in ("site", "web", "internet"):
        return f"platform:{platforms[0]}"
    kind = _MORE_HEADERS.get(name) or kind_of(text)
    if kind:
        return kind
    # « Ce qui a été fait » asks for nobody.
    kinds = [_MORE_HEADERS.get(word) or kind_of(word) for word in words_of(text) if word != "qui"]
    known = [kind for kind in kinds if kind and kind not in ("other", _NUMBER)]
    return known[0] if known and len(kinds) <= 6 else None


def _header(rows: Sequence[Row]) -> Header | None:
    if len(rows) < 2 or len(rows[0]) < 2 or "://" in "".join(map(_text, rows[0].values())):
        return None
    found = {column: header_kind(_text(cell)) for column, cell in rows[0].items()}
    kinds = {column: kind or "text" for column, kind in found.items()}
    if "title" not in kinds.values():
        free = [column for column, kind in found.items() if kind is None]
        if sum(kind is not None for kind in found.values()) < 2:
            return None
        if free:
            kinds[free[0]] = "title"
        elif len(rows) > _MOST_MINI_ROWS:
            return None
    known = {kind.partition(":")[0] for kind in found.values() if kind}
    if len(known - {"other", _NUMBER}) < 2:
        return None
    # A row of labels above a row of labels is a sheet of its own.
    return None if len(rows[0]) == 2 and _is_sheet(rows) else Header(kinds, _row_of(rows[0]))


def _row_of(row: Row) -> int:
    cell = next(iter(row.values()))[0].cell
    return cell.row if cell else 0


def _guessed_header(rows: Sequence[Row]) -> Header | None:
    """Return the kinds of columns without names, told by what their cells hold."""
    width = max(map(len, rows))
    full = [row for row in rows if len(row) >= max(2, width - 1)]
    if len(full) < 2 or len(full) * 2 < len(rows):
        return None
    kinds: dict[int, str] = {}
    for column in sorted({column for row in full for column in row}):
        cells = [row[column] for row in full if column in row]
        kind = _kind_of_cells(cells)
        kinds[column] = "text" if kind == "title" and "title" in kinds.values() else kind
    has_evidence = {"link", "platforms"} & set(kinds.values())
    return Header(kinds) if has_evidence and "title" in kinds.values() else None


def _kind_of_cells(cells: Sequence[Sequence[Line]]) -> str:
    texts = [_text(cell) for cell in cells]
    most = len(cells) * 0.6
    if sum(map(_has_address, cells)) > most:
        return "link"
    if sum(bool(platforms_listed(text)) for text in texts) > most:
        return "platforms"
    if sum(map(_is_number, texts)) > most:
        return _NUMBER
    if sum(audience_strength(text) >= 0.7 for text in texts) > most:
        return "audience"
    return "title" if sum(len(words_of(text)) <= 12 for text in texts) > most else "text"


def _is_sheet(rows: Sequence[Row]) -> bool:
    """Whether the first cells of most rows are labels."""
    pairs = [row for row in rows if len(row) >= 2]
    if not pairs or len(pairs) * 2 < len(rows):
        return False
    labels = [bool(kind_of(_text(row[min(row)]).rstrip(" :"))) for row in pairs]
    return sum(labels) >= max(2, _FEWEST_LABELS * len(pairs)) or sum(labels) == len(pairs) > 1


def _read_sheet(rows: Sequence[Row]) -> Iterator[Line]:
    """Give a title first, then what the rows say of it; each column after the labels is an operation."""
    columns = sorted({column for row in rows for column in row if column > min(row)})
    for column in columns or [1]:
        sheet: list[Line] = []
        for row in rows:
            first = min(row)
            label = _text(row[first]).rstrip(" :")
            if len(row) == 1:
                sheet += row[first] if column == columns[0] else []
            elif column in row:
                kind = kind_of(label) or "text"
                if kind == "title" and any(line.kind == "title" for line in sheet):
                    yield from _title_first(sheet)
                    sheet = []
                if column == columns[0]:
                    sheet.append(replace(row[first][0], is_decor=True))
                sheet += _of_kind(row[column], kind, label)
        yield from _title_first(sheet)


def _title_first(sheet: list[Line]) -> list[Line]:
    titles = [line for line in sheet if line.kind == "title" and line.text]
    if not titles:
        return sheet
    before = [line for line in sheet if not line.kind and not line.is_decor]
    return [*before, *titles, *(line for line in sheet if line not in titles and line not in before)]


_FORCED = {
    "title": frozenset({Role.TITLE}),
    "audience": frozenset({Role.FIELD}),
    "platforms": frozenset({Role.PLATFORMS}),
    "link": frozenset({Role.LINK, Role.TEXT}),
    "text": frozenset({Role.TEXT, Role.LINK}),
    "other": frozenset({Role.TEXT, Role.LINK}),
}


def _of_kind(cell: Sequence[Line], kind: str, label: str = "") -> Iterator[Line]:
    """Give the lines of a cell with what its column or its label says that they are."""
    if kind.startswith("platform:"):
        yield from _of_platform(cell, kind.partition(":")[2], label)
        return
    for index, line in enumerate(cell):
        told = labelled(line) if kind in ("text", "link", "other") else line
        if told.kind in _FORCED and told.kind not in ("other", "title"):
            yield replace(told, forced=_FORCED[told.kind], heading=0, has_gap=False)
            continue
        here = "text" if kind == "title" and index else kind
        text_kind = here if here != "other" else "text"
        if here == "platforms" and not platforms_in_list(line.text) and "://" in line.text:
            text_kind = "link"
        forced = _FORCED[text_kind]
        yield replace(line, kind=text_kind, label=label, forced=forced, heading=0, has_gap=False)


def _of_platform(cell: Sequence[Line], platform: str, label: str) -> Iterator[Line]:
    """Give what a column named after a platform holds: an address there, a tick, or words."""
    text = _text(cell)
    if text.strip().lower() in ("non", "no", "-", "–", "0", "/", "n"):
        yield from (replace(line, is_decor=True) for line in cell)
        return
    for index, line in enumerate(cell):
        if line.has_address:
            yield replace(line, kind="link", label=label or platform, forced=_FORCED["link"])
        elif index == 0:
            yield replace(line, text=platform, anchors=(), kind="platforms", forced=_FORCED["platforms"])


def _read_records(rows: Sequence[Row], header: Header, first: int) -> list[Line]:
    result = [replace(line, is_decor=True) for row in rows[:first] for cell in row.values() for line in cell]
    has_groups = _has_groups(rows[first:], header)
    for row in rows[first:]:
        result += _read_record(row, header, has_groups=has_groups)
    return result


def _has_groups(rows: Sequence[Row], header: Header) -> bool:
    """Whether an audience is said once for several rows."""
    columns = [column for column, kind in header.kinds.items() if kind == "audience"]
    full = [row for row in rows if len(row) > 1 or _has_address(row.get(header.title or 0, []))]
    return any(
        column not in row or any(line.cell and line.cell.rows > 1 for line in row[column])
        for column in columns
        for row in full
    )


def _read_record(row: Row, header: Header, *, has_groups: bool) -> list[Line]:
    if len(row) == 1:
        return _read_single(next(iter(row.values())), header)
    title = header.title
    if title in row and words_of(_text(row[title or 0]))[:1] in (("total",), ("totaux",)):
        return _left([line for cell in row.values() for line in cell])
    audiences: list[Line] = []
    titles: list[Line] = []
    others: list[Line] = []
    for column, cell in sorted(row.items()):
        kind = header.kinds.get(column, "text")
        if kind == _NUMBER:
            others += [replace(line, is_decor=True) for line in cell]
        elif kind == "audience" and has_groups:
            audiences.append(replace(_as_one(cell), forced=frozenset({Role.AUDIENCE}), has_gap=True))
        elif kind == "title" and not titles:
            titles += list(_of_kind(named_apart(cell), "title"))
        else:
            others += list(_of_kind(cell, "text" if kind == "title" else kind))
    return [*audiences, *titles, *others]


def _as_one(cell: Sequence[Line]) -> Line:
    """Return the lines of a cell as one, a comma between."""
    return reduce(lambda before, after: before.joined(after, ", "), cell)


def _read_single(cell: list[Line], header: Header) -> list[Line]:
    """Read a row of one cell: a group of operations, a total, or what is more of the operation above."""
    text = _text(cell)
    if words_of(text)[:1] in (("total",), ("totaux",), ("soit",), ("source",), ("sources",)):
        return _left(cell)
    column = cell[0].cell.column if cell[0].cell else 0
    kind = header.kinds.get(column, "text")
    spans = cell[0].cell.columns if cell[0].cell else 1
    if spans == 1 and kind == "title" and column and _has_address(cell):
        return list(_of_kind(named_apart(cell), "title"))
    if spans == 1 and kind in ("link", "platforms") and column:
        return list(_of_kind(cell, kind))
    if names_people(text):
        return [replace(line, forced=frozenset({Role.AUDIENCE}), has_gap=True) for line in cell]
    group = frozenset({Role.AUDIENCE, Role.THEME, Role.LEFT, Role.TITLE})
    return [replace(line, forced=group, has_gap=True) for line in cell]
