"""All bodies as one value, which a thread keeps up to date: a visitor never waits for it."""

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from gersapp.catalogue.history.history import Dates, History
from gersapp.errors import NotFound
from gersapp.observatory.national import National
from gersapp.observatory.parts import Member
from gersapp.store.bodies import Bodies, BodyState
from gersapp.store.collector import collector_at_rest
from gersapp.store.repository import Snapshot

_log = logging.getLogger(__name__)

# Seconds between two looks at the bodies: what changes meanwhile is read as one batch.
INTERVAL_S = 0.1
# Published states that are remembered: a page of an older one is told no number of changes.
_MAX_STEPS = 1_000


class Step(NamedTuple):
    """A published state of all bodies, by its name.

    `lasts` has what was, in the state before it, the last action of each body whose catalogue differs, by
    slug; None for a body that was not there.
    """

    state: str
    lasts: Mapping[str, str | None]


class Following:
    """`national` is the newest value, of the `bodies` as this process knows them."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies
        self._states = bodies.states()
        self._members = {slug: _member_of(state) for slug, state in self._states.items()}
        with collector_at_rest():
            self.national = National.of(self._members.values())
        # The newest is the last.
        self._steps: tuple[Step, ...] = (Step(self.national.state, {}),)
        self._woken, self._updating = threading.Event(), threading.Lock()

    def dates_of(self, slug: str) -> Mapping[str, Dates]:
        """Return the dates of the operations of a body; none when it was removed meanwhile."""
        history = self._history_of(slug)
        return history.dates() if history else {}

    def changed_since(self, state: str) -> dict[str, Collection[str] | None] | None:
        """Return the ids of what was changed in each body after the published state of this name, by slug.

        None for a body that is new, or was restored: all its operations may differ. None in all when the
        state is not remembered.
        """
        lasts: dict[str, str | None] = {}
        for step in reversed(self._steps):
            if step.state == state:
                return {slug: self._changed_in(slug, last) for slug, last in lasts.items()}
            lasts.update(step.lasts)
        return None

    def start(self) -> None:
        """Follow the bodies in a thread, as long as the process lives."""
        threading.Thread(target=self._follow, daemon=True).start()

    def update(self) -> None:
        """Publish what the bodies are now, if anything differs."""
        with self._updating:
            states = self.bodies.states()
            if states is self._states:
                return
            members = {slug: self._update_member(slug, state) for slug, state in states.items()}
            if members != self._members:
                national = self.national.updated(members.values())
                step = Step(national.state, dict(self._lasts_before(states)))
                # In this order: whoever has the newest value finds its step.
                self._steps = (*self._steps, step)[-_MAX_STEPS:]
                self.national = national
            self._states, self._members = states, members

    def wake(self) -> None:
        """Look at the bodies at once."""
        self._woken.set()

    def _update_member(self, slug: str, state: BodyState) -> Member:
        before = self._states.get(slug)
        return self._members[slug] if before is state else _member_of(state)

    def _lasts_before(self, states: Mapping[str, BodyState]) -> Iterator[tuple[str, str | None]]:
        """Yield each body whose catalogue differs from the one that is published, and the last action of that
        one; None for a body that is new."""
        for slug, state in states.items():
            former = self._states.get(slug)
            if former is None or former.snapshot.state != state.snapshot.state:
                history = self._history_of(slug, former.snapshot) if former else None
                yield slug, history.last if history else None

    def _changed_in(self, slug: str, last: str | None) -> Collection[str] | None:
        """Return what was changed in a body after its action `last`; None when that is not known."""
        history = self._history_of(slug)
        revisions = history.since(last) if history and last is not None else None
        return None if revisions is None else {revision.operation for revision in revisions}

    def _history_of(self, slug: str, snapshot: Snapshot | None = None) -> History | None:
        """Return the history of a body up to `snapshot`, or up to now; None when it was removed meanwhile."""
        try:
            repository = self.bodies.repository(slug)
        except NotFound:
            return None
        return repository.history(snapshot or repository.snapshot())

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


def _member_of(state: BodyState) -> Member:
    return Member(state.body, state.snapshot.catalogue, state.snapshot.state, state.groups)
