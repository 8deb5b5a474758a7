"""The keys of documents that the application does not know: what is taken out keeps them in the history.

An item is named by the address of a link or the slug of an audience; DOCUMENT is a whole operation, and
TRASHED its row in the trash.
"""

from collections.abc import Container, Mapping
from typing import Any

DOCUMENT, TRASHED = "document", "trash"

# Item → its unknown keys.
Items = Mapping[str, Mapping[str, Any]]

_KNOWN = {
    DOCUMENT: {"id", "title", "description", "audiences", "platforms", "links"},
    TRASHED: {"position", "operation"},
}


def items_of_heading(document: Mapping[str, Any]) -> Items:
    return {item["slug"]: _unknown(item, {"slug", "label"}) for item in document.get("audiences", ())}


def items_of_operation(document: Mapping[str, Any], row: Mapping[str, Any] | None) -> Items:
    """Return the items of an operation; `row` is the one in the trash, if it is there."""
    links = {item["url"]: _unknown(item, {"url"}) for item in document.get("links", ())}
    rows = {DOCUMENT: document, **({TRASHED: row} if row else {})}
    return {**links, **{name: _unknown(row, _KNOWN[name]) for name, row in rows.items()}}


def taken_out(items: Items, kept: Container[str]) -> Items:
    """Return those of the `items` that have unknown keys and are not `kept`."""
    return {item: keys for item, keys in items.items() if keys and item not in kept}


def _unknown(document: Mapping[str, Any], known: Container[str]) -> Mapping[str, Any]:
    return {key: value for key, value in document.items() if key not in known}
