"""The files that anyone may take of a selection, and where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from gersapp.exchange import writing
from gersapp.exchange.writing import FORMATS, Format


@dataclass(frozen=True, slots=True)
class File:
    """A file in this `format`, at the address of `endpoint` with `values`."""

    format: Format
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return url_for(self.endpoint, **self.values)  # type: ignore[arg-type]  # none is named « _anchor »


# In the order of the pages. Nobody is offered `csv-links-excel`, which both parameters give.
TABLES = (
    File(FORMATS["xlsx"], "spreadsheets.xlsx"),
    File(FORMATS["ods"], "spreadsheets.ods"),
    File(FORMATS["csv-excel"], "spreadsheets.csv", {"for": "excel"}),
    File(FORMATS["csv"], "spreadsheets.csv"),
    File(FORMATS["csv-links"], "spreadsheets.csv", {"form": "links"}),
)
JSON = File(FORMATS["json"], "interface.operations")
ATOM = File(FORMATS["atom"], "feed.operations")
DATA = (JSON, ATOM)


def installed_documents() -> list[File]:
    """Return the documents that this server can write."""
    return [
        File(format, "documents.document", {"slug": format.slug})
        for format in writing.DOCUMENTS
        if format.is_installed
    ]


def files(operations: int) -> Sequence[File]:
    """Return all files of a catalogue of so many operations."""
    return [*TABLES, *DATA, *documents(operations)]


def documents(operations: int) -> list[File]:
    """Return the documents of a catalogue of so many operations: none when it is empty."""
    return [file for file in installed_documents() if operations and file.format.holds(operations)]
