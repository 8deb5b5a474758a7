"""The documents that are being read: whose turn it is, and what the processes of a site know of each other's."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from unittest import mock

import pytest

from gersapp.errors import DocumentRefused, ImportRefused
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.running import Read, Stage, Tell
from gersapp.reviews.queue import MAX_ALL, MAX_WAITING, Queue
from gersapp.reviews.reading_notes import KEPT_S, LOST_S, ReadingNote
from gersapp.reviews.readings import Reading, Readings
from proof.tools.clock import Clock
from tests.support.editor_places import DatabasePlace, in_database
from tests.support.reviews import ID, review_of

REFUSAL = "Ce document ne se lit pas."


def take_turns(queue: Queue, count: int) -> list[str]:
    """The documents that are read next, of which each ends before the next one begins."""
    taken = []
    for _ in range(count):
        id = queue._next()
        with queue.turn(id, lambda: None):
            taken.append(id)
        queue.leave(id)
    return taken


def test_a_body_with_many_documents_lets_others_pass() -> None:
    queue = Queue()
    for id in ("a1", "a2", "a3", "b1", "c1", "b2"):
        queue.enter(id, id[0])
    assert take_turns(queue, 6) == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_bodies_that_come_back_make_nobody_wait_for_ever() -> None:
    queue = Queue()
    for id in ("b1", "b2", "b3", "a"):
        queue.enter(id, id[0])
    taken = []
    for id in "cdacda":
        taken += take_turns(queue, 1)
        queue.enter(id, id)
    assert taken == ["b1", "a", "c", "b2", "d", "a"]


def test_a_body_that_comes_passes_one_being_read() -> None:
    queue = Queue()
    queue.enter("a1", "a")
    queue.enter("a2", "a")
    with queue.turn("a1", lambda: None):
        queue.enter("b1", "b")
    queue.leave("a1")
    assert take_turns(queue, 2) == ["b1", "a2"]


def test_too_many_documents_of_a_body_refuse_its_own() -> None:
    queue = Queue()
    for number in range(MAX_WAITING + 1):
        queue.enter(f"a{number}", "a")
    with pytest.raises(ImportRefused, match="attendent déjà"):
        queue.enter("a", "a")
    queue.enter("b", "b")
    queue.leave("a3")
    queue.enter("a", "a")


def test_a_queue_takes_so_many_of_all_bodies() -> None:
    queue = Queue()
    for number in range(MAX_ALL):
        queue.enter(str(number), str(number))
    with pytest.raises(ImportRefused, match="Beaucoup"):
        queue.enter("one more", "body")


class Slow:
    """A reader that reads when `let_go` is set, and refuses the content « refuse »."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.read: list[bytes] = []

    def __call__(self, content: bytes, tell: Tell) -> Read:
        self.read.append(content)
        while not self.let_go.wait(0.005):
            tell(Stage.STRUCTURE, 50)
        if content == b"refuse":
            raise DocumentRefused(REFUSAL)
        return Read(Document("text", ()), Proposal("text"))


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000)


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.let_go.set()


@pytest.fixture
def process(
    place: DatabasePlace, clock: Clock, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Readings]]:
    """Returns the readings as one process more has them."""
    monkeypatch.setattr("gersapp.reviews.readings._NOTE_EVERY_S", 0)
    with ExitStack() as ending:

        def begin() -> Readings:
            readings = Readings(place.imports(clock), slow, clock, notes=place.reading_notes())
            ending.callback(lambda: [readings.wait(reading.id, 10) for reading in readings])
            return readings

        yield begin
        slow.let_go.set()


def started(readings: Readings, content: bytes = b"") -> Reading:
    reading = readings.get(readings.start(content, name="dossier.txt", editor="Jeanne"))
    assert reading
    return reading


@in_database
def test_a_reading_given_up_while_it_waits_ends(process: Callable[[], Readings], slow: Slow) -> None:
    readings = process()
    first, second = started(readings, b"first"), started(readings, b"second")
    assert readings.cancel(second.id)
    assert second.ended.wait(10)
    assert not first.ended.is_set()
    assert b"second" not in slow.read


