"""The roles of all lines at once: the likeliest path through them (Viterbi)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gersapp.exchange.structure.roles.features import Seen
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.roles.states import (
    NEVER,
    OPENING,
    START,
    STATES,
    Left,
    ends_of,
    steps_of,
)
from gersapp.exchange.structure.roles.weights import WEIGHTS

_ROLES = tuple(Role)
_PLACE = {role: place for place, role in enumerate(_ROLES)}
_FORBIDDEN = -1e4  # what people and tables say outweighs all else


@dataclass(frozen=True, slots=True)
class Decoded:
    """The role of a line, and by how much the likeliest path is likelier than one with another role."""

    role: Role
    margin: float


def emissions_of(seen: Seen, lessons: Mapping[Role, float]) -> list[float]:
    """Return the weight of each role for a line, in the order of `Role`."""
    total = [0.0] * len(_ROLES)
    for feature in sorted(seen.features):  # sums of the same numbers differ by their order
        weights = WEIGHTS.get(feature)
        if weights:
            total = [a + b for a, b in zip(total, weights, strict=True)]
    for name, strength in seen.strengths.items():
        total = [a + strength * b for a, b in zip(total, WEIGHTS[name], strict=True)]
    for role, weight in lessons.items():
        total[_PLACE[role]] += weight
    if seen.whole is None:
        total[_PLACE[Role.WHOLE]] = NEVER
    if seen.line.forced:
        allowed = {_PLACE[role] for role in seen.line.forced}
        total = [weight if place in allowed else weight + _FORBIDDEN for place, weight in enumerate(total)]
    return total


def decode(
    lines: Sequence[Seen], emissions: Sequence[Sequence[float]], *, bare_cost: float = 0.0
) -> list[Decoded]:
    """Return the likeliest role of each line, given the weights of the roles for each.

    `bare_cost`: what an operation without any link or platform weighs less in this document.
    """
    if not lines:
        return []
    weights = [_state_weights(line, emission) for line, emission in zip(lines, emissions, strict=True)]
    decoded = []
    for ahead, behind in zip(
        _forward(lines, weights, bare_cost), _backward(lines, weights, bare_cost), strict=True
    ):
        totals = [a + b for a, b in zip(ahead, behind, strict=True)]
        best = max(range(len(totals)), key=totals.__getitem__)
        role = STATES[best].role
        second = max(total for total, state in zip(totals, STATES, strict=True) if state.role is not role)
        decoded.append(Decoded(role, totals[best] - second))
    return decoded


def _state_weights(line: Seen, emission: Sequence[float]) -> list[float]:
    gap = line.line.has_gap
    weights = []
    for state in STATES:
        weight = emission[_PLACE[state.role]]
        has_evidence = line.opens_linked if state.role in OPENING else line.has_evidence
        if (state.is_bare and has_evidence) or (
            state.role in OPENING and state.is_linked and not has_evidence
        ):
            weight = NEVER
        elif state.left:
            is_stray = state.left is Left.AFTER_OPERATION and not gap
            weight -= 4.0 * ("only_address" in line.features) + 1.0 * is_stray
        elif state.role is Role.TEXT and state.is_linked and gap and not has_evidence:
            weight -= 1.5
        weights.append(weight)
    return weights


def _forward(
    lines: Sequence[Seen], weights: Sequence[Sequence[float]], bare_cost: float
) -> list[list[float]]:
    """Return, for each line and state, the weight of the best path that ends there."""
    steps, _ = steps_of(bare_cost)
    scores = [[a + b for a, b in zip(START, weights[0], strict=True)]]
    for line, weight in zip(lines[1:], weights[1:], strict=True):
        last = scores[-1]
        scores.append(
            [
                w + max([last[index] + step for index, step in before])
                for w, before in zip(weight, steps[line.has_evidence], strict=True)
            ]
        )
    return scores


def _backward(
    lines: Sequence[Seen], weights: Sequence[Sequence[float]], bare_cost: float
) -> list[list[float]]:
    """Return, for each line and state, the weight of the best path from there, the state's own apart."""
    _, followers = steps_of(bare_cost)
    scores = [ends_of(bare_cost)]
    for line, weight in zip(reversed(lines[1:]), reversed(weights[1:]), strict=True):
        after = [a + b for a, b in zip(scores[-1], weight, strict=True)]
        scores.append(
            [
                max([after[index] + step for index, step in following])
                for following in followers[line.has_evidence]
            ]
        )
    return scores[::-1]
