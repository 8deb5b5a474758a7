"""The settings of the application: one table, read from the variables `GERSAPP_…`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its type and default. `db` is read from the variable `GERSAPP_DB`, and so on.

    Commas separate the values of a tuple.
    """

    db: Path = _ROOT / "db.json"
    """The file of the catalogue. When it does not exist, an empty catalogue begins."""

    instance: Path = _ROOT / "instance"
    """The folder of accounts, sessions and the log for security. Only the server's account may read it."""

    bind: str = "127.0.0.1:8000"
    """The address and port of the server."""

    hosts: tuple[str, ...] = ()
    """The host names that a request may name, without a port. Empty: any."""

    proxies: tuple[str, ...] = ()
    """The addresses or networks of the proxies in front of the server; `unix` is one on a socket file. The
    server believes only them about the origin of a request. Empty: none."""

    trusted_user_header: str = ""
    """The header in which a proxy names the identified editor. Empty: none."""

    accessibility_contact: str = ""
    """The e-mail address, or the page, where readers report obstacles to accessibility."""

    accessibility_date: str = ""
    """The date of the accessibility statement, for readers: « 22 novembre 2026 »."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that `environment` gives. An empty variable counts as absent."""
    given = {field.name: environment.get(f"GERSAPP_{field.name.upper()}", "") for field in fields(Settings)}
    default = Settings()
    return Settings(
        db=Path(given["db"]) if given["db"] else default.db,
        instance=Path(given["instance"]) if given["instance"] else default.instance,
        bind=given["bind"] or default.bind,
        hosts=_split_commas(given["hosts"].lower()),
        proxies=_split_commas(given["proxies"].lower()),
        trusted_user_header=given["trusted_user_header"].strip(),
        accessibility_contact=given["accessibility_contact"],
        accessibility_date=given["accessibility_date"],
    )


def _split_commas(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
