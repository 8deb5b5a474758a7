"""« Comptes »: those of a catalogue or of the whole Observatoire, and the invitations to them."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for

from gersapp.editors.repository import Account
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused
from gersapp.web.accounts.pages import address_of_client, render_account_page
from gersapp.web.current import current_body, current_editors
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
        own = editors.find_account(session_token())
        return render_account_page(
            "accounts/accounts.html",
            status,
            body=current_body(),
            accounts=[_describe(account, own) for account in editors.accounts if _has(account.rights)],
            invitations=[
                {"id": item.id, "whose": of_whom([item.inviter]), "until": when(int(item.until))}
                for item in editors.pending_invitations()
                if _has(item.rights)
            ],
            may_invite=editors.may_manage(session_token()),
            may_remove=own is not None,
            names_managers=bool(current_body()) and current_rights().curator,
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


def _describe(account: Account, own: Account | None) -> dict[str, Any]:
    return {
        "name": account.name,
        "whose": of_whom([account.name]),
        "is_own": account == own,
        "is_manager": account.rights.roles.get(current_body()) is Role.MANAGER,
        "is_curator": account.rights.curator,
        "bodies": sorted(account.rights.roles),
        "created": say_day(account.created),
        "signed_in": say_day(account.signed_in),
    }
