"""Every repository: what a commit leaves, what it tells, and what changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.repository import Edit, Repository, new_action_name
from tests.support.edits import (
    BY_NOBODY,
    Made,
    add,
    add_audiences,
    change_nothing,
    commit,
    content_of,
    delete,
    draft_edit,
    move,
    restore,
    set_fields,
    set_heading,
    set_title,
)
from tests.support.engines import Engine


def order(repository: Repository) -> str:
    return "".join(repository.snapshot().catalogue.operations)


def title(repository: Repository, id: str = "p") -> str:
    return repository.snapshot().catalogue.get(id).title


def of_all_kinds(draft: Draft) -> None:
    add_audiences(draft, Audience("t", "Tout public"))
    draft.heading = replace(draft.heading, title="Autre")
    draft.put(replace(draft.operations["p"], title="Neuf", audiences=("t",)))
    draft.put(replace(draft.trash["s"].operation, title="Dans la corbeille"))
    draft.delete({"q"})
    draft.add(Operation("n", "Nouvelle", audiences=("e",)), 0)


EDITS: dict[str, Edit[Made]] = {
    "a title": set_title("Neuf", "p"),
    "all of an operation": set_fields("q", title="T", description="D", audiences=("e",), links=()),
    "an addition": add(Operation("n", "Nouvelle", audiences=("e",))),
    "an addition in the middle": add(Operation("n", "Nouvelle", audiences=("e",)), 1),
    "an addition to a new audience": add(Operation("n", "N", audiences=("t",)), 0, Audience("t", "Tous")),
    "a deletion": delete("p"),
    "two deletions": delete("r", "p"),
    "a restoration": restore("s"),
    "a move": move("r", 0),
    "the heading": set_heading(title="Titre", introduction="Deux\nlignes"),
    "all of it": draft_edit(of_all_kinds),
}


@pytest.mark.parametrize("what", EDITS)
def test_a_commit_makes_the_change(repository: Repository, what: str) -> None:
    before = repository.snapshot(fresh=True).catalogue
    committed = commit(repository, EDITS[what])
    assert committed.outcome is not None
    assert committed.outcome.change is not None
    expected = content_of(before.apply(committed.outcome.change))
    assert content_of(committed.snapshot.catalogue) == expected
    assert content_of(repository.snapshot().catalogue) == expected
    assert expected != content_of(before)


@pytest.mark.parametrize("what", EDITS)
def test_a_restart_finds_what_was_committed(engine: Engine, repository: Repository, what: str) -> None:
    after = commit(repository, EDITS[what]).snapshot.catalogue
    assert content_of(engine.restart().snapshot().catalogue) == content_of(after)


def test_an_empty_place_is_an_empty_catalogue(engine: Engine) -> None:
    catalogue = engine.open().snapshot().catalogue
    assert content_of(catalogue)[1:] == ([], [])
    assert not catalogue.heading.audiences


def test_a_snapshot_never_moves(repository: Repository) -> None:
    before = repository.snapshot()
    content = content_of(before.catalogue)
    for edit in (set_title("Neuf", "p"), delete("q"), move("r", 0), restore("s")):
        commit(repository, edit)
    assert content_of(before.catalogue) == content
    assert order(repository) == "rps"


def test_an_edit_is_given_the_newest_catalogue(repository: Repository) -> None:
    for edit in (set_title("Neuf", "p"), move("r", 0), delete("q")):
        commit(repository, edit)
    seen: list[tuple[str, str]] = []

    def look(catalogue: Catalogue, history: History) -> Made:
        seen.append((catalogue.get("p").title, "".join(catalogue.operations)))
        return Made(None)

    commit(repository, look)
    assert seen == [("Neuf", "rp")]


def test_an_edit_is_given_the_newest_history(repository: Repository) -> None:
    last = commit(repository, set_title("Neuf", "p")).action
    assert last is not None
    seen: list[str] = []

    def look(catalogue: Catalogue, history: History) -> Made:
        seen.extend([history.last, *(version.revision.name for version in history.versions("p")[-1:])])
        return Made(None)

    commit(repository, look)
    assert seen == [last.name, last.name]


# -- what is told


def test_a_commit_tells_the_outcome_itself(repository: Repository) -> None:
    @dataclass(frozen=True)
    class Fuller:
        change: Change | None
        word: str

    given: list[Fuller] = []

    def edit(catalogue: Catalogue, history: History) -> Fuller:
        given.append(Fuller(set_title("Neuf", "p")(catalogue, history).change, "mot"))
        return given[-1]

    assert commit(repository, edit).outcome is given[-1]


def test_a_commit_tells_its_action_and_the_one_before(repository: Repository) -> None:
    first, second = new_action_name(), new_action_name()
    repository.commit(set_title("Un", "p"), BY_NOBODY, first)
    act = Act("jeanne", Cause.UNDO, first)
    committed = repository.commit(draft_edit(of_all_kinds), act, second)
    action = committed.action
    assert action is not None
    assert (action.name, action.editor, action.cause, action.of) == (second, "jeanne", Cause.UNDO, first)
    assert set(action.operations) == {"p", "q", "s", "n"}
    assert committed.previous == first


def test_the_first_commit_has_no_action_before(engine: Engine) -> None:
    committed = commit(engine.open(), set_heading(title="Titre"))
    assert committed.action is not None
    assert committed.previous == ""


def test_a_time_is_that_of_the_commit(repository: Repository) -> None:
    actions = [commit(repository, set_title(f"{n}", "p")).action for n in range(3)]
    times = [action.time for action in actions if action]
    assert times == sorted(times)
    assert times[0] > 1_500_000_000


# -- what changes nothing


def test_an_outcome_without_a_change_changes_nothing(repository: Repository) -> None:
    before = repository.snapshot()
    committed = commit(repository, change_nothing)
    assert committed.outcome == Made(None)
    assert committed.action is None
    assert committed.snapshot.state == repository.snapshot().state == before.state
    assert committed.previous == repository.history(before).last


def test_a_draft_that_comes_back_to_its_start_is_no_change(repository: Repository) -> None:
    back_and_forth = draft_edit(lambda draft: draft.move("p", 2), lambda draft: draft.move("p", 0))
    assert commit(repository, back_and_forth).action is None


def test_a_name_that_changed_nothing_is_free(repository: Repository) -> None:
    name = new_action_name()
    repository.commit(change_nothing, BY_NOBODY, name)
    committed = repository.commit(set_title("Neuf", "p"), BY_NOBODY, name)
    assert committed.outcome is not None
    assert committed.action is not None
    assert title(repository) == "Neuf"


class Wrong(Exception):
    pass


def fail(catalogue: Catalogue, history: History) -> Made:
    set_title("Neuf", "p")(catalogue, history)
    raise Wrong


def test_an_edit_that_raises_changes_nothing(engine: Engine, repository: Repository) -> None:
    before = repository.snapshot()
    name = new_action_name()
    with pytest.raises(Wrong):
        repository.commit(fail, BY_NOBODY, name)
    assert repository.snapshot().state == before.state
    assert title(repository) == "P"
    repository.commit(set_title("Neuf", "p"), BY_NOBODY, name)
    assert title(engine.restart()) == "Neuf"


@pytest.mark.parametrize("name", ["", "a", "A" * 32, "g" * 32, "a" * 31, "a" * 33, f"{'a' * 32}\n"])
def test_what_is_no_name_is_refused(repository: Repository, name: str) -> None:
    before = repository.snapshot()
    with pytest.raises(ValueError, match="^" + name.strip()):
        repository.commit(set_title("Neuf", "p"), BY_NOBODY, name)
    assert repository.snapshot().state == before.state


# -- names that are known


AFTERWARDS: dict[str, Callable[[Repository], object]] = {
    "at once": lambda repository: None,
    "after another": lambda repository: commit(repository, set_title("Encore", "q")),
    "once undone": lambda repository: commit(repository, set_title("P", "p")),
}


@pytest.mark.parametrize("when", AFTERWARDS)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_known_name_gives_its_first_result(
    engine: Engine, repository: Repository, when: str, is_restarted: bool
) -> None:
    name = new_action_name()
    first = repository.commit(set_title("Neuf", "p"), Act("jeanne"), name)
    AFTERWARDS[when](repository)
    if is_restarted:
        repository = engine.restart()
    before = repository.snapshot()
    again = repository.commit(fail, Act("paul"), name)
    assert again.outcome is None
    assert again.action == first.action
    assert again.previous == first.previous
    assert again.snapshot.state == repository.snapshot().state == before.state


def test_a_known_name_is_known_beside(engine: Engine, repository: Repository) -> None:
    name = new_action_name()
    other = engine.beside(repository)
    first = repository.commit(set_title("Neuf", "p"), BY_NOBODY, name)
    again = other.commit(fail, BY_NOBODY, name)
    assert again.action == first.action
    assert again.snapshot.catalogue.get("p").title == "Neuf"


def test_a_repeated_first_commit_has_no_action_before(engine: Engine) -> None:
    repository, name = engine.open(), new_action_name()
    repository.commit(set_heading(title="Titre"), BY_NOBODY, name)
    assert repository.commit(fail, BY_NOBODY, name).previous == ""


def test_an_import_keeps_the_name_of_its_file(engine: Engine, repository: Repository) -> None:
    act = Act("Jeanne", Cause.IMPORT, source="dossier.docx")
    done = commit(repository, set_title("Neuf", "p"), act)
    assert done.action
    again = engine.restart()
    kept = again.history(again.snapshot()).action(done.action.name)
    assert kept
    assert (kept.cause, kept.source, kept.editor) == (Cause.IMPORT, "dossier.docx", "Jeanne")
