"""How many operations are right at first sight: in the dossiers, and in habits that are drawn."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.dossiers.corpus import FOLDER, KEPT, Dossier, dossiers, load_dossier
from tests.support.dossiers.forms import as_blocks, as_text
from tests.support.dossiers.generator import generate
from tests.support.dossiers.scoring import Score, score

Reader = Callable[[Dossier], Document]


def read_pasted(dossier: Dossier) -> Document:
    return read_text(as_text(dossier.source))


def read_perfectly(dossier: Dossier) -> Document:
    return as_blocks(dossier.source)


every_form = pytest.mark.parametrize("read", [read_pasted, read_perfectly])


def total_of(scores: Iterable[Score]) -> Score:
    total = Score()
    for each in scores:
        total.add(each)
    return total


def assert_good(total: Score) -> None:
    failures = "\n".join(total.failures)
    assert total.lost == 0, failures
    assert total.right_rate >= 0.85, failures
    assert total.spurious_rate <= 0.03, failures
    assert total.eaten_rate <= 0.05, failures


@every_form
def test_the_dossier_of_the_gers_is_all_right(read: Reader) -> None:
    dossier = load_dossier("gers")
    result = score(dossier.expectation, propose(read(dossier)))
    assert (result.right, result.spurious, result.failures) == (16, 0, [])


@every_form
@pytest.mark.parametrize(
    "folder", [FOLDER, pytest.param(KEPT, marks=pytest.mark.long)], ids=lambda folder: folder.name
)
def test_dossiers_are_read_well(read: Reader, folder: Path) -> None:
    assert_good(total_of(score(dossier.expectation, propose(read(dossier))) for dossier in dossiers(folder)))


@every_form
@pytest.mark.parametrize("seeds", [range(10)], ids=["10"])
def test_drawn_habits_are_read_well(read: Reader, seeds: range) -> None:
    drawn = (generate(seed) for seed in seeds)
    assert_good(total_of(score(dossier.expectation, propose(read(dossier))) for dossier in drawn))
