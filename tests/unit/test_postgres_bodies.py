"""`gersapp.store.postgres.bodies`: what comes in comes out, what is refused changes nothing, who sees what."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Operation
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.errors import BodyRefused, NotFound
from gersapp.observatory.body import Body, Kind
from gersapp.store.bodies import Bodies
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.tables import parse
from gersapp.store.postgres import PostgresBodies, follower
from gersapp.store.postgres.editors import make_database_editors
from gersapp.store.repository import new_action_name
from gersapp.store.tinydb import TinyDBRepository
from proof.tools.server import ROOT
from tests.support.edits import ID, add, commit, content_of, delete, move, set_heading, set_title
from tests.support.files import at_once
from tests.support.store import wait_until

GERS = (ROOT / "db.json").read_bytes()


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    """Those of an empty database, with the Gers."""
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers", Kind.DEPARTMENT, "32"), GERS)
        yield bodies


@pytest.fixture
def beside(bodies: PostgresBodies, database_address: str) -> Iterator[PostgresBodies]:
    """The same, as another process has them."""
    with contextlib.closing(PostgresBodies(database_address)) as other:
        yield other


def rows_of(address: str) -> list[Any]:
    """All that the database has of bodies."""
    with psycopg.connect(address) as connection:
        return [
            connection.execute(
                "SELECT slug, kind, territory, groups::text, version FROM bodies ORDER BY slug"
            ).fetchall(),
            connection.execute(
                "SELECT collection, key, place, version, document::text FROM documents ORDER BY 1, 2"
            ).fetchall(),
        ]


def edited(folder: Path, edits: int) -> bytes:
    """The file of a catalogue that was edited, with some of its history packed."""
    path = folder / "db.json"
    path.write_bytes(GERS)
    with contextlib.closing(TinyDBRepository(path)) as repository:
        for number in range(edits):
            commit(repository, set_title(f"Titre {number}"), Act("jeanne"))
        commit(repository, delete(ID))
        commit(repository, move(next(iter(repository.snapshot().catalogue.operations)), 3))
    return path.read_bytes()


def unknown() -> bytes:
    """A file with tables and keys that the application does not know, in an order of its own."""
    tables = orjson.loads(GERS)
    tables["operations"] = dict(reversed(list(tables["operations"].items())))
    tables["operations"]["1"] = {"z": [1.5, {"é": "\u0000"}], **tables["operations"]["1"], "a": None}
    tables = {"_default": {"12": {"x": 10**18}, "3": {}}, "vide": {}, **tables}
    return orjson.dumps(tables, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


# -- in and out


@pytest.mark.parametrize("edits", [0, 1, 131])
def test_what_was_added_comes_out(bodies: PostgresBodies, tmp_path: Path, edits: int) -> None:
    content = edited(tmp_path, edits)
    bodies.add(Body("autre"), content)
    assert bodies.export("autre") == content
    assert bodies.export("gers") == GERS


def test_unknown_tables_and_keys_come_out(bodies: PostgresBodies, beside: PostgresBodies) -> None:
    bodies.add(Body("autre"), unknown())
    assert bodies.export("autre") == unknown()
    wait_until(lambda: "autre" in beside.states())
    commit(beside.repository("autre"), set_title("Neuf"))
    before, after = orjson.loads(unknown()), orjson.loads(beside.export("autre"))
    key, document = next((k, d) for k, d in before["operations"].items() if d["id"] == ID)
    document["title"] = "Neuf"
    assert list(after.pop("history")) == ["1"]
    assert after == before
    assert list(after["operations"]) == list(before["operations"])
    assert list(after["operations"][key]) == list(document)


def test_what_was_changed_is_a_file_of_the_other_engine(bodies: PostgresBodies, tmp_path: Path) -> None:
    repository = bodies.repository("gers")
    heading = repository.snapshot().catalogue.heading
    new = Operation("neuve", "Neuve", audiences=(heading.audiences[0].slug,))
    for edit in (set_title("Neuf"), move(ID, 5), add(new, 0), set_heading(title="Titre"), delete("neuve")):
        commit(repository, edit, Act("jeanne"))
    (tmp_path / "db.json").write_bytes(bodies.export("gers"))
    with contextlib.closing(TinyDBRepository(tmp_path / "db.json")) as file:
        found, expected = file.snapshot(), repository.snapshot()
        assert content_of(found.catalogue) == content_of(expected.catalogue)
        assert list(file.history(found)) == list(repository.history(expected))
        assert len(list(file.history(found))) == 5


def test_edits_by_hand_get_their_revisions(bodies: PostgresBodies, tmp_path: Path) -> None:
    tables = orjson.loads(edited(tmp_path, 1))
    first = next(iter(tables["operations"].values()))
    first["title"] = "À la main"
    tables["history"].pop(max(tables["history"], key=int))
    bodies.add(Body("autre"), orjson.dumps(tables))
    (added,) = [state for slug, state in bodies.states().items() if slug == "autre"]
    assert first["title"] in {operation.title for operation in added.snapshot.catalogue.operations.values()}
    assert Documents.of(parse(bodies.export("autre"))).history.last


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "a slug that is taken": ("gers", GERS, "déjà"),
    "no slug": ("", GERS, "adresse"),
    "a slug with a capital": ("Gers", GERS, "adresse"),
    "a slug with a slash": ("a/b", GERS, "adresse"),
    "a slug too long": ("a" * 61, GERS, "adresse"),
    "an empty file": ("autre", b"", "vide"),
    "no JSON": ("autre", b"{", "ligne 1"),
    "no catalogue": ("autre", b"{}", "catalogue"),
    "an unreadable operation": ("autre", GERS.replace(b'"title"', b'"titre"'), "title"),
    "a zero in a name": ("autre", unknown().replace(b'"vide"', b'"v\\u0000"'), "interdit"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_changes_nothing(bodies: PostgresBodies, database_address: str, what: str) -> None:
    slug, content, words = REFUSED[what]
    before, states = rows_of(database_address), bodies.states()
    with pytest.raises(BodyRefused, match=words):
        bodies.add(Body(slug), content)
    assert rows_of(database_address) == before
    assert bodies.states() is states


def test_a_body_that_is_unknown_is_not_found(bodies: PostgresBodies) -> None:
    asked: list[Callable[[], object]] = [
        lambda: bodies.repository("autre"),
        lambda: bodies.export("autre"),
        lambda: bodies.remove("autre"),
        lambda: bodies.change(Body("autre")),
        lambda: bodies.restore("autre", GERS),
        lambda: bodies.mapping("autre"),
        lambda: bodies.set_mapping("autre", {}),
    ]
    for ask in asked:
        with pytest.raises(NotFound):
            ask()


def test_a_restoration_replaces_catalogue_and_history(bodies: PostgresBodies, beside: PostgresBodies) -> None:
    repository, other = bodies.repository("gers"), beside.repository("gers")
    name = new_action_name()
    for title in ("Un", "Deux"):
        commit(repository, set_title(title))
    earlier = bodies.export("gers")
    repository.commit(set_title("Trois"), Act(), name)
    assert other.snapshot(fresh=True).catalogue.get(ID).title == "Trois"
    bodies.restore("gers", earlier)
    assert bodies.export("gers") == earlier
    for one in (repository, other):
        snapshot = one.snapshot(fresh=True)
        assert snapshot.catalogue.get(ID).title == "Deux"
        assert len(list(one.history(snapshot))) == 2
    assert repository.commit(set_title("Quatre"), Act(), name).outcome, "its action has gone"


def test_a_refused_restoration_changes_nothing(bodies: PostgresBodies, database_address: str) -> None:
    before = rows_of(database_address)
    with pytest.raises(BodyRefused):
        bodies.restore("gers", b"{}")
    assert rows_of(database_address) == before


# -- who sees what


def test_bodies_are_in_the_order_of_their_slugs(bodies: PostgresBodies) -> None:
    for slug in ("b-2", "a", "b"):
        bodies.add(Body(slug), GERS)
    assert list(bodies.states()) == ["a", "b", "b-2", "gers"]


def test_another_state_gives_another_mapping(bodies: PostgresBodies) -> None:
    before = bodies.states()
    assert bodies.states() is before
    state = commit(bodies.repository("gers"), set_title("Neuf")).snapshot.state
    assert bodies.states() is not before
    assert bodies.states()["gers"].snapshot.state == state
    assert before["gers"].snapshot.state != state


def test_states_have_the_same_names_in_every_process(bodies: PostgresBodies, beside: PostgresBodies) -> None:
    commit(bodies.repository("gers"), set_title("Neuf"))
    commit(beside.repository("gers"), set_title("Encore"))
    here, there = (one.repository("gers").snapshot(fresh=True) for one in (bodies, beside))
    assert here.state == there.state
    assert content_of(here.catalogue) == content_of(there.catalogue)


CHANGES: dict[str, tuple[Callable[[Bodies], object], Callable[[Bodies], bool]]] = {
    "an edit": (
        lambda bodies: commit(bodies.repository("gers"), set_title("Neuf")),
        lambda bodies: bodies.states()["gers"].snapshot.catalogue.get(ID).title == "Neuf",
    ),
    "a body more": (
        lambda bodies: bodies.add(Body("autre", Kind.COMMUNE, "32"), GERS),
        lambda bodies: (
            bodies.states().get("autre") is not None
            and bodies.states()["autre"].body == Body("autre", Kind.COMMUNE, "32")
        ),
    ),
    "a body less": (lambda bodies: bodies.remove("gers"), lambda bodies: "gers" not in bodies.states()),
    "another kind": (
        lambda bodies: bodies.change(Body("gers", Kind.REGION, "76")),
        lambda bodies: bodies.states()["gers"].body == Body("gers", Kind.REGION, "76"),
    ),
    "a mapping": (
        lambda bodies: bodies.set_mapping("gers", {"adultes": "adultes"}),
        lambda bodies: bodies.mapping("gers") == {"adultes": "adultes"},
    ),
}


@pytest.mark.parametrize(("what", "is_notified"), [*((what, True) for what in CHANGES), ("an edit", False)])
def test_what_one_process_changes_all_see(
    bodies: PostgresBodies,
    database_address: str,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    is_notified: bool,
) -> None:
    change, is_seen = CHANGES[what]
    if not is_notified:
        monkeypatch.setattr(follower, "CHANNEL", "nobody")
        monkeypatch.setattr(follower, "_POLL_S", 0.05)
    with contextlib.closing(PostgresBodies(database_address)) as other:
        assert not is_seen(other)
        change(bodies)
        assert is_seen(bodies)
        wait_until(lambda: is_seen(other))


def test_a_slug_may_be_taken_again(bodies: PostgresBodies, beside: PostgresBodies) -> None:
    before = bodies.states()["gers"].snapshot.state
    bodies.remove("gers")
    bodies.add(Body("gers"), GERS)
    after = bodies.states()["gers"].snapshot.state
    assert after != before
    wait_until(lambda: after in {state.snapshot.state for state in beside.states().values()})


def test_an_invitation_ends_with_its_body(bodies: PostgresBodies) -> None:
    editors = make_database_editors(bodies.database)
    editors.accounts.add("Anne", "Un canard passe la Baïse", "2026-11-22", rights=ALL_RIGHTS)
    session = editors.sign_in("Anne", "Un canard passe la Baïse", "192.0.2.1")
    token = editors.invite_colleague(session, "192.0.2.1", Rights(roles={"gers": Role.MANAGER}))
    bodies.remove("gers")
    bodies.add(Body("gers"), GERS)
    assert not editors.may_join(token)


@pytest.mark.parametrize(
    "setting",
    [
        "client_encoding = 'LATIN1'",
        "client_encoding = 'SQL_ASCII'",
        "default_transaction_isolation = 'repeatable read'",
        "standard_conforming_strings = off",
        "DateStyle = 'SQL, DMY'",
    ],
)
def test_the_settings_of_the_database_change_nothing(database_address: str, setting: str) -> None:
    with psycopg.connect(database_address, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET {setting}".encode())
    with (
        contextlib.closing(PostgresBodies(database_address)) as bodies,
        contextlib.closing(PostgresBodies(database_address)) as beside,
    ):
        bodies.add(Body("gers", Kind.DEPARTMENT, "32"), GERS)
        wait_until(lambda: "gers" in beside.states())
        made = at_once(
            4,
            lambda number: commit(
                (bodies, beside)[number % 2].repository("gers"), set_title(f"« {number} »")
            ),
        )
        assert [error for error in made if isinstance(error, Exception)] == []


def test_another_look_at_the_same_rights_changes_nothing(bodies: PostgresBodies) -> None:
    """Else nobody who is signed in would be recalled when the database stops."""
    before = bodies.database.rights_version
    bodies._look_now()
    assert bodies.database.rights_version == before


def test_a_repository_is_the_same_object_each_time(bodies: PostgresBodies) -> None:
    repository = bodies.repository("gers")
    commit(repository, set_title("Neuf"))
    bodies.add(Body("autre"), GERS)
    assert bodies.repository("gers") is repository


def test_a_long_name_of_a_table_is_refused_or_kept(bodies: PostgresBodies) -> None:
    tables = orjson.loads(GERS)
    name = "".join(map(chr, range(0x4E00, 0x4E00 + 3_000)))
    with pytest.raises(BodyRefused, match="nom d’une table est trop long"):
        bodies.add(Body("auch"), orjson.dumps({**tables, name: {"1": {}}}))
    bodies.add(Body("auch"), orjson.dumps({**tables, name[:200]: {"1": {}}}))
    assert name[:200] in orjson.loads(bodies.export("auch"))
