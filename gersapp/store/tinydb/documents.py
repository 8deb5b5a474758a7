"""The file's documents and the catalogue's values, each made from the other.

Reading is strict, and its refusals say in French which document to mend. Writing keeps what it does not
know: a document is its old self with the keys that we know set anew.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import is_not
from typing import Any

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Act, History
from gersapp.catalogue.links import fault
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_HASHTAG,
    MAX_INTRODUCTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_TITLE,
    Audience,
    Heading,
    Link,
    Operation,
    Trashed,
)
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import forbidden_character
from gersapp.french import ADDRESS_FAULTS
from gersapp.store.tinydb import revisions
from gersapp.store.tinydb.durable import Tables

SCHEMA = 1

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_SLUG = 100


class Invalid(Exception):
    """The tables are no catalogue of ours; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Documents:
    """A catalogue and the tables that hold it. `keys` gives each operation's TinyDB document key,
    in `operations` or in `trash`: they share one numbering. `history` may have revisions that the tables
    have not yet: those of what was changed in the file."""

    catalogue: Catalogue
    tables: Tables
    keys: Mapping[str, str]
    history: History
    packed: tuple[revisions.Packed, ...]

    @classmethod
    def empty(cls) -> "Documents":
        return cls(Catalogue.of(Heading(), ()), {}, {}, History(), ())

    @classmethod
    def of(cls, tables: Tables) -> "Documents":
        """Read `tables`; raises Invalid."""
        headings = tables.get("catalogue", {})
        if len(headings) != 1:
            raise Invalid("la table « catalogue » doit contenir un document, et un seul")
        (heading_document,) = headings.values()
        heading = _heading(heading_document)
        slugs = {audience.slug for audience in heading.audiences}

        keys: dict[str, str] = {}
        operations: list[Operation] = []
        trash: list[Trashed] = []

        for key, document in tables.get("operations", {}).items():
            operation = _operation(document, f"opération n° {key}", slugs)
            _claim(keys, key, operation.id, f"opération n° {key}")
            operations.append(operation)
        used = set(keys.values())
        for key, document in tables.get("trash", {}).items():
            place = f"corbeille, n° {key}"
            operation = _operation(document.get("operation"), place, slugs)
            if key in used:
                raise Invalid(f"{place} : ce numéro sert aussi dans la table « operations »")
            _claim(keys, key, operation.id, place)
            position = document.get("position")
            if type(position) is not int or position < 0:
                raise Invalid(f"{place} : « position » doit être un nombre entier")
            trash.append(Trashed(operation, position))
        try:
            history, packed = revisions.read(tables.get("history", {}))
        except revisions.Unknown as error:
            raise Invalid(str(error)) from error
        return cls(Catalogue.of(heading, operations, trash), tables, keys, history, packed)

    def caught_up(self, before: "Documents | None", time: int) -> "Documents":
        """With revisions for what was changed in the file since `before`, or else since the last one."""
        if before and before.tables.get("history") == self.tables.get("history"):
            history = before.history.noted(before.catalogue, self.catalogue, Act(cause="file"), time)
        else:
            history = self.history.caught_up(self.catalogue, time)
        return replace(self, history=history)

    def updated(self, catalogue: Catalogue, act: Act, time: int) -> "Documents":
        """The tables for `catalogue`, that was made from this one by `act`; these stay as they are.

        Raises Invalid when the next start would refuse them: what is written can be read.
        """
        history = self.history.noted(self.catalogue, catalogue, act, time)
        return self._written(catalogue, history, *revisions.written(history, self._rows, self.packed))

    def without(self, id: str, time: int) -> "Documents":
        """As if an operation had never been, its history included."""
        history = self.history.without(id, self.catalogue, time)
        # Anew, lest a row of before stays.
        return self._written(self.catalogue.purged(id), history, *revisions.written(history, {}, ()))

    @property
    def _rows(self) -> revisions.Rows:
        return self.tables.get("history", {})

    def _written(
        self,
        catalogue: Catalogue,
        history: History,
        history_rows: revisions.Rows,
        packed: tuple[revisions.Packed, ...],
    ) -> "Documents":
        before = self.catalogue
        tables = dict(self.tables)
        keys = dict(self.keys)
        if catalogue.heading is not before.heading or not self.tables:
            key, old = next(iter(self.tables.get("catalogue", {}).items()), ("1", {}))
            tables["catalogue"] = {key: _heading_document(catalogue.heading, old)}
        now = catalogue.operations
        same_order = list(now) == list(before.operations)
        if same_order:
            changed = list(compress(now, map(is_not, now.values(), before.operations.values())))
        else:
            changed = [id for id, operation in now.items() if before.operations.get(id) is not operation]
        if now is not before.operations or not self.tables:
            fresh = _fresh_keys(keys)
            for id in changed:
                if id not in keys:
                    keys[id] = next(fresh)
            made = {keys[id]: _operation_document(now[id], self._old(id)) for id in changed}
            rows = {**self.tables.get("operations", {}), **made}
            tables["operations"] = rows if same_order else {keys[id]: rows[keys[id]] for id in now}
        if catalogue.trash is not before.trash:
            trash = self.tables.get("trash", {})
            tables["trash"] = {
                keys[id]: {
                    **trash.get(keys[id], {}),
                    "position": trashed.position,
                    "operation": _operation_document(trashed.operation, self._old(id)),
                }
                for id, trashed in catalogue.trash.items()
            }
            if not tables["trash"]:
                del tables["trash"]
        if catalogue.heading is not before.heading and _heading(next(iter(tables["catalogue"].values()))) != (
            catalogue.heading
        ):
            raise Invalid("les textes du catalogue ne se reliraient pas")
        slugs = {audience.slug for audience in catalogue.heading.audiences}
        for id in changed:
            _operation(tables["operations"][keys[id]], id, slugs)
        for id, trashed in catalogue.trash.items():
            if before.trash.get(id) is not trashed:
                _operation(tables["trash"][keys[id]]["operation"], id, slugs)
        if any(audience.slug not in slugs for audience in before.heading.audiences):
            in_trash = {id: trashed.operation for id, trashed in catalogue.trash.items()}
            for id, operation in {**now, **in_trash}.items():
                if not slugs.issuperset(operation.audiences):
                    raise Invalid(f"« {id} » aurait une cible qui n’existe plus")
        keys = {id: key for id, key in keys.items() if id in now or id in catalogue.trash}
        # The last table: who opens the file looks for the operations.
        tables.pop("history", None)
        tables["history"] = history_rows
        return Documents(catalogue, tables, keys, history, packed)

    def _old(self, id: str) -> Mapping[str, Any]:
        """The document of an operation, wherever it is now; empty when it is new."""
        key = self.keys.get(id, "")
        row = self.tables.get("operations", {}).get(key)
        if row is not None:
            return row
        old: Mapping[str, Any] = self.tables.get("trash", {}).get(key, {}).get("operation", {})
        return old


