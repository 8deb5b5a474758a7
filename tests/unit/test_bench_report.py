"""`proof.bench`: what is reached and what is missed, and how the figures are shown."""

from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from proof.bench import plot
from proof.bench.__main__ import FAILED, main
from proof.bench.figures import MEASURES
from proof.bench.load import MeasureFailed
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
from proof.tools.server import ROOT

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
