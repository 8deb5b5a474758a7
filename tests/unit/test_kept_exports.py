"""`gersapp.exchange.exports`: documents are made once, apart when large, and few wait."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange import exports
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.exports import Exports, write_apart
from gersapp.exchange.writing import write
from proof.tools.server import ROOT

HEADING = Heading("Le tri", audiences=(Audience("tous", "Tous"),))

# A server whose child would write for ever.
_SERVER = """
from gersapp.exchange import exports
from tests.unit.test_kept_exports import dossier_of
*command, program = exports.command_of("gersapp.exchange.writing.program")
program = program.replace("; main()", "; from tests.unit.test_kept_exports import endless; "
    "main.__globals__['write'] = endless; main()")
exports.command_of = lambda module, *arguments: [*command, program, *arguments]
exports.write_apart("txt", dossier_of(1))
"""


def dossier_of(count: int) -> Dossier:
    operations = [Operation(f"o-{k}", f"Opération {k}", audiences=("tous",)) for k in range(count)]
    return make_dossier(Catalogue.of(HEADING, operations), Selection(), date(2026, 11, 26))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each document was made: in place or apart."""
    ways: list[str] = []

    def in_place(slug: str, dossier: Dossier) -> Iterator[bytes]:
        ways.append("in place")
        return write(slug, dossier)

    def apart(slug: str, dossier: Dossier) -> bytes:
        ways.append("apart")
        return write_apart(slug, dossier)

    monkeypatch.setattr(exports, "write", in_place)
    monkeypatch.setattr(exports, "write_apart", apart)
    return ways


@pytest.mark.parametrize(("count", "way"), [(1, "in place"), (201, "apart")])
def test_a_document_is_made_once(made: list[str], count: int, way: str) -> None:
    kept, dossier = Exports(), dossier_of(count)
    contents = {kept.get("txt", "state", lambda: dossier) for _ in range(3)}
    assert contents == {b"".join(write("txt", dossier))}
    assert made == [way]


def test_another_state_or_format_is_another_document(made: list[str]) -> None:
    kept = Exports()
    one = kept.get("txt", "state 1", lambda: dossier_of(1))
    assert kept.get("txt", "state 2", lambda: dossier_of(2)) != one
    assert kept.get("md", "state 1", lambda: dossier_of(1)) != one
    assert len(made) == 3


def test_many_at_once_make_it_once(made: list[str]) -> None:
    kept, dossier = Exports(), dossier_of(300)
    contents: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: contents.append(kept.get("txt", "state", lambda: dossier)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(contents) == 20
    assert len(set(contents)) == 1
    assert made == ["apart"]


def test_too_many_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_MAX_WAITING", 1)
    kept, dossier = Exports(), dossier_of(1)

    def ask_again() -> Dossier:
        with pytest.raises(ExportBusy):
            kept.get("md", "state", lambda: dossier)
        return dossier

    kept.get("txt", "state", ask_again)
    assert kept.get("md", "state", lambda: dossier)


def test_a_table_waits_for_no_heavy_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_MAX_WAITING_HEAVY", 1)
    kept, table = Exports(), dossier_of(201)

    def write_heavy(slug: str, dossier: Dossier) -> bytes:
        if slug == "csv":
            return b"table"
        with pytest.raises(ExportBusy):
            kept.get("pdf", "another", lambda: table)
        return kept.get("csv", "state", lambda: table)

    monkeypatch.setattr(exports, "write_apart", write_heavy)
    heavy = threading.Thread(target=kept.get, args=("pdf", "state", lambda: table), daemon=True)
    heavy.start()
    heavy.join(10)
    assert not heavy.is_alive()
    assert kept.get("pdf", "state", lambda: table) == b"table"


def test_nothing_is_made_for_who_left(made: list[str]) -> None:
    with pytest.raises(ExportBusy):
        Exports().get("txt", "state", lambda: dossier_of(1), lambda: False)
    assert made == []


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch, made: list[str]) -> None:
    monkeypatch.setattr(exports, "_MAX_KEPT_BYTES", 2_000)
    kept = Exports()
    for state in ("1", "2", "1"):
        kept.get("txt", state, lambda: dossier_of(1))
    assert len(made) == 3


def test_a_process_that_fails_is_an_error() -> None:
    with pytest.raises(ExportFailed):
        write_apart("no-format", dossier_of(1))


def endless(slug: str, dossier: Dossier) -> Iterator[bytes]:
    """Yield nothing, for ever."""
    print("begun", file=sys.stderr, flush=True)
    yield from iter(bytes, b"end")


def test_a_process_ends_with_its_server() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert server.stdout
    assert server.stdout.readline() == b"begun\n"
    server.kill()
    # Its child has the same output, which ends when both have.
    assert server.communicate(timeout=30)[0] == b""
