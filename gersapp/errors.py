"""The few errors that cross a boundary: their messages are French, and `web` maps them to HTTP, once."""

import errno

_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EADDRINUSE: "adresse déjà utilisée",
    errno.EADDRNOTAVAIL: "cette machine n’a pas cette adresse",
    errno.EDQUOT: "quota de disque dépassé",
    errno.EEXIST: "un fichier a déjà ce nom",
    errno.EIO: "erreur d’entrée-sortie du disque",
    errno.EISDIR: "c’est un dossier",
    errno.ELOOP: "lien symbolique refusé",
    errno.ENOENT: "dossier introuvable",
    errno.ENOSPC: "disque plein",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EPERM: "opération interdite",
    errno.EROFS: "disque en lecture seule",
}


def reason(error: OSError) -> str:
    """Why a system call failed, in French."""
    code = error.errno or 0
    return _REASONS.get(code, f"erreur système {errno.errorcode.get(code, code)}")


class GersError(Exception):
    """The root of them all."""


class NotFound(GersError):
    """No operation has this id."""


class StoreFull(GersError):
    """There is no room on the disk: nothing was changed."""


class StoreUnavailable(GersError):
    """The file cannot be changed now: nothing was changed, unless the message says otherwise."""


class StartRefused(GersError):
    """The file cannot be served: not ours to mend, and nothing on disk was changed."""


class StoreLocked(StartRefused):
    """Another process holds the file."""


class Unidentified(GersError):
    """No account has this name and this password."""


class TooManyTries(GersError):
    """Signing in was tried too often: the next try may come in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class EditorsUnavailable(GersError):
    """The files of the accounts and sessions cannot be read or written now; the message says why."""


class BackupRefused(GersError):
    """A copy cannot be made, or put back; the message says why, and what was changed all the same."""


class ErasureRefused(GersError):
    """An operation cannot be erased, or not to the end; the message says why."""


class AccountRefused(GersError):
    """An account cannot be made or changed so; the message says why."""
