"""`db.json` as it ships: the Gers's sixteen operations, to the letter."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from tinydb import TinyDB

from gersapp.catalogue.links import fault, recognise
from gersapp.catalogue.platforms import BY_SLUG

SEED = Path(__file__).parents[2] / "db.json"

# title, audience, platforms announced, addresses
EXPECTED: list[tuple[str, str, str, list[str]]] = [
    (
        "« Questions pour un gersois »",
        "adultes",
        "instagram",
        ["https://www.instagram.com/stories/highlights/18056139781221125/?hl=fr"],
    ),
    (
        "« Tips du Jour »",
        "adultes",
        "facebook instagram",
        [
            "https://www.facebook.com/LeGers32/posts/2663636237190860",
            "https://www.instagram.com/stories/highlights/17944423366336550/?hl=fr",
        ],
    ),
    (
        "Hommage au personnel soignant",
        "adultes",
        "facebook instagram",
        ["https://www.facebook.com/watch/?v=367939407513583"],
    ),
    (
        "100 000 équipements",
        "adultes",
        "facebook x",
        [
            "https://www.facebook.com/LeGers32/posts/2699598870261263",
            "https://twitter.com/LeGers32/status/1255088417815367680?s=20",
        ],
    ),
    (
        "Lettres d'information",
        "adultes",
        "facebook x",
        [
            "https://www.gers.fr/lettres-dinformation-covid19",
            "https://twitter.com/LeGers32/status/1255180458305949696?s=20",
        ],
    ),
    (
        "Carte Interactive",
        "adultes",
        "facebook x instagram",
        [
            "https://www.facebook.com/watch/?v=3070745916279842",
            "https://www.instagram.com/stories/highlights/18093940798154511/?hl=fr",
            "https://twitter.com/LeGers32/status/1248631795475558403?s=20",
        ],
    ),
    (
        "« Des masques pour les gersois »",
        "adultes",
        "facebook x linkedin",
        [
            "https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303_",
            "https://twitter.com/LeGers32/status/1266420657425956864?s=20",
            "https://www.linkedin.com/feed/update/urn:li:activity:6669153329223888896",
        ],
    ),
    (
        "« RDV des petits »",
        "enfants-jeunes",
        "facebook instagram",
        [
            "https://www.facebook.com/LeGers32/posts/2686677474886736",
            "https://www.instagram.com/stories/highlights/17861116636766616/?hl=fr",
        ],
    ),
    ("TikTok", "enfants-jeunes", "tiktok", ["https://www.tiktok.com/@legers32"]),
    (
        "Recettes",
        "tout-public",
        "facebook",
        ["https://www.facebook.com/LeGers32/posts/2687757504778733"],
    ),
    (
        "Concours",
        "tout-public",
        "facebook instagram",
        [
            "https://www.facebook.com/LeGers32/posts/2664920470395770",
            "https://www.instagram.com/p/B98xvlwHENT/",
        ],
    ),
    (
        "Confi'Sports",
        "tout-public",
        "facebook instagram",
        [
            "https://www.facebook.com/watch/?v=158678082247034",
            "https://www.instagram.com/stories/highlights/17861912476831562/?hl=fr",
        ],
    ),
    (
        "Confi'Concert",
        "tout-public",
        "instagram",
        ["https://www.instagram.com/stories/highlights/17907329155431390/?hl=fr"],
    ),
    (
        "Filtre photo Facebook",
        "tout-public",
        "facebook",
        ["https://www.facebook.com/LeGers32/posts/2710104612544022"],
    ),
    (
        "Fin de cellule de crise",
        "tout-public",
        "facebook instagram youtube x linkedin",
        [
            "https://www.facebook.com/LeGers32/posts/2707068349514315",
            "https://www.linkedin.com/feed/update/urn:li:activity:6664467761617608705",
            "https://twitter.com/LeGers32/status/1258464168593756162?s=20",
        ],
    ),
    (
        "Journée internationale du Jazz",
        "tout-public",
        "facebook",
        ["https://www.facebook.com/LeGers32/posts/2700496223504861"],
    ),
]


@pytest.fixture
def seed(tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """The documents of each table, read by a plain TinyDB from a copy."""
    copy = tmp_path / "db.json"
    shutil.copyfile(SEED, copy)
    with TinyDB(copy, encoding="utf-8") as database:
        return {name: [dict(document) for document in database.table(name)] for name in database.tables()}


def test_the_file_has_one_catalogue_and_sixteen_operations(
    seed: dict[str, list[dict[str, Any]]],
) -> None:
    assert {name: len(documents) for name, documents in seed.items()} == {
        "catalogue": 1,
        "operations": 16,
    }


def test_the_catalogue_says_what_it_is(seed: dict[str, list[dict[str, Any]]]) -> None:
    [catalogue] = seed["catalogue"]
    introduction = catalogue.pop("introduction")
    assert catalogue == {
        "schema": 1,
        "title": "Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19",
        "body": "Département du Gers",
        "account": "LeGers32",
        "hashtag": "#Covid19Gers",
        "audiences": [
            {"slug": "adultes", "label": "Adultes"},
            {"slug": "enfants-jeunes", "label": "Enfants/Jeunes"},
            {"slug": "tout-public", "label": "Tout public"},
        ],
    }
    for fact in ("#Covid19Gers", "13 mars 2020", "Observatoire des réseaux sociaux", "200"):
        assert fact in introduction


def test_the_seed_is_the_dossier_to_the_letter(
    seed: dict[str, list[dict[str, Any]]],
) -> None:
    assert [
        (
            operation["title"],
            " ".join(operation["audiences"]),
            " ".join(operation["platforms"]),
            [link["url"] for link in operation["links"]],
        )
        for operation in seed["operations"]
    ] == EXPECTED


def test_totals_are_those_of_the_dossier(seed: dict[str, list[dict[str, Any]]]) -> None:
    operations = seed["operations"]
    hosts = Counter(
        str(urlsplit(link["url"]).hostname).removeprefix("www.")
        for operation in operations
        for link in operation["links"]
    )
    assert Counter(slug for operation in operations for slug in operation["audiences"]) == {
        "adultes": 7,
        "enfants-jeunes": 2,
        "tout-public": 7,
    }
    assert hosts.total() == 28
    assert hosts == {
        "facebook.com": 12,
        "instagram.com": 7,
        "twitter.com": 5,
        "linkedin.com": 2,
        "tiktok.com": 1,
        "gers.fr": 1,
    }
    assert Counter(slug for operation in operations for slug in operation["platforms"]) == {
        "facebook": 13,
        "instagram": 9,
        "x": 5,
        "linkedin": 2,
        "tiktok": 1,
        "youtube": 1,
    }


def test_identifiers_are_stable_and_unlike(seed: dict[str, list[dict[str, Any]]]) -> None:
    assert [operation["id"] for operation in seed["operations"]] == [
        "questions-pour-un-gersois",
        "tips-du-jour",
        "hommage-au-personnel-soignant",
        "100-000-equipements",
        "lettres-d-information",
        "carte-interactive",
        "des-masques-pour-les-gersois",
        "rdv-des-petits",
        "tiktok",
        "recettes",
        "concours",
        "confi-sports",
        "confi-concert",
        "filtre-photo-facebook",
        "fin-de-cellule-de-crise",
        "journee-internationale-du-jazz",
    ]


def test_every_operation_has_the_same_keys_in_the_same_order(
    seed: dict[str, list[dict[str, Any]]],
) -> None:
    keys = ["id", "title", "description", "audiences", "platforms", "links"]
    assert all(list(operation) == keys for operation in seed["operations"])


def test_descriptions_are_sentences_in_french_typography(
    seed: dict[str, list[dict[str, Any]]],
) -> None:
    texts = [operation["description"] for operation in seed["operations"]]
    for text in [*texts, seed["catalogue"][0]["introduction"]]:
        assert text[0].isupper()
        assert text[-1] in ".?"
        assert not set("'\u00a0\u202f") & set(text)


def test_every_platform_and_address_of_the_seed_is_recognised(
    seed: dict[str, list[dict[str, Any]]],
) -> None:
    urls = [link["url"] for operation in seed["operations"] for link in operation["links"]]
    assert all(slug in BY_SLUG for operation in seed["operations"] for slug in operation["platforms"])
    assert [url for url in urls if fault(url)] == []
    assert [url for url in urls if recognise(url).words.startswith("Lien ")] == []
    assert len({recognise(url).key for url in urls}) == 28


def test_the_file_is_written_as_the_store_writes_it() -> None:
    content = SEED.read_bytes()
    assert content == orjson.dumps(orjson.loads(content), option=orjson.OPT_INDENT_2) + b"\n"
