"""Reading the catalogue's values strictly from the file's documents.

An error says in French which document to mend.
"""

import re
from collections.abc import Collection, Mapping
from sys import intern
from typing import Any

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.links import fault
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_HASHTAG,
    MAX_INTRODUCTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_NETWORKS,
    MAX_TITLE,
    Audience,
    Heading,
    Link,
    Operation,
    Trashed,
)
from gersapp.catalogue.text import fold_name, forbidden_character
from gersapp.french import ADDRESS_FAULTS

SCHEMA = 1

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_SLUG = 100


class Invalid(Exception):
    """The tables hold no valid catalogue; the message says why, in French."""


def read_heading(document: Mapping[str, Any]) -> Heading:
    """Read the heading from its document; raises Invalid."""
    place = "catalogue"
    schema = document.get("schema")
    if type(schema) is not int or not 1 <= schema <= SCHEMA:
        raise Invalid(
            f"{place} : « schema » vaut {schema!r} ; cette version de l’application connaît le schéma "
            f"{SCHEMA}"
        )
    audiences: list[Audience] = []
    names = set[str]()
    for item in _list(document, "audiences", place, MAX_AUDIENCES):
        item_place = f"{place}, cible n° {len(audiences) + 1}"
        if not isinstance(item, dict):
            raise Invalid(f"{item_place} : ce doit être un objet avec « slug » et « label »")
        slug = _slug(item, "slug", item_place)
        if any(slug == other.slug for other in audiences):
            raise Invalid(f"{item_place} : la cible « {slug} » figure deux fois")
        label = _distinct(_text(item, "label", item_place, MAX_LABEL, required=True), names)
        names.add(fold_name(label))
        audiences.append(Audience(slug, label))
    return Heading(
        title=_text(document, "title", place, MAX_TITLE),
        organisation=_text(document, "body", place, MAX_TITLE),
        hashtag=_text(document, "hashtag", place, MAX_HASHTAG),
        introduction=_text(document, "introduction", place, MAX_INTRODUCTION, lines=True),
        audiences=tuple(audiences),
    )


def read_operation(document: object, place: str, audiences: Collection[str]) -> Operation:
    """Read an operation from its document; raises Invalid, whose message names the `place` in the file.

    `audiences` are the slugs that it may have; it has at least one.
    """
    operation = _read_operation(document, place, audiences)
    if not operation.audiences:
        raise Invalid(f"{place} (« {operation.id} ») : il faut au moins une cible dans « audiences »")
    return operation


def _read_operation(document: object, place: str, audiences: Collection[str]) -> Operation:
    if not isinstance(document, dict):
        raise Invalid(f"{place} : ce doit être un objet")
    id = _slug(document, "id", place)
    place = f"{place} (« {id} »)"
    links: list[Link] = []
    for item in _list(document, "links", place, MAX_LINKS):
        item_place = f"{place}, lien n° {len(links) + 1}"
        if not isinstance(item, dict):
            raise Invalid(f"{item_place} : ce doit être un objet avec « url »")
        url = _text(item, "url", item_place, None, required=True)
        wrong = fault(url)
        if wrong:
            raise Invalid(f"{item_place} : {ADDRESS_FAULTS[wrong]}")
        links.append(Link(url))
    return Operation(
        id=id,
        title=_text(document, "title", place, MAX_TITLE, required=True),
        description=_text(document, "description", place, MAX_DESCRIPTION, lines=True),
        audiences=_audiences(document, place, audiences),
        platforms=_announced(document, place),
        links=tuple(links),
    )


def read_trashed(document: Mapping[str, Any], place: str, audiences: Collection[str]) -> Trashed:
    """Read an operation of the trash as `read_operation` does; raises Invalid.

    It may have no audience: undoing an import takes those that the import added back.
    """
    operation = _read_operation(document.get("operation"), place, audiences)
    position = document.get("position")
    if type(position) is not int or position < 0:
        raise Invalid(f"{place} : « position » doit être un nombre entier")
    return Trashed(operation, position)


def _text(
    document: Mapping[str, Any],
    key: str,
    place: str,
    max_length: int | None,
    *,
    required: bool = False,
    lines: bool = False,
) -> str:
    text = document.get(key, "")
    if not isinstance(text, str):
        raise Invalid(f"{place} : « {key} » doit être un texte")
    if required and not text.strip():
        raise Invalid(f"{place} : « {key} » manque")
    if max_length is not None and len(text) > max_length:
        raise Invalid(f"{place} : « {key} » dépasse {max_length} caractères")
    wrong = forbidden_character(text, lines=lines)
    if wrong:
        raise Invalid(f"{place} : « {key} » contient un caractère interdit ({wrong})")
    return text


def _distinct(label: str, names: Collection[str]) -> str:
    """Return `label`, with a number when it reads like another one; `names` are those, folded.

    A file that somebody edited, or that an older version wrote, may have a label twice: it is opened all the
    same.
    """
    distinct, number = label, 2
    while fold_name(distinct) in names:
        end = f" ({number})"
        distinct, number = label[: MAX_LABEL - len(end)] + end, number + 1
    return distinct


def _list(document: Mapping[str, Any], key: str, place: str, max_length: int) -> list[Any]:
    items = document.get(key, [])
    if not isinstance(items, list):
        raise Invalid(f"{place} : « {key} » doit être une liste")
    if len(items) > max_length:
        raise Invalid(f"{place} : « {key} » dépasse {max_length} éléments")
    return items


def _slug(document: Mapping[str, Any], key: str, place: str) -> str:
    slug = document.get(key)
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > _MAX_SLUG:
        raise Invalid(
            f"{place} : « {key} » doit être fait de a-z, 0-9 et de tirets (par exemple « tips-du-jour »)"
        )
    if slug == "new":
        raise Invalid(f"{place} : « new » est réservé")
    return slug


def _audiences(document: Mapping[str, Any], place: str, known: Collection[str]) -> tuple[str, ...]:
    slugs = _list(document, "audiences", place, MAX_AUDIENCES)
    for slug in slugs:
        if not isinstance(slug, str) or slug not in known:
            raise Invalid(
                f"{place} : « audiences » contient {slug!r}, inconnu ; sont connus : "
                f"{', '.join(sorted(known)) or 'aucun'}"
            )
    if len(set(slugs)) != len(slugs):
        raise Invalid(f"{place} : « audiences » contient deux fois la même valeur")
    # Thousands of operations have the same few.
    return tuple(map(intern, slugs))


def _announced(document: Mapping[str, Any], place: str) -> tuple[str, ...]:
    values = _list(document, "platforms", place, MAX_AUDIENCES)
    if not all(isinstance(value, str) for value in values):
        raise Invalid(f"{place} : « platforms » doit être une liste de textes")
    announced = read_announced(values)
    networks = networks_in(announced)
    if len(networks) > MAX_NETWORKS:
        raise Invalid(f"{place} : « platforms » a plus de {MAX_NETWORKS} réseaux qui ne sont pas connus")
    for name in networks:
        if len(name) > MAX_LABEL or forbidden_character(name):
            raise Invalid(
                f"{place} : « platforms » contient {name!r}, qui dépasse {MAX_LABEL} caractères ou contient "
                "un caractère interdit"
            )
    return announced
