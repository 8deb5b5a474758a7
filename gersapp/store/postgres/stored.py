"""A body's catalogue as the database has it at a version: its documents and the places of their rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import is_not
from secrets import token_hex
from typing import Any, NamedTuple

import orjson

from gersapp.store.documents.documents import Documents
from gersapp.store.documents.following import follow
from gersapp.store.documents.tables import Tables
from gersapp.store.postgres.places import place_keys

# The collection whose documents stay in JSON.
_KEPT_AS_JSON = "operations"
# Collection → key → place.
Places = Mapping[str, Mapping[str, float]]

# Operations from which a body is indexed at the start: 0.05 s for so many.
_INDEXED_FROM = 1_000


class Version(NamedTuple):
    """A version of a body: its number, and a random mark that no other version has.

    A database that went back to a copy counts the same numbers again.
    """

    number: int
    mark: str

    def next(self) -> "Version":
        return Version(self.number + 1, token_hex(8))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table `documents`; `document` is JSON, None for a row that was removed."""

    collection: str
    key: int
    place: float
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The documents of a body at a version. Another process has the same at that version.

    `names` has those of the actions of its history, and perhaps of some that were erased.
    """

    version: Version
    documents: Documents
    places: Places
    names: frozenset[str]

    @classmethod
    def of(cls, version: Version, collections: Sequence[str], rows: Iterable[Row]) -> "Stored":
        """Read all the rows of a body; raises Invalid."""
        tables, places = _with_rows({}, {}, collections, rows)
        # All bodies are searched together; a small one is indexed in a moment when it is searched alone.
        is_indexed = len(tables.get("operations", ())) >= _INDEXED_FROM
        documents = Documents.of(tables, is_indexed=is_indexed) if tables else Documents.empty()
        return cls(version=version, documents=documents, places=places, names=_names_of(documents))

    def followed(self, version: Version, collections: Sequence[str], rows: Iterable[Row]) -> "Stored":
        """Return what it is at a later `version`, from the `rows` that changed since; raises Invalid."""
        tables, places = _with_rows(self.documents.tables, self.places, collections, rows)
        documents = follow(self.documents, tables)
        return Stored(version=version, documents=documents, places=places, names=_names_of(documents))

    def changed(self, documents: Documents, *, rewrites: bool = False) -> tuple["Stored", list[Row]]:
        """Return what it is at the next version, with these `documents`, and the rows to write.

        `rewrites` says that the history has not only grown by an action.
        """
        before, after = self.documents.tables, documents.tables
        places = {
            name: place_keys(list(rows), self.places.get(name, {}))
            if rows is not before.get(name)
            else self.places[name]
            for name, rows in after.items()
        }
        written: list[Row] = []
        for name in dict.fromkeys([*after, *before]):
            written += _changed_rows(
                name,
                (before.get(name, {}), self.places.get(name, {})),
                (after.get(name, {}), places.get(name, {})),
            )
        names = _names_of(documents) if rewrites else self.names | {documents.history.last}
        documents = _with_kept(documents, written)
        stored = Stored(version=self.version.next(), documents=documents, places=places, names=names)
        return stored, written


def first_version(documents: Documents) -> tuple[Stored, list[Row]]:
    """Return the first version of a body that has these documents, and its rows."""
    nothing = Stored(version=Version(0, ""), documents=Documents.empty(), places={}, names=frozenset())
    return nothing.changed(documents, rewrites=True)


def _changed_rows(
    name: str,
    before: tuple[Mapping[str, Any], Mapping[str, float]],
    after: tuple[Mapping[str, Any], Mapping[str, float]],
) -> list[Row]:
    """Return the rows of the collection `name` that differ. A document is never changed in place."""
    (old, old_places), (rows, places) = before, after
    if old is rows:
        return []
    changed = list(compress(rows, map(is_not, rows.values(), map(old.get, rows))))
    # Places are the same value unless the order has changed.
    if places is not old_places:
        changed = [key for key in rows if old.get(key) is not rows[key] or old_places.get(key) != places[key]]
    written = [Row(name, int(key), places[key], _json_of(rows[key])) for key in changed]
    added = sum(key not in old for key in changed)
    if len(old) + added > len(rows):
        written += [Row(name, int(key), 0.0, None) for key in old.keys() - rows.keys()]
    return written


def _json_of(row: Any) -> str:
    return row.decode() if isinstance(row, bytes) else orjson.dumps(row).decode()


def _kept(collection: str, document: str) -> Any:
    """Return what is kept of a document in JSON: that of an operation stays as it is, for there are many."""
    return document.encode() if collection == _KEPT_AS_JSON else orjson.loads(document)


def _with_kept(documents: Documents, written: Iterable[Row]) -> Documents:
    """Return the documents with what is kept of those that were `written`."""
    rows = {
        str(row.key): _kept(row.collection, row.document)
        for row in written
        if row.collection == _KEPT_AS_JSON and row.document is not None
    }
    if not rows:
        return documents
    tables = documents.tables
    return replace(documents, tables=tables | {_KEPT_AS_JSON: tables[_KEPT_AS_JSON] | rows})


def _with_rows(
    tables: Tables, places: Places, collections: Sequence[str], changed: Iterable[Row]
) -> tuple[Tables, Places]:
    """Return the tables, which `collections` names in order, and places, with the `changed` rows."""
    rows = {name: dict(tables.get(name, {})) for name in collections}
    placed = {name: dict(places.get(name, {})) for name in collections}
    unordered = set[str]()
    touched = set[str]()
    for row in changed:
        if row.collection not in rows:
            continue
        key = str(row.key)
        touched.add(row.collection)
        if row.document is None:
            rows[row.collection].pop(key, None)
            placed[row.collection].pop(key, None)
            continue
        rows[row.collection][key] = _kept(row.collection, row.document)
        if placed[row.collection].get(key) != row.place:
            placed[row.collection][key] = row.place
            unordered.add(row.collection)
    for name in unordered:
        placed[name] = dict(sorted(placed[name].items(), key=lambda item: item[1]))
        rows[name] = {key: rows[name][key] for key in placed[name]}
    # A table that is the same value has not changed.
    kept = [name for name in collections if name not in touched and name in tables]
    return (
        rows | {name: tables[name] for name in kept},
        {**placed, **{name: places[name] for name in kept}},
    )


def _names_of(documents: Documents) -> frozenset[str]:
    return frozenset([revision.name for revision in documents.history])
