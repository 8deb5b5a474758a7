"""The pending invitations in the database, which has only the digests of their tokens."""

import contextlib
from collections.abc import Callable, Iterator

from gersapp.editors.invitations import refuse_excess
from gersapp.editors.repository import FIRST_INVITATION_S, INVITATION_S, Invitation
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.editors.tokens import digest_of, new_token
from gersapp.store.postgres.editors.accounts import unknown_body
from gersapp.store.postgres.transactions import Transactions, is_storable


class DatabaseInvitations:
    """InvitationRepository in the table `invitations`.

    Each is to one role in one body, and goes with it, or to curate: then its `body` is "". As many may be
    pending for each body as there may be for one catalogue.
    """

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock

    def __iter__(self) -> Iterator[Invitation]:
        rows = self._transactions.read(
            "SELECT digest, inviter, auth_hash, until, body, role FROM invitations"
            " WHERE until > %s AND body IN (SELECT slug FROM bodies UNION SELECT '') ORDER BY until, digest",
            (self._clock(),),
        )
        return iter(
            [
                Invitation(
                    id=digest,
                    inviter=inviter,
                    auth_hash=auth_hash,
                    until=until,
                    rights=_rights_to(body, role),
                )
                for digest, inviter, auth_hash, until, body, role in rows
            ]
        )

    def add(self, inviter: str, auth_hash: str, rights: Rights) -> str:
        token, now = new_token(), self._clock()
        ((body, role),) = [("", "")] if rights.curator else rights.roles.items()
        with self._transactions.alone("gersapp invitations") as connection:
            # To remove the body then waits, and takes the invitation along: another one may have its slug.
            found = connection.execute("SELECT FROM bodies WHERE slug = %s FOR KEY SHARE", (body,))
            if body and not found.rowcount:
                raise unknown_body(body)
            connection.execute("DELETE FROM invitations WHERE until <= %s", (now,))
            rows = connection.execute("SELECT digest FROM invitations WHERE body = %s", (body,)).fetchall()
            refuse_excess(len(rows))
            connection.execute(
                "INSERT INTO invitations (digest, inviter, auth_hash, until, body, role)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (digest_of(token), inviter, auth_hash, now + INVITATION_S, body, role),
            )
        return token

    def find(self, token: str) -> Invitation | None:
        digest = digest_of(token)
        return next((invitation for invitation in self if invitation.id == digest), None)

    def remove(self, id: str) -> bool:
        if not is_storable(id):
            return False
        with self._transactions.begin() as connection:
            return connection.execute("DELETE FROM invitations WHERE digest = %s", (id,)).rowcount > 0


def _rights_to(body: str, role: str) -> Rights:
    return Rights(roles={body: Role(role)}) if body else ALL_RIGHTS


class DatabaseFirstInvitation:
    """FirstInvitationRepository in the table `first_invitations`: one for each start of a server.

    The first that is used ends all of them.
    """

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock

    def make(self, start: str) -> str:
        token, now = new_token(), self._clock()
        with self._transactions.begin() as connection:
            connection.execute("DELETE FROM first_invitations WHERE until <= %s", (now,))
            made = connection.execute(
                "INSERT INTO first_invitations (start, digest, until) VALUES (%s, %s, %s)"
                " ON CONFLICT (start) DO NOTHING",
                (start or new_token(), digest_of(token), now + FIRST_INVITATION_S),
            )
        return token if made.rowcount else ""

    def is_good(self, token: str) -> bool:
        found = self._transactions.read(
            "SELECT FROM first_invitations WHERE digest = %s AND until > %s",
            (digest_of(token), self._clock()),
        )
        return bool(found)

    @contextlib.contextmanager
    def using(self, token: str) -> Iterator[bool]:
        with self._transactions.alone("gersapp first invitation") as connection:
            is_good = self.is_good(token)
            yield is_good
            if is_good:
                connection.execute("DELETE FROM first_invitations")
