"""The application put together: its services, its hooks and its views."""

import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from gersapp.editors import Editors, open_editors
from gersapp.exchange.exports import Exports
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.reading_notes import ReadingNotes
from gersapp.reviews.readings import BodyReadings, Readings
from gersapp.reviews.repository import PendingImports
from gersapp.settings import Settings
from gersapp.store.bodies import Bodies
from gersapp.store.repository import Repository
from gersapp.web import body_addresses, errors, htmx
from gersapp.web.accounts import observatory as all_accounts
from gersapp.web.accounts import own as account
from gersapp.web.accounts import views as accounts
from gersapp.web.audiences import views as audiences
from gersapp.web.browse import accessibility
from gersapp.web.browse import views as browse
from gersapp.web.bulk import views as bulk
from gersapp.web.current import Services
from gersapp.web.downloads import (
    description,
    documents,
    feed,
    interface,
    national_data,
    national_documents,
    open_data,
    opening,
)
from gersapp.web.downloads import tables as tables_out
from gersapp.web.heading import views as heading
from gersapp.web.history import views as history
from gersapp.web.imports import decisions, proposed, tables
from gersapp.web.imports import views as imports
from gersapp.web.national import current as national
from gersapp.web.observatory import adding, figures, grouping
from gersapp.web.observatory import views as observatory
from gersapp.web.operations import views as operations
from gersapp.web.placing import views as placing
from gersapp.web.previews import views as previews
from gersapp.web.rendering import pages
from gersapp.web.rendering.assets import Assets
from gersapp.web.robots import views as robots
from gersapp.web.security import access, cross_site, headers, proxies
from gersapp.web.sign_in import views as sign_in

_ROOT = Path(__file__).resolve().parents[2]
# The pages of the site, which are at its root whatever catalogues it has.
_OF_SITE = (accessibility.bp, account.bp, robots.bp, sign_in.bp)
# The pages of a catalogue: at the root of the site, or below the slug of a body.
_OF_CATALOGUE = (
    accounts.bp,
    audiences.bp,
    browse.bp,
    bulk.bp,
    decisions.bp,
    description.bp,
    documents.bp,
    feed.bp,
    heading.bp,
    history.bp,
    imports.bp,
    interface.bp,
    open_data.bp,
    operations.bp,
    placing.bp,
    previews.bp,
    proposed.bp,
    robots.catalogue_bp,
    tables.bp,
    tables_out.bp,
)
# The pages of a site that has the catalogues of many bodies, and of each body there.
_OF_OBSERVATORY = (
    adding.bp,
    all_accounts.bp,
    body_addresses.bp,
    description.bodies_bp,
    figures.bp,
    national_data.bp,
    national_documents.bp,
    observatory.bp,
    previews.bodies_bp,
    robots.bodies_bp,
)
_OF_BODY = (*_OF_CATALOGUE, grouping.bp)


def make_app(settings: Settings, repository: Repository) -> Flask:
    """Make the application over one catalogue; raises StartRefused for settings that make no sense."""
    editors = open_editors(settings.instance, naming_header=settings.trusted_user_header)
    imports = FilePendingImports(settings.instance, time.time)
    readings = Readings(imports)
    services = Services(
        settings=settings,
        editors=editors,
        exports=Exports(),
        bodies=None,
        repository_of=lambda body: repository,
        imports_of=lambda body: imports,
        readings_of=lambda body: readings,
    )
    return _make_app(services)


def make_observatory_app(
    settings: Settings,
    bodies: Bodies,
    editors: Editors,
    imports_of: Callable[[str], PendingImports],
    notes_of: Callable[[str], ReadingNotes] | None = None,
) -> Flask:
    """Make the application over the catalogues of many bodies, each below its slug.

    `imports_of` returns the imports that wait for a body; `notes_of`, what the processes tell each other of
    the documents that they read. Raises StartRefused as `make_app` does.
    """
    services = Services(
        settings=settings,
        editors=editors,
        exports=Exports(),
        bodies=bodies,
        repository_of=bodies.repository,
        imports_of=imports_of,
        readings_of=BodyReadings(imports_of, notes_of).of,
    )
    return _make_app(services)


def _make_app(services: Services) -> Flask:
    app = Flask("gersapp", static_folder=None, template_folder=str(_ROOT / "templates"))
    # Else Flask redirects // in a path to an absolute address made of an unchecked Host.
    app.url_map.merge_slashes = False
    assets = Assets(_ROOT / "static")
    app.extensions["gersapp"] = services
    _add_hooks(app, services)
    pages.init_app(app, assets)
    app.register_blueprint(assets.blueprint())
    if services.bodies is None:
        for bp in (*_OF_SITE, *_OF_CATALOGUE):
            app.register_blueprint(bp)
    else:
        national.init_app(app, services.bodies)
        for bp in (*_OF_SITE, *_OF_OBSERVATORY):
            app.register_blueprint(bp)
        for bp in _OF_BODY:
            app.register_blueprint(bp, url_prefix=body_addresses.PREFIX)
    pages.start_rendering_ahead(app)
    return app


def _add_hooks(app: Flask, services: Services) -> None:
    htmx.init_app(app)
    # Before each request, in this order.
    opening.init_app(app)
    cross_site.init_app(app, services.settings)
    if services.bodies is not None:
        body_addresses.init_app(app, services.bodies)
    access.init_app(app)
    # Around the whole application, the last one outermost.
    proxies.init_app(app, services.settings)
    headers.init_app(app)
    errors.init_app(app)
