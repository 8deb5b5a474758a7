"""The environment of the templates, and a template rendered by itself."""

import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.text import cut_at_word, french_spacing
from gersapp.french import say_number
from gersapp.web.current import has_bodies, has_catalogue, name_catalogue, organisation_of
from gersapp.web.french import quoted
from gersapp.web.navigation import catalogue_before, home, site_home
from gersapp.web.rendering.assets import Assets
from gersapp.web.rendering.html import Html, breakable
from gersapp.web.rendering.prose import linked
from gersapp.web.security.access import current_editor, may_change, may_curate, may_edit, may_manage

# Only this exact spelling is inlined: Jinja itself includes any other.
_INCLUDE = re.compile(r'\{% include "([\w/]+\.html)" %\}\n?')


class Loader(FunctionLoader):
    """Gives each template its globals as a `dict`.

    The plain version, FunctionLoader, leaves them as Jinja's ChainMap. Each rendering copies them, and a
    copy of a ChainMap takes 2 % of an answer to a filter.
    """

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        return super().load(environment, name, dict(globals or {}))


def init_app(app: Flask, assets: Assets) -> None:
    """Say what every template may use, and refuse the names that it was not given."""
    folder = Path(cast(str, app.template_folder))
    environment = app.jinja_env
    environment.loader = Loader(lambda name: (read_with_includes(folder, name), str(folder / name), None))
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        breakable=breakable,
        cut_at_word=cut_at_word,
        french_spacing=french_spacing,
        linked=linked,
        number=say_number,
        quoted=quoted,
        with_published=with_published,
    )
    environment.globals.update(
        asset=assets.url,
        may_change=may_change,
        may_edit=may_edit,
        may_manage=may_manage,
        may_curate=may_curate,
        has_bodies=has_bodies,
        has_catalogue=has_catalogue,
        name_catalogue=name_catalogue,
        organisation_of=organisation_of,
        home_address=home,
        site_home=site_home,
        catalogue_before=catalogue_before,
        editor=current_editor,
        platforms=PLATFORMS,
        platform=BY_SLUG,
    )


def read_with_includes(folder: Path, name: str) -> str:
    """Return the source of a template, with those that it includes in their places.

    The plain version is Jinja's FileSystemLoader. It makes a context for each include at each rendering,
    which takes 4 % of an answer to a filter, and 4 to 7 % of a page.
    """
    source = (folder / name).read_text("utf-8")
    return _INCLUDE.sub(lambda include: read_with_includes(folder, include[1]), source)


def compile_all(app: Flask) -> None:
    """Compile every template: else the first edit compiles its form, for 0.4 s, and every visitor waits."""
    folder = Path(cast(str, app.template_folder))
    for path in folder.rglob("*.html"):
        app.jinja_env.get_template(path.relative_to(folder).as_posix())


def render_html(template: str, /, **context: Any) -> Html:
    """Return `template` with `context`, to be shown as it is by another template.

    By Jinja itself: no template of ours uses what `flask.render_template` adds to the context, which takes
    2 % of an answer to a filter.
    """
    return Html(current_app.jinja_env.get_template(template).render(context))
