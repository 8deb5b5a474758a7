"""`proof.bench`: it repeats itself, and it checks what it measures."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from proof.bench import durable_edit, generator, search
from proof.bench.contestants import FRAGMENT, found_in
from proof.bench.importers import importing, make_dossier
from proof.bench.load import MeasureFailed, load
from proof.bench.rivals import constant, datasette
from proof.bench.selections import address_of, invent_selections
from proof.bench.servers import Answer, Servers, ask
from proof.tools.store import StoredCatalogue
from tests.support.store import wait_until

TABLES = generator.make_tables(16)


# -- what is asked


def test_invented_operations_are_the_same_whatever_their_number() -> None:
    assert generator.file_content(20) == generator.file_content(20)
    assert generator.file_content(20, seed=1) != generator.file_content(20)
    few, many = TABLES["operations"], generator.make_tables(40)["operations"]
    assert list(few.items()) == list(many.items())[:16]


def test_invented_operations_are_a_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(300))
    with StoredCatalogue(path) as stored:
        assert len(stored.catalogue.operations) == 300
        assert stored.catalogue.find(Selection(q="defi")).operations > 10


def test_invented_selections_differ_and_find_operations(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(16))
    asked = invent_selections(TABLES, 3_000)
    assert asked == invent_selections(TABLES, 3_000) != invent_selections(TABLES, 3_000, seed=1)
    assert len({address_of(selection) for selection in asked}) == 3_000
    with StoredCatalogue(path) as stored:
        counts = [stored.catalogue.find(selection).operations for selection in asked[:300]]
    assert min(counts) >= 1
    assert len(set(counts)) >= 5
    words = [len(selection.q.split()) for selection in asked]
    assert {0, 1, 2} == set(words)


def test_the_pasted_dossier_proposes_its_operations() -> None:
    dossier = make_dossier(16)
    proposed = propose(read_text(dossier)).operations
    assert [f"* {operation.title}" in dossier for operation in proposed] == [True] * 16
    assert sum(len(operation.links) for operation in proposed) == dossier.count("https://")
    assert {operation.title for operation in proposed}.isdisjoint(
        row["title"] for row in TABLES["operations"].values()
    )


@pytest.mark.long
def test_an_editor_imports_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(16))
    with Servers(tmp_path) as servers:
        server = servers.catalogue(path)
        before = path.read_bytes()
        with importing(server, 2) as done:
            wait_until(lambda: len(done) >= 2)
        assert path.read_bytes() == before
        assert list((tmp_path / "instance" / "imports").glob("*.jsonl")) == []
        with pytest.raises(MeasureFailed, match="un import a échoué"), importing(server, 2):
            server.kill()


# -- the rivals


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path = tmp_path_factory.mktemp("afternoon") / "db.json"
    path.write_bytes(generator.file_content(16))
    os.environ["AFTERNOON_DB"] = str(path)
    from proof.bench.rivals.afternoon import app, db

    client = app.test_client()
    client.environ_base["AFTERNOON"] = db
    return client


def test_the_afternoon_version_finds_what_the_catalogue_finds(afternoon: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(16))
    with StoredCatalogue(path) as stored:
        catalogue = stored.catalogue
    for selection in invent_selections(TABLES, 200):
        answer = afternoon.get(address_of(selection), headers=FRAGMENT)
        found = catalogue.find(selection)
        assert found_in(Answer(answer.status_code, {}, answer.data)) == found.operations, selection
        for slug, count in found.audiences.items():
            label = generator.AUDIENCES[slug]
            assert f">{label} ({count})</label>" in answer.text, selection


def test_the_afternoon_version_starts_on_gunicorn(tmp_path: Path) -> None:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(16))
    with Servers(tmp_path) as servers:
        assert ask(servers.afternoon(path), "/", FRAGMENT).status == 200


def test_the_afternoon_version_saves(afternoon: FlaskClient) -> None:
    operation = TABLES["operations"]["1"]
    fields = {
        **operation,
        "description": "Autre chose",
        "links": [link["url"] for link in operation["links"]],
    }
    assert afternoon.post("/operations/1-essai", data=fields).status_code == 303
    assert "<p>Autre chose</p>" in afternoon.get("/").text
    afternoon.post("/operations/1-essai", data={**fields, "description": operation["description"]})


def test_constant_bytes_have_the_sizes_and_headers_asked_for() -> None:
    client = constant.make_app(
        fragment=(300, 9), compressed=(200, 10), page=(100, 8), unchanged=7
    ).test_client()
    usual = len(constant.make_app().test_client().get("/").headers)
    for headers, size, more in (
        (FRAGMENT, 300, 9),
        ({**FRAGMENT, "Accept-Encoding": "gzip"}, 200, 10),
        ({"Accept-Encoding": "gzip"}, 100, 8),
    ):
        answer = client.get("/?q=any", headers=headers)
        assert (len(answer.data), len(answer.headers)) == (size, usual + more)
    unchanged = client.get("/", headers={"If-None-Match": "x"})
    assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_datasette_is_asked_for_the_same_selection(tmp_path: Path) -> None:
    datasette.write(TABLES, tmp_path / "operations.db")
    selection = Selection(("adultes", "aines"), ("x",), "Œuvre d’été")
    address = datasette.address_of(selection, tuned=True)
    assert address.startswith("/operations/operations?_facet_array=audiences&_facet_array=platforms&")
    assert "in+%28%27adultes%27%2C+%27aines%27%29" in address
    assert "_search=%22oeuvre%22%2A+%22d%22%2A+%22ete%22%2A" in address
    assert "like+%27%25+oeuvre%25%27&_where" in datasette.address_of(selection)


# -- the load


class Handler(BaseHTTPRequestHandler):
    """Answers by what the address names; cuts the connection when that is nothing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, _, size = self.path.strip("/").partition("/")
        if status == "cut":
            self.close_connection = True
            return
        self.send_response(int(status))
        self.send_header("Content-Length", size.partition("?")[0])
        self.end_headers()
        self.wfile.write(b"x" * int(size.partition("?")[0]))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_load_of_threads_counts_the_answers(port: int) -> None:
    found = load(None, port, [f"/200/10?{n}" for n in range(50_000)], {"X-Any": "1"}, seconds=1)
    assert found.requests > 50
    assert found.rate == found.requests / found.seconds
    assert 0 < found.p50_ms <= found.p99_ms


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/500/10", "d’un autre code que 200"),
        ("/404/10", "d’un autre code que 200"),
        ("/304/0", "d’un autre code que 200"),
        ("/200/0", "vides"),
        ("/cut", "interrompues en lecture"),
        ("", "à une adresse déjà demandée"),
    ],
)
def test_the_load_of_threads_refuses_a_wrong_answer(port: int, path: str, words: str) -> None:
    paths = [f"/200/1?{n}" for n in range(20)] + [path] * bool(path)
    with pytest.raises(MeasureFailed, match=words):
        load(None, port, paths, {}, seconds=1)


