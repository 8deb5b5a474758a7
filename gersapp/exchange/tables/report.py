"""What is said of the rows of a table before they are taken, and the failed rows as a table."""

from collections.abc import Sequence

from gersapp.exchange.tables.csv import harmless
from gersapp.exchange.tables.operations import RowError
from gersapp.exchange.tables.rows import FailedRow, Rows
from gersapp.exchange.tables.values import cell_at
from gersapp.exchange.tables.vocabulary import Field

_AUDIENCES, _LINKS, _ERRORS = "Cible", "Lien", "Erreur"
_MAX_NAMED = 5  # errors that are said in full


def report(new: int, known: int, errors: Sequence[RowError]) -> str:
    """Return « 12 nouvelles, 3 déjà là, 1 erreur : ligne 8, colonne Lien : … »."""
    counts = [f"{new} nouvelle{'s' if new > 1 else ''}", f"{known} déjà là"]
    if not errors:
        return ", ".join(counts)
    counts.append(f"{len(errors)} erreur{'s' if len(errors) > 1 else ''}")
    named = [str(error).rstrip(".") for error in errors[:_MAX_NAMED]]
    rest = len(errors) - len(named)
    return f"{', '.join(counts)} : {' ; '.join(named)}{f' ; et {rest} de plus' if rest else ''}."


def failed_rows_csv(rows: Rows) -> bytes:
    """Return the failed rows as a CSV file that spreadsheets open, and that is read as the table was.

    A column more says what is wrong. What a row had from elsewhere (the audience of a heading, addresses
    behind words) has a column too. No cell is a formula: those that would be begin with an apostrophe, which
    reading takes away.
    """
    lines = [_cells_by_name(failed) for failed in rows.failed]
    names = list(dict.fromkeys(name for line in lines for name in line))
    table = [[*names, _ERRORS]]
    for line, failed in zip(lines, rows.failed, strict=True):
        messages = [f"{error.column} : {error.message}".removeprefix(" : ") for error in failed.errors]
        table.append([*[line.get(name, "") for name in names], "\n".join(messages)])
    return ("\ufeff" + "".join(";".join(map(_quote, line)) + "\r\n" for line in table)).encode()


def _cells_by_name(failed: FailedRow) -> dict[str, str]:
    """Return the texts of a row by the names of their columns."""
    texts: dict[str, str] = {}
    behind: list[str] = []
    for place, column in enumerate(failed.mapping.columns):
        cell = cell_at(failed.cells, place)
        addresses = [url for url in cell.addresses if url not in cell.text]
        if column.field in (Field.LINKS, Field.ONE_PLATFORM):
            texts[column.name] = "\n".join([*addresses] if cell.addresses else [cell.text])
        else:
            texts[column.name] = cell.text
            behind += addresses
    audiences = [column.name for column in failed.mapping.columns if column.field is Field.AUDIENCES]
    if failed.audience:
        texts[audiences[0] if audiences else _AUDIENCES] = failed.audience
    if behind:
        texts[_LINKS] = "\n".join([*filter(None, [texts.get(_LINKS, "")]), *behind])
    return texts


def _quote(text: str) -> str:
    return '"' + harmless(text).replace('"', '""') + '"'
