"""Real servers: what they refuse and what they say. What they survive is in `torture/`, and runs in test_torture.py."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gersapp.web.security.headers import HEADERS
from proof.tools.server import StartServer, free_port

MODIFY = "Modifier : http://127.0.0.1:"
COMMAND = "Pour modifier, créez un compte : .venv/bin/flask editor add NOM"


def test_a_server_that_would_load_the_file_before_its_workers_is_refused(server: StartServer) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(GUNICORN_CMD_ARGS="--preload")
    assert "--preload est refusé" in server.started[-1].output()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"GERSAPP_TRUSTED_USER_HEADER": "X-Remote-User"}, "aucun proxy n’est déclaré"),
        ({"GERSAPP_HOSTS": "https://catalogue.exemple.fr/"}, "des noms d’hôte sont attendus"),
        ({"GERSAPP_BIND": "127.0.0.1:99999"}, "une adresse et un port sont attendus"),
        ({"GERSAPP_BIND": "nulle.part.invalid:8000"}, "ne connaît pas le nom nulle.part.invalid"),
        ({"GERSAPP_PROXIES": "le-proxy"}, "des adresses ou des réseaux sont attendus"),
        ({"GERSAPP_TRUSTED_USER_HEADER": "X Y", "GERSAPP_PROXIES": "::1"}, "un nom d’en-tête est attendu"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_at_start(
    server: StartServer, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(**settings)
    assert words in server.started[-1].output()
    assert "Traceback" not in server.started[-1].output()


def test_by_a_socket_file_no_header_changes_the_links_of_anybodys_page(
    server: StartServer, tmp_path: Path
) -> None:
    def asked(path: str, *headers: str) -> str:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "s"))
            lines = [f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
            client.sendall("\r\n".join(lines).encode())
            response = http.client.HTTPResponse(client)
            response.begin()
            return response.read().decode()

    server(
        GUNICORN_CMD_ARGS=f"--bind unix:{tmp_path / 's'} --bind 127.0.0.1:{(port := free_port())}", port=port
    )
    # What is asked for twice is kept, for everybody.
    for _ in range(2):
        assert "elsewhere" not in asked("//elsewhere.example/", "SCRIPT_NAME: //elsewhere.example")
        assert "elsewhere" not in asked("/", "SCRIPT_NAME: //elsewhere.example", "PATH_INFO: /")
    assert 'href="/connexion"' in asked("/", "PATH_INFO: /accessibilite", "X-Forwarded-Proto: https")


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
def test_what_gunicorn_refuses_by_itself_has_our_headers_and_repeats_nothing(
    refusing: int, request_: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", refusing), timeout=10) as client:
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
    )
    assert "/connexion/premiere" not in far.output()
    assert COMMAND in far.output()
    assert not (tmp_path / "none").exists()
    far.stop()
    # A proxy of this machine cannot be told from its user.
    behind = server(GERSAPP_INSTANCE=str(tmp_path / "none"), GERSAPP_PROXIES="127.0.0.1")
    assert "/connexion/premiere" not in behind.output()
    assert COMMAND in behind.output()


def test_with_an_account_it_says_no_more_than_its_address(server: StartServer) -> None:
    told = server().output()
    assert "connexion" not in told
    assert COMMAND not in told
