"""Operations and the heading as plain fields by name, which the history compares and merges."""

from collections.abc import Mapping

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation

Value = str | tuple[str, ...]
# The fields of an operation, or of the heading, by name.
State = Mapping[str, Value]

# Revisions of the heading have this in the place of an operation's id.
HEADING = ""


def state_of(operation: Operation) -> State:
    return {
        "title": operation.title,
        "description": operation.description,
        "audiences": operation.audiences,
        "platforms": operation.platforms,
        "links": tuple([link.url for link in operation.links]),
    }


def operation_of(id: str, state: State) -> Operation:
    return Operation(
        id=id,
        title=str(state["title"]),
        description=str(state["description"]),
        audiences=tuple(state["audiences"]),
        # A name of before may be that of a platform now.
        platforms=read_announced(state["platforms"]),
        links=tuple(map(Link, state["links"])),
    )


def state_of_heading(heading: Heading) -> State:
    """Return the fields of `heading`; an audience is its slug, a space and its label: see `audience_of`."""
    return {
        "title": heading.title,
        "body": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": tuple([f"{audience.slug} {audience.label}" for audience in heading.audiences]),
    }


def heading_of(state: State) -> Heading:
    return Heading(
        title=str(state["title"]),
        organisation=str(state["body"]),
        hashtag=str(state["hashtag"]),
        introduction=str(state["introduction"]),
        audiences=tuple(map(audience_of, state["audiences"])),
    )


def audience_of(item: str) -> Audience:
    """Return the audience that an item of the heading's `audiences` is."""
    slug, _, label = item.partition(" ")
    return Audience(slug, label)


def fingerprint(id: str, state: State) -> str:
    """Return the `revision` that an operation, or the heading, of these fields has."""
    return heading_of(state).revision if id == HEADING else operation_of(id, state).revision


def state_now(catalogue: Catalogue, operation: str) -> State | None:
    """Return the fields of an operation of `catalogue` or its trash, or of the heading; None without any."""
    if operation == HEADING:
        return state_of_heading(catalogue.heading)
    found = catalogue.get_even_trashed(operation)
    return state_of(found) if found else None


# The fields of an operation before its addition.
NOTHING = state_of(Operation("", ""))
