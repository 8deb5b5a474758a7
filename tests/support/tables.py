"""The tables of a small file."""

import copy
from typing import Any

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


def tables(**tables: Any) -> dict[str, Any]:
    """A copy of KNOWN, with other `tables`."""
    return {**copy.deepcopy(KNOWN), **tables}
