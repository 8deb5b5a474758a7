"""The files that anyone may take: what each is for, and where it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for

from gersapp.exchange.writing import FORMATS
from gersapp.web.downloads.documents import DOCUMENTS

# The lists in which media types and formats have an address.
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"


@dataclass(frozen=True, slots=True)
class File:
    """A file of the selection, at the address of `endpoint` with `values`.

    `slug` is one of `FORMATS`. `file_type` is its name in the list of the European Union, if it has one.
    """

    slug: str
    label: str
    purpose: str
    endpoint: str
    values: Mapping[str, str] = field(default_factory=dict)
    file_type: str = ""

    @property
    def path(self) -> str:
        return url_for(self.endpoint, **self.values)  # type: ignore[arg-type]  # none is named « _anchor »

    @property
    def media_type(self) -> str:
        return FORMATS[self.slug].media_type

    @property
    def types(self) -> dict[str, str]:
        """The addresses that stand for its type, by property of DCAT."""
        media_type = {"dcat:mediaType": _MEDIA_TYPES + self.media_type.partition(";")[0]}
        return {**media_type, **({"dct:format": _FILE_TYPES + self.file_type} if self.file_type else {})}


# In the order of the page « Données ouvertes ».
DATA = (
    File(
        "csv",
        "CSV",
        "Pour un tableur ou un outil de données : une ligne par opération.",
        "spreadsheets.csv",
        file_type="CSV",
    ),
    File(
        "csv-links",
        "CSV des liens",
        "Pour compter les publications : une ligne par lien, avec sa plateforme.",
        "spreadsheets.csv",
        {"form": "links"},
        file_type="CSV",
    ),
    File(
        "csv-excel",
        "CSV pour Excel",
        "Ce qu’un Excel français ouvre d’un double clic, accents compris : une ligne par opération.",
        "spreadsheets.csv",
        {"for": "excel"},
        file_type="CSV",
    ),
    File(
        "xlsx",
        "Excel",
        "Pour trier et filtrer : un classeur aux liens cliquables.",
        "spreadsheets.xlsx",
        file_type="XLSX",
    ),
    File(
        "ods",
        "LibreOffice Calc",
        "Le même classeur, au format ouvert.",
        "spreadsheets.ods",
        file_type="ODS",
    ),
    File(
        "json",
        "JSON",
        "Pour un programme ou un site : les opérations avec leurs liens, par pages.",
        "interface.operations",
        file_type="JSON",
    ),
    File(
        "atom",
        "Atom",
        "Pour être prévenu, dans un lecteur de flux : ce qui est ajouté ou modifié, le plus récent d’abord.",
        "feed.operations",
        file_type="ATOM",
    ),
)


def files(operations: int) -> list[File]:
    """Return all files of a catalogue of so many operations."""
    return [*DATA, *documents(operations)]


def documents(operations: int) -> list[File]:
    """Return the documents of a catalogue of so many operations: none when it is empty."""
    formats = [FORMATS[slug] for slug in DOCUMENTS if operations]
    return [
        File(
            format.slug,
            format.label,
            "Le dossier, à lire, à imprimer ou à envoyer.",
            "documents.document",
            {"slug": format.slug},
            file_type="" if format.slug == "md" else format.slug.upper(),
        )
        for format in formats
        if format.is_installed and format.holds(operations)
    ]
