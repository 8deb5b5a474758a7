"""Operations and the heading as plain fields by name: what history compares, changes and merges."""

from collections.abc import Mapping

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation

Value = str | tuple[str, ...]
# The fields of an operation, or of the heading, by name.
State = Mapping[str, Value]

# What revisions of the heading have for the id of an operation.
HEADING = ""


def state_of(operation: Operation) -> State:
    """The fields of an operation."""
    return {
        "title": operation.title,
        "description": operation.description,
        "audiences": operation.audiences,
        "platforms": operation.platforms,
        "links": tuple([link.url for link in operation.links]),
    }


def operation_of(id: str, state: State) -> Operation:
    """The operation that has these fields."""
    return Operation(
        id=id,
        title=str(state["title"]),
        description=str(state["description"]),
        audiences=tuple(state["audiences"]),
        platforms=tuple(state["platforms"]),
        links=tuple(map(Link, state["links"])),
    )


def state_of_heading(heading: Heading) -> State:
    """The fields of the heading; each audience is its slug, a space and its label."""
    return {
        "title": heading.title,
        "body": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "audiences": tuple([f"{audience.slug} {audience.label}" for audience in heading.audiences]),
    }


def heading_of(state: State) -> Heading:
    """The heading that has these fields."""
    pairs = [text.partition(" ") for text in state["audiences"]]
    return Heading(
        title=str(state["title"]),
        organisation=str(state["body"]),
        hashtag=str(state["hashtag"]),
        introduction=str(state["introduction"]),
        audiences=tuple(Audience(slug, label) for slug, _, label in pairs),
    )


def fingerprint(id: str, state: State) -> str:
    """The revision that an operation, or the heading, of these fields has."""
    return heading_of(state).revision if id == HEADING else operation_of(id, state).revision


def state_now(catalogue: Catalogue, operation: str) -> State | None:
    """The fields that an operation, or the heading, has in `catalogue` or in its trash."""
    if operation == HEADING:
        return state_of_heading(catalogue.heading)
    found = catalogue.operations.get(operation)
    if found is None and operation in catalogue.trash:
        found = catalogue.trash[operation].operation
    return state_of(found) if found else None


# What an operation is before it is added.
NOTHING = state_of(Operation("", ""))
