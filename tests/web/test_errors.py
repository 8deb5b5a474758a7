"""Errors: their pages and fragments, and the headers that every response has."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.web.security.access import public
from tests.support.visitor import ID, Visitor, catalogue_of, form_of

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


def test_over_tls_the_browser_must_stay_on_tls(app: Flask) -> None:
    for scheme, expected in (("http", None), ("https", "max-age=31536000")):
        for path in ("/", "/nulle-part"):
            response = Visitor(app, {}, {"wsgi.url_scheme": scheme}).get(path)
            assert response.headers.get("Strict-Transport-Security") == expected


# -- how answers are dressed


def broken(app: Flask) -> None:
    """Make the accessibility statement fail as a defect of the program would."""

    @public
    def fail() -> str:
        raise ZeroDivisionError("secret detail of /srv/gers")

    app.view_functions["accessibility.page"] = fail


@pytest.mark.parametrize("htmx", [False, True])
def test_every_status_has_the_security_headers_once(own: Flask, htmx: bool) -> None:
    visitor = Visitor(own)
    broken(own)
    browser = visitor.htmx(f"adultes--{ID}") if htmx else visitor
    operation = catalogue_of(own).get(ID)
    big = "title=" + "a" * 66_000
    responses = {
        200: browser.get("/"),
        303: visitor.post(f"/operations/{ID}", form_of(operation)),
        304: browser.get("/", If_None_Match=browser.get("/").headers["ETag"]),
        400: replace(browser, environ={"QUERY_STRING": "\xe9"}).get("/"),
        401: visitor.reader.htmx().get("/operations/new"),
        302: visitor.reader.get("/operations/new"),
        403: browser.post("/operations", "title=", Sec_Fetch_Site="cross-site"),
        404: browser.get("/nulle-part"),
        405: browser.get("/", "DELETE", Origin="http://127.0.0.1", Content_Type="multipart/form-data"),
        409: browser.post(f"/operations/{ID}/delete", {"revision": "0"}),
        413: browser.post("/operations", big),
        415: browser.post("/operations", "{}", Content_Type="application/json"),
        422: browser.post("/operations", form_of(operation, title="")),
        500: browser.get("/accessibilite"),
    }
    for status, response in responses.items():
        assert response.status_code == status
        for name, value in HEADERS.items():
            assert (status, response.headers.getlist(name)) == (status, [value])
        assert "Set-Cookie" not in response.headers
        assert "Server" not in response.headers
    assert "GET" in responses[405].headers["Allow"]
    for status in (302, 400, 401, 403, 404, 405, 409, 413, 415, 500):
        assert responses[status].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 500])
def test_an_error_is_a_fragment_to_htmx_and_a_page_to_others(own: Flask, status: int) -> None:
    visitor = Visitor(own)
    broken(own)

    def fail(browser: Visitor) -> TestResponse:
        match status:
            case 400:
                return replace(browser, environ={"QUERY_STRING": "\xe9"}).get("/")
            case 403:
                return browser.post("/operations", "title=", Sec_Fetch_Site="cross-site")
            case 404:
                return browser.get("/nulle-part")
            case 405:
                return browser.post("/", {})
            case 413:
                return browser.post("/operations", "title=" + "a" * 66_000)
            case 415:
                return browser.post("/operations", "{}", Content_Type="application/json")
        return browser.get("/accessibilite")

    part = fail(visitor.htmx())
    assert part.status_code == status
    assert part.text.startswith('<div class="alert" role="alert">')
    assert part.headers["HX-Retarget"] == "#alerte"
    assert part.headers["HX-Reswap"] == "innerHTML"
    page = fail(visitor)
    assert page.status_code == status
    assert page.text.startswith('<!doctype html>\n<html lang="fr">')
    assert f"Erreur {status}" in page.text
    assert "HX-Retarget" not in page.headers
    restored = fail(
        replace(visitor.htmx(), headers={**visitor.htmx().headers, "HX-History-Restore-Request": "true"})
    )
    assert restored.text.startswith("<!doctype html>")


@pytest.mark.parametrize("htmx", [False, True])
def test_an_unexpected_error_gives_a_reference_and_no_detail(
    own: Flask, caplog: pytest.LogCaptureFixture, htmx: bool
) -> None:
    visitor = Visitor(own)
    broken(own)
    response = (visitor.htmx() if htmx else visitor).get("/accessibilite")
    assert response.status_code == 500
    match = re.search(r"Référence à donner au support\s: ([0-9a-f]{8})\.", response.text)
    assert match
    assert match[1] in caplog.text
    assert "secret detail" in caplog.text
    for detail in ("secret", "ZeroDivision", "Traceback", "/srv", ".py"):
        assert detail not in response.text.replace("page.js", "")
