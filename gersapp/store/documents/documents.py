"""The documents of the file, and the catalogue that they hold.

Writing keeps the keys that it does not know: it only sets the known keys of a document anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count, filterfalse
from typing import Any

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.erasure import make_erasure
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Heading, Operation, Trashed
from gersapp.store.documents import revisions
from gersapp.store.documents.reader import SCHEMA, Invalid, read_heading, read_operation, read_trashed
from gersapp.store.documents.tables import MAX_KEY, Tables, document_of, serialise
from gersapp.store.documents.unknown import (
    DOCUMENT,
    TRASHED,
    Items,
    items_of_heading,
    items_of_operation,
    taken_out,
)

Rows = dict[str, dict[str, Any]]

# Causes that bring operations back, with the unknown keys with which they were taken out.
_RETURNING = {Cause.UNDO, Cause.VERSION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A catalogue and the tables that hold it.

    `keys` gives each operation's TinyDB document key, in `operations` or in `trash`. `recorded` is the
    history that the tables hold; `history` may have revisions more: those of changes made in the file.
    `packed` are the blocks of `history` that have a row, with their rows.
    """

    catalogue: Catalogue
    tables: Tables
    keys: Mapping[str, str]
    history: RecordedHistory
    recorded: RecordedHistory
    packed: tuple[revisions.Packed, ...]

    @classmethod
    def empty(cls) -> "Documents":
        """Return the documents of a catalogue that has no file yet."""
        catalogue = Catalogue.of(Heading(), ())
        none = RecordedHistory()
        return cls(catalogue=catalogue, tables={}, keys={}, history=none, recorded=none, packed=())

    @classmethod
    def of(cls, tables: Tables, *, is_indexed: bool = True) -> "Documents":
        """Read `tables`; raises Invalid. `is_indexed`: see `Catalogue.of`."""
        headings = tables.get("catalogue", {})
        if len(headings) != 1:
            raise Invalid("la table « catalogue » doit contenir un document, et un seul")
        heading = read_heading(*headings.values())
        slugs = {audience.slug for audience in heading.audiences}
        keys: dict[str, str] = {}
        operations: list[Operation] = []
        for key, document in tables.get("operations", {}).items():
            operation = read_operation(document_of(document), f"opération n° {key}", slugs)
            _claim(keys, key, operation.id, f"opération n° {key}")
            operations.append(operation)
        trash: list[Trashed] = []
        for key, document in tables.get("trash", {}).items():
            trashed = read_trashed(document, f"corbeille, n° {key}", slugs)
            _claim(keys, key, trashed.operation.id, f"corbeille, n° {key}")
            trash.append(trashed)
        history, packed = revisions.read(tables.get("history", {}))
        return cls(
            catalogue=Catalogue.of(heading, operations, trash, is_indexed=is_indexed),
            tables=tables,
            keys=keys,
            history=history,
            recorded=history,
            packed=packed,
        )

    def caught_up(self, before: "Documents | None", *, name: str, time: int) -> "Documents":
        """Return these documents with revisions, as the action of that `name`, for the changes made in the
        file since `before`, or else since the last revision."""
        rows, rows_before = self._rows("history"), before._rows("history") if before else {}
        if before is None or not revisions.continues(rows, rows_before):
            history = self.history.caught_up(self.catalogue, name=name, time=time)
            return replace(self, history=history)
        history = before.history
        change = compare(before.catalogue, self.catalogue)
        if change:
            act = Act(cause=Cause.FILE)
            removed = before._removed_keys(change)
            history = history.with_change(
                before.catalogue, change, act, name=name, time=time, unknown=removed
            )
        recorded = before.recorded if len(rows) == len(rows_before) else self.recorded
        return replace(self, history=history, recorded=recorded, packed=before.packed)

    def with_history(self) -> "Documents":
        """Return the documents whose tables hold the whole `history`; raises Invalid."""
        if self.history is self.recorded:
            return self
        rows, packed = revisions.write(self.history, self._rows("history"), self.packed)
        tables = _with_last(self.tables, "history", rows)
        return replace(self, tables=tables, recorded=self.history, packed=packed)

    def with_change(self, change: Change, act: Act, *, name: str, time: int) -> "Documents":
        """Return the documents after `change`, made by `act` as the action of that `name`.

        Raises Invalid when the next start would refuse them: nothing unreadable is written.
        """
        removed = self._removed_keys(change)
        history = self.history.with_change(self.catalogue, change, act, name=name, time=time, unknown=removed)
        rows, packed = revisions.write(history, self._rows("history"), self.packed)
        kept = self._kept_keys(change) if act.cause in _RETURNING else {}
        return self._written(change, history, rows, packed, kept)

    def without(self, id: str, *, name: str, time: int) -> "Documents":
        """Return the documents without an operation and its history.

        The action of that `name` records the erasure.
        """
        history = self.history.without(id, self.catalogue, name=name, time=time)
        rows, packed = revisions.rewrite(history, self._rows("history"), self.packed)
        return self._written(make_erasure(self.catalogue, id), history, rows, packed, {})

    def content(self) -> bytes:
        """Return the bytes of a file that holds the tables."""
        return serialise(self.tables)

    # -- inside

    def _rows(self, table: str) -> Rows:
        return self.tables.get(table, {})

    def _removed_keys(self, change: Change) -> dict[str, Items]:
        """Return the unknown keys of what `change` takes out of the documents, by operation."""
        removed: dict[str, Items] = {}
        if change.heading and self.tables:
            slugs = {audience.slug for audience in change.heading.audiences}
            removed[HEADING] = taken_out(items_of_heading(*self._rows("catalogue").values()), slugs)
        for step in change.steps:
            id, trashed = step.id, self.catalogue.trash.get(step.id)
            staying = {DOCUMENT, *(link.url for link in step.after.links)} if step.after else set[str]()
            if change.trash.get(id, trashed):
                staying.add(TRASHED)
            row = self._rows("trash")[self.keys[id]] if trashed else None
            removed[id] = taken_out(items_of_operation(self._document(id), row), staying)
        return {id: items for id, items in removed.items() if items}

    def _kept_keys(self, change: Change) -> Mapping[str, Items]:
        """Return the unknown keys that the history keeps of what `change` touches, and may bring back."""
        touched = {HEADING, *(step.id for step in change.steps)}
        kept: dict[str, dict[str, Mapping[str, Any]]] = {}
        for revision in self.history:
            if revision.unknown and revision.operation in touched:
                kept.setdefault(revision.operation, {}).update(revision.unknown)
        return kept

    def _written(
        self,
        change: Change,
        history: RecordedHistory,
        rows: Rows,
        packed: tuple[revisions.Packed, ...],
        kept: Mapping[str, Items],
    ) -> "Documents":
        """Return the documents after `change`; `rows` and `packed` hold its `history`.

        What comes back has its `kept` keys again.
        """
        catalogue = self.catalogue.apply(change)
        keys = self._keys_after(change, catalogue)
        tables = dict(self.tables)
        if change.heading or not self.tables:
            key, old = next(iter(self._rows("catalogue").items()), ("1", {}))
            tables["catalogue"] = {key: heading_document(catalogue.heading, old, kept.get(HEADING, {}))}
        if change.steps or not self.tables:
            tables["operations"] = self._operation_rows(change, catalogue, keys, kept)
        if change.trash:
            tables["trash"] = self._trash_rows(change, keys, kept)
            if not tables["trash"]:
                del tables["trash"]
        after = Documents(
            catalogue=catalogue,
            # People who open the file look for the operations.
            tables=_with_last(tables, "history", rows),
            keys=keys,
            history=history,
            recorded=history,
            packed=packed,
        )
        after._check(change, self.catalogue.heading)
        return after

    def _keys_after(self, change: Change, catalogue: Catalogue) -> dict[str, str]:
        """Return the keys of `catalogue`, the one after `change`.

        An operation that goes to another table keeps its key, unless that table has it already.
        """
        keys = dict(self.keys)
        free = self._free_keys()
        for id in dict.fromkeys([*(step.id for step in change.steps), *change.trash]):
            table = _table_of(catalogue, id)
            if not table:
                del keys[id]
            elif id not in keys or (table != _table_of(self.catalogue, id) and keys[id] in self._rows(table)):
                keys[id] = next(free)
        return keys

    def _free_keys(self) -> Iterator[str]:
        """Yield keys that no operation has, in the trash or not: the next ones, if the reader takes them."""
        used = set(map(int, self.keys.values()))
        following = range(max(used, default=0) + 1, MAX_KEY + 1)
        yield from map(str, chain(following, filterfalse(used.__contains__, count(1))))

    def _operation_rows(
        self, change: Change, catalogue: Catalogue, keys: Mapping[str, str], kept: Mapping[str, Items]
    ) -> Rows:
        before, after = self.catalogue.operations, catalogue.operations
        made = {
            keys[step.id]: operation_document(after[step.id], self._document(step.id), kept.get(step.id, {}))
            for step in change.steps
            if step.id in after and after[step.id] is not before.get(step.id)
        }
        rows = {**self._rows("operations"), **made}
        if all(step.place is None for step in change.steps):
            return rows
        return {keys[id]: rows[keys[id]] for id in after}

    def _trash_rows(self, change: Change, keys: Mapping[str, str], kept: Mapping[str, Items]) -> Rows:
        rows = dict(self._rows("trash"))
        for id, trashed in change.trash.items():
            if trashed is None:
                del rows[self.keys[id]]
            else:
                items = kept.get(id, {})
                rows[keys[id]] = {
                    **(rows.get(keys[id]) or items.get(TRASHED, {})),
                    "position": trashed.position,
                    "operation": operation_document(trashed.operation, self._document(id), items),
                }
        return rows

    def _document(self, id: str) -> Mapping[str, Any]:
        """Return the document of an operation, in the trash or not; an empty one when it is new."""
        table = _table_of(self.catalogue, id)
        if not table:
            return {}
        row: dict[str, Any] = document_of(self._rows(table)[self.keys[id]])
        document: Mapping[str, Any] = row if table == "operations" else row["operation"]
        return document

    def _check(self, change: Change, heading_before: Heading) -> None:
        """Read the documents that `change` wrote, which led to these; raises Invalid."""
        catalogue = self.catalogue
        if change.heading and read_heading(*self.tables["catalogue"].values()) != change.heading:
            raise Invalid("les textes du catalogue ne se reliraient pas")
        slugs = {audience.slug for audience in catalogue.heading.audiences}
        for id in [step.id for step in change.steps if step.id in catalogue.operations]:
            row = document_of(self.tables["operations"][self.keys[id]])
            if read_operation(row, id, slugs) != catalogue.operations[id]:
                raise Invalid(f"« {id} » ne se relirait pas")
        for id in [id for id, trashed in change.trash.items() if trashed]:
            if read_trashed(self.tables["trash"][self.keys[id]], id, slugs) != catalogue.trash[id]:
                raise Invalid(f"« {id} », de la corbeille, ne se relirait pas")
        if any(audience.slug not in slugs for audience in heading_before.audiences):
            in_trash = {id: trashed.operation for id, trashed in catalogue.trash.items()}
            for id, operation in {**catalogue.operations, **in_trash}.items():
                if not slugs.issuperset(operation.audiences):
                    raise Invalid(f"« {id} » aurait une cible qui n’existe plus")


