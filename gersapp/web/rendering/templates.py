"""The environment of the templates, and a template rendered plainly."""

from typing import Any

from flask import Flask, render_template
from jinja2 import StrictUndefined

from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.text import french_spacing
from gersapp.web.rendering.assets import Assets
from gersapp.web.rendering.html import Html
from gersapp.web.security.access import can_sign_out, current_editor, may_edit


def init_app(app: Flask, assets: Assets) -> None:
    """Say what every template may use, and refuse the names that it was not given."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(french_spacing=french_spacing)
    environment.globals.update(
        asset=assets.url,
        may_edit=may_edit,
        editor=current_editor,
        can_sign_out=can_sign_out,
        platforms=PLATFORMS,
        platform=BY_SLUG,
    )


def render_html(template: str, /, **context: Any) -> Html:
    """Return `template` with `context`, to be shown as it is by another template."""
    return Html(render_template(template, **context))
