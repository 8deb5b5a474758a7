"""The columns of our CSV files as programs read them: Table Schema (Frictionless Data)."""

from collections.abc import Mapping
from typing import Any

from gersapp.catalogue.model import MAX_DESCRIPTION, MAX_TITLE
from gersapp.exchange.tables.published import Column, Form, columns_of

_SCHEMA = "https://frictionlessdata.io/schemas/table-schema.json"
_TITLES = {
    Form.OPERATIONS: ("operations", "Les opérations, une par ligne"),
    Form.LINKS: ("liens", "Les liens des opérations, un par ligne"),
}
_DESCRIPTION = (
    "CSV séparé par des virgules, en UTF-8, dans l’ordre de la page. Plusieurs valeurs d’une cellule y sont "
    "séparées par des fins de ligne."
)
_SLUG = {"pattern": "[a-z0-9]+(-[a-z0-9]+)*"}
_CONSTRAINTS: Mapping[str, dict[str, Any]] = {
    **dict.fromkeys(("identifiant", "identifiant_organisme", "identifiant_operation"), _SLUG),
    "titre": {"maxLength": MAX_TITLE},
    "description": {"maxLength": MAX_DESCRIPTION},
}


def table_schema(form: Form, *, is_of_bodies: bool = False) -> dict[str, Any]:
    """Return the schema of the file whose rows are operations, or links; `is_of_bodies`: across bodies."""
    name, title = _TITLES[form]
    ids = ["identifiant_organisme", "identifiant_operation"] if is_of_bodies else ["identifiant"]
    key = ids if form is Form.OPERATIONS else []
    return {
        "$schema": _SCHEMA,
        "name": name,
        "title": title,
        "description": _DESCRIPTION,
        "fields": [_field(column) for column in columns_of(form, is_of_bodies=is_of_bodies)],
        "missingValues": [""],
        **({"primaryKey": key} if key else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {
        **({"required": True} if column.is_required else {}),
        **_CONSTRAINTS.get(column.name, {}),
    }
    return {
        "name": column.name,
        "title": column.label,
        "description": column.description,
        "type": "string",
        **({"constraints": constraints} if constraints else {}),
    }
