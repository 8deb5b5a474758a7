"""The reading interface: what programs get of a selection, from any site, and what they never get."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.exchange.native import read_json
from gersapp.web.downloads import interface
from proof.tools.editor import COOKIE
from tests.support.edits import become, commit, set_title
from tests.support.secrets import SECRETS, fill_with_secrets
from tests.support.visitor import ID, Visitor, catalogue_of, opened, page_of, repository_of

DATA = ["/operations.json", f"/operations/{ID}.json", "/operations.atom"]
ORIGIN = "http://127.0.0.1"


@pytest.fixture
def reader(app: Flask) -> Visitor:
    """A program, or the page of another site."""
    return Visitor(app, {"Origin": "https://autre.example"})


@pytest.fixture(scope="module")
def large(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """250 operations, each third one for two audiences."""
    audiences = (Audience("a", "Adultes"), Audience("t", "Tout public"))
    operations = [
        Operation(f"o-{n}", f"Essai {n}", "", ("a", "t") if n % 3 == 0 else ("t",), ("facebook",))
        for n in range(250)
    ]
    database = tmp_path_factory.mktemp("large") / "db.json"
    database.write_bytes(seed_path.read_bytes())
    with opened(database) as app:
        commit(repository_of(app), become(Catalogue.of(Heading("Essais", audiences=audiences), operations)))
        yield app


def document(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200
    found: dict[str, Any] = orjson.loads(response.data)
    return found


def ids(response: TestResponse) -> list[str]:
    return [operation["id"] for operation in document(response)["operations"]]


def ids_on_page(response: TestResponse) -> list[str]:
    """The operations of a page of the catalogue, each once, in order."""
    return list(dict.fromkeys(re.findall(r'<h3[^>]*><a href="/operations/([\w-]+)"', response.text)))


# -- the selection


@pytest.mark.parametrize(
    "query",
    ["", "?audience=adultes", "?platform=instagram&audience=tout-public", "?q=recettes", "?q=zzz", "?audience=martiens&page=x", "?fbclid=1"],
)  # fmt: skip
def test_a_selection_is_that_of_the_page_in_its_order(reader: Visitor, query: str) -> None:
    page, data = reader.get(f"/{query}"), document(reader.get(f"/operations.json{query}"))
    assert [one["id"] for one in data["operations"]] == ids_on_page(page)
    count = data["count"]
    shown = page_of(page).all("p", id="compte")[0]
    assert shown.startswith(f"{count['operations']} opération" if count["operations"] else "Aucune opération")
    assert count["total"] == len(catalogue_of(reader.app).operations)
    notices = [" ".join(notice.split()) for notice in data["notices"]]
    assert notices == page_of(page).all("p", class_="notice")
    assert (
        reader.get(urlsplit(data["address"]).path + "?" + urlsplit(data["address"]).query).status_code == 200
    )


def test_a_renamed_or_merged_audience_is_understood(reader: Visitor) -> None:
    editor = Visitor(reader.app)
    editor.post("/audiences/adultes/merge", {"into": "tout-public"})
    data = document(reader.get("/operations.json?audience=adultes"))
    assert data["filters"] == ["Tout public"]
    assert data["address"] == f"{ORIGIN}/?audience=tout-public"
    assert len(data["notices"]) == 1


def test_pages_follow_one_another_and_hold_everything(large: Flask) -> None:
    reader, address, seen = Visitor(large, {}), "/operations.json?platform=facebook", list[str]()
    while address:
        data = document(response := reader.get(address))
        assert (data["pages"], data["page_size"]) == (3, interface.PAGE_SIZE)
        seen += ids(response)
        found = re.findall('<([^>]+)>; rel="([\\w-]+)"', response.headers["Link"])
        links = {rel: url for url, rel in found}
        assert links["service-desc"] == f"{ORIGIN}/openapi.json"
        named = {"first": "first", "previous": "prev", "next": "next", "last": "last"}
        assert {key: data[key] for key in named} == {key: links.get(rel) for key, rel in named.items()}
        address = (data["next"] or "").removeprefix(ORIGIN)
    assert (len(seen), len(set(seen))) == (250, 250)
    assert seen[0] == "o-0"
    assert [id for id in seen if int(id[2:]) % 3 == 0] == [f"o-{n}" for n in range(0, 250, 3)]


def test_a_page_beyond_the_last_is_refused(large: Flask) -> None:
    response = Visitor(large, {}).get("/operations.json?page=4")
    assert response.status_code == 404
    assert "la dernière est la page 3" in response.get_json()["detail"]


def test_what_is_given_can_be_imported(app: Flask, reader: Visitor) -> None:
    operations = catalogue_of(app).operations
    for path in ("/operations.json", f"/operations/{ID}.json"):
        proposal = read_json(reader.get(path).data)
        assert proposal.audiences == catalogue_of(app).heading.labels
        for given, proposed in zip(ids(reader.get(path)), proposal.operations, strict=True):
            assert proposed.title == operations[given].title
            assert proposed.description == operations[given].description
            assert proposed.platforms == operations[given].platforms
            assert not proposed.doubts


# -- the feed


def test_the_feed_tells_of_changes_in_the_selection(app: Flask, reader: Visitor) -> None:
    commit(repository_of(app), set_title("Changée"), Act("Jeanne"))
    feed = reader.get("/operations.atom?audience=adultes")
    assert feed.mimetype == "application/atom+xml"
    assert f"<id>{ORIGIN}/operations/{ID}</id><title>Changée</title>" in feed.text
    assert (
        f'rel="self" type="application/atom+xml" href="{ORIGIN}/operations.atom?audience=adultes"'
        in feed.text
    )
    assert "Jeanne" not in feed.text
    assert "<entry>" not in reader.get("/operations.atom?audience=tout-public").text


# -- what is never given


def test_nothing_but_what_is_published_is_given(app: Flask, reader: Visitor) -> None:
    fill_with_secrets(repository_of(app))
    for path in [*DATA, "/operations/suivie.json"]:
        text = reader.get(path).text
        assert text
        assert not SECRETS.search(text), path
        # A session changes nothing.
        for headers in (COOKIE, {"HX-Request": "true"}):
            other = Visitor(app, headers).get(path)
            assert (other.text, dict(other.headers)) == (text, dict(reader.get(path).headers))
    assert reader.get("/operations/jetee.json").status_code == 404
    assert Visitor(app).get("/operations/jetee.json").status_code == 404


# -- the wire


@pytest.mark.parametrize("path", DATA)
def test_any_site_may_read_and_none_with_a_session(reader: Visitor, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        response = reader.get(path, method)
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert response.headers["Vary"] == "Accept-Encoding"
        assert (response.data == b"") is (method != "GET")
    allowed = reader.get(path, "OPTIONS").headers
    assert allowed["Access-Control-Allow-Methods"] == allowed["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", DATA)
def test_what_has_not_changed_is_not_sent_again(app: Flask, reader: Visitor, path: str) -> None:
    etag = reader.get(path).headers["ETag"]
    again = reader.get(path, If_None_Match=etag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert reader.get(f"{path}?q=a", If_None_Match=etag).status_code == 200
    commit(repository_of(app), set_title("Changée"))
    assert reader.get(path, If_None_Match=etag).status_code == 200


@pytest.mark.parametrize("path", DATA[:2])
def test_data_are_compressed_on_demand(reader: Visitor, path: str) -> None:
    small = reader.get(path, Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == reader.get(path).data


@pytest.mark.parametrize("path", DATA)
def test_every_address_is_whole_under_a_prefix_and_a_proxy(app: Flask, path: str) -> None:
    commit(repository_of(app), set_title("Changée"))
    environ = {"SCRIPT_NAME": "/catalogue", "wsgi.url_scheme": "https"}
    response = Visitor(app, {}, environ).get(path, Host="catalogue.exemple.fr")
    ours = re.findall(
        r'[^\s"<>]*catalogue\.exemple\.fr[^\s"<>]*', response.text + response.headers.get("Link", "")
    )
    assert len(ours) > 1
    for address in ours:
        assert address.startswith("https://catalogue.exemple.fr/catalogue/")
        path_within = "/" + address.removeprefix("https://catalogue.exemple.fr/catalogue/")
        assert Visitor(app, {}).get(path_within).status_code == 200
    assert "127.0.0.1" not in response.text


# -- refusals


@pytest.mark.parametrize(
    ("method", "path", "environ", "status"),
    [
        ("GET", "/operations/nulle-part.json", {}, 404),
        ("GET", "/operations/new.json", {}, 404),
        ("POST", "/operations.json", {}, 405),
        ("DELETE", f"/operations/{ID}.json", {}, 405),
        ("POST", f"/operations/{ID}.json", {}, 405),
        ("POST", "/operations/nulle-part.json", {}, 405),
        ("PUT", "/operations.atom", {}, 405),
        ("GET", "/operations.json", {"QUERY_STRING": "q=\xe9"}, 400),
    ],
)
def test_a_refusal_is_json_in_french(
    reader: Visitor, method: str, path: str, environ: dict[str, str], status: int
) -> None:
    for visitor in (reader, Visitor(reader.app), reader.htmx()):
        response = replace(visitor, environ=environ).get(path, method)
        assert response.status_code == status
        assert response.mimetype == "application/problem+json"
        problem = response.get_json()
        assert problem["status"] == status
        assert problem["title"]
        assert problem["detail"].endswith(".")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "no-store"
    if status == 405:
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("host", ["a" * 70 + ".fr", "\xe9.fr", 'a"<b>', "[::1", "a..b"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_strange_host_is_no_error_of_ours(reader: Visitor, method: str, host: str) -> None:
    for path in (*DATA, "/", "/operations/nulle-part.json"):
        assert reader.get(path, method, Host=host).status_code < 500


def test_other_addresses_are_refused_by_a_page(reader: Visitor) -> None:
    for path in ("/operations.xyz", "/operations/nulle-part", "/catalogue.json"):
        response = reader.get(path)
        assert (response.status_code, response.mimetype) == (404, "text/html")
