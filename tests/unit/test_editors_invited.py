"""`gersapp.editors.Editors`: the first time, without an account."""

import errno
from pathlib import Path

import pytest

from gersapp.editors import NOBODY, open_editors
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS
from gersapp.errors import EditorsUnavailable, Unidentified
from proof.tools.clock import Clock
from proof.tools.editor import NAME
from tests.support.clock import MINUTE
from tests.support.editor_places import Place, in_database
from tests.support.editors import ADDRESS, log
from tests.support.files import at_once, break_call

pytestmark = pytest.mark.usefixtures("quick_disk")


def test_an_invitation_is_good_once(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    token = editors.accept(invitation, "127.0.0.1")
    assert token != invitation
    assert editors.identify(token) == NOBODY
    with pytest.raises(Unidentified):
        editors.accept(invitation, ADDRESS)
    assert editors.identify(token) == NOBODY
    assert log(place) == [("signed in", NOBODY, "127.0.0.1"), ("invitation refused", "-", ADDRESS)]


@pytest.mark.parametrize(("seconds", "good"), [(15 * MINUTE - 1, True), (15 * MINUTE, False)])
def test_an_invitation_is_good_for_a_quarter_of_an_hour(
    place: Place, clock: Clock, seconds: int, good: bool
) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    clock.now += seconds
    if good:
        assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY
    else:
        with pytest.raises(Unidentified):
            editors.accept(invitation, ADDRESS)


@pytest.mark.parametrize("token", ["", "a", "\ud800", "a" * 100_000])
def test_no_other_token_is_an_invitation(place: Place, clock: Clock, token: str) -> None:
    editors = place.editors(clock)
    for _ in range(2):
        with pytest.raises(Unidentified):
            editors.accept(token, ADDRESS)
        invitation = editors.invite()
    assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY


def test_only_the_last_invitation_of_this_server_is_good(folder: Path, clock: Clock) -> None:
    editors = open_editors(folder, clock)
    first, last = editors.invite(), editors.invite()
    for server, invitation in ((editors, first), (open_editors(folder, clock), last)):
        with pytest.raises(Unidentified):
            server.accept(invitation, ADDRESS)
    assert editors.identify(editors.accept(last, ADDRESS)) == NOBODY


def test_an_invitation_is_no_good_when_there_is_an_account(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    place.let_in()
    for token in (invitation, editors.invite()):
        with pytest.raises(Unidentified):
            editors.accept(token, ADDRESS)


def test_an_invited_session_ends_when_there_is_an_account(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    token = editors.accept(editors.invite(), ADDRESS)
    assert place.editors(clock).identify(token) == NOBODY
    place.let_in()
    assert editors.identify(token) is None
    assert place.editors(clock).identify(token) is None
    assert editors.remembers(token)
    # It had ended: it does not come back with the last account's removal.
    editors.accounts.remove(NAME)
    assert not editors.accounts
    assert editors.identify(token) is None


def test_an_invited_session_is_one_like_any_other(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    idle = editors.accept(editors.invite(), ADDRESS)
    clock.now += 30 * MINUTE
    assert editors.identify(idle) is None
    token = editors.accept(editors.invite(), ADDRESS)
    editors.sign_out(token, ADDRESS)
    assert editors.identify(token) is None


def test_of_two_who_accept_at_once_one_is_let_in(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    results = at_once(8, lambda number: editors.accept(invitation, ADDRESS))
    (token,) = [result for result in results if isinstance(result, str)]
    assert [type(result) for result in results].count(Unidentified) == 7
    assert editors.identify(token) == NOBODY


def test_an_invitation_is_not_spent_on_a_full_disk(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    editors = open_editors(folder, clock)
    invitation = editors.invite()
    with monkeypatch.context() as full:
        break_call(full, "replace", errno.ENOSPC)
        with pytest.raises(EditorsUnavailable, match="disque plein"):
            editors.accept(invitation, ADDRESS)
    assert not (folder / "security.log").exists()
    assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY


def test_accounts_that_cannot_be_read_are_not_none(folder: Path, clock: Clock) -> None:
    editors = open_editors(folder, clock)
    invitation = editors.invite()
    token = editors.accept(invitation, ADDRESS)
    (folder / "editors.json").mkdir()
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu"):
        editors.identify(token)
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu"):
        editors.accept(editors.invite(), ADDRESS)


@in_database
def test_who_is_in_without_account_has_all_rights_until_one(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    assert editors.rights_of(NOBODY) == ALL_RIGHTS
    place.let_in()
    assert editors.rights_of(NOBODY) == NO_RIGHTS


@in_database
def test_of_the_processes_of_one_start_one_invites(place: Place, clock: Clock) -> None:
    tokens = at_once(4, lambda number: place.editors(clock).invite("start"))
    (token,) = filter(None, tokens)
    assert isinstance(token, str)
    assert place.editors(clock).is_invited(token)
    other = place.editors(clock).invite("another start")
    clock.now += 15 * MINUTE
    assert place.editors(clock).invite("start")
    assert [place.editors(clock).is_invited(old) for old in (token, other)] == [False, False]


@in_database
def test_the_first_to_accept_ends_all_invitations(place: Place, clock: Clock) -> None:
    tokens = [place.editors(clock).invite(start) for start in ("one", "another")]
    assert place.editors(clock).accept(tokens[1], ADDRESS)
    with pytest.raises(Unidentified):
        place.editors(clock).accept(tokens[0], ADDRESS)