def _fresh_keys(keys: Mapping[str, str]) -> Iterator[str]:
    number = max(map(int, keys.values()), default=0)
    while True:
        number += 1
        yield str(number)


def _claim(keys: dict[str, str], key: str, id: str, place: str) -> None:
    if id in keys:
        raise Invalid(f"{place} : deux opérations portent l’identifiant « {id} »")
    keys[id] = key


# -- values from documents


def _heading(document: Mapping[str, Any]) -> Heading:
    place = "catalogue"
    schema = document.get("schema")
    if type(schema) is not int or not 1 <= schema <= SCHEMA:
        raise Invalid(
            f"{place} : « schema » vaut {schema!r} ; cette version de l’application connaît le schéma "
            f"{SCHEMA}"
        )
    audiences: list[Audience] = []
    for item in _list(document, "audiences", place, MAX_AUDIENCES):
        where = f"{place}, cible n° {len(audiences) + 1}"
        if not isinstance(item, dict):
            raise Invalid(f"{where} : ce doit être un objet avec « slug » et « label »")
        slug = _slug(item, "slug", where)
        if any(slug == other.slug for other in audiences):
            raise Invalid(f"{where} : la cible « {slug} » figure deux fois")
        audiences.append(Audience(slug, _text(item, "label", where, MAX_LABEL, required=True)))
    return Heading(
        _text(document, "title", place, MAX_TITLE),
        _text(document, "body", place, MAX_TITLE),
        _text(document, "hashtag", place, MAX_HASHTAG),
        _text(document, "introduction", place, MAX_INTRODUCTION, lines=True),
        tuple(audiences),
    )


