"""« Comptes »: those of a catalogue or of the whole Observatoire, and the invitations to them."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from gersapp.editors.accounts import key
from gersapp.editors.repository import Account, Invitation
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused
from gersapp.web.accounts.pages import address_of_client, name_slug, render_account_page, say_rights
from gersapp.web.current import current_body, current_editors, has_catalogue
from gersapp.web.french import of_whom
from gersapp.web.french_times import say_day, when
from gersapp.web.navigation import see_other
from gersapp.web.security.access import current_editor, current_rights, session_token


@dataclass(frozen=True, slots=True)
class Team:
    """Those who have rights on the current body, or everybody without one; `blueprint` has its views."""

    blueprint: str

    def show(self, status: int = 200, *, refusal: str = "", invitation: str = "") -> Response:
        """Show the page; `invitation` is the address of a new one."""
        editors = current_editors()
        is_curator = current_rights().curator
        return render_account_page(
            "accounts/accounts.html",
            status,
            body=current_body(),
            accounts=[_describe(account) for account in editors.accounts if _has(account.rights)],
            invitations=[
                _describe_invitation(item) for item in editors.pending_invitations() if _has(item.rights)
            ],
            may_invite=editors.may_manage(session_token()),
            names_managers=bool(current_body()) and is_curator,
            names_curators=not has_catalogue() and is_curator,
            invitation=invitation,
            errors={"": refusal} if refusal else {},
            invite=self._address("invite"),
            remove=self._address("remove"),
            withdraw=self._address("withdraw"),
        )

    def invite(self) -> Response:
        """Make an invitation, and show its address this one time."""
        rights = ALL_RIGHTS
        if current_body():
            role = Role.MANAGER if request.form.get("role") == Role.MANAGER else Role.EDITOR
            rights = Rights(roles={current_body(): role})
        try:
            token = current_editors().invite_colleague(session_token(), address_of_client(), rights)
        except AccountRefused as error:
            return self.show(409, refusal=str(error))
        return self.show(invitation=url_for("account.invitation", token=token, _external=True))

    def remove(self) -> Response:
        """Remove the account of somebody else, or its rights on the body; sent twice, it is done already."""
        editors, body, name = current_editors(), current_body(), request.form.get("account", "")
        account = editors.accounts.get(name)
        if account and _has(account.rights):
            try:
                if body:
                    editors.set_role(session_token(), name, body, None, address_of_client())
                else:
                    editors.remove_account(session_token(), name, address_of_client())
            except AccountRefused as error:
                return self.show(409, refusal=str(error))
        return self._return("droits-retires" if body else "compte-retire")

    def set_role(self) -> Response:
        """Let somebody who has an account edit the current body, or manage it too."""
        name, role = request.form.get("account", ""), request.form.get("role", "")
        try:
            current_editors().set_role(
                session_token(),
                name,
                current_body(),
                Role.MANAGER if role == Role.MANAGER else Role.EDITOR,
                address_of_client(),
            )
        except AccountRefused as error:
            return self.show(409, refusal=str(error))
        return self._return("role-donne")

    def set_curator(self) -> Response:
        """Let somebody manage the Observatoire, or no more."""
        name, is_curator = request.form.get("account", ""), request.form.get("curator") == "oui"
        try:
            current_editors().set_curator(session_token(), name, is_curator, address_of_client())
        except AccountRefused as error:
            return self.show(409, refusal=str(error))
        return self._return("role-donne" if is_curator else "role-retire")

    def withdraw(self) -> Response:
        """Withdraw an invitation, or say that it was not pending: its guest may have accepted it."""
        id = request.form.get("invitation", "")
        try:
            is_withdrawn = current_editors().withdraw_invitation(id, current_editor(), address_of_client())
        except AccountRefused as error:
            return self.show(409, refusal=str(error))
        return self._return("invitation-retiree" if is_withdrawn else "invitation-finie")

    def _return(self, done: str) -> Response:
        return see_other(url_for(f"{self.blueprint}.index", fait=done))

    def _address(self, view: str) -> str:
        return url_for(f"{self.blueprint}.{view}")


def _has(rights: Rights) -> bool:
    """Whether whoever has these rights is in the team of the current body; everybody is in that of none."""
    return not current_body() or current_body() in rights.roles


def _describe(account: Account) -> dict[str, Any]:
    is_own = key(account.name) == key(current_editor())
    return {
        "name": account.name,
        "whose": of_whom([account.name]),
        "is_own": is_own,
        "may_remove": not is_own and _may_remove(account),
        "is_manager": account.rights.roles.get(current_body()) is Role.MANAGER,
        "is_curator": account.rights.curator,
        "bodies": [
            {
                "name": name_slug(slug),
                "address": url_for("accounts.index", body=slug),
                "is_manager": role is Role.MANAGER,
            }
            for slug, role in sorted(account.rights.roles.items())
        ],
        "created": say_day(account.created),
        "signed_in": say_day(account.signed_in),
    }


def _may_remove(account: Account) -> bool:
    """Whether who makes the request may remove an account, or take its rights on the current body."""
    editors, body = current_editors(), current_body()
    if not body:
        # Not who has no account themselves.
        return editors.may_manage(session_token()) and editors.accounts.get(current_editor()) is not None
    return current_rights().may_give(Rights(roles={body: account.rights.roles[body]}))


def _describe_invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "whose": of_whom([invitation.inviter]),
        "until": when(int(invitation.until)),
        "given": "" if has_catalogue() else say_rights(invitation.rights),
        "may_withdraw": current_rights().may_give(invitation.rights),
    }
