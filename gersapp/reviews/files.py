"""The pending imports in the files of one folder."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from gersapp.errors import EditorsUnavailable, reason
from gersapp.files import (
    Stamp,
    Unreadable,
    make_private_folder,
    private_lock,
    read_stamp,
    read_whole,
    replace_private,
)
from gersapp.reviews.lines import Lines, is_review_id, pending_of, read_lines, read_pending, write_lines
from gersapp.reviews.repository import Pending, Trace, refuse_excess, refuse_large
from gersapp.reviews.review import Review
from gersapp.reviews.traces import holds

_FOLDER_NAME = "imports"
_SUFFIX = ".jsonl"
_log = logging.getLogger(__name__)


class FilePendingImports:
    """PendingImports in the folder `imports` of `instance`; `clock` gives seconds since 1970."""

    def __init__(self, instance: Path, clock: Callable[[], float]) -> None:
        self._instance = instance
        self._folder = instance / _FOLDER_NAME
        self._clock = clock
        # The review that was read or written last: to parse a long one takes half a second, and the next page
        # asks for it again.
        self._last: tuple[str, Stamp, Lines, Review] | None = None

    def __iter__(self) -> Iterator[Pending]:
        known = [pending for _, pending in self._known()]
        if any(map(self._is_expired, known)):
            # A disk that refuses it now is asked again next time: nobody sees them meanwhile.
            with contextlib.suppress(EditorsUnavailable), self._changing():
                self._remove_expired()
        known = [pending for pending in known if not self._is_expired(pending)]
        return iter(sorted(known, key=lambda pending: (-pending.received, pending.id)))

    def add(self, review: Review) -> None:
        lines = write_lines(review)
        with self._changing():
            self._remove_expired()
            sizes = [path.stat().st_size for path in self._paths()]
            refuse_excess(count=len(sizes), size=sum(sizes), added=len(lines.content()))
            self._write(review, lines)

    def get(self, id: str) -> Review | None:
        found = self._read(id)
        return found[1] if found and not self._is_expired(pending_of(found[1])) else None

    def change(self, id: str, edit: Callable[[Review], Review]) -> Review | None:
        with self._changing():
            found = self._read(id)
            if not found or self._is_expired(pending_of(found[1])):
                return None
            lines, before = found
            after = edit(before)
            if after is not before:
                self._write(after, write_lines(after, before, lines))
        return after

    def remove(self, id: str) -> bool:
        with self._changing():
            if not is_review_id(id) or not self._path(id).exists():
                return False
            self._path(id).unlink()
            return True

    def forget(self, trace: Trace) -> list[Pending]:
        if not self._folder.is_dir():
            return []
        forgotten = []
        with self._changing():
            for path in self._paths():
                found = self._read(path.stem)
                if found and holds(found[1], trace):
                    forgotten.append(pending_of(found[1]))
                    path.unlink()
        return forgotten

    # -- inside

    def _paths(self) -> list[Path]:
        """Return the files of reviews, without what an interrupted write left."""
        return sorted(path for path in self._folder.glob(f"*{_SUFFIX}") if is_review_id(path.stem))

    def _path(self, id: str) -> Path:
        return self._folder / f"{id}{_SUFFIX}"

    def _known(self) -> Iterator[tuple[Path, Pending]]:
        """Yield what lists show of each file; one that is damaged is logged, and hides no other."""
        with self._refusing("lu"):
            for path in self._paths():
                try:
                    with path.open("rb") as file:
                        decided = file.readline()
                    yield path, read_pending(decided)
                except FileNotFoundError:
                    continue
                except ValueError as error:
                    _log.warning("%s est abîmé, ou d’une autre version : %s", path, error)

    def _is_expired(self, pending: Pending) -> bool:
        return self._clock() >= pending.until

    def _remove_expired(self) -> None:
        for path, pending in list(self._known()):
            if self._is_expired(pending):
                path.unlink(missing_ok=True)

    def _read(self, id: str) -> tuple[Lines, Review] | None:
        """Return a review, expired or not, with the lines that it is kept in; None when there is none."""
        if not is_review_id(id):
            return None
        with self._refusing("lu"):
            try:
                last = self._last
                if last and last[1] and (id, read_stamp(self._path(id))) == last[:2]:
                    return last[2:]
                content, stamp = read_whole(self._path(id))
            except FileNotFoundError:
                return None
            except Unreadable as error:
                raise self._damaged(id) from error
        lines = content.split(b"\n")
        if len(lines) != 4:
            raise self._damaged(id)
        kept = Lines(*lines[:3])
        review = self._parse(id, kept)
        self._last = (id, stamp, kept, review)
        return kept, review

    def _parse(self, id: str, lines: Lines) -> Review:
        try:
            return read_lines(lines)
        except ValueError as error:
            raise self._damaged(id) from error

    def _damaged(self, id: str) -> EditorsUnavailable:
        return EditorsUnavailable(f"{self._path(id)} est abîmé, ou d’une autre version de l’application.")

    def _write(self, review: Review, lines: Lines) -> None:
        content = lines.content()
        refuse_large(len(content))
        replace_private(self._path(review.id), content)
        self._last = (review.id, read_stamp(self._path(review.id)), lines, review)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            with self._refusing("écrit"):
                make_private_folder(self._instance)
                make_private_folder(self._folder)
                held.enter_context(private_lock(self._folder))
            with self._refusing("écrit"):
                yield

    @contextlib.contextmanager
    def _refusing(self, participle: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EditorsUnavailable(
                f"{self._folder} ne peut pas être {participle} : {reason(error)}."
            ) from error
