"""The Observatoire of the current application."""

from typing import cast

from flask import Flask, current_app

from gersapp.observatory.national import National
from gersapp.store.bodies import Bodies
from gersapp.web.observatory.following import Following

_KEY = "gersapp.observatory"


def init_app(app: Flask, bodies: Bodies) -> None:
    """Follow the bodies, in a thread."""
    following = app.extensions[_KEY] = Following(bodies)
    following.start()


def current_national() -> National:
    return current_following().national


def current_following() -> Following:
    return cast(Following, current_app.extensions[_KEY])
