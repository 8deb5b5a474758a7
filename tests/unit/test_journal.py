"""`gersapp.editors.journal`: one line for each event, whatever is in it, and five files at most."""

import json
import os
from pathlib import Path

import pytest

from gersapp.editors.journal import Journal
from proof.tools.clock import Clock
from tests.support.files import at_once, modes

FULL = 5_000_000


@pytest.fixture
def journal(folder: Path) -> Journal:
    return Journal(folder, Clock())


def lines(folder: Path, name: str = "security.log") -> list[dict[str, str | int]]:
    return [json.loads(line) for line in (folder / name).read_text("ascii").split("\n")[:-1]]


def fill(folder: Path) -> None:
    """Make the log as long as it may get, at no cost: a file with a hole."""
    os.truncate(folder / "security.log", FULL)


def test_a_line_says_when_what_and_the_facts(journal: Journal, folder: Path) -> None:
    journal.note("signed in", editor="Éléonore", address="192.0.2.1")
    journal.note("refused", status=401)
    assert lines(folder) == [
        {"at": "2027-01-15T08:00:00+00:00", "event": "signed in", "editor": "Éléonore", "address": "192.0.2.1"},
        {"at": "2027-01-15T08:00:00+00:00", "event": "refused", "status": 401},
    ]  # fmt: skip


def test_nothing_is_written_before_something_happens(journal: Journal, folder: Path) -> None:
    assert not folder.exists()


@pytest.mark.parametrize(
    "text",
    [
        '\r\n{"event": "signed in", "editor": "Jeanne"}',
        "a\nb",
        "a\rb",
        "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg",
        "\0\x1b[2J\x7f",
        "\ud800",
        '"}, {"',
        "\\n",
        "%s %(message)s {0}",
        "é" * 10_000,
    ],
)
def test_no_text_ends_its_line(journal: Journal, folder: Path, text: str) -> None:
    journal.note("refused", path=text)
    journal.note("after")
    content = (folder / "security.log").read_bytes()
    # One line by anybody's account: str.splitlines knows eight more line ends than \n.
    assert len(content.decode("ascii").splitlines()) == 2
    assert min(content.replace(b"\n", b"")) >= 0x20
    assert [line.get("path") for line in lines(folder)] == [text, None]


@pytest.mark.parametrize("mask", [0, 0o077])
def test_it_is_closed_to_others(journal: Journal, folder: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        journal.note("event")
    finally:
        os.umask(before)
    assert modes(folder) == {".": 0o700, "security.log": 0o600}


def test_a_full_file_makes_room_and_four_are_kept(journal: Journal, folder: Path) -> None:
    for number in range(7):
        journal.note("event", number=number)
        fill(folder)
    journal.note("last")
    assert modes(folder) == {
        ".": 0o700,
        "security.log": 0o600,
        **{f"security.log.{number}": 0o600 for number in (1, 2, 3, 4)},
    }
    assert [line["event"] for line in lines(folder)] == ["last"]
    kept = [(folder / f"security.log.{number}").read_bytes() for number in (1, 2, 3, 4)]
    assert [json.loads(content[: content.index(b"\n")])["number"] for content in kept] == [6, 5, 4, 3]


def test_one_that_is_not_full_goes_on_after_a_restart(journal: Journal, folder: Path) -> None:
    journal.note("first")
    Journal(folder, Clock()).note("second")
    assert [line["event"] for line in lines(folder)] == ["first", "second"]


def test_during_a_reload_both_servers_write_to_one_file(folder: Path) -> None:
    old, new = Journal(folder, Clock()), Journal(folder, Clock())
    old.note("old")
    fill(folder)
    new.note("new")
    old.note("old again")
    assert [line["event"] for line in lines(folder)] == ["new", "old again"]
    assert {path.name for path in folder.iterdir()} == {"security.log", "security.log.1"}


def test_a_file_that_was_moved_away_is_made_anew(journal: Journal, folder: Path) -> None:
    journal.note("before")
    (folder / "security.log").rename(folder / "archive")
    journal.note("after")
    assert [line["event"] for line in lines(folder)] == ["after"]


def test_lines_of_many_threads_stay_whole(journal: Journal, folder: Path) -> None:

    def work(number: int) -> None:
        for _ in range(10):
            journal.note("event", text="x" * 1_000)

    assert at_once(8, work) == [None] * 8
    assert [line["text"] for line in lines(folder)] == ["x" * 1_000] * 80


def test_a_log_that_cannot_be_written_stops_nobody_and_is_told(
    journal: Journal, folder: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write_bytes(b"no folder")
    journal.note("signed in", editor="Jeanne")
    assert "Le journal de sécurité ne peut pas être écrit" in caplog.text
    assert capsys.readouterr().err == ""
    assert folder.read_bytes() == b"no folder"


def test_a_full_disk_stops_nobody_and_is_told(
    journal: Journal, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    (folder / "security.log").symlink_to("/dev/full")
    journal.note("signed in", editor="Jeanne")
    journal.note("signed out", editor="Jeanne")
    assert caplog.text.count("Le journal de sécurité ne peut pas être écrit") == 2
    # With room again, lines are written, and none that was given up comes back.
    (folder / "security.log").unlink()
    journal.note("signed in", editor="Marc")
    assert [line["editor"] for line in lines(folder)] == ["Marc"]


# -- forgetting an operation


@pytest.mark.parametrize("id", ["event", "11", "what", "saved", "operation-11"])
def test_an_operation_is_forgotten_only_where_lines_name_one(journal: Journal, folder: Path, id: str) -> None:
    facts: dict[str, str | int] = {"revision": 11, "editor": "event", "address": "192.0.2.11"}
    journal.note("saved", what=id, **facts)
    journal.note("saved", what=f"{id}-2", **facts)
    journal.note("refused", status=403, path=f"/operations/{id}/edit", **facts)
    before = lines(folder)
    journal.forget(id)
    assert lines(folder) == [
        {**before[0], "what": "(purged)"},
        before[1],
        {**before[2], "path": "/operations/(purged)/edit"},
    ]


def test_an_operation_is_forgotten_in_a_broken_line(journal: Journal, folder: Path) -> None:
    journal.note("saved", what="tips-du-jour")
    with (folder / "security.log").open("ab") as log:
        log.write(b'{"at": "2027", "what": "tips-du-jour", "edi\xff')
    journal.forget("tips-du-jour")
    content = (folder / "security.log").read_bytes()
    assert content.endswith(b'\n{"at": "2027", "what": "(purged)", "edi\xff')
    assert b"tips" not in content


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_log_that_root_has_cleared_is_still_that_of_the_server(journal: Journal, folder: Path) -> None:
    journal.note("saved", what="tips-du-jour")
    for path in (folder, folder / "security.log"):
        os.chown(path, 1234, 1234)
    journal.forget("tips-du-jour")
    assert (folder / "security.log").stat().st_uid == 1234
    assert modes(folder) == {".": 0o700, "security.log": 0o600}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_a_log_that_root_begins_is_that_of_the_server(journal: Journal, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 1234, 1234)
    journal.note("signed in", editor="Jeanne")
    assert (folder / "security.log").stat().st_uid == 1234