def test_the_load_refuses_a_server_that_is_not_running() -> None:
    with pytest.raises(MeasureFailed, match="sans connexion"):
        load(None, 1, ["/"] * 50, {}, seconds=1)


# -- without a server


def test_the_slowest_letter_is_found_among_the_typed_ones(database: Path) -> None:
    letters, ours, scan = search.slowest(search.measure(database, 3))
    assert any(typed.startswith(letters) for typed in search.TYPED)
    assert len(ours) == len(scan) == 3
    assert min(ours) > 0

    slow = {"d": 1.0, "de": 9.0, "de l": 2.0}
    pause = {**slow, "d": 50.0}
    times = {"catalogue": [slow, pause, slow], "scan": [dict.fromkeys(search.TYPED, 7.0)] * 3}
    assert search.slowest(times) == ("de", [9.0, 9.0, 9.0], [7.0, 7.0, 7.0])


def test_the_least_replacement_writes_the_bytes_of_the_store(database: Path) -> None:
    times = durable_edit.measure(database, 3)
    assert [len(times["store"]), len(times["least"])] == [3, 3]
    assert sorted(path.name for path in database.parent.glob("copy*")) == []


@pytest.mark.parametrize("body", ["<p>Bonjour</p>", '<p id="compte">des opérations</p>'])
def test_an_answer_without_its_count_is_refused(body: str) -> None:
    with pytest.raises(MeasureFailed):
        found_in(Answer(200, {}, body.encode()))
