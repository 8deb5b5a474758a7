"""The Protocol of a store of many bodies: a `Repository` for each, and the list of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from gersapp.errors import BodyRefused
from gersapp.observatory.body import Body
from gersapp.observatory.slugs import MAX_SLUG, RESERVED, is_slug
from gersapp.store.repository import Repository, Snapshot


@dataclass(frozen=True, slots=True)
class BodyState:
    """A body, and its catalogue as this process knows it.

    `groups` are the national groups that its manager chose, by the slug of the audience, as `mapping` returns
    them.
    """

    body: Body
    snapshot: Snapshot
    groups: Mapping[str, str] = field(default_factory=dict)


class Bodies(Protocol):
    """The catalogues of many bodies, which several processes may share."""

    def states(self) -> Mapping[str, BodyState]:
        """Return every body by its slug, in the order of the slugs.

        It never waits, and another state of any body, or other groups, gives another mapping.
        """

    def unreadable(self) -> Mapping[str, str]:
        """Return why bodies cannot be read that are therefore in no state, by their slugs, in their order."""

    def repository(self, slug: str) -> Repository:
        """Return the catalogue of a body, the same object each time; raises NotFound."""

    def add(self, body: Body, content: bytes) -> None:
        """Add a body with the catalogue of `content`, a file as `export` returns it, its history included.

        All or nothing; durable before it returns. Raises BodyRefused for a slug that is taken or none, and
        for a file that the default engine would refuse; StoreUnavailable.
        """

    def change(self, body: Body) -> None:
        """Give the body of this slug another kind or territory; raises NotFound or StoreUnavailable."""

    def remove(self, slug: str) -> bytes:
        """Remove a body with its history, and return what `export` would have returned.

        Return b"" for a body that is unreadable.
        Raises NotFound or StoreUnavailable.
        """

    def export(self, slug: str) -> bytes:
        """Return a file that the default engine serves, equal to what was added and changed since.

        Raises NotFound or StoreUnavailable.
        """

    def rows(self, slug: str) -> bytes:
        """Return, in JSON, all that the database has of a body, which may be unreadable.

        Raises NotFound or StoreUnavailable.
        """

    def restore(self, slug: str, content: bytes) -> bytes:
        """Replace the catalogue of a body and its history by those of `content`, as `add` takes them.

        Return what `export` would have returned before; b"" for a body that is unreadable.
        Raises BodyRefused, NotFound or StoreUnavailable; then nothing is changed.
        """

    def mapping(self, slug: str) -> Mapping[str, str]:
        """Return the national groups (slugs of `gersapp.observatory.groups`) that a manager chose, by the
        slug of the body's audience."""

    def set_mapping(self, slug: str, groups: Mapping[str, str]) -> None:
        """Replace the groups that a manager chose; raises NotFound or StoreUnavailable."""

    def close(self) -> None:
        """Let go of all that is held."""


def refuse_slug(slug: str) -> None:
    """Raise BodyRefused for a slug that no body may have."""
    if slug in RESERVED:
        raise BodyRefused(
            f"« {slug} » est l’adresse d’autres pages : donnez un autre nom à cet organisme. "
            "Rien n’a été modifié."
        )
    if not is_slug(slug):
        raise BodyRefused(
            f"« {slug} » ne peut pas être l’adresse d’un organisme : il faut a-z, 0-9 et des "
            f"tirets, {MAX_SLUG} caractères au plus (par exemple « gers »)."
        )


def slug_taken(slug: str) -> BodyRefused:
    return BodyRefused(f"Un organisme a déjà l’adresse « {slug} ». Rien n’a été modifié.")
