"""What a form brings in, once it is known to be wrong in nothing that the form alone can be wrong in."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gersapp.catalogue.model import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedOperation:
    """An operation as typed. `revision` is that of the operation that the form was made from.

    `audiences` are slugs as ticked, `new_audience` one to add beside them; its slug may exist by now.
    """

    title: str
    description: str = ""
    audiences: tuple[str, ...] = ()
    new_audience: Audience | None = None
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    revision: str = ""


@dataclass(frozen=True, slots=True)
class TypedHeading:
    """The catalogue's own `texts` by field, those that were on the form. `revision` is that of the heading
    that the form was made from."""

    texts: Mapping[str, str]
    revision: str


class BulkAction(StrEnum):
    """What is done to many operations, as the form says it."""

    ADD = "add"
    REMOVE = "remove"
    DELETE = "delete"


class Facet(StrEnum):
    """The field of an operation that holds a value by which people filter."""

    AUDIENCES = "audiences"
    PLATFORMS = "platforms"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBulk:
    """What to do to the operations `ids`, each once; `slug` is the value of `facet` to add or to remove."""

    ids: tuple[str, ...]
    action: BulkAction
    facet: Facet = Facet.AUDIENCES
    slug: str = ""
