"""Which of many like cases each `make test` runs."""

import pytest
from _pytest.mark import ParameterSet


def first_quick(*values: object, quick: int = 1) -> list[ParameterSet]:
    """Return parameters of which the first ones, `quick` of them, are run each time, and the others are long."""
    return [
        pytest.param(value, marks=[pytest.mark.long] if place >= quick else [])
        for place, value in enumerate(values)
    ]
