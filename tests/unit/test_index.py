"""`gersapp.catalogue.search.index`: sets of bits that agree with a scan of the operations."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.search.index import Index, bits_of, slots_in, words_of
from tests.support.catalogues import HYPOTHESIS, contents, operations

PREFIXES = [
    "a",
    "p",
    "pa",
    "pate",
    "pates",
    "oeuf",
    "d",
    "ete",
    "facebook",
    "www",
    "gers",
    "zzz",
    "1",
    "https",
]


def with_prefix(held: Sequence[Operation | None], prefix: str) -> set[int]:
    return {
        slot
        for slot, operation in enumerate(held)
        if operation and any(word.startswith(prefix) for word in words_of(operation))
    }


def slots(bits: int) -> set[int]:
    return {slot for slot in range(bits.bit_length()) if bits >> slot & 1}


def assert_agrees(index: Index, held: Sequence[Operation | None]) -> None:
    """Check that `index` agrees with a scan of `held`, slot by slot."""
    everything = {slot for slot, operation in enumerate(held) if operation}
    assert slots(index.everything) == everything
    for sets, field in ((index.audiences, "audiences"), (index.platforms, "all_platforms")):
        seen = {slug for operation in held if operation for slug in getattr(operation, field)}
        assert {slug: slots(bits) for slug, bits in sets.items() if bits} == {
            slug: {slot for slot in everything if slug in getattr(held[slot], field)} for slug in seen
        }
    for prefix in PREFIXES:
        assert slots(index.with_prefix(prefix)) == with_prefix(held, prefix)
        assert slots(index.with_prefix(prefix)) == with_prefix(held, prefix)  # remembered
    words = {word for operation in held if operation for word in words_of(operation)}
    assert index.vocabulary == sorted(words)
    assert index.postings.keys() == words
    links = [len(operation.links) if operation else 0 for operation in held]
    assert index.links_in(index.everything) == sum(links)
    assert index.links_in(0b101) == sum(links[slot] for slot in (0, 2) if slot < len(links))


@given(operations)
@HYPOTHESIS
def test_an_index_agrees_with_a_scan(held: tuple[Operation, ...]) -> None:
    assert_agrees(Index.of(held), held)


@given(operations, st.lists(st.tuples(st.integers(0, 99), st.none() | contents), max_size=8))
@HYPOTHESIS
def test_a_changed_index_equals_a_scan_and_the_old_one_stays(
    first: tuple[Operation, ...], steps: list[tuple[int, Operation | None]]
) -> None:
    held: list[Operation | None] = list(first)
    index = Index.of(first)
    older: list[tuple[Index, list[Operation | None]]] = [(index, held.copy())]
    for place, after in steps:
        slot = place % (len(held) + 1)
        if slot == len(held):
            if after is None:
                continue
            held.append(None)
        index = index.changed([(slot, held[slot], after)])
        held[slot] = after
        older.append((index, held.copy()))
    for index, held_then in older:
        assert_agrees(index, held_then)


def test_the_words_of_an_operation_are_of_its_texts_and_links() -> None:
    operation = Operation("id-caché", "L’œuf", "Pâte_à sel", links=(Link("https://www.gers.fr/Été?a=1"),))
    assert words_of(operation) == {"l", "oeuf", "pate", "a", "sel", "www", "gers", "fr", "ete", "1"}


def test_a_word_kept_as_bits_is_found_and_forgotten() -> None:
    held = [Operation(f"o-{i}", "pâte") for i in range(20)]
    index = Index.of(held)
    assert isinstance(index.postings["pate"], int)
    for slot, operation in enumerate(held):
        assert index.with_prefix("pa").bit_count() == 20 - slot
        index = index.changed([(slot, operation, None)])
    assert index.with_prefix("pa") == 0
    assert index.vocabulary == []
    index = index.changed([(3, None, held[3])])
    assert index.with_prefix("pa") == 0b1000


def test_a_rare_word_becomes_common_operation_by_operation() -> None:
    index = Index.of([])
    for slot in range(20):
        index = index.changed([(slot, None, Operation(f"o-{slot}", "pâte"))])
    assert index.with_prefix("pate") == (1 << 20) - 1
    assert index.size == 20


@pytest.mark.parametrize(
    ("places", "bits"), [([], 0), ([0], 1), ([3, 1, 3], 0b1010), ([64, 7], 1 << 64 | 1 << 7)]
)
def test_slots_make_bits(places: list[int], bits: int) -> None:
    assert bits_of(places, 65) == bits


@given(st.sets(st.integers(0, 40_000)), st.integers(0, 40), st.integers(0, 40))
@HYPOTHESIS
def test_the_slots_of_a_set_come_in_order_page_by_page(places: set[int], skip: int, limit: int) -> None:
    assert slots_in(bits_of(places, 40_001), skip, limit) == sorted(places)[skip : skip + limit]


@pytest.mark.parametrize("skip", [0, 511, 512, 513, 9_000, 29_999, 30_000, 50_000])
def test_a_page_far_into_a_full_set_is_found(skip: int) -> None:
    assert slots_in((1 << 30_000) - 1, skip, 50) == list(range(skip, min(skip + 50, 30_000)))
