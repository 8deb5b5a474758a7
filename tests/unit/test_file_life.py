"""`TinyDBRepository`: whatever pages and hands do, the next start reads what was shown, the past included."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.history.revisions import Cause
from tests.support.file_life import STEPS, FileLife
from tests.support.tables import tables

# Names of steps, each with the seed of its chance.
steps = st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 2**32)), max_size=25)
by_chance = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


# A version is brought back whose action has other revisions between its own.
SPLIT_ACTION = [
    ("change_titles", 1475207321), ("edit", 3011733156), ("insert_with_tinydb", 683431889),
    ("change_heading", 1596869183), ("sort_keys", 783441762), ("bring_version_back", 3219668999),
    ("set_odd_history", 1668042886), ("change_titles", 3199873730), ("bring_version_back", 2087177017),
]  # fmt: skip

# The revisions of an action name different causes, and are written again.
TWO_CAUSES = [("throw_away", 2392637587), ("set_odd_history", 2756569643), ("remove_table", 796956242)]


def live(taken: Sequence[tuple[str, int]]) -> None:
    """Take the steps; raise AssertionError when the file is not what is shown, after one or after a restart."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "db.json"
        path.write_bytes(orjson.dumps(tables()))
        life = FileLife(path)
        try:
            for name, seed in taken:
                life.rng = Random(seed)  # noqa: S311  (nothing is secret)
                STEPS[name](life)
                # Now and then a change by hand is found by the next commit.
                if seed % 3:
                    life.load()
                    assert life.repository.status() is None
                    assert life.stored() == life.shown()
            life.load()
            content, past = life.shown()
            life.restart()
            content_after, past_after = life.shown()
        finally:
            life.repository.close()
        assert content_after == content
        # A start may find more that was done by hand.
        assert past_after[: len(past)] == past
        assert {revision.cause for revision in past_after[len(past) :]} <= {Cause.FILE}


@pytest.mark.usefixtures("quick_disk", "small_blocks")
@settings(by_chance, max_examples=25)
@given(steps)
@example(SPLIT_ACTION)
@example(TWO_CAUSES)
def test_every_commit_is_readable_and_the_past_stays(taken: list[tuple[str, int]]) -> None:
    live(taken)


@pytest.mark.long
@pytest.mark.usefixtures("quick_disk", "small_blocks")
@settings(by_chance, max_examples=1_000)
@given(steps)
def test_every_commit_of_a_long_life_is_readable(taken: list[tuple[str, int]]) -> None:
    live(taken)
