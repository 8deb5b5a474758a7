"""One process, many threads, and a worker that waits for the store's lock before it reads the file.

Every value is here for a measured reason: see docs/decisions/server.md.
"""

import os
import secrets
import signal
import socket
import struct
import sys
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]  # it has no types
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # likewise

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gersapp.errors import EditorsUnavailable, StartRefused, reason
from gersapp.settings import read_settings
from gersapp.store.tinydb import lock

_LINGER_S = 0.5


class Worker(ThreadWorker):  # type: ignore[misc]
    """One that says goodbye to a client in the client's own thread."""

    def handle(self, conn: Any) -> Any:
        """Serve a request, and close the connection here unless it is kept.

        gunicorn 27 closes it in its main loop, where it waits up to 2 s for each client to close too:
        64 silent ones then stop every visitor for two minutes, and the master kills the worker.
        """
        kept = super().handle(conn)
        if not kept:
            util.close_graceful(conn.sock, _LINGER_S)
            conn.close = lambda graceful=False: None
        return kept


def _write_error(client: socket.socket, status: int, reason: str, message: str) -> None:
    """What gunicorn answers by itself to a request that it cannot read: in French, with our headers."""
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

_settings = read_settings()

bind = _settings.bind
workers = 1
worker_class = Worker
threads = 64
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
loglevel = "warning"

# Workers of one master, and the master that takes over from it (USR2), share this name.
os.environ.setdefault(lock.OWNER_VARIABLE, secrets.token_hex(16))

_LAST_PORT = 65_535
_CLIENT_SILENCE_S = 5
_CLIENT_DEAF_S = 20


def on_starting(server: Any) -> None:
    """Refuse a file that another server holds before anything listens."""
    if server.cfg.preload_app:
        _refuse(
            StartRefused(
                "--preload est refusé : après l’arrêt brutal d’un processus, des modifications se perdraient."
            )
        )
    try:
        lock.refuse_if_held(_settings.db)
        if "GUNICORN_FD" not in os.environ:
            _refuse_if_taken(bind)
    except StartRefused as error:
        _refuse(error)


def _refuse_if_taken(address: str) -> None:
    """Say in French what gunicorn would say after five tries in English."""
    host, _, port = address.rpartition(":")
    if address.startswith(("unix:", "fd:")):
        return
    if not host or not port.isdecimal() or int(port) > _LAST_PORT:
        raise StartRefused(
            f"GERSAPP_BIND vaut « {address} » : une adresse et un port sont attendus, "
            "par exemple 127.0.0.1:8000."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), int(port)))
        except socket.gaierror as error:
            raise StartRefused(
                f"GERSAPP_BIND vaut « {address} » : cette machine ne connaît pas le nom {host}."
            ) from error
        except OSError as error:
            raise StartRefused(
                f"Impossible d’écouter à l’adresse {address} ({reason(error)}). Un autre programme s’en "
                "sert peut-être ; indiquez-en une autre, par exemple GERSAPP_BIND=127.0.0.1:8001."
            ) from error


def when_ready(server: Any) -> None:
    """Say where the catalogue is, and let no silent client keep a thread for ever."""
    for listener in server.LISTENERS:
        # Accepted sockets inherit both on Linux; a read then fails after 5 s without a byte, and a write
        # after 20 s without room for one.
        for option, seconds in (
            (socket.SO_RCVTIMEO, _CLIENT_SILENCE_S),
            (socket.SO_SNDTIMEO, _CLIENT_DEAF_S),
        ):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0))
        print(f"Catalogue : {_address(listener)}", flush=True)


def post_fork(server: Any, worker: Any) -> None:
    """Wait for the worker that this one replaces to let go of the file."""

    def leave(signum: int, frame: FrameType | None) -> None:
        sys.exit(0)

    def still_wanted() -> None:
        worker.notify()
        if os.getppid() != worker.ppid:
            sys.exit(0)

    # The master's handlers are inherited and would do nothing here: a waiting worker must be able to end.
    inherited = {
        number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    }
    try:
        lock.wait_for(_settings.db, still_wanted)
    except StartRefused as error:
        _refuse(error)
    for number, handler in inherited.items():
        signal.signal(number, handler)


def post_worker_init(worker: Any) -> None:
    """While nobody has an account, say how to begin: at home by a one-time address, else by a command."""
    site = getattr(worker.wsgi, "extensions", {}).get("gersapp")
    if site is None:
        return
    try:
        if site.editors.accounts:
            return
    except EditorsUnavailable as error:
        print(f"Comptes : {error} Personne ne peut se connecter.", file=sys.stderr, flush=True)
        return
    listeners = worker.sockets
    if not _settings.proxies and all(_is_loopback(listener) for listener in listeners):
        address = f"{_address(listeners[0])}connexion/premiere/{site.editors.invite()}"
        print(f"Modifier : {address}\n(une seule fois, dans les 15 minutes)", flush=True)
    else:
        print("Pour modifier, créez un compte : .venv/bin/flask editor add NOM", flush=True)


def _is_loopback(listener: Any) -> bool:
    name = listener.getsockname()
    return not isinstance(name, str) and ip_address(name[0]).is_loopback


def _address(listener: Any) -> str:
    name = listener.getsockname()
    if isinstance(name, str):
        return f"unix:{name}"
    host = f"[{name[0]}]" if ":" in name[0] else name[0]
    return f"http://{host}:{name[1]}/"


def _refuse(error: Exception) -> None:
    print(f"\nArrêt : {error}\n", file=sys.stderr, flush=True)
    # gunicorn takes 3 for « the worker failed to boot » and ends instead of trying again for ever.
    sys.exit(3)
