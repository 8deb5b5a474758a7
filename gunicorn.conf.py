"""One process with many threads, or with a database as many processes as `-w` says.

With a file, a worker waits for the store's lock before it reads it.

Every value is here for a measured reason: see docs/decisions/server.md. What the command line of gunicorn
says goes before this file.
"""

import os
import re
import resource
import secrets
import shlex
import signal
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from gunicorn import util  # type: ignore[import-untyped]  # it has no types

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gersapp.errors import EditorsUnavailable, StartRefused, reason
from gersapp.memory import restart_with_settings_of_malloc
from gersapp.settings import Settings, accept_any_encoding, read_settings
from gersapp.store import opening
from gersapp.store.tinydb import lock
from gersapp.worker import PatientWorker


def _stop(error: Exception) -> NoReturn:
    print(f"\nArrêt : {error}\n", file=sys.stderr, flush=True)
    # gunicorn takes 3 for « the worker failed to boot » and ends instead of trying again for ever.
    sys.exit(3)


_BIND_EXPECTED = "une adresse et un port sont attendus, par exemple 127.0.0.1:8000."

restart_with_settings_of_malloc()
accept_any_encoding()
try:
    _settings = read_settings()
    util.parse_address(_settings.bind)
except StartRefused as _error:
    _stop(_error)
except RuntimeError:  # as gunicorn says it of a port that is no number
    _stop(StartRefused(f"GERSAPP_BIND vaut « {_settings.bind} » : {_BIND_EXPECTED}"))

