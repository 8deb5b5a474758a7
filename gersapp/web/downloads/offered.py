"""The files that anyone may take: what each is for, and where it is."""

from dataclasses import dataclass

from flask import url_for

from gersapp.exchange.writing import FORMATS

# The names of formats in the European Union's list.
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class Offered:
    """A file: `slug` is its name in our own descriptions, `file_type` in the list of the European Union."""

    slug: str
    label: str
    purpose: str
    media_type: str
    endpoint: str
    file_type: str = ""

    @property
    def path(self) -> str:
        return url_for(self.endpoint)

    @property
    def type_addresses(self) -> dict[str, str]:
        """The addresses that stand for its type in DCAT, by property."""
        media_type = {"dcat:mediaType": _MEDIA_TYPES + self.media_type}
        return {**media_type, **({"dct:format": _FILE_TYPES + self.file_type} if self.file_type else {})}


DATA = (
    Offered(
        "json",
        "JSON",
        "Pour un programme ou un site : toutes les opérations de la sélection, par pages, avec leurs liens.",
        "application/json",
        "interface.operations",
        "JSON",
    ),
    Offered(
        "atom",
        "Atom",
        "Pour suivre ce qui change, dans un lecteur de flux : les dernières opérations ajoutées ou modifiées.",
        "application/atom+xml",
        "feed.operations",
        "ATOM",
    ),
)
