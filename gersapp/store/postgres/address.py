"""The address of a database, as libpq reads its parts: what messages may say of it."""

from collections.abc import Mapping
from typing import Any


def has_secret_elsewhere(parameters: Mapping[str, Any]) -> bool:
    """Whether a part of a password seems to be in another part of the address, which messages say.

    libpq reads `user:p@ss@host` and `user:p/ss@host` so. A host that begins with @ is an abstract socket.
    """
    hosts, ports = str(parameters.get("host", "")).split(","), str(parameters.get("port", "")).split(",")
    return (
        any("@" in host[1:] for host in hosts)
        or any(port and not port.isdecimal() for port in ports)
        # An equals sign: the name is itself an address, with a password perhaps.
        or any(sign in str(parameters.get("dbname", "")) for sign in "@=")
    )


def describe(parameters: Mapping[str, Any]) -> str:
    """Return the hosts and the name of a database; never its password."""
    hosts = parameters.get("host") or parameters.get("hostaddr") or "localhost"
    return f"PostgreSQL {hosts}/{parameters.get('dbname', '')}"
