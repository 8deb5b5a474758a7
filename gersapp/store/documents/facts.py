"""The facts that a database has of a body beside its catalogue, in the files that keep them.

They are a table of a copy, and entries of the list that stands beside many exports.
"""

from collections.abc import Mapping
from typing import Any

from gersapp.files import Unreadable
from gersapp.observatory.body import Body, Kind
from gersapp.observatory.territories import BY_SLUG
from gersapp.store.bodies import BodyState
from gersapp.store.documents.tables import parse, serialise

# The table of a copy that has the facts, in one document.
TABLE = "observatory"

# By name: the kind of the body, its territory, and the national groups that a manager chose.
Facts = Mapping[str, Any]

_NAMES = {"kind", "territory", "groups"}


def facts_of(state: BodyState) -> Facts:
    return {"kind": state.body.kind, "territory": state.body.territory, "groups": dict(state.groups)}


def read_facts(slug: str, facts: Facts) -> tuple[Body, Mapping[str, str]]:
    """Return the body that `facts` describe, and its groups; what is missing or unknown is left out."""
    kind, territory, groups = facts.get("kind", ""), facts.get("territory"), facts.get("groups")
    body = Body(
        slug,
        Kind(kind) if kind in [*Kind] else Kind.OTHER,
        territory if isinstance(territory, str) and territory in BY_SLUG else "",
    )
    chosen = groups if isinstance(groups, dict) else {}
    return body, {str(audience): str(group) for audience, group in chosen.items()}


def with_facts(content: bytes, facts: Facts) -> bytes:
    """Return the file `content`, which `Bodies.export` returned, with the `facts` as a table."""
    return serialise({TABLE: {"1": dict(facts)}, **parse(content)})


def without_facts(content: bytes) -> tuple[bytes, Facts]:
    """Return a file without the table, and the facts that it had; {} for none, or for no readable file."""
    try:
        tables = parse(content)
    except Unreadable:
        return content, {}
    rows = list(tables.get(TABLE, {}).values())
    if len(rows) != 1 or rows[0].keys() != _NAMES:
        return content, {}
    return serialise({name: table for name, table in tables.items() if name != TABLE}), rows[0]
