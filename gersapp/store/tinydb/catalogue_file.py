"""The file of a catalogue: reading it, replacing it, and explaining in French why that fails."""

import contextlib
import errno
import hashlib
import logging
from pathlib import Path
from typing import cast

from tinydb import TinyDB

from gersapp.errors import BackupRefused, StoreFull, StoreUnavailable, reason
from gersapp.files import is_altered
from gersapp.store.collector import collector_at_rest
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.tinydb import lock
from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.durable import DurableStorage

_log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT}


class CatalogueFile:
    """The file `path`, whose lock has the descriptor `held`, with its `storage` and its `backups`."""

    def __init__(self, path: Path, held: int) -> None:
        self.path = path
        self.storage = cast(DurableStorage, TinyDB(path, storage=DurableStorage).storage)
        self.backups = Backups(path)
        self._held = held

    def read(self, before: Documents | None, *, time: int) -> Documents:
        """Read the file, and add revisions for the edits by hand since `before`, or the last revision.

        `time` is now, in seconds since 1970. Raises Unreadable, Invalid and OSError.
        """
        with collector_at_rest():
            tables = self.storage.read()
            if tables is not None:
                documents = Documents.of(tables)
                # The same name after a restart, as long as no commit has written the edit's revisions.
                state = repr((documents.history.last, self.storage.stamps[-1]))
                name = hashlib.blake2b(state.encode(), digest_size=16).hexdigest()
                return documents.caught_up(before, name=name, time=time)
        if self.has_copies():
            raise Invalid("il a disparu, alors que des copies existent")
        return Documents.empty()

    def write(self, documents: Documents) -> None:
        """Replace the file, and copy the one before if it was the last of its hour.

        Raises EditedByHand, Unreadable, StoreFull and StoreUnavailable when nothing was changed, Uncertain
        when the change is visible but may not outlive a power cut.
        """
        replaced = self.storage.stamps[-1]
        try:
            self.refuse_without_lock()
            self.storage.write(documents.tables)
        except OSError as error:
            _log.error("L’enregistrement de %s a échoué : %s", self.path, reason(error))
            if error.errno in _FULL:
                raise StoreFull(
                    "Le disque est plein : rien n’a été modifié. Votre saisie est toujours là ; "
                    "réessayez quand de la place aura été faite."
                ) from error
            raise StoreUnavailable(
                f"L’enregistrement a échoué ({reason(error)}) : rien n’a été modifié. "
                "Votre saisie est toujours là ; réessayez dans un instant."
            ) from error
        self.backups.keep_last_of_hour(replaced, self.storage.stamps[-1])

    def refuse_without_lock(self) -> None:
        """Raise StoreUnavailable when the lock file was removed, OSError when it cannot be looked at."""
        if not lock.is_held(self.path, self._held):
            raise StoreUnavailable(
                f"Le verrou {self.path}.lock a été effacé : un autre processus peut se servir du "
                "fichier. Rien n’a été modifié. Redémarrez l’application."
            )

    def has_copies(self) -> bool:
        with contextlib.suppress(BackupRefused):
            return bool(self.backups.copies())
        return False

    def explain(self, error: Exception) -> str:
        """Say in French why the file cannot be read, and where the generation before it is."""
        detail = reason(error) if isinstance(error, OSError) else str(error)
        previous = self.storage.previous
        is_kept = previous.exists() and not is_altered(previous)
        remedy = f" La génération précédente est dans {previous}." if is_kept else ""
        return f"{self.path} ne peut pas être lu : {detail}. Rien n’a été modifié.{remedy}"
