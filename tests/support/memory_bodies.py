"""Many bodies, whose catalogues are in memory."""

import contextlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gersapp.errors import NotFound
from gersapp.observatory.body import Body
from gersapp.store.bodies import Bodies, BodyState, refuse_slug, slug_taken
from gersapp.store.tinydb import TinyDBRepository
from tests.support.memory_repository import MemoryDatabase, MemoryRepository


class MemoryBodies(Bodies):
    """Several may be made `beside` each other, as several processes have them."""

    def __init__(
        self, databases: dict[str, tuple[Body, MemoryDatabase]] | None = None, *, place: str = ""
    ) -> None:
        """`place` is what the names of all states begin with: by default the slug of the body."""
        self._place = place
        self._databases = {} if databases is None else databases
        self._repositories: dict[str, MemoryRepository] = {}
        self._groups: dict[str, Mapping[str, str]] = {}

    def beside(self) -> "MemoryBodies":
        """The same bodies, as another process has them."""
        return MemoryBodies(self._databases)

    def states(self) -> Mapping[str, BodyState]:
        return {
            slug: BodyState(self._databases[slug][0], self.repository(slug).snapshot(), self.mapping(slug))
            for slug in sorted(self._databases)
        }

    def unreadable(self) -> Mapping[str, str]:
        return {}

    def repository(self, slug: str) -> MemoryRepository:
        if slug not in self._databases:
            raise NotFound(slug)
        if slug not in self._repositories:
            self._repositories[slug] = MemoryRepository(self._databases[slug][1])
        return self._repositories[slug]

    def add(self, body: Body, content: bytes) -> None:
        refuse_slug(body.slug)
        if body.slug in self._databases:
            raise slug_taken(body.slug)
        database = MemoryDatabase(self._place or body.slug)
        _fill(database, content)
        # Only now: threads may look at it at once.
        self._databases[body.slug] = body, database

    def change(self, body: Body) -> None:
        self._databases[body.slug] = body, self._databases[body.slug][1]

    def remove(self, slug: str) -> bytes:
        del self._databases[slug]
        self._repositories.pop(slug, None)
        return b""

    def export(self, slug: str) -> bytes:
        raise NotImplementedError

    def rows(self, slug: str) -> bytes:
        raise NotImplementedError

    def restore(self, slug: str, content: bytes) -> bytes:
        _fill(self._databases[slug][1], content)
        return b""

    def mapping(self, slug: str) -> Mapping[str, str]:
        return self._groups.get(slug, {})

    def set_mapping(self, slug: str, groups: Mapping[str, str]) -> None:
        self._groups[slug] = groups

    def close(self) -> None:
        pass


def _fill(database: MemoryDatabase, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "db.json")
        path.write_bytes(content)
        with contextlib.closing(TinyDBRepository(path)) as repository:
            snapshot = repository.snapshot()
            database.revisions[:] = repository.history(snapshot)
            database.add(snapshot.catalogue)
