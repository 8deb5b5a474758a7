"""The only Flask: thin views, grouped by what a person does, and what surrounds them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response

from gersapp.editors import Editors
from gersapp.settings import Settings
from gersapp.store.tinydb import Store
from gersapp.web import errors, htmx
from gersapp.web.audiences import views as audiences
from gersapp.web.browse import views as browse
from gersapp.web.bulk import views as bulk
from gersapp.web.current import Services
from gersapp.web.history import views as history
from gersapp.web.operations import views as edit
from gersapp.web.rendering import pages
from gersapp.web.rendering.assets import Assets
from gersapp.web.security import guard
from gersapp.web.sign_in import views as signin

_ROOT = Path(__file__).resolve().parents[2]


class _App(Flask):
    """Flask less what none of our requests needs: coroutines, hooks of blueprints, sessions of its own.

    At 16 operations an answer to a filter is mostly the frame around it.
    """

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func

    def preprocess_request(self) -> None:
        guard.the_guard().check()

    def process_response(self, response: Response) -> Response:
        guard.finish(response)
        return response


def make_app(settings: Settings, store: Store) -> Flask:
    """The application over `store`; raises StartRefused for settings that make no sense."""
    app = _App("gersapp", static_folder=None, template_folder=str(_ROOT / "templates"))
    # Else // in a path is answered by an absolute address made of an unchecked Host.
    app.url_map.merge_slashes = False
    assets = Assets(_ROOT / "static")
    htmx.init_app(app)
    editors = Editors(settings.instance)
    guard.init_app(app, settings, editors)
    errors.init_app(app)
    app.extensions["gersapp"] = Services(settings, store, editors)
    pages.init_app(app, assets)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(browse.bp)
    app.register_blueprint(edit.changes)
    app.register_blueprint(bulk.lots)
    app.register_blueprint(audiences.audiences)
    app.register_blueprint(history.past)
    app.register_blueprint(signin.doors)
    return app
