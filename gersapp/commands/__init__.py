"""The `flask …` commands of the sysadmin. They work on files or on the database, and start no server."""

import click
from flask import Flask

from gersapp.commands import (
    accounts,
    click_french,
    copies,
    databases,
    exports,
    imports,
    observatories,
    purge,
    version,
)
from gersapp.commands.shared import SETTINGS
from gersapp.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    click_french.speak_french()
    app.extensions[SETTINGS] = settings
    for command in (
        accounts.editor,
        copies.backup,
        copies.backups,
        copies.restore,
        databases.database,
        exports.export,
        imports.import_file,
        observatories.observatory,
        purge.purge,
        version.version,
    ):
        if isinstance(command, click.Group):
            command.subcommand_metavar = click_french.SUBCOMMAND
        app.cli.add_command(command)
