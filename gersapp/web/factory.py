"""The application, put together: what surrounds the views, and the views."""

from pathlib import Path

from flask import Flask

from gersapp.editors import open_editors
from gersapp.settings import Settings
from gersapp.store.tinydb import Store
from gersapp.web import errors, htmx
from gersapp.web.audiences import views as audiences
from gersapp.web.browse import views as browse
from gersapp.web.bulk import views as bulk
from gersapp.web.history import views as history
from gersapp.web.operations import views as operations
from gersapp.web.rendering import pages
from gersapp.web.rendering.assets import Assets
from gersapp.web.security import access, cross_site, headers, proxies
from gersapp.web.sign_in import views as sign_in

_ROOT = Path(__file__).resolve().parents[2]


def make_app(settings: Settings, store: Store) -> Flask:
    """Make the application over `store`; raises StartRefused for settings that make no sense."""
    app = Flask("gersapp", static_folder=None, template_folder=str(_ROOT / "templates"))
    # Else // in a path is answered by an absolute address made of an unchecked Host.
    app.url_map.merge_slashes = False
    assets = Assets(_ROOT / "static")
    editors = open_editors(settings.instance)
    htmx.init_app(app)
    # Before each request, in this order.
    cross_site.init_app(app, settings)
    access.init_app(app, settings, editors)
    # Around the whole application, the last one outermost.
    proxies.init_app(app, settings)
    headers.init_app(app)
    errors.init_app(app)
    pages.init_app(app, settings, store, editors, assets)
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(browse.pages)
    app.register_blueprint(operations.changes)
    app.register_blueprint(bulk.lots)
    app.register_blueprint(audiences.audiences)
    app.register_blueprint(history.past)
    app.register_blueprint(sign_in.bp)
    return app
