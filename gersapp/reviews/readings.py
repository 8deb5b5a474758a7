"""Documents that are being read, while their pages wait, until the review of each is filed."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gersapp.errors import DocumentRefused, EditorsUnavailable, ImportRefused
from gersapp.exchange.running import Read, Stage, Tell, read_apart
from gersapp.reviews.lines import new_review_id
from gersapp.reviews.queue import Queue
from gersapp.reviews.reading_notes import KEPT_S, ReadingNote, ReadingNotes
from gersapp.reviews.repository import PendingImports
from gersapp.reviews.review import Review

_log = logging.getLogger(__name__)

# Seconds between two notes, for the other processes, of how far a reading is.
_NOTE_EVERY_S = 1.0
# Seconds for which a reading has to seem lost until that is said: after the database was away, those that go
# on are noted again.
_DOUBT_S = 5.0
_FAILED = "Ce document n’a pas pu être lu : le journal du serveur dit pourquoi. Rien n’est changé."
_NO_THREAD = (
    "Le serveur ne peut pas lire ce document maintenant : réessayez dans une minute. "
    "Ce que vous avez collé est toujours là."
)
_LOST = "La lecture s’est arrêtée avant la fin. Rien n’est changé : importez de nouveau ce document."


class _Cancelled(Exception):
    """The reading was given up."""


# Reads the content of a file and tells how far it is; raises DocumentRefused, and what the Tell raises.
Reader = Callable[[bytes, Tell], Read]


@dataclass(slots=True)
class Reading:
    """A document that is read, whose review will have the same `id`.

    `stage` is None as long as others are read first; `share` is from 0 to 100, None when unknown. `refusal`
    says in French why it was not read, and is kept until `until`. It was noted for the other processes at
    `noted`. Times are in seconds since 1970.
    """

    id: str
    name: str
    editor: str
    stage: Stage | None = None
    share: int | None = None
    refusal: str = ""
    until: float = 0.0
    noted: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)
    is_cancelled: bool = False


class Readings:
    """Reads the documents of a body in their turn in `queue`, each in a thread that files its review.

    By `notes`, each process knows of what the others read.
    """

    def __init__(
        self,
        imports: PendingImports,
        read: Reader = read_apart,
        clock: Callable[[], float] = time.time,
        *,
        body: str = "",
        queue: Queue | None = None,
        notes: ReadingNotes | None = None,
    ) -> None:
        self._imports = imports
        self._read = read
        self._clock = clock
        self._body = body
        self._queue = queue or Queue()
        self._notes = notes
        self._readings: dict[str, Reading] = {}
        # When each reading of another process was first seen to be lost.
        self._doubts: dict[str, float] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Reading]:
        """Give those that are under way, the oldest first."""
        own = [reading for reading in list(self._readings.values()) if not reading.ended.is_set()]
        ids = {reading.id for reading in own}
        others = [_reading_of(note) for note in self._notes or () if note.id not in ids]
        return iter([*others, *own])

    def start(self, content: bytes, *, name: str, editor: str) -> str:
        """Begin to read; return the id of the review to come.

        Raises ImportRefused when too many wait, or the machine has no thread left.
        """
        reading = Reading(new_review_id(), name, editor, noted=self._clock())
        self._queue.enter(reading.id, self._body)
        try:
            if self._notes:
                self._notes.begin(_note_of(reading))
        except EditorsUnavailable:
            self._queue.leave(reading.id)
            raise
        with self._lock:
            now = self._clock()
            self._readings = {
                id: known
                for id, known in self._readings.items()
                if not known.ended.is_set() or known.until > now
            }
            self._readings[reading.id] = reading
        try:
            threading.Thread(target=self._run, args=(reading, content), daemon=True).start()
        except RuntimeError as error:
            self.cancel(reading.id)
            raise ImportRefused(_NO_THREAD) from error
        return reading.id

    def get(self, id: str) -> Reading | None:
        """Return a reading that is under way, or was refused; None for one whose review is filed."""
        own = self._readings.get(id)
        if own or not self._notes:
            return own
        note = self._notes.get(id)
        # A process may end just after it has filed a review.
        if note is None or (note.is_lost and self._imports.get(id)):
            return None
        return _reading_of(note, is_lost=self._stays_lost(note))

    def wait(self, id: str, seconds: float) -> Reading | None:
        """Wait until a reading of this process ends, at most so long; return it as `get` does."""
        reading = self._readings.get(id)
        if reading:
            reading.ended.wait(seconds)
        return self._readings.get(id)

    def cancel(self, id: str) -> bool:
        """Give a reading up; return whether there was one."""
        reading = self._readings.get(id)
        if reading:
            reading.is_cancelled = True
            self._forget(reading)
        is_noted = self._notes.end(id) if self._notes else False
        return bool(reading) or is_noted

    # -- inside

    def _run(self, reading: Reading, content: bytes) -> None:
        def check() -> None:
            if reading.is_cancelled:
                raise _Cancelled
            if self._notes and self._clock() - reading.noted >= _NOTE_EVERY_S:
                self._note(reading)

        def tell(stage: Stage, share: int | None) -> None:
            reading.stage, reading.share = stage, share
            check()

        try:
            with self._queue.turn(reading.id, check):
                tell(Stage.READING, None)
                read = self._read(content, tell)
            self._file(reading, self._review_of(reading, read))
        except (DocumentRefused, ImportRefused) as error:
            reading.refusal = str(error)
        except _Cancelled:
            self._forget(reading)
        except EditorsUnavailable as error:
            _log.warning("%s", error)
            reading.refusal = _FAILED
        except Exception:
            _log.exception("Lecture d’un document")
            reading.refusal = _FAILED
        finally:
            self._end(reading)

    def _end(self, reading: Reading) -> None:
        reading.until = self._clock() + KEPT_S
        self._queue.leave(reading.id)
        with contextlib.suppress(_Cancelled):
            if reading.refusal and self._notes:
                self._note(reading)
        reading.ended.set()

    def _file(self, reading: Reading, review: Review) -> None:
        """File the review, unless somebody has given it up."""
        self._imports.add(review)
        is_wanted = True
        try:
            is_wanted = self._notes.end(reading.id) if self._notes else True
        except EditorsUnavailable as error:
            # The review is there.
            _log.warning("%s", error)
        if reading.is_cancelled or not is_wanted:
            self._imports.remove(reading.id)
        self._forget(reading)

    def _note(self, reading: Reading) -> None:
        """Tell the other processes how far a reading is; raises _Cancelled when one of them gave it up."""
        reading.noted = self._clock()
        try:
            is_wanted = not self._notes or self._notes.update(_note_of(reading))
        except EditorsUnavailable as error:
            _log.warning("%s", error)
            return
        if not is_wanted:
            raise _Cancelled

    def _forget(self, reading: Reading) -> None:
        self._queue.leave(reading.id)
        with self._lock:
            self._readings.pop(reading.id, None)

    def _stays_lost(self, note: ReadingNote) -> bool:
        """Whether a reading has seemed lost for long enough."""
        now = self._clock()
        with self._lock:
            self._doubts = {id: since for id, since in self._doubts.items() if since > now - KEPT_S}
            if not note.is_lost:
                self._doubts.pop(note.id, None)
                return False
            return now - self._doubts.setdefault(note.id, now) >= _DOUBT_S

    def _review_of(self, reading: Reading, read: Read) -> Review:
        return Review(
            id=reading.id,
            editor=reading.editor,
            name=reading.name,
            received=int(self._clock()),
            source=read.source,
            proposal=read.proposal,
            layout=read.layout,
            faults=read.faults,
        )


def _note_of(reading: Reading) -> ReadingNote:
    return ReadingNote(
        id=reading.id,
        name=reading.name,
        editor=reading.editor,
        stage=reading.stage or "",
        share=reading.share,
        refusal=reading.refusal,
    )


def _reading_of(note: ReadingNote, *, is_lost: bool = False) -> Reading:
    """Return a reading of another process, as this one shows it."""
    return Reading(
        id=note.id,
        name=note.name,
        editor=note.editor,
        stage=Stage(note.stage) if note.stage in set(Stage) else None,
        share=note.share,
        refusal=_LOST if is_lost else note.refusal,
    )


class BodyReadings:
    """The readings of many bodies, by the slug of each."""

    def __init__(
        self,
        imports_of: Callable[[str], PendingImports],
        notes_of: Callable[[str], ReadingNotes] | None = None,
    ) -> None:
        self._imports_of = imports_of
        self._notes_of = notes_of
        self._queue = Queue()
        self._readings: dict[str, Readings] = {}
        self._lock = threading.Lock()

    def of(self, body: str) -> Readings:
        with self._lock:
            if body not in self._readings:
                notes = self._notes_of(body) if self._notes_of else None
                self._readings[body] = Readings(
                    self._imports_of(body), body=body, queue=self._queue, notes=notes
                )
            return self._readings[body]
