"""Every repository: what a history answers, as of its snapshot, and after a restart."""

from collections.abc import Callable

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import HEADING, state_of
from gersapp.catalogue.history.history import Dates, History
from gersapp.catalogue.history.places import order_before
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.store.repository import Repository
from tests.support.edits import Made, commit, delete, draft_edit, move, restore, set_heading, set_title
from tests.support.engines import Engine

NAMES = {word: f"{n:032x}" for n, word in enumerate(["title", "heading", "undo", "again", "deletion"])}


@pytest.fixture
def lived_in(repository: Repository) -> Repository:
    """Five actions more, by two editors: the first was undone, and that undone."""
    title, undone = Act("jeanne", Cause.UNDO, NAMES["title"]), Act("paul", Cause.UNDO, NAMES["undo"])
    both = draft_edit(lambda draft: draft.move("r", 0), lambda draft: draft.delete({"q"}))
    repository.commit(set_title("Un", "p"), Act("jeanne"), NAMES["title"])
    repository.commit(set_heading(title="Titre"), Act("paul"), NAMES["heading"])
    repository.commit(set_title("P", "p"), title, NAMES["undo"])
    repository.commit(set_title("Un", "p"), undone, NAMES["again"])
    repository.commit(both, Act("paul"), NAMES["deletion"])
    return repository


@pytest.fixture(params=["running", "restarted"])
def history(request: pytest.FixtureRequest, engine: Engine, lived_in: Repository) -> History:
    """Its history, which a restart leaves as it is."""
    repository = engine.restart() if request.param == "restarted" else lived_in
    return repository.history(repository.snapshot())


def words(names: object) -> list[str]:
    """The words of NAMES, for the names."""
    known = {name: word for word, name in NAMES.items()}
    return [known.get(name, "") for name in names]  # type: ignore[attr-defined]  # any iterable of names


# -- questions


def test_the_last_action_is_named(history: History) -> None:
    assert history.last == NAMES["deletion"]


def test_an_action_is_found_by_its_name(history: History) -> None:
    action = history.action(NAMES["again"])
    assert action is not None
    assert (action.editor, action.cause, action.of) == ("paul", Cause.UNDO, NAMES["undo"])
    assert action.operations == ["p"]
    deletion = history.action(NAMES["deletion"])
    assert deletion is not None
    assert sorted(deletion.operations) == ["q", "r"]


def test_an_action_of_another_history_is_not_found(history: History) -> None:
    assert history.action("f" * 32) is None
    assert history.action("") is None


def test_what_came_since_an_action_is_told(history: History) -> None:
    since = history.since(NAMES["undo"])
    assert since is not None
    assert words(revision.name for revision in since) == ["again", "deletion", "deletion"]
    assert history.since(history.last) == []


def test_since_nothing_is_everything(history: History) -> None:
    since = history.since("")
    assert since is not None
    assert len(since) == 5 + 1 + 6, "five operations and a heading at first, then s was deleted"


def test_since_an_action_of_another_history_is_unknown(history: History) -> None:
    assert history.since("f" * 32) is None


def test_the_versions_of_an_operation_are_told(history: History) -> None:
    versions = history.versions("p")
    assert [version.after and version.after["title"] for version in versions] == ["P", "Un", "P", "Un"]
    assert [version.before and version.before["title"] for version in versions] == ["", "P", "Un", "P"]
    assert history.versions("personne") == []


def test_the_versions_of_several_are_told_at_once(history: History) -> None:
    found = history.versions_of({"p", "q", HEADING, "personne"})
    assert found == {id: history.versions(id) for id in ("p", "q", HEADING)}


def test_what_came_since_a_version_is_told(repository: Repository) -> None:
    before = repository.snapshot().catalogue.get("p")
    for title in ("Un", "Deux"):
        commit(repository, set_title(title, "p"))
    history = repository.history(repository.snapshot())
    state, later = history.since_version("p", before.revision)
    assert state is not None
    assert state["title"] == "P"
    assert [version.after and version.after["title"] for version in later] == ["Un", "Deux"]
    now = repository.snapshot().catalogue.get("p")
    assert history.since_version("p", now.revision) == (state_of(now), [])
    assert history.since_version("p", "none") == (None, history.versions("p"))


def test_whether_an_operation_has_revisions_is_told(history: History) -> None:
    assert history.has("p")
    assert history.has(HEADING)
    assert not history.has("personne")


def test_actions_come_in_pages_the_newest_first(history: History) -> None:
    newest = ["deletion", "again", "undo", "heading", "title", "", ""]
    assert words(action.name for action in history.actions(first=0, count=99)) == newest
    for first in range(8):
        page = history.actions(first=first, count=2)
        assert words(action.name for action in page) == newest[first : first + 2]


def test_actions_of_an_editor_are_told(history: History) -> None:
    def of(editor: str) -> list[str]:
        return words(action.name for action in history.actions(first=0, count=99, editor=editor))

    assert of("jeanne") == ["undo", "title"]
    assert of("paul") == ["deletion", "again", "heading"]
    assert of("") == ["", ""]
    assert of("personne") == []


