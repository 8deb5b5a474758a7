"""The documents are true where a machine can tell: paths, links, settings, commands, lengths."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from gersapp import commands
from gersapp.settings import Settings
from proof.tools.server import ROOT

README = ROOT / "README.md"
MAP = ROOT / "docs" / "architecture.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
MAX_README_LINES = 200
MAX_MAP_LINES = 120
MAX_DECISION_LINES = 5
MAX_WIDTH = 110  # characters in a line of a decision, else one line would hold all

# Below these, everything in a document is a path of the project.
FOLDERS = {"docs", "gersapp", "proof", "static", "templates", "tests"}
# A bare name with one of these suffixes is a file of the project too. Those of .json are mostly data.
SUFFIXES = {".css", ".html", ".in", ".js", ".md", ".py", ".toml", ".txt"}


def code_spans(text: str) -> list[str]:
    """The texts in backticks, outside of blocks of code."""
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`\n]+)`", outside)


def project_paths(text: str) -> Iterator[str]:
    """The paths of the project that `text` names in backticks."""
    for span in code_spans(text):
        is_file = re.fullmatch(r"[\w.-]+", span) and Path(span).suffix in SUFFIXES
        is_below = re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?|\w+/", span) and span.split("/")[0] in FOLDERS
        if is_file or is_below:
            yield span


def is_in_project(path: str) -> bool:
    """Whether the file or folder exists; a bare name may be anywhere, as `views.py` is."""
    return (ROOT / path).exists() if "/" in path else path in file_names()


@cache
def file_names() -> frozenset[str]:
    """The names of the project's files, without their folders."""
    parts = [entry for entry in ROOT.iterdir() if entry.name in FOLDERS]
    files = [file for part in parts for file in part.rglob("*") if "node_modules" not in file.parts]
    return frozenset(entry.name for entry in [*ROOT.iterdir(), *files])


def absent_names(text: str) -> list[str]:
    """The names that stand in brackets after a file, as in `a.py` (`one`, `two`), and that it does not have."""
    absent = []
    for path, names in re.findall(r"`([\w/.-]+/[\w.-]+)`\s+\(([^()]*`[^()]*)\)", text):
        content = (ROOT / path).read_text("utf-8") if is_in_project(path) else ""
        known = set(re.findall(r"\w+", content))
        absent += [f"{name} in {path}" for name in re.findall(r"`(\w+)`", names) if name not in known]
    return absent


def local_links(text: str) -> Iterator[tuple[str, str]]:
    """The (path, anchor) of each link that leads to no other site."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith("https://"):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(text: str) -> set[str]:
    """The anchors that a site such as GitHub gives to the headings of `text`."""
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def long_decisions(text: str) -> list[str]:
    """The first line of each decision that takes more than its lines, or too wide ones."""
    return [
        decision.splitlines()[0]
        for decision in re.split(r"\n{2,}", text.strip())
        if len(decision.splitlines()) > MAX_DECISION_LINES
        or any(len(line) > MAX_WIDTH for line in decision.splitlines())
    ]


def names_in_code() -> set[str]:
    """Every name that the code of the application, and of what its tests share, defines or uses."""
    names: set[str] = set()
    for path in [*(ROOT / "gersapp").rglob("*.py"), *(ROOT / "tests" / "support").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    names.add(name)
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    names.add(name)
    return names


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_path_in_a_document_exists(document: Path) -> None:
    paths = project_paths(document.read_text("utf-8"))
    assert [path for path in paths if not is_in_project(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for path, anchor in local_links(text):
        target = document.parent / path if path else document
        assert target.exists(), path
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), anchor


def test_every_document_named_in_the_code_exists() -> None:
    code = [*ROOT.glob("*.py"), *(ROOT / "gersapp").rglob("*.py"), *(ROOT / "proof").rglob("*.py")]
    for path in code:
        for document in re.findall(r"\bdocs/[\w/.-]+\.md\b", path.read_text("utf-8")):
            assert (ROOT / document).exists(), f"{named(path)} names {document}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_name_after_a_file_is_in_it(document: Path) -> None:
    assert absent_names(document.read_text("utf-8")) == []


def test_every_name_on_the_map_is_in_the_code() -> None:
    spans = code_spans(MAP.read_text("utf-8"))
    constants = {span for span in spans if re.fullmatch(r"_?[A-Z][A-Za-z]*(_[A-Z]+)*", span)} - {
        "GET",
        "POST",
    }
    assert constants - names_in_code() == set()


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) < MAX_README_LINES


def test_the_map_is_one_page() -> None:
    assert len(MAP.read_text("utf-8").splitlines()) <= MAX_MAP_LINES


@pytest.mark.parametrize("subject", DECISIONS, ids=named)
def test_a_decision_has_five_lines_at_most(subject: Path) -> None:
    text = subject.read_text("utf-8")
    assert text.startswith("# ")
    assert long_decisions(text) == []


def test_every_setting_is_in_the_table_of_deploying() -> None:
    table = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    for setting in fields(Settings):
        assert f"| `GERSAPP_{setting.name.upper()}` |" in table


def test_every_command_in_a_document_exists() -> None:
    app = Flask("gersapp")
    commands.init_app(app, Settings())
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        assert {*re.findall(r"\bflask ([a-z-]+)", text)} <= {*app.cli.commands}
        assert {*re.findall(r"`make ([a-z-]+)`", text)} <= {*targets}


def test_the_licence_is_the_one_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] in README.read_text("utf-8")


# -- the checks themselves


def test_a_path_that_does_not_exist_is_found() -> None:
    text = "See `gersapp/nowhere.py`, `nowhere.py`, `db.json`, `/operations/new` and\n```sh\n`docs/x`\n```\n"
    assert [path for path in project_paths(text) if not is_in_project(path)] == [
        "gersapp/nowhere.py",
        "nowhere.py",
    ]


def test_a_name_that_its_file_has_not_is_found() -> None:
    text = """1. `gersapp/settings.py` (`Settings`, `nowhere`: see there) and `gersapp/settings.py`
       (`_nowhere`), `gersapp/web/nowhere.py` (`Settings`)"""
    assert absent_names(text) == [
        "nowhere in gersapp/settings.py",
        "_nowhere in gersapp/settings.py",
        "Settings in gersapp/web/nowhere.py",
    ]


def test_a_heading_has_the_anchor_that_links_use() -> None:
    assert anchors("# Titre\n\n## L’historique\n\n### Connexion unique (SSO)\n") == {
        "titre",
        "lhistorique",
        "connexion-unique-sso",
    }


@pytest.mark.parametrize("decision", ["a\n" * 6, "a" * 111])
def test_a_long_decision_is_found(decision: str) -> None:
    assert long_decisions(f"# Subject\n\nShort.\n\n{decision}") == [decision.splitlines()[0]]
