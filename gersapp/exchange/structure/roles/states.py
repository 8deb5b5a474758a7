"""The states between which the lines of a dossier go, and how likely each step is: natural logarithms."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from gersapp.exchange.structure.roles.role import IN_OPERATION, Role

NEVER = -1e6
_UNLIKELY = -14.0  # a step that no dossier makes, but that people may force
OPENING = (Role.TITLE, Role.WHOLE)
_GROUPS = (Role.AUDIENCE, Role.THEME)


class Left(Enum):
    """Where a line that is left stands, if not in a section of such lines."""

    BEFORE_TITLE = auto()  # between an audience and its first title
    AFTER_OPERATION = auto()


@dataclass(frozen=True, slots=True)
class State:
    """A role, and what is known of the operation or of the section that the line is in.

    `is_linked`: the operation has a link or a platform; `has_text`: it has a text. `left`: of a line that is
    left, where.
    """

    role: Role
    is_linked: bool = False
    has_text: bool = False
    left: Left | None = None

    @property
    def is_bare(self) -> bool:
        """Whether it is in an operation without any link or platform yet."""
        return self.role in IN_OPERATION and not self.is_linked


STATES = (
    State(Role.HEADING),
    State(Role.INTRODUCTION),
    State(Role.AUDIENCE),
    State(Role.THEME),
    *(State(Role.TITLE, linked) for linked in (False, True)),
    *(State(role, linked, True) for role in (Role.WHOLE, Role.TEXT) for linked in (False, True)),
    *(State(Role.FIELD, linked, texted) for linked in (False, True) for texted in (False, True)),
    *(State(role, True, texted) for role in (Role.PLATFORMS, Role.LINK) for texted in (False, True)),
    State(Role.LEFT_HEADING),
    State(Role.LEFT),
    State(Role.LEFT, left=Left.BEFORE_TITLE),
    State(Role.LEFT, left=Left.AFTER_OPERATION),
)

# For each state, others and the weights of the steps between them.
Steps = tuple[tuple[tuple[int, float], ...], ...]

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


def _step(before: State, after: State) -> float:
    """Return the weight of going from a state to the next, gaps apart."""
    if before.role not in IN_OPERATION:
        return _outside(before, after)
    is_linked = before.is_linked
    if after.role in OPENING:
        if is_linked:
            is_untold = after.role is Role.WHOLE and not before.has_text
            return -1.8 * is_untold - 0.8 * (before.role is Role.TITLE)
        return {Role.TITLE: -4.5, Role.WHOLE: -1.8}.get(before.role, -3.0)
    if after.role in _GROUPS:
        return 0.0 if is_linked else {Role.TITLE: -5.0, Role.WHOLE: -2.8}.get(before.role, -3.0)
    if after.role is Role.LEFT_HEADING:
        return -0.2 if is_linked else -3.5
    if after.role in IN_OPERATION:
        return _within(before, after)
    if after.left is Left.AFTER_OPERATION:
        return -3.2 if is_linked else -6.0
    return _UNLIKELY


def _within(before: State, after: State) -> float:
    """Return the weight of a step within an operation, which loses neither its link nor its text."""
    if before.is_linked > after.is_linked or before.has_text > after.has_text:
        return NEVER
    if before.has_text < after.has_text and after.role is not Role.TEXT:
        return NEVER
    if after.role is Role.TEXT:
        if before.role is Role.LINK:
            return -2.2 if before.has_text else -0.6
        return {Role.WHOLE: -2.2, Role.TEXT: -0.2}.get(before.role, 0.0)
    return -0.4 if after.role is Role.PLATFORMS and before.role is Role.LINK else 0.0


def _outside(before: State, after: State) -> float:
    if after.left is Left.BEFORE_TITLE:
        return -0.4 if before.left is Left.BEFORE_TITLE else -0.6 if before.role in _GROUPS else NEVER
    if before.left is Left.BEFORE_TITLE:
        return {Role.TITLE: -0.2, Role.WHOLE: -0.2, Role.THEME: -0.5}.get(after.role, _UNLIKELY)
    if after.left is Left.AFTER_OPERATION:
        return 0.0 if before.left is Left.AFTER_OPERATION else NEVER
    if after.role is Role.LEFT and before.left is Left.AFTER_OPERATION:
        return NEVER
    return _first_of(before.role, after)


def _first_of(before: str, after: State) -> float:
    """Return the weight of a step into an operation or past it, whose first line knows of none before."""
    return _STEPS[before].get(after.role, _UNLIKELY)


START = tuple(NEVER if state.left else _first_of("*", state) for state in STATES)


def _needs_evidence(before: State, after: State) -> bool:
    """Whether only a line with a link or a platform makes that step."""
    is_inside = before.role in IN_OPERATION and after.role in (Role.TEXT, Role.FIELD)
    return is_inside and after.is_linked and not before.is_linked


@lru_cache(maxsize=8)
def steps_of(bare_cost: float) -> tuple[tuple[Steps, Steps], tuple[Steps, Steps]]:
    """Return the states before each with the weights of the steps, then those after each.

    Both for a line without evidence, and for one with. `bare_cost` is what an operation without any link or
    platform weighs less.
    """
    bare, linked = _steps(bare_cost, has_evidence=False), _steps(bare_cost, has_evidence=True)
    return (bare, linked), (_reversed(bare), _reversed(linked))


def _steps(bare_cost: float, *, has_evidence: bool) -> Steps:
    return tuple(
        tuple(
            (index, step - bare_cost * _leaves_bare(before, after))
            for index, before in enumerate(STATES)
            if (step := _step(before, after)) > NEVER and (has_evidence or not _needs_evidence(before, after))
        )
        for after in STATES
    )


def _leaves_bare(before: State, after: State) -> bool:
    return before.is_bare and (after.role in OPENING or after.role not in IN_OPERATION)


def ends_of(bare_cost: float) -> list[float]:
    """Return the weight of each state as the last."""
    headings = {Role.AUDIENCE: -3.0, Role.THEME: -3.0, Role.LEFT_HEADING: -1.5}
    return [
        -3.0 - bare_cost if state.is_bare and state.role is not Role.WHOLE
        else -3.5 - bare_cost if state.is_bare
        else -3.0 if state.left is Left.BEFORE_TITLE
        else headings.get(state.role, 0.0)
        for state in STATES
    ]  # fmt: skip


def _reversed(steps: Steps) -> Steps:
    return tuple(
        tuple(
            (index, step) for index, befores in enumerate(steps) for place, step in befores if place == before
        )
        for before in range(len(STATES))
    )
