"""What hostile forms can do to each route that changes something: never an error of ours, never a new tag."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import orjson
import pytest
from flask import Flask

from gersapp.store.documents.documents import Documents
from tests.support.cost import no_freeze
from tests.support.edits import commit, delete, restore
from tests.support.hostile import BODIES, EXTRA, TEXTS, strange_markup, urlencoded
from tests.support.visitor import ID, Visitor, catalogue_of, digest, form_of, repository_of

TRASHED = "recettes"
Body = dict[str, str | list[str]]

LINKS = {
    "javascript": "javascript:alert(1)",
    "javascript, broken up": "java\tscript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "user and password": "https://moi:secret@gers.fr/",
    "user": "https://www.facebook.com@evil.example/",
    "IPv6": "http://[::1]/",
    "IPv6, broken": "http://[::1",
    "attribute": 'https://gers.fr/"onmouseover="alert(1)',
    "tag": "https://gers.fr/<script>",
    "no host": "https:///x",
    "backslash": "https:\\\\evil.example",
    "file": "file:///etc/passwd",
    "port": "https://gers.fr:99999999999999/",
    "many": " ".join(f"https://gers.fr/{i}" for i in range(300)),
    "long": "https://gers.fr/" + "a" * 5_000,
}


@pytest.fixture
def app(app: Flask, quick_disk: None) -> Iterator[Flask]:
    """What the application shows and keeps at the end of the test is sound."""
    yield app
    visitor = Visitor(app)
    ids = list(catalogue_of(app).operations)
    paths = [
        "/",
        "/?q=a+script+on",
        "/audiences",
        "/catalogue/edit",
        f"/operations/{ID}",
        f"/operations/{ID}/edit",
    ]
    for path in [*paths, f"/operations/{ids[-1]}/edit"]:
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert strange_markup(answer.text) == []
    # What was accepted, the next start of the service accepts too.
    Documents.of(orjson.loads(repository_of(app).path.read_bytes()))


@pytest.fixture
def database(app: Flask) -> Path:
    return repository_of(app).path


def forms(app: Flask) -> dict[str, Body]:
    """Route → a form that it accepts."""
    catalogue = catalogue_of(app)
    heading = catalogue.heading
    return {
        "/operations": form_of(catalogue.get(ID), title="Nouvelle", links=[]),
        f"/operations/{ID}": form_of(catalogue.get(ID)),
        f"/operations/{ID}/move": {
            "direction": "up",
            "section": "adultes",
            "revision": catalogue.get(ID).revision,
        },
        "/operations/tiktok/delete": {
            "revision": catalogue.get("tiktok").revision if "tiktok" in catalogue.operations else ""
        },
        f"/operations/{TRASHED}/restore": {},
        "/bulk": {"op": [ID, "recettes"], "value": "platform:tiktok", "action": "add"},
        "/audiences/adultes/rename": {"label": "Grandes personnes"},
        "/audiences/enfants-jeunes/merge": {"into": "tout-public"},
        "/audiences/tout-public/remove": {},
        "/catalogue": {
            "title": heading.title,
            "body": heading.organisation,
            "hashtag": heading.hashtag,
            "introduction": heading.introduction,
            "revision": heading.revision,
        },
    }


def pairs_of(form: Body) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in form.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def attack(app: Flask, database: Path, path: str, body: bytes, *, plain_only: bool = False) -> None:
    """Send `body` to `path`, in both faces, and look at all that came of it."""
    reader = Visitor(app)
    for face in (reader,) if plain_only else (reader, reader.htmx(f"adultes--{ID}")):
        catalogue = catalogue_of(app)
        if path.endswith("/restore") and TRASHED in catalogue.operations:
            commit(repository_of(app), delete(TRASHED))
        if path.endswith("/delete") and "tiktok" in catalogue.trash:
            commit(repository_of(app), restore("tiktok"))
        before = digest(database)
        answer = face.post(path, body)
        status = answer.status_code
        assert status in (200, 204, 303, 400, 404, 409, 413, 415, 422), (path, status)
        if status >= 400:
            assert digest(database) == before, (path, status)
        assert "Set-Cookie" not in answer.headers
        assert strange_markup(answer.text) == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_is_refused_or_shown_as_text(app: Flask, database: Path, text: str) -> None:
    for path, form in forms(app).items():
        kept = {"revision", "audiences", "platforms", "links", "direction", "section"}
        kept |= {"action"} if "title" in form else set()
        typed: Body = {name: value if name in kept else text for name, value in form.items()}
        if path.startswith("/operations"):
            typed = {**typed, "new_audience": text} if "title" in form else typed
        attack(app, database, path, urlencoded(pairs_of(typed)))
        if "title" in form:  # one field at a time, so that a refusal of one does not hide another
            for name in ("title", "description" if "description" in form else "introduction"):
                fresh = forms(app).get(path, form)
                attack(app, database, path, urlencoded(pairs_of({**fresh, name: text})), plain_only=True)


@pytest.mark.parametrize("field", ["title", "description", "new_audience"])
def test_a_heap_of_accents_is_refused_at_once(app: Flask, database: Path, field: str) -> None:
    body = urlencoded([pair for pair in pairs_of(forms(app)["/operations"]) if pair[0] != field])
    body += f"&{field}=a".encode() + ("\u0301" * 15_000 + "\u0323" * 15_000).encode()
    before = digest(database)
    # It took 2 to 9 s, in which nobody else was answered.
    with no_freeze():
        assert Visitor(app).post("/operations", body).status_code == 422
    assert digest(database) == before


@pytest.mark.parametrize("url", LINKS.values(), ids=LINKS.keys())
def test_a_hostile_address_is_refused(app: Flask, database: Path, url: str) -> None:
    before = digest(database)
    for path in ("/operations", f"/operations/{ID}"):
        for face in (Visitor(app), Visitor(app).htmx(f"adultes--{ID}")):
            form = {**forms(app)[path], "links": [url]}
            answer = face.post(path, form)
            assert answer.status_code in (413, 422)
            assert digest(database) == before
            assert strange_markup(answer.text) == []
            assert 'href="javascript' not in answer.text
            # The form shows them again, recognised or not, when a button of the links is pressed.
            again = face.post(path, {**form, "action": "recognise"})
            assert again.status_code in (200, 413)
            assert strange_markup(again.text) == []


@pytest.mark.parametrize("extra", EXTRA.values(), ids=EXTRA.keys())
def test_a_hostile_field_beside_the_others_never_fails(
    app: Flask, database: Path, extra: list[tuple[str, str]]
) -> None:
    for path in forms(app):
        form = forms(app)[path]
        kept = [
            pair
            for pair in pairs_of(form)
            if pair[0] not in {name for name, _ in extra} or pair[0] in ("title",)
        ]
        attack(app, database, path, urlencoded([*kept, *extra]))


def test_forms_sent_again_under_one_name_never_fail(app: Flask, database: Path) -> None:
    for path, form in forms(app).items():
        changed = {"title": "Autre"} if "title" in form else {}
        attack(app, database, path, urlencoded(pairs_of({**form, **changed, "submission": "x"})))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_never_fails(app: Flask, database: Path, body: bytes) -> None:
    for path in forms(app):
        attack(app, database, path, body)


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "b" * 500,
        "multipart/form-data; boundary=\xe9",
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nulle-part",
    ],
)
def test_a_hostile_type_of_content_never_fails(app: Flask, database: Path, content_type: str) -> None:
    before = digest(database)
    for path in ("/operations", f"/operations/{ID}", "/catalogue"):
        for body in (
            b"",
            b"--b\r\n",
            b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nx',
            b"\xff" * 99,
        ):
            answer = Visitor(app).post(path, body, Content_Type=content_type)
            assert answer.status_code in (400, 413, 415, 422)
    assert digest(database) == before


def test_a_file_in_the_place_of_a_text_is_refused(app: Flask, database: Path) -> None:
    before = digest(database)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="title"; filename="../../x.html"\r\n'
        b"Content-Type: text/html\r\n\r\n<script>\r\n--b--\r\n"
    )
    for path in ("/operations", f"/operations/{ID}", "/catalogue"):
        assert (
            Visitor(app).post(path, body, Content_Type="multipart/form-data; boundary=b").status_code == 422
        )
    assert digest(database) == before


@pytest.mark.parametrize("path", ["\0", "%00", "%ED%A0%80", "..", "%2e%2e%2fx", "a" * 5_000, "<script>", "{{7*7}}", "%0D%0AX:1",
                                  "__class__", "new", "\u202e"])  # fmt: skip
def test_a_hostile_id_never_fails(app: Flask, database: Path, path: str) -> None:
    before = digest(database)
    for face in (Visitor(app), Visitor(app).htmx()):
        for rest in ("", "/delete", "/restore", "/move"):
            answer = face.post(
                f"/operations/{path}{rest}", form_of(catalogue_of(app).get(ID), title="Changé")
            )
            assert answer.status_code in (404, 405, 409, 308)
            assert strange_markup(answer.text) == []
        for rest in ("", "/edit"):
            answer = face.get(f"/operations/{path}{rest}")
            assert answer.status_code in (200, 404, 308)
            assert strange_markup(answer.text) == []
    assert digest(database) == before


def test_the_check_of_markup_bites() -> None:
    for html in ("<img>", "<p onclick=x>", "<script>x</script>", "<a href=javascript:x>", "<p hx-post=//evil.example>",
                 '<p hx-on:load="x">', "<p hx-trigger=load>", "<iframe>", "<p style=x>", "<form action=http://x>"):  # fmt: skip
        assert strange_markup(html)
    assert strange_markup(unescape("&lt;b&gt;"))
    assert not strange_markup(urlencode({"a": "<b>"}))
