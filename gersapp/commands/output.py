"""The output of commands: a file that is whole or not there at all, or the standard output."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from gersapp.catalogue.text import printable
from gersapp.commands.shared import refuse, refuse_own
from gersapp.errors import reason
from gersapp.files import removed_if_refused, write_whole


def choose_file(path: Path, *, is_replaced: bool) -> Path:
    """Return the file to write, behind links; end the command when it must not be written."""
    try:
        # Before links are followed: /dev/stdout leads to a pipe, which has no name to follow.
        if path.exists() and not path.is_file() and not path.is_dir():
            refuse(f"« {printable(str(path))} » n’est pas un fichier ordinaire.")
        path = path.resolve()
        refuse_own(path)
        if path.is_dir():
            refuse(f"« {printable(str(path))} » est un dossier.")
        if path.exists() and not is_replaced:
            refuse(f"« {printable(str(path))} » existe déjà. Ajoutez --yes pour le remplacer.")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "ce n’est pas un nom de fichier"
        refuse(f"« {printable(str(path))} » ne peut pas être écrit : {why}.")
    return path


def write_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file `path`, whole or not at all."""
    temporary = path.with_name(f".{path.name[:80]}.tmp")
    try:
        with removed_if_refused(temporary):
            write_whole(temporary, content, path)
            temporary.replace(path)
    except OSError as error:
        refuse(f"« {printable(str(path))} » ne peut pas être écrit : {reason(error)}.")


def write_output(pieces: Iterable[bytes]) -> None:
    """Write to the standard output; end the command when it takes no more."""
    if sys.stdout is None:
        refuse("La sortie standard est fermée.")
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader has enough, as « head » has. Else Python tries once more at its end, and complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        # Else Python tries once more at its end, and says so in English.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        refuse(f"La sortie standard ne prend plus rien : {reason(error)}.")
