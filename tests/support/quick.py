"""Which of many like cases each `make test` runs."""

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet


def first_quick(*values: object, quick: int = 1) -> list[ParameterSet]:
    """Return parameters of which the first ones, `quick` of them, are run each time, and the others are long."""
    return [
        pytest.param(value, marks=[pytest.mark.long] if place >= quick else [])
        for place, value in enumerate(values)
    ]


def quick_but(states: Iterable[str], *secondary: str) -> list[ParameterSet]:
    """Return the names of `states`, of which the secondary ones are long."""
    return [pytest.param(name, marks=[pytest.mark.long] if name in secondary else []) for name in states]
