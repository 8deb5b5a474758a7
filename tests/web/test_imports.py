"""« Importer »: what is brought, what waits, what is refused, and what is added."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.errors import DocumentRefused, EditorsUnavailable
from gersapp.exchange.limits import MAX_PASTED_BYTES, MAX_UPLOADED_BYTES
from gersapp.exchange.running import Read, Stage, Tell
from gersapp.reviews.files import FilePendingImports
from tests.support.hostile import BODIES, strange_markup
from tests.support.imports import (
    DOCUMENT,
    PROPOSAL,
    file_review,
    imports_of,
    read_as_proposed,
    read_by,
    remove_reviews,
    review_at,
)
from tests.support.visitor import (
    Visitor,
    catalogue_of,
    digest,
    last_action,
    only_body,
    page_of,
    put_back,
    repository_of,
)

REFUSAL = "Ce fichier est protégé par un mot de passe."


def refuse(content: bytes, tell: Tell) -> Read:
    raise DocumentRefused(REFUSAL)


@pytest.fixture(autouse=True)
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other reviews wait, and every document is read as the same."""
    remove_reviews(app)
    monkeypatch.setitem(app.extensions, "gersapp", app.extensions["gersapp"])
    read_by(app, read_as_proposed)


def multipart(**fields: str | tuple[str, bytes]) -> tuple[bytes, str]:
    """The body of a form with files (name, content), and its type."""
    parts = []
    for field, value in fields.items():
        name = f'; filename="{value[0]}"' if isinstance(value, tuple) else ""
        content = value[1] if isinstance(value, tuple) else value.encode()
        parts.append(
            f'--b\r\nContent-Disposition: form-data; name="{field}"{name}\r\n\r\n'.encode()
            + content
            + b"\r\n"
        )
    return b"".join(parts) + b"--b--\r\n", "multipart/form-data; boundary=b"


def bring(visitor: Visitor, **fields: str | tuple[str, bytes]) -> TestResponse:
    body, kind = multipart(**fields)
    return visitor.post("/importer", body, Content_Type=kind)


# -- bringing


def test_a_pasted_text_leads_to_its_review(visitor: Visitor, app: Flask) -> None:
    response = bring(visitor, text="Balade contée")
    assert response.status_code == 303
    review = review_at(app, response.headers["Location"])
    assert (review.name, review.source, review.proposal) == ("", DOCUMENT, PROPOSAL)


def test_a_file_keeps_its_name_without_its_folder(visitor: Visitor, app: Flask) -> None:
    response = bring(visitor, text="", file=("C:\\\\Users\\\\moi\\\\printemps.docx", b"PK"))
    assert review_at(app, response.headers["Location"]).name == "printemps.docx"


def test_the_formatting_of_a_paste_is_what_is_read(visitor: Visitor, app: Flask) -> None:
    contents: list[bytes] = []

    def reader(content: bytes, tell: Tell) -> Read:
        contents.append(content)
        return Read(DOCUMENT, PROPOSAL)

    read_by(app, reader)
    bring(visitor, text="lien", html='<a href="https://gers.fr/">lien</a>')
    assert contents == [b'<a href="https://gers.fr/">lien</a>']


