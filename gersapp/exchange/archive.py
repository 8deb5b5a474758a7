"""The parts of an office document: a zip of XML files, read in memory and within limits.

Nothing of a zip is written anywhere, and no name in it is used as a path. No XML may have a DOCTYPE, so there
are no entities. What an archive really gives is counted, whatever its headers say.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_ELEMENTS, MAX_PARTS, MAX_UNPACKED_BYTES
from gersapp.exchange.xml import DAMAGED, TOO_LARGE, TreeCheck

LOCKED = "Ce fichier est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis réessayez."

_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
# The prefixes that the readers write for the namespaces; the two spellings of Office's have the same.
_PREFIXES = {
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OFFICE}/spreadsheetml/2006/main": "s",
    f"{_STRICT}/spreadsheetml/main": "s",
    f"{_OFFICE}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OFFICE}/drawingml/2006/main": "a",
    f"{_STRICT}/drawingml/main": "a",
    f"{_OFFICE}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}/drawingml/wordprocessingDrawing": "wp",
    f"{_OFFICE}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OFFICE}/markup-compatibility/2006": "mc",
    f"{_OFFICE}/package/2006/relationships": "rel",
    f"{_OFFICE}/package/2006/content-types": "types",
    "urn:schemas-microsoft-com:vml": "v",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    f"{_OASIS}:xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}:svg-compatible:1.0": "svg",
    f"{_OASIS}:drawing:1.0": "draw",
    **{f"{_OASIS}:{name}:1.0": name for name in ("office", "text", "table", "style", "manifest", "number")},
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part of an Office document refers to: another part by its name, or an address outside."""

    kind: str  # the last word of its type: hyperlink, styles, footnotes…
    target: str
    is_external: bool


class Archive:
    """A zip, whose parts are read once each. Raises DocumentRefused when it is no sound zip within limits."""

    def __init__(self, content: bytes) -> None:
        # Before zipfile makes an object of each.
        if content.count(b"PK\x01\x02") > MAX_PARTS:
            raise DocumentRefused(TOO_LARGE)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
            raise DocumentRefused(DAMAGED) from error
        self._entries = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}
        self._names = {name.lower(): name for name in self._entries}
        if any(entry.flag_bits & 1 for entry in entries):
            raise DocumentRefused(LOCKED)
        self._unpacked = 0
        self._check = TreeCheck()

    @property
    def names(self) -> list[str]:
        """The names of the parts, as the archive spells them."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Whether there is a part of that name, in capitals or not, as Office looks for it."""
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """Return a part; raises DocumentRefused when it is absent, damaged or too large."""
        entry = self._entries.get(self._names.get(name.lower(), ""))
        if entry is None or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentRefused(DAMAGED)
        room = MAX_UNPACKED_BYTES - self._unpacked
        if entry.file_size > room:
            raise DocumentRefused(TOO_LARGE)
        try:
            with self._zip.open(entry) as part:
                content = part.read(room + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            raise DocumentRefused(DAMAGED) from error
        self._unpacked += len(content)
        if len(content) > room:
            raise DocumentRefused(TOO_LARGE)
        return content

    def parse(self, name: str, *, needs_words: bool = False) -> Element:
        """Return the root of an XML part, its names with the prefixes of this module: `w:p`, `r:id`.

        One that `needs_words` and has none is refused.
        """
        return parse_xml(self.read(name), self._check, needs_words=needs_words)

    def relationships(self, name: str = "") -> dict[str, Relationship]:
        """Return what a part refers to, by id; without a name, what the whole document does."""
        folder, base = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        if not self.has(part):
            return {}
        found = {}
        for element in self.parse(part):
            if element.tag != "rel:Relationship":
                continue
            kind = element.get("Type", "").rpartition("/")[2]
            target = element.get("Target", "")
            is_external = element.get("TargetMode") == "External"
            if not is_external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[element.get("Id", "")] = Relationship(kind, target, is_external)
        return found


def find_below(element: Element | None, path: str) -> Element | None:
    """Return the first element at a path of names, `w:trPr/w:del`: ElementTree would look for namespaces."""
    for name in path.split("/"):
        element = None if element is None else element.find(name)
    return element


def parse_xml(content: bytes, check: TreeCheck | None = None, *, needs_words: bool = False) -> Element:
    """Return the root of an XML file; raises DocumentRefused for an unsound or deep one, or a DOCTYPE."""
    # Each element has one or two of them.
    if content.count(b"<") > 2 * MAX_ELEMENTS:
        raise DocumentRefused(TOO_LARGE)
    (check or TreeCheck()).check(content, needs_words=needs_words)
    parser = ET.XMLParser(target=_Builder())  # noqa: S314  (no DOCTYPE passes: no entities)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except (ET.ParseError, ValueError, LookupError, AssertionError) as error:
        raise DocumentRefused(DAMAGED) from error
    return root


class _Builder(ET.TreeBuilder):
    """Makes the tree of an XML file, with short names."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        name = self._known.get(tag) or self._shorten(tag)
        return super().start(
            name, {self._known.get(key) or self._shorten(key): value for key, value in attrs.items()}
        )

    def end(self, tag: str) -> Element:
        return super().end(self._known[tag])

    def _shorten(self, name: str) -> str:
        uri, brace, local = name.rpartition("}")
        prefix = _PREFIXES.get(uri[1:])
        short = self._known[name] = f"{prefix}:{local}" if brace and prefix else name
        return short
