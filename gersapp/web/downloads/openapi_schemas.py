"""The JSON that the reading interface gives, by JSON Schema: docs/exchange.md has an example."""

from collections.abc import Mapping
from typing import Any

from gersapp.exchange.native import FORMAT
from gersapp.web.downloads.interface import PAGE_SIZE

_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "format": "uri"}
_OTHER_PAGE = {"type": ["string", "null"], "format": "uri"}
_NUMBER = {"type": "integer", "minimum": 0}


def _object(required: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of an object that has all these keys, and perhaps others."""
    return {"type": "object", "required": [*required], "properties": dict(required), **more}


def _list(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(schema)}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


_NAMED = _list(_object({"slug": _TEXT, "label": _TEXT}))

SCHEMAS: Mapping[str, Any] = {
    "Link": _object(
        {
            "url": _TEXT | {"description": "L’adresse publiée, sans ce qui suit ses lecteurs."},
            "platform": _TEXT | {"description": "La plateforme reconnue, par son slug."},
            "words": _TEXT | {"description": "Ce qu’est le lien : « Publication Facebook »."},
        }
    ),
    "Operation": _object(
        {
            "id": _TEXT | {"description": "L’identifiant, qui ne change jamais."},
            "address": _ADDRESS | {"description": "L’adresse de sa page."},
            "title": _TEXT,
            "description": _TEXT,
            "audiences": _list(_TEXT) | {"description": "Ses cibles, par leur slug."},
            "platforms": _list(_TEXT)
            | {"description": "Où elle est annoncée : slugs de plateformes, ou noms d’autres réseaux."},
            "links": _list(_reference("Link")),
        }
    ),
    "Catalogue": _object(
        {
            "format": {"const": FORMAT, "description": "Un autre numéro est un autre format."},
            "address": _ADDRESS | {"description": "L’adresse de la page qui montre la même chose."},
            "title": _TEXT,
            "organisation": _TEXT,
            "hashtag": _TEXT,
            "introduction": _TEXT,
            "audiences": _NAMED | {"description": "Toutes les cibles, dans l’ordre de la page."},
            "platforms": _NAMED | {"description": "Toutes les plateformes que l’application connaît."},
            "licence": _ADDRESS | {"description": "L’adresse de la licence."},
            "operations": _list(_reference("Operation")),
        }
    ),
    "Operations": {
        "allOf": [
            _reference("Catalogue"),
            _object(
                {
                    "filters": _list(_TEXT) | {"description": "Les filtres de la sélection, en mots."},
                    "notices": _list(_TEXT)
                    | {"description": "Ce qui a été ignoré de l’adresse, ou compris autrement."},
                    "count": _object(
                        {
                            "operations": _NUMBER
                            | {"description": "Dans la sélection, toutes pages comprises."},
                            "links": _NUMBER,
                            "total": _NUMBER | {"description": "Dans le catalogue entier."},
                            "audiences": {
                                "type": "object",
                                "additionalProperties": _NUMBER,
                                "description": "Le nombre que la page montre à côté de chaque cible.",
                            },
                            "platforms": {
                                "type": "object",
                                "additionalProperties": _NUMBER,
                                "description": "Le nombre que la page montre à côté de chaque plateforme.",
                            },
                        }
                    ),
                    "page": {"type": "integer", "minimum": 1},
                    "pages": {"type": "integer", "minimum": 1},
                    "page_size": {"const": PAGE_SIZE},
                    "first": _ADDRESS,
                    "previous": _OTHER_PAGE,
                    "next": _OTHER_PAGE | {"description": "L’adresse de la page suivante, ou null."},
                    "last": _ADDRESS,
                }
            ),
        ]
    },
    "Problem": _object(
        {
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT | {"description": "Ce qui ne va pas, et que faire."},
        }
    ),
}
