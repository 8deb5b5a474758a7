"""Following documents that another process changed: only what differs is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.model import Heading, Operation, Trashed
from gersapp.store.documents import revisions
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import read_heading, read_operation, read_trashed
from gersapp.store.documents.tables import Tables

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class _Contents:
    heading: Heading
    operations: Mapping[str, Operation]
    trash: Mapping[str, Trashed]


def follow(before: Documents, tables: Tables) -> Documents:
    """Return what `Documents.of(tables)` gives, where `tables` grew from those `before` by commits.

    A row that is the same object as before is not read again. Raises Invalid.
    """
    if not before.tables:
        return Documents.of(tables)
    (heading,) = [
        before.catalogue.heading if row is before.tables["catalogue"].get(key) else read_heading(row)
        for key, row in tables["catalogue"].items()
    ]
    slugs = {audience.slug for audience in heading.audiences}
    by_key = {key: id for id, key in before.keys.items() if id in before.catalogue.operations}
    operations = _follow_rows(
        before.catalogue.operations,
        by_key,
        before.tables.get("operations", {}),
        tables.get("operations", {}),
        lambda row, key: read_operation(row, f"opération n° {key}", slugs),
    )
    by_key = {key: id for id, key in before.keys.items() if id in before.catalogue.trash}
    trash = _follow_rows(
        before.catalogue.trash,
        by_key,
        before.tables.get("trash", {}),
        tables.get("trash", {}),
        lambda row, key: read_trashed(row, f"corbeille, n° {key}", slugs),
    )
    contents = _Contents(
        heading,
        {operation.id: operation for operation in operations.values()},
        {trashed.operation.id: trashed for trashed in trash.values()},
    )
    change = compare(before.catalogue, contents)
    history, packed = revisions.follow(
        before.history, before.packed, before.tables.get("history", {}), tables.get("history", {})
    )
    return Documents(
        catalogue=before.catalogue.apply(change) if change else before.catalogue,
        tables=tables,
        keys={
            **{operation.id: key for key, operation in operations.items()},
            **{trashed.operation.id: key for key, trashed in trash.items()},
        },
        history=history,
        recorded=history,
        packed=packed,
    )


def _follow_rows(
    values: Mapping[str, ValueT],
    ids: Mapping[str, str],
    before: Mapping[str, Any],
    rows: Mapping[str, Any],
    read: Callable[[Any, str], ValueT],
) -> dict[str, ValueT]:
    """Return the value of each of `rows`, by its key: one of the `values` that those `before` have."""
    return {key: values[ids[key]] if row is before.get(key) else read(row, key) for key, row in rows.items()}
