"""Who makes a `Change`, as a check: whatever edits a catalogue does it by a draft."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Who makes a `Change`: whatever edits a catalogue does it by a draft.
MAKERS_OF_CHANGES = {
    "catalogue/editing/draft.py",
    "catalogue/history/comparison.py",
    "catalogue/history/erasure.py",
}


def changes_made(source: str, *, is_home: bool = False) -> list[str]:
    """Where a `Change` of a catalogue is constructed; `is_home` for the module that has the class."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {"Change"} if is_home else set[str]()
    names |= {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "gersapp.catalogue.catalogue"
        for alias in node.names
        if alias.name == "Change"
    }
    return [
        f"line {node.lineno}: {ast.unparse(node.func)}"
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names | {"catalogue.Change"}
    ]


def _files(folder: Path, *suffixes: str) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def test_only_a_draft_and_a_comparison_make_a_change() -> None:
    makers = {
        path.relative_to(ROOT / "gersapp").as_posix()
        for path in _files(ROOT / "gersapp", ".py")
        if changes_made(path.read_text("utf-8"), is_home=path.match("catalogue/catalogue.py"))
    }
    assert makers == MAKERS_OF_CHANGES


@pytest.mark.parametrize(
    "source",
    [
        "from gersapp.catalogue.catalogue import Change\nx = Change(None, (), {})",
        "from gersapp.catalogue.catalogue import Change as C\ndef f():\n    return C(heading=h)",
        "from gersapp.catalogue import catalogue\nx = [catalogue.Change(None, (), {})]",
    ],
)
def test_a_change_made_is_found(source: str) -> None:
    assert len(changes_made(source)) == 1


def test_a_change_made_where_the_class_is_is_found() -> None:
    assert changes_made("class Change: ...\nx = Change()", is_home=True)
    assert changes_made("class Change: ...\nx = Change()") == []


def test_what_only_speaks_of_changes_makes_none() -> None:
    source = "from gersapp.catalogue.catalogue import Change\ndef f(change: Change) -> Changed:\n    return Changed(change)"
    assert changes_made(source) == []
