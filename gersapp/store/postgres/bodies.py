"""The catalogues of many bodies in one database, which several processes share."""

import contextlib
import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import LiteralString

import orjson
import psycopg

from gersapp.errors import BodyRefused, BodyUnreadable, NotFound, StoreUnavailable
from gersapp.files import Unreadable
from gersapp.observatory.body import Body, Kind
from gersapp.store.bodies import Bodies, BodyState, refuse_slug, slug_taken
from gersapp.store.collector import collector_at_rest
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.documents.tables import parse
from gersapp.store.postgres.database import READ_S, Connection, Database, allow_a_minute, patience
from gersapp.store.postgres.follower import Follower
from gersapp.store.postgres.migrations import explain_refusal, prepare
from gersapp.store.postgres.repository import PostgresRepository
from gersapp.store.postgres.rows import NOTIFY, Read, load_readable, reader, unlimited_reader, write
from gersapp.store.postgres.stored import Version, first_version
from gersapp.store.repository import new_action_name

_log = logging.getLogger(__name__)

_KINDS = {kind.value: kind for kind in Kind}
# Characters: names are in an index, of which an entry has 2 700 bytes at most.
_MAX_TABLE_NAME = 200
# Seconds that the rows of a large body may take.
_PATIENCE_S = 60.0
# Seconds after which a version that could not be read is tried again.
_REFUSED_S = 60.0

