"""`flask version`, and the project's own description, which it reads."""

import re
import subprocess
import sys
import tomllib

from flask import Flask

from gersapp import commands
from gersapp.settings import Settings
from proof.tools.server import ROOT


def test_the_version_and_the_licence_are_told_in_a_line_each() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    result = subprocess.run(
        [sys.executable, "-m", "flask", "version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == f"Version : {project['version']}\nLicence : EUPL-1.2\n"
    assert result.stderr == ""
    assert re.fullmatch(r"\d+\.\d+\.\d+", project["version"])


def test_the_version_needs_no_catalogue_and_no_accounts() -> None:
    app = Flask("elsewhere")
    commands.init_app(app, Settings(db=ROOT / "nowhere" / "db.json", instance=ROOT / "nowhere"))
    result = app.test_cli_runner().invoke(args=["version"])
    assert (result.exit_code, result.stdout.count("\n")) == (0, 2)


def test_every_command_is_listed_with_its_help() -> None:
    app = Flask("elsewhere")
    commands.init_app(app, Settings())
    listed = app.test_cli_runner().invoke(args=["--help"]).stdout
    for name in ("backup", "backups", "editor", "purge", "restore", "version"):
        assert re.search(rf"^  {name} +[A-ZÉ]", listed, re.MULTILINE), name
