"""The notes on the readings of a body in the database, by whose clock they age: one for all machines."""

from collections.abc import Iterator
from typing import LiteralString

from gersapp.reviews.lines import is_review_id
from gersapp.reviews.reading_notes import KEPT_S, ReadingNote
from gersapp.store.postgres.transactions import Transactions, is_storable

_LIST: LiteralString = """
    SELECT id, name, editor, stage, share, refusal, extract(epoch FROM clock_timestamp() - updated)
    FROM readings WHERE body = (SELECT id FROM bodies WHERE slug = %s)
        AND updated > now() - make_interval(secs => %s)
    ORDER BY begun, id
"""
_SELECT: LiteralString = """
    SELECT id, name, editor, stage, share, refusal, extract(epoch FROM clock_timestamp() - updated)
    FROM readings WHERE body = (SELECT id FROM bodies WHERE slug = %s)
        AND updated > now() - make_interval(secs => %s) AND id = %s
"""
_UPDATE: LiteralString = """
    UPDATE readings SET stage = %s, share = %s, refusal = %s, updated = now()
    WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s
"""


class DatabaseReadingNotes:
    """ReadingNotes of the body of this slug, in the table `readings`."""

    def __init__(self, transactions: Transactions, body: str) -> None:
        self._transactions = transactions
        self._body = body

    def __iter__(self) -> Iterator[ReadingNote]:
        rows = self._transactions.read(_LIST, (self._body, KEPT_S))
        notes = map(_note, rows)
        return iter([note for note in notes if not note.refusal and not note.is_lost])

    def get(self, id: str) -> ReadingNote | None:
        if not is_review_id(id):
            return None
        rows = self._transactions.read(_SELECT, (self._body, KEPT_S, id))
        return next(map(_note, rows), None)

    def begin(self, note: ReadingNote) -> None:
        with self._transactions.begin() as connection:
            connection.execute(
                "DELETE FROM readings WHERE updated < now() - make_interval(secs => %s)", (KEPT_S,)
            )
            connection.execute(
                "INSERT INTO readings (body, id, name, editor, stage, share, refusal)"
                " SELECT id, %s, %s, %s, %s, %s, %s FROM bodies WHERE slug = %s",
                (
                    note.id,
                    _storable(note.name),
                    note.editor,
                    note.stage,
                    note.share,
                    note.refusal,
                    self._body,
                ),
            )

    def update(self, note: ReadingNote) -> bool:
        with self._transactions.begin() as connection:
            values = (note.stage, note.share, note.refusal, self._body, note.id)
            return connection.execute(_UPDATE, values).rowcount > 0

    def end(self, id: str) -> bool:
        if not is_review_id(id):
            return False
        with self._transactions.begin() as connection:
            ended = connection.execute(
                "DELETE FROM readings WHERE body = (SELECT id FROM bodies WHERE slug = %s) AND id = %s",
                (self._body, id),
            )
            return ended.rowcount > 0


def _note(row: tuple[str, str, str, str, int | None, str, float]) -> ReadingNote:
    id, name, editor, stage, share, refusal, age = row
    return ReadingNote(
        id=id, name=name, editor=editor, stage=stage, share=share, refusal=refusal, age=float(age)
    )


def _storable(text: str) -> str:
    """Return `text`, or without what PostgreSQL cannot keep: a file may have any name."""
    return text if is_storable(text) else "".join(filter(is_storable, text))