def empty_content(heading: Heading | None = None) -> bytes:
    """Return the bytes of a file that holds a catalogue without operations; without texts by default."""
    document = heading_document(heading or Heading(), {}, {})
    return serialise({"catalogue": {"1": document}, "operations": {}})


def heading_document(heading: Heading, old: Mapping[str, Any], kept: Items) -> dict[str, Any]:
    """Return the document of `heading`, with the other keys of the `old` one; `kept` are those of audiences
    that come back."""
    labelled = {item["slug"]: item for item in old.get("audiences", ())}
    return {
        **old,
        "schema": SCHEMA,
        "title": heading.title,
        "body": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": [
            {
                **labelled.get(audience.slug, kept.get(audience.slug, {})),
                "slug": audience.slug,
                "label": audience.label,
            }
            for audience in heading.audiences
        ],
    }


def operation_document(operation: Operation, old: Mapping[str, Any], kept: Items) -> dict[str, Any]:
    """Return the document of `operation`, with the other keys of the `old` one; `kept` are those of links
    that come back, or of the whole."""
    linked: dict[str, list[Mapping[str, Any]]] = {}
    # A file may have a link twice.
    for item in old.get("links", ()):
        linked.setdefault(item["url"], []).append(item)
    return {
        **(old or kept.get(DOCUMENT, {})),
        "id": operation.id,
        "title": operation.title,
        "description": operation.description,
        "audiences": list(operation.audiences),
        "platforms": list(operation.platforms),
        "links": [
            {
                **(linked[link.url].pop(0) if linked.get(link.url) else kept.get(link.url, {})),
                "url": link.url,
            }
            for link in operation.links
        ],
    }


def _table_of(catalogue: Catalogue, id: str) -> str:
    """Return the name of the table that an operation is in; "" when it is unknown."""
    if id in catalogue.operations:
        return "operations"
    return "trash" if id in catalogue.trash else ""


def _with_last(tables: Tables, name: str, rows: Rows) -> Tables:
    """Return `tables` with the table `name` at the end."""
    return {**{other: table for other, table in tables.items() if other != name}, name: rows}


def _claim(keys: dict[str, str], key: str, id: str, place: str) -> None:
    if id in keys:
        raise Invalid(f"{place} : deux opérations portent l’identifiant « {id} »")
    keys[id] = key
