"""`make observatory`: what a newcomer starts, and what is left when it ends."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proof.tools.postgres import MISSING, is_postgres_there
from proof.tools.server import ROOT, free_port
from proof.torture.losses import wait_until

pytestmark = pytest.mark.long

SECONDS = 60


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can reach."""
    if not is_postgres_there():
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory(prefix="gersapp-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "observatory"


def start(place: Path, port: int) -> "subprocess.Popen[bytes]":
    code = f"from pathlib import Path; from proof.observatory.__main__ import main; main(Path({str(place)!r}), 2)"
    with place.with_name("log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "GERSAPP_BIND": f"127.0.0.1:{port}", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def page(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().read().decode()


def others(place: Path) -> list[str]:
    """The processes whose command or environment names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(place).encode() in words:
            found.append(process.name)
    return found


def wait_until_ready(place: Path) -> str:
    """Wait for the first sign-in, and return all that was said."""
    log = place.with_name("log")
    wait_until(lambda: "Modifier : " in log.read_text(), "une première connexion", SECONDS)
    return log.read_text()


def end(process: "subprocess.Popen[bytes]", number: int, place: Path) -> None:
    process.send_signal(number)
    process.wait(SECONDS)
    wait_until(lambda: not others(place), "la fin de tous les processus", SECONDS)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_all_ends_with_whoever_started_it(place: Path, number: int) -> None:
    port = free_port()
    process = start(place, port)
    said = wait_until_ready(place)
    assert re.search(r"export GERSAPP_DATABASE='postgresql://", said)
    assert "3 organismes publics" in page(port)
    end(process, number, place)


def test_a_second_start_finds_what_the_first_left(place: Path) -> None:
    for said in ("Ajout des organismes", ""):
        port = free_port()
        process = start(place, port)
        assert wait_until_ready(place).startswith(said or "Pour les commandes")
        assert "3 organismes publics" in page(port)
        end(process, signal.SIGINT, place)
    assert sorted(path.name for path in (place / "exemples").iterdir()) == [
        "cc-merlamont-et-beltignan.json",
        "dournagnan.json",
        "vallalieu-le-haut.json",
    ]


def test_a_second_one_is_refused(place: Path) -> None:
    first = start(place, free_port())
    wait_until_ready(place)
    second = start(place, free_port())
    second.wait(SECONDS)
    assert "« make observatory » tourne déjà" in place.with_name("log").read_text()
    end(first, signal.SIGTERM, place)
