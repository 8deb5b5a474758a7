"""The reading interface, described by OpenAPI 3.1 for programs: each address, its parameters, its answers."""

from collections.abc import Mapping
from typing import Any

from gersapp.catalogue.model import Heading
from gersapp.catalogue.search.selection import MAX_PAGE
from gersapp.exchange.writing import FORMATS
from gersapp.french import UNTITLED
from gersapp.observatory.body import Kind
from gersapp.observatory.groups import GROUPS
from gersapp.web.downloads.interface import PAGE_SIZE
from gersapp.web.downloads.openapi_schemas import SCHEMAS, SCHEMAS_OF_BODIES
from gersapp.web.downloads.opening import PROBLEM

# Of the addresses, as `gersapp/1` is of the files.
_VERSION = "1.0.0"

_PROBLEMS = {
    "400": "L’adresse demandée n’est pas lisible : elle n’est pas écrite en UTF-8, ou nomme un autre site.",
    "404": "Il n’y a rien à cette adresse : opération inconnue ou supprimée, page au-delà de la dernière.",
    "405": "Ces données se lisent seulement : GET, HEAD ou OPTIONS.",
    "500": "Ce fichier n’a pas pu être préparé.",
    "503": "Beaucoup de fichiers se préparent en ce moment : redemandez celui-ci dans quelques secondes.",
}
_HEADERS = {
    "ETag": "L’état de ce qui est donné, à renvoyer dans If-None-Match.",
    "Link": "Les autres pages (first, prev, next, last), cette description (service-desc), la licence.",
    "Access-Control-Allow-Origin": "Toujours « * » : la page de n’importe quel site peut lire ces données.",
    "Allow": "Ce qui est possible à cette adresse.",
    "Content-Disposition": "Le nom du fichier.",
    "Retry-After": "Dans combien de secondes redemander.",
}
_HEADERS_OF = {"405": ("Allow",), "503": ("Retry-After",)}

_TEXT = {"type": "string"}
_TEXTS = {"schema": {"type": "array", "items": _TEXT}, "style": "form", "explode": True}
_PARAMETERS: Mapping[str, dict[str, Any]] = {
    "audience": {
        "in": "query",
        "description": "Des cibles, par leur slug : une opération reste si elle a l’une d’elles. Une cible "
        "renommée ou fusionnée est comprise ; une cible inconnue est ignorée.",
        **_TEXTS,
    },
    "platform": {
        "in": "query",
        "description": "Des plateformes, par leur slug : une opération reste si elle est annoncée ou publiée "
        "sur l’une d’elles. Une plateforme inconnue est ignorée.",
        **_TEXTS,
    },
    "q": {
        "in": "query",
        "description": "Des débuts de mots, tous nécessaires, sans égard aux accents ni aux majuscules ; ou "
        "une adresse.",
        "schema": _TEXT,
    },
    "page": {
        "in": "query",
        "description": f"Le numéro d’une page de {PAGE_SIZE} opérations, de 1 à {MAX_PAGE}. Ce qui n’en est "
        "pas un est ignoré.",
        "schema": {"type": ["integer", "string"], "default": 1},
    },
    "form": {
        "in": "query",
        "description": "« links » : une ligne par lien. Sinon, une ligne par opération.",
        "schema": _TEXT,
    },
    "for": {
        "in": "query",
        "description": "« excel » : ce qu’un Excel français ouvre d’un double clic.",
        "schema": _TEXT,
    },
    "id": {
        "in": "path",
        "required": True,
        "description": "L’identifiant de l’opération : la fin de l’adresse de sa page. Il ne change jamais.",
        "schema": _TEXT,
    },
    "etag": {
        "name": "If-None-Match",
        "in": "header",
        "description": "L’ETag d’une réponse d’avant : si rien n’a changé, la réponse est 304, sans contenu.",
        "schema": _TEXT,
    },
}
# Those that differ across bodies, or are there alone.
_PARAMETERS_OF_BODIES: Mapping[str, dict[str, Any]] = {
    "body": {
        "in": "query",
        "description": "Des organismes, par leur slug : le début de leurs adresses. Un organisme inconnu est "
        "ignoré.",
        **_TEXTS,
    },
    "kind": {
        "in": "query",
        "description": f"Des types d’organismes : {', '.join(Kind)}. Un type inconnu est ignoré.",
        **_TEXTS,
    },
    "territory": {
        "in": "query",
        "description": "Des territoires : un département par son code (32, 2a), une région par son nom "
        "(occitanie), qui comprend ses départements. Un territoire inconnu est ignoré.",
        **_TEXTS,
    },
    "audience": {
        "in": "query",
        "description": f"Des groupes nationaux de cibles : {', '.join([group.slug for group in GROUPS])}. "
        "Un groupe inconnu est ignoré.",
        **_TEXTS,
    },
    "slug": {
        "in": "path",
        "required": True,
        "description": "Un organisme, par son slug.",
        "schema": _TEXT,
    },
}
_SELECTION = ("audience", "platform", "q")
_SELECTION_OF_BODIES = ("body", "kind", "territory", *_SELECTION)
_TABLES = {
    "csv": ("exportCsv", "La sélection en CSV"),
    "xlsx": ("exportXlsx", "La sélection en classeur Excel"),
    "ods": ("exportOds", "La sélection en classeur OpenDocument"),
}


