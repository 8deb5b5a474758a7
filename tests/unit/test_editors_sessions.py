"""`gersapp.editors.Editors`: how long somebody is signed in, what ends it, and with which rights."""

from collections.abc import Callable

import pytest

from gersapp.editors import NOBODY, Editors
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import Unidentified
from proof.tools.clock import Clock
from proof.tools.editor import NAME, PASSWORD
from tests.support.clock import MINUTE
from tests.support.editor_places import Place, in_database, in_files
from tests.support.editors import ADDRESS, HEADER, OTHER, OTHER_ADDRESS, TODAY, Hasher, enter, log

pytestmark = pytest.mark.usefixtures("quick_disk")


# -- out


@pytest.mark.parametrize(
    "end",
    [
        lambda editors, token, clock: editors.sign_out(token, ADDRESS),
        lambda editors, token, clock: editors.accounts.change_password(NAME, OTHER, TODAY),
        lambda editors, token, clock: editors.accounts.change_password(NAME, PASSWORD, TODAY),
        lambda editors, token, clock: editors.accounts.remove(NAME),
        lambda editors, token, clock: (
            editors.accounts.remove(NAME),
            editors.accounts.add(NAME, PASSWORD, TODAY),
        ),
        lambda editors, token, clock: setattr(clock, "now", clock.now + 30 * MINUTE),
        lambda editors, token, clock: setattr(clock, "now", clock.now + 8 * 60 * MINUTE),
    ],
    ids=["signed out", "password changed", "same password set", "removed", "removed and made", "idle", "8 h"],
)
def test_a_token_that_is_replayed_is_refused(
    editors: Editors,
    home: Place,
    hasher: Hasher,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[Editors, str, Clock], object],
) -> None:
    token = enter(editors)
    # Salted, as real hashes are.
    monkeypatch.setattr(
        "gersapp.editors.accounts.hash_password", lambda password: f"another hash of {password}"
    )
    assert editors.identify(token) == NAME
    end(editors, token, clock)
    for server in (editors, home.editors(clock)):
        assert server.identify(token) is None
        # Its owner's form is given back, for it was somebody's.
        assert server.remembers(token)


@pytest.mark.parametrize(
    "end",
    [
        lambda editors, token, clock, home: editors.sign_out(token, ADDRESS),
        lambda editors, token, clock, home: setattr(clock, "now", clock.now + 30 * MINUTE),
        lambda editors, token, clock, home: setattr(clock, "now", clock.now + 8 * 60 * MINUTE),
        # What docs/deploy.md says ends everybody's sessions at once.
        lambda editors, token, clock, home: home.end_sessions(),
    ],
    ids=["signed out", "idle", "8 h", "file removed"],
)
def test_a_session_by_a_proxy_ends_as_others_do(
    home: Place, clock: Clock, end: Callable[[Editors, str, Clock, Place], object]
) -> None:
    editors = home.editors(clock, naming_header=HEADER)
    token = editors.begin_named("Jeanne", ADDRESS)
    assert editors.identify(token) == "Jeanne"
    end(editors, token, clock, home)
    for server in (editors, home.editors(clock, naming_header=HEADER)):
        assert server.identify(token) is None


@pytest.mark.parametrize("header", ["", "X-Other-User", f"{HEADER} "])
def test_a_session_by_a_proxy_is_good_for_its_header_only(home: Place, clock: Clock, header: str) -> None:
    token = home.editors(clock, naming_header=HEADER).begin_named("Jeanne", ADDRESS)
    assert home.editors(clock, naming_header=header).identify(token) is None


def test_a_session_lasts_while_it_is_used_and_8_hours_at_most(
    editors: Editors, hasher: Hasher, clock: Clock
) -> None:
    token, until = enter(editors), clock.now + 8 * 60 * MINUTE
    while clock.now < until:
        assert editors.identify(token) == NAME
        clock.now += 20 * MINUTE
    assert editors.identify(token) is None


def test_the_end_of_one_account_ends_no_other_session(
    editors: Editors, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: "hash")
    editors.accounts.add("Paul", OTHER, TODAY)
    token, other = enter(editors), enter(editors, "Paul")
    editors.accounts.remove("Paul")
    assert editors.identify(other) is None
    assert editors.identify(token) == NAME


def test_signing_out_twice_is_told_once(editors: Editors, hasher: Hasher, home: Place) -> None:
    token = enter(editors)
    editors.sign_out(token, OTHER_ADDRESS)
    editors.sign_out(token, OTHER_ADDRESS)
    assert log(home) == [("signed in", NAME, ADDRESS), ("signed out", NAME, OTHER_ADDRESS)]


def test_during_a_reload_both_servers_know_who_is_signed_in(
    home: Place, hasher: Hasher, clock: Clock
) -> None:
    old, new = home.editors(clock), home.editors(clock)
    before, after = enter(old), enter(new)
    assert [server.identify(token) for server in (old, new) for token in (before, after)] == [NAME] * 4
    new.sign_out(before, ADDRESS)
    old.sign_out(after, ADDRESS)
    clock.now += 2 * MINUTE
    enter(old)
    enter(new)
    assert [server.identify(token) for server in (old, new) for token in (before, after)] == [None] * 4


# -- rights


@in_files
def test_everybody_who_is_signed_in_has_all_rights(home: Place, clock: Clock) -> None:
    editors = home.editors(clock, naming_header=HEADER)
    assert [editors.rights_of(name) for name in (NAME, NOBODY, "Jeanne")] == [ALL_RIGHTS] * 3
    assert editors.rights_of("") == NO_RIGHTS


@in_database
def test_rights_are_those_of_the_account_of_that_name(
    home: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: "hash")
    editors = home.editors(clock, naming_header=HEADER)
    rights = Rights(roles={"gers": Role.EDITOR})
    editors.accounts.add("Paul", OTHER, TODAY, rights=rights)
    # Whether a password or a proxy says who they are.
    assert editors.rights_of(editors.identify(editors.begin_named("PAUL", ADDRESS)) or "") == rights
    assert [editors.rights_of(name) for name in ("Jeanne", NOBODY, "")] == [NO_RIGHTS] * 3
    assert editors.rights_of(NAME) == ALL_RIGHTS


@pytest.mark.parametrize("name", [NOBODY, f" {NOBODY.upper()}"])
def test_a_proxy_names_nobody_as_who_has_no_account(place: Place, clock: Clock, name: str) -> None:
    editors = place.editors(clock, naming_header=HEADER)
    with pytest.raises(Unidentified):
        editors.begin_named(name, ADDRESS)
    assert place.count_sessions() == 0
