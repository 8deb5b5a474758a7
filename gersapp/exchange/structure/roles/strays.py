"""Titles that the document itself refutes: nothing tells whom they are for or leads to what was published."""

from collections.abc import Sequence
from dataclasses import dataclass

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.addresses import is_account
from gersapp.exchange.structure.people import people_in_prose
from gersapp.exchange.structure.roles.decode import Decoded
from gersapp.exchange.structure.roles.features import Seen, is_number
from gersapp.exchange.structure.roles.role import IN_OPERATION, Role

_FEWEST = 3  # operations with people, and with networks or links


@dataclass(frozen=True, slots=True)
class _Operation:
    """The lines `start` to `end` of an operation, and the line of the audience above it, if any."""

    start: int
    end: int
    heading: int | None


def strays_of(seen: Sequence[Seen], decoded: Sequence[Decoded]) -> list[int]:
    """Return the places of the titles that are none, where nearly all others have people and evidence."""
    operations = _operations(decoded)
    linked = [one for one in operations if _is_linked(seen, one)]
    if not _suspects(seen, decoded, operations, linked):
        return []  # it takes long to read whom all are for
    complete = [one for one in operations if _is_complete(seen, decoded, one)]
    if len(complete) < _FEWEST or len(complete) * 5 < len(operations) * 3:
        return []
    named = [one for one in complete if seen[one.start].line.kind is Kind.TITLE]
    if len(named) >= _FEWEST and len(named) * 5 >= len(complete) * 3:  # « Nom : … » names operations here
        return [one.start for one in _suspects(seen, decoded, operations, named)]
    suspects = _suspects(seen, decoded, operations, complete)
    return [one.start for one in suspects if not _has_people(seen, decoded, one)]


def _suspects(
    seen: Sequence[Seen],
    decoded: Sequence[Decoded],
    operations: Sequence[_Operation],
    sure: Sequence[_Operation],
) -> list[_Operation]:
    """Return the operations that lead to nothing published, and stand apart by their place or their look."""
    looks = {_look(seen, decoded, one) for one in sure}
    first, last = (sure[0].start, sure[-1].start) if sure else (0, 0)
    return [
        one
        for one in operations
        if not (_is_linked(seen, one) or seen[one.start].line.forced)
        and (
            _look(seen, decoded, one) not in looks
            or not (first < one.start < last or _names_network(seen, one))
        )
    ]


def _operations(decoded: Sequence[Decoded]) -> list[_Operation]:
    found: list[_Operation] = []
    start: int | None = None
    heading: int | None = None
    for index, line in enumerate(decoded):
        opens = line.role in (Role.TITLE, Role.WHOLE)
        if start is not None and (opens or line.role not in IN_OPERATION):
            found.append(_Operation(start, index, heading))
            start = None
        start = index if opens else start
        heading = index if line.role is Role.AUDIENCE else heading
    return found if start is None else [*found, _Operation(start, len(decoded), heading)]


def _is_complete(seen: Sequence[Seen], decoded: Sequence[Decoded], one: _Operation) -> bool:
    has_evidence = _is_linked(seen, one) or _names_network(seen, one)
    return has_evidence and _has_people(seen, decoded, one)


def _is_linked(seen: Sequence[Seen], one: _Operation) -> bool:
    """Whether an operation has the address of something published."""
    return any(
        not is_account(address.url) for line in seen[one.start : one.end] for address in line.addresses
    )


def _names_network(seen: Sequence[Seen], one: _Operation) -> bool:
    return any(line.platforms for line in seen[one.start : one.end])


def _has_people(seen: Sequence[Seen], decoded: Sequence[Decoded], one: _Operation) -> bool:
    if one.heading is not None:
        return True
    lines = range(one.start, one.end)
    if any(decoded[i].role is Role.FIELD or any(tag.audience for tag in seen[i].tags) for i in lines):
        return True
    return bool(people_in_prose(" ".join(seen[i].bare for i in lines)))


def _look(seen: Sequence[Seen], decoded: Sequence[Decoded], one: _Operation) -> tuple[object, ...]:
    """Return the marks by which a document shows its titles."""
    line, role = seen[one.start].line, decoded[one.start].role
    marker = "1" if is_number(line.marker) else line.marker
    is_capital = "capitals" in seen[one.start].features
    return line.heading, marker, line.is_bold or bool(line.lead), is_capital, line.kind, role
