"""How large things may grow, and what no code may hold: each is read whole by whoever changes it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "gersapp").rglob("*.py"))
TESTS_AND_PROOF = sorted(path for folder in ("tests", "proof") for path in (ROOT / folder).rglob("*.py"))
DOMAIN = sorted((ROOT / "gersapp" / "catalogue").rglob("*.py"))
# The labels of platforms and of links are data.
TABLES = {"platforms.py", "sites.py", "networks.py", "media.py"}

MAX_MODULE, MAX_FUNCTION, MAX_VIEW = 350, 40, 25  # lines

# Two words that follow one another.
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def long_functions(source: str) -> Iterator[str]:
    """The functions that are longer than they may be, from `def` to their last line; views may be less."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function) and node.end_lineno:
            limit = MAX_VIEW if _is_view(node) else MAX_FUNCTION
            length = node.end_lineno - node.lineno + 1
            if length > limit:
                yield f"{node.name}: {length} lines, {limit} at most"


def _is_view(function: Function) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in {"get", "post", "route"}
        for decorator in function.decorator_list
    )


def sentences(source: str) -> Iterator[str]:
    """The texts of several words, but for docstrings."""
    tree = ast.parse(source)
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and _SENTENCE.search(node.value):
            yield f"line {node.lineno}: {node.value[:60]}"


def nonlocals(source: str) -> list[int]:
    """The lines of `nonlocal`: results are returned."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Nonlocal)]


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_of_the_program_keeps_to_its_limits(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= MAX_MODULE
    assert list(long_functions(source)) == []
    assert nonlocals(source) == []


def test_modules_of_tests_and_proof_are_as_short() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in TESTS_AND_PROOF
    }
    assert {name: length for name, length in lengths.items() if length > MAX_MODULE} == {}


def test_the_domain_says_no_sentence() -> None:
    said = {path.name: list(sentences(path.read_text("utf-8"))) for path in DOMAIN if path.name not in TABLES}
    assert {name: texts for name, texts in said.items() if texts} == {}


# The checks find what they look for.


def test_a_function_that_is_too_long_is_found() -> None:
    body = "    x = 1\n" * MAX_FUNCTION
    assert list(long_functions(f"def f():\n{body}")) == ["f: 41 lines, 40 at most"]
    assert list(long_functions(f"def f():\n{body[10:]}")) == []


def test_a_view_that_is_too_long_is_found() -> None:
    body = "    x = 1\n" * MAX_VIEW
    assert list(long_functions(f'@bp.get("/")\ndef f():\n{body}')) == ["f: 26 lines, 25 at most"]


def test_a_sentence_is_found_and_a_docstring_is_none() -> None:
    source = (
        '"""Plain words."""\nx = "Cette adresse"\ny = "adresse"\nz = f"{x} est vide"\nw = "no-cache, x"\n'
    )
    assert [text.partition(":")[0] for text in sentences(source)] == ["line 2", "line 4"]


def test_a_nonlocal_is_found() -> None:
    assert nonlocals("def f():\n    x = 1\n    def g():\n        nonlocal x\n") == [4]
