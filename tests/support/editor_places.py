"""The places that accounts, sessions, attempts, invitations and imports are stored in, as their tests open them."""

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import pytest

from gersapp.editors import Accounts, Editors, attempts, open_editors
from gersapp.editors.attempts import Attempts
from gersapp.editors.repository import AccountRepository, AttemptRepository
from gersapp.editors.sessions import Sessions
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.reading_notes import ReadingNotes
from gersapp.reviews.repository import PendingImports
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors import attempts as database_attempts
from gersapp.store.postgres.editors import make_database_editors
from gersapp.store.postgres.editors.accounts import DatabaseAccounts
from gersapp.store.postgres.editors.attempts import DatabaseAttempts
from gersapp.store.postgres.editors.security_log import DatabaseSecurityLog
from gersapp.store.postgres.editors.sessions import DatabaseSessions
from gersapp.store.postgres.imports import ImportsOfBodies
from gersapp.store.postgres.migrations import migrate
from gersapp.store.postgres.readings import DatabaseReadingNotes
from gersapp.store.postgres.transactions import Transactions
from proof.tools.editor import NAME, let_in, let_in_database
from tests.support.files import contents

Clock = Callable[[], float]

# For tests of what files alone do, and a database alone.
in_files = pytest.mark.parametrize("place", ["files"], indirect=True)
in_database = pytest.mark.parametrize("place", ["database"], indirect=True)

# The modules that count attempts, each with its bound.
ATTEMPTS = (attempts, database_attempts)

# The body that a database of tests has.
BODY = "gers"
TABLES = (
    "account_roles",
    "accounts",
    "first_invitations",
    "invitations",
    "pending_imports",
    "readings",
    "security_log",
    "sessions",
    "sign_in_attempts",
    "sign_in_key",
)


class FilePlace:
    """The files of a folder. Each call returns another value, as each process has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def accounts(self) -> AccountRepository:
        return Accounts(self._folder)

    def sessions(self, clock: Clock) -> Sessions:
        return Sessions(self._folder, clock)

    def attempts(self, clock: Clock) -> AttemptRepository:
        return Attempts(self._folder, clock)

    def editors(self, clock: Clock = time.time, *, naming_header: str = "") -> Editors:
        return open_editors(self._folder, clock, naming_header=naming_header)

    def imports(self, clock: Clock) -> PendingImports:
        return FilePendingImports(self._folder, clock)

    def let_in(self) -> None:
        """Make the account of `proof.tools.editor`, who has all rights and no session."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        made = let_in(self._folder.with_name("made"))
        shutil.copy2(made / "editors.json", self._folder)

    def end_sessions(self) -> None:
        """End them all, as docs/deploy.md says."""
        (self._folder / "sessions.json").unlink()

    def log(self) -> list[dict[str, Any]]:
        """The entries of the security log, in their order."""
        path = self._folder / "security.log"
        return [json.loads(line) for line in path.read_text("ascii").splitlines()] if path.exists() else []

    def count_attempts(self) -> int:
        return len(json.loads(contents(self._folder)["attempts.json"]))

    def count_sessions(self) -> int:
        return len(json.loads(contents(self._folder).get("sessions.json", b"{}")))

    def kept(self) -> object:
        """All that is stored, to be compared."""
        return contents(self._folder), contents(self._folder / "imports")


class DatabasePlace:
    """The tables of a database, with one body. Each call returns another value, as each process has."""

    def __init__(self, database: Database, address: str) -> None:
        self.address = address
        self._database = database

    def accounts(self) -> AccountRepository:
        return DatabaseAccounts(Transactions(self._database))

    def sessions(self, clock: Clock) -> DatabaseSessions:
        return DatabaseSessions(Transactions(self._database), clock)

    def attempts(self, clock: Clock) -> AttemptRepository:
        return DatabaseAttempts(Transactions(self._database), clock)

    def editors(self, clock: Clock = time.time, *, naming_header: str = "") -> Editors:
        return make_database_editors(self._database, clock, naming_header=naming_header)

    def imports(self, clock: Clock, body: str = BODY) -> PendingImports:
        return ImportsOfBodies(self._database, clock).of(body)

    def reading_notes(self, body: str = BODY) -> ReadingNotes:
        return DatabaseReadingNotes(Transactions(self._database), body)

    def age_reading_notes(self, seconds: float) -> None:
        """Have all been told so much earlier."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE readings SET updated = updated - make_interval(secs => %s)", (seconds,)
            )

    def let_in(self) -> None:
        with self._database.transaction() as connection:
            let_in_database(connection)
            connection.execute("DELETE FROM sessions WHERE editor = %s", (NAME,))

    def end_sessions(self) -> None:
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions")

    def log(self) -> list[dict[str, Any]]:
        rows = self._database.read("SELECT event, facts::text FROM security_log ORDER BY id")
        return [{"event": event, **json.loads(facts)} for event, facts in rows]

    def count_attempts(self) -> int:
        return len(self._database.read("SELECT FROM sign_in_attempts"))

    def count_sessions(self) -> int:
        return len(self._database.read("SELECT FROM sessions"))

    def imports_of(self, body: str) -> PendingImports:
        return self.imports(time.time, body)

    def transactions(self) -> Transactions:
        return Transactions(self._database)

    def security_log(self, clock: Clock) -> DatabaseSecurityLog:
        return DatabaseSecurityLog(Transactions(self._database), clock)

    def read(self, query: LiteralString) -> list[tuple[Any, ...]]:
        return self._database.read(query)

    def count_imports(self) -> int:
        return len(self._database.read("SELECT FROM pending_imports"))

    @contextlib.contextmanager
    def another_body(self, slug: str) -> Iterator[None]:
        """Have another body, that is removed afterwards."""
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO bodies (slug, kind, territory) VALUES (%s, 'autre', '')", (slug,))
        yield
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM bodies WHERE slug = %s", (slug,))

    def kept(self) -> object:
        return [self._database.read(f"SELECT {table}::text FROM {table} ORDER BY 1") for table in TABLES]  # noqa: S608  (our own names)

    def clear(self) -> None:
        with self._database.transaction() as connection:
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}".encode())  # noqa: S608  (our own names)


def open_place(address: str) -> Database:
    """Return a database with the tables, and the body BODY."""
    database = Database(address)
    with contextlib.closing(database.connect()) as connection:
        migrate(connection)
        connection.execute("INSERT INTO bodies (slug, kind, territory) VALUES (%s, 'autre', '')", (BODY,))
    database.open()
    return database


AnySessions = Sessions | DatabaseSessions
Place = FilePlace | DatabasePlace
