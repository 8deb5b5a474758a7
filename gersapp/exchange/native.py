"""Our own JSON: a catalogue's file (`db.json`), and the JSON export. What they have is proposed exactly.

docs/exchange.md has the format of the export. Nothing is guessed: what is no catalogue is refused.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from gersapp.catalogue.announced import read_announced
from gersapp.errors import DocumentRefused
from gersapp.exchange.doubts import doubts_of
from gersapp.exchange.proposal import Doubt, Fate, Proposal, ProposedOperation, SourceLine

FORMAT = "gersapp/1"

_NO_CATALOGUE = "Ce fichier JSON n’est pas un catalogue : donnez un db.json, ou ce que « JSON » exporte."
_NEWER = "Ce catalogue vient d’une version plus récente de l’application, que celle-ci ne sait pas lire."
_TOO_LARGE = "Ce fichier JSON contient trop de données pour un catalogue. Partagez-le en plusieurs."
_MAX_OBJECTS = 150_000


def read_json(content: bytes) -> Proposal:
    """Read a catalogue in JSON; raises DocumentRefused when it is none."""
    # Before they are made: each takes ten times its text.
    if content.count(b"{") > _MAX_OBJECTS:
        raise DocumentRefused(_TOO_LARGE)
    try:
        data = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        place = f"ligne {error.lineno}, colonne {error.colno}"
        raise DocumentRefused(f"Ce fichier JSON est abîmé ({place}). Exportez-le de nouveau.") from error
    if not isinstance(data, dict):
        raise DocumentRefused(_NO_CATALOGUE)
    format = data.get("format")
    if isinstance(format, str) and format.startswith("gersapp/"):
        if format != FORMAT:
            raise DocumentRefused(_NEWER)
        return _propose(data, _text(data, "organisation"), _items(data.get("operations")))
    heading, operations = data.get("catalogue"), data.get("operations")
    if not isinstance(heading, dict) or not isinstance(operations, dict):
        raise DocumentRefused(_NO_CATALOGUE)
    # The tables of the file: documents by number, in the order of the page.
    document = next((one for one in heading.values() if isinstance(one, dict)), {})
    return _propose(document, _text(document, "body"), [*operations.values()])


def _propose(heading: Mapping[str, Any], organisation: str, documents: list[Any]) -> Proposal:
    labels = {
        _text(audience, "slug"): _text(audience, "label")
        for audience in _items(heading.get("audiences"))
        if isinstance(audience, dict) and _text(audience, "label").strip()
    }
    operations: list[ProposedOperation] = []
    lines: list[SourceLine] = []
    leftovers: list[str] = []
    for number, document in enumerate(documents, 1):
        operation = _operation(document, labels, number) if isinstance(document, dict) else None
        if operation and operation.title.strip():
            lines.append(SourceLine(number, operation.title, Fate.TITLE, len(operations)))
            operations.append(operation)
        elif document:
            text = orjson.dumps(document).decode()
            lines.append(SourceLine(number, text, Fate.UNKNOWN))
            leftovers.append(text)
    return Proposal(
        format="json",
        introduction=_text(heading, "introduction"),
        audiences=tuple(labels.values()),
        operations=tuple(operations),
        leftovers=tuple(leftovers),
        lines=tuple(lines),
        title=_text(heading, "title"),
        organisation=organisation,
        hashtag=_text(heading, "hashtag"),
    )


def _operation(document: Mapping[str, Any], labels: Mapping[str, str], number: int) -> ProposedOperation:
    slugs = _strings(document.get("audiences"))
    links = [
        _text(link, "url") if isinstance(link, dict) else link
        for link in _items(document.get("links"))
        if isinstance(link, dict | str)
    ]
    operation = ProposedOperation(
        title=_text(document, "title"),
        description=_text(document, "description"),
        audiences=tuple(dict.fromkeys(labels.get(slug, slug) for slug in slugs)),
        platforms=read_announced(_strings(document.get("platforms"))),
        links=tuple(filter(None, dict.fromkeys(links))),
        lines=(number,),
    )
    guessed = () if set(slugs) <= set(labels) else (Doubt.AUDIENCE_GUESSED,)
    return replace(operation, doubts=(*guessed, *doubts_of(operation)))


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key, "")
    return value if isinstance(value, str) else ""


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [item for item in _items(value) if isinstance(item, str)]
