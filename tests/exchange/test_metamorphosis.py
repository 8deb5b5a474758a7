"""The same dossier otherwise gives the same operations: ten changes of its text."""

import pytest

from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.dossiers.corpus import Dossier, dossiers, load_dossier
from tests.support.dossiers.transformations import TEXT_CHANGES, can_change, count_kept, plain_text

MIN_SAME = 0.95
FEW = [load_dossier(name) for name in ("gers", "prefecture", "haute-vierne", "fontvive")]


def share_kept(name: str, changed: list[Dossier]) -> float:
    """Return the share of the operations of some dossiers that a change of their texts keeps."""
    kept = total = 0
    for dossier in changed:
        if not can_change(name, dossier.source):
            continue
        text = plain_text(dossier.source)
        first = propose(read_text(text))
        kept += count_kept(first, propose(read_text(TEXT_CHANGES[name](text))))
        total += len(first.operations)
    return kept / total


@pytest.mark.parametrize("name", TEXT_CHANGES)
def test_a_changed_text_gives_the_same_operations(name: str) -> None:
    assert share_kept(name, FEW) >= MIN_SAME


@pytest.mark.long
@pytest.mark.parametrize("name", TEXT_CHANGES)
def test_all_changed_dossiers_give_the_same_operations(name: str) -> None:
    assert share_kept(name, list(dossiers())) >= MIN_SAME
