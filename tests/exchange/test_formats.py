"""The same dossier in every format gives the same operations."""

from collections.abc import Callable

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from tests.support.dossiers.corpus import Dossier, dossiers
from tests.support.dossiers.forms import as_blocks, as_html
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.source import Source
from tests.support.dossiers.transformations import count_kept
from tests.support.dossiers.word import as_docx

MIN_SAME = 0.95
FORMATS: dict[str, Callable[[Source], bytes]] = {
    "docx": as_docx,
    "odt": as_odt,
    "html": lambda source: as_html(source).encode(),
}


def proposal_of(content: bytes) -> Proposal:
    document = read(content)
    assert isinstance(document, Document)
    return propose(document)


def share_kept(read_again: Callable[[Dossier], Proposal], compared: list[Dossier]) -> float:
    """Return the share of the operations of perfectly read dossiers that another reading gives too."""
    kept = total = 0
    for dossier in compared:
        first = propose(as_blocks(dossier.source))
        kept += count_kept(first, read_again(dossier))
        total += len(first.operations)
    return kept / total


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_the_same_operations(name: str) -> None:
    make = FORMATS[name]
    assert share_kept(lambda dossier: proposal_of(make(dossier.source)), list(dossiers())) >= MIN_SAME
