"""The `flask …` commands, run on a database of many bodies."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import Result

from gersapp.settings import Settings
from gersapp.store.postgres import PostgresBodies
from tests.support.runner import runner_of


@dataclass(frozen=True)
class Place:
    """A database, and a folder whose `instance` is the server's."""

    address: str
    folder: Path

    @property
    def copies(self) -> Path:
        return self.folder / "instance" / "copies"

    def run(self, *words: str, input: str | bytes | None = None, **settings: object) -> Result:
        """Run a command; `settings` are those that differ from the place's."""
        own = Settings(database=self.address, instance=self.folder / "instance", db=self.folder / "db.json")
        runner = runner_of(replace(own, **settings))  # type: ignore[arg-type]  # names of settings
        return runner.invoke(args=list(words), input=input)

    def output(self, *words: str, input: str | None = None) -> str:
        """Run a command that is not refused, and return what it says."""
        done = self.run(*words, input=input)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def bodies(self) -> Iterator[PostgresBodies]:
        with contextlib.closing(PostgresBodies(self.address)) as bodies:
            yield bodies

    def state(self) -> dict[str, tuple[str, str, bytes, dict[str, str]]]:
        """All that the database says of its bodies, by slug."""
        with self.bodies() as bodies:
            return {
                slug: (known.body.kind, known.body.territory, bodies.export(slug), dict(bodies.mapping(slug)))
                for slug, known in bodies.states().items()
            }