def test_the_colours_of_our_own_text_are_not_read(visitor: Visitor, app: Flask) -> None:
    sent: list[bytes] = []

    def reader(content: bytes, tell: Tell) -> Read:
        sent.append(content)
        return read_as_proposed(content, tell)

    read_by(app, reader)
    bring(visitor, text="Dossier de catalogue, format texte 1\r\n\r\na", html="<b>Dossier de catalogue</b>")
    assert sent == [b"Dossier de catalogue, format texte 1\r\n\r\na"]


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"text": " "}, 422, "Collez un texte, ou choisissez un fichier."),
        ({"text": "Balade", "file": ("a.txt", b"Balade")}, 422, "pas les deux"),
        ({"text": "é" * (MAX_PASTED_BYTES // 2 + 1)}, 422, "Ce texte dépasse 1 Mo"),
        ({"text": "", "file": ("a.docx", b"a" * (MAX_UPLOADED_BYTES + 1))}, 422, "Ce fichier dépasse 5 Mo"),
        ({"text": "", "file": ("a.docx", b"a" * 7_000_000)}, 413, "dépasse 5 Mo"),
    ],
)
def test_what_cannot_be_read_is_said_beside_what_was_pasted(
    visitor: Visitor, app: Flask, fields: dict[str, str | tuple[str, bytes]], status: int, said: str
) -> None:
    response = bring(visitor, **fields)
    page = page_of(response)
    assert response.status_code == status
    assert said in page.text
    assert page.all("title")[0].startswith("Erreur : ")
    if status != 413:
        assert page.all("textarea") == [str(fields["text"]).strip()]
    assert list(imports_of(app)) == []


def test_a_document_that_is_refused_says_why(visitor: Visitor, app: Flask) -> None:
    read_by(app, refuse)
    response = bring(visitor, text="Balade")
    assert response.status_code == 422
    assert REFUSAL in page_of(response).text
    assert page_of(response).all("textarea") == ["Balade"]
    assert list(imports_of(app)) == []


def test_other_forms_keep_their_limit(visitor: Visitor, app: Flask) -> None:
    address = file_review(app)
    assert visitor.post(f"{address}/textes", {"title": "a" * 70_000}).status_code == 413
    assert review_at(app, address).version == 1


def test_a_visitor_sends_no_long_body(visitor: Visitor) -> None:
    body, kind = multipart(file=("a.docx", b"a" * 100_000))
    assert visitor.reader.post("/importer", body, Content_Type=kind).status_code == 413


@pytest.mark.parametrize("body", [b"&".join([b"text=a"] * 30), b"text=a" + b"&" * 1_000_000])
def test_a_form_of_countless_fields_is_refused(visitor: Visitor, app: Flask, body: bytes) -> None:
    assert visitor.post("/importer", body).status_code == 413
    assert list(imports_of(app)) == []


def test_another_site_brings_nothing(visitor: Visitor, app: Flask) -> None:
    body, kind = multipart(text="Balade")
    response = visitor.post("/importer", body, Content_Type=kind, Origin="https://ailleurs.example")
    assert response.status_code == 403
    assert list(imports_of(app)) == []


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=\xe9", "application/x-www-form-urlencoded"],
)
def test_a_hostile_body_brings_nothing(visitor: Visitor, app: Flask, content_type: str) -> None:
    for body in (
        *BODIES.values(),
        b"--b\r\n",
        b"\xff" * 99,
        b'--b\r\nContent-Disposition: form-data; name="file"',
    ):
        response = visitor.post("/importer", body, Content_Type=content_type)
        assert response.status_code in (400, 413, 415, 422)
        assert strange_markup(response.text) == []
    assert list(imports_of(app)) == []


# -- waiting


