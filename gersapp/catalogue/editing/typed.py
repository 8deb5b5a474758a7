"""The values of a form, once the checks that need no catalogue have passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedOperation:
    """An operation as typed; the form was made from its `revision`.

    `audiences` are the ticked slugs, and `new_audience` the label of one more, which may exist.
    """

    title: str
    description: str = ""
    audiences: tuple[str, ...] = ()
    new_audience: str = ""
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    revision: str = ""


@dataclass(frozen=True, slots=True)
class TypedHeading:
    """The catalogue's own `texts` by field of the form, which was made from the heading's `revision`."""

    texts: Mapping[str, str]
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What the operation `id` lacks and gets, unless it has another `revision` by now.

    A description replaces an empty one only; `audiences` are labels; links are added at the end.
    """

    id: str
    revision: str
    description: str = ""
    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedImport:
    """What people take of a dossier: `operations`, whose audiences are labels, are added in this order.

    `keys` name the operations in the dossier, in the same order, for the outcome.
    `audiences` has each label, in the order of the dossier, and the slug of the audience that it was taken
    for, "" for a new one. `heading` has (field of `Heading`, text) for the catalogue's own that are empty.
    """

    operations: tuple[TypedOperation, ...] = ()
    keys: tuple[str, ...] = ()
    audiences: tuple[tuple[str, str], ...] = ()
    completions: tuple[Completion, ...] = ()
    heading: tuple[tuple[str, str], ...] = ()


class BulkAction(StrEnum):
    """A change to many operations; the values are those of the form."""

    ADD = "add"
    REMOVE = "remove"
    DELETE = "delete"


class Position(StrEnum):
    """Where operations are placed: within an audience, or beside another operation."""

    FIRST = "first"
    LAST = "last"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPlace:
    """A place for the operations `ids`: in the `audience` (a slug), or in the whole catalogue without one.

    BEFORE and AFTER are those of the operation `anchor` (an id), or else of the one that `title` names. `ids`
    get the `audience` if they do not have it, and lose the audience `leaves` if it is another.
    """

    ids: tuple[str, ...]
    position: Position
    audience: str = ""
    leaves: str = ""
    anchor: str = ""
    title: str = ""


class Facet(StrEnum):
    """A field of an operation by whose values people filter."""

    AUDIENCES = "audiences"
    PLATFORMS = "platforms"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedBulk:
    """An `action` on the operations `ids`, each once; `slug` is the value of `facet` to add or remove."""

    ids: tuple[str, ...]
    action: BulkAction
    facet: Facet = Facet.AUDIENCES
    slug: str = ""
