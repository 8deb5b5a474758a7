"""What tables say of a catalogue, and that importing them gives it back exactly."""

from collections.abc import Callable, Iterable
from functools import partial

import pytest
from hypothesis import given, settings

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.model import Operation
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import Rows, propose
from gersapp.exchange.tables.values import Workbook
from gersapp.exchange.writing.csv import write_csv
from gersapp.exchange.writing.ods import write_ods
from gersapp.exchange.writing.xlsx import write_xlsx
from tests.support.any_catalogues import catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS

WRITERS: dict[str, Callable[[Dossier], Iterable[bytes]]] = {
    "csv": write_csv,
    "excel": partial(write_csv, for_excel=True),
    "xlsx": write_xlsx,
    "ods": write_ods,
}


def rows_of(content: bytes) -> Rows:
    source = read(content)
    assert isinstance(source, Workbook)
    return propose(source, guess_mappings(source))


def contents(operations: Iterable[Operation], catalogue: Catalogue) -> list[tuple[object, ...]]:
    labels = {audience.slug: audience.label for audience in catalogue.heading.audiences}
    return [
        (
            one.title,
            one.description,
            tuple(labels[slug] for slug in one.audiences),
            one.platforms,
            tuple(published(link.url) for link in one.links),
        )
        for one in operations
    ]


def proposed(proposal: Proposal) -> list[tuple[object, ...]]:
    return [
        (one.title, one.description, one.audiences, one.platforms, one.links) for one in proposal.operations
    ]


def check_round_trip(catalogue: Catalogue, content: bytes, *, with_heading: bool) -> None:
    rows = rows_of(content)
    assert rows.errors == ()
    proposal = rows.proposal
    assert sorted(proposed(proposal)) == sorted(contents(catalogue.operations.values(), catalogue))
    for audience in catalogue.heading.audiences:
        under = [one for one in catalogue.operations.values() if audience.slug in one.audiences]
        read_under = [one for one in proposed(proposal) if audience.label in one[2]]
        assert read_under == contents(under, catalogue)
    used = {slug for one in catalogue.operations.values() for slug in one.audiences}
    assert proposal.audiences == tuple(a.label for a in catalogue.heading.audiences if a.slug in used)
    assert proposal.leftovers == ()
    assert not any(one.doubts for one in proposal.operations)
    if with_heading:
        heading = catalogue.heading
        texts = (proposal.title, proposal.organisation, proposal.hashtag, proposal.introduction)
        assert texts == (heading.title, heading.organisation, heading.hashtag, heading.introduction)


@pytest.mark.parametrize("format", WRITERS)
@settings(HYPOTHESIS, max_examples=40)
@given(catalogues())
def test_any_catalogue_comes_back_exactly(format: str, catalogue: Catalogue) -> None:
    content = b"".join(WRITERS[format](dossier_of(catalogue)))
    check_round_trip(catalogue, content, with_heading=format in ("xlsx", "ods"))
