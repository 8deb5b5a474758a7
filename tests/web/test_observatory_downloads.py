"""What visitors take away of the Observatoire: the operations of several bodies, each named."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gersapp.exchange.tables.published import form_of
from gersapp.observatory.body import Body, Kind
from tests.support.memory_bodies import MemoryBodies
from tests.support.observatory import BODY, OTHER, browser_of, opened_observatory
from tests.support.visitor import ID, Visitor, page_of


@pytest.fixture(scope="module")
def site(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    seed, bodies = seed_path.read_text("utf-8"), MemoryBodies()
    bodies.add(Body(BODY, Kind.DEPARTMENT, "32"), seed.encode())
    bodies.add(Body(OTHER, Kind.DEPARTMENT, "81"), seed.replace("Département du Gers", "Tarn").encode())
    with opened_observatory(bodies, tmp_path_factory.mktemp("site")) as app:
        yield app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return browser_of(site)


def rows_at(visitor: Visitor, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(visitor.get(address).text)))


def test_the_table_has_the_operations_of_every_body(visitor: Visitor) -> None:
    rows = rows_at(visitor, "/operations.csv")
    assert len(rows) == 32
    names = ("organisme", "identifiant_organisme", "type_organisme", "territoire")
    assert {tuple([row[name] for name in names]) for row in rows} == {
        ("Département du Gers", BODY, "Département", "Gers (32)"),
        ("Tarn", OTHER, "Département", "Tarn (81)"),
    }
    of_other = [
        row for row in rows if row["identifiant_operation"] == ID and row["identifiant_organisme"] == OTHER
    ]
    assert [row["page"] for row in of_other] == [f"http://127.0.0.1/{OTHER}/operations/{ID}"]


def test_a_row_has_the_audiences_of_the_body_and_their_groups(visitor: Visitor) -> None:
    row = rows_at(visitor, f"/operations.csv?body={BODY}&audience=jeunes")[0]
    assert "Enfants/Jeunes" in row["cibles"].split("\n")
    assert "Enfants et jeunes" in row["cibles_nationales"].split("\n")
    assert row["ordre_des_cibles"].split("\n")[0] in "123"


def test_a_table_of_many_bodies_is_none_of_one_body(visitor: Visitor) -> None:
    for address in ("/operations.csv", "/operations.csv?form=links"):
        assert form_of(rows_at(visitor, address)[0]) is None


def test_the_table_of_links_names_the_body(visitor: Visitor) -> None:
    rows = rows_at(visitor, f"/operations.csv?form=links&body={OTHER}")
    assert len(rows) == 28
    assert {row["organisme"] for row in rows} == {"Tarn"}


@pytest.mark.parametrize(("path", "part"), [("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")])
def test_a_workbook_has_a_column_of_bodies(visitor: Visitor, path: str, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(visitor.get(f"/operations.{path}").data)) as book:
        names = [name for name in book.namelist() if name in (part, "xl/sharedStrings.xml")]
        text = "".join(book.read(name).decode() for name in names)
    assert all(word in text for word in ("Organisme", "Cibles nationales", "Département du Gers", "Tarn"))


@pytest.mark.parametrize("slug", ["docx", "odt", "pdf", "md", "txt"])
def test_a_document_has_a_part_for_each_body(visitor: Visitor, slug: str) -> None:
    response = visitor.get(f"/dossier.{slug}?q=tips")
    assert response.status_code == 200
    assert "observatoire-des-operations-extrait-" in response.headers["Content-Disposition"]
    if slug == "md":
        headings = [line for line in response.text.splitlines() if line.startswith("## ")]
        assert headings == ["## Département du Gers", "## Tarn"]
        assert response.text.count("- Cibles : Adultes") == 2


def test_programs_read_a_page_at_a_time(visitor: Visitor) -> None:
    response = visitor.get("/operations.json?kind=departement&page=1")
    data = response.json
    assert data
    assert (data["count"]["operations"], data["count"]["bodies"]) == (32, {BODY: 16, OTHER: 16})
    pages = [data[name] for name in ("page", "pages", "previous", "next")]
    assert pages == [1, 1, None, None]
    assert len(data["operations"]) == 32
    last = next(one for one in data["operations"] if one["id"] == ID and one["body"]["slug"] == OTHER)
    assert last["body"]["name"] == "Tarn"
    assert last["address"] == f"http://127.0.0.1/{OTHER}/operations/{ID}"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_that_does_not_exist_is_refused_as_data(visitor: Visitor) -> None:
    response = visitor.get("/operations.json?page=2")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_data_are_not_sent_twice(visitor: Visitor) -> None:
    for path in ("/operations.csv", "/operations.json"):
        etag = visitor.get(path).headers["ETag"]
        assert visitor.get(path, If_None_Match=etag).status_code == 304


def test_nothing_selected_gives_no_document(visitor: Visitor) -> None:
    assert visitor.get("/dossier.docx?q=zzz").status_code == 404
    assert visitor.get("/dossier.exe").status_code == 404
    assert "rien à télécharger" in page_of(visitor.get("/telecharger?q=zzz")).text


def test_the_page_of_formats_keeps_the_selection(visitor: Visitor) -> None:
    page = visitor.get("/telecharger?kind=departement&q=tips")
    assert "2 opérations sur 32" in page_of(page).text
    for address in (
        "/operations.xlsx?",
        "/operations.csv?for=excel&amp;",
        "/dossier.docx?",
        "/operations.json?",
    ):
        assert f'href="{address}kind=departement' in page.text.replace("&kind", "&amp;kind")
