"""The editors in the database: accounts, sessions, attempts, invitations and the security log."""

import contextlib
import time
from collections.abc import Callable, Iterator

import psycopg

from gersapp.editors import Editors
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors.accounts import DatabaseAccounts
from gersapp.store.postgres.editors.attempts import DatabaseAttempts
from gersapp.store.postgres.editors.invitations import DatabaseFirstInvitation, DatabaseInvitations
from gersapp.store.postgres.editors.security_log import DatabaseSecurityLog
from gersapp.store.postgres.editors.sessions import DatabaseSessions
from gersapp.store.postgres.migrations import explain_refusal, prepare
from gersapp.store.postgres.transactions import Transactions

__all__ = ["make_database_editors", "opened_database_editors"]


def make_database_editors(
    database: Database, clock: Callable[[], float] = time.time, *, naming_header: str = ""
) -> Editors:
    """Return the editors stored in `database`, which every process shares; each edits named bodies.

    `naming_header` is the header in which a proxy names an editor (GERSAPP_TRUSTED_USER_HEADER).
    """
    transactions = Transactions(database)
    return Editors(
        accounts=DatabaseAccounts(transactions),
        sessions=DatabaseSessions(transactions, clock),
        attempts=DatabaseAttempts(transactions, clock),
        invitations=DatabaseInvitations(transactions, clock),
        first_invitation=DatabaseFirstInvitation(transactions, clock),
        journal=DatabaseSecurityLog(transactions, clock),
        naming_header=naming_header,
        has_bodies=True,
        clock=clock,
    )


@contextlib.contextmanager
def opened_database_editors(address: str) -> Iterator[Editors]:
    """Give the editors of the database at `address`, without its catalogues; raises StartRefused."""
    database = Database(address)
    try:
        with contextlib.closing(database.connect()) as connection:
            prepare(connection)
    except psycopg.Error as error:
        raise explain_refusal(database.name, error) from error
    database.open()
    with contextlib.closing(database):
        yield make_database_editors(database)
