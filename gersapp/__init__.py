"""The living catalogue of a public body's operations on social media."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(**settings: object) -> "Flask":
    """Open the store and wire the parts; `settings` override those of the environment.

    Raises SystemExit, after a message in French, when the file is refused.
    """
    import dataclasses
    import sys

    from gersapp.errors import StartRefused
    from gersapp.settings import read_settings
    from gersapp.store import Store
    from gersapp.web import make_app

    chosen = dataclasses.replace(read_settings(), **settings)  # type: ignore[arg-type]  # checked by replace
    try:
        store = Store(chosen.db)
    except StartRefused as error:
        print(f"\nArrêt : {error}\n", file=sys.stderr, flush=True)
        sys.exit(3)
    return make_app(chosen, store)
