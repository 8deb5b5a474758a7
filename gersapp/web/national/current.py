"""All bodies of the current application, and the selection that the request makes of them."""

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import parse_qs

from flask import Flask, current_app, request

from gersapp.catalogue.search.selection import Notice
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection, read_national_selection
from gersapp.store.bodies import Bodies
from gersapp.web.national.following import Following

_KEY = "gersapp.observatory"


def init_app(app: Flask, bodies: Bodies) -> None:
    """Follow the bodies, in a thread."""
    following = app.extensions[_KEY] = Following(bodies)
    following.start()


def current_national() -> National:
    return current_following().national


def current_following() -> Following:
    return cast(Following, current_app.extensions[_KEY])


def read_national_address(national: National) -> tuple[NationalSelection, tuple[Notice, ...]]:
    """Return the selection of the address, and what is to be said of it."""
    return read_national(parse_qs(request.query_string.decode()), national)


def read_national(
    query: Mapping[str, Sequence[str]], national: National
) -> tuple[NationalSelection, tuple[Notice, ...]]:
    """Return the selection of `query`, and what is to be said of it."""
    return read_national_selection(query, sorted(national.parts))
