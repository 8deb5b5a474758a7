"""Every setting, in one table: what a sysadmin may set by `GERSAPP_…` variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Name, type and default of each; `GERSAPP_` and its capitals name the variable."""

    db: Path = _ROOT / "db.json"
    """The TinyDB file. One that does not exist yet starts an empty catalogue."""

    instance: Path = _ROOT / "instance"
    """The folder of accounts, sessions and the log for security: for the server's account alone."""

    bind: str = "127.0.0.1:8000"
    """Where the server listens."""

    hosts: tuple[str, ...] = ()
    """Host names that requests may name (comma-separated, no port); empty: any."""

    proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies before the server (comma-separated), which alone are believed
    about where a request comes from; `unix` for one that comes by a socket file."""

    trusted_user_header: str = ""
    """The header by which a proxy names the editor whom it has identified; empty: none."""

    accessibility_contact: str = ""
    """Whom to write to when something is not accessible: an e-mail address or the address of a page."""

    accessibility_date: str = ""
    """Date of the accessibility statement, as it is to be read: « 22 novembre 2026 »."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `environment` gives; a variable that is empty is one that is not set."""
    given = {field.name: environment.get(f"GERSAPP_{field.name.upper()}", "") for field in fields(Settings)}
    default = Settings()
    return Settings(
        Path(given["db"]) if given["db"] else default.db,
        Path(given["instance"]) if given["instance"] else default.instance,
        given["bind"] or default.bind,
        _listed(given["hosts"].lower()),
        _listed(given["proxies"].lower()),
        given["trusted_user_header"].strip(),
        given["accessibility_contact"],
        given["accessibility_date"],
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
