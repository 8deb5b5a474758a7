"""The catalogue in a file: one snapshot that readers take without waiting, and one way to change it.

A snapshot shows only what is on the disk. After any failure, memory has the content of the disk.
"""

import contextlib
import gc
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.errors import BackupRefused, ErasureRefused, StartRefused, StoreFull, StoreUnavailable, reason
from gersapp.files import Stamp, Unreadable
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.repository import (
    Committed,
    Edit,
    Erased,
    OutcomeT,
    Repository,
    Snapshot,
    is_action_name,
    new_action_name,
    repeat_commit,
    unreadable_result,
)
from gersapp.store.tinydb import erasure, lock
from gersapp.store.tinydb.catalogue_file import CatalogueFile
from gersapp.store.tinydb.copies import Copy
from gersapp.store.tinydb.durable import EditedByHand, Uncertain
from gersapp.store.tinydb.sound import Sound

_log = logging.getLogger(__name__)

# How often a commit starts again after an edit by hand of the file.
_MAX_TRIES = 5
# Seconds between two checks for an edit by hand. A check is a system call, at which the thread loses its
# turn: under load, a check for each response would slow it by a third.
_CHECK_INTERVAL_S = 0.01
# Seconds until the next check when the disk refused to read the file.
_RETRY_INTERVAL_S = 1.0
# Seconds that a reader waits at most for an edited file to be loaded, before it takes the old catalogue.
_MAX_WAIT_S = 0.1


@dataclass(frozen=True, slots=True)
class _Snapshot(Snapshot):
    history: RecordedHistory = field(compare=False, repr=False)


