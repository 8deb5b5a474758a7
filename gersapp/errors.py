"""The errors that cross from one part to another. Their messages are in French; `web` maps them to HTTP."""

import errno

_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EADDRINUSE: "adresse déjà utilisée",
    errno.EADDRNOTAVAIL: "cette machine n’a pas cette adresse",
    errno.EBUSY: "occupé ou monté à part",
    errno.EDQUOT: "quota de disque dépassé",
    errno.EEXIST: "un fichier a déjà ce nom",
    errno.EFBIG: "fichier trop grand",
    errno.EIO: "erreur d’entrée-sortie du disque",
    errno.EISDIR: "c’est un dossier",
    errno.ELOOP: "lien symbolique refusé",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENFILE: "trop de fichiers ouverts",
    errno.ENOENT: "dossier introuvable",
    errno.ENOSPC: "disque plein",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EPERM: "opération interdite",
    errno.ESPIPE: "ce n’est pas un fichier ordinaire",
    errno.EROFS: "disque en lecture seule",
}


def reason(error: OSError) -> str:
    """Return in French why a system call failed."""
    code = error.errno or 0
    return _REASONS.get(code, f"erreur système {errno.errorcode.get(code, code)}")


class GersError(Exception):
    """The base of every error of the application."""


class NotFound(GersError):
    """No operation has this id, or no body this slug."""


class BodyRefused(GersError):
    """A body cannot be added or named so. Nothing was changed; the message says why."""


class StoreFull(GersError):
    """The disk is full. Nothing was changed."""


class StoreUnavailable(GersError):
    """The file cannot be changed now. Nothing was changed, unless the message says otherwise."""


class BodyUnreadable(StoreUnavailable):
    """What the database has of a body is no catalogue: somebody changed it by hand."""


class StartRefused(GersError):
    """The application cannot start with this file or these settings. Nothing on the disk was changed."""


class StoreLocked(StartRefused):
    """Another process holds the file."""


class DatabaseUnreachable(StartRefused):
    """No database answers at the address, or it refuses this account."""


class Unidentified(GersError):
    """No account has this name and this password."""


class TooManyTries(GersError):
    """Signing in was tried too often. The next try is allowed in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class EditorsUnavailable(GersError):
    """The files of accounts, sessions or imports cannot be read or written now. The message says why."""


class ImportRefused(GersError):
    """An import cannot be kept or committed. Nothing was changed; the message says why."""


class BackupRefused(GersError):
    """A copy cannot be made or restored. The message says why, and what was changed nevertheless."""


class ErasureRefused(GersError):
    """An operation cannot be erased, or not completely. The message says why."""


class UnknownOperation(ErasureRefused):
    """No file mentions the operation to erase."""


class AccountRefused(GersError):
    """An account cannot be created or changed in this way. The message says why."""


class PasswordRefused(AccountRefused):
    """A new password is too easy to guess, too short or too long."""


class DocumentRefused(GersError):
    """A document or a table cannot be read. The message says why, in French. Nothing was changed."""


class ExportBusy(GersError):
    """Too many documents are being made: it may be asked for again in a few seconds."""


class ExportFailed(GersError):
    """A document could not be made."""
