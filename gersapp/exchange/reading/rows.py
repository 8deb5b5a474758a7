"""Whether a text is the rows of a table, as spreadsheets export and copy them."""

import csv
import re
from collections import Counter

_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 60
_MIN_ROWS = 2
_REGULAR = 0.8
_MARKDOWN_TABLE = re.compile(r"^ *\|? *:?-{3,}:? *\|[-:| ]*$", re.MULTILINE)
# Names of columns, folded to their beginnings.
_COLUMNS = re.compile(
    r"(titre|intitul|nom\b|op[ée]ration|action|campagne|cible|public|audience|lien|url|adresse|r[ée]seau|"
    r"plateforme|plate-forme|canal|support|description|texte|contenu|message|r[ée]sum|date|mois|title|link)",
    re.IGNORECASE,
)


def has_rows(text: str) -> bool:
    """Whether the lines of `text` have the same number of cells, by tabs, semicolons, commas or bars."""
    sample = text[:_SAMPLE_CHARACTERS]
    if re.match(r"sep=.\n", sample, re.IGNORECASE):
        return True
    if _MARKDOWN_TABLE.search(sample):
        return False
    return any(_is_regular(sample, separator) for separator in "\t;,|" if separator in sample)


def _is_regular(sample: str, separator: str) -> bool:
    """Whether most rows are as wide as the first; with few rows, or in prose, its cells must name columns."""
    rows = _parse(sample, separator)
    if len(rows) < _MIN_ROWS:
        return False
    header = rows[0]
    width, number = Counter(map(len, rows)).most_common(1)[0]
    if width < 2 or number < _REGULAR * len(rows) or len(header) < width:
        return False
    names = sum(bool(_COLUMNS.match(cell.strip())) for cell in header)
    is_short = all(len(cell) <= 60 for cell in header)
    if is_short and names >= 2:
        return True
    # A header of other names, or none: prose has commas too, and lists have tabs after their bullets.
    return separator in "\t;" and width > 2 and len(rows) > 2


def _parse(sample: str, separator: str) -> list[list[str]]:
    lines = sample.splitlines(keepends=True)
    rows = []
    try:
        for row in csv.reader(lines, delimiter=separator):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return []
    return rows
