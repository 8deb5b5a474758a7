"""A body: a public organisation whose catalogue is one of those that an observatory has."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from gersapp.catalogue.model import Heading


class Kind(StrEnum):
    """The kind of a body; the value is in addresses, in the database and on the command line."""

    COMMUNE = "commune"
    INTERCOMMUNAL = "intercommunalite"
    DEPARTMENT = "departement"
    REGION = "region"
    STATE = "etat"
    PUBLIC_BODY = "etablissement"
    OTHER = "autre"


# The name of one body of a kind.
KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.COMMUNE: "Commune",
        Kind.INTERCOMMUNAL: "Intercommunalité",
        Kind.DEPARTMENT: "Département",
        Kind.REGION: "Région",
        Kind.STATE: "Service de l’État",
        Kind.PUBLIC_BODY: "Établissement public",
        Kind.OTHER: "Autre organisme",
    }
)


@dataclass(frozen=True, slots=True)
class Body:
    """`slug` is the first part of its addresses; `territory` is a slug of `territories.py`, or ""."""

    slug: str
    kind: Kind = Kind.OTHER
    territory: str = ""


def name_body(slug: str, heading: Heading) -> str:
    """Return the name of a body: that of the organisation, else the title of its catalogue, else its slug."""
    return heading.organisation or heading.title or slug
