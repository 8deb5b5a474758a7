"""Sessions: random tokens that browsers keep, of which we keep only the digests (ASVS 7.2 to 7.4)."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

from gersapp.editors.private import PrivateFile
from gersapp.errors import EditorsUnavailable
from gersapp.files import Stamp

IDLE_S = 30 * 60
WHOLE_S = 8 * 60 * 60
# A session that has ended is remembered so long: its owner, still typing, is told so and loses nothing.
_REMEMBERED_S = 24 * 60 * 60
# That somebody is still there is written so often, not at each request.
_SAVED_EVERY_S = 60
_TOKEN_BYTES = 32


class Session(TypedDict):
    """`mark` is the account's; times are of the clock, in seconds."""

    editor: str
    mark: str
    begun: float
    seen: float
    ended: bool


class Sessions:
    """Those of `folder`: as they are in the file, and who was seen since it was written."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._file = PrivateFile(folder / "sessions.json", _is_session)
        self._clock = clock
        self._stamp: Stamp = None
        self._sessions: dict[str, Session] = {}
        self._saved = 0.0
        self._changing = threading.Lock()

    def begin(self, editor: str, mark: str) -> str:
        """Begin a session, and return its token; raises EditorsUnavailable."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock()
        self._save({_digest(token): Session(editor=editor, mark=mark, begun=now, seen=now, ended=False)})
        return token

    def find(self, token: str) -> Session | None:
        """The session of `token`, alive or ended; None when it is unknown. Raises EditorsUnavailable."""
        with self._changing:
            self._refresh()
            return self._sessions.get(_digest(token))

    def is_alive(self, session: Session) -> bool:
        """Whether it has neither ended nor run out."""
        now = self._clock()
        return not session["ended"] and now < min(session["begun"] + WHOLE_S, session["seen"] + IDLE_S)

    def touch(self, token: str) -> None:
        """Its owner is there."""
        now = self._clock()
        with self._changing:
            session = self._sessions.get(_digest(token))
            if session is None or session["seen"] == now:
                return
            session["seen"] = now
            if now - self._saved < _SAVED_EVERY_S:
                return
            self._saved = now
        # A disk that is full ends no session: it is kept in memory.
        try:
            self._save({})
        except EditorsUnavailable:
            return

    def end(self, token: str) -> None:
        """End the session of `token`, if there is one; raises EditorsUnavailable."""
        session = self.find(token)
        if session:
            self._save({_digest(token): Session(**{**session, "ended": True})})

    def _refresh(self) -> None:
        """Take what another process wrote; called under the lock."""
        stamp = self._file.stamp()
        if stamp != self._stamp:
            content: dict[str, Any] = self._file.read()
            self._sessions = {digest: self._newest(digest, kept) for digest, kept in content.items()}
            self._stamp = stamp

    def _newest(self, digest: str, kept: Session) -> Session:
        mine = self._sessions.get(digest, kept)
        return Session(
            **{**kept, "seen": max(kept["seen"], mine["seen"]), "ended": kept["ended"] or mine["ended"]}
        )

    def _save(self, changed: dict[str, Session]) -> None:
        """Add `changed` to the file, and who was seen, less what nobody needs to remember."""
        with self._changing, self._file.changing() as content:
            now = self._clock()
            self._sessions = {
                digest: self._newest(digest, kept)
                for digest, kept in (content | changed).items()
                if now - kept["begun"] <= WHOLE_S + _REMEMBERED_S
            }
            content.clear()
            content.update(self._sessions)
        self._saved = now


def _is_session(kept: Any) -> bool:
    types = {"editor": str, "mark": str, "begun": int | float, "seen": int | float, "ended": bool}
    return isinstance(kept, dict) and all(isinstance(kept.get(field), types[field]) for field in types)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
