"""The editors in the database: accounts, sessions, attempts, invitations and the security log."""

import time
from collections.abc import Callable

from gersapp.editors import Editors
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors.accounts import DatabaseAccounts
from gersapp.store.postgres.editors.attempts import DatabaseAttempts
from gersapp.store.postgres.editors.invitations import DatabaseFirstInvitation, DatabaseInvitations
from gersapp.store.postgres.editors.security_log import DatabaseSecurityLog
from gersapp.store.postgres.editors.sessions import DatabaseSessions
from gersapp.store.postgres.transactions import Transactions

__all__ = ["open_database_editors"]


def open_database_editors(
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
