"""The application put together: its services, its hooks and its views."""

import time
from pathlib import Path

from flask import Flask

from gersapp.editors import open_editors
from gersapp.exchange.exports import Exports
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.readings import Readings
from gersapp.settings import Settings
from gersapp.store.repository import Repository
from gersapp.web import errors, htmx
from gersapp.web.accounts import views as accounts
from gersapp.web.audiences import views as audiences
from gersapp.web.browse import views as browse
from gersapp.web.bulk import views as bulk
from gersapp.web.current import Services
from gersapp.web.downloads import description, documents, feed, interface, open_data, opening
from gersapp.web.downloads import tables as tables_out
from gersapp.web.heading import views as heading
from gersapp.web.history import views as history
from gersapp.web.imports import decisions, proposed, tables
from gersapp.web.imports import views as imports
from gersapp.web.operations import views as operations
from gersapp.web.placing import views as placing
from gersapp.web.previews import views as previews
from gersapp.web.rendering import pages
from gersapp.web.rendering.assets import Assets
from gersapp.web.robots import views as robots
from gersapp.web.security import access, cross_site, headers, proxies
from gersapp.web.sign_in import views as sign_in

_ROOT = Path(__file__).resolve().parents[2]
_FEATURES = (
    accounts,
    audiences,
    browse,
    bulk,
    decisions,
    description,
    documents,
    feed,
    heading,
    history,
    imports,
    interface,
    open_data,
    operations,
    placing,
    previews,
    proposed,
    robots,
    sign_in,
    tables,
    tables_out,
)


def make_app(settings: Settings, repository: Repository) -> Flask:
    """Make the application over `repository`; raises StartRefused for settings that make no sense."""
    app = Flask("gersapp", static_folder=None, template_folder=str(_ROOT / "templates"))
    # Else Flask redirects // in a path to an absolute address made of an unchecked Host.
    app.url_map.merge_slashes = False
    assets = Assets(_ROOT / "static")
    editors = open_editors(settings.instance, naming_header=settings.trusted_user_header)
    imports = FilePendingImports(settings.instance, time.time)
    app.extensions["gersapp"] = Services(settings, repository, editors, imports, Readings(imports), Exports())
    htmx.init_app(app)
    # Before each request, in this order.
    opening.init_app(app)
    cross_site.init_app(app, settings)
    access.init_app(app)
    # Around the whole application, the last one outermost.
    proxies.init_app(app, settings)
    headers.init_app(app)
    errors.init_app(app)
    pages.init_app(app, assets)
    app.register_blueprint(assets.blueprint())
    for feature in _FEATURES:
        app.register_blueprint(feature.bp)
    pages.start_rendering_ahead(app)
    return app
