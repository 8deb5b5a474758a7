"""`gersapp.schemas`: what the forms of operations and of the heading may have, and the messages for what they may not."""

import unicodedata
from typing import Any

import pytest

from gersapp.catalogue.editing.typed import TypedHeading, TypedOperation
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_HASHTAG,
    MAX_INTRODUCTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_TITLE,
)
from gersapp.schemas import (
    Refused,
    load_heading,
    load_label,
    load_operation,
)
from tests.support.catalogues import NAMES

POST = "https://www.facebook.com/LeGers32/posts/1"
FORM = {"title": "Titre", "audiences": ["adultes"], "links": [POST], "revision": "0"}
HEADING: dict[str, str] = {
    "title": "Titre",
    "body": "Organisme",
    "hashtag": "#mot",
    "introduction": "Bonjour",
    "revision": "0",
}
CONTROL = (
    "Ce texte contient un caractère de contrôle ({}), souvent apporté par un copier-coller. "
    "Effacez-le ou retapez le passage."
)


def refusals(form: dict[str, object]) -> dict[str, Any]:
    with pytest.raises(Refused) as refused:
        load_operation(form)
    return refused.value.errors


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "Donnez un titre à l’opération."),
        ({"title": " \u00a0\u202f\u3000"}, "title", "Donnez un titre à l’opération."),
        ({"title": "\u200b\ufeff"}, "title", "Donnez un titre à l’opération."),
        ({"title": None}, "title", "Un texte est attendu."),
        ({"title": ["Un", "Deux"]}, "title", "Un texte est attendu."),
        ({"title": 7}, "title", "Un texte est attendu."),
        ({"title": {"a": "b"}}, "title", "Un texte est attendu."),
        (
            {"title": "a" * (MAX_TITLE + 3)},
            "title",
            "203 caractères : c’est plus que les 200 possibles. Retirez-en 3.",
        ),
        ({"title": "a\nb"}, "title", CONTROL.format("U+000A")),
        ({"title": "a\0"}, "title", CONTROL.format("U+0000")),
        ({"title": "a\x01"}, "title", CONTROL.format("U+0001")),
        ({"title": "a\x03"}, "title", CONTROL.format("U+0003")),
        ({"title": "a\u202eb"}, "title", CONTROL.format("U+202E")),
        ({"title": "a\ud800"}, "title", CONTROL.format("U+D800")),
        ({"description": "a\x07b"}, "description", CONTROL.format("U+0007")),
        (
            {"description": "é" * (MAX_DESCRIPTION + 1)},
            "description",
            "5001 caractères : c’est plus que les 5000 possibles. Retirez-en 1.",
        ),
        ({"description": ["a", "b"]}, "description", "Un texte est attendu."),
        (
            {"audiences": []},
            "audiences",
            "Cochez au moins une cible, ou nommez-en une nouvelle.",
        ),
        ({"audiences": "adultes"}, "audiences", "Une liste est attendue."),
        ({"audiences": ["adultes"] * (MAX_AUDIENCES + 1)}, "audiences", "Trop de valeurs."),
        ({"audiences": [["adultes"]]}, "audiences", ["Cible inconnue."]),
        (
            {"audiences": [], "new_audience": "!?"},
            "new_audience",
            "Donnez à la cible un nom avec des lettres.",
        ),
        ({"new_audience": "🎉"}, "new_audience", "Donnez à la cible un nom avec des lettres."),
        ({"new_audience": "\u3164"}, "new_audience", "Donnez à la cible un nom avec des lettres."),
        (
            {"new_audience": "a" * (MAX_LABEL + 1)},
            "new_audience",
            "81 caractères : c’est plus que les 80 possibles. Retirez-en 1.",
        ),
        ({"new_audience": ["a", "b"]}, "new_audience", "Un texte est attendu."),
        ({"platforms": ["minitel"]}, "platforms", ["Plateforme inconnue : « minitel »."]),
        ({"platforms": "x"}, "platforms", "Une liste est attendue."),
        ({"platforms": [1]}, "platforms", ["Plateforme inconnue."]),
        ({"links": "https://www.gers.fr/"}, "links", "Une liste d’adresses est attendue."),
        ({"links": [1]}, "links", "Une liste d’adresses est attendue."),
        ({"links": [None]}, "links", "Une liste d’adresses est attendue."),
        (
            {"links": [POST, "www.gers.fr/page"]},
            "links",
            {1: ["Cette adresse ne commence pas par http:// ou https://. Ajouter https:// ?"]},
        ),
        (
            {"links": ["javascript:alert(1)"]},
            "links",
            {0: ["Cette adresse ne commence pas par http:// ou https://."]},
        ),
        (
            {"links": ["https://moi:secret@gers.fr/", POST]},
            "links",
            {0: ["Une adresse ne contient ni nom d’utilisateur ni mot de passe avant le nom du site."]},
        ),
        (
            {"links": ["https://twitter.com/a/status/12?s=20", POST, "https://x.com/b/status/12"]},
            "links",
            {2: ["C’est la même publication que le lien n° 1. Retirez l’un des deux."]},
        ),
        (
            {"links": [POST, POST, POST]},
            "links",
            {
                1: ["C’est la même publication que le lien n° 1. Retirez l’un des deux."],
                2: ["C’est la même publication que le lien n° 1. Retirez l’un des deux."],
            },
        ),
        (
            {"links": [f"https://www.gers.fr/{i}" for i in range(MAX_LINKS + 1)]},
            "links",
            {MAX_LINKS + 1: ["101 liens : c’est plus que les 100 possibles."]},
        ),
        ({"revision": "a" * 65}, "revision", "Version inconnue."),
        ({"id": "autre"}, "id", "Champ inconnu."),
        ({"position": "0"}, "position", "Champ inconnu."),
        ({"__class__": "x"}, "__class__", "Champ inconnu."),
        ({"links[0][url]": POST}, "links[0][url]", "Champ inconnu."),
        ({"all_platforms": ["x"]}, "all_platforms", "Champ inconnu."),
    ],
)
def test_an_operation_is_refused_with_a_message_by_field(
    changes: dict[str, object], field: str, message: object
) -> None:
    assert refusals({**FORM, **changes}) == {field: [message] if isinstance(message, str) else message}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({}, {"title", "audiences"}),
        ({"title": "", "audiences": [], "links": ["x"]}, {"title", "audiences", "links"}),
        ({"title": "a" * 201, "new_audience": "!", "b": ""}, {"title", "new_audience", "b"}),
    ],
)
def test_all_faults_of_a_form_are_reported_at_once(form: dict[str, object], fields: set[str]) -> None:
    assert refusals(form).keys() == fields


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_one_of_an_audience(name: str) -> None:
    assert load_operation({**FORM, "new_audience": name}).new_audience == name
    assert load_label({"label": name}) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Titre \u00a0", "Titre"),
        ("« Tips du Jour »", "« Tips du Jour »"),
        (unicodedata.normalize("NFD", "Été à la Préfecture"), "Été à la Préfecture"),
        ("a\u200bb\ufeff\u2060", "ab"),
        ("a" * MAX_TITLE, "a" * MAX_TITLE),
        ("  " + "a" * MAX_TITLE, "a" * MAX_TITLE),
        ("e\u0301" * MAX_TITLE, "é" * MAX_TITLE),
        ("Un  Titre", "Un  Titre"),
        ("100\u00a0000", "100\u00a0000"),
        ("👩‍🍳 Recettes", "👩‍🍳 Recettes"),
        ("<script>", "<script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_title_is_composed_trimmed_and_otherwise_as_typed(typed: str, stored: str) -> None:
    assert load_operation({**FORM, "title": typed}).title == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("un\r\ndeux\rtrois\nquatre", "un\ndeux\ntrois\nquatre"),
        ("\r\n un\r\n\r\n", "un"),
        ("un\tdeux", "un\tdeux"),
        (unicodedata.normalize("NFD", "pâte"), "pâte"),
        ("\r\n" * 9_000, ""),
        ("a\r\n" * (MAX_DESCRIPTION // 2), "a\n" * (MAX_DESCRIPTION // 2 - 1) + "a"),
    ],
)
def test_the_lines_of_a_description_end_with_line_feeds(typed: str, stored: str) -> None:
    assert load_operation({**FORM, "description": typed}).description == stored


def test_all_fields_of_an_operation_are_loaded() -> None:
    form = {
        "title": "Titre",
        "description": "Description",
        "audiences": ["enfants-jeunes", "adultes"],
        "new_audience": "",
        "platforms": ["x", "facebook"],
        "links": [POST, "https://www.gers.fr/É?a=1#b"],
        "revision": "abc",
    }
    assert load_operation(form) == TypedOperation(
        title="Titre",
        description="Description",
        audiences=("enfants-jeunes", "adultes"),  # put in order by the use case: tests/unit/test_save.py
        new_audience="",
        platforms=("x", "facebook"),
        links=(POST, "https://www.gers.fr/É?a=1#b"),
        revision="abc",
    )


def test_networks_are_announced_after_the_platforms() -> None:
    form = {**FORM, "platforms": ["x"], "networks": "Radio locale, Twitter, Viva Engage"}
    assert load_operation(form).platforms == ("x", "Radio locale", "Viva Engage")


@pytest.mark.parametrize(
    ("networks", "message"),
    [
        ("a" * 81, f"« {'a' * 80}… » : un nom a 80 caractères au plus."),
        ("Radio, —", "Donnez à chaque réseau un nom avec des lettres."),
        (",".join(f"r{n}" for n in range(21)), "21 réseaux : c’est plus que les 20 possibles."),
    ],
)
def test_networks_are_refused_with_their_reason(networks: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        load_operation({**FORM, "networks": networks})
    assert refused.value.errors == {"networks": [message]}


def test_a_platform_ticked_twice_comes_in_once() -> None:
    assert load_operation({**FORM, "platforms": ["x", "facebook", "x"]}).platforms == ("x", "facebook")


def test_links_are_optional_and_kept_to_the_letter() -> None:
    assert load_operation({"title": "T", "audiences": ["adultes"]}).links == ()
    awkward = ["HTTPS://WWW.Gers.FR:443/a?b=1_2_", "https://gers.fr/e\u0301"]
    assert load_operation({**FORM, "links": awkward}).links == tuple(awkward)


def test_a_new_audience_may_be_the_only_one() -> None:
    typed = load_operation({**FORM, "new_audience": "  Agents de l’État "})
    assert typed.new_audience == "Agents de l’État"
    assert typed.audiences == ("adultes",)
    alone = load_operation({"title": "T", "new_audience": "Agents"})
    assert alone.new_audience == "Agents"
    assert alone.audiences == ()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "Donnez un titre au catalogue."),
        ({"title": "a" * (MAX_TITLE + 1)}, "title", "201 caractères : c’est plus que les 200 possibles. Retirez-en 1."),
        ({"body": "a" * (MAX_TITLE + 1)}, "body", "201 caractères : c’est plus que les 200 possibles. Retirez-en 1."),
        ({"body": "a\nb"}, "body", CONTROL.format("U+000A")),
        ({"hashtag": "#" * (MAX_HASHTAG + 1)}, "hashtag", "81 caractères : c’est plus que les 80 possibles. Retirez-en 1."),
        ({"introduction": "a" * (MAX_INTRODUCTION + 1)}, "introduction", "5001 caractères : c’est plus que les 5000 possibles. Retirez-en 1."),
        ({"introduction": "a\x7f"}, "introduction", CONTROL.format("U+007F")),
        ({"introduction": ["a", "b"]}, "introduction", "Un texte est attendu."),
        ({"audiences": ["adultes"]}, "audiences", "Champ inconnu."),
        ({"schema": "2"}, "schema", "Champ inconnu."),
        ({"account": "a"}, "account", "Champ inconnu."),
        ({"revision": ["a", "b"]}, "revision", None),
    ],
)  # fmt: skip
def test_a_heading_is_refused_with_a_message_by_field(
    changes: dict[str, object], field: str, message: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        load_heading({**HEADING, **changes})
    assert refused.value.errors.keys() == {field}
    if message:
        assert refused.value.errors[field] == [message]


def test_the_texts_of_a_heading_are_trimmed_and_composed() -> None:
    typed = {**HEADING, "title": " Titre\u00a0", "introduction": "Un\r\nde\u0301but\r\n"}
    texts = {**HEADING, "introduction": "Un\ndébut"}
    revision = texts.pop("revision")
    assert load_heading(typed) == TypedHeading(texts, revision)


@pytest.mark.parametrize("revision", [["a", "b"], 7])
def test_every_message_is_in_french(revision: object) -> None:
    for message in refusals({**FORM, "revision": revision})["revision"]:
        assert "Not a valid" not in message


def test_texts_that_are_not_on_the_form_are_not_in_what_comes_in() -> None:
    assert load_heading({"title": "Titre", "revision": "0"}) == TypedHeading({"title": "Titre"}, "0")