def _operation(document: object, place: str, audiences: set[str]) -> Operation:
    if not isinstance(document, dict):
        raise Invalid(f"{place} : ce doit être un objet")
    id = _slug(document, "id", place)
    place = f"{place} (« {id} »)"
    links: list[Link] = []
    for item in _list(document, "links", place, MAX_LINKS):
        where = f"{place}, lien n° {len(links) + 1}"
        if not isinstance(item, dict):
            raise Invalid(f"{where} : ce doit être un objet avec « url »")
        url = _text(item, "url", where, None, required=True)
        wrong = fault(url)
        if wrong:
            raise Invalid(f"{where} : {ADDRESS_FAULTS[wrong]}")
        links.append(Link(url))
    operation = Operation(
        id,
        _text(document, "title", place, MAX_TITLE, required=True),
        _text(document, "description", place, MAX_DESCRIPTION, lines=True),
        _slugs(document, "audiences", place, audiences),
        _slugs(document, "platforms", place, BY_SLUG.keys()),
        tuple(links),
    )
    if not operation.audiences:
        raise Invalid(f"{place} : il faut au moins une cible dans « audiences »")
    return operation


def _text(
    document: Mapping[str, Any],
    key: str,
    place: str,
    greatest: int | None,
    *,
    required: bool = False,
    lines: bool = False,
) -> str:
    text = document.get(key, "")
    if not isinstance(text, str):
        raise Invalid(f"{place} : « {key} » doit être un texte")
    if required and not text.strip():
        raise Invalid(f"{place} : « {key} » manque")
    if greatest is not None and len(text) > greatest:
        raise Invalid(f"{place} : « {key} » dépasse {greatest} caractères")
    wrong = forbidden_character(text, lines=lines)
    if wrong:
        raise Invalid(f"{place} : « {key} » contient un caractère interdit ({wrong})")
    return text


def _list(document: Mapping[str, Any], key: str, place: str, greatest: int) -> list[Any]:
    items = document.get(key, [])
    if not isinstance(items, list):
        raise Invalid(f"{place} : « {key} » doit être une liste")
    if len(items) > greatest:
        raise Invalid(f"{place} : « {key} » dépasse {greatest} éléments")
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


def _slugs(document: Mapping[str, Any], key: str, place: str, known: "set[str] | Any") -> tuple[str, ...]:
    slugs = _list(document, key, place, MAX_AUDIENCES)
    for slug in slugs:
        if not isinstance(slug, str) or slug not in known:
            raise Invalid(
                f"{place} : « {key} » contient {slug!r}, inconnu ; sont connus : "
                f"{', '.join(sorted(known)) or 'aucun'}"
            )
    if len(set(slugs)) != len(slugs):
        raise Invalid(f"{place} : « {key} » contient deux fois la même valeur")
    return tuple(slugs)


# -- documents from values


def _heading_document(heading: Heading, old: Mapping[str, Any]) -> dict[str, Any]:
    labelled = {item["slug"]: item for item in old.get("audiences", ())}
    return {
        **old,
        "schema": SCHEMA,
        "title": heading.title,
        "body": heading.body,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": [
            {**labelled.get(audience.slug, {}), "slug": audience.slug, "label": audience.label}
            for audience in heading.audiences
        ],
    }


def _operation_document(operation: Operation, old: Mapping[str, Any]) -> dict[str, Any]:
    linked = {item["url"]: item for item in old.get("links", ())}
    return {
        **old,
        "id": operation.id,
        "title": operation.title,
        "description": operation.description,
        "audiences": list(operation.audiences),
        "platforms": list(operation.platforms),
        "links": [{**linked.get(link.url, {}), "url": link.url} for link in operation.links],
    }
