"""The database: its connections, how long they may take, and its errors in French.

Every wait is bounded, so that a save is answered within 6 s whatever happens to the server or the network.
What writes thousands of rows may take longer: each answer up to a minute (`allow_a_minute`).
"""

import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Any, LiteralString, cast

import psycopg
from psycopg.abc import RV, Params, PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from gersapp.errors import GersError, StartRefused, StoreFull, StoreUnavailable
from gersapp.store.postgres.address import describe, has_secret_elsewhere

_log = logging.getLogger(__name__)
# The pool warns at each try to connect: while the database is down, four times a second.
logging.getLogger("psycopg.pool").setLevel(logging.ERROR)

# Seconds that a save may take before it is refused.
SAVE_S = 3.5
# Seconds that a signed-in reader waits for the newest version: the form of an older page would be in conflict
# with what its reader has just saved.
READ_S = 1.0
# Seconds between two tries to connect.
_RETRY_S = 0.25
MAX_CONNECTIONS = 8

# The address may give others. Times are in seconds, but for `tcp_user_timeout`, in milliseconds.
_PARAMETERS: dict[str, str | int] = {
    "application_name": "gersapp",
    "target_session_attrs": "read-write",
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
# A pooler that gives each transaction another connection to the server loses prepared statements.
_OPTIONS: dict[str, Any] = {"autocommit": True, "prepare_threshold": None}
# A database or a role may have other settings: whoever waits for a row has to see what was written to it
# meanwhile. `remote_apply` is more than `on`, and an administrator may have chosen it. The server throws out
# whoever holds a row and is stuck; meanwhile the others are refused. All are of the transaction: behind a
# pooler, a connection to the server is somebody else's afterwards.
_BEGIN: LiteralString = """
    BEGIN ISOLATION LEVEL READ COMMITTED;
    SET LOCAL statement_timeout = '4s';
    SET LOCAL lock_timeout = '2500ms';
    SET LOCAL idle_in_transaction_session_timeout = '10s';
    SELECT set_config('synchronous_commit', 'on', true)
    WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')
"""

_NO_ADDRESS = (
    "GERSAPP_DATABASE n’est pas l’adresse d’une base PostgreSQL. Dans un mot de passe, « @ » s’y écrit %40, "
    "« / » %2F, « ? » %3F, « : » %3A et « % » %25."
)
_NOT_CHANGED = "rien n’a été modifié. Votre saisie est toujours là ; réessayez dans un instant."
# Refusals that people read, whichever code finds the reason.
BUSY = f"Un autre enregistrement n’en finit pas : {_NOT_CHANGED}"
_CROWDED = f"Trop de demandes à la fois : {_NOT_CHANGED}"
LOST = f"La base de données ne répond pas : {_NOT_CHANGED}"
RESULT_UNKNOWN = (
    "Issue inconnue : la base de données a cessé de répondre pendant l’enregistrement. Rechargez la page "
    "pour voir s’il a eu lieu."
)
_BUSY_CODES = {"55P03", "57014"}  # lock_not_available, query_canceled
_FULL = "53100"
# The server goes, is not ready, has become a standby, or threw this connection out.
_GONE = ("08", "57P", "25006", "25P03", "53300")


class ConnectionLost(StoreUnavailable):
    """No connection, or one that broke: nothing was changed, and another one may work."""


class _Crowded(psycopg.Error):
    """All connections are in use."""


class ResultUnknown(StoreUnavailable):
    """The connection broke while the server was asked to commit."""


Connection = psycopg.Connection[TupleRow]


class _Connection(Connection):
    """A connection that breaks when the server does not answer in time, where libpq would wait for ever.

    The limits that the server keeps do not count while a commit waits for the disk, or for a standby. Each
    wait may last until `deadline`, a time of the monotonic clock, and at least `least_s`.
    """

    opened = 0.0
    deadline = 0.0
    least_s = 5.0

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, max(self.least_s, self.deadline - time.monotonic()))
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("no answer in time") from None


