"""Looking through XML before anything is made of it: what is unsound, too deep or too large costs little.

Expat alone keeps nothing of what it has passed, and takes a tenth of a second for 20 MB.
"""

import re
from collections.abc import Callable
from xml.parsers import expat

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_DEPTH, MAX_ELEMENTS

DAMAGED = "Ce fichier est abîmé ou incomplet. Ouvrez-le, enregistrez-le de nouveau, puis réessayez."
TOO_LARGE = (
    "Ce fichier contient trop de données une fois décompressé. Partagez-le en plusieurs, ou collez son texte."
)
NO_TEXT = (
    "Ce document n’a pas de texte. Si ses pages sont des images, donnez le document d’où elles viennent."
)
TOO_DEEP = "Ce fichier a trop de niveaux de tableaux ou de cadres : collez son texte."
# Expat keeps a tag or a comment whole; pictures within a tag are some hundred kilobytes.
_MAX_TAG_BYTES = 1024 * 1024
_PIECE_BYTES = 64 * 1024
# Of elements and attributes together: it keeps each that it has met.
_MAX_NAMES = 5_000

# Elements in one another: it keeps them too. Trees have a limit of their own.
_MAX_OPEN = 20_000

# Links, what is said of pictures, notes, heads and feet of pages.
_GIVES_WORDS = re.compile(rb"href|hyperlink|descr=|Reference")

# Hears the name of an element, « namespace}name », and its attributes; raises DocumentRefused to stop.
Start = Callable[[str, dict[str, str]], None]
Hear = Callable[[str], None]


def look_through(
    content: bytes, start: Start | None = None, end: Hear | None = None, data: Hear | None = None
) -> None:
    """Have `start`, `end` and `data` hear an XML file; it may come in pieces that tear texts.

    Raises DocumentRefused when it is unsound, has a DOCTYPE, a tag of a megabyte or no end of levels.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    opened = 0
    try:
        for place in range(0, len(content), _PIECE_BYTES):
            piece = content[place : place + _PIECE_BYTES]
            parser.Parse(piece, False)
            if place + len(piece) - parser.CurrentByteIndex > _MAX_TAG_BYTES:
                raise DocumentRefused(TOO_LARGE)
            opened += _count_opened(piece)
            if opened > _MAX_OPEN:
                raise DocumentRefused(TOO_DEEP)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise DocumentRefused(DAMAGED) from error


def _count_opened(piece: bytes) -> int:
    """Return about how many more elements begin in a piece of XML than end."""
    others = sum(map(piece.count, (b"<!", b"<?", b"/>")))
    return piece.count(b"<") - 2 * piece.count(b"</") - others


class TreeCheck:
    """Whether the trees of the parts of one document stay within limits, all of them together."""

    def __init__(self) -> None:
        self._elements = 0
        self._depth = 0
        self._names = set[str]()
        self._has_words = False

    def check(self, content: bytes, *, needs_words: bool = False) -> None:
        """Look through a part before its tree is made; raises DocumentRefused, also for one without words."""
        self._depth = 0
        # Without a body, it is damaged.
        is_needed = needs_words and b"body" in content
        self._has_words = not is_needed or _GIVES_WORDS.search(content) is not None
        look_through(content, self._start, self._end, None if self._has_words else self._data)
        if not self._has_words:
            raise DocumentRefused(NO_TEXT)

    def _data(self, text: str) -> None:
        self._has_words = self._has_words or bool(text.strip())

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise DocumentRefused(TOO_DEEP)
        self._names.add(name)
        self._names.update(attributes)
        if self._elements > MAX_ELEMENTS or len(self._names) > _MAX_NAMES:
            raise DocumentRefused(TOO_LARGE)

    def _end(self, name: str) -> None:
        self._depth -= 1


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
    raise DocumentRefused(DAMAGED)
