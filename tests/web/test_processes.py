"""Real servers: what they refuse and what they print. `proof/torture` proves what they survive."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gersapp.memory import VARIABLE
from gersapp.web.security.headers import HEADERS
from proof.tools.server import GUNICORN, ROOT, Server, StartServer, free_port, launch

MODIFY = "Modifier : http://127.0.0.1:"
COMMAND = ".venv/bin/flask editor add NOM"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--preload", "--preload est refusé"),
        ("--certfile x.pem", "--certfile est refusé"),
        ("-w 2", "2 processus ne peuvent pas se servir d’un même fichier"),
    ],
)
def test_an_option_that_cannot_be_served_is_refused(server: StartServer, option: str, words: str) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(GUNICORN_CMD_ARGS=option)
    assert words in server.started[-1].output()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"GERSAPP_HOST": "catalogue.exemple.fr"},
            "GERSAPP_HOST n’est pas un réglage : est-ce GERSAPP_HOSTS ?",
        ),
        ({"GERSAPP_BIND": "127.0.0.1:99999"}, "une adresse et un port sont attendus"),
        ({"GERSAPP_BIND": "nulle.part.invalid:8000"}, "ne connaît pas le nom nulle.part.invalid"),
        ({"SCRIPT_NAME": "/a/../b"}, "par exemple /catalogue"),
        ({"GERSAPP_PROXIES": "le-proxy"}, "des adresses ou des réseaux sont attendus"),
        *(
            pytest.param(settings, words, marks=pytest.mark.long)
            for settings, words in (
                ({"GERSAPP_TRUSTED_USER_HEADER": "X-Remote-User"}, "aucun proxy n’est déclaré"),
                (
                    {"GERSAPP_TRUSTED_USER_HEADER": "X Y", "GERSAPP_PROXIES": "::1"},
                    "un nom d’en-tête est attendu",
                ),
                ({"GERSAPP_HOSTS": "https://catalogue.exemple.fr/"}, "des noms d’hôte sont attendus"),
                ({"GERSAPP_BIND": ":8000"}, "une adresse et un port sont attendus"),
                (
                    {"GERSAPP_BIND": "http://127.0.0.1:8000"},
                    "GERSAPP_BIND vaut « http://127.0.0.1:8000 » : une adresse",
                ),
                ({"GERSAPP_BIND": "::1:8000"}, "par exemple 127.0.0.1:8000"),
                ({"SCRIPT_NAME": "catalogue"}, "SCRIPT_NAME vaut « catalogue » : un chemin est attendu"),
                ({"SCRIPT_NAME": "/a b"}, "par exemple /catalogue"),
            )
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_start(
    server: StartServer, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(**settings)
    assert words in server.started[-1].output()
    assert "Traceback" not in server.started[-1].output()


def get_by_file(socket_file: Path, path: str, *headers: str) -> str:
    """Return the body of a response that comes by the socket file of a server."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(socket_file))
        lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
        client.sendall("\r\n".join(lines).encode())
        response = http.client.HTTPResponse(client)
        response.begin()
        return response.read().decode()


def get(server: Server, path: str) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()


def test_by_a_socket_file_no_header_changes_anybodys_links(server: StartServer, tmp_path: Path) -> None:
    file = tmp_path / "s"
    server(GUNICORN_CMD_ARGS=f"--bind unix:{file} --bind 127.0.0.1:{(port := free_port())}", port=port)
    # The second response comes from the cache that all visitors share.
    for _ in range(2):
        assert "elsewhere" not in get_by_file(
            file, "//elsewhere.example/", "SCRIPT_NAME: //elsewhere.example"
        )
        assert "elsewhere" not in get_by_file(file, "/", "SCRIPT_NAME: //elsewhere.example", "PATH_INFO: /")
    page = get_by_file(file, "/", "PATH_INFO: /accessibilite", "X-Forwarded-Proto: https")
    assert 'href="/connexion"' in page


def test_a_start_needs_no_time_zones_of_the_system() -> None:
    environ = {**os.environ, "PYTHONTZPATH": ""}
    command = [sys.executable, "-c", "import gersapp.web.factory"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)


SLOW_START = """
import time
from gunicorn.app.wsgiapp import WSGIApplication, run
from gunicorn.workers.base import Worker
load, begin = WSGIApplication.load_wsgiapp, Worker.init_process
WSGIApplication.load_wsgiapp = lambda self: (time.sleep(5), load(self))[1]
# From its first sign on, the master expects others: one that has waited for the file or the database gave some.
Worker.init_process = lambda self: (self.notify(), begin(self))
run()
"""


@pytest.mark.long
def test_a_start_may_take_longer_than_a_worker_may_be_silent(server: StartServer, tmp_path: Path) -> None:
    program = tmp_path / "slow.py"
    program.write_text(SLOW_START, "utf-8")
    slow = server(program=(str(program), "-c", "gunicorn.conf.py", "--timeout", "2"), PYTHONPATH=str(ROOT))
    assert slow.output().count("http://127.0.0.1") == 1
    assert "TIMEOUT" not in slow.output()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux's")
