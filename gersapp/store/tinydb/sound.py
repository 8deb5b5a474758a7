"""A file as the store would read it: the one of the catalogue, a copy, or any other."""

from dataclasses import dataclass
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue
from gersapp.errors import reason
from gersapp.files import Unreadable, read_whole
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.documents.tables import parse


class Unsound(Exception):
    """The server would not start on this file; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that the server would start on; `written` is its time in ns since 1970."""

    content: bytes
    written: int
    documents: Documents

    @classmethod
    def read(cls, path: Path) -> "Sound":
        """Read the file `path` as the store does; raises Unsound."""
        try:
            content, (_, _, written, _) = read_whole(path)
        except FileNotFoundError as error:
            raise Unsound("il n’existe pas") from error
        except OSError as error:
            raise Unsound(reason(error)) from error
        except Unreadable as error:
            raise Unsound(str(error)) from error
        return cls.of(content, written)

    @classmethod
    def of(cls, content: bytes, written: int) -> "Sound":
        """Read the content of a file as the store does; raises Unsound."""
        try:
            return cls(content, written, Documents.of(parse(content)))
        except (Unreadable, Invalid) as error:
            raise Unsound(str(error)) from error

    @property
    def catalogue(self) -> Catalogue:
        return self.documents.catalogue
