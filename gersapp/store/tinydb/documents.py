"""The documents of the file, and the catalogue that they hold.

Writing keeps the keys that it does not know: it only sets the known keys of a document anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.erasure import make_erasure
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Heading, Operation, Trashed
from gersapp.store.tinydb import revisions
from gersapp.store.tinydb.durable import Tables
from gersapp.store.tinydb.reader import SCHEMA, Invalid, read_heading, read_operation

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A catalogue and the tables that hold it.

    `keys` gives each operation's TinyDB document key, in `operations` or in `trash`: they share one
    numbering. `history` may have revisions that the tables lack: those of changes made in the file. `packed`
    are the history's blocks with their rows.
    """

    catalogue: Catalogue
    tables: Tables
    keys: Mapping[str, str]
    history: RecordedHistory
    packed: tuple[revisions.Packed, ...]

    @classmethod
    def empty(cls) -> "Documents":
        """Return the documents of a catalogue that has no file yet."""
        catalogue = Catalogue.of(Heading(), ())
        return cls(catalogue=catalogue, tables={}, keys={}, history=RecordedHistory(), packed=())

    @classmethod
    def of(cls, tables: Tables) -> "Documents":
        """Read `tables`; raises Invalid."""
        headings = tables.get("catalogue", {})
        if len(headings) != 1:
            raise Invalid("la table « catalogue » doit contenir un document, et un seul")
        heading = read_heading(*headings.values())
        slugs = {audience.slug for audience in heading.audiences}
        keys: dict[str, str] = {}
        operations: list[Operation] = []
        for key, document in tables.get("operations", {}).items():
            operation = read_operation(document, f"opération n° {key}", slugs)
            _claim(keys, key, operation.id, f"opération n° {key}")
            operations.append(operation)
        trash = _read_trash(tables, keys, slugs)
        history, packed = revisions.read(tables.get("history", {}))
        catalogue = Catalogue.of(heading, operations, trash)
        return cls(catalogue=catalogue, tables=tables, keys=keys, history=history, packed=packed)

    def caught_up(self, before: "Documents | None", *, name: str, time: int) -> "Documents":
        """Return these documents with revisions, as the action of that `name`, for the changes made in the
        file since `before`, or else since the last revision."""
        if before is None or before.tables.get("history") != self.tables.get("history"):
            history = self.history.caught_up(self.catalogue, name=name, time=time)
            return replace(self, history=history)
        history = before.history
        change = compare(before.catalogue, self.catalogue)
        if change:
            act = Act(cause=Cause.FILE)
            history = history.with_change(before.catalogue, change, act, name=name, time=time)
        return replace(self, history=history, packed=before.packed)

    def with_change(self, change: Change, act: Act, *, name: str, time: int) -> "Documents":
        """Return the documents after `change`, made by `act` as the action of that `name`.

        Raises Invalid when the next start would refuse them: nothing unreadable is written.
        """
        history = self.history.with_change(self.catalogue, change, act, name=name, time=time)
        rows, packed = revisions.write(history, self._rows("history"), self.packed)
        return self._written(change, history, rows, packed)

    def without(self, id: str, *, name: str, time: int) -> "Documents":
        """Return the documents without an operation and its history.

        The action of that `name` records the erasure.
        """
        history = self.history.without(id, self.catalogue, name=name, time=time)
        rows, packed = revisions.rewrite(history, self._rows("history"), self.packed)
        return self._written(make_erasure(self.catalogue, id), history, rows, packed)

    def content(self) -> bytes:
        """Return the bytes of a file that holds the tables."""
        return orjson.dumps(self.tables, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    # -- inside

    def _rows(self, table: str) -> Rows:
        return self.tables.get(table, {})

    def _written(
        self, change: Change, history: RecordedHistory, rows: Rows, packed: tuple[revisions.Packed, ...]
    ) -> "Documents":
        """Return the documents after `change`; `rows` and `packed` hold its `history`."""
        catalogue = self.catalogue.apply(change)
        keys = self._keys_after(change, catalogue)
        tables = dict(self.tables)
        if change.heading or not self.tables:
            key, old = next(iter(self._rows("catalogue").items()), ("1", {}))
            tables["catalogue"] = {key: heading_document(catalogue.heading, old)}
        if change.steps or not self.tables:
            tables["operations"] = self._operation_rows(change, catalogue, keys)
        if change.trash:
            tables["trash"] = self._trash_rows(change, keys)
            if not tables["trash"]:
                del tables["trash"]
        # The history is the last table: people who open the file look for the operations.
        tables.pop("history", None)
        tables["history"] = rows
        after = Documents(catalogue=catalogue, tables=tables, keys=keys, history=history, packed=packed)
        after._check(change, self.catalogue.heading)
        return after

    def _keys_after(self, change: Change, catalogue: Catalogue) -> dict[str, str]:
        """Return the keys of `catalogue`, the one after `change`, with new keys for new ids."""
        keys = dict(self.keys)
        touched = dict.fromkeys([*(step.id for step in change.steps), *change.trash])
        new = [id for id in touched if id not in keys]
        if new:
            first = max(map(int, keys.values()), default=0) + 1
            keys |= {id: str(number) for number, id in enumerate(new, first)}
        for id in touched:
            if id not in catalogue.operations and id not in catalogue.trash:
                del keys[id]
        return keys

    def _operation_rows(self, change: Change, catalogue: Catalogue, keys: Mapping[str, str]) -> Rows:
        before, after = self.catalogue.operations, catalogue.operations
        made = {
            keys[step.id]: operation_document(after[step.id], self._document(step.id))
            for step in change.steps
            if step.id in after and after[step.id] is not before.get(step.id)
        }
        rows = {**self._rows("operations"), **made}
        if all(step.place is None for step in change.steps):
            return rows
        return {keys[id]: rows[keys[id]] for id in after}

    def _trash_rows(self, change: Change, keys: Mapping[str, str]) -> Rows:
        rows = dict(self._rows("trash"))
        for id, trashed in change.trash.items():
            if trashed is None:
                del rows[self.keys[id]]
            else:
                rows[keys[id]] = {
                    **rows.get(keys[id], {}),
                    "position": trashed.position,
                    "operation": operation_document(trashed.operation, self._document(id)),
                }
        return rows

    def _document(self, id: str) -> Mapping[str, Any]:
        """Return the document of an operation, in the trash or not; an empty one when it is new."""
        key = self.keys.get(id, "")
        return self._rows("operations").get(key) or self._rows("trash").get(key, {}).get("operation", {})

    def _check(self, change: Change, heading_before: Heading) -> None:
        """Read the documents that `change` wrote, which led to these; raises Invalid."""
        catalogue = self.catalogue
        if change.heading and read_heading(*self.tables["catalogue"].values()) != change.heading:
            raise Invalid("les textes du catalogue ne se reliraient pas")
        slugs = {audience.slug for audience in catalogue.heading.audiences}
        for step in change.steps:
            if step.id in catalogue.operations:
                read_operation(self.tables["operations"][self.keys[step.id]], step.id, slugs)
        for id, trashed in change.trash.items():
            if trashed:
                read_operation(self.tables["trash"][self.keys[id]]["operation"], id, slugs)
        if any(audience.slug not in slugs for audience in heading_before.audiences):
            in_trash = {id: trashed.operation for id, trashed in catalogue.trash.items()}
            for id, operation in {**catalogue.operations, **in_trash}.items():
                if not slugs.issuperset(operation.audiences):
                    raise Invalid(f"« {id} » aurait une cible qui n’existe plus")


def heading_document(heading: Heading, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of `heading`, with the other keys of the `old` one."""
    labelled = {item["slug"]: item for item in old.get("audiences", ())}
    return {
        **old,
        "schema": SCHEMA,
        "title": heading.title,
        "body": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": [
            {**labelled.get(audience.slug, {}), "slug": audience.slug, "label": audience.label}
            for audience in heading.audiences
        ],
    }


def operation_document(operation: Operation, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of `operation`, with the other keys of the `old` one."""
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


def _read_trash(tables: Tables, keys: dict[str, str], audiences: set[str]) -> list[Trashed]:
    """Read the trash, and add its keys to the `keys` of the operations; raises Invalid."""
    used = set(keys.values())
    trash: list[Trashed] = []
    for key, document in tables.get("trash", {}).items():
        place = f"corbeille, n° {key}"
        operation = read_operation(document.get("operation"), place, audiences)
        if key in used:
            raise Invalid(f"{place} : ce numéro sert aussi dans la table « operations »")
        _claim(keys, key, operation.id, place)
        position = document.get("position")
        if type(position) is not int or position < 0:
            raise Invalid(f"{place} : « position » doit être un nombre entier")
        trash.append(Trashed(operation, position))
    return trash


def _claim(keys: dict[str, str], key: str, id: str, place: str) -> None:
    if id in keys:
        raise Invalid(f"{place} : deux opérations portent l’identifiant « {id} »")
    keys[id] = key
