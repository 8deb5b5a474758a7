"""The columns of our CSV files as programs read them: Table Schema (Frictionless Data)."""

from collections.abc import Mapping
from typing import Any

from gersapp.catalogue.model import MAX_DESCRIPTION, MAX_TITLE
from gersapp.exchange.tables.published import COLUMNS, Column, Form

_SCHEMA = "https://frictionlessdata.io/schemas/table-schema.json"
_TITLES = {
    Form.OPERATIONS: ("operations", "Les opérations, une par ligne"),
    Form.LINKS: ("liens", "Les liens des opérations, un par ligne"),
}
_DESCRIPTION = (
    "CSV séparé par des virgules, en UTF-8, dans l’ordre de la page. Plusieurs valeurs d’une cellule y sont "
    "séparées par des fins de ligne."
)
_CONSTRAINTS: Mapping[str, dict[str, Any]] = {
    "identifiant": {"pattern": "[a-z0-9]+(-[a-z0-9]+)*"},
    "titre": {"maxLength": MAX_TITLE},
    "description": {"maxLength": MAX_DESCRIPTION},
}


def table_schema(form: Form) -> dict[str, Any]:
    """Return the schema of the file whose rows are operations, or links."""
    name, title = _TITLES[form]
    key = ["identifiant"] if form is Form.OPERATIONS else []
    return {
        "$schema": _SCHEMA,
        "name": name,
        "title": title,
        "description": _DESCRIPTION,
        "fields": [_field(column) for column in COLUMNS[form]],
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
