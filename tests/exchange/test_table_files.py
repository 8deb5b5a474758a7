"""The tables as they are received: encoding, separator, header and columns are guessed, all rows are right."""

import pytest

from gersapp.exchange.reading import read
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import propose
from gersapp.exchange.tables.values import Workbook
from tests.support.dossiers.scoring import score
from tests.support.dossiers.tables import TableFile, table_files


@pytest.mark.parametrize("table", table_files(), ids=lambda table: table.name)
def test_all_rows_of_a_table_are_right(table: TableFile) -> None:
    workbook = read(table.content)
    assert isinstance(workbook, Workbook)
    rows = propose(workbook, guess_mappings(workbook))
    result = score(table.expectation, rows.proposal)
    assert (result.failures, rows.errors) == ([], ())
