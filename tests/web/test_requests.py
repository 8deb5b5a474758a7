"""Requests that are refused whatever their page: no form, too much of one, another host."""

import shutil
from pathlib import Path

import pytest

from tests.support.routes import POSTS, request_route
from tests.support.visitor import ID, Visitor, digest, opened

# -- what comes in


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "text/plain;charset=utf-8", "", "application/xml",
     "application/x-www-form-urlencodedx", "multipart/mixed; boundary=x"],
)  # fmt: skip
@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_is_no_form_is_a_415(
    visitor: Visitor, db_file: Path, path: str, content_type: str
) -> None:
    before = digest(db_file)
    response = visitor.post(path, b'{"title": "Chang\xc3\xa9"}', Content_Type=content_type)
    assert response.status_code == 415
    assert "Un formulaire est attendu." in response.text
    assert digest(db_file) == before


# « Importer » takes more of an editor.
@pytest.mark.parametrize("path", [path for path in POSTS if path != "/importer"])
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_body_over_64_kb_is_a_413_and_changes_nothing(
    visitor: Visitor, db_file: Path, path: str, htmx: bool, kind: str
) -> None:
    if path.endswith("/restore"):
        request_route(visitor, "POST", f"/operations/{ID}/delete")
    before = digest(db_file)
    body = b"title=" + b"a" * 66_000
    if kind.startswith("multipart"):
        body = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + body + b"\r\n--b--\r\n"
    browser = visitor.htmx(f"adultes--{ID}") if htmx else visitor
    response = browser.post(path, body, Content_Type=kind)
    assert digest(db_file) == before
    assert response.status_code == 413
    assert "dépasse 64\u00a0ko" in response.text


def test_only_declared_hosts_are_answered(seed_path: Path, tmp_path: Path) -> None:
    with opened(Path(shutil.copy(seed_path, tmp_path)), hosts=("catalogue.gers.fr", "127.0.0.1")) as app:
        visitor = Visitor(app)
        for host in ("catalogue.gers.fr", "Catalogue.Gers.FR:8000", "127.0.0.1"):
            assert visitor.get("/", Host=host).status_code == 200
        for host in ("gers.fr", "localhost", "catalogue.gers.fr.example", "x", "[::1]"):
            for path in ("/", "/accessibilite", f"/operations/{ID}/edit", "/nulle-part"):
                response = visitor.get(path, Host=host)
                assert response.status_code == 400
                assert "n’est pas celle du site" in response.text
        assert visitor.get(f"/operations/{ID}/edit", Host="catalogue.gers.fr").status_code == 200
