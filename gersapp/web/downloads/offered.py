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


@dataclass(frozen=True, slots=True)
class Offered:
    """The files of a catalogue, or of all bodies together, in the order of the pages.

    `document` is the endpoint of its documents, `index` that of « Télécharger », and `open_data` that of
    « Données ouvertes ».
    """

    tables: Sequence[File]
    json: File
    atom: File
    document: str
    index: str
    open_data: str

    @property
    def data(self) -> tuple[File, File]:
        return self.json, self.atom

    def installed_documents(self) -> list[File]:
        """Return the documents that this server can write."""
        return [
            File(format, self.document, {"slug": format.slug})
            for format in writing.DOCUMENTS
            if format.is_installed
        ]

    def documents(self, operations: int) -> list[File]:
        """Return the documents of so many operations: none without any."""
        return [file for file in self.installed_documents() if operations and file.format.holds(operations)]

    def files(self, operations: int) -> Sequence[File]:
        """Return all files of so many operations."""
        return [*self.tables, *self.data, *self.documents(operations)]


def _offer(*, tables: str, json: str, atom: str, documents: str, open_data: str) -> Offered:
    """`tables` and `documents` are blueprints, the others endpoints."""
    return Offered(
        # Nobody is offered `csv-links-excel`, which both parameters give.
        tables=(
            File(FORMATS["xlsx"], f"{tables}.xlsx"),
            File(FORMATS["ods"], f"{tables}.ods"),
            File(FORMATS["csv-excel"], f"{tables}.csv", {"for": "excel"}),
            File(FORMATS["csv"], f"{tables}.csv"),
            File(FORMATS["csv-links"], f"{tables}.csv", {"form": "links"}),
        ),
        json=File(FORMATS["json"], json),
        atom=File(FORMATS["atom"], atom),
        document=f"{documents}.document",
        index=f"{documents}.index",
        open_data=open_data,
    )


OF_CATALOGUE = _offer(
    tables="spreadsheets",
    json="interface.operations",
    atom="feed.operations",
    documents="documents",
    open_data="open_data.page",
)
OF_BODIES = _offer(
    tables="national_data",
    json="national_data.operations",
    atom="national_data.feed",
    documents="national_documents",
    open_data="national_documents.open_data",
)
