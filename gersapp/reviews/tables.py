"""A review of tables: how their sheets are read, what their rows propose, and the rows that fail."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gersapp.cache import Last
from gersapp.exchange.tables.csv import read_again
from gersapp.exchange.tables.mapping import SheetMapping, adapt
from gersapp.exchange.tables.rows import RowFaults, Rows, propose
from gersapp.exchange.tables.values import Guess, Workbook
from gersapp.reviews.review import Review

# A page asks for it after each decision, and 20 000 rows take some seconds of all other threads.
_last = Last[Rows]()


def rows_of(review: Review, labels: Iterable[str] = ()) -> Rows | None:
    """Return what the rows of tables propose, and which fail; None for other sources.

    `labels` are those of the audiences of the catalogue, which a cell may have several of.
    """
    if not isinstance(review.source, Workbook):
        return None
    made_of = (review.source, review.layout, review.fates, tuple(labels))
    return _last.get(made_of, lambda: propose(*made_of))


def faults_of(review: Review, labels: Iterable[str] = ()) -> RowFaults | None:
    """Return what is wrong in the rows of tables, as it was kept or as `rows_of` finds it; else None."""
    if review.faults:
        return review.faults
    rows = rows_of(review, labels)
    return rows.faults if rows else None


def with_layout(review: Review, layout: Sequence[SheetMapping], labels: Iterable[str] = ()) -> Review:
    """Return the review with its tables read in another way; what people corrected stays."""
    changed = replace(review, layout=tuple(layout))
    rows = rows_of(changed, labels)
    if not rows:
        return review
    return replace(changed, proposal=rows.proposal, faults=rows.faults, version=review.version + 1)


def with_guess(review: Review, guess: Guess, labels: Iterable[str] = ()) -> Review:
    """Return the review with the bytes of its CSV file read in another way; the uses of columns stay.

    Raises DocumentRefused.
    """
    source = review.source
    if not isinstance(source, Workbook) or source.guess == guess:
        return review
    workbook = read_again(source, guess)
    layout = [adapt(mapping, sheet) for mapping, sheet in zip(review.layout, workbook.sheets, strict=True)]
    return with_layout(replace(review, source=workbook), layout, labels)
