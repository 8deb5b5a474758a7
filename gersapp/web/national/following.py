"""All bodies as one value, which a thread keeps up to date: a visitor never waits for it."""

import logging
import threading
import time
from collections.abc import Mapping
from typing import NamedTuple

from gersapp.catalogue.history.history import Dates
from gersapp.errors import NotFound
from gersapp.observatory.national import National
from gersapp.observatory.parts import Member
from gersapp.store.bodies import Bodies, BodyState
from gersapp.store.collector import collector_at_rest

_log = logging.getLogger(__name__)

# Seconds between two looks at the bodies: what changes meanwhile is read as one batch.
INTERVAL_S = 0.1
# A change of another process is in the states of the bodies at most so many seconds after its time.
_LATE_S = 2


class Published(NamedTuple):
    """All bodies, with all that was changed before the time `seen`, in seconds since 1970."""

    national: National
    seen: int


class Following:
    """`published` has the newest value, of the `bodies` as this process knows them."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        seen, self._states = _time_seen(), bodies.states()
        self._members = {slug: _member_of(state) for slug, state in self._states.items()}
        with collector_at_rest():
            self.published = Published(National.of(self._members.values()), seen)
        self._woken, self._updating = threading.Event(), threading.Lock()

    @property
    def national(self) -> National:
        return self.published.national

    def dates_of(self, slug: str) -> Mapping[str, Dates]:
        """Return the dates of the operations of a body; none when it was removed meanwhile."""
        try:
            repository = self.bodies.repository(slug)
        except NotFound:
            return {}
        return repository.history(repository.snapshot()).dates()

    def start(self) -> None:
        """Follow the bodies in a thread, as long as the process lives."""
        threading.Thread(target=self._follow, daemon=True).start()

    def update(self) -> None:
        """Publish what the bodies are now, if anything differs."""
        with self._updating:
            seen, states = _time_seen(), self.bodies.states()
            if states is self._states:
                return
            members = {slug: self._update_member(slug, state) for slug, state in states.items()}
            if members != self._members:
                self.published = Published(self.national.updated(members.values()), seen)
            self._states, self._members = states, members

    def wake(self) -> None:
        """Look at the bodies at once."""
        self._woken.set()

    def _update_member(self, slug: str, state: BodyState) -> Member:
        before = self._states.get(slug)
        return self._members[slug] if before is state else _member_of(state)

    def _follow(self) -> None:
        pause = INTERVAL_S
        while True:
            self._woken.wait(pause)
            self._woken.clear()
            begun = time.monotonic()
            try:
                self.update()
            except Exception:
                # Without this thread the page would stay as it is until a restart.
                _log.exception("L’Observatoire n’a pas été mis à jour.")
            # However many operations there are, visitors have two thirds of the time.
            pause = max(INTERVAL_S, 2 * (time.monotonic() - begun))


def _time_seen() -> int:
    """Return a time before which all changes are in the states that are read now."""
    return int(time.time()) - _LATE_S


def _member_of(state: BodyState) -> Member:
    return Member(state.body, state.snapshot.catalogue, state.snapshot.state, state.groups)
