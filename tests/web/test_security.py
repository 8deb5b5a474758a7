"""`gersapp.web.security` and `gersapp.web.errors`: who may, which requests are believed, how refusals look."""

import gzip
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, Response
from werkzeug.test import TestResponse

from gersapp.catalogue.catalogue import Catalogue
from gersapp.web.security.access import PUBLIC
from proof.tools.editor import COOKIE, TOKEN
from tests.support.edits import become, commit
from tests.support.visitor import ID, Page, Visitor, catalogue_of, digest, form_of, opened, repository_of

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
SIGN_IN = ["/connexion", "/deconnexion", "/connexion/premiere"]
POSTS = ["/operations", f"/operations/{ID}", f"/operations/{ID}/delete", f"/operations/{ID}/restore",
         f"/operations/{ID}/move", f"/operations/{ID}/versions/1", "/catalogue", "/catalogue/versions/1",
         "/actions/1/undo", "/bulk", "/audiences/adultes/rename", "/audiences/adultes/merge",
         "/audiences/adultes/remove"]  # fmt: skip
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

# Who is not signed in, whatever they say: headers, and what WSGI says.
STRANGERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"REMOTE_ADDR": "192.0.2.1"}),
    ({"Host": "127.0.0.1:8000"}, {}),
    ({"Host": "localhost"}, {}),
    ({"X-Forwarded-For": "127.0.0.1"}, {}),
    ({"X-Remote-User": "Jeanne"}, {}),
    ({"Remote-User": "Jeanne"}, {"REMOTE_USER": "Jeanne"}),
    ({"Authorization": "Basic SmVhbm5lOm1vdA=="}, {}),
    ({"Cookie": "gersapp="}, {}),
    ({"Cookie": "gersapp=inconnu"}, {}),
    ({"Cookie": f"gersapp={TOKEN}x"}, {}),
    ({"Cookie": f"gersapp={hashlib.sha256(TOKEN.encode()).hexdigest()}"}, {}),
    ({"Cookie": f"session={TOKEN}"}, {}),
    # Over TLS only a cookie of the secure kind counts, over HTTP only the other.
    ({"Cookie": f"gersapp={TOKEN}"}, {"wsgi.url_scheme": "https"}),
    ({"Cookie": f"__Host-gersapp={TOKEN}"}, {}),
    ({"Cookie": "gersapp=\xe9\xff; ;=;,"}, {}),
    ({"Cookie": "gersapp=" + "a" * 8_000}, {}),
]