bind = _settings.bind
workers = 1
worker_class = PatientWorker
threads = 64
# A connection is a file; most systems let a process open 1 024, some 256, and the store needs some.
worker_connections = min(800, resource.getrlimit(resource.RLIMIT_NOFILE)[0] * 3 // 4)
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 0
# A worker forked from a master that has read the file would serve it as it was then, for ever.
preload_app = False
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (memory, not a temporary file of ours)
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
# No header of a proxy is believed here: `gersapp.web.security.proxies` believes those that are declared.
# gunicorn would believe whoever comes by a socket file: SCRIPT_NAME then changed the links of kept pages.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
# A warning is what gunicorn says of each request that is no HTTP: visitors could drown all else in the log.
loglevel = "error"

# Workers of one master, and the master that takes over from it (USR2), share this name.
os.environ.setdefault(lock.OWNER_VARIABLE, secrets.token_hex(16))

# The path under which the site is, without a slash at its end: gunicorn reads the variable at each request.
_prefix = os.environ["SCRIPT_NAME"] = os.environ.get("SCRIPT_NAME", "").rstrip("/")

_MAX_PORT = 65_535
# What the system keeps of the answers to one client: a whole page, and not 4 MB.
_MAX_SENT_BYTES = 256 * 1024
# By these variables a master is told of sockets that listen already: the one before it, or systemd, has them.
_SOCKETS_GIVEN = {"GUNICORN_FD", "LISTEN_FDS"}


def on_starting(server: Any) -> None:
    """Refuse what could not be served, before anything listens."""
    try:
        if server.cfg.workers > 1 and not _settings.database:
            raise StartRefused(
                f"{server.cfg.workers} processus ne peuvent pas se servir d’un même fichier : lancez-en un "
                "seul, ou indiquez une base PostgreSQL par GERSAPP_DATABASE."
            )
        if server.cfg.preload_app:
            raise StartRefused(
                "--preload est refusé : après l’arrêt brutal d’un processus, des modifications se perdraient."
            )
        if server.cfg.is_ssl:
            raise StartRefused("--certfile est refusé : c’est un proxy qui chiffre, voir docs/deploy.md.")
        if not re.fullmatch(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*", _prefix):
            raise StartRefused(
                f"SCRIPT_NAME vaut « {_prefix} » : un chemin est attendu, par exemple /catalogue."
            )
        if _settings.database:
            _say_which_wins()
            opening.prepare(_settings.database)
        else:
            lock.refuse_if_held(_settings.db)
        if _SOCKETS_GIVEN.isdisjoint(os.environ):
            for text, address in zip(server.cfg.bind, server.cfg.address, strict=True):
                _refuse_unusable(text, address)
    except StartRefused as error:
        _stop(error)


def _say_which_wins() -> None:
    if os.environ.get("GERSAPP_DB"):
        print("GERSAPP_DATABASE l’emporte : le fichier que GERSAPP_DB indique n’est pas lu.", flush=True)


def _refuse_unusable(text: str, address: tuple[str, int] | str | int) -> None:
    """Say in French what gunicorn would say after five tries in English.

    `text` is an address as the setting or the command line gives it, `address` what gunicorn makes of it: a
    host and a port, the path of a socket file, or the number of a descriptor. Only the first may be taken.
    """
    if not isinstance(address, tuple):
        return
    host, port = address
    is_setting = text == bind
    source = "GERSAPP_BIND" if is_setting else "L’option -b"
    if not 0 <= port <= _MAX_PORT or (is_setting and not text.rpartition(":")[0]):
        raise StartRefused(f"{source} vaut « {text} » : {_BIND_EXPECTED}")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except socket.gaierror as error:
            raise StartRefused(
                f"{source} vaut « {text} » : cette machine ne connaît pas le nom {host}."
            ) from error
        except OSError as error:
            example = "GERSAPP_BIND=127.0.0.1:8001" if is_setting else "-b 127.0.0.1:8001"
            raise StartRefused(
                f"Impossible d’écouter à l’adresse {text} ({reason(error)}). Un autre programme s’en "
                f"sert peut-être ; indiquez-en une autre, par exemple {example}."
            ) from error


def when_ready(server: Any) -> None:
    """Say where the pages are, and bound what the system keeps for who reads slowly."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MAX_SENT_BYTES)
        name = listener.getsockname()
        address = f"unix:{name}" if isinstance(name, str) else f"http://{_format_host(name)}{_prefix}/"
        print(f"{'Observatoire' if _settings.database else 'Catalogue'} : {address}", flush=True)


def post_fork(server: Any, worker: Any) -> None:
    """Wait for the worker that this one replaces to let go of the file, or for the database.

    A worker that is replaced while the database is down would end the master, and those that still serve.
    """

    def leave(signum: int, frame: FrameType | None) -> None:
        sys.exit(0)

    def check_if_wanted() -> None:
        worker.notify()
        if os.getppid() != worker.ppid:
            sys.exit(0)

    # The master's handlers are inherited and would do nothing here: a waiting worker must be able to end.
    inherited = {
        number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    }
    try:
        if _settings.database:
            opening.wait_for(_settings.database, check_if_wanted)
        else:
            lock.wait_for(_settings.db, check_if_wanted)
    except StartRefused as error:
        _stop(error)
    for number, handler in inherited.items():
        signal.signal(number, handler)


def post_worker_init(worker: Any) -> None:
    """While nobody can sign in, say how to begin: at home by a one-time address, else by a command."""
    app = worker.wsgi
    site = getattr(app, "extensions", {}).get("gersapp")
    if site is None:
        return
    # The commands tell by this log whether a server uses their folder.
    site.editors.journal.note("started")
    try:
        if site.editors.accounts or _settings.trusted_user_header:
            return
    except EditorsUnavailable as error:
        print(f"Comptes : {error} Personne ne peut se connecter.", file=sys.stderr, flush=True)
        return
    names = [listener.getsockname() for listener in worker.sockets]
    if not _settings.proxies and all(map(_is_loopback, names)):
        urls = app.url_map.bind(_format_host(names[0]), script_name=_prefix or "/")
        # Of the processes of one start, one has a token.
        token = site.editors.invite(os.environ[lock.OWNER_VARIABLE])
        if token:
            address = urls.build("signin.invitation", {"token": token}, force_external=True)
            print(f"Modifier : {address}\n(une seule fois, dans les 15 minutes)", flush=True)
    elif _settings.database:
        # Its address has a password.
        print("Pour modifier, créez un compte : .venv/bin/flask editor add NOM --curator", flush=True)
    else:
        folder = shlex.quote(str(_settings.instance))
        variable = "" if _settings.instance == Settings().instance else f"GERSAPP_INSTANCE={folder} "
        print(f"Pour modifier, créez un compte : {variable}.venv/bin/flask editor add NOM", flush=True)


def _is_loopback(name: Any) -> bool:
    """Whether a listening socket of that name, a path or an address, is reached from this machine only."""
    return not isinstance(name, str) and ip_address(name[0]).is_loopback


def _format_host(name: tuple[Any, ...]) -> str:
    """Return the host and the port of a socket's name, as an address on the web has them."""
    host, port = name[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _write_error(client: socket.socket, status: int, reason: str, message: str) -> None:
    """Answer a request that gunicorn refuses by itself: in French, with our headers."""
    from gersapp.web.security.headers import HEADERS

    text = "<!doctype html><html lang=fr><meta charset=utf-8><title>Demande illisible</title>"
    body = f"{text}<h1>Demande illisible</h1><p>Revenez en arrière et recommencez.".encode()
    headers = [
        ("Connection", "close"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *HEADERS,
    ]
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    util.write_nonblock(client, "\r\n".join([*lines, "", ""]).encode() + body)


# gunicorn has no hook for it. It would also repeat parts of the request, in English.
util.write_error = _write_error
