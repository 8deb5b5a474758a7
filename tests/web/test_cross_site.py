"""Requests that another site makes a browser send: none changes anything."""

from pathlib import Path

import pytest
from flask import Flask

from proof.tools.editor import COOKIE
from tests.support.routes import POSTS, request_route
from tests.support.visitor import ID, Visitor, catalogue_of, digest, form_of

# -- cross-site


@pytest.mark.parametrize(
    ("site", "origin", "passes"),
    [
        ("same-origin", None, True),
        # Sec-Fetch-Site goes before Origin: a proxy may have rewritten Host.
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
    app: Flask, db_file: Path, site: str | None, origin: str | None, passes: bool, htmx: bool
) -> None:
    before = digest(db_file)
    given = {"Sec-Fetch-Site": site, "Origin": origin}
    sent = {name: value for name, value in given.items() if value is not None}
    if htmx:
        sent |= {"HX-Request": "true", "HX-Target": f"adultes--{ID}"}
    response = app.test_client(use_cookies=False).post(
        f"/operations/{ID}",
        data=form_of(catalogue_of(app).get(ID), title="Changé"),
        base_url="http://127.0.0.1",
        headers=COOKIE | sent,
    )
    if passes:
        assert response.status_code == (200 if htmx else 303)
        assert digest(db_file) != before
    else:
        assert response.status_code == 403
        assert "vient d’un autre site" in response.text
        assert digest(db_file) == before


@pytest.mark.parametrize("path", POSTS)
def test_every_change_is_refused_from_another_site(visitor: Visitor, db_file: Path, path: str) -> None:
    before = digest(db_file)
    for sent in (
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
    ):
        assert request_route(visitor, "POST", path, **sent).status_code == 403
    assert digest(db_file) == before


def test_no_answer_lets_another_site_read_it(visitor: Visitor) -> None:
    for path in ("/", f"/operations/{ID}", f"/operations/{ID}/edit"):
        for method in ("GET", "OPTIONS"):
            response = visitor.get(path, method, Origin="http://elsewhere.example")
            assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
