"""Every repository: the names of states, what is fresh, and who waits for whom."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.history import History
from gersapp.store.repository import Repository, new_action_name
from tests.support.edits import BY_NOBODY, Made, commit, draft_edit, set_title
from tests.support.engines import Engine
from tests.support.files import at_once

SECONDS = 60


# -- states


def test_a_state_keeps_its_name_as_long_as_it_lasts(repository: Repository) -> None:
    states = {repository.snapshot().state for _ in range(3)}
    assert states == {repository.snapshot(fresh=True).state}


def test_another_state_has_another_name(repository: Repository) -> None:
    states = [repository.snapshot().state]
    for title in ("Un", "Deux", "Un"):
        committed = commit(repository, set_title(title, "p"))
        states.append(committed.snapshot.state)
        assert repository.snapshot().state == committed.snapshot.state
    assert len(set(states)) == 4, "of the same content too"


def test_another_state_after_a_restart_has_another_name(engine: Engine, repository: Repository) -> None:
    states = {repository.snapshot().state}
    states |= {commit(repository, set_title(f"{n}", "p")).snapshot.state for n in range(3)}
    repository = engine.restart()
    assert {commit(repository, set_title(f"{n}", "q")).snapshot.state for n in range(5)}.isdisjoint(states)


# -- fresh


def test_what_is_fresh_has_what_was_committed(repository: Repository) -> None:
    commit(repository, set_title("Neuf", "p"))
    assert repository.snapshot(fresh=True).catalogue.get("p").title == "Neuf"


def test_what_is_fresh_has_what_was_committed_beside(engine: Engine, repository: Repository) -> None:
    other = engine.beside(repository)
    commit(repository, set_title("Neuf", "p"))
    fresh = other.snapshot(fresh=True)
    assert fresh.catalogue.get("p").title == "Neuf"
    assert fresh.state == repository.snapshot().state
    assert other.history(fresh).last == repository.history(repository.snapshot()).last


def test_a_commit_beside_starts_from_the_newest(engine: Engine, repository: Repository) -> None:
    other = engine.beside(repository)
    commit(repository, set_title("Un", "p"))
    commit(other, set_title("Deux", "q"))
    titles = [operation.title for operation in other.snapshot().catalogue.operations.values()]
    assert titles[:2] == ["Un", "Deux"]


# -- at once


def add_word(id: str, word: str) -> Callable[[Draft], None]:
    def step(draft: Draft) -> None:
        before = draft.operations[id]
        time.sleep(0.001)  # the turn of the other thread
        draft.put(replace(before, description=f"{before.description} {word}"))

    return step


def test_two_threads_lose_nothing(engine: Engine, repository: Repository) -> None:
    repositories = [repository, engine.beside(repository)]

    def write(thread: int) -> set[str]:
        actions = [
            commit(repositories[thread], draft_edit(add_word("p", f"{thread}-{n}"))).action for n in range(10)
        ]
        return {action.name for action in actions if action}

    names = [name for made in at_once(2, write) if not isinstance(made, Exception) for name in made]
    assert len(set(names)) == 20
    repository = engine.restart()
    words = repository.snapshot().catalogue.get("p").description.split()
    assert sorted(words) == sorted(f"{thread}-{n}" for thread in range(2) for n in range(10))
    history = repository.history(repository.snapshot())
    assert {revision.name for revision in history.since("") or ()} >= set(names)


def test_two_threads_with_one_name_change_once(engine: Engine, repository: Repository) -> None:
    repositories = [repository, engine.beside(repository)]
    name = new_action_name()
    edit = draft_edit(add_word("p", "mot"))
    made = at_once(2, lambda thread: repositories[thread].commit(edit, BY_NOBODY, name))
    results = [committed for committed in made if not isinstance(committed, Exception)]
    assert [committed.outcome is None for committed in results].count(True) == 1
    assert results[0].action == results[1].action
    assert repository.snapshot(fresh=True).catalogue.get("p").description == " mot"


def test_a_reader_does_not_wait_for_a_commit(repository: Repository) -> None:
    is_held, is_over = threading.Event(), threading.Event()

    def wait(catalogue: Catalogue, history: History) -> Made:
        is_held.set()
        assert is_over.wait(SECONDS)
        return set_title("Neuf", "p")(catalogue, history)

    writer = threading.Thread(target=commit, args=[repository, wait])
    writer.start()
    try:
        assert is_held.wait(SECONDS)
        for fresh in (False, True):
            snapshot = repository.snapshot(fresh=fresh)
            assert snapshot.catalogue.get("p").title == "P"
            assert len(repository.history(snapshot).versions("s")) == 2
        assert writer.is_alive()
    finally:
        is_over.set()
        writer.join()
    assert repository.snapshot().catalogue.get("p").title == "Neuf"


def test_a_repository_that_is_well_says_nothing(repository: Repository) -> None:
    assert repository.status() is None