class TinyDBRepository(Repository):
    """The catalogue in one file, which this process alone holds until `close`."""

    def __init__(self, path: str | Path, clock: Callable[[], float] = time.time) -> None:
        """Open `path`, which may not exist yet; raises StartRefused, and then changes nothing on the disk.

        In the place of another worker of the same server, serve the last good copy of a bad file, read only.
        `clock` gives the time of the revisions, in seconds since 1970.
        """
        self.path = Path(path).resolve()
        self._clock = clock
        self._held = lock.take(self.path)
        self._changing = threading.Lock()
        self._loading = threading.Lock()
        self._loads = 0
        self._next_check = 0.0
        self._launched = secrets.token_hex(4)
        self._trouble: str | None = None
        self._refused: Stamp = None
        self._is_kept = True
        self._read_only = False
        self._file = CatalogueFile(self.path, self._held)
        self._storage = self._file.storage
        try:
            documents = self._file.read(None, time=self._now())
        except (Unreadable, Invalid, OSError) as error:
            latest = self._file.backups.read_latest() if lock.is_taken_over(self._held) else None
            if latest:
                self._publish_copy(*latest, error)
                return
            lock.release(self._held)
            refusal = self._file.explain(error)
            if self._file.has_copies():
                refusal += " Pour remettre la dernière copie lisible : flask restore latest"
            raise StartRefused(refusal) from error
        # Collections would scan the catalogue, which is no garbage. After an edit by hand, the next few do:
        # with the new one, `freeze` would keep for ever whatever is garbage at that moment.
        gc.freeze()
        self._publish_file(self._record(documents))

    # -- see `Repository`

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the present catalogue, `fresh` or not, since no other process commits.

        It never waits for a commit, and never reads the file itself.
        """
        now = time.monotonic()
        if now >= self._next_check:
            self._next_check = now + _CHECK_INTERVAL_S
            self._notice_edit_by_hand()
        return self._snapshot

    def history(self, snapshot: Snapshot) -> RecordedHistory:
        return cast(_Snapshot, snapshot).history

    def commit(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        if not is_action_name(name):
            raise ValueError(name)
        with self._changing:
            try:
                for _ in range(_MAX_TRIES):
                    # An edit by hand between the look and the commit comes first: the commit starts again.
                    with contextlib.suppress(EditedByHand):
                        return self._commit_once(edit, act, name)
            finally:
                self._record_later()
            raise StoreUnavailable(
                "Le fichier change sans cesse par ailleurs : rien n’a été modifié. Réessayez dans un instant."
            )

    def erase(self, id: str) -> Erased:
        with self._changing:
            self._refuse_while_suspended()
            self._record_later()
            try:
                # A refusal leaves no trace, not even the folder of copies.
                erasure.find(self.path, id)
                self._file.refuse_without_lock()
                return erasure.erase(self.path, id, time=self._now())
            except BackupRefused as error:
                raise ErasureRefused(str(error)) from error
            except OSError as error:
                raise ErasureRefused(f"Rien n’est effacé ({reason(error)}). Recommencez.") from error
            finally:
                documents = self._take_new_file("L’effacement a récrit %s : chargé.")
                if documents:
                    self._publish_file(documents)

    def status(self) -> str | None:
        return self._trouble

    def close(self) -> None:
        lock.release(self._held)

    # -- committing

    def _commit_once(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        """Commit once, as `commit` does; raises EditedByHand when the file was edited meanwhile."""
        self._refuse_while_suspended()
        before = self._documents
        if name in self._names:
            return repeat_commit(self._snapshot, before.history, name)
        outcome = edit(before.catalogue, before.history)
        previous = before.history.last
        if outcome.change is None:
            return Committed(self._snapshot, outcome, None, previous)
        try:
            documents = before.with_change(outcome.change, act, name=name, time=self._now())
            self._write(documents)
        except (Invalid, Unreadable) as error:
            raise unreadable_result(error) from error
        self._names.add(name)
        self._publish(documents)
        return Committed(self._snapshot, outcome, documents.history.action(name), previous)

    def _refuse_while_suspended(self) -> None:
        documents = self._take_edit_by_hand()
        if documents:
            self._publish_file(documents)
        if self._trouble:
            raise StoreUnavailable(self._trouble)

    def _write(self, documents: Documents) -> None:
        """Put `documents` on the disk; raises EditedByHand, Unreadable, StoreFull and StoreUnavailable."""
        try:
            self._file.write(documents)
        except Uncertain as error:
            _log.critical("%s : fsync du dossier refusé ; lecture seule jusqu’au redémarrage", self.path)
            self._read_only = True
            self._trouble = (
                "Le disque n’a pas confirmé le dernier enregistrement, qui est visible. Rien n’a été modifié "
                "depuis, et rien n’est modifiable avant le redémarrage du service."
            )
            self._publish(documents)
            raise StoreUnavailable(
                "Issue inconnue : la modification est visible, mais le disque n’a pas confirmé "
                "qu’elle est enregistrée. Plus rien n’est modifiable avant le redémarrage du service."
            ) from error

    def _publish(self, documents: Documents) -> None:
        self._documents = documents
        self._loads += 1
        # Another process numbers its states from 1 too: the random name of the launch distinguishes them.
        state = f"{self._launched}-{self._loads}"
        # What pages show of the past is on the disk.
        self._snapshot = _Snapshot(documents.catalogue, state, documents.recorded)

    def _now(self) -> int:
        return int(self._clock())

    def _publish_file(self, documents: Documents) -> None:
        self._names = {revision.name for revision in documents.history}
        self._publish(documents)

    def _publish_copy(self, copy: Copy, sound: Sound, error: Exception) -> None:
        """Publish a copy, read only, since `error` keeps the file from being read."""
        self._storage.stamps = ()
        with contextlib.suppress(OSError):
            self._refused = self._storage.stamp()
        self._publish_file(sound.documents.caught_up(None, name=new_action_name(), time=self._now()))
        self._suspend(error, f"le dernier bon qui reste, {copy.path}, du {copy.in_paris()}")

    # -- edits by hand

    def _notice_edit_by_hand(self) -> None:
        if self._is_edited_by_hand() and self._loading.acquire(blocking=False):
            loader = threading.Thread(target=self._load_then_release, daemon=True)
            try:
                loader.start()
            except RuntimeError:
                # No thread is available: the next reader tries again.
                self._loading.release()
                return
            loader.join(_MAX_WAIT_S)

    def _load_then_release(self) -> None:
        try:
            with self._changing:
                documents = self._take_edit_by_hand()
                if documents:
                    self._publish_file(self._record(documents))
        finally:
            self._loading.release()

    def _record(self, documents: Documents) -> Documents:
        """Write the revisions that the file of `documents` lacks; return what the file then holds.

        When that fails, no page shows these revisions, and the next commit writes them.
        """
        try:
            recorded = documents.with_history()
            if recorded is not documents:
                self._write(recorded)
        except (Invalid, Unreadable) as error:
            _log.error("%s : l’historique ne pourrait pas être relu (%s)", self.path, error)
        except (EditedByHand, StoreFull, StoreUnavailable):
            if self._read_only:
                # They are in the file, which the disk has not confirmed.
                return self._documents
        else:
            return recorded
        return documents

    def _record_later(self) -> None:
        """Write the revisions that a commit found, and did not write."""
        if self._documents.history is not self._documents.recorded and not self._trouble:
            self._publish_file(self._record(self._documents))

    def _is_edited_by_hand(self) -> bool:
        """Whether the file has a state that this process neither wrote nor refused already."""
        try:
            stamp = self._storage.stamp()
        except OSError:
            return False
        if stamp in self._storage.stamps:
            return self._trouble is not None and not self._read_only
        return self._trouble is None or stamp != self._refused

    def _take_edit_by_hand(self) -> Documents | None:
        """Load the file if it was edited by hand; keep the last good catalogue if it is invalid."""
        if self._read_only or not self._is_edited_by_hand():
            return None
        return self._take_new_file("%s a été modifié à la main : chargé.")

    def _take_new_file(self, message: str) -> Documents | None:
        """Load the file, and log `message`, unless this process wrote it; return what there is to publish."""
        ours = self._storage.stamps
        try:
            stamp = self._storage.stamp()
        except OSError:
            # The state is unknown: a commit looks again before it replaces the file, and readers look soon.
            return None
        if stamp in ours:
            self._trouble = None
            return None
        try:
            documents = self._file.read(self._documents, time=self._now())
            # The file may have gone since the look: only a start makes an empty catalogue.
            if self._storage.stamps == (None,):
                raise Invalid("il a disparu")
        except (Unreadable, Invalid, OSError) as error:
            self._storage.stamps = ours
            self._refused = stamp
            if self._trouble is None or not self._is_kept:
                # Only the memory of this process has what the file held.
                content = self._documents.content()
                self._is_kept = not ours or self._file.backups.keep_lost(content, ours[-1])
            if isinstance(error, OSError) or not self._is_kept:
                # The same content may be readable soon, or the disk have room for a copy.
                self._refused = None
                self._next_check = time.monotonic() + _RETRY_INTERVAL_S
            self._suspend(error, "le dernier bon")
            return None
        self._trouble = None
        _log.warning(message, self.path)
        return documents

    def _suspend(self, error: Exception, shown: str) -> None:
        """Refuse changes because of `error`, while the catalogue that is `shown` is; log it once."""
        trouble = (
            f"{self._file.explain(error)} Le catalogue affiché est {shown} ; les modifications "
            "sont refusées jusqu’à ce que le fichier soit réparé."
        )
        if trouble != self._trouble:
            _log.error("%s est refusé : %s ; le catalogue affiché est %s", self.path, error, shown)
        self._trouble = trouble