@in_database
def test_another_process_knows_how_far_a_reading_is(process: Callable[[], Readings], slow: Slow) -> None:
    one, other = process(), process()
    reading = started(one)
    found = other.get(reading.id)
    assert found
    assert (found.name, found.editor, found.refusal) == ("dossier.txt", "Jeanne", "")
    assert [item.id for item in other] == [item.id for item in one] == [reading.id]
    slow.let_go.set()
    assert reading.ended.wait(10)
    assert (other.get(reading.id), list(other)) == (None, [])


@in_database
def test_a_machine_without_threads_refuses_and_goes_on(
    process: Callable[[], Readings], place: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = process()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", mock.Mock(side_effect=RuntimeError))
        for _ in range(MAX_WAITING + 2):
            with pytest.raises(ImportRefused, match="ne peut pas lire ce document maintenant"):
                started(readings)
    assert (list(readings), list(place.reading_notes())) == ([], [])
    assert started(readings)


@in_database
def test_another_process_stops_a_reading(
    process: Callable[[], Readings], place: DatabasePlace, clock: Clock
) -> None:
    one, other = process(), process()
    reading = started(one)
    assert other.cancel(reading.id)
    assert reading.ended.wait(10)
    assert (one.get(reading.id), list(one), list(place.imports(clock))) == (None, [], [])
    assert not other.cancel(reading.id)


@in_database
def test_a_reading_stopped_elsewhere_at_its_end_files_nothing(
    process: Callable[[], Readings],
    slow: Slow,
    place: DatabasePlace,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gersapp.reviews.readings._NOTE_EVERY_S", 60)
    reading = started(process())
    assert process().cancel(reading.id)
    slow.let_go.set()
    assert reading.ended.wait(10)
    assert list(place.imports(clock)) == []


@in_database
def test_another_process_says_why_a_document_is_refused(process: Callable[[], Readings], slow: Slow) -> None:
    one, other = process(), process()
    slow.let_go.set()
    reading = started(one, b"refuse")
    assert reading.ended.wait(10)
    found = other.get(reading.id)
    assert found
    assert found.refusal == REFUSAL
    assert list(other) == []


@in_database
def test_a_refusal_is_forgotten_after_an_hour(
    process: Callable[[], Readings], slow: Slow, place: DatabasePlace
) -> None:
    slow.let_go.set()
    reading = started(process(), b"refuse")
    assert reading.ended.wait(10)
    place.age_reading_notes(KEPT_S + 1)
    assert process().get(reading.id) is None


@in_database
def test_a_reading_whose_process_ended_is_said_to_be_lost(
    process: Callable[[], Readings], place: DatabasePlace, clock: Clock
) -> None:
    notes, other = place.reading_notes(), process()
    notes.begin(_note("0" * 16))
    assert [reading.refusal for reading in other] == [""]
    place.age_reading_notes(LOST_S + 1)
    assert refusal(other) == ""
    clock.now += 10
    assert "La lecture s’est arrêtée" in refusal(other)
    assert list(other) == []


@in_database
def test_a_reading_that_is_noted_again_is_not_lost(
    process: Callable[[], Readings], place: DatabasePlace, clock: Clock
) -> None:
    """The database was away, and could be told nothing."""
    notes, other = place.reading_notes(), process()
    notes.begin(_note("0" * 16))
    place.age_reading_notes(LOST_S + 1)
    assert refusal(other) == ""
    assert notes.update(_note("0" * 16))
    clock.now += 10
    assert refusal(other) == ""
    place.age_reading_notes(LOST_S + 1)
    assert refusal(other) == "", "and is waited for as long as before"


@in_database
def test_a_process_that_ends_once_it_has_filed_loses_nothing(
    process: Callable[[], Readings], place: DatabasePlace, clock: Clock
) -> None:
    place.imports(clock).add(review_of())
    place.reading_notes().begin(_note(ID))
    place.age_reading_notes(LOST_S + 1)
    assert process().get(ID) is None


@in_database
def test_the_readings_of_a_body_are_its_own(place: DatabasePlace, process: Callable[[], Readings]) -> None:
    reading = started(process())
    with place.another_body("val-de-gers"):
        notes = place.reading_notes("val-de-gers")
        assert (notes.get(reading.id), list(notes), notes.end(reading.id)) == (None, [], False)
        assert not notes.update(_note(reading.id))


def refusal(readings: Readings) -> str:
    found = readings.get("0" * 16)
    assert found
    return found.refusal


def _note(id: str) -> ReadingNote:
    return ReadingNote(id=id, name="dossier.txt", editor="Jeanne")
