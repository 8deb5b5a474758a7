"""The roles of all lines, read again with what the document itself shows of its marks."""

from collections.abc import Callable, Sequence

from gersapp.exchange.structure.roles.decode import Decoded, decode, emissions_of
from gersapp.exchange.structure.roles.features import Seen
from gersapp.exchange.structure.roles.marks import bare_cost_of, learn
from gersapp.exchange.structure.roles.role import IN_OPERATION
from gersapp.exchange.structure.roles.strays import strays_of

_MOST_READINGS = 5
_REFUSED = dict.fromkeys(IN_OPERATION, -20.0)  # of a title that the document refutes


def read_roles(seen: Sequence[Seen], tell: Callable[[int], None]) -> list[Decoded]:
    """Return the role of each line, read until nothing changes, with what marks roles in the document.

    `tell` is called with the hundredths of the readings that may be needed.
    """
    plain = [emissions_of(line, {}) for line in seen]
    decoded = decode(seen, plain)
    strays: set[int] = set()
    for number in range(1, _MOST_READINGS):
        tell(100 * number // _MOST_READINGS)
        lessons = [dict(lesson) for lesson in learn(seen, decoded)]
        strays.update(strays_of(seen, decoded))
        for stray in strays:
            lessons[stray] |= _REFUSED
        before = [line.role for line in decoded]
        emissions = [emissions_of(line, lesson) for line, lesson in zip(seen, lessons, strict=True)]
        decoded = decode(seen, emissions, bare_cost=bare_cost_of(seen, decoded))
        if [line.role for line in decoded] == before:
            break
    return decoded
