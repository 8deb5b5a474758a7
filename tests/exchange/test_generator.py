"""Generated dossiers, their transformations and their damage: what is judged by them stands on these."""

import re
from collections import Counter
from random import Random

import pytest

from gersapp.exchange.proposal import Proposal, ProposedOperation
from tests.support.dossiers.damage import addresses_in, damage
from tests.support.dossiers.forms import as_text
from tests.support.dossiers.generator import generate
from tests.support.dossiers.habits import draw_habit
from tests.support.dossiers.losses import lost_addresses
from tests.support.dossiers.scoring import title_key
from tests.support.dossiers.transformations import TEXT_CHANGES, count_kept

SEEDS = range(40)


def test_a_seed_gives_one_dossier() -> None:
    assert as_text(generate(7).source) == as_text(generate(7).source)
    assert as_text(generate(7).source) != as_text(generate(8).source)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_expected_is_in_a_generated_dossier(seed: int) -> None:
    dossier = generate(seed)
    text = as_text(dossier.source)
    words = f" {title_key(text)} "
    assert dossier.expectation.operations
    for operation in dossier.expectation.operations:
        assert f" {title_key(operation.title)} " in words
        assert all(title_key(audience) in words for audience in operation.audiences)
        # A line end may break an address.
        assert all(url in re.sub(r"\s", "", text) for url in operation.links)
    for section in dossier.expectation.foreign:
        assert all(title_key(line) in words for line in section)


def test_habits_are_of_every_kind() -> None:
    habits = [draw_habit(Random(seed)) for seed in range(200)]
    for name in ("layout", "audience", "grouping", "heading", "title", "platforms", "links"):
        counts = Counter(getattr(habit, name) for habit in habits)
        assert len(counts) >= 4
        assert counts.most_common(1)[0][1] < 150


@pytest.mark.parametrize("name", TEXT_CHANGES)
def test_a_transformation_keeps_every_address(name: str) -> None:
    changed = 0
    for seed in SEEDS:
        text = as_text(generate(seed).source)
        other = TEXT_CHANGES[name](text)
        assert addresses_in(other) == addresses_in(text)
        changed += other != text
    assert changed


def test_kept_operations_are_counted_one_by_one() -> None:
    tips = ProposedOperation("Tips du jour", "", ("Adultes",), ("facebook",))
    first = Proposal("text", operations=(tips, tips))
    assert count_kept(first, first) == 2
    assert count_kept(first, Proposal("text", operations=(tips,))) == 1
    assert count_kept(first, Proposal("text", operations=(ProposedOperation("Tips"),))) == 0


def test_damage_changes_most_texts_and_keeps_addresses() -> None:
    texts = [as_text(generate(seed).source) for seed in SEEDS]
    damaged = [damage(text, Random(seed)) for seed, text in enumerate(texts)]
    assert sum(before != after for before, after in zip(texts, damaged, strict=True)) > 30
    assert all(map(addresses_in, damaged))


@pytest.mark.parametrize(
    ("text", "links", "leftovers", "lost"),
    [
        ("Voir https://a.fr/b.", ["https://a.fr/b"], [], []),
        ("Voir https://a.fr/b.", [], ["Voir https://a.fr/b."], []),
        ("Voir https://a.fr/b.", [], ["Voir"], ["https://a.fr/b"]),
        ("_https://a.fr/b_", ["https://a.fr/b"], [], []),
        ("https://a.fr/b\ncd", ["https://a.fr/bcd"], [], []),
        ("https://a.fr/b https://a.fr/c", ["https://a.fr/b"], [], ["https://a.fr/c"]),
    ],
)
def test_addresses_are_lost_in_neither_place(
    text: str, links: list[str], leftovers: list[str], lost: list[str]
) -> None:
    operation = ProposedOperation("Titre", links=tuple(links))
    proposal = Proposal("text", operations=(operation,), leftovers=tuple(leftovers))
    assert lost_addresses(text, proposal) == lost