def test_actions_on_an_operation_are_told_whole(history: History) -> None:
    actions = history.actions(first=0, count=99, operation="r")
    assert words(action.name for action in actions) == ["deletion", ""]
    assert len(actions[0].revisions) == 2
    of_heading = history.actions(first=0, count=99, operation=HEADING, editor="paul")
    assert words(action.name for action in of_heading) == ["heading"]


def test_the_last_action_of_an_editor_is_told(history: History) -> None:
    last = history.last_action_of("jeanne", 0)
    assert last is not None
    assert last.name == NAMES["undo"]
    assert history.last_action_of("personne", 0) is None
    assert history.last_action_of("jeanne", last.time + 1_000_000) is None


def test_what_is_undone_is_told(history: History) -> None:
    assert history.undone(set(NAMES.values())) == {NAMES["undo"]}
    assert history.undoings(set(NAMES.values())) == {NAMES["undo"]}


def test_the_action_that_undoings_lead_back_to_is_told(history: History) -> None:
    origins = history.origins({*NAMES.values(), "f" * 32})
    assert origins == {
        name: history.action(NAMES["title"] if word in ("undo", "again") else name)
        for word, name in NAMES.items()
    }


def test_deletions_are_told(history: History) -> None:
    deletions = history.deletions({"p", "q", "r", "s"})
    assert deletions.keys() == {"q", "s"}
    assert deletions["q"].name == NAMES["deletion"]


def test_the_editors_are_told(history: History) -> None:
    assert history.editors() == ["", "jeanne", "paul"]


def test_the_operations_changed_last_are_told(history: History) -> None:
    assert set(history.operations(2)) == {"q", "r"}
    assert history.operations(4)[2:] == ["p", HEADING]


def test_the_dates_of_the_operations_are_told(history: History) -> None:
    dates = history.dates()
    times = [revision.time for revision in history.since("") or () if revision.operation == "p"]
    assert (dates["p"].added, dates["p"].changed) == (times[0], times[-1])
    # Neither a move nor a deletion changes what an operation says.
    assert {dates[id] for id in "qrs"} == {Dates(times[0], times[0])}
    assert HEADING not in dates


def test_what_comes_back_from_the_trash_has_changed(lived_in: Repository) -> None:
    time = lived_in.history(commit(lived_in, restore("s")).snapshot).actions(first=0, count=1)[0].time
    dates = lived_in.history(lived_in.snapshot()).dates()
    assert dates["s"].changed == time
    assert [*dates.values()] == sorted(dates.values(), key=lambda one: -one.changed)


def test_the_last_titles_are_told(history: History) -> None:
    assert history.titles({"p", "q", "s", "personne"}) == {"p": "Un", "q": "Q", "s": "S"}


def test_what_came_since_gives_an_order_of_before(history: History, lived_in: Repository) -> None:
    now = list(lived_in.snapshot(fresh=True).catalogue.operations)
    deletion = history.action(NAMES["deletion"])
    assert "".join(now) == "rp"
    assert deletion is not None
    later = history.since(deletion.name) or []
    assert order_before(now, {"q", "r"}, action=deletion.revisions, later=later) == list("pqr")


def test_an_order_of_before_counts_what_came_after(repository: Repository) -> None:
    deletion, _ = [commit(repository, delete(id)).action for id in "rp"]
    snapshot = repository.snapshot()
    assert deletion is not None
    later = repository.history(snapshot).since(deletion.name) or []
    now = list(snapshot.catalogue.operations)
    assert order_before(now, {"r"}, action=deletion.revisions, later=later) == list("qr")


# -- as of what


def test_a_history_is_as_of_its_snapshot(repository: Repository) -> None:
    edits: list[Callable[[Catalogue, History], Made]] = [
        set_title("Un", "p"),
        delete("q"),
        move("r", 0),
        restore("s"),
    ]
    snapshots = [repository.snapshot(), *(commit(repository, edit).snapshot for edit in edits)]
    lengths = [len(repository.history(snapshot).since("") or ()) for snapshot in snapshots]
    assert lengths == [6, 7, 8, 9, 10]
    assert len({repository.history(snapshot).last for snapshot in snapshots}) == 5
    assert not repository.history(snapshots[1]).deletions({"q"})
    assert repository.history(snapshots[2]).deletions({"q"})


def test_a_history_in_a_commit_is_as_of_its_lock(repository: Repository) -> None:
    seen: list[str] = []

    def look(catalogue: Catalogue, history: History) -> Made:
        seen.append(history.last)
        return set_title(f"{len(seen)}", "p")(catalogue, history)

    names = [repository.history(repository.snapshot()).last]
    for _ in range(3):
        action = commit(repository, look).action
        assert action is not None
        names.append(action.name)
    assert seen == names[:-1]


def test_a_place_with_no_catalogue_has_no_history(engine: Engine) -> None:
    repository = engine.open()
    history = repository.history(repository.snapshot())
    assert history.last == ""
    assert history.since("") == []
    assert history.actions(first=0, count=9) == []
