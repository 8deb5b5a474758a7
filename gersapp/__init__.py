"""The living catalogue of a public body's operations on social media."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from gersapp.settings import Settings

# Flask's own commands that need the whole application.
_SERVING = {"run", "routes", "shell"}


def create_app(**settings: object) -> "Flask":
    """Open the repository and wire the parts; `settings` override those of the environment.

    Raises SystemExit, after a message in French, when the file or a setting is refused. A `flask …` command
    gets an application that has the commands and no catalogue: a server may hold the file.
    """
    import dataclasses
    import sys

    import click
    from flask import Flask

    from gersapp import commands
    from gersapp.errors import StartRefused
    from gersapp.settings import accept_any_encoding, read_settings

    accept_any_encoding()
    command = click.get_current_context(silent=True)
    try:
        chosen = dataclasses.replace(read_settings(), **settings)  # type: ignore[arg-type]  # names that are no settings are refused by replace
        if command and command.info_name not in _SERVING:
            app = Flask(__name__)
        else:
            app = _open_observatory(chosen) if chosen.database else _open_catalogue(chosen)
    except StartRefused as error:
        print(f"\nArrêt : {error}\n", file=sys.stderr, flush=True)
        sys.exit(3)
    commands.init_app(app, chosen)
    return app


def _open_catalogue(settings: "Settings") -> "Flask":
    from gersapp.store.tinydb import TinyDBRepository
    from gersapp.web.factory import make_app

    return make_app(settings, TinyDBRepository(settings.db))


def _open_observatory(settings: "Settings") -> "Flask":
    from gersapp.store.opening import open_stores
    from gersapp.web.factory import make_observatory_app

    stores = open_stores(settings.database, naming_header=settings.trusted_user_header)
    return make_observatory_app(settings, stores.bodies, stores.editors, stores.imports_of, stores.notes_of)
