"""`proof.bench`: it repeats itself, it checks what it measures, and it can fail."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
from flask.testing import FlaskClient

from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from proof.bench import durable_edit, generator, plot, search
from proof.bench.__main__ import FAILED, main
from proof.bench.contestants import FRAGMENT, found_in
from proof.bench.figures import MEASURES
from proof.bench.importers import importing, make_dossier
from proof.bench.load import MeasureFailed, load
from proof.bench.page import read_lighthouse
from proof.bench.plan import Plan
from proof.bench.report import (
    TARGETS,
    Line,
    Report,
    document_table,
    format_number,
    read_lines,
    replace_table,
)
from proof.bench.rivals import constant, datasette
from proof.bench.selections import address_of, invent_selections
from proof.bench.servers import Answer, Servers, ask
from proof.tools.server import ROOT
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


# -- the judgement


def line(key: str, size: int, ours: float, theirs: float | None = None) -> Line:
    return Line(
        key=key,
        words="essai",
        size=size,
        unit="ms",
        ours=[ours] * 3,
        rival="autre",
        theirs=[] if theirs is None else [theirs] * 3,
    )


@pytest.mark.parametrize(
    ("key", "size", "ours", "theirs", "reached"),
    [
        ("filter-rate/constant", 16, 70, 100, True),
        ("filter-rate/constant", 16, 69, 100, False),
        ("filter-rate/constant", 1_000, 1, 100, None),
        ("filter-rate/constant", 10_000, 49, 100, False),
        ("filter-rate/constant", 100_000, 40, 100, True),
        ("filter-p99/constant", 100_000, 30, 10, True),
        ("filter-p99/constant", 1_000, 31, 10, False),
        ("filter-rate/afternoon", 10_000, 400, 10, True),
        ("filter-rate/datasette", 10_000, 400, 10, False),
        ("search/scan", 10_000, 1.1, 1, False),
        ("search/scan", 100_000, 49, 70, True),
        ("edit/least", 1_000, 1.6, 1, False),
        ("edit/least", 100_000, 9, 1, None),
        ("history-edit/fresh", 16, 2.1, 1, False),
        ("history-size/file", 16, 0.2, None, True),
        ("storm-p99/rest", 10_000, 3, 1, True),
        ("import-p99/rest", 10_000, 3.1, 1, False),
        ("import-few/one", 10_000, 4, 1, True),
        ("import-many/few", 10_000, 26, 1, False),
        ("start/constant", 16, 2.8, 0.9, False),
        ("edit-crowd/least", 10_000, 300, 10, True),
        ("memory/constant", 10_000, 199, 1, True),
        ("weight/first", 16, 60.1, None, False),
        ("weight/again", 16, 2, None, False),
        ("lighthouse/seo", 16, 99, None, False),
        ("lighthouse/seo", 16, 100, None, True),
    ],
)
def test_a_target_is_reached_or_not(
    key: str, size: int, ours: float, theirs: float | None, reached: bool | None
) -> None:
    judged = line(key, size, ours, theirs)
    assert judged.reached is reached
    verdict = {True: "atteint", False: "NON ATTEINT", None: ""}[reached]
    assert judged.cells()[-1] == verdict


def test_a_time_is_judged_by_what_took_its_time_beside_it() -> None:
    """Its own seconds alone would say how busy the machine is."""
    timed = {measure for measure, (_, unit) in MEASURES.items() if unit in ("ms", "s", "/s")}
    judged = {key: target for key, target in TARGETS.items() if key[0].partition("/")[0] in timed}
    assert [key for key, target in judged.items() if not target.is_ratio] == []
    assert {"start", "edit-crowd"} <= {key.partition("/")[0] for key, _ in judged}


def reached_lines() -> list[Line]:
    return [
        line(key, size, target.bound, 1 if target.is_ratio else None)
        for (key, size), target in TARGETS.items()
    ]


def test_the_status_distinguishes_missed_from_unmeasured() -> None:
    lines = reached_lines()
    assert Report(lines).status() == 0
    missed = line("filter-rate/constant", 16, 0.1, 1)
    assert Report([missed, *lines[1:]]).status() == 1
    assert Report(lines[1:]).status() == 2
    without = [line for line in lines if not line.key.startswith("lighthouse")]
    assert Report(without).status() == 2
    assert Report(without, unmeasured={"lighthouse": "node et npm manquent"}).status() == 0


def test_the_median_is_judged_and_the_spread_is_shown() -> None:
    judged = Line(
        key="filter-rate/constant",
        words="filtre",
        size=16,
        unit="/s",
        ours=[900, 1_800, 1_000],
        rival="autre",
        theirs=[1_000, 2_000, 2_000],
    )
    assert judged.ratios == [0.9, 0.9, 0.5]
    cells = judged.cells()
    assert cells[2:5] == ["1\u202f000 /s", "autre : 2\u202f000 /s", "0,90× (0,50–0,90)"]
    assert judged.reached


def test_the_report_is_read_again_from_its_json() -> None:
    report = Report(reached_lines())
    assert read_lines(orjson.loads(orjson.dumps(report.as_json("wrk")))) == report.lines


def test_a_failed_run_says_why_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise MeasureFailed("le serveur n’a pas démarré")

    monkeypatch.setattr("proof.bench.measures.Bench.run", fail)
    monkeypatch.setattr("proof.bench.__main__.find_wrk", lambda: None)
    before = set(ROOT.glob(".bench-*"))
    assert main(Plan(), tmp_path / "docs") == FAILED
    printed = capsys.readouterr()
    assert "le serveur n’a pas démarré" in printed.err
    assert "charge : wrk manque" in printed.out
    assert list(tmp_path.iterdir()) == []
    assert set(ROOT.glob(".bench-*")) <= before


def test_the_lighthouse_report_names_imperfect_audits() -> None:
    audits = {"a": {"score": 1, "title": "A"}, "b": {"score": 0.5, "title": "B", "displayValue": "250 ms"}}
    refs = [{"id": "a", "weight": 1}, {"id": "b", "weight": 3}]
    category = {"score": 0.62, "auditRefs": refs}
    report = {
        "categories": dict.fromkeys(("performance", "accessibility", "best-practices", "seo"), category)
    }
    scores, imperfect = read_lighthouse({**report, "audits": audits})
    assert scores["seo"] == 62
    assert imperfect[0] == "performance : B (250 ms)"


# -- what is shown


def growing_lines() -> list[Line]:
    return [
        line(f"filter-rate/{rival}", size, 1_000 / cost, 5_000 / cost)
        for size, cost in ((16, 1), (1_000, 2), (10_000, 3), (100_000, 9))
        for rival in ("constant", "afternoon", "datasette", "tuned")
        if rival == "constant" or size < 100_000
    ]


def test_the_picture_is_well_formed_and_labelled() -> None:
    root = ElementTree.fromstring(plot.draw(growing_lines()))  # noqa: S314  (our own)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    labels = {root.find(f"{space}title").get("id"), root.find(f"{space}desc").get("id")}  # type: ignore[union-attr]
    assert set((root.get("aria-labelledby") or "").split()) == labels
    assert len(root.findall(f"{space}path[@class='curve ours']")) == 1
    assert len(root.findall(f"{space}circle")) == 4 + 4 + 3 + 3 + 3
    heights = [
        float(name.get("y") or 0) for name in root.iter(f"{space}text") if "name" in (name.get("class") or "")
    ]
    assert len(heights) == 5
    assert min(abs(a - b) for a in heights for b in heights if a != b) >= 17


def test_the_document_shows_the_kept_figures() -> None:
    path = ROOT / "docs" / "bench.json"
    table = document_table(read_lines(orjson.loads(path.read_bytes())))
    document = (ROOT / "docs" / "proof.md").read_text("utf-8")
    assert table in document
    assert replace_table(document, table) == document
    assert "autre\n<!-- /bench -->" in replace_table(document, "autre\n")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.123, "0,12"), (9.876, "9,88"), (12.34, "12,3"), (150.6, "151"), (12_345, "12\u202f345"), (60, "60")],
)
def test_figures_are_written_in_french(number: float, text: str) -> None:
    assert format_number(number) == text
