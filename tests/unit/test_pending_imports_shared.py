"""Imports that wait in a database: processes and bodies share it, and no decision is lost."""

import pytest

from gersapp.errors import NotFound
from gersapp.reviews.repository import KEPT_S, Trace
from gersapp.reviews.review import (
    Choice,
    Review,
    choose,
)
from proof.tools.clock import Clock
from tests.support.editor_places import DatabasePlace, in_database
from tests.support.pending_reviews import ERASED, whole_review
from tests.support.reviews import ID, proposed, review_of

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000)


@in_database
def test_expired_ones_leave_the_database(place: DatabasePlace, clock: Clock) -> None:
    pending = place.imports(clock)
    pending.add(review_of())
    clock.now += KEPT_S
    assert (list(pending), pending.get(ID), pending.change(ID, lambda review: review)) == ([], None, None)
    pending.add(review_of(id="f" * 16, received=int(clock.now)))
    assert place.count_imports() == 1


@in_database
def test_what_one_process_decides_another_reads(place: DatabasePlace, clock: Clock) -> None:
    one, other = place.imports(clock), place.imports(clock)
    one.add(whole_review())
    assert other.get(ID) == whole_review()
    decided = one.change(ID, lambda review: choose(review, 1, Choice.IGNORE))
    assert other.get(ID) == decided
    assert other.remove(ID)
    assert one.get(ID) is None


@in_database
def test_a_decision_is_made_again_on_the_newest(place: DatabasePlace, clock: Clock) -> None:
    one, other = place.imports(clock), place.imports(clock)
    one.add(review_of(proposed("A", 1), proposed("B", 2)))
    versions = list[int]()

    def late(review: Review) -> Review:
        if not versions:
            other.change(ID, lambda newest: choose(newest, 0, Choice.IGNORE))
        versions.append(review.version)
        return choose(review, 1, Choice.IGNORE)

    decided = one.change(ID, late)
    assert decided
    assert (versions, [decision.choice for decision in decided.decisions]) == ([1, 2], [Choice.IGNORE] * 2)


@in_database
def test_each_body_has_its_own_imports(place: DatabasePlace, clock: Clock) -> None:
    with place.another_body("auch"):
        auch = place.imports(clock, "auch")
        auch.add(review_of(proposed("Recettes", 1)))
        place.imports(clock).add(review_of(proposed("Recettes", 1), id="f" * 16))
        assert [one.id for one in place.imports(clock).forget(Trace(id="x", states=ERASED.states))] == [
            "f" * 16
        ]
        assert (place.imports(clock).get(ID), place.imports(clock).remove(ID)) == (None, False)
        assert [one.id for one in auch] == [ID]
    assert place.count_imports() == 0


@in_database
def test_no_body_has_no_imports(place: DatabasePlace, clock: Clock) -> None:
    pending = place.imports(clock, "auch")
    with pytest.raises(NotFound):
        pending.add(review_of())
    assert (list(pending), pending.get(ID), pending.forget(ERASED)) == ([], None, [])
