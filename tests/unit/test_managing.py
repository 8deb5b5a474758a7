"""Who invites whom, and gives and takes which rights, where accounts edit named bodies."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from gersapp.editors import NOBODY, Editors
from gersapp.editors.invitations import MAX_PENDING
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused, Unidentified
from proof.tools.clock import Clock
from tests.support.editor_places import DatabasePlace
from tests.support.files import at_once

ADDRESS, TODAY, PASSWORD = "192.0.2.1", "2026-11-22", "Un canard passe la Baïse"
HEADER = "X-Remote-User"
EDITOR, MANAGER = Rights(roles={"gers": Role.EDITOR}), Rights(roles={"gers": Role.MANAGER})
AUCH_EDITOR, AUCH_MANAGER = Rights(roles={"auch": Role.EDITOR}), Rights(roles={"auch": Role.MANAGER})
PEOPLE = {"Curatrice": ALL_RIGHTS, "Gestionnaire": MANAGER, "Éditeur": EDITOR, "Ailleurs": AUCH_MANAGER}


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr("gersapp.editors.accounts.find_fault", lambda password, name: None)
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: f"hash {next(numbers)}")
    monkeypatch.setattr("gersapp.editors.identification.verify_password", lambda password, kept: bool(kept))


@pytest.fixture
def place(editors_database: DatabasePlace) -> Iterator[DatabasePlace]:
    """One with the bodies gers and auch, and PEOPLE."""
    editors_database.clear()
    with editors_database.another_body("auch"):
        for name, rights in PEOPLE.items():
            editors_database.accounts().add(name, PASSWORD, TODAY, rights=rights)
        yield editors_database


@pytest.fixture
def editors(place: DatabasePlace, clock: Clock) -> Editors:
    return place.editors(clock, naming_header=HEADER)


def enter(editors: Editors, name: str) -> str:
    return editors.sign_in(name, PASSWORD, ADDRESS)


# -- invitations


@pytest.mark.parametrize(
    ("inviter", "rights"),
    [
        ("Curatrice", ALL_RIGHTS),
        ("Curatrice", MANAGER),
        ("Curatrice", EDITOR),
        ("Gestionnaire", EDITOR),
        ("Ailleurs", AUCH_EDITOR),
    ],
)
def test_an_invitation_gives_its_rights_to_a_new_account(
    editors: Editors, inviter: str, rights: Rights
) -> None:
    invitation = editors.invite_colleague(enter(editors, inviter), ADDRESS, rights)
    assert [pending.rights for pending in editors.pending_invitations()] == [rights]
    joined = editors.identify(editors.join(invitation, "Paul", PASSWORD, ADDRESS)) or ""
    assert (joined, editors.rights_of(joined)) == ("Paul", rights)


@pytest.mark.parametrize(
    ("inviter", "rights"),
    [
        ("Gestionnaire", MANAGER),
        ("Gestionnaire", ALL_RIGHTS),
        ("Gestionnaire", AUCH_EDITOR),
        ("Ailleurs", EDITOR),
        ("Éditeur", EDITOR),
    ],
)
def test_nobody_invites_to_what_they_may_not_give(
    editors: Editors, place: DatabasePlace, inviter: str, rights: Rights
) -> None:
    session = enter(editors, inviter)
    before = place.kept()
    with pytest.raises(AccountRefused, match="n’est pas à vous"):
        editors.invite_colleague(session, ADDRESS, rights)
    assert place.kept() == before


def test_an_account_accepts_rights_beside_its_own(editors: Editors) -> None:
    invitation = editors.invite_colleague(enter(editors, "Ailleurs"), ADDRESS, AUCH_EDITOR)
    editors.accept_rights("gestionnaire", invitation, ADDRESS)
    assert editors.rights_of("Gestionnaire") == MANAGER.joined_with(AUCH_EDITOR)
    with pytest.raises(Unidentified):
        editors.accept_rights("Éditeur", invitation, ADDRESS)


def test_a_manager_who_is_invited_to_edit_stays_manager(editors: Editors) -> None:
    invitation = editors.invite_colleague(enter(editors, "Curatrice"), ADDRESS, EDITOR)
    editors.accept_rights("Gestionnaire", invitation, ADDRESS)
    assert editors.rights_of("Gestionnaire") == MANAGER


def test_who_has_no_account_accepts_nothing(editors: Editors, place: DatabasePlace) -> None:
    invitation = editors.invite_colleague(enter(editors, "Curatrice"), ADDRESS, EDITOR)
    before = place.kept()
    with pytest.raises(AccountRefused, match="Aucun compte"):
        editors.accept_rights("Jeanne", invitation, ADDRESS)
    assert place.kept() == before


def test_of_two_who_accept_at_once_one_has_the_rights(place: DatabasePlace, editors: Editors) -> None:
    invitation = editors.invite_colleague(enter(editors, "Ailleurs"), ADDRESS, AUCH_EDITOR)
    names = ["Éditeur", "Gestionnaire"]
    at_once(4, lambda number: place.editors().accept_rights(names[number % 2], invitation, ADDRESS))
    assert ["auch" in editors.rights_of(name).roles for name in names].count(True) == 1


@pytest.mark.parametrize(
    "end",
    [
        lambda editors: editors.set_role(enter(editors, "Curatrice"), "Gestionnaire", "gers", None, ADDRESS),
        lambda editors: editors.accounts.change_password("Gestionnaire", PASSWORD, TODAY),
        lambda editors: editors.accounts.remove("Gestionnaire"),
        lambda editors: editors.withdraw_invitation(
            editors.pending_invitations()[0].id, "Curatrice", ADDRESS
        ),
    ],
    ids=["no manager", "another password", "removed", "withdrawn"],
)
def test_an_invitation_ends_with_the_right_to_give(
    editors: Editors, end: Callable[[Editors], object]
) -> None:
    invitation = editors.invite_colleague(enter(editors, "Gestionnaire"), ADDRESS, EDITOR)
    end(editors)
    assert (editors.may_join(invitation), editors.pending_invitations()) == (False, [])
    with pytest.raises(Unidentified):
        editors.accept_rights("Ailleurs", invitation, ADDRESS)


def test_an_invitation_goes_with_its_body(editors: Editors, place: DatabasePlace) -> None:
    with place.another_body("tarn"):
        rights = Rights(roles={"tarn": Role.EDITOR})
        invitation = editors.invite_colleague(enter(editors, "Curatrice"), ADDRESS, rights)
        assert editors.may_join(invitation)
    assert (editors.may_join(invitation), editors.pending_invitations()) == (False, [])


def test_nobody_is_invited_to_a_body_that_has_gone(editors: Editors, place: DatabasePlace) -> None:
    curator = enter(editors, "Curatrice")
    with pytest.raises(AccountRefused, match="Aucun organisme"):
        editors.invite_colleague(curator, ADDRESS, Rights(roles={"parti": Role.EDITOR}))
    with place.another_body("parti"):
        assert editors.pending_invitations() == []
    assert place.read("SELECT FROM invitations") == []


def test_nobody_withdraws_an_invitation_of_others(editors: Editors, place: DatabasePlace) -> None:
    editors.invite_colleague(enter(editors, "Curatrice"), ADDRESS, MANAGER)
    (pending,) = editors.pending_invitations()
    before = place.kept()
    for name in ("Gestionnaire", "Ailleurs", "Éditeur"):
        with pytest.raises(AccountRefused, match="n’est pas à vous"):
            editors.withdraw_invitation(pending.id, name, ADDRESS)
    assert place.kept() == before


@pytest.mark.parametrize("id", ["", "inconnue", "a\0b", "\udcff"])
def test_an_unknown_invitation_was_not_pending(editors: Editors, id: str) -> None:
    assert not editors.withdraw_invitation(id, "Curatrice", ADDRESS)


def test_each_body_has_its_bound_of_invitations(editors: Editors) -> None:
    curator = enter(editors, "Curatrice")
    for _ in range(MAX_PENDING):
        editors.invite_colleague(curator, ADDRESS, EDITOR)
    with pytest.raises(AccountRefused, match="20 invitations attendent déjà"):
        editors.invite_colleague(curator, ADDRESS, MANAGER)
    assert editors.invite_colleague(curator, ADDRESS, AUCH_EDITOR)
    assert editors.invite_colleague(curator, ADDRESS, ALL_RIGHTS)


def test_who_is_in_without_account_makes_a_curator(editors: Editors, place: DatabasePlace) -> None:
    place.clear()
    session = editors.accept(editors.invite("start"), ADDRESS)
    assert editors.rights_of(NOBODY) == ALL_RIGHTS
    invitation = editors.invite_colleague(session, ADDRESS, ALL_RIGHTS)
    editors.join(invitation, "Jeanne", PASSWORD, ADDRESS)
    assert editors.rights_of("Jeanne") == ALL_RIGHTS
    assert (editors.identify(session), editors.rights_of(NOBODY)) == (None, NO_RIGHTS)


# -- rights


@pytest.mark.parametrize(
    ("giver", "name", "role", "after"),
    [
        ("Gestionnaire", "Ailleurs", Role.EDITOR, AUCH_MANAGER.joined_with(EDITOR)),
        ("Gestionnaire", "Éditeur", None, NO_RIGHTS),
        ("Curatrice", "Éditeur", Role.MANAGER, MANAGER),
        ("Curatrice", "Gestionnaire", Role.EDITOR, EDITOR),
        ("Curatrice", "Gestionnaire", None, NO_RIGHTS),
    ],
)
def test_a_role_is_given_and_taken(
    editors: Editors, place: DatabasePlace, giver: str, name: str, role: Role | None, after: Rights
) -> None:
    editors.set_role(enter(editors, giver), name.upper(), "gers", role, ADDRESS)
    assert editors.rights_of(name) == after
    noted = {"account": name, "editor": giver, "address": ADDRESS, "body": "gers", "role": role or ""}
    assert place.log()[-1] == {"event": "role given" if role else "role withdrawn", **noted}


@pytest.mark.parametrize(
    ("giver", "name", "body", "role"),
    [
        ("Gestionnaire", "Éditeur", "gers", Role.MANAGER),
        ("Gestionnaire", "Éditeur", "auch", Role.EDITOR),
        ("Gestionnaire", "Ailleurs", "auch", None),
        ("Éditeur", "Ailleurs", "gers", Role.EDITOR),
        ("Ailleurs", "Éditeur", "gers", None),
        # Not their own, so that a body keeps its manager.
        ("Gestionnaire", " GESTIONNAIRE", "gers", None),
        ("Curatrice", "Curatrice", "gers", Role.EDITOR),
        ("Curatrice", "Jeanne", "gers", Role.EDITOR),
        ("Curatrice", "Éditeur", "nulle-part", Role.EDITOR),
    ],
)
def test_a_role_that_is_not_theirs_to_give_changes_nothing(
    editors: Editors, place: DatabasePlace, giver: str, name: str, body: str, role: Role | None
) -> None:
    session = enter(editors, giver)
    before = place.kept()
    with pytest.raises(AccountRefused):
        editors.set_role(session, name, body, role, ADDRESS)
    assert place.kept() == before


def test_a_manager_takes_no_other_manager_away(editors: Editors, place: DatabasePlace) -> None:
    place.accounts().add("Autre", PASSWORD, TODAY, rights=MANAGER)
    with pytest.raises(AccountRefused, match="n’est pas à vous"):
        editors.set_role(enter(editors, "Gestionnaire"), "Autre", "gers", None, ADDRESS)


def test_curators_name_others_and_not_themselves(editors: Editors, place: DatabasePlace) -> None:
    curator = enter(editors, "Curatrice")
    editors.set_curator(curator, "Éditeur", True, ADDRESS)
    assert editors.rights_of("Éditeur") == ALL_RIGHTS.joined_with(EDITOR)
    editors.set_curator(enter(editors, "Éditeur"), "Curatrice", False, ADDRESS)
    for session, name in ((enter(editors, "Éditeur"), "éditeur"), (curator, "Gestionnaire")):
        before = place.kept()
        with pytest.raises(AccountRefused):
            editors.set_curator(session, name, False, ADDRESS)
        assert place.kept() == before


def test_of_two_curators_who_withdraw_each_other_one_stays(place: DatabasePlace, editors: Editors) -> None:
    place.accounts().add("Autre", PASSWORD, TODAY, rights=ALL_RIGHTS)
    names = ["Curatrice", "Autre"]
    sessions = [enter(editors, name) for name in names]
    at_once(
        4,
        lambda number: place.editors().set_curator(
            sessions[number % 2], names[1 - number % 2], False, ADDRESS
        ),
    )
    assert [editors.rights_of(name).curator for name in names].count(True) == 1


def test_who_curates_no_more_removes_nobody(
    place: DatabasePlace, editors: Editors, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.accounts().add("Autre", PASSWORD, TODAY, rights=ALL_RIGHTS)
    session, remove = enter(editors, "Autre"), editors.accounts.remove

    def remove_later(name: str, **options: Any) -> str:
        place.accounts().change_rights("Autre", lambda rights: NO_RIGHTS)
        return remove(name, **options)

    monkeypatch.setattr(editors.accounts, "remove", remove_later)
    with pytest.raises(AccountRefused, match="n’est pas à vous"):
        editors.remove_account(session, "Curatrice", ADDRESS)
    assert editors.rights_of("Curatrice").curator


@pytest.mark.parametrize("name", ["Gestionnaire", "Éditeur"])
def test_only_curators_remove_accounts(editors: Editors, place: DatabasePlace, name: str) -> None:
    session = enter(editors, name)
    before = place.kept()
    with pytest.raises(AccountRefused):
        editors.remove_account(session, "Ailleurs", ADDRESS)
    assert place.kept() == before
    editors.remove_account(enter(editors, "Curatrice"), name, ADDRESS)
    assert editors.identify(session) is None


# -- whom a proxy names


def test_whom_a_proxy_names_manages_as_their_account(editors: Editors) -> None:
    session = editors.begin_named("gestionnaire", ADDRESS)
    assert editors.rights_of(editors.identify(session) or "") == MANAGER
    invitation = editors.invite_colleague(session, ADDRESS, EDITOR)
    editors.set_role(session, "Éditeur", "gers", None, ADDRESS)
    assert editors.join(invitation, "Paul", PASSWORD, ADDRESS)
    # Their password is not theirs to change here.
    with pytest.raises(Unidentified):
        editors.change_password(session, PASSWORD, "autre", ADDRESS)


def test_whom_a_proxy_names_without_account_may_do_nothing(editors: Editors, place: DatabasePlace) -> None:
    session = editors.begin_named("Jeanne", ADDRESS)
    assert (editors.identify(session), editors.rights_of("Jeanne")) == ("Jeanne", NO_RIGHTS)
    before = place.kept()
    for act in (
        lambda: editors.invite_colleague(session, ADDRESS, EDITOR),
        lambda: editors.set_role(session, "Éditeur", "gers", None, ADDRESS),
        lambda: editors.remove_account(session, "Éditeur", ADDRESS),
    ):
        with pytest.raises(AccountRefused):
            act()
    assert place.kept() == before
