"""How tests are written, as checks: helpers come from tests/support alone, and names stay short."""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MAX_NAME = 60


def imports_outside_support(source: str) -> list[str]:
    """The modules of tests that are imported and are none of `tests.support`."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            names += [f"{base}.{alias.name}" for alias in node.names] if base in ("tests", ".") else [base]
    return [
        name
        for name in names
        if name.startswith((".", "tests.")) and not f"{name}.".startswith("tests.support.")
    ]


def long_names(source: str) -> list[str]:
    """The names of test functions that have more than 60 characters."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(node.name) > MAX_NAME
    ]


def test_helpers_are_imported_from_support_alone() -> None:
    wrong = [
        f"{path.relative_to(TESTS)} imports {name}"
        for path in sorted(TESTS.rglob("*.py"))
        for name in imports_outside_support(path.read_text("utf-8"))
    ]
    assert wrong == []


def test_names_of_tests_have_at_most_60_characters() -> None:
    wrong = [
        f"{path.relative_to(TESTS)}: {name}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for name in long_names(path.read_text("utf-8"))
    ]
    assert wrong == []


# The checks bite.


def test_an_import_from_another_test_is_found() -> None:
    source = "\n".join(
        [
            "from tests.support.visitor import Visitor",
            "from tests.support import edits",
            "from tests.web.conftest import db_file",
            "from tests import conftest",
            "from . import test_news",
            "from .conftest import PREFIX",
            "import tests.browser.conftest",
        ]
    )
    assert len(imports_outside_support(source)) == 5


def test_a_long_name_is_found() -> None:
    long = "test_" + "a" * 56
    assert long_names(f"def {long}(): ...\ndef {long[:-1]}(): ...\ndef {long[5:]}s(): ...") == [long]
