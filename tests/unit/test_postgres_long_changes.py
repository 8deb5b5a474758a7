"""`gersapp.store.postgres`: a change of thousands of operations is made while others save."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies, changes, repository
from gersapp.store.postgres.repository import PostgresRepository
from gersapp.store.repository import Edit, new_action_name
from proof.tools.server import ROOT
from tests.support.edits import BY_NOBODY, Made, change_nothing, commit, set_title

IMPORT = Act("jeanne", Cause.IMPORT, source="dossier.docx")
LONG, OTHER = "tips-du-jour", "100-000-equipements"


@pytest.fixture
def gers(database_address: str) -> Iterator[PostgresRepository]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), (ROOT / "db.json").read_bytes())
        yield bodies.repository("gers")


@pytest.fixture
def other(gers: PostgresRepository, database_address: str) -> Iterator[PostgresRepository]:
    """The same body, in another process."""
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        yield bodies.repository("gers")


class Interrupted:
    """An edit of `LONG`, in which others save `OTHER` in these of its `calls`, counted from 1."""

    def __init__(self, save: Callable[[str], object], calls: set[int]) -> None:
        self.save, self.calls, self.made = save, calls, 0

    def __call__(self, catalogue: Catalogue, history: History) -> Made:
        self.made += 1
        if self.made in self.calls:
            self.save(f"Autre {self.made}")
        return set_title("Long", LONG)(catalogue, history)


@pytest.mark.parametrize("is_same_process", [True, False])
@pytest.mark.parametrize(
    ("act", "calls", "made"),
    [
        (IMPORT, set[int](), 1),
        (IMPORT, {1}, 2),
        (IMPORT, {1, 2, 3}, 4),
        (BY_NOBODY, set[int](), 2),
        (BY_NOBODY, {2, 3}, 4),
    ],
)
def test_a_long_change_refuses_no_save_and_loses_none(
    gers: PostgresRepository,
    other: PostgresRepository,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
    calls: set[int],
    made: int,
    is_same_process: bool,
) -> None:
    """Only the first call of an edit that is no import is made while others wait, and the last one."""
    saving = gers if is_same_process else other
    edit = Interrupted(lambda title: short(saving, set_title(title, OTHER)), calls)

    def short(one: PostgresRepository, edit: Edit[Made]) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(changes, "MANY_STEPS", 500)
            commit(one, edit)

    monkeypatch.setattr(changes, "MANY_STEPS", 0)
    monkeypatch.setattr(repository, "MANY_STEPS", 0)
    committed = commit(gers, edit, act)
    assert edit.made == made
    catalogue = other.snapshot(fresh=True).catalogue
    assert catalogue.get(LONG).title == "Long"
    assert not calls or catalogue.get(OTHER).title == f"Autre {max(calls)}"
    assert len(list(other.history(other.snapshot()))) == len(calls) + 1
    assert committed.snapshot.state == other.snapshot().state


def test_a_long_change_that_is_refused_changes_nothing(
    gers: PostgresRepository, other: PostgresRepository
) -> None:
    before = gers.snapshot().state
    assert commit(gers, change_nothing, IMPORT).action is None
    assert other.snapshot(fresh=True).state == gers.snapshot(fresh=True).state == before


def test_an_import_sent_twice_is_done_once(gers: PostgresRepository) -> None:
    name = new_action_name()
    for _ in range(2):
        action = gers.commit(set_title("Long", LONG), IMPORT, name).action
        assert action
        assert action.name == name
    assert len(list(gers.history(gers.snapshot()))) == 1
