"""The settings of the application: one table, read from the variables `GERSAPP_…`."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path

from gersapp.errors import StartRefused

_ROOT = Path(__file__).resolve().parent.parent
_PREFIX = "GERSAPP_"
# « Licence Ouverte 2.0 », which French administrations choose first (CRPA, D323-2-1).
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
_ADDRESS = re.compile(r"https?://[!-~]+")
_DATABASE = re.compile(r"postgres(ql)?://[!-~]+")
# The variables that the project gives itself: they are no settings.
_INTERNAL = {"GERSAPP_LOCK_OWNER", "GERSAPP_SCREENSHOTS", "GERSAPP_TEST_CHROMIUM"}
_QUOTES = "\"'«»“”‘’"
# What only a shell or systemd would replace: a folder of that name would be made.
_NO_PATH = re.compile(r"[$%]|\w+://")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its type and default. `db` is read from the variable `GERSAPP_DB`, and so on.

    Commas, semicolons or spaces separate the values of a tuple. Paths are absolute.
    """

    db: Path = _ROOT / "db.json"
    """The file of the catalogue. When it does not exist, an empty catalogue begins."""

    instance: Path = _ROOT / "instance"
    """The folder of accounts, sessions and the log for security. Only the server's account may read it."""

    database: str = field(default="", repr=False)
    """The address of a PostgreSQL database of many bodies (`postgresql://…`). Empty: one catalogue."""

    bind: str = "127.0.0.1:8000"
    """The address and port of the server."""

    hosts: tuple[str, ...] = ()
    """The host names that a request may name. Empty: any."""

    proxies: tuple[str, ...] = ()
    """The addresses or networks of the proxies in front of the server; `unix` is one on a socket file. The
    server believes only them about the origin of a request. Empty: none."""

    trusted_user_header: str = ""
    """The header in which a proxy names the identified editor. Empty: none."""

    accessibility_contact: str = ""
    """The e-mail address, or the page, where readers report obstacles to accessibility."""

    accessibility_date: str = ""
    """The date of the accessibility statement, for readers: « 22 novembre 2026 »."""

    licence: str = LICENCE
    """The address of the licence under which anyone may use the data."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that `environment` gives. An empty variable counts as absent.

    Raises StartRefused for a variable that is no setting, since a misspelt one would be a default in silence,
    and for a path that is none, or that no page could show.
    """
    names = {f"{_PREFIX}{field.name.upper()}": field.name for field in fields(Settings)}
    _refuse_unknown(environment, [*names])
    given = {name: _unquote(environment.get(variable, "")) for variable, name in names.items()}
    default = Settings()
    chosen = Settings(
        db=_read_path("GERSAPP_DB", given["db"]) or default.db,
        instance=_read_path("GERSAPP_INSTANCE", given["instance"]) or default.instance,
        database=_read_database(given["database"]),
        bind=given["bind"] or default.bind,
        hosts=_split(given["hosts"].lower()),
        proxies=_split(given["proxies"].lower()),
        trusted_user_header=given["trusted_user_header"],
        accessibility_contact=given["accessibility_contact"],
        accessibility_date=given["accessibility_date"],
        licence=_read_licence(given["licence"]) or default.licence,
    )
    for path in (chosen.db, chosen.instance):
        try:
            str(path).encode()
        except UnicodeEncodeError as error:
            raise StartRefused(
                f"« {path} » ne peut pas s’afficher : il faut un chemin en UTF-8, et un système qui le sait "
                "(LC_ALL=C.UTF-8)."
            ) from error
    return chosen


def accept_any_encoding() -> None:
    """Let the standard streams say anything: a « ’ » that the locale lacks becomes \\u2019, and no error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refuse_unknown(environment: Mapping[str, str], known: list[str]) -> None:
    for variable in sorted(environment):
        name = variable.upper()
        if name.startswith(_PREFIX) and environment[variable] and variable not in {*known, *_INTERNAL}:
            (nearest,) = get_close_matches(name, known, n=1, cutoff=0)
            raise StartRefused(
                f"{variable} n’est pas un réglage : est-ce {nearest} ? docs/deploy.md les donne tous."
            )


def _read_path(variable: str, text: str) -> Path | None:
    """Return the absolute path `text`, where « ~ » is somebody's own folder; None for an empty text."""
    try:
        if not _NO_PATH.match(text):
            return Path(text).expanduser().absolute() if text else None
    except RuntimeError:  # nobody has that name
        pass
    raise StartRefused(f"{variable} vaut « {text} » : un chemin est attendu, écrit en entier.")


def _read_database(text: str) -> str:
    """Return the address of a database, of which no message may repeat the password."""
    if text and not _DATABASE.fullmatch(text):
        raise StartRefused(
            "GERSAPP_DATABASE n’est pas l’adresse d’une base PostgreSQL, qui commence par postgresql:// et "
            "n’a pas d’espace, par exemple postgresql://catalogue@localhost/catalogue."
        )
    return text


def _read_licence(text: str) -> str:
    if text and not _ADDRESS.fullmatch(text):
        raise StartRefused(
            f"GERSAPP_LICENCE vaut « {text} » : l’adresse d’une licence est attendue, en https://."
        )
    return text


def _unquote(text: str) -> str:
    """Return `text` without the spaces and the quotation marks around it, which some files keep."""
    text = text.strip()
    is_quoted = len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES
    return text[1:-1].strip() if is_quoted else text


def _split(text: str) -> tuple[str, ...]:
    parts = [part.strip(_QUOTES) for part in re.split(r"[,;\s]+", text)]
    return tuple(part for part in parts if part)
