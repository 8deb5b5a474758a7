"""The scorer: what is right, and each kind of failure, is counted."""

from dataclasses import replace

import pytest

from gersapp.exchange.proposal import Proposal, ProposedOperation
from tests.support.dossiers.scoring import Expectation, Expected, Score, score

URLS = ("https://www.facebook.com/LeGers32/posts/1", "https://x.com/LeGers32/status/2")
TIPS = Expected("Tips du Jour", ("Adultes",), ("facebook",), URLS[:1])
MAP = Expected("Carte interactive", ("Adultes",), ("x",), URLS[1:])
EXPECTATION = Expectation(
    operations=(TIPS, MAP),
    foreign=(("Le budget est de 300 €.",),),
    addresses=(*URLS, "https://www.gers.fr/bilan.pdf"),
)
PROPOSED_TIPS = ProposedOperation(
    "« TIPS du jour »", "Des astuces.", ("Les adultes",), ("Facebook",), URLS[:1]
)
PROPOSED_MAP = ProposedOperation("Carte interactive", "", ("Adultes",), ("Twitter",), URLS[1:])
RIGHT = Proposal(
    "text", operations=(PROPOSED_TIPS, PROPOSED_MAP), leftovers=("Bilan : https://www.gers.fr/bilan.pdf",)
)


def counts(result: Score) -> dict[str, int]:
    """The counts of a score that are not as in one without failure."""
    found = {
        "wrong": result.expected - result.right - result.missed,
        "spurious": result.spurious,
        "missed": result.missed,
        "eaten": result.eaten,
        "lost": result.lost,
    }
    return {name: count for name, count in found.items() if count}


def test_all_is_right_whatever_its_spelling() -> None:
    result = score(EXPECTATION, RIGHT)
    assert (result.right, counts(result), result.failures) == (2, {}, [])


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"title": "Tips du Jour : Des astuces"}, "title"),
        ({"audiences": ("Jeunes",)}, "audiences"),
        ({"audiences": ()}, "audiences"),
        ({"platforms": ("facebook", "instagram")}, "platforms"),
        ({"links": URLS}, "links"),
    ],
    ids=str,
)
def test_each_of_the_four_can_be_wrong(changed: dict[str, object], failure: str) -> None:
    wrong = replace(RIGHT, operations=(replace(PROPOSED_TIPS, **changed), PROPOSED_MAP))  # type: ignore[arg-type]
    result = score(EXPECTATION, wrong)
    assert counts(result) == {"wrong": 1}
    assert failure in result.failures[0]


def test_an_operation_that_is_not_proposed_is_missed() -> None:
    result = score(
        EXPECTATION, replace(RIGHT, operations=(PROPOSED_TIPS,), leftovers=(*RIGHT.leftovers, URLS[1]))
    )
    assert counts(result) == {"missed": 1}


def test_an_operation_that_is_none_is_spurious() -> None:
    budget = ProposedOperation("Remerciements")
    assert counts(score(EXPECTATION, replace(RIGHT, operations=(*RIGHT.operations, budget)))) == {
        "spurious": 1
    }


def test_a_foreign_line_in_a_text_is_eaten() -> None:
    operations = (replace(PROPOSED_TIPS, description="Des astuces.\nLe budget est de 300 €."), PROPOSED_MAP)
    assert counts(score(EXPECTATION, replace(RIGHT, operations=operations))) == {"eaten": 1}


def test_an_address_in_neither_result_nor_leftovers_is_lost() -> None:
    assert counts(score(EXPECTATION, replace(RIGHT, leftovers=("Bilan",)))) == {"lost": 1}


def test_the_same_title_twice_is_paired_by_audience() -> None:
    operations = (TIPS, replace(TIPS, audiences=("Jeunes",), links=()))
    proposed = (replace(PROPOSED_TIPS, audiences=("Jeunes",), links=()), PROPOSED_TIPS)
    result = score(Expectation(operations), Proposal("text", operations=proposed))
    assert (result.right, counts(result)) == (2, {})