@pytest.fixture(scope="module")
def shared(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(Path(shutil.copy(seed_path, tmp_path_factory.mktemp("guard")))) as app:
        yield app


@pytest.fixture(scope="module")
def seed(shared: Flask) -> Catalogue:
    return catalogue_of(shared)


@pytest.fixture
def app(shared: Flask, seed: Catalogue) -> Flask:
    """One for all, that begins each test with the seed."""
    commit(repository_of(shared), become(seed))
    return shared


@pytest.fixture
def database(app: Flask) -> Path:
    return repository_of(app).path


@pytest.fixture
def own(seed_path: Path, tmp_path: Path) -> Iterator[Flask]:
    """For a test that changes the application itself."""
    with opened(Path(shutil.copy(seed_path, tmp_path))) as app:
        yield app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(method, path, endpoint) of every route, for an operation that exists."""
    values = {"id": ID, "token": "jeton", "fingerprint": "0" * 16, "name": "style.css"}
    values |= {"action": "1", "number": "1", "slug": "adultes"}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], rule.rule)
            found += [(method, path, rule.endpoint) for method in sorted(rule.methods or ())]
    return found


def ask(visitor: Visitor, method: str, path: str, **headers: str) -> TestResponse:
    """With the form that would pass if the visitor might."""
    if method != "POST":
        return visitor.get(path, method, **headers)
    operation = catalogue_of(visitor.app).get(ID)
    form: dict[str, str | list[str]]
    if path == "/catalogue":
        form = {"title": "Changé", "revision": catalogue_of(visitor.app).heading.revision}
    elif path.endswith("/move"):
        form = {"direction": "down", "section": "adultes"}
    elif path == "/bulk":
        form = {"op": [ID], "value": "platform:tiktok", "action": "add"}
    elif path.startswith("/audiences/"):
        form = {"label": "Changé"} if path.endswith("/rename") else {"into": "tout-public"}
    else:
        form = form_of(operation, title="Changé")
    return visitor.post(path, form, **headers)


# -- who may


def test_the_walk_knows_every_route(app: Flask) -> None:
    walked = {(method, path) for method, path, _ in routes(app)}
    assert {("POST", path) for path in POSTS + SIGN_IN} == {route for route in walked if route[0] == "POST"}
    assert {method for method, _ in walked} == {"GET", "HEAD", "OPTIONS", "POST"}
    assert {endpoint for _, _, endpoint in routes(app)} > PUBLIC


@pytest.mark.parametrize(("headers", "environ"), STRANGERS)
def test_a_stranger_must_sign_in_for_every_change_and_form(
    app: Flask, database: Path, headers: dict[str, str], environ: dict[str, Any]
) -> None:
    before = digest(database)
    generation = repository_of(app).snapshot().state
    stranger = Visitor(app, {**SAME_ORIGIN, **headers}, environ)
    for face in (stranger, stranger.htmx(f"adultes--{ID}")):
        is_htmx = "HX-Request" in face.headers
        for method, path, endpoint in routes(app):
            answer = ask(face, method, path)
            if endpoint in PUBLIC:
                assert answer.status_code in (200, 303, 401, 404, 429)
                continue
            if method == "OPTIONS" and answer.status_code == 200:  # the same address has a public GET
                assert answer.data == b""
                continue
            assert (answer.status_code, path) == (401 if is_htmx else 302, path)
            way = answer.headers["HX-Redirect" if is_htmx else "Location"]
            assert way.startswith("/connexion?next=%2F")
            assert "Set-Cookie" not in answer.headers
            assert "<form" not in answer.text
            assert 'name="revision"' not in answer.text
    assert digest(database) == before
    assert repository_of(app).snapshot().state == generation


def test_an_editor_may_from_anywhere(app: Flask) -> None:
    for environ in ({"REMOTE_ADDR": "192.0.2.1"}, {}):
        editor = Visitor(app, {**SAME_ORIGIN, **COOKIE, "Host": "catalogue.example"}, environ)
        assert editor.get(f"/operations/{ID}/edit").status_code == 200
        assert ask(editor, "POST", f"/operations/{ID}").status_code == 303
        assert catalogue_of(app).get(ID).title == "Changé"


@pytest.mark.parametrize("methods", [["GET"], ["POST"], ["DELETE"]])
def test_a_new_route_is_not_public(own: Flask, methods: list[str]) -> None:
    own.add_url_rule("/nouvelle", "browse.new_one", lambda: "secret", methods=methods)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = Visitor(own, SAME_ORIGIN | form).get("/nouvelle", methods[0])
    assert answer.status_code == 302
    assert "secret" not in answer.text
    assert Visitor(own, SAME_ORIGIN | form | COOKIE).get("/nouvelle", methods[0]).text == "secret"


def test_a_visitor_sees_no_control_and_gets_no_cookie(app: Flask) -> None:
    visitor = Visitor(app, {})
    for path in ("/", f"/operations/{ID}", "/accessibilite", "/nulle-part", "/?q=zzz"):
        for face in (visitor, visitor.htmx()):
            answer = face.get(path)
            text = Page(answer.text).text
            assert not re.search("Ajouter une|Modifier|Supprimer|Monter|Se déconnecter", text)
            assert 'method="post"' not in answer.text
            assert "Set-Cookie" not in answer.headers


def test_what_an_editor_gets_is_kept_by_nobody(app: Flask) -> None:
    for path in ("/", f"/operations/{ID}", f"/operations/{ID}/edit", "/accessibilite", "/nulle-part"):
        for face in (Visitor(app), Visitor(app).htmx()):
            answer = face.get(path)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Cookie" in answer.headers["Vary"].split(", ")
    style = re.search(r"/static/[^\"]+style.css", Visitor(app).get("/").text)
    assert style
    assert "immutable" in Visitor(app).get(style[0]).headers["Cache-Control"]


def test_the_etag_of_an_editor_is_not_a_visitors(app: Flask) -> None:
    etags = [Visitor(app, headers).get("/").headers["ETag"] for headers in (COOKIE, {})]
    assert etags[0] != etags[1]
    assert Visitor(app).get("/", If_None_Match=etags[1]).status_code == 200


def test_behind_tls_the_browser_is_told_to_keep_to_tls(app: Flask) -> None:
    for scheme, expected in (("http", None), ("https", "max-age=31536000")):
        for path in ("/", "/nulle-part"):
            answer = Visitor(app, {}, {"wsgi.url_scheme": scheme}).get(path)
            assert answer.headers.get("Strict-Transport-Security") == expected


def test_nothing_changes_on_get_head_or_options(app: Flask, database: Path) -> None:
    before = digest(database), database.stat().st_ino
    for face in (Visitor(app), Visitor(app).htmx(f"adultes--{ID}")):
        for method, path, _ in routes(app):
            if method == "POST":
                for safe in ("GET", "HEAD", "OPTIONS"):
                    face.get(f"{path}?action=save&title=Changé&revision=x", safe)
            else:
                face.get(path, method)
    assert (digest(database), database.stat().st_ino) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(app: Flask, database: Path, method: str) -> None:
    before = digest(database)
    visitor = Visitor(app, {**SAME_ORIGIN, "Content-Type": "application/x-www-form-urlencoded"})
    for path in ["/", *POSTS]:
        assert visitor.get(path, method).status_code == 405
    assert digest(database) == before


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
    answer = Visitor(own).get("/own")
    assert answer.text == "page"
    assert events == ["values app own.page", "values blueprint own.page", "before app", "before blueprint",
                      "after blueprint", "after app"]  # fmt: skip
    assert (answer.headers["X-app"], answer.headers["X-blueprint"]) == ("yes", "yes")
    events.clear()
    # A stranger is refused by a hook too, before those that came later; the answer still passes them all.
    assert Visitor(own, {}).get("/own").status_code == 302
    assert events == ["values app own.page", "values blueprint own.page", "after blueprint", "after app"]


def test_a_hook_may_answer_in_the_place_of_the_view(own: Flask) -> None:
    own.before_request(lambda: ("closed", 503))
    answer = Visitor(own).get("/")
    assert (answer.status_code, answer.text) == (503, "closed")
    assert answer.headers["Content-Security-Policy"] == CSP


def test_an_answer_has_the_security_headers_when_a_hook_fails(own: Flask) -> None:
    def fail(response: Response) -> Response:
        raise ZeroDivisionError

    own.after_request(fail)
    answer = Visitor(own).get("/accessibilite")
    assert answer.status_code == 500
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]


# -- cross-site


@pytest.mark.parametrize(
    ("site", "origin", "passes"),
    [
        ("same-origin", None, True),
        # The browser's own word goes first: a proxy may have rewritten Host.
        ("same-origin", "null", True),
        ("same-origin", "http://elsewhere.example", True),
        ("same-site", "http://127.0.0.1", False),
        ("cross-site", "http://127.0.0.1", False),
        ("none", "http://127.0.0.1", False),
        ("", "http://127.0.0.1", False),
        ("Same-Origin", "http://127.0.0.1", False),
        ("same-origin, cross-site", "http://127.0.0.1", False),
        (None, "http://127.0.0.1", True),
        (None, "HTTP://127.0.0.1", True),
        (None, None, False),
        (None, "null", False),
        (None, "", False),
        (None, "127.0.0.1", False),
        (None, "http://127.0.0.1:8000", False),
        (None, "http://localhost", False),
        (None, "http://127.0.0.1.elsewhere.example", False),
        (None, "http://elsewhere.example", False),
        (None, "http://elsewhere.example/127.0.0.1", False),
        (None, "http://elsewhere.example http://127.0.0.1", False),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_change_passes_only_from_a_page_of_ours(
    app: Flask, database: Path, site: str | None, origin: str | None, passes: bool, htmx: bool
) -> None:
    before = digest(database)
    given = {"Sec-Fetch-Site": site, "Origin": origin}
    sent = {name: value for name, value in given.items() if value is not None}
    if htmx:
        sent |= {"HX-Request": "true", "HX-Target": f"adultes--{ID}"}
    answer = app.test_client(use_cookies=False).post(
        f"/operations/{ID}",
        data=form_of(catalogue_of(app).get(ID), title="Changé"),
        base_url="http://127.0.0.1",
        headers=COOKIE | sent,
    )
    if passes:
        assert answer.status_code == (200 if htmx else 303)
        assert digest(database) != before
    else:
        assert answer.status_code == 403
        assert "vient d’un autre site" in answer.text
        assert digest(database) == before


@pytest.mark.parametrize("path", POSTS)
def test_every_change_is_refused_from_another_site(visitor: Visitor, database: Path, path: str) -> None:
    before = digest(database)
    for sent in (
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
    ):
        assert ask(visitor, "POST", path, **sent).status_code == 403
    assert digest(database) == before


def test_no_answer_lets_another_site_read_it(visitor: Visitor) -> None:
    for path in ("/", f"/operations/{ID}", f"/operations/{ID}/edit"):
        for method in ("GET", "OPTIONS"):
            answer = visitor.get(path, method, Origin="http://elsewhere.example")
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


# -- what comes in


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "text/plain;charset=utf-8", "", "application/xml",
     "application/x-www-form-urlencodedx", "multipart/mixed; boundary=x"],
)  # fmt: skip
@pytest.mark.parametrize("path", POSTS)
def test_what_is_no_form_is_a_415(visitor: Visitor, database: Path, path: str, content_type: str) -> None:
    before = digest(database)
    answer = visitor.post(path, b'{"title": "Chang\xc3\xa9"}', Content_Type=content_type)
    assert answer.status_code == 415
    assert "Un formulaire est attendu." in answer.text
    assert digest(database) == before


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_over_64_kb_is_a_413_and_changes_nothing(
    visitor: Visitor, database: Path, path: str, htmx: bool, kind: str
) -> None:
    if path.endswith("/restore"):
        ask(visitor, "POST", f"/operations/{ID}/delete")
    before = digest(database)
    body = b"title=" + b"a" * 66_000
    if kind.startswith("multipart"):
        body = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + body + b"\r\n--b--\r\n"
    face = visitor.htmx(f"adultes--{ID}") if htmx else visitor
    answer = face.post(path, body, Content_Type=kind)
    assert digest(database) == before
    assert answer.status_code == 413
    assert "dépasse 64 ko" in answer.text


def test_hosts_that_are_set_are_the_only_ones_answered(seed_path: Path, tmp_path: Path) -> None:
    with opened(Path(shutil.copy(seed_path, tmp_path)), hosts=("catalogue.gers.fr", "127.0.0.1")) as app:
        visitor = Visitor(app)
        for host in ("catalogue.gers.fr", "Catalogue.Gers.FR:8000", "127.0.0.1"):
            assert visitor.get("/", Host=host).status_code == 200
        for host in ("gers.fr", "localhost", "catalogue.gers.fr.example", "x", "[::1]"):
            for path in ("/", "/accessibilite", f"/operations/{ID}/edit", "/nulle-part"):
                answer = visitor.get(path, Host=host)
                assert answer.status_code == 400
                assert "n’est pas celle du site" in answer.text
        assert visitor.get(f"/operations/{ID}/edit", Host="catalogue.gers.fr").status_code == 200


# -- how answers are dressed


def broken(app: Flask) -> None:
    """Make the accessibility statement fail as a defect of ours would."""

    def fail() -> str:
        raise ZeroDivisionError("secret detail of /srv/gers")

    app.view_functions["browse.accessibility"] = fail


@pytest.mark.parametrize("htmx", [False, True])
def test_every_status_has_the_security_headers_once(own: Flask, htmx: bool) -> None:
    visitor = Visitor(own)
    broken(own)
    face = visitor.htmx(f"adultes--{ID}") if htmx else visitor
    operation = catalogue_of(own).get(ID)
    big = "title=" + "a" * 66_000
    answers = {
        200: face.get("/"),
        303: visitor.post(f"/operations/{ID}", form_of(operation)),
        304: face.get("/", If_None_Match=face.get("/").headers["ETag"]),
        400: replace(face, environ={"QUERY_STRING": "\xe9"}).get("/"),
        401: visitor.reader.htmx().get("/operations/new"),
        302: visitor.reader.get("/operations/new"),
        403: face.post("/operations", "title=", Sec_Fetch_Site="cross-site"),
        404: face.get("/nulle-part"),
        405: face.get("/", "DELETE", Origin="http://127.0.0.1", Content_Type="multipart/form-data"),
        409: face.post(f"/operations/{ID}/delete", {"revision": "0"}),
        413: face.post("/operations", big),
        415: face.post("/operations", "{}", Content_Type="application/json"),
        422: face.post("/operations", form_of(operation, title="")),
        500: face.get("/accessibilite"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        for name, value in HEADERS.items():
            assert (status, answer.headers.getlist(name)) == (status, [value])
        assert "Set-Cookie" not in answer.headers
        assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]
    assert "GET" in answers[405].headers["Allow"]
    for status in (302, 400, 401, 403, 404, 405, 409, 413, 415, 500):
        assert answers[status].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 500])
def test_an_error_is_a_fragment_to_htmx_and_a_page_to_others(own: Flask, status: int) -> None:
    visitor = Visitor(own)
    broken(own)

    def fail(face: Visitor) -> TestResponse:
        match status:
            case 400:
                return replace(face, environ={"QUERY_STRING": "\xe9"}).get("/")
            case 403:
                return face.post("/operations", "title=", Sec_Fetch_Site="cross-site")
            case 404:
                return face.get("/nulle-part")
            case 405:
                return face.post("/", {})
            case 413:
                return face.post("/operations", "title=" + "a" * 66_000)
            case 415:
                return face.post("/operations", "{}", Content_Type="application/json")
        return face.get("/accessibilite")

    part = fail(visitor.htmx())
    assert part.status_code == status
    assert part.text.startswith('<div class="alert" role="alert">')
    assert part.headers["HX-Retarget"] == "#alerte"
    assert part.headers["HX-Reswap"] == "innerHTML"
    whole = fail(visitor)
    assert whole.status_code == status
    assert whole.text.startswith('<!doctype html>\n<html lang="fr">')
    assert f"Erreur {status}" in whole.text
    assert "HX-Retarget" not in whole.headers
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
    answer = (visitor.htmx() if htmx else visitor).get("/accessibilite")
    assert answer.status_code == 500
    match = re.search(r"Référence à donner au support\s: ([0-9a-f]{8})\.", answer.text)
    assert match
    assert match[1] in caplog.text
    assert "secret detail" in caplog.text
    for detail in ("secret", "ZeroDivision", "Traceback", "/srv", ".py"):
        assert detail not in answer.text.replace("page.js", "")


@pytest.mark.parametrize("path", ["/", f"/operations/{ID}", "/nulle-part-" + "x" * 2_000])
def test_pages_are_compressed_for_who_asks(visitor: Visitor, path: str) -> None:
    plain = visitor.get(path)
    assert "Content-Encoding" not in plain.headers
    small = visitor.get(path, Accept_Encoding="br, gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert gzip.decompress(small.data) == plain.data
    for refused in ("identity", "gzip;q=0", "br", "", "*;q=0", "gzip;q=0, *"):
        assert visitor.get(path, Accept_Encoding=refused).data == plain.data


@pytest.mark.parametrize(
    "path", ["/", f"/operations/{ID}", f"/operations/{ID}/edit", "/accessibilite", "/nulle-part"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_head_has_the_headers_of_the_get_and_no_body(visitor: Visitor, path: str, encoding: str) -> None:
    got = visitor.get(path, Accept_Encoding=encoding)
    head = visitor.get(path, "HEAD", Accept_Encoding=encoding)
    assert head.data == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


def test_an_answer_too_small_to_gain_is_not_compressed(visitor: Visitor) -> None:
    answer = visitor.htmx().get("/nulle-part", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers


def test_a_304_has_no_body_and_no_encoding(visitor: Visitor) -> None:
    etag = visitor.get("/", Accept_Encoding="gzip").headers["ETag"]
    answer = visitor.get("/", Accept_Encoding="gzip", If_None_Match=etag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert "Content-Encoding" not in answer.headers
