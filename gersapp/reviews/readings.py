"""Documents that are being read, while their pages wait, until the review of each is filed."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from gersapp.errors import DocumentRefused, EditorsUnavailable, ImportRefused
from gersapp.exchange.running import Read, Stage, Tell, read_apart
from gersapp.reviews.lines import new_review_id
from gersapp.reviews.repository import PendingImports
from gersapp.reviews.review import Review

_log = logging.getLogger(__name__)

# One is read, and so many wait.
MAX_WAITING = 4
# For so long, in seconds, whoever comes back is told of a refusal.
_KEPT_S = 60 * 60
_BUSY = (
    f"{MAX_WAITING} documents attendent déjà d’être lus : réessayez dans une minute. "
    "Ce que vous avez collé est toujours là."
)
_FAILED = "Ce document n’a pas pu être lu : le journal du serveur dit pourquoi. Rien n’est changé."


class _Cancelled(Exception):
    """The reading was given up."""


# Reads the content of a file and tells how far it is; raises DocumentRefused, and what the Tell raises.
Reader = Callable[[bytes, Tell], Read]


@dataclass(slots=True)
class Reading:
    """A document that is read, whose review will have the same `id`.

    `stage` is None as long as others are read first; `share` is from 0 to 100, None when unknown. `refusal`
    says in French why it was not read, and is kept until `until`, in seconds since 1970.
    """

    id: str
    name: str
    editor: str
    stage: Stage | None = None
    share: int | None = None
    refusal: str = ""
    until: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)
    is_cancelled: bool = False


class Queue:
    """The documents that this process reads, one at a time, whatever catalogue they are for."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._ids: set[str] = set()
        self._lock = threading.Lock()

    def enter(self, id: str) -> None:
        """Count a reading among those under way; raises ImportRefused when too many wait."""
        with self._lock:
            if len(self._ids) > MAX_WAITING:
                raise ImportRefused(_BUSY)
            self._ids.add(id)

    def leave(self, id: str) -> None:
        """Count a reading no more: it has ended, or is given up."""
        with self._lock:
            self._ids.discard(id)


class Readings:
    """Reads documents in their turn in `queue`, each in a thread that files its review in `imports`."""

    def __init__(
        self,
        imports: PendingImports,
        read: Reader = read_apart,
        clock: Callable[[], float] = time.time,
        *,
        queue: Queue | None = None,
    ) -> None:
        self._imports = imports
        self._read = read
        self._clock = clock
        self._queue = queue or Queue()
        self._readings: dict[str, Reading] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Reading]:
        """Give those that are under way, the oldest first."""
        return iter([one for one in list(self._readings.values()) if not one.ended.is_set()])

    def start(self, content: bytes, *, name: str, editor: str) -> str:
        """Begin to read; return the id of the review to come. Raises ImportRefused when too many wait."""
        reading = Reading(new_review_id(), name, editor)
        self._queue.enter(reading.id)
        with self._lock:
            now = self._clock()
            self._readings = {
                id: one for id, one in self._readings.items() if not one.ended.is_set() or one.until > now
            }
            self._readings[reading.id] = reading
        threading.Thread(target=self._run, args=(reading, content), daemon=True).start()
        return reading.id

    def get(self, id: str) -> Reading | None:
        """Return a reading that is under way, or was refused; None for one whose review is filed."""
        return self._readings.get(id)

    def wait(self, id: str, seconds: float) -> Reading | None:
        """Wait until a reading ends, at most so long, and return it as `get` does."""
        reading = self._readings.get(id)
        if reading:
            reading.ended.wait(seconds)
        return self._readings.get(id)

    def cancel(self, id: str) -> bool:
        """Give a reading up; return whether there was one."""
        reading = self._readings.get(id)
        if not reading:
            return False
        reading.is_cancelled = True
        self._forget(reading)
        return True

    # -- inside

    def _run(self, reading: Reading, content: bytes) -> None:
        def tell(stage: Stage, share: int | None) -> None:
            if reading.is_cancelled:
                raise _Cancelled
            reading.stage, reading.share = stage, share

        try:
            with self._queue.turn:
                tell(Stage.READING, None)
                read = self._read(content, tell)
            self._imports.add(self._review_of(reading, read))
            if reading.is_cancelled:
                self._imports.remove(reading.id)
            self._forget(reading)
        except (DocumentRefused, ImportRefused) as error:
            reading.refusal = str(error)
        except _Cancelled:
            pass
        except EditorsUnavailable as error:
            _log.warning("%s", error)
            reading.refusal = _FAILED
        except Exception:
            _log.exception("Lecture d’un document")
            reading.refusal = _FAILED
        finally:
            reading.until = self._clock() + _KEPT_S
            self._queue.leave(reading.id)
            reading.ended.set()

    def _forget(self, reading: Reading) -> None:
        self._queue.leave(reading.id)
        with self._lock:
            self._readings.pop(reading.id, None)

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


class BodyReadings:
    """The readings of many bodies, by the slug of each."""

    def __init__(self, imports_of: Callable[[str], PendingImports]) -> None:
        self._imports_of = imports_of
        self._queue = Queue()
        self._readings: dict[str, Readings] = {}
        self._lock = threading.Lock()

    def of(self, body: str) -> Readings:
        with self._lock:
            if body not in self._readings:
                self._readings[body] = Readings(self._imports_of(body), queue=self._queue)
            return self._readings[body]
