"""The sessions in a file, which has only the digests of their random tokens (ASVS 7.2 to 7.4)."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from gersapp.editors.private import PrivateFile
from gersapp.editors.repository import MAX_AGE_S, Session
from gersapp.editors.tokens import digest_of, new_token
from gersapp.errors import EditorsUnavailable
from gersapp.files import Stamp

# How long after its beginning a session is remembered, ended or not: an editor who types a day later still
# learns of it and loses nothing.
REMEMBERED_S = MAX_AGE_S + 24 * 60 * 60
# How often the last activity of editors is written: not at each request.
SAVED_EVERY_S = 60


class Sessions:
    """SessionRepository in `sessions.json` of `folder`; the activity since the last write is in memory."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._file = PrivateFile(folder / "sessions.json", _is_session)
        self._clock = clock
        self._stamp: Stamp = None
        self._sessions: dict[str, Session] = {}
        self._saved_at = 0.0
        self._changing = threading.Lock()

    def begin(self, editor: str, auth_hash: str) -> str:
        token, now = new_token(), self._clock()
        self._save({digest_of(token): Session(editor=editor, auth_hash=auth_hash, begun=now, last_seen=now)})
        return token

    def find(self, token: str) -> Session | None:
        with self._changing:
            self._refresh()
            return self._sessions.get(digest_of(token))

    def update_last_seen(self, token: str) -> None:
        digest, now = digest_of(token), self._clock()
        with self._changing:
            session = self._sessions.get(digest)
            if session is None or session.last_seen == now:
                return
            self._sessions[digest] = replace(session, last_seen=now)
            if now - self._saved_at < SAVED_EVERY_S:
                return
            self._saved_at = now
        # A full disk ends no session: memory has it.
        with contextlib.suppress(EditorsUnavailable):
            self._save({})

    def end(self, token: str) -> None:
        session = self.find(token)
        if session:
            self._save({digest_of(token): replace(session, ended=True)})

    def _refresh(self) -> None:
        """Read the file when another process wrote it; called under the lock."""
        stamp = self._file.stamp()
        if stamp != self._stamp:
            content = self._file.read()
            self._sessions = {digest: self._merge(digest, _parse(content[digest])) for digest in content}
            self._stamp = stamp

    def _merge(self, digest: str, session: Session) -> Session:
        """Return `session` with what memory has of it: a later activity, or its end."""
        known = self._sessions.get(digest, session)
        last_seen = max(session.last_seen, known.last_seen)
        return replace(session, last_seen=last_seen, ended=session.ended or known.ended)

    def _save(self, changed: dict[str, Session]) -> None:
        """Add `changed` and the last activity to the file, and drop the sessions that ended long ago."""
        with self._changing, self._file.changing() as content:
            now = self._clock()
            saved = {digest: _parse(document) for digest, document in content.items()} | changed
            self._sessions = {
                digest: self._merge(digest, session)
                for digest, session in saved.items()
                if now - session.begun <= REMEMBERED_S
            }
            content.clear()
            content.update({digest: _serialise(session) for digest, session in self._sessions.items()})
        self._saved_at = now


# The names that a session's fields have in the file, and their types.
_TYPES = {"editor": str, "mark": str, "begun": int | float, "seen": int | float, "ended": bool}


def _is_session(document: Any) -> bool:
    return isinstance(document, dict) and all(
        isinstance(document.get(field), kind) for field, kind in _TYPES.items()
    )


def _parse(document: dict[str, Any]) -> Session:
    return Session(
        editor=document["editor"],
        auth_hash=document["mark"],
        begun=document["begun"],
        last_seen=document["seen"],
        ended=document["ended"],
    )


def _serialise(session: Session) -> dict[str, Any]:
    return {
        "editor": session.editor,
        "mark": session.auth_hash,
        "begun": session.begun,
        "seen": session.last_seen,
        "ended": session.ended,
    }
