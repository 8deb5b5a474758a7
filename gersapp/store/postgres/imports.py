"""The pending imports of a body in the database: three lines of JSON each, as in the files."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import LiteralString

from gersapp.errors import EditorsUnavailable, NotFound
from gersapp.reviews.lines import Lines, is_review_id, pending_of, read_lines, read_pending, write_lines
from gersapp.reviews.repository import KEPT_S, Pending, Trace, refuse_excess, refuse_large
from gersapp.reviews.review import Review
from gersapp.reviews.traces import holds
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.transactions import Transactions

_log = logging.getLogger(__name__)

# Lines that this process has already are not sent again.
_SELECT: LiteralString = """
    SELECT
        version,
        CASE WHEN version <> %s THEN decided END,
        CASE WHEN version <> %s THEN source END,
        CASE WHEN version <> %s THEN proposal END
    FROM pending_imports
    WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s AND received > %s
"""
_DECIDE: LiteralString = """
    UPDATE pending_imports SET version = %s, decided = %s
    WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s AND version = %s
"""
_REPLACE: LiteralString = """
    UPDATE pending_imports SET version = %s, decided = %s, source = %s, proposal = %s
    WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s AND version = %s
"""


@dataclass(frozen=True, slots=True)
class _Read:
    """A review as it was read or written last, with its lines and its version."""

    body: str
    version: int
    lines: Lines
    review: Review


class ImportsOfBodies:
    """The pending imports of every body in `database`; `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.transactions = Transactions(database)
        self.clock = clock
        # One of all bodies: to parse a long one takes half a second, and the next page asks for it again.
        self.last: _Read | None = None

    def of(self, body: str) -> "DatabasePendingImports":
        return DatabasePendingImports(self, body)


class DatabasePendingImports:
    """PendingImports of the body of this slug, in the table `pending_imports`; `add` may raise NotFound.

    A change is written when nobody else has changed the review since it was read, and else made again: no
    transaction is open meanwhile.
    """

    def __init__(self, shared: ImportsOfBodies, body: str) -> None:
        self._shared = shared
        self._transactions = shared.transactions
        self._body = body

    def __iter__(self) -> Iterator[Pending]:
        rows = self._transactions.read(
            "SELECT decided FROM pending_imports WHERE body = (SELECT id FROM bodies WHERE slug = %s)"
            " AND received > %s ORDER BY received DESC, id",
            (self._body, self._oldest()),
        )
        return iter(list(_readable(self._body, [decided for (decided,) in rows])))

    def add(self, review: Review) -> None:
        lines = write_lines(review)
        size = len(lines.content())
        refuse_large(size)
        with self._transactions.alone(f"gersapp imports {self._body}") as connection:
            connection.execute("DELETE FROM pending_imports WHERE received <= %s", (self._oldest(),))
            ((body, count, sizes),) = connection.execute(
                "SELECT bodies.id, count(received),"
                " coalesce(sum(octet_length(decided) + octet_length(source) + octet_length(proposal)), 0)"
                " FROM bodies LEFT JOIN pending_imports ON body = bodies.id"
                " WHERE slug = %s GROUP BY bodies.id",
                (self._body,),
            ).fetchall() or [(None, 0, 0)]
            if body is None:
                raise NotFound(self._body)
            refuse_excess(count=count, size=sizes, added=size)
            connection.execute(
                "INSERT INTO pending_imports (body, id, received, version, decided, source, proposal)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                (
                    body,
                    review.id,
                    review.received,
                    _new_version(),
                    lines.decided,
                    lines.source,
                    lines.proposal,
                ),
            )

    def get(self, id: str) -> Review | None:
        found = self._read(id)
        return found.review if found else None

    def change(self, id: str, edit: Callable[[Review], Review]) -> Review | None:
        while found := self._read(id):
            review = edit(found.review)
            if review is found.review or self._write(found, review):
                return review
        return None

    def remove(self, id: str) -> bool:
        with self._transactions.begin() as connection:
            removed = connection.execute(
                "DELETE FROM pending_imports"
                " WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s",
                (self._body, id if is_review_id(id) else ""),
            )
            return removed.rowcount > 0

    def forget(self, trace: Trace) -> list[Pending]:
        rows = self._transactions.read(
            "SELECT id FROM pending_imports WHERE body = (SELECT id FROM bodies WHERE slug = %s) ORDER BY id",
            (self._body,),
        )
        forgotten = []
        for (id,) in rows:
            found = self._read(id, kept_since=0)
            if found and holds(found.review, trace) and self.remove(id):
                forgotten.append(pending_of(found.review))
        return forgotten

    # -- inside

    def _oldest(self) -> float:
        """Return the time at and before which a review that was received has expired."""
        return self._shared.clock() - KEPT_S

    def _read(self, id: str, kept_since: float | None = None) -> _Read | None:
        """Return a review that was received after `kept_since`, or else has not expired."""
        if not is_review_id(id):
            return None
        oldest = self._oldest() if kept_since is None else kept_since
        last = self._shared.last
        known = last.version if last and (last.body, last.review.id) == (self._body, id) else -1
        rows = self._transactions.read(_SELECT, (known, known, known, self._body, id, oldest))
        for version, *content in rows:
            if last and version == known:
                return last
            return self._parse(id, version, Lines(*content))
        return None

    def _parse(self, id: str, version: int, lines: Lines) -> _Read:
        try:
            found = _Read(self._body, version, lines, read_lines(lines))
        except ValueError as error:
            raise EditorsUnavailable(f"L’import {id} est abîmé, ou d’une autre version.") from error
        self._shared.last = found
        return found

    def _write(self, before: _Read, review: Review) -> bool:
        """Write `review` unless somebody else has changed it since it was read; return whether it is."""
        lines = write_lines(review, before.review, before.lines)
        refuse_large(len(lines.content()))
        version, place = _new_version(), (self._body, review.id, before.version)
        is_decision = (lines.source, lines.proposal) == (before.lines.source, before.lines.proposal)
        with self._transactions.begin() as connection:
            written = (
                connection.execute(_DECIDE, (version, lines.decided, *place))
                if is_decision
                else connection.execute(
                    _REPLACE, (version, lines.decided, lines.source, lines.proposal, *place)
                )
            )
        if written.rowcount:
            self._shared.last = _Read(self._body, version, lines, review)
        return written.rowcount > 0


def _new_version() -> int:
    """Return a number that no other version of an import has: a database that went back would count again."""
    return secrets.randbelow(2**62)


def _readable(body: str, lines: list[bytes]) -> Iterator[Pending]:
    """Yield what lists show of each first line; one that is damaged is logged, and hides no other."""
    for decided in lines:
        try:
            yield read_pending(decided)
        except ValueError as error:
            _log.warning("Un import de « %s » est abîmé, ou d’une autre version : %s", body, error)
