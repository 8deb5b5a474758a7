"""`gersapp.store.tinydb.documents`: what a file may hold, and what an edit leaves of it as it was."""

import contextlib
import copy
import difflib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Act
from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.store.tinydb import Store
from gersapp.store.tinydb.documents import Documents, Invalid

# Two operations and a third in the trash, with a key that we do not know at every level.
KNOWN: dict[str, Any] = {
    "avant": {"7": {"note": "une table inconnue"}},
    "catalogue": {
        "3": {
            "account": "LeGers32",
            "schema": 1,
            "title": "Le catalogue",
            "body": "Département du Gers",
            "hashtag": "#Gers",
            "introduction": "Deux\nlignes",
            "audiences": [
                {"slug": "adultes", "colour": "red", "label": "Adultes"},
                {"slug": "enfants", "label": "Enfants"},
            ],
        }
    },
    "operations": {
        "12": {
            "wikidata": "Q1",
            "id": "une",
            "title": "Une",
            "description": "La première",
            "audiences": ["adultes"],
            "platforms": ["facebook"],
            "links": [
                {"seen": 2020, "url": "https://www.facebook.com/LeGers32/posts/1"},
                {"url": "https://www.gers.fr/2", "archived": {"at": [1, 2.5, None, True]}},
            ],
            "after": "Z",
        },
        "4": {
            "id": "deux",
            "title": "Deux",
            "description": "",
            "audiences": ["adultes", "enfants"],
            "platforms": [],
            "links": [],
            "unknown": {"deep": [{"er": 1}]},
        },
    },
    "trash": {
        "9": {
            "by": "Anne",
            "position": 1,
            "operation": {
                "id": "trois",
                "kept": "oui",
                "title": "Trois",
                "description": "",
                "audiences": ["enfants"],
                "platforms": ["x"],
                "links": [{"url": "https://www.gers.fr/3", "seen": 2021}],
            },
        }
    },
    "zebre": {},
}


def updated(before: Documents, catalogue: Catalogue) -> Documents:
    """The documents after a change by nobody, at no time; its revision is looked at elsewhere."""
    after = before.updated(catalogue, Act(), 0)
    tables = {name: table for name, table in after.tables.items() if name != "history"}
    return replace(after, tables=tables)


def tables(**tables: Any) -> dict[str, Any]:
    """A copy of KNOWN, with other `tables`."""
    return {**copy.deepcopy(KNOWN), **tables}


