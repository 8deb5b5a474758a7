"""« Télécharger »: the page of formats, and the documents of a selection."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange import writing
from gersapp.exchange.exports import Exports
from gersapp.exchange.writing import DOCUMENTS, Format
from tests.support.edits import become, commit
from tests.support.secrets import SECRETS, all_text, fill_with_secrets
from tests.support.visitor import Visitor, opened, page_of, repository_of

HEADING = Heading(
    "Les opérations du Gers", "Gers", audiences=(Audience("a", "Aînés"), Audience("b", "Bébés"))
)
OPERATIONS = [
    Operation("recettes", "Recettes", audiences=("a",), links=(Link("https://www.facebook.com/LeGers32"),)),
    Operation("sieste", "La sieste", audiences=("b",)),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("documents") / "db.json") as app:
        commit(repository_of(app), become(Catalogue.of(HEADING, OPERATIONS)))
        yield app


def refuse(error: Exception) -> object:
    def get(*arguments: object) -> bytes:
        raise error

    return get


def test_the_catalogue_leads_to_the_formats_of_its_selection(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?audience=a&page=3"))
    assert page.all("a", href="/telecharger?audience=a") == ["Télécharger"]
    answer = visitor.htmx(trigger="filtres").get("/?audience=b")
    assert 'href="/telecharger?audience=b"' in answer.text


def test_the_page_says_what_it_gives(visitor: Visitor) -> None:
    page = page_of(visitor.reader.get("/telecharger?audience=a"))
    (scope,) = page.all("p", class_="scope")
    assert scope.startswith("Extrait : Aînés — 1 opération sur 2, le ")
    for format in DOCUMENTS:
        assert page.all("a", href=f"/dossier.{format.slug}?audience=a") == [format.label]


def test_an_empty_selection_is_said(visitor: Visitor) -> None:
    page = visitor.reader.get("/telecharger?q=introuvable")
    assert "Aucune opération ne correspond" in page.text
    assert "/dossier." not in page.text
    refusal = visitor.reader.get("/dossier.txt?q=introuvable")
    assert (refusal.status_code, "Content-Disposition" in refusal.headers) == (404, False)
    assert "Rien à télécharger" in refusal.text


@pytest.mark.parametrize("format", DOCUMENTS, ids=[format.slug for format in DOCUMENTS])
def test_a_document_is_sent_with_its_name(visitor: Visitor, format: Format) -> None:
    answer = visitor.reader.get(f"/dossier.{format.slug}?audience=a")
    assert answer.status_code == 200
    assert answer.mimetype == format.media_type
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="les-operations-du-gers-extrait-20')
    assert name.endswith(f'.{format.slug}"')


def test_a_document_has_the_selection_alone(visitor: Visitor) -> None:
    text = visitor.reader.get("/dossier.txt?audience=a").text
    assert "Recettes" in text
    assert "La sieste" not in text
    assert "http://127.0.0.1/?audience=a" in text


def test_a_document_is_not_sent_twice(visitor: Visitor, app: Flask) -> None:
    first = visitor.reader.get("/dossier.txt")
    again = visitor.reader.get("/dossier.txt", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("slug", ["exe", "docx ", "..%2Fwsgi.py", "__init__", "csv"])
def test_an_unknown_format_is_refused(visitor: Visitor, slug: str) -> None:
    assert visitor.reader.get(f"/dossier.{slug}").status_code == 404


def test_who_comes_too_early_comes_back(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Exports, "get", refuse(ExportBusy()))
    answer = visitor.reader.get("/dossier.txt?audience=b")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == answer.headers["Refresh"] == "3"


def test_who_leaves_takes_no_turn(app: Flask) -> None:
    server, client = socket.socketpair()
    with server, client:
        for path, status in (("/dossier.odt", 200), ("/dossier.docx", 503)):
            environ = {"gunicorn.socket": server}
            assert app.test_client().get(path, environ_overrides=environ).status_code == status
            client.close()


def test_a_document_that_fails_is_said(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Exports, "get", refuse(ExportFailed("hors service")))
    answer = visitor.reader.get("/dossier.txt?audience=b")
    assert answer.status_code == 500
    assert "Essayez un autre format" in answer.text


def test_what_is_not_installed_is_not_offered(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda name: None)
    assert "/dossier.pdf" not in visitor.reader.get("/telecharger").text
    assert visitor.reader.get("/dossier.pdf").status_code == 404


def test_too_many_operations_for_a_format_are_said(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Format, "holds", lambda format, operations: format.slug != "pdf")
    page = visitor.reader.get("/telecharger").text
    assert "/dossier.pdf" not in page
    assert "3\u202f000 opérations au plus" in page
    refusal = visitor.reader.get("/dossier.pdf")
    assert (refusal.status_code, "Trop d’opérations" in refusal.text) == (404, True)


def test_no_page_nor_name_of_a_file_tracks(tmp_path: Path) -> None:
    heading = replace(HEADING, title="Voir www.gers.fr/?fbclid=x", organisation="www.gers.fr/?fbclid=x")
    with opened(tmp_path / "db.json") as app:
        commit(repository_of(app), become(Catalogue.of(heading, OPERATIONS)))
        for path in ("/telecharger", "/donnees", "/dossier.txt"):
            answer = Visitor(app).reader.get(path)
            assert answer.status_code == 200
            assert "fbclid" not in f"{answer.headers}{answer.text}"


def test_nothing_but_what_is_published_is_given(own: Flask) -> None:
    fill_with_secrets(repository_of(own))
    reader = Visitor(own).reader
    for slug in ("docx", "odt", "md", "txt"):
        text = all_text(reader.get(f"/dossier.{slug}").data)
        assert "https://www.gers.fr/a" in text, slug
        assert not SECRETS.search(text), slug
    assert not SECRETS.search(reader.get("/telecharger").text)
