"""The selection as tables: the same operations as the page, for anyone, and nothing that is not published."""

import csv
import gzip
import io
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange import codec
from gersapp.exchange.exports import Exports
from gersapp.exchange.reading import read
from gersapp.exchange.tables.values import Workbook
from gersapp.web.downloads import selected
from proof.tools.editor import COOKIE
from tests.support.edits import commit, set_title
from tests.support.secrets import SECRETS, fill_with_secrets
from tests.support.visitor import ID, Visitor, catalogue_of, page_of, repository_of

FILES = ["/operations.csv", "/operations.csv?form=links", "/operations.csv?for=excel", "/operations.xlsx",
         "/operations.ods"]  # fmt: skip
ALL = [*FILES, "/schema.json", "/schema.json?form=links"]


@pytest.fixture
def reader(app: Flask) -> Visitor:
    """A program, or the page of another site."""
    return Visitor(app, {"Origin": "https://autre.example"})


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def workbook_of(response: TestResponse) -> Workbook:
    assert response.status_code == 200
    workbook = read(response.data)
    assert isinstance(workbook, Workbook)
    return workbook


def texts_of(response: TestResponse) -> str:
    """All that a table says, be it in a zip or not."""
    return codec.encode(workbook_of(response).sheets).decode()


def ids(response: TestResponse) -> list[str]:
    """The operations of a table, each once, in order."""
    rows = workbook_of(response).sheets[0].rows[1:]
    return list(dict.fromkeys(row[0].text for row in rows))


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize(
    "query", ["", "audience=adultes&page=2", "platform=instagram&fbclid=1", "q=recettes"]
)
def test_a_selection_is_that_of_the_page_in_its_order(reader: Visitor, path: str, query: str) -> None:
    page = reader.get(f"/?{query.replace('&page=2', '')}").text
    shown = list(dict.fromkeys(re.findall(r'<h3[^>]*><a href="/operations/([\w-]+)"', page)))
    given = ids(reader.get(with_query(path, query)))
    with_links = {one.id for one in catalogue_of(reader.app).operations.values() if one.links}
    assert given == [id for id in shown if "form=links" not in path or id in with_links]
    assert given


def test_an_empty_selection_has_the_names_of_the_columns(reader: Visitor) -> None:
    for path in FILES:
        (header,) = workbook_of(reader.get(with_query(path, "q=zzz"))).sheets[0].rows
        assert header[1].text.lower() == "titre"


def test_files_say_the_catalogue_and_the_day(reader: Visitor) -> None:
    for path in FILES:
        for query, part in (("", ""), ("q=recettes", "-extrait")):
            said = reader.get(with_query(path, query)).headers["Content-Disposition"]
            suffix = re.sub(r".*\.(\w+).*", r"\1", path)
            assert re.fullmatch(rf'attachment; filename="[a-z0-9-]+{part}-\d{{4}}-\d\d-\d\d\.{suffix}"', said)


def test_the_types_of_files_are_theirs(reader: Visitor) -> None:
    types = [reader.get(path).content_type for path in ALL]
    assert types[:3] == ["text/csv; charset=utf-8"] * 3
    assert types[3:5] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ]
    assert types[5:] == ["application/json"] * 2


def test_the_schema_names_the_columns_of_each_form(reader: Visitor) -> None:
    for query in ("", "?form=links"):
        names = next(csv.reader(io.StringIO(reader.get(f"/operations.csv{query}").text)))
        schema = reader.get(f"/schema.json{query}").get_json()
        assert [field["name"] for field in schema["fields"]] == names
        assert all(field["title"] and field["description"] for field in schema["fields"])


def test_nothing_but_what_is_published_is_given(app: Flask, reader: Visitor) -> None:
    fill_with_secrets(repository_of(app))
    for path in FILES:
        text = texts_of(reader.get(path))
        assert "https://www.gers.fr/a" in text
        assert not SECRETS.search(text), path
        # A session changes nothing.
        other = Visitor(app, COOKIE).get(path)
        assert (other.data, dict(other.headers)) == (reader.get(path).data, dict(reader.get(path).headers))


@pytest.mark.parametrize("path", ALL)
def test_any_site_may_read_and_none_with_a_session(reader: Visitor, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        response = reader.get(path, method)
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert (response.data == b"") is (method != "GET")
    refused = reader.get(path, "POST")
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")


@pytest.mark.parametrize("path", ALL)
def test_what_has_not_changed_is_not_sent_again(app: Flask, reader: Visitor, path: str) -> None:
    etag = reader.get(path).headers["ETag"]
    again = reader.get(path, If_None_Match=etag)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert reader.get(with_query(path, "q=recettes"), If_None_Match=etag).status_code == 200
    commit(repository_of(app), set_title("Changée"))
    assert reader.get(path, If_None_Match=etag).status_code == 200


def test_what_is_known_or_kept_costs_no_dossier(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reader.get("/operations.ods")
    monkeypatch.delattr(selected, "make_dossier")
    assert reader.get("/operations.ods").data == first.data
    assert reader.get("/operations.ods", If_None_Match=first.headers["ETag"]).status_code == 304


def test_csv_is_compressed_on_demand(reader: Visitor) -> None:
    packed = reader.get("/operations.csv", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == reader.get("/operations.csv").data
    assert "Content-Encoding" not in reader.get("/operations.xlsx", Accept_Encoding="gzip").headers


def test_pages_have_their_whole_address_under_a_prefix(app: Flask) -> None:
    environ = {"SCRIPT_NAME": "/catalogue", "wsgi.url_scheme": "https"}
    text = Visitor(app, {}, environ).get("/operations.csv", Host="catalogue.exemple.fr").text
    assert f"https://catalogue.exemple.fr/catalogue/operations/{ID}" in text
    assert page_of(Visitor(app, {}).get(f"/operations/{ID}")).all("h1")


@pytest.mark.parametrize(("error", "status"), [(ExportBusy, 503), (ExportFailed, 500)])
def test_what_cannot_be_made_now_is_refused_in_french(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int
) -> None:
    def refuse(*args: object) -> bytes:
        raise error

    monkeypatch.setattr(Exports, "get", refuse)
    response = reader.get("/operations.ods")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert ("Retry-After" in response.headers) is (status == 503)
    assert response.get_json()["detail"].endswith(".")