# -- values from documents


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
    "a platform that is none": (
        _operation("platforms", ["myspace"]),
        f"{FIRST} : « platforms » contient 'myspace', inconnu",
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
    "a number that is in the trash too": (
        lambda t: t["trash"].update({"4": t["trash"].pop("9")}),
        "corbeille, n° 4 : ce numéro sert aussi",
    ),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_document_that_is_wrong_is_refused_and_its_place_is_named(wrong: str) -> None:
    change, beginning = REFUSED[wrong]
    bad = tables()
    change(bad)
    with pytest.raises(Invalid, match="^" + re.escape(beginning)):
        Documents.of(bad)


# -- documents from values


def edited(catalogue: Catalogue, id: str, **values: Any) -> Catalogue:
    operation = catalogue.get(id)
    return catalogue.replaced(replace(operation, **values), operation.revision)


def deleted(catalogue: Catalogue, id: str) -> Catalogue:
    return catalogue.deleted(id, catalogue.get(id).revision)


def ordered(value: Any) -> bytes:
    """`value` as bytes that tell the order of keys too."""
    return orjson.dumps(value)


def test_an_edit_changes_the_keys_that_it_knows_and_no_other() -> None:
    before = Documents.of(tables())
    after = updated(before, edited(before.catalogue, "une", title="Une autre", platforms=("x",)))
    expected = tables()
    expected["operations"]["12"].update(title="Une autre", platforms=["x"])
    assert ordered(after.tables) == ordered(expected)
    assert ordered(before.tables) == ordered(KNOWN), "the old tables stay as they were"


def test_a_link_keeps_its_unknown_keys_when_the_links_change_places() -> None:
    before = Documents.of(tables())
    first, second = before.catalogue.get("une").links
    added = Link("https://www.gers.fr/nouveau")
    after = updated(before, edited(before.catalogue, "une", links=(second, added, first)))
    old_first, old_second = KNOWN["operations"]["12"]["links"]
    assert ordered(after.tables["operations"]["12"]["links"]) == ordered(
        [old_second, {"url": added.url}, old_first]
    )


def test_the_heading_and_its_audiences_keep_their_unknown_keys() -> None:
    before = Documents.of(tables())
    heading = before.catalogue.heading
    changed = before.catalogue.with_heading(replace(heading, title="Autre"), heading.revision)
    after = updated(before, changed.with_audience(Audience("aines", "Aînés")))
    expected = tables()
    expected["catalogue"]["3"]["title"] = "Autre"
    expected["catalogue"]["3"]["audiences"].append({"slug": "aines", "label": "Aînés"})
    assert ordered(after.tables) == ordered(expected)


def test_an_addition_takes_a_new_number_and_leaves_the_rest() -> None:
    before = Documents.of(tables())
    new = Operation("neuve", "Neuve", audiences=("enfants",), links=(Link("https://gers.fr/"),))
    after = updated(before, before.catalogue.added(new))
    expected = tables()
    expected["operations"]["13"] = {
        "id": "neuve",
        "title": "Neuve",
        "description": "",
        "audiences": ["enfants"],
        "platforms": [],
        "links": [{"url": "https://gers.fr/"}],
    }
    assert ordered(after.tables) == ordered(expected)


def test_a_new_operation_never_takes_the_number_of_one_in_the_trash() -> None:
    rows = copy.deepcopy(KNOWN["trash"])
    before = Documents.of(tables(trash={"40": rows["9"]}))
    after = updated(before, before.catalogue.added(Operation("neuve", "N", audiences=("enfants",))))
    assert list(after.tables["operations"]) == ["12", "4", "41"]


def test_a_deletion_moves_the_whole_document_to_the_trash() -> None:
    before = Documents.of(tables())
    after = updated(before, deleted(before.catalogue, "une"))
    expected = tables()
    operation = expected["operations"].pop("12")
    expected["trash"]["12"] = {"position": 0, "operation": operation}
    assert ordered(after.tables) == ordered(expected)


def test_a_restoration_gives_the_whole_document_back_in_its_place() -> None:
    before = Documents.of(tables())
    after = updated(before, before.catalogue.restored("trois"))
    expected = tables()
    expected["operations"] = {
        "12": KNOWN["operations"]["12"],
        "9": KNOWN["trash"]["9"]["operation"],
        "4": KNOWN["operations"]["4"],
    }
    del expected["trash"]
    assert ordered(after.tables) == ordered(expected)


def test_a_deletion_undone_at_once_gives_the_same_tables() -> None:
    before = Documents.of(tables())
    trashed = updated(before, deleted(before.catalogue, "une"))
    again = Documents.of(orjson.loads(orjson.dumps(trashed.tables)))
    after = updated(again, again.catalogue.restored("une"))
    assert ordered(after.tables) == ordered(KNOWN)


def test_what_the_trash_says_of_other_operations_survives_a_deletion() -> None:
    before = Documents.of(tables())
    after = updated(before, deleted(before.catalogue, "deux"))
    assert ordered(after.tables["trash"]["9"]) == ordered(KNOWN["trash"]["9"])


def test_a_move_changes_the_order_and_nothing_else() -> None:
    before = Documents.of(tables())
    after = updated(before, before.catalogue.moved("deux", "une", after=False))
    assert list(after.tables["operations"]) == ["4", "12"]
    assert after.tables == KNOWN


def test_an_audience_that_only_the_trash_has_is_not_taken_away() -> None:
    before = Documents.of(tables())
    catalogue = edited(before.catalogue, "deux", audiences=("adultes",))
    left = tuple(each for each in catalogue.heading.audiences if each.slug != "enfants")
    heading = replace(catalogue.heading, audiences=left)
    with pytest.raises(Invalid, match="aurait une cible qui n’existe plus"):
        updated(before, catalogue.with_heading(heading, heading.revision))


def test_tables_read_again_are_the_catalogue_that_they_were_made_of() -> None:
    before = Documents.of(tables())
    catalogue = deleted(edited(before.catalogue, "deux", title="Deux bis"), "une")
    catalogue = catalogue.added(Operation("neuve", "Neuve", audiences=("adultes",)), 0)
    after = Documents.of(orjson.loads(orjson.dumps(updated(before, catalogue).tables)))
    assert after.catalogue.heading == catalogue.heading
    assert list(after.catalogue.operations.items()) == list(catalogue.operations.items())
    assert dict(after.catalogue.trash) == dict(catalogue.trash)


# -- the real file


def without_history(text: str) -> str:
    """The file without its last table."""
    rest, comma, _ = text.partition(',\n  "history": {')
    return f"{rest}\n}}\n" if comma else rest


def difference(before: str, after: str) -> list[str]:
    """The lines that differ, with their sign."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_saving_a_title_changes_one_line_of_the_real_file(database: Path) -> None:
    before = database.read_text("utf-8")
    with contextlib.closing(Store(database)) as store:
        store.change(lambda here, _: edited(here, "tips-du-jour", title="« Astuce du jour »"))
    assert difference(before, without_history(database.read_text("utf-8"))) == [
        '-      "title": "« Tips du Jour »",',
        '+      "title": "« Astuce du jour »",',
    ]


def test_an_edit_taken_back_gives_the_real_file_back_to_the_byte_but_for_its_history(database: Path) -> None:
    def now() -> str:
        return without_history(database.read_text("utf-8"))

    before = now()
    with contextlib.closing(Store(database)) as store:
        title = store.published.catalogue.get("tips-du-jour").title
        store.change(lambda here, _: edited(here, "tips-du-jour", title="Autre"))
        assert now() != before
        store.change(lambda here, _: edited(here, "tips-du-jour", title=title))
        assert now() == before
        store.change(lambda here, _: deleted(here, "tips-du-jour"))
        assert now() != before
        store.change(lambda here, _: here.restored("tips-du-jour"))
    assert now() == before


def test_every_line_that_a_deletion_takes_from_the_real_file_is_the_operations(
    database: Path,
) -> None:
    before = database.read_text("utf-8")
    with contextlib.closing(Store(database)) as store:
        document = orjson.loads(before)["operations"]["2"]
        store.change(lambda here, _: deleted(here, "tips-du-jour"))
    lines = difference(before, database.read_text("utf-8"))
    length = orjson.dumps(document, option=orjson.OPT_INDENT_2).count(b"\n") + 1
    assert len([line for line in lines if line.startswith("-")]) <= length + 1
