"""`flask version`: the version and the licence."""

import tomllib
from pathlib import Path

import click

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@click.command("version")
def version() -> None:
    """Dire la version du catalogue et sa licence."""
    project = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]
    click.echo(f"Version : {project['version']}")
    click.echo(f"Licence : {project['license']}")
