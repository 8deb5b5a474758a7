"""The `flask …` commands of the sysadmin. They work on files, and never start the catalogue."""

from flask import Flask

from gersapp.commands import accounts, click_french, copies, exports, imports, purge, version
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
        exports.export,
        imports.import_file,
        purge.purge,
        version.version,
    ):
        app.cli.add_command(command)
