"""Signing in by the form, and what the cookies of a response then allow."""

from dataclasses import replace

from werkzeug.test import TestResponse

from proof.tools.editor import NAME, PASSWORD
from tests.support.visitor import ID, Visitor

RIGHT = {"name": NAME, "password": PASSWORD}


def cookies(response: TestResponse) -> dict[str, str]:
    """Name → value of the cookies that a response sets."""
    pairs = [header.partition(";")[0].partition("=") for header in response.headers.getlist("Set-Cookie")]
    return {name: value for name, _, value in pairs}


def with_cookies(visitor: Visitor, response: TestResponse) -> Visitor:
    """The same browser, with the cookies of `response`."""
    pairs = "; ".join(f"{name}={value}" for name, value in cookies(response).items())
    return replace(visitor, headers={**visitor.headers, "Cookie": pairs})


def sign_in(visitor: Visitor) -> Visitor:
    """Sign in by the form; return the same browser with its session."""
    response = visitor.post("/connexion", RIGHT)
    assert response.status_code == 303
    return with_cookies(visitor, response)


def may_edit(visitor: Visitor) -> bool:
    return visitor.get(f"/operations/{ID}/edit").status_code == 200
