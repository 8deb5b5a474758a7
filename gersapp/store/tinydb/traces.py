"""Traces of an operation that is erased for good: what a file, of any kind, still says of it."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import orjson

from gersapp.catalogue.announced import networks_in
from gersapp.catalogue.history.fields import State, state_of
from gersapp.errors import reason
from gersapp.files import Unreadable, read_whole
from gersapp.store.documents.documents import Documents, heading_document, operation_document
from gersapp.store.documents.facts import TABLE
from gersapp.store.documents.unknown import items_of_heading, items_of_operation
from gersapp.store.tinydb.sound import Sound, Unsound

# Shorter words are everywhere.
_WORD = re.compile(r"\w{4,}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TABLES = {"catalogue", "operations", "trash", "history", TABLE}
_MAX_BYTES = 256 * 1024 * 1024


def mentions(documents: Documents, id: str) -> bool:
    """Whether a catalogue, its trash or its history has the operation."""
    return id in documents.keys or documents.history.has(id)


def states_of(documents: Documents, id: str) -> tuple[State, ...]:
    """Return every known state of an operation."""
    operation = documents.catalogue.get_even_trashed(id)
    states = [state_of(operation)] if operation else []
    for version in documents.history.versions(id):
        states += filter(None, (version.before, version.after))
    return tuple([state for state in states if state["title"]])


def words_of(documents: Documents, id: str) -> set[str]:
    """Return the words of every version of an operation, in small letters."""
    return words_in(states_of(documents, id))


def words_in(states: Iterable[State]) -> set[str]:
    """Return the words of `states` of an operation, in small letters."""
    texts = [
        f"{state['title']}\n{state['description']}\n{state['links']}\n{networks_in(state['platforms'])}"
        for state in states
    ]
    return split_words("\n".join(texts))


def known_text(documents: Documents) -> str:
    """Return, as JSON, what a file holds that the application knows, but for packed revisions."""
    catalogue = documents.catalogue
    operations = [
        *catalogue.operations.values(),
        *(trashed.operation for trashed in catalogue.trash.values()),
    ]
    known = [heading_document(catalogue.heading, {}, {})]
    known += [operation_document(operation, {}, {}) for operation in operations]
    return orjson.dumps([known, documents.tables.get("history")]).decode()


def foreign_text(documents: Documents) -> str:
    """Return, as JSON, what a file holds that the application does not know: other tables, other keys."""
    tables = documents.tables
    trash = tables.get("trash", {}).values()
    items = [
        *map(items_of_heading, tables["catalogue"].values()),
        *(items_of_operation(row, None) for row in tables.get("operations", {}).values()),
        *(items_of_operation(row["operation"], row) for row in trash),
    ]
    others = [table for name, table in tables.items() if name not in _TABLES]
    # Each by itself, no deeper than in the file: orjson has a limit.
    return "\n".join(orjson.dumps(part).decode() for part in [*items, *others])


def split_words(text: str) -> set[str]:
    """Return the words of a text, in small letters; a text in JSON may have escapes."""
    unescaped = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return set(_WORD.findall(unescaped.casefold()))


def find_name(text: str, id: str) -> bool:
    """Whether a text has the id of an operation where catalogues and the security log have one."""
    named = rf'"(?:id|operation|what)"\s*:\s*"{re.escape(id)}"|/operations/{re.escape(id)}(?![a-z0-9-])'
    return bool(id) and re.search(named, text) is not None


def is_text(file: Path) -> bool:
    """Whether a search finds what a file says: not in an archive, a picture, or other encodings."""
    try:
        return not {"\ufffd", "\0"} & set(_read_text(file))
    except (OSError, Unreadable):
        return False


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of an operation: its id, and the words that no other one has."""

    id: str
    words: AbstractSet[str] = frozenset()

    def in_copy(self, file: Path) -> str:
        """Return what a copy, whole or not, says of the operation, or why nobody knows; "" for nothing."""
        try:
            documents = Sound.read(file).documents
        except Unsound:
            pass
        else:
            if mentions(documents, self.id):
                return f"{file} la contient encore."
            return self._in_text(file, foreign_text(documents))
        try:
            text = _read_text(file)
        except (OSError, Unreadable) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            return f"{file} ne peut pas être examiné : {why}."
        found = self._in_text(file, text)
        # A compressed file, or the blocks of an old history, of which a part is missing.
        if not found and ("\ufffd" in text or '"packed"' in text):
            return f"{file} ne peut pas être examiné : une partie n’est pas du texte."
        return found

    def _in_text(self, file: Path, text: str) -> str:
        words = split_words(text) & self.words
        if words:
            return f"{file} a encore des mots qui n’étaient qu’à elle : {', '.join(sorted(words)[:3])}."
        if find_name(text, self.id):
            return f"{file} la nomme encore."
        return ""

    def in_other(self, file: Path) -> str:
        """Return what a file that is no copy says of the operation; "" for nothing, or when nobody knows."""
        try:
            return f"{file} la nomme encore." if find_name(_read_text(file), self.id) else ""
        except (OSError, Unreadable):
            return ""


def _read_text(file: Path) -> str:
    """Read a file as if it were text; raises OSError or Unreadable."""
    if file.stat().st_size > _MAX_BYTES:
        raise Unreadable("il est trop grand")
    return read_whole(file)[0].decode("utf-8", "replace")
