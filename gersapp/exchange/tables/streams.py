"""Reading the XML of spreadsheets as it comes: no tree is made of a million cells."""

from typing import Protocol
from xml.etree import ElementTree as ET

from gersapp.errors import DocumentRefused
from gersapp.exchange.tables.strays import OdsStrayCheck, XlsxStrayCheck
from gersapp.exchange.xml import DAMAGED, TOO_LARGE, look_through

# Of 20 MB, a million filled cells have two each.
_MAX_ELEMENTS = 2_600_000


class Listener(Protocol):
    """What hears the elements of an XML part, by their names without namespaces."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


def stream(content: bytes, listener: Listener, check: XlsxStrayCheck | OdsStrayCheck | None = None) -> None:
    """Have `listener` hear an XML part.

    Raises DocumentRefused when it is unsound, has a DOCTYPE, or has what `check` refuses; `listener` then has
    heard nothing.
    """
    if content.count(b"<") - content.count(b"</") > _MAX_ELEMENTS:
        raise DocumentRefused(TOO_LARGE)
    # What is unsound is refused in a tenth of the time that hearing a million cells takes.
    look_through(content)
    if check:
        look_through(content, check.start, data=check.data)
    parser = ET.XMLParser(target=_Names(listener))  # noqa: S314  (no DOCTYPE passes: no entities)
    try:
        parser.feed(content)
        parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise DocumentRefused(DAMAGED) from error


class _Names:
    """Takes the namespaces off names."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self.data = listener.data

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise DocumentRefused(DAMAGED)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._listener.start(
            tag.rpartition("}")[2], {name.rpartition("}")[2]: value for name, value in attributes.items()}
        )

    def end(self, tag: str) -> None:
        self._listener.end(tag.rpartition("}")[2])

    def close(self) -> None:
        return None
