"""The editors: accounts, sessions, attempts to sign in, invitations. No Flask; the clock is a parameter."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gersapp.editors.accounts import NOBODY, Accounts, key
from gersapp.editors.attempts import Attempts
from gersapp.editors.first_invitation import FirstInvitation
from gersapp.editors.identification import Identification
from gersapp.editors.invitations import Invitations
from gersapp.editors.journal import Journal
from gersapp.editors.repository import Account, Invitation
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.editors.sessions import Sessions
from gersapp.errors import AccountRefused, Unidentified

__all__ = ["NOBODY", "Account", "Accounts", "Editors", "Journal", "open_editors"]

_BY_PROXY = "Votre organisme dit qui modifie : demandez-lui d’ajouter cette personne."
_NOT_GIVEN = "Ce droit n’est pas à vous de le donner ou de le retirer. Rien n’est changé."
_OWN = "On ne change pas ses propres droits : c’est à un collègue de le faire."


class Editors(Identification):
    """Signs editors in and out, and changes accounts in the name of those who are signed in."""

    def may_manage(self, token: str) -> bool:
        """Whether the live session `token` may change accounts, as far as its rights go.

        Not when a proxy says who edits the one catalogue.
        """
        return bool(self._find_giver(token))

    def change_password(self, token: str, password: str, new: str, address: str) -> str:
        """Give the account of the session `token` the password `new`, if its present one is `password`.

        All its sessions end. Return the token of a new one, or "" when that cannot be written. Raises
        AccountRefused, and Unidentified or TooManyTries as `sign_in` does.
        """
        account = self.find_account(token)
        if account is None:
            raise Unidentified
        self._check_password(account.name, password, address, "password change refused")
        changed = self.accounts.change_password(account.name, new, self._today())
        self.journal.note("password changed", editor=changed.name, address=address)
        return self._begin_if_possible(changed)

    def remove_account(self, token: str, name: str, address: str) -> None:
        """Remove the account `name` for the session `token` of another account; raises AccountRefused."""
        account = self.accounts.get(self._find_giver(token))
        if account is None:
            raise AccountRefused("Seul un éditeur qui a un compte peut en retirer un.")
        giver = account.name
        removed = self.accounts.remove(name, by=giver, before=lambda: self._refuse_to_give(giver, ALL_RIGHTS))
        self.journal.note("account removed", account=removed, editor=giver, address=address)

    # -- the rights of accounts, where they edit named bodies

    def set_role(self, token: str, name: str, body: str, role: Role | None, address: str) -> None:
        """Give the account `name` a role in `body`, or with None take the one that it has.

        Raises AccountRefused, also for one's own account: a body keeps its manager.
        """

        def edit(rights: Rights, giver: str) -> Rights:
            for touched in (rights.roles.get(body, Role.EDITOR), role or Role.EDITOR):
                self._refuse_to_give(giver, Rights(roles={body: touched}))
            return rights.with_role(body, role)

        event = "role given" if role else "role withdrawn"
        self._change_rights(token, name, edit, event, address, body=body, role=role or "")

    def set_curator(self, token: str, name: str, is_curator: bool, address: str) -> None:
        """Make the account `name` a curator of the Observatoire, or one no more; raises as `set_role`."""

        def edit(rights: Rights, giver: str) -> Rights:
            self._refuse_to_give(giver, ALL_RIGHTS)
            return replace(rights, curator=is_curator)

        event = "curator named" if is_curator else "curator withdrawn"
        self._change_rights(token, name, edit, event, address)

    # -- invitations

    def invite_colleague(self, token: str, address: str, rights: Rights = ALL_RIGHTS) -> str:
        """Return a token that gives `rights` to one account, a new one or not, within 48 hours.

        The invitation ends with the password of the session `token`, as that session does, and with the right
        to give these. Raises AccountRefused.
        """
        session = self._find_live(token)
        giver = self._find_giver(token)
        if session is None or not giver:
            raise AccountRefused(_BY_PROXY)
        self._refuse_to_give(giver, rights)
        for invitation in self._invitations:
            if not self._is_good(invitation):
                self._invitations.remove(invitation.id)
        invited = self._invitations.add(giver, session.auth_hash, rights)
        self.journal.note("colleague invited", editor=giver, address=address)
        return invited

    def pending_invitations(self) -> list[Invitation]:
        return [item for item in self._invitations if self._is_good(item)]

    def withdraw_invitation(self, id: str, editor: str, address: str) -> bool:
        """Withdraw an invitation in the name of `editor`; return whether it was pending.

        Raises AccountRefused for an invitation to what `editor` may not give.
        """
        for invitation in self._invitations:
            if invitation.id == id:
                self._refuse_to_give(editor, invitation.rights)
        is_withdrawn = self._invitations.remove(id)
        if is_withdrawn:
            self.journal.note("invitation withdrawn", editor=editor, address=address)
        return is_withdrawn

    def find_invitation(self, token: str) -> Invitation | None:
        """Return the invitation `token`; None when it is no longer good."""
        invitation = self._invitations.find(token)
        return invitation if invitation and self._is_good(invitation) else None

    def may_join(self, token: str) -> bool:
        """Whether the invitation `token` still makes an account."""
        return self.find_invitation(token) is not None

    def join(self, token: str, name: str, password: str, address: str) -> str:
        """Make the account of the person invited by `token`, and return the token of its first session.

        That is "" when it cannot be written. Raises AccountRefused, and Unidentified for an invitation that
        is no longer good.
        """
        invitation = self._find_or_refuse(token, address)
        account = self.accounts.add(
            name, password, self._today(), rights=invitation.rights, before=lambda: self._use(token)
        )
        self.journal.note("account created", editor=account.name, by=invitation.inviter, address=address)
        session = self._begin_if_possible(account)
        if session:
            self._note_sign_in(account, address)
        return session

    def accept_rights(self, editor: str, token: str, address: str) -> None:
        """Give the account of `editor`, who is signed in, the rights of the invitation `token` too.

        Raises AccountRefused without an account, and Unidentified for an invitation that is no longer good.
        """
        invitation = self._find_or_refuse(token, address)

        def edit(rights: Rights) -> Rights:
            self._use(token)
            return rights.joined_with(invitation.rights)

        account = self.accounts.change_rights(editor, edit)
        self.journal.note("invitation accepted", editor=account.name, by=invitation.inviter, address=address)

    # -- inside

    def _find_giver(self, token: str) -> str:
        """Return the name of who may change accounts by the live session `token`; "" for nobody."""
        session = self._find_live(token)
        if session is None or (self._is_named(session.auth_hash) and not self.has_bodies):
            return ""
        return session.editor

    def _refuse_to_give(self, giver: str, rights: Rights) -> None:
        if not self.rights_of(giver).may_give(rights):
            raise AccountRefused(_NOT_GIVEN)

    def _change_rights(
        self,
        token: str,
        name: str,
        edit: Callable[[Rights, str], Rights],
        event: str,
        address: str,
        **facts: str,
    ) -> None:
        """Change the rights of the account `name`, for the session `token` of another account."""
        giver = self._find_giver(token)
        if not giver or key(giver) == key(name):
            raise AccountRefused(_OWN if giver else _NOT_GIVEN)
        account = self.accounts.change_rights(name, lambda rights: edit(rights, giver))
        self.journal.note(event, account=account.name, editor=giver, address=address, **facts)

    def _find_or_refuse(self, token: str, address: str) -> Invitation:
        """Return the invitation `token`; raises Unidentified, which is logged, when it is no longer good."""
        invitation = self.find_invitation(token)
        if invitation is None:
            self.journal.note("invitation refused", address=address)
            raise Unidentified
        return invitation

    def _use(self, token: str) -> None:
        """Use up the invitation `token`; raises Unidentified when somebody else just did."""
        invitation = self.find_invitation(token)
        if invitation is None or not self._invitations.remove(invitation.id):
            raise Unidentified

    def _is_good(self, invitation: Invitation) -> bool:
        """Whether the inviter is still who they were, and may still give its rights."""
        is_current = self._is_current(invitation.inviter, invitation.auth_hash)
        return is_current and self.rights_of(invitation.inviter).may_give(invitation.rights)


def open_editors(folder: Path, clock: Callable[[], float] = time.time, *, naming_header: str = "") -> Editors:
    """Return the editors stored in files of `folder` (GERSAPP_INSTANCE).

    `naming_header` is the header in which a proxy names an editor (GERSAPP_TRUSTED_USER_HEADER).
    """
    return Editors(
        accounts=Accounts(folder),
        sessions=Sessions(folder, clock),
        attempts=Attempts(folder, clock),
        invitations=Invitations(folder, clock),
        first_invitation=FirstInvitation(clock),
        journal=Journal(folder, clock),
        naming_header=naming_header,
        clock=clock,
    )
