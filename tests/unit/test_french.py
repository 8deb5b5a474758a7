"""The French of the pages: elisions, plurals, and the signs of its typography."""

import ast
import re
from pathlib import Path

import pytest

from gersapp.french import counted
from gersapp.web.french import of_whom, say_by_whom, say_merged
from gersapp.web.national.french import say_chosen

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for folder, ending in (("gersapp", "py"), ("templates", "html"), ("static/js", "js"))
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
]


@pytest.mark.parametrize(
    "name",
    ["Éric", "Anne", "Œdipe", "Ægidius", "Ødegaard", "E\u0301lodie", "Île-de-France", "Yves", "Yvonne", "Hélène", "HENRI",
     "Hubert", "Hugues", "Honorine", "Hyacinthe", "Hippolyte", "Hadrien", "Héloïse", "e.dupont", "« Éric »"],
)  # fmt: skip
def test_a_vowel_or_a_mute_h_elides(name: str) -> None:
    assert of_whom([name]) == f"d’{name}"


@pytest.mark.parametrize(
    "name",
    ["Jeanne", "Yann", "Yohan", "Hans", "Harry", "Hassan", "Heidi", "Helmut", "Hocine", "Houda", "Hicham", "h.dupont", "", "12",
     "Çelik", "ß"],
)  # fmt: skip
def test_a_consonant_or_an_aspirated_h_does_not_elide(name: str) -> None:
    assert of_whom([name]) == f"de {name or 'quelqu’un, dans le fichier'}"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 seconde"), (1, "1 seconde"), (2, "2 secondes"), (1_500, "1\u202f500 secondes")],
)
def test_a_noun_agrees_with_its_number(number: int, text: str) -> None:
    assert counted(number, "seconde") == text


@pytest.mark.parametrize(
    ("editors", "text"),
    [
        (["Paul"], "la modification de Paul"),
        (["Jeanne"], "votre autre modification"),
        (["Paul", "Jeanne", ""], "la modification de Paul et de quelqu’un, dans le fichier et votre autre modification"),
    ],
)  # fmt: skip
def test_a_reader_is_told_of_their_own_changes_as_theirs(editors: list[str], text: str) -> None:
    assert say_merged("p", ["title"], editors, reader="Jeanne") == f"Fusionné avec {text} : titre."
    # No line ends within an hour, or after a day's number.
    assert (
        say_by_whom(editors[0], 0, reader=editors[0])
        == "par vous le 1er\u00a0janvier 1970 à 1\u00a0h\u00a000"
    )
    assert say_by_whom("", 0, reader="").startswith("par quelqu’un, dans le fichier")


def three_dots(path: Path) -> list[str]:
    """The texts with three dots for « … »: the strings of a module, what stands in a template or a script."""
    source = path.read_text("utf-8")
    if "..." not in source and "truncate" not in source:
        return []
    if path.suffix == ".py":
        tree = ast.parse(source)
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        strings = [
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings
        ]
        return [node.value for node in strings if isinstance(node.value, str) and "..." in node.value]
    # In a script they also spread a list; htmx has them for any status.
    return re.findall(r'.*(?<!")\.\.\.(?![\w\[(]|", ").*|.*truncate\((?![^)]*end=).*', source)


def test_three_dots_are_one_sign() -> None:
    found = {path.relative_to(ROOT).as_posix(): three_dots(path) for path in SOURCES}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_three_dots_are_found(tmp_path: Path) -> None:
    for name, source in (
        ("a.py", "x = f'Attendez... {y}'"),
        ("a.html", "<p>Attendez...</p>"),
        ("b.html", "{{ text|truncate(200) }}"),
        ("a.js", "const wait = 'Attendez...';"),
    ):
        path = tmp_path / name
        path.write_text(source, "utf-8")
        assert len(three_dots(path)) == 1


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([], ""),
        (["Gers (32)"], "1 coché : Gers (32)"),
        (["Gers (32)", "Lot (46)", "Tarn (81)"], "3 cochés : Gers (32), Lot (46), Tarn (81)"),
        (["Gers", "Lot", "Tarn", "Var"], "4 cochés : Gers, Lot, Tarn et 1 autre"),
        (["Gers", "Lot", "Tarn", "Var", "Ain"], "5 cochés : Gers, Lot, Tarn et 2 autres"),
    ],
)
def test_a_folded_filter_says_what_is_ticked(labels: list[str], words: str) -> None:
    assert " ".join(say_chosen(labels).split()) == words