class Database:
    """A pool of connections to the database at an address, which may name several hosts."""

    def __init__(self, address: str) -> None:
        """Connect to nothing yet; raises StartRefused for what is no address."""
        try:
            given = {key: value for key, value in conninfo_to_dict(address).items() if value is not None}
        except psycopg.ProgrammingError as error:
            raise StartRefused(_NO_ADDRESS) from error
        if has_secret_elsewhere(given):
            raise StartRefused(_NO_ADDRESS)
        self.name = describe(given)
        self.trouble: str | None = None
        # The facts on which rights depend, as far as this process has followed them: the version of the
        # accounts, and the number of the body that each slug leads to. None when it follows nothing.
        self.rights_version: object = None
        self._conninfo = make_conninfo("", **{**_PARAMETERS, **given, "client_encoding": "UTF8"})
        self._lost_at = 0.0
        self._in_use: set[_Connection] = set()
        self._pool = ConnectionPool(
            self._conninfo,
            connection_class=_Connection,
            kwargs=_OPTIONS,
            min_size=1,
            max_size=MAX_CONNECTIONS,
            open=False,
            configure=_note_opening,
            reconnect_timeout=_RETRY_S,
        )

    def connect(self) -> Connection:
        """Return a connection beside the pool, of which each statement is a transaction.

        Raises psycopg.Error.
        """
        return _Connection.connect(self._conninfo, **_OPTIONS)

    def open(self) -> None:
        """Open the pool."""
        self._pool.open()

    def close(self) -> None:
        self._pool.close()

    def read(
        self, query: LiteralString, parameters: Params = (), *, seconds: float = READ_S, load_s: float = 0.0
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a query that changes nothing; raises StoreUnavailable.

        A connection and the answer may take `seconds` together, and a long answer `load_s` in any case. Then
        the connection is broken; the server has no limit for a long answer, whatever the role's is.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                with (
                    self.connection(deadline, least_s=load_s or 1.0) as connection,
                    unlimited(connection) if load_s else contextlib.nullcontext(),
                ):
                    return connection.execute(query, parameters).fetchall()
            except ConnectionLost as error:
                if time.monotonic() >= deadline:
                    # The next questions of the same request need not wait as long.
                    self.note_trouble(error)
                    raise

    @contextlib.contextmanager
    def transaction(self, deadline: float | None = None, *, least_s: float = 1.0) -> Iterator[Connection]:
        """A transaction, which is durable when the block has ended; an exception in it undoes all.

        `deadline` is a time of the monotonic clock. An answer that comes neither before it nor in `least_s`
        breaks the connection; the server is not told.
        Raises StoreFull or StoreUnavailable when nothing was changed: ConnectionLost when another try may
        succeed. Raises ResultUnknown when nobody knows.
        """
        limit = deadline or time.monotonic() + SAVE_S
        with self.connection(limit, least_s=least_s, begins=True) as connection:
            try:
                yield connection
            except BaseException:
                # A connection that is lost has undone its transaction.
                with contextlib.suppress(psycopg.Error):
                    connection.execute("ROLLBACK")
                raise
            _commit(connection)

    @contextlib.contextmanager
    def connection(
        self, deadline: float, *, least_s: float = 1.0, begins: bool = False
    ) -> Iterator[Connection]:
        """A connection of the pool, as `transaction` gives one: a transaction is begun when it `begins`, else
        each statement is one."""
        try:
            connection = self._take_begun(deadline, least_s) if begins else self._take(deadline)
            connection.deadline, connection.least_s = deadline, least_s
            try:
                yield connection
            except psycopg.Error as error:
                if _is_gone(error):
                    connection.close()
                raise
            finally:
                self._put_back(connection)
        except psycopg.Error as error:
            raise self.explain(error) from error
        self.trouble = None

    def explain(self, error: Exception) -> GersError:
        """Say in French why a statement or a connection failed; nothing was changed."""
        _log.warning("%s : %s", self.name, error)
        code = getattr(error, "sqlstate", None)
        if code == _FULL:
            return StoreFull(
                "Le disque de la base de données est plein : rien n’a été modifié. Votre saisie est toujours "
                "là ; réessayez quand de la place aura été faite."
            )
        if isinstance(error, _Crowded):
            return StoreUnavailable(_CROWDED)
        if code in _BUSY_CODES:
            return StoreUnavailable(BUSY)
        if isinstance(error, PoolClosed):
            return StoreUnavailable("L’application s’arrête : rien n’a été modifié.")
        if _is_gone(error):
            return ConnectionLost(LOST)
        return StoreUnavailable(f"La base de données a refusé (erreur {code}) : {_NOT_CHANGED}")

    def note_trouble(self, error: Exception) -> None:
        """Note that the database does not answer: changes are refused, as editors are told."""
        if not self.trouble:
            _log.error("%s ne répond pas ; le catalogue en mémoire est servi : %s", self.name, error)
        self.trouble = (
            "La base de données ne répond pas. Le catalogue affiché est le dernier connu ; les modifications "
            "sont refusées jusqu’à ce qu’elle réponde."
        )

    # -- inside

    def _take(self, deadline: float) -> _Connection:
        """Take a connection from the pool; raises PoolTimeout when none can be opened, and _Crowded.

        The pool gives up a try to connect for those who wait already: it is asked several times.
        """
        while True:
            left = deadline - time.monotonic()
            try:
                connection = self._pool.getconn(timeout=max(0.05, min(2 * _RETRY_S, left)))
            except PoolTimeout as error:
                if left > 2 * _RETRY_S:
                    continue
                if len(self._in_use) >= MAX_CONNECTIONS:
                    raise _Crowded from error
                self.note_trouble(error)
                raise
            self._in_use.add(connection)
            return connection

    def _take_begun(self, deadline: float, least_s: float) -> _Connection:
        """Take a connection, and begin a transaction; raises psycopg.Error.

        A server that was restarted has ended those of the pool; nothing is changed yet, so another is taken.
        """
        while True:
            connection = self._take(deadline)
            connection.deadline, connection.least_s = deadline, least_s
            try:
                connection.execute(_BEGIN)
            except psycopg.Error as error:
                if _is_gone(error):
                    connection.close()
                self._put_back(connection)
                if not _is_gone(error) or time.monotonic() >= deadline:
                    raise
            else:
                return connection

    def _put_back(self, connection: _Connection) -> None:
        """Put a connection back. With a lost one all go: a network that is cut costs seconds for each."""
        if connection.closed and connection.opened > self._lost_at:
            self._lost_at = time.monotonic()
            self._pool.drain()
        self._in_use.discard(connection)
        self._pool.putconn(connection)


