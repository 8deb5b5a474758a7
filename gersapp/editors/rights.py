"""What an editor may do, in which bodies. No store and no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is in a body; a manager is an editor too. The value is in the database and in forms."""

    EDITOR = "editor"
    MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Rights:
    """`roles` are by the slug of the body. A curator of the Observatoire may do everything in every body."""

    curator: bool = False
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))

    def may_edit(self, body: str) -> bool:
        return self.curator or body in self.roles

    def may_manage(self, body: str) -> bool:
        """Whether they say who edits the catalogue of `body`, and to which national groups it belongs."""
        return self.curator or self.roles.get(body) is Role.MANAGER

    def may_give(self, rights: "Rights") -> bool:
        """Whether they may give and withdraw `rights`: a manager names editors, a curator anybody."""
        if self.curator:
            return True
        return not rights.curator and all(
            role is Role.EDITOR and self.may_manage(body) for body, role in rights.roles.items()
        )

    def with_role(self, body: str, role: Role | None) -> "Rights":
        """Return these rights with another role in `body`; with None, without any."""
        others = {slug: held for slug, held in self.roles.items() if slug != body}
        return replace(self, roles=others if role is None else {**others, body: role})

    def joined_with(self, other: "Rights") -> "Rights":
        """Return what these rights and `other` allow together."""
        managed = {body: role for body, role in self.roles.items() if role is Role.MANAGER}
        roles = {**self.roles, **other.roles, **managed}
        return Rights(curator=self.curator or other.curator, roles=roles)


# Those of everybody who is signed in where there is one catalogue, and those of a visitor.
ALL_RIGHTS, NO_RIGHTS = Rights(curator=True), Rights()
