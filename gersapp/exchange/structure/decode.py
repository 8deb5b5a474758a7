"""The roles of all lines at once: the likeliest path through them (Viterbi)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gersapp.exchange.structure.features import Seen
from gersapp.exchange.structure.roles import Role
from gersapp.exchange.structure.weights import WEIGHTS

_ROLES = tuple(Role)
_PLACE = {role: place for place, role in enumerate(_ROLES)}
_NEVER = -1e6
# For each state, others and the weights of the steps between them; by whether the line has evidence.
_StepsOfStates = tuple[tuple[tuple[int, float], ...], ...]
_Steps = tuple[_StepsOfStates, ...]
_UNLIKELY = -14.0  # a step that no dossier makes, but that people may force


@dataclass(frozen=True, slots=True)
class Decoded:
    """The role of a line, and by how much the likeliest path is likelier than one with another role."""

    role: Role
    margin: float


@dataclass(frozen=True, slots=True)
class _State:
    """A role, and what is known of the operation or the section that the line is in.

    `stage`: « bare » operations have no link and no platform yet, « linked » ones do. « lead » is a text
    between an audience and its first title, « stray » one that belongs to nothing and has no heading.
    """

    role: Role
    stage: str = ""


_STATES = (
    _State(Role.HEADING),
    _State(Role.INTRODUCTION),
    _State(Role.AUDIENCE),
    _State(Role.THEME),
    *(
        _State(role, stage)
        for role in (Role.TITLE, Role.WHOLE, Role.TEXT, Role.FIELD)
        for stage in ("bare", "linked")
    ),
    _State(Role.PLATFORMS, "linked"),
    _State(Role.LINK, "linked"),
    _State(Role.LEFT_HEADING),
    _State(Role.LEFT),
    _State(Role.LEFT, "lead"),
    _State(Role.LEFT, "stray"),
)
_OPERATION = (Role.TITLE, Role.WHOLE, Role.TEXT, Role.PLATFORMS, Role.LINK, Role.FIELD)
_OPENING = (Role.TITLE, Role.WHOLE)
_GROUPS = (Role.AUDIENCE, Role.THEME)

# From a role to another, outside operations. « * » is the start.
_STEPS: dict[str, dict[str, float]] = {
    "*": {
        "heading": 0.0, "introduction": -0.5, "audience": -0.3, "theme": -0.7, "title": -1.0, "whole": -1.0,
        "left-heading": -1.5, "left": -2.5,
    },
    "heading": {
        "heading": -0.4, "introduction": 0.0, "audience": 0.0, "theme": -0.3, "title": -0.8, "whole": -0.8,
        "left-heading": -0.5, "left": -2.5,
    },
    "introduction": {
        "heading": -1.2, "introduction": 0.0, "audience": 0.0, "theme": -0.2, "title": -1.2, "whole": -1.0,
        "left-heading": 0.0, "left": -4.0,
    },
    "audience": {"audience": -2.0, "theme": -0.8, "title": 0.0, "whole": 0.0, "left-heading": -3.0},
    "theme": {"audience": -0.4, "theme": -2.0, "title": 0.0, "whole": 0.0, "left-heading": -3.0},
    "left-heading": {
        "audience": -2.5, "theme": -2.5, "title": -4.5, "whole": -4.0, "left-heading": -1.5, "left": 0.0,
    },
    "left": {
        "audience": 0.0, "theme": -0.3, "title": -3.2, "whole": -3.2, "left-heading": 0.0, "left": 0.0,
    },
}  # fmt: skip


def _step(before: _State | None, after: _State) -> float:
    """Return the weight of going from a state to the next, gaps apart."""
    if before is None or before.role not in _OPERATION:
        return _outside(before, after)
    is_linked = before.stage == "linked"
    if after.role in _OPENING:
        if is_linked:
            return -0.8 if before.role is Role.TITLE else 0.0
        return {Role.TITLE: -4.5, Role.WHOLE: -1.0}.get(before.role, -3.0)
    if after.role in _GROUPS:
        return 0.0 if is_linked else {Role.TITLE: -5.0, Role.WHOLE: -2.0}.get(before.role, -3.0)
    if after.role is Role.LEFT_HEADING:
        return -0.2 if is_linked else -3.5
    if after.role in _OPERATION:
        if is_linked and after.stage == "bare":
            return _NEVER
        if after.role is Role.TEXT:
            return {Role.LINK: -1.3, Role.WHOLE: -2.2, Role.TEXT: -0.2}.get(before.role, 0.0)
        return {Role.PLATFORMS: -0.4}.get(after.role, 0.0) if before.role is Role.LINK else 0.0
    if after.role is Role.LEFT and after.stage == "stray":
        return -3.2 if is_linked else -6.0
    return _UNLIKELY


def _outside(before: _State | None, after: _State) -> float:
    if before is not None and before.role in _GROUPS and after == _State(Role.LEFT, "lead"):
        return -1.2
    if before is not None and before.stage == "lead":
        if after.stage == "lead":
            return -0.4
        return {Role.TITLE: -0.2, Role.WHOLE: -0.2, Role.THEME: -0.5}.get(after.role, _UNLIKELY)
    if after.stage == "lead":
        return _NEVER
    if after.stage == "stray":
        return 0.0 if before is not None and before.stage == "stray" else _NEVER
    if after.role is Role.LEFT and before is not None and before.stage == "stray":
        return _NEVER
    return _STEPS[before.role if before else "*"].get(after.role, _UNLIKELY)


_START = tuple(_step(None, state) for state in _STATES)


def _steps_to(after: _State, *, has_evidence: bool) -> tuple[tuple[int, float], ...]:
    """Return the states that one may follow, and the weights of the steps, at a line with evidence or not."""
    return tuple(
        (index, step)
        for index, before in enumerate(_STATES)
        if (step := _step(before, after)) > _NEVER
        # Nothing but evidence makes an operation a linked one.
        and (
            has_evidence
            or after.role in _OPENING
            or after.stage == before.stage
            or after.stage != "linked"
            or before.stage != "bare"
            or after.role in (Role.PLATFORMS, Role.LINK)
        )
    )


# By whether the line has evidence, for each state: those before it.
_BEFORE = tuple(tuple(_steps_to(after, has_evidence=has) for after in _STATES) for has in (False, True))
_END = tuple(
    {Role.TITLE: -3.0, Role.AUDIENCE: -3.0, Role.THEME: -3.0, Role.LEFT_HEADING: -1.5, Role.TEXT: -3.0}.get(
        state.role, 0.0
    )
    if state.stage == "bare" or state.role not in _OPERATION
    else 0.0
    for state in _STATES
)


def emissions_of(seen: Seen, lessons: Mapping[Role, float]) -> list[float]:
    """Return the weight of each role for a line, in the order of `Role`."""
    total = [0.0] * len(_ROLES)
    for feature in seen.features:
        weights = WEIGHTS.get(feature)
        if weights:
            total = [a + b for a, b in zip(total, weights, strict=True)]
    for name, strength in seen.strengths.items():
        total = [a + strength * b for a, b in zip(total, WEIGHTS[name], strict=True)]
    for role, weight in lessons.items():
        total[_PLACE[role]] += weight
    if seen.whole is None:
        total[_PLACE[Role.WHOLE]] = _NEVER
    if seen.line.forced:
        allowed = {_PLACE[role] for role in seen.line.forced}
        total = [weight if place in allowed else weight + _NEVER / 100 for place, weight in enumerate(total)]
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
    steps = _with_bare_cost(bare_cost)
    forward = _forward(lines, weights, steps)
    backward = _backward(lines, weights, steps, bare_cost)
    decoded = []
    for ahead, behind in zip(forward, backward, strict=True):
        totals = [a + b for a, b in zip(ahead, behind, strict=True)]
        best = max(range(len(totals)), key=totals.__getitem__)
        role = _STATES[best].role
        second = max(total for total, state in zip(totals, _STATES, strict=True) if state.role is not role)
        decoded.append(Decoded(role, totals[best] - second))
    return decoded


def _state_weights(line: Seen, emission: Sequence[float]) -> list[float]:
    gap = line.line.has_gap
    weights = []
    for state in _STATES:
        weight = emission[_PLACE[state.role]]
        if (state.stage == "bare" and line.has_evidence) or (
            state.role in _OPENING and state.stage == "linked" and not line.has_evidence
        ):
            weight = _NEVER
        elif state.stage == "stray" and not gap:
            weight -= 1.0
        elif state.role is Role.TEXT and state.stage == "linked" and gap and not line.has_evidence:
            weight -= 1.5
        weights.append(weight)
    return weights


@lru_cache(maxsize=8)
def _with_bare_cost(cost: float) -> _Steps:
    return tuple(
        tuple(
            tuple(
                (index, step - cost if _leaves_bare(_STATES[index], after) else step)
                for index, step in befores
            )
            for befores, after in zip(steps, _STATES, strict=True)
        )
        for steps in _BEFORE
    )


def _leaves_bare(before: _State, after: _State) -> bool:
    """Whether an operation ends there that has no link and no platform."""
    return before.stage == "bare" and (after.role in _OPENING or after.role not in _OPERATION)


def _forward(lines: Sequence[Seen], weights: Sequence[Sequence[float]], steps: _Steps) -> list[list[float]]:
    scores = [[a + b for a, b in zip(_START, weights[0], strict=True)]]
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
    lines: Sequence[Seen], weights: Sequence[Sequence[float]], steps: _Steps, bare_cost: float
) -> list[list[float]]:
    followers = [_reversed(befores) for befores in steps]
    scores = [[end - bare_cost * (state.stage == "bare") for end, state in zip(_END, _STATES, strict=True)]]
    for line, weight in zip(reversed(lines[1:]), reversed(weights[1:]), strict=True):
        after = [a + b for a, b in zip(scores[-1], weight, strict=True)]
        scores.append(
            [
                max([after[index] + step for index, step in following])
                for following in followers[line.has_evidence]
            ]
        )
    return scores[::-1]


def _reversed(steps: _StepsOfStates) -> _StepsOfStates:
    """Return for each state those after it, given those before each."""
    return tuple(
        tuple(
            (index, step) for index, befores in enumerate(steps) for place, step in befores if place == before
        )
        for before in range(len(_STATES))
    )
