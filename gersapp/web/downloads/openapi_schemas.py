"""The JSON that the reading interface gives, by JSON Schema: docs/exchange.md has an example."""

from collections.abc import Mapping
from typing import Any

from gersapp.exchange.native import FORMAT
from gersapp.observatory.body import Kind
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

_LINK = _object(
    {
        "url": _TEXT | {"description": "L’adresse publiée, sans ce qui suit ses lecteurs."},
        "platform": _TEXT | {"description": "La plateforme reconnue, par son slug."},
        "words": _TEXT | {"description": "Ce qu’est le lien : « Publication Facebook »."},
    }
)
_OPERATION = {
    "id": _TEXT | {"description": "L’identifiant, qui ne change jamais."},
    "address": _ADDRESS | {"description": "L’adresse de sa page."},
    "title": _TEXT,
    "description": _TEXT,
    "audiences": _list(_TEXT) | {"description": "Ses cibles, par leur slug."},
    "platforms": _list(_TEXT)
    | {"description": "Où elle est annoncée : slugs de plateformes, ou noms d’autres réseaux."},
    "links": _list(_reference("Link")),
}
_PROBLEM = _object(
    {
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT | {"description": "Ce qui ne va pas, et que faire."},
    }
)
# What every file has.
_FILE = {
    "address": _ADDRESS | {"description": "L’adresse de la page qui montre la même chose."},
    "title": _TEXT,
    "platforms": _NAMED | {"description": "Toutes les plateformes que l’application connaît."},
    "licence": _ADDRESS | {"description": "L’adresse de la licence."},
    "operations": _list(_reference("Operation")),
}
_PAGES = {
    "page": {"type": "integer", "minimum": 1},
    "pages": {"type": "integer", "minimum": 1},
    "page_size": {"const": PAGE_SIZE},
    "first": _ADDRESS,
    "previous": _OTHER_PAGE,
    "next": _OTHER_PAGE | {"description": "L’adresse de la page suivante, ou null."},
    "last": _ADDRESS,
}


def _results(whole: str, filters: Mapping[str, str]) -> dict[str, Any]:
    """Return the schema of what a page of results has; `filters`: each in the counts, and one of its values
    in words."""
    counts = {
        name: {
            "type": "object",
            "additionalProperties": _NUMBER,
            "description": f"Le nombre que la page montre à côté de {words}.",
        }
        for name, words in filters.items()
    }
    return _object(
        {
            "filters": _list(_TEXT) | {"description": "Les filtres de la sélection, en mots."},
            "notices": _list(_TEXT)
            | {"description": "Ce qui a été ignoré de l’adresse, ou compris autrement."},
            "count": _object(
                {
                    "operations": _NUMBER | {"description": "Dans la sélection, toutes pages comprises."},
                    "links": _NUMBER,
                    "total": _NUMBER | {"description": whole},
                    **counts,
                }
            ),
            **_PAGES,
        }
    )


SCHEMAS: Mapping[str, Any] = {
    "Link": _LINK,
    "Operation": _object(_OPERATION),
    "Catalogue": _object(
        {
            "format": {"const": FORMAT, "description": "Un autre numéro est un autre format."},
            **_FILE,
            "organisation": _TEXT,
            "hashtag": _TEXT,
            "introduction": _TEXT,
            "audiences": _NAMED | {"description": "Toutes les cibles, dans l’ordre de la page."},
        }
    ),
    "Operations": {
        "allOf": [
            _reference("Catalogue"),
            _results(
                "Dans le catalogue entier.",
                {"audiences": "chaque cible", "platforms": "chaque plateforme"},
            ),
        ]
    },
    "Problem": _PROBLEM,
}

SCHEMAS_OF_BODIES: Mapping[str, Any] = {
    "Link": _LINK,
    "Body": _object(
        {
            "slug": _TEXT | {"description": "Le début de ses adresses, qui ne change jamais."},
            "name": _TEXT,
            "kind": {"enum": [kind.value for kind in Kind]},
            "territory": _TEXT
            | {"description": "Le code d’un département, le slug d’une région, ou rien pour la France."},
            "address": _ADDRESS | {"description": "L’adresse de son catalogue."},
        }
    ),
    "Operation": _object(
        {
            **_OPERATION,
            "id": _TEXT | {"description": "L’identifiant dans son organisme, qui ne change jamais."},
            "body": _reference("Body"),
            "audiences": _list(_TEXT) | {"description": "Ses cibles, dans les mots de l’organisme."},
            "national_audiences": _list(_TEXT) | {"description": "Leurs groupes nationaux, par leur slug."},
        }
    ),
    "Operations": {
        "allOf": [
            _object({**_FILE, "national_audiences": _NAMED}),
            _results(
                "Tous organismes confondus.",
                {
                    "bodies": "chaque organisme",
                    "kinds": "chaque type d’organisme",
                    "territories": "chaque territoire",
                    "national_audiences": "chaque groupe de cibles",
                    "platforms": "chaque plateforme",
                },
            ),
        ]
    },
    "Problem": _PROBLEM,
}