_SELECT: LiteralString = """
    SELECT id, slug, kind, territory, groups::text, version, mark
    FROM bodies
    WHERE %(only)s::text IS NULL OR slug = %(only)s
    ORDER BY slug
"""
_ALL_ROWS: LiteralString = """
    SELECT json_build_object(
        'body', to_json(bodies),
        'documents',
        (SELECT json_agg(documents ORDER BY collection, key) FROM documents WHERE body = bodies.id)
    )::text
    FROM bodies
    WHERE slug = %s
"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A body that this process knows: its repository, and the groups that a manager chose, as JSON."""

    body: Body
    groups: str
    repository: PostgresRepository


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A version that could not be read, and why; it is tried again after a time, in seconds (monotonic)."""

    version: Version
    until: float
    reason: str


class PostgresBodies(Bodies):
    """The bodies of the database at an address, until `close`."""

    def __init__(
        self, address: str, clock: Callable[[], float] = time.time, *, only: str | None = None
    ) -> None:
        """Make the schema of an empty database, and load all bodies; raises StartRefused.

        `clock` gives the time of the revisions, in seconds since 1970. `only` is the slug of the one body to
        load and to act on, if there is one.
        """
        self.database = Database(address)
        self._clock = clock
        self._only = only
        self._known: Mapping[str, _Known] = {}
        self._states: Mapping[str, BodyState] = MappingProxyType({})
        self._unreadable: Mapping[str, str] = {}
        self._refused: dict[int, _Refusal] = {}
        self._looking, self._publishing = threading.Lock(), threading.Lock()
        try:
            with contextlib.closing(self.database.connect()) as connection, collector_at_rest():
                with patience(connection, _PATIENCE_S):
                    prepare(connection)
                self._look(connection)
        except psycopg.Error as error:
            raise explain_refusal(self.database.name, error) from error
        # Collections would scan the catalogues, which are no garbage.
        gc.freeze()
        self.database.open()
        self._follower = Follower(self.database, self._look)
        self._follower.start()

    # -- see `Bodies`

    def states(self) -> Mapping[str, BodyState]:
        return self._states

    def unreadable(self) -> Mapping[str, str]:
        return self._unreadable

    def repository(self, slug: str) -> PostgresRepository:
        return self._find(slug).repository

    def add(self, body: Body, content: bytes) -> None:
        refuse_slug(body.slug)
        stored, rows = first_version(self._read(content))
        with self._transaction() as connection:
            query = (
                "INSERT INTO bodies (slug, kind, territory) VALUES (%s, %s, %s) "
                "ON CONFLICT (slug) DO NOTHING RETURNING id"
            )
            row = connection.execute(query, (body.slug, body.kind.value, body.territory)).fetchone()
            if row is None:
                raise slug_taken(body.slug)
            write(connection, row[0], stored, rows)
        self._look_now()

    def change(self, body: Body) -> None:
        self._update(
            "UPDATE bodies SET kind = %s, territory = %s WHERE slug = %s",
            (body.kind.value, body.territory, body.slug),
        )

    def remove(self, slug: str) -> bytes:
        with self._transaction() as connection:
            # In the order in which changes of accounts lock: they end first, or wait without the body.
            connection.execute("SELECT version FROM accounts_version FOR UPDATE")
            query = "SELECT id FROM bodies WHERE slug = %s FOR UPDATE"
            row = connection.execute(query, (slug,)).fetchone()
            if row is None:
                raise NotFound(slug)
            content = b""
            with contextlib.suppress(BodyUnreadable):
                if stored := load_readable(reader(connection), row[0]):
                    content = stored.documents.content()
            connection.execute("DELETE FROM bodies WHERE slug = %s", (slug,))
            # Invitations name a body by its slug, which another one may have later.
            connection.execute("DELETE FROM invitations WHERE body = %s", (slug,))
            connection.execute(NOTIFY)
        self._look_now()
        return content

    def export(self, slug: str) -> bytes:
        with self._transaction() as connection:
            found = connection.execute("SELECT id FROM bodies WHERE slug = %s", (slug,)).fetchone()
            stored = load_readable(reader(connection), found[0]) if found else None
        if stored is None:
            raise NotFound(slug)
        return stored.documents.content()

    def rows(self, slug: str) -> bytes:
        with self._transaction() as connection:
            row = connection.execute(_ALL_ROWS, (slug,)).fetchone()
        if row is None:
            raise NotFound(slug)
        return str(row[0]).encode()

    def restore(self, slug: str, content: bytes) -> bytes:
        documents = self._read(content)
        if slug in self._unreadable:
            self._replace_unread(slug, documents)
            return b""
        return self._find(slug).repository.replace(documents).content()

    def mapping(self, slug: str) -> Mapping[str, str]:
        groups: Mapping[str, str] = orjson.loads(self._find(slug).groups)
        return groups

    def set_mapping(self, slug: str, groups: Mapping[str, str]) -> None:
        self._update(
            "UPDATE bodies SET groups = %s::json WHERE slug = %s",
            (orjson.dumps(dict(groups)).decode(), slug),
        )

    def close(self) -> None:
        self._follower.close()
        self.database.close()

    # -- inside

    def _find(self, slug: str) -> _Known:
        if slug not in self._known:
            raise NotFound(slug)
        return self._known[slug]

    def _read(self, content: bytes) -> Documents:
        """Read a file as the default engine does at its start; raises BodyRefused."""
        try:
            documents = Documents.of(parse(content))
            if any("\0" in name for name in documents.tables):
                raise Invalid("le nom d’une table contient un caractère interdit")
            if any(len(name) > _MAX_TABLE_NAME for name in documents.tables):
                raise Invalid("le nom d’une table est trop long")
            caught_up = documents.caught_up(None, name=new_action_name(), time=int(self._clock()))
            return caught_up.with_history()
        except (Unreadable, Invalid) as error:
            raise BodyRefused(
                f"Ce fichier n’est pas un catalogue lisible : {error}. Rien n’a été modifié."
            ) from error

    def _replace_unread(self, slug: str, documents: Documents) -> None:
        """Replace all rows of a body, whatever they are."""
        with self._transaction() as connection:
            query = "SELECT id, version FROM bodies WHERE slug = %s FOR NO KEY UPDATE"
            row = connection.execute(query, (slug,)).fetchone()
            if row is None:
                raise NotFound(slug)
            id, number = row
            connection.execute("DELETE FROM documents WHERE body = %s", (id,))
            stored, rows = first_version(documents)
            stored = replace(stored, version=Version(number, "").next())
            write(connection, id, stored, rows, rewrites=True)
        self._look_now()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """A transaction that may be long, as that of a command."""
        with self.database.transaction() as connection:
            allow_a_minute(connection)
            yield connection

    def _update(self, query: LiteralString, values: Sequence[object]) -> None:
        """Change the body whose slug is the last of the `values`; raises NotFound or StoreUnavailable."""
        with self._transaction() as connection:
            if not connection.execute(query, values).rowcount:
                raise NotFound(str(values[-1]))
            connection.execute(NOTIFY)
        self._look_now()

    # -- following

    def _look_now(self) -> None:
        """Take what this process has just changed; the follower does it later when that fails."""
        with (
            contextlib.suppress(StoreUnavailable),
            self.database.connection(time.monotonic() + READ_S, least_s=60) as connection,
        ):
            self._look(connection)

    def _look(self, connection: Connection) -> None:
        """Take what has changed in the database; raises psycopg.Error."""
        read = unlimited_reader(connection)
        with self._looking:
            accounts = connection.execute("SELECT version FROM accounts_version").fetchall()
            rows = connection.execute(_SELECT, {"only": self._only}).fetchall()
            self.database.rights_version = (accounts, [row[:2] for row in rows])
            known: dict[str, _Known] = {}
            unreadable: dict[str, str] = {}
            for id, slug, kind, territory, groups, *version in rows:
                with patience(connection, _PATIENCE_S):
                    repository = self._follow(read, id, slug, Version(*version))
                if repository:
                    body = Body(slug, _KINDS.get(kind, Kind.OTHER), territory)
                    known[slug] = _Known(body, groups, repository)
                elif refusal := self._refused.get(id):
                    unreadable[slug] = refusal.reason
            self._unreadable = unreadable
            if known != self._known:
                self._known = known
                self._publish()

    def _follow(self, read: Read, id: int, slug: str, version: Version) -> PostgresRepository | None:
        """Return the repository of a body, with its newest version; the last good one if that is unreadable.

        None for a body that has gone, or never was readable.
        """
        present = self._known.get(slug)
        repository = present.repository if present and present.repository.id == id else None
        refusal = self._refused.get(id)
        if repository and repository.version == version:
            return repository
        if refusal and refusal.version == version and time.monotonic() < refusal.until:
            return repository
        try:
            if repository:
                return repository if repository.catch_up(read) else None
            stored = load_readable(read, id)
        except BodyUnreadable as error:
            # Somebody may mend the row by hand, which counts no version.
            self._refused[id] = _Refusal(version, time.monotonic() + _REFUSED_S, str(error))
            _log.error("« %s » : %s", slug, error)
            return repository
        if stored is None:
            return None
        return PostgresRepository(self.database, id, stored, clock=self._clock, published=self._publish)

    def _publish(self) -> None:
        with self._publishing:
            self._states = MappingProxyType(
                {
                    slug: BodyState(known.body, known.repository.snapshot(), orjson.loads(known.groups))
                    for slug, known in self._known.items()
                }
            )
