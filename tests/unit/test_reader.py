"""`gersapp.store.documents.reader`: what a file may hold, and how its faults are named."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.catalogue.text import fold_name
from gersapp.store.documents.documents import Documents, heading_document
from gersapp.store.documents.reader import Invalid, read_heading
from tests.support.tables import tables


def test_documents_are_read_in_their_order_trash_included() -> None:
    catalogue = Documents.of(tables()).catalogue
    assert catalogue.heading.title == "Le catalogue"
    assert catalogue.heading.audiences == (
        Audience("adultes", "Adultes"),
        Audience("enfants", "Enfants"),
    )
    assert list(catalogue.operations) == ["une", "deux"]
    assert catalogue.get("une") == Operation(
        "une",
        "Une",
        "La première",
        ("adultes",),
        ("facebook",),
        (Link("https://www.facebook.com/LeGers32/posts/1"), Link("https://www.gers.fr/2")),
    )
    assert catalogue.trash["trois"].position == 1


def test_optional_keys_may_be_missing() -> None:
    smallest: dict[str, Any] = {
        "catalogue": {"1": {"schema": 1, "audiences": [{"slug": "a", "label": "A"}]}},
        "operations": {"1": {"id": "a", "title": "A", "audiences": ["a"]}},
    }
    assert Documents.of(smallest).catalogue.get("a") == Operation("a", "A", audiences=("a",))


def test_labels_that_read_alike_are_told_apart_by_a_number() -> None:
    labels = [
        "Grands",
        "GRANDS",
        "Ｇｒａｎｄｓ (2)",
        "Petits",
        "g\u00ad\u200brands",
        "é" * 80,
        "E\u0301" * 40,
        "É" * 80,
    ]
    rows = [{"slug": f"a{number}", "label": label} for number, label in enumerate(labels)]
    heading = read_heading({"schema": 1, "audiences": rows})
    read = [audience.label for audience in heading.audiences]
    assert read[:5] == ["Grands", "GRANDS (2)", "Ｇｒａｎｄｓ (2) (2)", "Petits", "g\u00ad\u200brands (3)"]
    assert read[5:] == ["é" * 80, "E\u0301" * 40, "É" * 76 + " (2)"]
    assert len(set(map(fold_name, read))) == len(labels)
    assert read_heading(heading_document(heading, {}, {})) == heading


def _heading(key: str, value: Any) -> Callable[[Any], None]:
    return lambda tables: tables["catalogue"]["3"].__setitem__(key, value)


def _operation(key: str, value: Any) -> Callable[[Any], None]:
    return lambda tables: tables["operations"]["12"].__setitem__(key, value)


def _trashed(key: str, value: Any) -> Callable[[Any], None]:
    return lambda tables: tables["trash"]["9"].__setitem__(key, value)


def _row(table: str, key: str, value: Any) -> Callable[[Any], None]:
    return lambda tables: tables[table].__setitem__(key, value)


TEXT_OF_THE_HEADING = "catalogue : « title » "
FIRST = "opération n° 12 (« une »)"
THIRD = "corbeille, n° 9 (« trois »)"

# What is wrong → the change that makes it so, and how the message begins.
REFUSED: dict[str, tuple[Callable[[Any], object], str]] = {
    "no heading": (lambda t: t.pop("catalogue"), "la table « catalogue »"),
    "two headings": (_row("catalogue", "4", {"schema": 1}), "la table « catalogue »"),
    "no schema": (lambda t: t["catalogue"]["3"].pop("schema"), "catalogue : « schema » vaut None"),
    "a later schema": (_heading("schema", 2), "catalogue : « schema » vaut 2"),
    "schema 0": (_heading("schema", 0), "catalogue : « schema » vaut 0"),
    "a schema that is true": (_heading("schema", True), "catalogue : « schema » vaut True"),
    "a title that is a number": (_heading("title", 3), TEXT_OF_THE_HEADING + "doit être un texte"),
    "a title too long": (_heading("title", "a" * 201), TEXT_OF_THE_HEADING + "dépasse 200"),
    "a title of two lines": (_heading("title", "a\nb"), TEXT_OF_THE_HEADING + "contient"),
    "a hashtag too long": (_heading("hashtag", "#" * 81), "catalogue : « hashtag » dépasse 80"),
    "a bell": (_heading("introduction", "a\ab"), "catalogue : « introduction » contient"),
    "audiences that are an object": (_heading("audiences", {}), "catalogue : « audiences »"),
    "an audience that is a text": (_heading("audiences", ["a"]), "catalogue, cible n° 1 : ce doit"),
    "an audience with no slug": (
        _heading("audiences", [{"label": "A"}]),
        "catalogue, cible n° 1 : « slug »",
    ),
    "an audience twice": (
        _heading("audiences", [{"slug": "a", "label": "A"}, {"slug": "a", "label": "B"}]),
        "catalogue, cible n° 2 : la cible « a » figure deux fois",
    ),
    "an audience with no label": (
        _heading("audiences", [{"slug": "a", "label": " "}]),
        "catalogue, cible n° 1 : « label » manque",
    ),
    "too many audiences": (
        _heading("audiences", [{"slug": f"a{n}", "label": "A"} for n in range(101)]),
        "catalogue : « audiences » dépasse 100",
    ),
    "an audience that operations have and the heading has not": (
        _heading("audiences", [{"slug": "enfants", "label": "Enfants"}]),
        f"{FIRST} : « audiences » contient 'adultes', inconnu ; sont connus : enfants",
    ),
    "no id": (lambda t: t["operations"]["12"].pop("id"), "opération n° 12 : « id »"),
    "an id with capitals": (_operation("id", "Une"), "opération n° 12 : « id »"),
    "an id with a slash": (_operation("id", "une/deux"), "opération n° 12 : « id »"),
    "an id with a line feed": (_operation("id", "une\n"), "opération n° 12 : « id »"),
    "an id too long": (_operation("id", "a" * 101), "opération n° 12 : « id »"),
    "an id that is an address of ours": (_operation("id", "new"), "opération n° 12 : « new »"),
    "an id twice": (
        _operation("id", "deux"),
        "opération n° 4 : deux opérations portent l’identifiant « deux »",
    ),
    "no title": (lambda t: t["operations"]["12"].pop("title"), f"{FIRST} : « title » manque"),
    "a white title": (_operation("title", " \u00a0"), f"{FIRST} : « title » manque"),
    "a title that is null": (_operation("title", None), f"{FIRST} : « title » doit"),
    "a description too long": (
        _operation("description", "a" * 5_001),
        f"{FIRST} : « description » dépasse 5000",
    ),
    "a description with a text reversed": (
        _operation("description", "a\u202eb"),
        f"{FIRST} : « description » contient un caractère interdit (U+202E)",
    ),
    "no audience": (_operation("audiences", []), f"{FIRST} : il faut au moins une cible"),
    "an audience that is a list": (
        _operation("audiences", [["adultes"]]),
        f"{FIRST} : « audiences » contient",
    ),
    "the same audience twice": (
        _operation("audiences", ["adultes", "adultes"]),
        f"{FIRST} : « audiences » contient deux fois",
    ),
    "a network with a long name": (
        _operation("platforms", ["a" * 81]),
        f"{FIRST} : « platforms » contient 'aaa",
    ),
    "a network with a control character": (
        _operation("platforms", ["a\x07"]),
        f"{FIRST} : « platforms » contient 'a\\x07'",
    ),
    "too many networks": (
        _operation("platforms", [f"r{n}" for n in range(21)]),
        f"{FIRST} : « platforms » a plus de 20 réseaux",
    ),
    "platforms that are a text": (_operation("platforms", "x"), f"{FIRST} : « platforms » doit"),
    "a link that is a text": (
        _operation("links", ["https://www.gers.fr/"]),
        f"{FIRST}, lien n° 1 : ce doit",
    ),
    "a link with no address": (
        _operation("links", [{"url": "https://www.gers.fr/"}, {}]),
        f"{FIRST}, lien n° 2 : « url » manque",
    ),
    "a link that runs a script": (
        _operation("links", [{"url": "javascript:alert(1)"}]),
        f"{FIRST}, lien n° 1 : ",
    ),
    "too many links": (
        _operation("links", [{"url": f"https://www.gers.fr/{n}"} for n in range(101)]),
        f"{FIRST} : « links » dépasse 100",
    ),
    "a trash with no operation": (
        _row("trash", "9", {"position": 0}),
        "corbeille, n° 9 : ce doit être un objet",
    ),
    "a position that is no number": (_trashed("position", "1"), "corbeille, n° 9 : « position »"),
    "a position that is true": (_trashed("position", True), "corbeille, n° 9 : « position »"),
    "a negative position": (_trashed("position", -1), "corbeille, n° 9 : « position »"),
    "a trashed operation that is wrong": (
        lambda t: t["trash"]["9"]["operation"].pop("title"),
        f"{THIRD} : « title » manque",
    ),
    "an id that is in the trash too": (
        _operation("id", "trois"),
        "corbeille, n° 9 : deux opérations portent l’identifiant « trois »",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_wrong_document_is_refused_and_its_place_named(wrong: str) -> None:
    change, beginning = REFUSED[wrong]
    bad = tables()
    change(bad)
    with pytest.raises(Invalid, match="^" + re.escape(beginning)):
        Documents.of(bad)
