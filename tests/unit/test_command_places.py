"""Where commands act: they say it, and write to no default place that no server ever used."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from flask import Flask

from gersapp import commands
from gersapp.editors.journal import LOG_NAME
from gersapp.settings import Settings
from gersapp.store.tinydb import lock
from proof.tools.server import GUNICORN, ROOT, free_port, launch
from tests.support.files import contents
from tests.support.places import accounts_in, copies_of
from tests.support.runner import runner_of

PASSWORD = "quatre cèpes dorés, hier"
SECONDS = 60

# Every command, by what it writes, and what it says first.
WRITE_CATALOGUE: list[tuple[str, ...]] = [("backup",), ("restore", "latest"), ("purge", "tips-du-jour")]
WRITE_ACCOUNTS: list[tuple[str, ...]] = [
    ("editor", "add", "Jeanne"),
    ("editor", "password", "Jeanne"),
    ("editor", "remove", "Jeanne"),
    ("import", "-"),
]
WRITE_NOTHING: list[tuple[str, ...]] = [
    ("backups",),
    ("restore", "latest", "--dry-run"),
    ("import", "-", "--dry-run"),
    ("export", "txt", "-"),
    ("editor", "list"),
    ("version",),
]
UNSERVED = "est l’emplacement par défaut, et aucun serveur ne s’en est servi."


@dataclass
class Defaults:
    """The places of the defaults, moved to a folder of the test."""

    database: Path
    instance: Path

    def run(self, *words: str, database: Path | None = None, instance: Path | None = None) -> tuple[int, str]:
        """Exit status and standard errors of a command, without variables or with some of them."""
        settings = Settings(db=database or self.database, instance=instance or self.instance)
        ended = runner_of(settings).invoke(args=[*words], input=PASSWORD)
        return ended.exit_code, ended.stderr


@pytest.fixture
def defaults(database: Path, quick_disk: None, monkeypatch: pytest.MonkeyPatch) -> Defaults:
    moved = Defaults(database, database.parent / "instance")
    values = {field.name: field.default for field in fields(Settings)}
    values |= {"db": moved.database, "instance": moved.instance}
    monkeypatch.setattr(Settings.__init__, "__defaults__", tuple(values.values()))
    assert Settings().db == moved.database
    return moved


def serve(defaults: Defaults) -> None:
    """Leave what a server leaves."""
    lock.release(lock.take(defaults.database.resolve()))
    defaults.instance.mkdir(mode=0o700)
    (defaults.instance / LOG_NAME).touch(mode=0o600)


def test_the_lists_have_every_command() -> None:
    app = Flask("gersapp")
    commands.init_app(app, Settings())
    editor = getattr(app.cli.commands["editor"], "commands")  # noqa: B009  (a group has it)
    known: set[tuple[str, ...]] = {
        (name,) for name in app.cli.commands if name not in ("editor", "run", "shell", "routes")
    }
    # These act on a database alone.
    known -= {("database",), ("observatory",)}
    known |= {("editor", name) for name in editor}
    listed = {
        words[: 2 if words[0] == "editor" else 1]
        for words in WRITE_CATALOGUE + WRITE_ACCOUNTS + WRITE_NOTHING
    }
    assert listed == known


@pytest.mark.parametrize("words", WRITE_CATALOGUE + WRITE_ACCOUNTS, ids=" ".join)
def test_a_default_that_was_never_served_is_not_written(defaults: Defaults, words: tuple[str, ...]) -> None:
    before = contents(defaults.database.parent)
    status, stderr = defaults.run(*words)
    place = defaults.instance if words in WRITE_ACCOUNTS else defaults.database
    assert status == 1
    assert f"Refusé : {place} {UNSERVED}" in stderr
    assert contents(defaults.database.parent) == before


@pytest.mark.parametrize("words", WRITE_CATALOGUE + WRITE_ACCOUNTS, ids=" ".join)
def test_the_default_of_a_server_is_written(defaults: Defaults, words: tuple[str, ...]) -> None:
    serve(defaults)
    assert UNSERVED not in defaults.run(*words)[1]


@pytest.mark.parametrize("words", WRITE_CATALOGUE + WRITE_ACCOUNTS, ids=" ".join)
def test_who_is_sure_writes_to_a_default(defaults: Defaults, words: tuple[str, ...]) -> None:
    assert UNSERVED not in defaults.run(*words, "--yes")[1]


@pytest.mark.parametrize("words", WRITE_CATALOGUE + WRITE_ACCOUNTS, ids=" ".join)
def test_places_that_are_given_are_written(
    defaults: Defaults, tmp_path: Path, words: tuple[str, ...]
) -> None:
    given = Path(shutil.copy(defaults.database, tmp_path / "given.json"))
    assert UNSERVED not in defaults.run(*words, database=given, instance=tmp_path / "accounts")[1]


@pytest.mark.parametrize("words", WRITE_NOTHING, ids=" ".join)
def test_what_writes_nothing_is_never_refused_for_its_place(
    defaults: Defaults, words: tuple[str, ...]
) -> None:
    assert UNSERVED not in defaults.run(*words)[1]


def test_an_erasure_needs_the_log_of_the_server(defaults: Defaults, tmp_path: Path) -> None:
    given = Path(shutil.copy(defaults.database, tmp_path / "given.json"))
    status, stderr = defaults.run("purge", "tips-du-jour", database=given)
    assert (status, f"Refusé : {defaults.instance} {UNSERVED}" in stderr) == (1, True)


@pytest.mark.parametrize("words", WRITE_CATALOGUE + WRITE_ACCOUNTS + WRITE_NOTHING, ids=" ".join)
def test_every_command_says_where_it_acts(defaults: Defaults, tmp_path: Path, words: tuple[str, ...]) -> None:
    given, instance = Path(shutil.copy(defaults.database, tmp_path / "given.json")), tmp_path / "accounts"
    _, stderr = defaults.run(*words, database=given, instance=instance)
    expected = {
        "editor": accounts_in(instance),
        "import": f"Catalogue : {given}\n" if "--dry-run" in words else accounts_in(instance),
        "export": f"Catalogue : {given}\n",
        "purge": f"Catalogue : {given}\n{accounts_in(instance)}",
        "version": "",
    }.get(words[0], copies_of(given))
    assert stderr.startswith(expected)


# -- the project as it is unpacked, with real servers and commands


@dataclass
class Project:
    """A copy of the project: its defaults are beside it."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "db.json"

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    def run(self, *words: str) -> tuple[int, str]:
        """Exit status and standard errors of a real command, without any variable."""
        ended = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=self.folder,
            env=environ(),
            input=PASSWORD,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return ended.returncode, ended.stderr

    def serve(self, **settings: str) -> None:
        """Start a real server, wait until it answers, and stop it."""
        port = free_port()
        server = launch(
            [sys.executable, *GUNICORN, "wsgi:app"],
            port=port,
            database=self.database,
            log=self.folder.with_name("server.log"),
            environ={**environ(), "GERSAPP_BIND": f"127.0.0.1:{port}", **settings},
            project=self.folder,
        )
        try:
            server.wait()
        finally:
            server.stop()


def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy = tmp_path / "project"
    copy.mkdir()
    for name in ("gersapp", "static", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("wsgi.py", "gunicorn.conf.py", "pyproject.toml", "db.json"):
        shutil.copy(ROOT / name, copy)
    return Project(copy)


@pytest.mark.long
def test_commands_follow_the_server_that_was_really_started(project: Project, tmp_path: Path) -> None:
    add = ("editor", "add", "Jeanne")
    elsewhere = {"GERSAPP_INSTANCE": str(tmp_path / "accounts")}
    project.serve(GERSAPP_DB=str(tmp_path / "other.json"), **elsewhere)
    assert f"{project.database} {UNSERVED}" in project.run("backup")[1]
    assert f"{project.instance} {UNSERVED}" in project.run(*add)[1]
    assert not project.instance.exists()
    assert not project.database.with_name("db.json.backups").exists()

    project.serve(**elsewhere)
    assert project.run("backup") == (0, copies_of(project.database))
    assert f"{project.instance} {UNSERVED}" in project.run(*add)[1]

    project.serve()
    assert project.run(*add) == (0, accounts_in(project.instance))
