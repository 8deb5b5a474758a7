"""`gersapp.catalogue.history.merge`: what two people change of one thing is all there, or is a conflict."""

import random
from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.history.fields import State, state_of, state_of_heading
from gersapp.catalogue.history.merge import HEADING_LISTS, OPERATION_LISTS, merge
from gersapp.catalogue.model import Audience, Heading, Link, Operation

HYPOTHESIS = settings(deadline=None, derandomize=True, database=None, max_examples=150)

POST = "https://www.facebook.com/LeGers32/posts/1"
SAME_POST = "https://m.facebook.com/LeGers32/posts/1?fbclid=abc"
PAGES = [f"https://www.gers.fr/{letter}" for letter in "abcdef"]
BASE = state_of(Operation("o", "Titre", "Ligne", ("a",), ("x",), tuple(map(Link, PAGES[:3]))))

FIELDS = list(BASE)


def _drawn(number: int) -> list[State]:
    """States of all kinds: drawing among them is far cheaper than making each anew."""
    chance = random.Random(number)  # noqa: S311

    def some(values: Sequence[str], least: int) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.randint(least, len(values))))

    texts = ["", "Un", "Deux", "Trois"]
    return [
        {
            "title": chance.choice(texts),
            "description": chance.choice(texts),
            "audiences": some("abc", 1),
            "platforms": some("xyz", 0),
            "links": some(PAGES, 0),
        }
        for _ in range(number)
    ]


STATES = _drawn(200)
states = st.sampled_from(STATES)
links = st.sampled_from([tuple(state["links"]) for state in STATES])
some_fields = st.sets(st.sampled_from(FIELDS))


def merged_links(base: list[str], wanted: list[str], saved: list[str]) -> list[str]:
    """The links of two changes merged, in conflict or not."""
    old, new, other = ({**BASE, "links": tuple(urls)} for urls in (base, wanted, saved))
    return list(merge(old, new, other, OPERATION_LISTS).state["links"])


def are_in_conflict(base: Sequence[str], wanted: Sequence[str], saved: Sequence[str]) -> bool:
    """Whether the orders of two changes of the links exclude each other."""
    old, new, other = ({**BASE, "links": tuple(urls)} for urls in (base, wanted, saved))
    return merge(old, new, other, OPERATION_LISTS).conflicts == ("links",)


@given(states, states, states, some_fields)
@HYPOTHESIS
def test_changes_of_different_fields_are_both_kept(
    base: State, one: State, two: State, fields: set[str]
) -> None:
    wanted = {name: one[name] if name in fields else base[name] for name in base}
    saved = {name: base[name] if name in fields else two[name] for name in base}
    merged = merge(base, wanted, saved, OPERATION_LISTS)
    assert merged.state == {name: (wanted if name in fields else saved)[name] for name in base}
    assert merged.conflicts == ()
    assert set(merged.taken) == {name for name in base if saved[name] != base[name]}
    other_way = merge(base, saved, wanted, OPERATION_LISTS)
    assert other_way.state == merged.state
    assert other_way.conflicts == ()


@given(states, states, states)
@HYPOTHESIS
def test_what_both_changed_is_a_conflict_and_stays_as_wanted(
    base: State, wanted: State, saved: State
) -> None:
    merged = merge(base, wanted, saved, OPERATION_LISTS)
    both = {name for name in base if base[name] != wanted[name] != saved[name] != base[name]} - {"links"}
    assert set(merged.conflicts) - {"links"} == both
    assert all(merged.state[name] == wanted[name] for name in both)
    assert set(merge(base, saved, wanted, OPERATION_LISTS).conflicts) == set(merged.conflicts)


@given(states, states)
@HYPOTHESIS
def test_what_only_one_changed_or_both_alike_is_taken_as_it_is(base: State, changed: State) -> None:
    for wanted, saved in ((base, changed), (changed, base), (changed, changed)):
        merged = merge(base, wanted, saved, OPERATION_LISTS)
        assert (merged.state, merged.conflicts) == (changed, ())


# -- lists


@given(links, links, links)
@HYPOTHESIS
def test_links_either_added_are_in_and_links_either_removed_out(
    base: tuple[str, ...], wanted: tuple[str, ...], saved: tuple[str, ...]
) -> None:
    one_way = merged_links(list(base), list(wanted), list(saved))
    other_way = merged_links(list(base), list(saved), list(wanted))
    expected = {url for url in PAGES if (url in wanted) + (url in saved) > (url in base)}
    assert set(one_way) == set(other_way) == expected
    assert len(one_way) == len(other_way) == len(expected)


