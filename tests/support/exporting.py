"""`flask export`, run on a file."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from gersapp.settings import Settings
from tests.support.runner import runner_of


@dataclass
class Place:
    folder: Path
    hosts: tuple[str, ...] = ()

    @property
    def database(self) -> Path:
        return self.folder / "db.json"

    def run(self, *words: str) -> Result:
        return runner_of(
            Settings(db=self.database, instance=self.folder / "instance", hosts=self.hosts)
        ).invoke(args=["export", *words])

    def text(self, *words: str) -> str:
        done = self.run("txt", "-", *words)
        assert done.exit_code == 0, done.stderr
        return done.stdout
