"""Flask's own hooks, which fire as in any application."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, Response

from tests.support.visitor import Visitor

pytestmark = pytest.mark.usefixtures("one_catalogue")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


# -- Flask's own hooks


def test_the_hooks_of_the_application_and_of_blueprints_fire(own: Flask) -> None:
    events: list[str] = []

    def preprocess(name: str) -> Callable[[str | None, dict[str, Any] | None], None]:
        return lambda endpoint, values: events.append(f"values {name} {endpoint}")

    def before(name: str) -> Callable[[], None]:
        return lambda: events.append(f"before {name}")

    def after(name: str) -> Callable[[Response], Response]:
        def mark(response: Response) -> Response:
            events.append(f"after {name}")
            response.headers[f"X-{name}"] = "yes"
            return response

        return mark

    blueprint = Blueprint("own", __name__)
    blueprint.add_url_rule("/own", "page", lambda: "page")
    for name, scaffold in (("app", own), ("blueprint", blueprint)):
        scaffold.url_value_preprocessor(preprocess(name))
        scaffold.before_request(before(name))
        scaffold.after_request(after(name))
    own.register_blueprint(blueprint)
    response = Visitor(own).get("/own")
    assert response.text == "page"
    assert events == ["values app own.page", "values blueprint own.page", "before app", "before blueprint",
                      "after blueprint", "after app"]  # fmt: skip
    assert (response.headers["X-app"], response.headers["X-blueprint"]) == ("yes", "yes")
    events.clear()
    # A hook refuses strangers, before the hooks added later; the response still passes every after_request.
    assert Visitor(own, {}).get("/own").status_code == 302
    assert events == ["values app own.page", "values blueprint own.page", "after blueprint", "after app"]


def test_a_hook_may_answer_in_the_place_of_the_view(own: Flask) -> None:
    own.before_request(lambda: ("closed", 503))
    response = Visitor(own).get("/")
    assert (response.status_code, response.text) == (503, "closed")
    assert response.headers["Content-Security-Policy"] == CSP


def test_an_answer_has_the_security_headers_when_a_hook_fails(own: Flask) -> None:
    def fail(response: Response) -> Response:
        raise ZeroDivisionError

    own.after_request(fail)
    response = Visitor(own).get("/accessibilite")
    assert response.status_code == 500
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value]