def test_a_server_starts_again_with_its_settings_of_malloc(tmp_path: Path) -> None:
    port, database = free_port(), tmp_path / "db.json"
    settings = {"GERSAPP_BIND": f"127.0.0.1:{port}", "GERSAPP_DB": str(database)}
    environ = {name: value for name, value in os.environ.items() if name != VARIABLE} | settings
    server = launch(
        [sys.executable, *GUNICORN, "wsgi:app"],
        port=port,
        database=database,
        log=tmp_path / "log",
        environ={**environ, "GERSAPP_INSTANCE": str(tmp_path / "instance")},
    )
    try:
        server.wait()
        assert f"{VARIABLE}=glibc.malloc.".encode() in Path(f"/proc/{server.pid}/environ").read_bytes()
    finally:
        server.kill()


# -- where it listens


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of the loopback that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_addresses_on_the_command_line_are_obeyed(server: StartServer, tmp_path: Path, taken: int) -> None:
    file, port, other = tmp_path / "s", free_port(), free_port()
    program = [*GUNICORN, "-b", f"127.0.0.1:{port}", "-b", f"unix:{file}", "--bind", f"localhost:{other}"]
    # The setting would be refused, but the command line goes before it.
    started = server(port=port, program=program, GERSAPP_BIND=f"127.0.0.1:{taken}")
    lines = [line for line in started.output().splitlines() if line.startswith("Catalogue")]
    urls = [started.url, f"unix:{file}", f"http://127.0.0.1:{other}"]
    assert lines == [f"Catalogue : {urls[0]}/", f"Catalogue : {urls[1]}", f"Catalogue : {urls[2]}/"]
    assert 'href="/connexion"' in get_by_file(file, "/")
    assert get(started, "/")[0] == get(replace(started, port=other), "/")[0] == 200


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:{taken}", "Impossible d’écouter à l’adresse 127.0.0.1:{taken} (adresse déjà utilisée)"),
        ("127.0.0.1:99999", "L’option -b vaut « 127.0.0.1:99999 » : une adresse et un port sont attendus"),
    ],
)
def test_an_address_of_the_command_line_is_refused_in_french(
    server: StartServer, taken: int, address: str, words: str
) -> None:
    program = [*GUNICORN, "-b", f"127.0.0.1:{free_port()}", "-b", address.format(taken=taken)]
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(program=program)
    output = server.started[-1].output()
    assert words.format(taken=taken) in output
    assert "GERSAPP_BIND" not in output
    assert "Traceback" not in output


def test_a_port_of_the_setting_that_is_taken_is_refused(server: StartServer, taken: int) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(GERSAPP_BIND=f"127.0.0.1:{taken}")
    assert f"Impossible d’écouter à l’adresse 127.0.0.1:{taken}" in server.started[-1].output()
    assert "par exemple GERSAPP_BIND=127.0.0.1:8001" in server.started[-1].output()


def test_under_a_prefix_the_server_says_its_addresses(server: StartServer, tmp_path: Path) -> None:
    started = server(GERSAPP_INSTANCE=str(tmp_path / "none"), SCRIPT_NAME="/catalogue/")
    output = started.output()
    assert f"Catalogue : {started.origin}/catalogue/\n" in output
    (invitation,) = re.findall(
        rf"Modifier : {started.origin}(/catalogue/connexion/premiere/[\w-]+)\n", output
    )
    status, _, page = get(started, invitation)
    assert (status, 'action="/catalogue/connexion/premiere"' in page) == (200, True)
    assert 'href="/catalogue/connexion"' in get(started, "/catalogue/")[2]
    # A path outside the prefix, which no proxy sends: gunicorn refuses it by itself.
    status, headers, page = get(started, "/connexion")
    assert (status, "Demande illisible" in page) == (500, True)
    for name, value in HEADERS:
        assert headers.get_all(name) == [value]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"<script>alert(1)</script>\r\n\r\n", 400),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100 + b"\r\n", 431),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
    ],
)
def test_a_refusal_by_gunicorn_has_our_headers_and_no_echo(
    refusing: int, request_: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", refusing), timeout=60) as client:
        client.sendall(request_)
        response = http.client.HTTPResponse(client)
        response.begin()
        text = response.read().decode()
    assert response.status == status
    for name, value in HEADERS:
        assert response.headers.get_all(name) == [value]
    assert "Demande illisible" in text
    assert "script" not in text


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server."""
    folder = tmp_path_factory.mktemp("refusing")
    start = StartServer(folder, folder / "db.json")
    yield start().port
    for one in start.started:
        one.kill()


def test_without_an_account_the_server_says_how_to_begin(server: StartServer, tmp_path: Path) -> None:
    home = server(GERSAPP_INSTANCE=str(tmp_path / "none"))
    assert home.output().count(MODIFY) == 1
    assert COMMAND not in home.output()
    home.stop()
    far = server(
        GERSAPP_INSTANCE=str(tmp_path / "none"),
        GUNICORN_CMD_ARGS=f"--bind 0.0.0.0:{home.port}",
        port=home.port,
        PYTHONIOENCODING="ascii",  # some system without « é »
    )
    assert "/connexion/premiere" not in far.output()
    assert f"compte : GERSAPP_INSTANCE={tmp_path / 'none'} {COMMAND}\n" in far.output()
    assert [path.name for path in (tmp_path / "none").iterdir()] == ["security.log"]
    far.stop()
    # A proxy of this machine cannot be told from its user.
    behind = server(GERSAPP_INSTANCE=str(tmp_path / "none"), GERSAPP_PROXIES="127.0.0.1")
    assert "/connexion/premiere" not in behind.output()
    assert COMMAND in behind.output()


def test_with_an_account_it_says_no_more_than_its_address(server: StartServer) -> None:
    output = server().output()
    assert "connexion" not in output
    assert COMMAND not in output