A, B, C, D, E, F = PAGES
DISJOINT: dict[str, tuple[list[str], list[str], list[str], list[str]]] = {
    "an addition at each end": ([A, B], [C, A, B], [A, B, D], [C, A, B, D]),
    "an addition in the middle and one at the end": ([A, B], [A, C, B], [A, B, D], [A, C, B, D]),
    "an addition and a removal elsewhere": ([A, B, C], [A, D, B, C], [A, B], [A, D, B]),
    "an addition after what is removed": ([A, B, C], [A, B, D, C], [A, C], [A, D, C]),
    "two removals": ([A, B, C], [A, C], [A, B], [A]),
    "a move and a removal": ([A, B, C], [C, A, B], [A, C], [C, A]),
    "a move alone": ([A, B, C], [C, A, B], [A, B, C], [C, A, B]),
    "all removed, one added": ([A, B], [], [A, B, C], [C]),
}


@pytest.mark.parametrize("case", DISJOINT)
def test_list_changes_in_different_places_commute(case: str) -> None:
    base, one, two, together = DISJOINT[case]
    assert merged_links(base, one, two) == together
    assert merged_links(base, two, one) == together


def test_what_one_moved_stays_moved_when_the_other_adds() -> None:
    order = [url for url in merged_links([A, B, C], [C, A, B], [A, D, B, C]) if url != D]
    assert order == [C, A, B]
    order = [url for url in merged_links([A, B, C], [A, D, B, C], [C, A, B]) if url != D]
    assert order == [C, A, B]


def flips(one: Sequence[str], other: Sequence[str]) -> set[tuple[str, str]]:
    """The pairs that stand in one order in `one`, and in the reverse order in `other`."""
    return {pair for pair in combinations(one, 2) if other.index(pair[0]) > other.index(pair[1])}


@pytest.mark.parametrize("wanted", list(permutations(PAGES[:4])))
def test_an_order_that_either_made_is_kept_or_in_conflict(wanted: tuple[str, ...]) -> None:
    base = PAGES[:4]
    orders = list(permutations(base))
    for saved in orders:
        moved = flips(base, wanted) | flips(base, saved)
        possible = [list(order) for order in orders if flips(base, order) == moved]
        merged = merged_links(base, list(wanted), list(saved))
        if are_in_conflict(base, wanted, saved):
            assert possible == []
            assert merged == list(wanted)
        else:
            assert possible == [merged]


def test_links_that_both_added_in_two_orders_are_in_conflict() -> None:
    assert are_in_conflict([A], [A, B, C], [A, C, B])
    assert are_in_conflict([A], [A, B], [B, A])
    assert not are_in_conflict([A], [A, B, C], [A, D, B, C])


def test_links_in_conflict_have_what_either_added() -> None:
    assert are_in_conflict([A, B, C], [B, A, C, E], [A, D, C, B])
    assert merged_links([A, B, C], [B, A, C, E], [A, D, C, B]) == [B, A, D, C, E]


def test_a_post_that_both_added_by_two_addresses_is_there_once() -> None:
    assert merged_links([A], [A, SAME_POST], [A, POST]) == [A, POST]


def test_a_post_whose_address_was_put_right_is_not_there_twice() -> None:
    assert merged_links([POST], [SAME_POST], [POST, A]) == [SAME_POST, A]


def test_a_link_that_a_file_has_twice_stops_no_merge() -> None:
    assert merged_links([A, A, B], [A, B], [A, A, B, C]) == [A, A, B, C]
    assert merged_links([A, B], [A, A, B], [C, A, B]) == [C, A, B]


def test_audiences_are_the_same_by_their_slug() -> None:
    def heading(*labels: str) -> State:
        return state_of_heading(
            Heading(audiences=tuple(Audience(label[0].lower(), label) for label in labels))
        )

    merged = merge(heading("A", "B"), heading("A", "B", "C"), heading("A", "B", "D"), HEADING_LISTS)
    assert merged.state["audiences"] == ("a A", "b B", "d D", "c C")
    merged = merge(heading("A", "B"), heading("A", "Bis"), heading("A", "B", "C"), HEADING_LISTS)
    assert merged.state["audiences"] == ("a A", "b Bis", "c C")


# -- a base that is not known


@given(states, states)
@HYPOTHESIS
def test_without_a_base_all_that_differs_is_in_conflict(wanted: State, saved: State) -> None:
    merged = merge(None, wanted, saved, OPERATION_LISTS)
    assert set(merged.conflicts) - {"links"} == {name for name in wanted if wanted[name] != saved[name]} - {
        "links"
    }
    in_both = [
        [url for url in one if url in other] for one, other in permutations([wanted["links"], saved["links"]])
    ]
    assert ("links" in merged.conflicts) == (in_both[0] != in_both[1])
    assert set(merged.state["links"]) == {*wanted["links"], *saved["links"]}
    assert len(merged.state["links"]) == len(set(merged.state["links"]))


def test_what_is_not_on_the_form_is_not_in_what_is_merged() -> None:
    wanted = {"title": "Un"}
    merged = merge(BASE, wanted, {**BASE, "description": "Autre"}, OPERATION_LISTS)
    assert (merged.state, merged.conflicts, merged.taken) == (wanted, (), ())