def describe(heading: Heading, *, home: str, licence: str, is_of_bodies: bool) -> dict[str, Any]:
    """Return the description; `home` is the address of the catalogue's page, or of that of all bodies."""
    title = heading.title or UNTITLED
    parameters = {**_PARAMETERS, **(_PARAMETERS_OF_BODIES if is_of_bodies else {})}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{'Lire' if is_of_bodies else 'Lire le catalogue'} — {title}",
            "summary": "Les opérations, pour les programmes. Lecture seule, ouverte à tous.",
            "description": "Les mêmes paramètres donnent la même sélection, dans le même ordre, que la page. "
            "Ni clé ni compte. D’autres clés peuvent s’ajouter à ce qui est donné : ignorez "
            "celles que vous ne connaissez pas. Une valeur inconnue d’un paramètre est ignorée ; dans le "
            "JSON, « notices » le dit.",
            "version": _VERSION,
            "license": {"name": "Licence des données", "url": licence},
            "contact": {"name": heading.organisation or title, "url": home},
        },
        "servers": [{"url": home.removesuffix("/")}],
        "paths": _paths(is_of_bodies=is_of_bodies),
        "components": {
            "schemas": SCHEMAS_OF_BODIES if is_of_bodies else SCHEMAS,
            "parameters": {key: {"name": key, **value} for key, value in parameters.items()},
            "headers": {
                name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
            },
            "responses": {
                "unchanged": {"description": "Rien n’a changé depuis cet ETag.", "headers": _headers("ETag")},
                **{status: _problem(status) for status in _PROBLEMS},
            },
        },
    }


def _paths(*, is_of_bodies: bool) -> dict[str, Any]:
    if is_of_bodies:
        return {**_data_paths(_SELECTION_OF_BODIES), **_body_paths(), **_description_paths()}
    return {**_data_paths(_SELECTION), **_operation_paths(), **_description_paths()}


def _data_paths(selection: tuple[str, ...]) -> dict[str, Any]:
    return {
        "/operations.json": _reading(
            "listOperations",
            "Les opérations d’une sélection, par pages",
            "application/json",
            _reference("schemas", "Operations"),
            parameters=(*selection, "page"),
            problems=("400", "404", "405"),
        ),
        "/operations.atom": _reading(
            "followOperations",
            "Les dernières opérations ajoutées ou modifiées d’une sélection (Atom, RFC 4287)",
            FORMATS["atom"].media_type,
            _TEXT,
            parameters=selection,
        ),
        **{f"/operations.{slug}": _table(slug, *words, selection) for slug, words in _TABLES.items()},
    }


def _operation_paths() -> dict[str, Any]:
    return {
        "/operations/{id}.json": _reading(
            "getOperation",
            "Une opération",
            "application/json",
            _reference("schemas", "Catalogue"),
            parameters=("id",),
            problems=("400", "404", "405"),
        ),
    }


def _body_paths() -> dict[str, Any]:
    return {
        "/{slug}/openapi.json": _reading(
            "describeBody",
            "L’interface de lecture d’un seul organisme : son catalogue, et chaque opération",
            "application/json",
            {"type": "object"},
            parameters=("slug",),
            problems=("400", "404", "405"),
        ),
    }


def _description_paths() -> dict[str, Any]:
    return {
        "/schema.json": _reading(
            "describeColumns",
            "Les colonnes des CSV (Table Schema)",
            "application/json",
            {"type": "object"},
            parameters=("form",),
        ),
        "/catalog.jsonld": _reading(
            "describeCatalogue",
            "Le catalogue pour les moissonneurs : jeu de données, formats, licence, organisme (DCAT-AP)",
            "application/ld+json",
            {"type": "object"},
        ),
        "/openapi.json": _reading(
            "describeInterface", "Cette description", "application/json", {"type": "object"}
        ),
    }


def _table(slug: str, name: str, summary: str, selection: tuple[str, ...]) -> dict[str, Any]:
    return _reading(
        name,
        summary,
        FORMATS[slug].media_type.partition(";")[0],
        _TEXT,
        parameters=(*selection, "form", "for") if slug == "csv" else selection,
        problems=("400", "405", "500", "503"),
        headers=("ETag", "Content-Disposition"),
    )


def _reading(
    name: str,
    summary: str,
    media_type: str,
    schema: Mapping[str, Any],
    *,
    parameters: tuple[str, ...] = (),
    problems: tuple[str, ...] = ("400", "405"),
    headers: tuple[str, ...] = ("ETag", "Link"),
) -> dict[str, Any]:
    """Return what a path has: HEAD has the same answers, without their content."""
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": [_reference("parameters", key) for key in (*parameters, "etag")],
            "responses": {
                "200": {
                    "description": summary,
                    "headers": _headers(*headers),
                    "content": {media_type: {"schema": schema}},
                },
                "304": _reference("responses", "unchanged"),
                **{status: _reference("responses", status) for status in problems},
            },
        }
    }


def _problem(status: str) -> dict[str, Any]:
    return {
        "description": _PROBLEMS[status],
        "headers": _headers(*_HEADERS_OF.get(status, ())),
        "content": {PROBLEM: {"schema": _reference("schemas", "Problem")}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: _reference("headers", name) for name in (*names, "Access-Control-Allow-Origin")}


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
