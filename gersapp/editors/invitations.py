"""The pending invitations in a file, which has only the digests of their random tokens."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gersapp.editors.private import PrivateFile
from gersapp.editors.repository import INVITATION_S, Invitation
from gersapp.editors.rights import Rights
from gersapp.editors.tokens import digest_of, new_token
from gersapp.errors import AccountRefused

MAX_PENDING = 20


class Invitations:
    """InvitationRepository in `invitations.json` of `folder`."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._file = PrivateFile(folder / "invitations.json", _is_invitation)
        self._clock = clock

    def __iter__(self) -> Iterator[Invitation]:
        known = [_parse(id, document) for id, document in self._file.read().items()]
        return iter([invitation for invitation in known if self._clock() < invitation.until])

    def add(self, inviter: str, auth_hash: str, rights: Rights) -> str:
        token, now = new_token(), self._clock()
        with self._file.changing() as content:
            for id in [id for id, document in content.items() if document["until"] <= now]:
                del content[id]
            refuse_excess(len(content))
            content[digest_of(token)] = {"by": inviter, "mark": auth_hash, "until": now + INVITATION_S}
        return token

    def find(self, token: str) -> Invitation | None:
        digest = digest_of(token)
        return next((invitation for invitation in self if invitation.id == digest), None)

    def remove(self, id: str) -> bool:
        with self._file.changing() as content:
            return content.pop(id, None) is not None


def refuse_excess(count: int) -> None:
    """Raise AccountRefused when there may be no more than the `count` that are pending."""
    if count >= MAX_PENDING:
        raise AccountRefused(f"{MAX_PENDING} invitations attendent déjà : retirez-en une d’abord.")


# The names that an invitation's fields have in the file, and their types.
_TYPES = {"by": str, "mark": str, "until": int | float}


def _is_invitation(document: Any) -> bool:
    return isinstance(document, dict) and all(
        isinstance(document.get(field), kind) for field, kind in _TYPES.items()
    )


def _parse(id: str, document: dict[str, Any]) -> Invitation:
    return Invitation(id=id, inviter=document["by"], auth_hash=document["mark"], until=document["until"])
