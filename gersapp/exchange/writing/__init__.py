"""A `Dossier` → bytes, a module a format; and all that the pages say of each format."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from gersapp.exchange.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a dossier; `label` and `purpose` say in French what it is, and what it is for.

    `slug` is what the names of its files end with, then perhaps a hyphen and what tells it from another
    format of that end. That end is also the name of its module, whose `write(dossier, **options)` yields
    pieces of bytes. `package` is one that not everybody has. `is_heavy`: even a few operations take seconds
    or many megabytes. More than `max_operations` take too many.
    """

    slug: str
    label: str
    media_type: str
    purpose: str
    options: tuple[str, ...] = ()
    package: str = ""
    is_heavy: bool = False
    max_operations: int = sys.maxsize

    @property
    def suffix(self) -> str:
        """The end of the names of files."""
        return self.slug.partition("-")[0]

    @property
    def is_installed(self) -> bool:
        return not self.package or find_spec(self.package) is not None

    def holds(self, operations: int) -> bool:
        """Whether so many operations can be written."""
        return operations <= self.max_operations


_CSV = "text/csv; charset=utf-8"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OASIS = "application/vnd.oasis.opendocument"

# In the order of the pages.
DOCUMENTS = (
    Format(
        "docx",
        "Word",
        f"{_OFFICE}.wordprocessingml.document",
        "Pour Word. Titres, sommaire et liens : à compléter et à envoyer.",
    ),
    Format("odt", "LibreOffice", f"{_OASIS}.text", "Pour LibreOffice. Le même document, au format ouvert."),
    Format(
        "pdf",
        "PDF",
        "application/pdf",
        "À imprimer, ou à envoyer sans que rien n’y change.",
        package="typst",
        is_heavy=True,
        max_operations=3_000,
    ),
    Format("md", "Markdown", "text/markdown", "Pour un site ou un wiki, avec titres et liens."),
    Format("txt", "Texte", "text/plain", "Le texte seul, à coller dans un message."),
)
TABLES = (
    Format(
        "xlsx",
        "Excel",
        f"{_OFFICE}.spreadsheetml.sheet",
        "Pour trier et filtrer : une feuille des opérations, une des liens, cliquables.",
    ),
    Format("ods", "LibreOffice Calc", f"{_OASIS}.spreadsheet", "Le même classeur, au format ouvert."),
    Format(
        "csv-excel",
        "CSV pour Excel",
        _CSV,
        "Ce qu’un Excel français ouvre d’un double clic, accents compris : une ligne par opération.",
        ("for_excel",),
    ),
    Format("csv", "CSV", _CSV, "Pour un tableur ou un outil de données : une ligne par opération."),
    Format(
        "csv-links",
        "CSV des liens",
        _CSV,
        "Pour compter les publications : une ligne par lien, avec sa plateforme.",
        ("by_link",),
    ),
    Format(
        "csv-links-excel",
        "CSV des liens pour Excel",
        _CSV,
        "Ce qu’un Excel français ouvre d’un double clic : une ligne par lien.",
        ("by_link", "for_excel"),
    ),
)
DATA = (
    Format(
        "json", "JSON", "application/json", "Pour un programme ou un site : les opérations avec leurs liens."
    ),
    Format(
        "atom",
        "Atom",
        "application/atom+xml",
        "Pour être prévenu, dans un lecteur de flux : ce qui est ajouté ou modifié, le plus récent d’abord.",
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType(
    {format.slug: format for format in (*DOCUMENTS, *TABLES, *DATA)}
)


def write(slug: str, dossier: Dossier) -> Iterator[bytes]:
    """Yield the bytes of `dossier` in the format `slug`, whose module is imported when it is needed."""
    format = FORMATS[slug]
    module = import_module(f"{__name__}.{format.suffix}")
    pieces: Iterator[bytes] = module.write(dossier, **dict.fromkeys(format.options, True))
    return pieces
