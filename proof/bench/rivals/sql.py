"""The same filters in plain SQL, as an engineer who knows PostgreSQL writes them.

An operation is a row: its audiences and its platforms are bits of two numbers, in one index, and its words
are a text-search vector with a GIN index. One statement counts all: it groups by the two numbers, of which
there are few pairs, and only then looks at each audience and platform. (With arrays, GIN indexes on them and
`unnest`, it took two to ten times as long.) It finds the words that the catalogue finds, and reads
no operation.
"""

from collections.abc import Iterable
from typing import Any

import psycopg

from gersapp.catalogue.model import Audience, Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.search.index import words_of
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import read_search, searched_words

_SCHEMA = """
    CREATE TABLE operations (id int PRIMARY KEY, audiences int, platforms int, words tsvector);
"""
_INDEXES = """
    CREATE INDEX ON operations (audiences, platforms);
    CREATE INDEX ON operations USING gin (words);
"""
_COUNTS = """
    WITH grouped AS MATERIALIZED (
        SELECT audiences, platforms, count(*) AS number FROM operations {where} GROUP BY audiences, platforms
    )
    SELECT 'all', 0, sum(number) FROM grouped
    WHERE audiences & %(audiences)s <> 0 AND platforms & %(platforms)s <> 0
    UNION ALL
    SELECT 'audience', bit, sum(number) FROM grouped, unnest(%(each_audience)s::int[]) AS bit
    WHERE audiences & bit <> 0 AND platforms & %(platforms)s <> 0 GROUP BY bit
    UNION ALL
    SELECT 'platform', bit, sum(number) FROM grouped, unnest(%(each_platform)s::int[]) AS bit
    WHERE platforms & bit <> 0 AND audiences & %(audiences)s <> 0 GROUP BY bit
"""
_ALL = _COUNTS.format(where="").encode()
_WITH_WORDS = _COUNTS.format(where="WHERE words @@ %(words)s::tsquery").encode()
_EVERY_BIT = -1


class Filters:
    """Filters in SQL on a connection that commits each statement."""

    def __init__(self, connection: psycopg.Connection, audiences: Iterable[Audience]) -> None:
        self._connection = connection
        self._labels = {audience.slug: audience.label for audience in audiences}
        self._audiences = {slug: 1 << place for place, slug in enumerate(self._labels)}
        self._platforms = {platform.slug: 1 << place for place, platform in enumerate(PLATFORMS)}

    def write(self, operations: Iterable[Operation]) -> None:
        """Write the operations to a new table, as ready as it can be."""
        self._connection.execute(_SCHEMA)
        with self._connection.cursor().copy("COPY operations FROM STDIN") as copy:
            for number, operation in enumerate(operations):
                copy.write_row((number, *self._row(operation)))
        self._connection.execute(_INDEXES)
        self._connection.execute("VACUUM ANALYZE operations")

    def count(self, selection: Selection) -> int:
        """Count everything that a page of results shows; return how many operations are found."""
        values: dict[str, Any] = {
            "audiences": _bits(self._audiences, selection.audiences) or _EVERY_BIT,
            "platforms": _bits(self._platforms, selection.platforms) or _EVERY_BIT,
            "each_audience": list(self._audiences.values()),
            "each_platform": list(self._platforms.values()),
            "words": _query(selection.q),
        }
        rows = self._connection.execute(_WITH_WORDS if selection.q else _ALL, values).fetchall()
        return int(next(number for kind, _, number in rows if kind == "all") or 0)

    def _row(self, operation: Operation) -> tuple[int, int, str]:
        labels = [self._labels[slug] for slug in operation.audiences]
        labels += [BY_SLUG[slug].label for slug in operation.platforms]
        words = words_of(operation) | searched_words("\n".join(labels))
        audiences = _bits(self._audiences, operation.audiences)
        return audiences, _bits(self._platforms, operation.platforms), " ".join(map(_quote, words))


def _bits(bits: dict[str, int], slugs: Iterable[str]) -> int:
    return sum(bits[slug] for slug in slugs)


def _quote(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _query(text: str) -> str:
    """Return the query of a search: each of its units, in one of its ways, as the beginning of words."""
    return " & ".join(
        "(" + " | ".join(" & ".join(f"{_quote(word)}:*" for word in words) for words in ways) + ")"
        for ways in read_search(text)
    )
