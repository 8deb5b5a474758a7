"""The only Flask: thin views, grouped by what a person does, and what surrounds them."""

from pathlib import Path

from flask import Flask

from gersapp.settings import Settings
from gersapp.store import Store
from gersapp.web import browse, edit, errors, guard, htmx, pages
from gersapp.web.assets import Assets

_ROOT = Path(__file__).resolve().parent.parent.parent


def make_app(settings: Settings, store: Store) -> Flask:
    """The application over `store`."""
    app = Flask("gersapp", static_folder=None, template_folder=str(_ROOT / "templates"))
    # Else // in a path is answered by an absolute address made of an unchecked Host.
    app.url_map.merge_slashes = False
    assets = Assets(_ROOT / "static")
    htmx.init_app(app)
    guard.init_app(app, settings)
    errors.init_app(app)
    pages.init_app(app, settings, store, assets)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(browse.pages)
    app.register_blueprint(edit.changes)
    return app
