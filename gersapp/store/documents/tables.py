"""The tables of a TinyDB file: documents by their keys, in JSON that can be written again as it was read."""

import json
from collections import Counter
from typing import Any

import orjson

from gersapp.files import Unreadable

# An operation may be its JSON, in bytes: see `document_of`.
Tables = dict[str, dict[str, Any]]

# The refusal of values that JSON may hold, and orjson cannot write.
BEYOND_LIMITS = "nombre, texte ou imbrication hors des limites"

# The greatest key of a document.
MAX_KEY = 10**18 - 1


def document_of(row: Any) -> Any:
    """Return the document of a row, which may be kept as JSON: that takes a quarter of its values' memory."""
    return orjson.loads(row) if isinstance(row, bytes) else row


def serialise(tables: Tables) -> bytes:
    """Return the bytes of a file that holds `tables`."""
    documents = {name: {key: document_of(row) for key, row in rows.items()} for name, rows in tables.items()}
    return orjson.dumps(documents, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def parse(content: bytes) -> Tables:
    """Read JSON more strictly than `json` does; raises Unreadable when writing it would change it."""
    if not content.strip():
        raise Unreadable("le fichier est vide (0 octet utile)")
    try:
        tables = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        # Values that orjson cannot write (lone surrogates, numbers over 64 bits, nesting too deep) would make
        # every later edit fail.
        orjson.dumps(tables)
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON incorrect, ligne {error.lineno}, colonne {error.colno}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"texte qui n’est pas en UTF-8, octet {error.start}") from error
    except RecursionError as error:
        raise Unreadable("JSON trop profondément imbriqué") from error
    except (ValueError, TypeError) as error:
        detail = str(error) if isinstance(error, _Refused) else BEYOND_LIMITS
        raise Unreadable(detail) from error
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise Unreadable("ce n’est pas une base TinyDB : un objet de tables de documents numérotés")
    return tables


class _Refused(ValueError):
    pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        ((repeated, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"la clé « {repeated[:80]} » figure deux fois dans le même objet")
    return keys


def _no_constant(name: str) -> float:
    raise _Refused(f"« {name} » n’est pas un nombre JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Refused(f"nombre trop grand : {text[:40]}")
    return number


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(
        key.isascii() and key.isdigit() and str(int(key[:18])) == key and isinstance(document, dict)
        for key, document in table.items()
    )