@pytest.fixture
def slow(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Documents are read once this is set; all are in the end."""
    monkeypatch.setattr("gersapp.web.imports.views._PATIENCE_S", 0)
    event = threading.Event()

    def reader(content: bytes, tell: Tell) -> Read:
        while not event.wait(0.01):
            tell(Stage.STRUCTURE, 50)
        if content == b"refuse":
            raise DocumentRefused(REFUSAL)
        return Read(DOCUMENT, PROPOSAL)

    readings = read_by(app, reader)
    yield event
    event.set()
    for reading in readings:
        readings.wait(reading.id, 10)


def test_a_reading_shows_how_far_it_is(visitor: Visitor, app: Flask, slow: threading.Event) -> None:
    address = bring(visitor, text="Balade").headers["Location"]
    response = visitor.get(address)
    assert response.status_code == 200
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in response.text
    assert "Arrêter la lecture" in response.text
    assert "Lecture en cours" in visitor.get("/importer").text
    fragment = visitor.htmx("avancement", at=address).get(address)
    assert fragment.text.lstrip().startswith('<div id="avancement"')
    slow.set()
    _wait(app, address)
    assert visitor.htmx("avancement", at=address).get(address).headers["HX-Redirect"] == address
    assert "Relire" in visitor.get(address).text


def test_a_reading_that_is_refused_says_so_to_who_returns(
    visitor: Visitor, app: Flask, slow: threading.Event
) -> None:
    address = bring(visitor, text="refuse").headers["Location"]
    slow.set()
    _wait(app, address)
    response = visitor.get(address)
    assert response.status_code == 422
    assert REFUSAL in page_of(response).text


def test_a_reading_can_be_stopped(visitor: Visitor, app: Flask, slow: threading.Event) -> None:
    address = bring(visitor, text="Balade").headers["Location"]
    reading = app.extensions["gersapp"].readings_of(only_body(app)).get(address.rpartition("/")[2])
    assert visitor.post(f"{address}/retirer").headers["Location"] == "/importer?fait=arrete"
    assert visitor.get(address).status_code == 404
    slow.set()
    assert reading.ended.wait(10)
    assert list(imports_of(app)) == []


def test_a_sixth_document_is_asked_to_come_back(visitor: Visitor, app: Flask, slow: threading.Event) -> None:
    for number in range(5):
        assert bring(visitor, text=f"Balade {number}").status_code == 303
    response = bring(visitor, text="Balade de trop")
    assert response.status_code == 503
    assert "réessayez dans une minute" in page_of(response).text
    assert page_of(response).all("textarea") == ["Balade de trop"]


def _wait(app: Flask, address: str) -> None:
    app.extensions["gersapp"].readings_of(only_body(app)).wait(address.rpartition("/")[2], 10)


# -- what waits


def test_pending_imports_are_listed_and_removed(visitor: Visitor, app: Flask) -> None:
    address = file_review(app, name="été & <b>.docx")
    page = page_of(visitor.get("/importer"))
    assert page.all("h3") == ["« été & <b>.docx »"]
    assert "3 opérations ; apporté par Éditrice d’essai" in page.text
    for _ in range(2):
        assert visitor.post(f"{address}/retirer").headers["Location"] == "/importer?fait=retire"
    assert page_of(visitor.get("/importer?fait=retire")).all("h3") == []
    assert visitor.get(address).status_code == 404


def test_the_review_of_nobody_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("/importer/0123456789abcdef").status_code == 404
    assert visitor.get("/importer/../etc").status_code == 404


# -- adding


def version_of(app: Flask, address: str) -> dict[str, str]:
    return {"version": str(review_at(app, address).version)}


def test_all_that_is_taken_is_added_by_one_action(visitor: Visitor, app: Flask) -> None:
    address = file_review(app)
    assert "Ajouter 2 opérations, dont 1 à vérifier" in page_of(visitor.get(address)).text
    response = visitor.post(f"{address}/ajouter", version_of(app, address))
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    catalogue = catalogue_of(app)
    titles = [operation.title for operation in catalogue.operations.values()][-2:]
    assert titles == ["Balade contée", "Café des souvenirs"]
    assert [audience.label for audience in catalogue.heading.audiences][-1] == "Aînés"
    home = page_of(visitor.get("/"))
    assert "2 opérations importées de « printemps.docx »" in home.text
    (undo,) = [text for text in home.all("button") if text.startswith("Défaire")]
    assert undo == "Défaire l’import de 2 opérations"


def test_an_import_with_new_audiences_is_undone_and_restored(visitor: Visitor, app: Flask) -> None:
    address, before = file_review(app), catalogue_of(app)
    visitor.post(f"{address}/ajouter", version_of(app, address))
    assert visitor.post(f"/actions/{last_action(app)}/undo").status_code == 303
    assert catalogue_of(app).operations.keys() == before.operations.keys()
    assert catalogue_of(app).heading == before.heading
    id = next(id for id, one in catalogue_of(app).trash.items() if one.operation.title.startswith("Café"))
    put_back(app, repository_of(app).path.read_bytes())  # the file is read again
    assert catalogue_of(app).trash[id].operation.audiences == ()
    assert "Café des souvenirs" in page_of(visitor.get("/corbeille")).text
    assert "Café des souvenirs" in page_of(visitor.get(f"/operations/{id}")).text
    assert visitor.post(f"/operations/{id}/restore").status_code == 303
    assert catalogue_of(app).get(id).audiences == ("aines",)


def test_what_was_added_is_there_the_second_time(visitor: Visitor, app: Flask) -> None:
    first, second = file_review(app), file_review(app)
    visitor.post(f"{first}/ajouter", version_of(app, first))
    before = len(catalogue_of(app).operations)
    assert "2 opérations de ce document au catalogue" in page_of(visitor.get(first)).text
    assert "Rien à ajouter pour l’instant." in page_of(visitor.get(second)).text
    visitor.post(f"{second}/ajouter", version_of(app, second))
    assert len(catalogue_of(app).operations) == before


def test_a_page_from_before_adds_nothing(visitor: Visitor, app: Flask) -> None:
    address = file_review(app)
    before = digest(repository_of(app).path)
    response = visitor.post(f"{address}/ajouter", {"version": "0"})
    assert response.status_code == 409
    assert "Cette relecture a changé" in page_of(response).text
    assert digest(repository_of(app).path) == before


def test_what_is_added_is_never_said_to_be_refused(
    visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EditorsUnavailable("disque plein")

    address = file_review(app)
    before = len(catalogue_of(app).operations)
    monkeypatch.setattr(FilePendingImports, "change", fail)
    response = visitor.post(f"{address}/ajouter", version_of(app, address))
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert len(catalogue_of(app).operations) == before + 2
    assert "Rien à ajouter pour l’instant." in page_of(visitor.get(address)).text
