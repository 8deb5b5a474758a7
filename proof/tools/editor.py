"""An editor who is already signed in: for tests, the bench and the torture."""

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gersapp.editors.accounts import key
from gersapp.editors.repository import Account

NAME = "Éditrice d’essai"
TOKEN = "jeton-d-essai"  # noqa: S105  (good for servers of tests only)
COOKIE = {"Cookie": f"gersapp={TOKEN}"}
PASSWORD = "quatre mots sans rapport"  # noqa: S105  (likewise)
# The hash of PASSWORD, made once: it takes 50 ms.
_HASH = "$argon2id$v=19$m=9216,t=4,p=1$XlbNVNH7CTswrHHWRmj5xw$wE8TxoKxccp/NC+dcnQsz4QVEuCHGL/swSiqs6D1Ae0"


def let_in(instance: Path, people: Mapping[str, str] = MappingProxyType({NAME: TOKEN})) -> Path:
    """Write an account and a session for each of `people` (name → token) to the folder `instance`; return it.

    By default there is one person, whose cookie is COOKIE.
    """
    instance.mkdir(mode=0o700, exist_ok=True)
    accounts, sessions, now = {}, {}, time.time()
    for editor, token in people.items():
        account = Account(editor, _HASH, "2026-11-22")
        accounts[editor] = {"password": account.password, "since": account.since}
        session = {"editor": editor, "mark": account.auth_hash, "begun": now, "seen": now, "ended": False}
        sessions[hashlib.sha256(token.encode()).hexdigest()] = session
    for name, content in (("editors.json", accounts), ("sessions.json", sessions)):
        path = instance / name
        path.write_text(json.dumps(content), "utf-8")
        path.chmod(0o600)
    return instance


def let_in_database(connection: Any) -> None:
    """Write an account with all rights and a session, whose cookie is COOKIE, by a connection of psycopg."""
    account, now = Account(NAME, _HASH, "2026-11-22"), time.time()
    connection.execute(
        "INSERT INTO accounts (key, name, password, since, created, curator)"
        " VALUES (%s, %s, %s, %s, %s, true)",
        (key(NAME), NAME, account.password, account.since, account.since),
    )
    connection.execute(
        "INSERT INTO sessions (digest, editor, auth_hash, begun, last_seen) VALUES (%s, %s, %s, %s, %s)",
        (hashlib.sha256(TOKEN.encode()).hexdigest(), NAME, account.auth_hash, now, now),
    )
