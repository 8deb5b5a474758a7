"""A dossier as the sheets of a spreadsheet, whatever its format."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.tables.published import COLUMNS, HEADING_TEXTS, Form
from gersapp.exchange.writing.rows import Row, Tables

# Excel opens no sheet with more than 65 530 links, nor a cell with more than 32 767 characters.
MAX_LINKED = 65_000
MAX_CELL = 32_767

_NAMES = {Form.OPERATIONS: "Opérations", Form.LINKS: "Liens", Form.CATALOGUE: "Catalogue"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet that is to be written: `headers` and `widths`, in characters, are those of its columns.

    `linked` is the column whose cells are links, and `targets` the one that has their addresses; both are -1
    without links. `rows` can be called once.
    """

    name: str
    headers: list[str]
    widths: list[int]
    linked: int
    targets: int
    count: int
    rows: Callable[[], Iterable[Row]]


def plan_sheets(dossier: Dossier) -> list[Plan]:
    """Return the sheets of a dossier: operations, links, the catalogue's own texts."""
    tables = Tables(dossier)
    links = sum(len(operation.links) for operation in tables.all)
    return [
        _plan_operations(tables, len(tables.all), _most_cells(tables)),
        *_plan_links(tables, links),
        _plan_catalogue(dossier),
    ]


def _plan_operations(tables: Tables, count: int, most: int) -> Plan:
    """Return the sheet of operations; `most` is how many cells the links of one of them take."""
    columns = tables.columns(Form.OPERATIONS)
    place = [column.name for column in columns].index("liens")
    further = [f"{columns[place].label} ({number})" for number in range(2, most + 1)]
    page = [column.name for column in columns].index("page")
    return Plan(
        name=_NAMES[Form.OPERATIONS],
        headers=[*(column.label for column in columns), *further],
        widths=[*(column.width for column in columns), *(columns[place].width for _ in further)],
        linked=page,
        targets=page,
        count=count,
        rows=lambda: (_cut(row, place, most) for row in tables.operations()),
    )


def _cut(row: Row, place: int, most: int) -> Row:
    """Return a row whose cell at `place` goes on in the further columns at its end, as `most` - 1 cells."""
    if most == 1:
        return row
    cells = _cells_of(row[place].split("\n"))
    cells += [""] * (most - len(cells))
    return [*row[:place], cells[0], *row[place + 1 :], *cells[1:]]


def _cells_of(lines: list[str]) -> list[str]:
    """Return the lines as the texts of as many cells as they need."""
    cells = [lines[0]]
    for line in lines[1:]:
        if len(cells[-1]) + 1 + len(line) <= MAX_CELL:
            cells[-1] += f"\n{line}"
        else:
            cells.append(line)
    return cells


def _most_cells(tables: Tables) -> int:
    return max((len(_cells_of(text.split("\n"))) for text in tables.long_links(MAX_CELL)), default=1)


def _plan_links(tables: Tables, count: int) -> Iterator[Plan]:
    """Yield the sheet of links, and others when they are too many for one."""
    columns = tables.columns(Form.LINKS)
    names = [column.name for column in columns]
    rows = tables.links()
    for number, start in enumerate(range(0, max(count, 1), MAX_LINKED), 1):
        yield Plan(
            name=_NAMES[Form.LINKS] + (f" {number}" if number > 1 else ""),
            headers=[column.label for column in columns],
            widths=[column.width for column in columns],
            linked=names.index("intitule_du_lien"),
            targets=names.index("lien"),
            count=min(MAX_LINKED, count - start),
            rows=lambda: islice(rows, MAX_LINKED),
        )


def _plan_catalogue(dossier: Dossier) -> Plan:
    columns = COLUMNS[Form.CATALOGUE]
    texts = [(label, getattr(dossier.heading, name)) for label, name in HEADING_TEXTS.items()]
    rows = [*texts, ("Ce que contient ce fichier", dossier.scope), ("Adresse de la page", dossier.address)]
    filled = [[label, text] for label, text in rows if text]
    return Plan(
        name=_NAMES[Form.CATALOGUE],
        headers=[column.label for column in columns],
        widths=[column.width for column in columns],
        linked=-1,
        targets=-1,
        count=len(filled),
        rows=lambda: filled,
    )
