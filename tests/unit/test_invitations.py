"""An editor's invitations, passwords and accounts as `gersapp.editors.Editors` changes them."""

import errno
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from gersapp.editors import NOBODY, Editors
from gersapp.editors.invitations import MAX_PENDING
from gersapp.errors import AccountRefused, EditorsUnavailable, TooManyTries, Unidentified
from proof.tools.clock import Clock
from proof.tools.editor import NAME, PASSWORD, TOKEN
from tests.support.clock import MINUTE
from tests.support.editor_places import Place, in_files
from tests.support.files import at_once, break_call, contents, modes

pytestmark = pytest.mark.usefixtures("quick_disk")

ADDRESS = "192.0.2.1"
OTHER = "Un canard passe la Baïse"
TODAY = "2026-11-22"
HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick ones: that good passwords are asked for and hashed is the subject of test_accounts.py."""
    numbers = count()
    monkeypatch.setattr("gersapp.editors.accounts.find_fault", lambda password, name: None)
    monkeypatch.setattr(
        "gersapp.editors.accounts.hash_password", lambda password: f"{next(numbers)} {password}"
    )
    monkeypatch.setattr("gersapp.editors.identification.verify_password", is_right)


def is_right(password: str, kept: str | None) -> bool:
    return password == (PASSWORD if (kept or "").startswith("$argon2id$") else (kept or "").partition(" ")[2])


@pytest.fixture
def session(editors: Editors) -> str:
    """That of NAME."""
    return editors.sign_in(NAME, PASSWORD, ADDRESS)


@pytest.fixture
def invitation(editors: Editors, session: str) -> str:
    return editors.invite_colleague(session, ADDRESS)


def join(editors: Editors, invitation: str, name: str = "Paul") -> str:
    return editors.join(invitation, name, OTHER, ADDRESS)


def names(editors: Editors) -> list[str]:
    return [account.name for account in editors.accounts]


def log(place: Place) -> list[dict[str, str]]:
    return [{name: fact for name, fact in entry.items() if name != "at"} for entry in place.log()]


# -- invitations


def test_an_invitation_makes_one_account_and_its_first_session(
    editors: Editors, home: Place, invitation: str
) -> None:
    assert editors.may_join(invitation)
    assert editors.identify(join(editors, invitation, "  paul  Castéra ")) == "paul Castéra"
    assert names(editors) == ["paul Castéra", NAME]
    assert not editors.may_join(invitation)
    with pytest.raises(Unidentified):
        join(editors, invitation, "Marc")
    assert log(home)[1:] == [
        {"event": "colleague invited", "editor": NAME, "address": ADDRESS},
        {"event": "account created", "editor": "paul Castéra", "by": NAME, "address": ADDRESS},
        {"event": "signed in", "editor": "paul Castéra", "address": ADDRESS},
        {"event": "invitation refused", "address": ADDRESS},
    ]


@in_files
def test_only_a_hash_of_the_invitation_is_on_the_disk(folder: Path, invitation: str) -> None:
    assert len(invitation) == 43
    assert [name for name, content in contents(folder).items() if invitation.encode() in content] == []
    assert modes(folder)["invitations.json"] == 0o600


def test_an_invitation_outlives_a_restart(home: Place, clock: Clock, invitation: str) -> None:
    assert join(home.editors(clock), invitation)


@pytest.mark.parametrize(("seconds", "good"), [(48 * HOUR - 1, True), (48 * HOUR, False)])
def test_an_invitation_is_good_for_48_hours(
    editors: Editors, clock: Clock, invitation: str, seconds: int, good: bool
) -> None:
    clock.now += seconds
    assert editors.may_join(invitation) is good
    assert len(editors.pending_invitations()) == good
    if not good:
        with pytest.raises(Unidentified):
            join(editors, invitation)


@pytest.mark.parametrize(
    "end",
    [
        lambda editors, session: editors.withdraw_invitation(
            editors.pending_invitations()[0].id, NAME, ADDRESS
        ),
        lambda editors, session: editors.change_password(session, PASSWORD, OTHER, ADDRESS),
        lambda editors, session: editors.accounts.change_password(NAME, OTHER, TODAY),
        lambda editors, session: editors.accounts.remove(NAME),
    ],
    ids=["withdrawn", "password changed", "changed by a command", "inviter removed"],
)
def test_an_invitation_ends(
    editors: Editors, session: str, invitation: str, end: Callable[[Editors, str], object]
) -> None:
    end(editors, session)
    assert not editors.may_join(invitation)
    assert editors.pending_invitations() == []
    with pytest.raises(Unidentified):
        join(editors, invitation)
    assert "Paul" not in names(editors)


@pytest.mark.parametrize("token", ["", "a", "\ud800", "a" * 43, TOKEN])
def test_another_token_makes_no_account(editors: Editors, invitation: str, token: str) -> None:
    assert not editors.may_join(token)
    with pytest.raises(Unidentified):
        join(editors, token)
    assert names(editors) == [NAME]


def test_the_id_of_an_invitation_is_no_token(editors: Editors, invitation: str) -> None:
    (pending,) = editors.pending_invitations()
    assert not editors.may_join(pending.id)


def test_a_refused_name_leaves_the_invitation_as_it_was(
    editors: Editors, home: Place, invitation: str
) -> None:
    before = home.kept()
    with pytest.raises(AccountRefused, match="Un compte a déjà le nom"):
        join(editors, invitation, NAME.upper())
    assert home.kept() == before
    assert editors.identify(join(editors, invitation)) == "Paul"


def test_of_two_guests_with_one_invitation_one_gets_in(home: Place, clock: Clock, invitation: str) -> None:
    results = at_once(4, lambda number: join(home.editors(clock), invitation, f"Guest {number}"))
    assert sorted(type(result).__name__ for result in results) == ["Unidentified"] * 3 + ["str"]
    assert len(names(home.editors(clock))) == 2


def test_of_two_guests_with_one_name_the_other_may_choose_again(editors: Editors, session: str) -> None:
    first, second = (editors.invite_colleague(session, ADDRESS) for _ in range(2))
    join(editors, first)
    with pytest.raises(AccountRefused):
        join(editors, second, "PAUL")
    assert join(editors, second, "Paul Martin")


def test_a_bounded_number_of_invitations_is_pending(
    editors: Editors, home: Place, clock: Clock, session: str
) -> None:
    for _ in range(MAX_PENDING):
        editors.invite_colleague(session, ADDRESS)
    before = home.kept()
    with pytest.raises(AccountRefused, match="20 invitations attendent déjà"):
        editors.invite_colleague(session, ADDRESS)
    assert home.kept() == before
    # Those that are good no more do not count: they are in no list, and nobody could withdraw them.
    editors.accounts.change_password(NAME, OTHER, TODAY)
    editors.invite_colleague(editors.sign_in(NAME, OTHER, ADDRESS), ADDRESS)
    assert len(editors.pending_invitations()) == 1


def test_withdrawing_twice_is_told_once(editors: Editors, home: Place, invitation: str) -> None:
    (pending,) = editors.pending_invitations()
    assert [editors.withdraw_invitation(pending.id, NAME, ADDRESS) for _ in range(2)] == [True, False]
    assert [fact["event"] for fact in log(home)].count("invitation withdrawn") == 1


@in_files
@pytest.mark.parametrize(("call", "code"), [("fsync", errno.ENOSPC), ("open", errno.EROFS)])
def test_a_disk_that_refuses_makes_no_account(
    editors: Editors, folder: Path, invitation: str, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    with monkeypatch.context() as broken:
        break_call(broken, call, code)
        with pytest.raises(EditorsUnavailable):
            join(editors, invitation)
    assert names(editors) == [NAME]
    assert join(editors, invitation)


def test_who_is_in_without_account_may_invite_the_first_one(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    session = editors.accept(editors.invite(), ADDRESS)
    invitations = [editors.invite_colleague(session, ADDRESS) for _ in range(2)]
    assert editors.pending_invitations()[0].inviter == NOBODY
    assert editors.identify(join(editors, invitations[0])) == "Paul"
    # There is an account now.
    assert editors.identify(session) is None
    assert not editors.may_join(invitations[1])


@in_files
def test_whom_a_proxy_names_has_no_account_and_invites_nobody(home: Place, clock: Clock) -> None:
    editors = home.editors(clock, naming_header="X-Remote-User")
    # A namesake of somebody who has an account.
    session = editors.begin_named(NAME, ADDRESS)
    assert editors.find_account(session) is None
    assert not editors.may_manage(session)
    with pytest.raises(AccountRefused):
        editors.invite_colleague(session, ADDRESS)
    with pytest.raises(AccountRefused):
        editors.remove_account(session, NAME, ADDRESS)
    with pytest.raises(Unidentified):
        editors.change_password(session, PASSWORD, OTHER, ADDRESS)
    assert names(editors) == [NAME]


# -- one's own password


def test_another_password_ends_all_sessions_but_this_one(editors: Editors, home: Place, session: str) -> None:
    elsewhere = editors.sign_in(NAME, PASSWORD, ADDRESS)
    renewed = editors.change_password(session, PASSWORD, OTHER, ADDRESS)
    assert [editors.identify(token) for token in (session, elsewhere, renewed)] == [None, None, NAME]
    assert log(home)[-1] == {"event": "password changed", "editor": NAME, "address": ADDRESS}
    with pytest.raises(Unidentified):
        editors.sign_in(NAME, PASSWORD, ADDRESS)
    assert editors.sign_in(NAME, OTHER, ADDRESS)


def test_wrong_present_passwords_count_as_tries(editors: Editors, home: Place, session: str) -> None:
    for _ in range(5):
        with pytest.raises(Unidentified):
            editors.change_password(session, "wrong", OTHER, ADDRESS)
    assert log(home)[-1]["event"] == "password change refused"
    with pytest.raises(TooManyTries):
        editors.change_password(session, PASSWORD, OTHER, ADDRESS)
    with pytest.raises(TooManyTries):
        editors.sign_in(NAME, PASSWORD, ADDRESS)
    assert editors.identify(session) == NAME


@in_files
def test_a_session_that_cannot_be_written_denies_no_change(
    editors: Editors, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise EditorsUnavailable

    with monkeypatch.context() as broken:
        broken.setattr("gersapp.editors.sessions.Sessions.begin", full)
        assert editors.change_password(session, PASSWORD, OTHER, ADDRESS) == ""
    assert editors.sign_in(NAME, OTHER, ADDRESS)


# -- the accounts of others


def test_a_removed_account_has_no_session(
    editors: Editors, home: Place, session: str, invitation: str
) -> None:
    paul = join(editors, invitation)
    editors.remove_account(session, "paul", ADDRESS)
    assert editors.identify(paul) is None
    assert editors.remembers(paul)
    assert log(home)[-1] == {
        "event": "account removed", "account": "Paul", "editor": NAME, "address": ADDRESS
    }  # fmt: skip
    # Nor does the removed one remove others, or invite.
    with pytest.raises(AccountRefused):
        editors.remove_account(paul, NAME, ADDRESS)
    with pytest.raises(AccountRefused):
        editors.invite_colleague(paul, ADDRESS)


def test_the_day_of_the_last_sign_in_is_known(editors: Editors, clock: Clock, session: str) -> None:
    first = editors.accounts.get(NAME)
    clock.now += 24 * HOUR
    editors.sign_in(NAME, PASSWORD, ADDRESS)
    second = editors.accounts.get(NAME)
    assert first
    assert second
    assert "" < first.signed_in < second.signed_in


@in_files
def test_accounts_that_cannot_be_written_refuse_no_sign_in(
    editors: Editors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> None:
        raise EditorsUnavailable

    monkeypatch.setattr("gersapp.editors.accounts.Accounts.note_sign_in", read_only)
    assert editors.identify(editors.sign_in(NAME, PASSWORD, ADDRESS)) == NAME