def _note_opening(connection: _Connection) -> None:
    connection.opened = time.monotonic()


@contextlib.contextmanager
def patience(connection: Connection, seconds: float) -> Iterator[None]:
    """Let each answer in the block take so many seconds."""
    limited = cast(_Connection, connection)
    before, limited.least_s = limited.least_s, seconds
    try:
        yield
    finally:
        limited.least_s = before


@contextlib.contextmanager
def unlimited(connection: Connection) -> Iterator[None]:
    """A transaction whose statements the server does not limit: the role may have a `statement_timeout`."""
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")
        yield


def allow_a_minute(connection: Connection) -> None:
    """Let the transaction of a connection of the pool take a minute, as thousands of rows may need."""
    connection.execute("SET LOCAL statement_timeout = '60s'")
    connection.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
    cast(_Connection, connection).least_s = 60.0


def _commit(connection: Connection) -> None:
    """Commit the transaction; raises ResultUnknown, and psycopg.Error when it is undone."""
    try:
        status = connection.execute("COMMIT").statusmessage
    except psycopg.Error as error:
        if not connection.closed:
            raise
        raise ResultUnknown(RESULT_UNKNOWN) from error
    if status != "COMMIT":
        raise psycopg.InternalError("COMMIT of a transaction that had failed")


def _is_gone(error: Exception) -> bool:
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return error.sqlstate.startswith(_GONE)
    return isinstance(error, psycopg.OperationalError) and not isinstance(error, PoolClosed)
