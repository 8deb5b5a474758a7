"""How templates, style sheet and script are written: short lines, no address by heart, parts that name each other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))

MAX_LINE = 140
# Cards are rendered outside of any request.
WITHOUT_URL_FOR = {"cards/_body.html", "cards/_card.html"}


def literal_addresses(source: str) -> list[str]:
    """The strings that begin with a slash: such an address leads astray under a prefix."""
    return re.findall(r"[\"'`]/[^\"'`]*", re.sub(r"\{#.*?#\}|/\*.*?\*/", "", source, flags=re.S))


def crowded_lines(sheet: str) -> list[str]:
    """The lines with more than a selector, a declaration or a brace."""
    lines = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S).splitlines()
    return [line for line in lines if re.search(r"[;{}]\s*\S|[^\s}]\s*\}", line)]


def declared_names(script: str) -> list[str]:
    """What a part of the script declares for itself and for the other parts."""
    names: list[str] = re.findall(r"^(?:const|let|(?:async )?function) (\w+)", script, flags=re.M)
    return names


def unnamed_uses(scripts: dict[str, str]) -> Iterator[str]:
    """What a part uses of another without naming both in its first comment."""
    owners = {name: part for part, script in scripts.items() for name in declared_names(script)}
    for part, script in scripts.items():
        head, _, code = script.partition("*/")
        used = set(re.findall(r"\w+", re.sub(r"/\*.*?\*/", "", code, flags=re.S)))
        own = set(re.findall(r"(?:const|let|function) (\w+)", code))
        for name in sorted(used & owners.keys() - own):
            if not re.search(rf"\b{name}\b[^.]*\({owners[name]}\)", head):
                yield f"{part} uses {name} of {owners[name]}"


def test_no_line_of_a_template_is_too_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > MAX_LINE
    ]
    assert long == []


def test_no_template_knows_an_address_by_heart() -> None:
    names = {path.relative_to(ROOT / "templates").as_posix(): path for path in TEMPLATES}
    found = {name: literal_addresses(path.read_text("utf-8")) for name, path in names.items()}
    assert {name for name, addresses in found.items() if addresses} <= WITHOUT_URL_FOR


def test_no_script_knows_an_address_by_heart() -> None:
    assert [path.name for path in SCRIPTS if literal_addresses(path.read_text("utf-8"))] == []


def test_the_style_sheet_has_one_declaration_a_line() -> None:
    assert {path.name: crowded_lines(path.read_text("utf-8")) for path in STYLES} == {
        path.name: [] for path in STYLES
    }


def test_a_part_of_the_script_names_what_it_uses() -> None:
    assert list(unnamed_uses({path.name: path.read_text("utf-8") for path in SCRIPTS})) == []


def test_no_two_parts_of_the_script_declare_one_name() -> None:
    names = [name for path in SCRIPTS for name in declared_names(path.read_text("utf-8"))]
    assert len(names) == len(set(names)) > 0


# The checks bite.


@pytest.mark.parametrize(
    "source", ['href="/\'"', "'/news'", "`/news?seen=${seen}`", '{% set url = "/a/" ~ id %}']
)
def test_an_address_by_heart_is_found(source: str) -> None:
    assert literal_addresses(source)


@pytest.mark.parametrize("source", ["{# href='/' #}", "/* '/' */", "'a/b'", 'type="image/svg+xml"', "</a>"])
def test_what_is_no_address_is_not(source: str) -> None:
    assert literal_addresses(source) == []


@pytest.mark.parametrize(
    "sheet", ["a { b: c; }", "a {\n  b: c; d: e;\n}", "a {\n  b: c }", "@media print { a {"]
)
def test_a_crowded_line_is_found(sheet: str) -> None:
    assert crowded_lines(sheet)


def test_a_line_with_one_declaration_is_not() -> None:
    assert (
        crowded_lines("/* a; b; */\na,\nb {\n  --c: d;\n}\n@media print {\n  a {\n    b: c;\n  }\n}\n") == []
    )


def test_a_use_without_its_name_is_found() -> None:
    scripts = {"a.js": "/* A. */\nconst find = 1;\n", "b.js": "/* B. */\nfind();\n"}
    assert list(unnamed_uses(scripts)) == ["b.js uses find of a.js"]
    assert list(unnamed_uses(scripts | {"b.js": "/* B. Uses find (a.js). */\nfind();\n"})) == []


# What is no French text, and what is heard only.
NOT_READ = re.compile(
    r'\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<span class="visually-hidden">.*?</span>|<[^>]*>', re.DOTALL
)
WIDE_SPACE = re.compile(r".*(?:[ \u00a0][:;!?»]|«[ \u00a0]).*")


def test_french_signs_of_templates_have_narrow_spaces() -> None:
    texts = {path: NOT_READ.sub("", path.read_text("utf-8")) for path in TEMPLATES}
    assert [(path.name, line) for path, text in texts.items() for line in WIDE_SPACE.findall(text)] == []
