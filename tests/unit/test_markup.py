"""What templates, static files and the code that makes HTML never hold, as checks."""

import ast
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
ALLOWED_HOSTS = {"www.w3.org"}  # names of XML vocabularies: nothing is fetched from there


def unsafe_calls(source: str) -> list[str]:
    """Ways to make HTML of text without escaping it."""
    names = {"Markup", "render_template_string"}
    nodes = ast.walk(ast.parse(source))
    return [
        f"line {node.lineno}: {name}"
        for node in nodes
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and (name := _name(node).rpartition(".")[2]) in names
    ]


def _name(node: ast.Name | ast.Attribute | ast.alias) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name
    raise TypeError(node)


class _Tags(HTMLParser):
    """Collects what a strict Content-Security-Policy would refuse, or should."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self._add(f"inline <{tag}>")
        for name, value in attrs:
            text = (value or "").strip().lower()
            if name == "style" or name.startswith(("on", "hx-on", "data-hx-on", "hx-vars")):
                self._add(f"{name}=")
            if text.startswith(("javascript:", "js:")):
                self._add(f"script in {name}=")
            if name in {"action", "href", "src", "srcset"} and text.startswith("//"):
                self._add(f"address without a scheme in {name}=")

    def _add(self, what: str) -> None:
        self.found.append(f"line {self.getpos()[0]}: {what}")


def _blank(match: re.Match[str]) -> str:
    return " " + "\n" * match[0].count("\n")


def unsafe_markup(template: str) -> list[str]:
    """Escaping switched off, script in attributes, inline script and style."""
    code = re.sub(r"\{#.*?#\}", _blank, template, flags=re.S)
    found = [
        f"line {code.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for match in re.finditer(r"\|\s*safe\b|\bMarkup\s*\(|\bautoescape\b|javascript:", code)
    ]
    tags = _Tags()
    tags.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", _blank, code, flags=re.S))
    tags.close()
    return found + tags.found


def foreign_addresses(text: str) -> list[str]:
    """Addresses of hosts that are not allowed; `https://…`, as in a hint, names no host."""
    return [
        match[0]
        for match in re.finditer(r"https?://([^\s\"'<>()/…]+)", text, flags=re.I)
        if match[1].lower() not in ALLOWED_HOSTS
    ]


def vendored_scripts(paths: list[str]) -> list[str]:
    """Scripts of others among the files in git: they come from pinned packages instead."""
    return [
        path
        for path in paths
        if path.endswith((".min.js", ".min.mjs"))
        or (path.startswith("static/") and "htmx" in Path(path).name.lower())
    ]


def says_its_needs(template: str) -> bool:
    """A partial begins with the names that it needs from the page that includes it."""
    return re.match(r"\{#-? needs: .+?#\}", template, flags=re.S) is not None


def _files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def _tell(path: Path, faults: list[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {fault}" for fault in faults]


def test_no_code_makes_html_without_escaping() -> None:
    wrong = []
    for path in [*_files(ROOT / "gersapp", ".py"), *ROOT.glob("*.py")]:
        wrong += _tell(path, unsafe_calls(path.read_text("utf-8")))
    assert wrong == []


def test_templates_hold_no_script_no_style_and_escape_everything() -> None:
    wrong = []
    for path in _files(TEMPLATES, ".html", ".svg", ".xml", ".txt"):
        wrong += _tell(path, unsafe_markup(path.read_text("utf-8")))
    assert wrong == []


def test_nothing_comes_from_another_host() -> None:
    text = (".html", ".css", ".js", ".mjs", ".svg", ".xml", ".txt", ".json", ".webmanifest")
    wrong = []
    for path in [*_files(TEMPLATES, *text), *_files(STATIC, *text)]:
        wrong += _tell(path, foreign_addresses(path.read_text("utf-8")))
    assert wrong == []


def test_git_holds_no_script_of_others() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # Outside git (a release's archive), what would be in it is looked at all the same.
    paths = listed.stdout.split("\0") if listed.returncode == 0 else []
    paths += [path.relative_to(ROOT).as_posix() for path in _files(STATIC, ".js", ".mjs")]
    assert vendored_scripts(paths) == []


def test_partials_say_what_they_need() -> None:
    partials = TEMPLATES.rglob("_*.html")
    assert [path.name for path in partials if not says_its_needs(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    [
        "x = Markup(y)",
        "x = markupsafe.Markup(y)",
        "from flask import render_template_string",
        "from markupsafe import Markup as Text",
    ],
)
def test_html_made_without_escaping_is_found(line: str) -> None:
    assert unsafe_calls(line)


@pytest.mark.parametrize(
    "markup",
    [
        "{{ name|safe }}",
        "{{ name | safe }}",
        "{% autoescape false %}",
        "<p style='color: red'>",
        "<p\n  {% if a > b %}onclick{% endif %}='x()'>",
        "<p ONCLICK=x>",
        "<p hx-on:click='x()'>",
        "<p data-hx-on-click='x()'>",
        "<p hx-vals='js:{a: 1}'>",
        "<a href=' JavaScript:x()'>",
        "<a href='//elsewhere.example/'>",
        "<script>x()</script>",
        "<script type=module>x()</script>",
        "<style>p {}</style>",
        "<img src=x onerror=x() />",
    ],
)
def test_unsafe_markup_is_found(markup: str) -> None:
    assert unsafe_markup(markup)


def test_what_templates_need_is_not_unsafe_markup() -> None:
    markup = """{# needs: operation; never |safe, never <script> #}
        <script src="{{ url_for("static", filename="app.js") }}" defer></script>
        <a href="{{ link }}" {% if a > 1 %}hx-get="{{ x }}"{% endif %} aria-current="page">ok</a>
        <p data-only="1">Une action = un bouton</p>"""
    assert unsafe_markup(markup) == []


def test_another_host_is_found() -> None:
    text = "@import url(https://fonts.example/a.css); xmlns='http://www.w3.org/2000/svg' https://…"
    assert foreign_addresses(text) == ["https://fonts.example"]
    assert foreign_addresses("src='HTTP://{{ host }}/'") == ["HTTP://{{"]


def test_a_script_of_others_is_found() -> None:
    scripts = ["static/js/htmx.js", "static/app.min.js"]
    assert vendored_scripts([*scripts, "gersapp/web/htmx.py", "static/app.js"]) == scripts


@pytest.mark.parametrize("template", ["", "<p>", "{# a partial #}<p>", "<p>{# needs: a #}"])
def test_a_partial_without_its_needs_is_found(template: str) -> None:
    assert not says_its_needs(template)
    assert says_its_needs("{# needs: operation #}\n" + template)
