"""What can be seen of a server from outside: its file, its lock and its processes."""

import json
import subprocess
from pathlib import Path

from proof.tools.server import Server
from proof.torture.losses import Lost


def descriptions(database: Path) -> dict[str, str]:
    """Return the description of each operation in the file, by id; raise Lost when the file is not whole."""
    try:
        tables = json.loads(database.read_bytes())
        return {row["id"]: row["description"] for row in tables["operations"].values()}
    except json.JSONDecodeError as error:
        raise Lost(f"fichier illisible, ligne {error.lineno}, colonne {error.colno}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Lost(f"fichier illisible : {error!r}") from error


def workers(server: Server) -> set[int]:
    """Return the process numbers of the master's children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return {pid for pid, parent in pairs if parent == server.pid}


def lock_holder(server: Server) -> int:
    """Return the process number that the lock of the server's file names; 0 for a moment, at most."""
    lock = server.database.with_name(server.database.name + ".lock")
    return int((lock.read_text() or "0").split()[0])
