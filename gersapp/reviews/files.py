"""The pending imports in the files of one folder: three lines of JSON each.

The first line is what people decided, the second the source, the third the proposal: a decision is written
without a look at the others.
"""

import contextlib
import logging
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import orjson

from gersapp.errors import EditorsUnavailable, ImportRefused, reason
from gersapp.exchange.codec import build, build_fields, decode, decode_named, encode, encode_named
from gersapp.exchange.proposal import Proposal
from gersapp.files import (
    Stamp,
    Unreadable,
    make_private_folder,
    private_lock,
    read_stamp,
    read_whole,
    replace_private,
)
from gersapp.reviews.repository import MAX_ALL_BYTES, MAX_BYTES, MAX_PENDING, Pending, Trace
from gersapp.reviews.review import Choice, Review, Source
from gersapp.reviews.traces import holds

_FOLDER_NAME = "imports"
_SUFFIX = ".jsonl"
_ID = re.compile(r"[0-9a-f]{16}")
# The fields of a Review that have lines of their own.
_APART = ("source", "proposal")
# The fields that lists show: the first line has them, so that lists read no other.
_SHOWN = tuple(field.name for field in fields(Pending))
_log = logging.getLogger(__name__)


def new_review_id() -> str:
    """Return an id that no review has: 64 random bits."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a file, as JSON. A decision changes the first: the others are written again as bytes."""

    decided: bytes
    source: bytes
    proposal: bytes

    def content(self) -> bytes:
        return b"\n".join([self.decided, self.source, self.proposal, b""])


class FilePendingImports:
    """PendingImports in the folder `imports` of `instance`; `clock` gives seconds since 1970."""

    def __init__(self, instance: Path, clock: Callable[[], float]) -> None:
        self._instance = instance
        self._folder = instance / _FOLDER_NAME
        self._clock = clock
        # The review that was read or written last: to parse a long one takes half a second, and the next page
        # asks for it again.
        self._last: tuple[str, Stamp, _Lines, Review] | None = None

    def __iter__(self) -> Iterator[Pending]:
        known = [pending for _, pending in self._known()]
        if any(map(self._is_expired, known)):
            # A disk that refuses it now is asked again next time: nobody sees them meanwhile.
            with contextlib.suppress(EditorsUnavailable), self._changing():
                self._remove_expired()
        known = [pending for pending in known if not self._is_expired(pending)]
        return iter(sorted(known, key=lambda pending: (-pending.received, pending.id)))

    def add(self, review: Review) -> None:
        lines = _lines_of(review)
        with self._changing():
            self._remove_expired()
            sizes = [path.stat().st_size for path in self._paths()]
            if len(sizes) >= MAX_PENDING:
                raise ImportRefused(
                    f"{MAX_PENDING} imports attendent déjà : terminez-en ou retirez-en un, puis recommencez."
                )
            if sum(sizes) + len(lines.content()) > MAX_ALL_BYTES:
                raise ImportRefused("Les imports en attente prennent trop de place : terminez-en un d’abord.")
            self._write(review, lines)

    def get(self, id: str) -> Review | None:
        found = self._read(id)
        return found[1] if found and not self._is_expired(_pending_of(found[1])) else None

    def change(self, id: str, edit: Callable[[Review], Review]) -> Review | None:
        with self._changing():
            found = self._read(id)
            if not found or self._is_expired(_pending_of(found[1])):
                return None
            lines, before = found
            after = edit(before)
            if after is not before:
                self._write(after, _lines_of(after, before, lines))
        return after

    def remove(self, id: str) -> bool:
        with self._changing():
            if not _ID.fullmatch(id) or not self._path(id).exists():
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
                    forgotten.append(_pending_of(found[1]))
                    path.unlink()
        return forgotten

    # -- inside

    def _paths(self) -> list[Path]:
        """Return the files of reviews, without what an interrupted write left."""
        return sorted(path for path in self._folder.glob(f"*{_SUFFIX}") if _ID.fullmatch(path.stem))

    def _path(self, id: str) -> Path:
        return self._folder / f"{id}{_SUFFIX}"

    def _known(self) -> Iterator[tuple[Path, Pending]]:
        """Yield what lists show of each file; one that is damaged is logged, and hides no other."""
        with self._refusing("lu"):
            for path in self._paths():
                try:
                    with path.open("rb") as file:
                        decided = orjson.loads(file.readline())
                    yield path, build(Pending, {name: decided[name] for name in _SHOWN})
                except FileNotFoundError:
                    continue
                except (ValueError, TypeError, KeyError) as error:
                    _log.warning("%s est abîmé, ou d’une autre version : %s", path, error)

    def _is_expired(self, pending: Pending) -> bool:
        return self._clock() >= pending.until

    def _remove_expired(self) -> None:
        for path, pending in list(self._known()):
            if self._is_expired(pending):
                path.unlink(missing_ok=True)

    def _read(self, id: str) -> tuple[_Lines, Review] | None:
        """Return a review, expired or not, with the lines that it is kept in; None when there is none."""
        if not _ID.fullmatch(id):
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
        kept = _Lines(*lines[:3])
        review = self._parse(id, kept)
        self._last = (id, stamp, kept, review)
        return kept, review

    def _parse(self, id: str, lines: _Lines) -> Review:
        try:
            return Review(
                source=decode_named(Source, lines.source),
                proposal=decode(Proposal, lines.proposal),
                **build_fields(Review, _with_present_names(orjson.loads(lines.decided))),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._damaged(id) from error

    def _damaged(self, id: str) -> EditorsUnavailable:
        return EditorsUnavailable(f"{self._path(id)} est abîmé, ou d’une autre version de l’application.")

    def _write(self, review: Review, lines: _Lines) -> None:
        if len(lines.content()) > MAX_BYTES:
            raise ImportRefused("Ce document est trop grand pour être gardé : importez-le en plusieurs fois.")
        replace_private(self._path(review.id), lines.content())
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


def _pending_of(review: Review) -> Pending:
    return Pending(
        id=review.id,
        editor=review.editor,
        name=review.name,
        received=review.received,
        operations=len(review.proposal.operations),
    )


def _lines_of(review: Review, before: Review | None = None, lines: _Lines | None = None) -> _Lines:
    """Return the lines of `review`; those of the review `before` serve for what did not change."""
    decided = {
        field.name: getattr(review, field.name) for field in fields(review) if field.name not in _APART
    }
    same_source = lines and before and before.source is review.source
    same_proposal = lines and before and before.proposal is review.proposal
    return _Lines(
        decided=encode({**decided, "operations": len(review.proposal.operations)}),
        source=lines.source if lines and same_source else encode_named(review.source),
        proposal=lines.proposal if lines and same_proposal else encode(review.proposal),
    )


def _with_present_names(decided: dict[str, Any]) -> dict[str, Any]:
    """Return the first line of a file with the names that the fields of decisions have now.

    Until they had names, `operation` was what a decision `became`, and its `target` the first that was seen.
    """
    return {**decided, "decisions": [_with_names(decision) for decision in decided["decisions"]]}


def _with_names(decision: dict[str, Any]) -> dict[str, Any]:
    if "operation" not in decision:
        return decision
    is_completing = decision["choice"] == Choice.COMPLETE
    target = next(iter(decision["seen"]), "") if is_completing else ""
    return {**decision, "became": decision["operation"], "target": target}
