"""Bytes → what a dossier holds and proposes."""

from dataclasses import dataclass

from gersapp.errors import DocumentRefused
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading.encoding import decode_text
from gersapp.exchange.reading.html import read_html
from gersapp.exchange.reading.plain import read_markdown, read_text
from gersapp.exchange.reading.sniff import Kind, sniff
from gersapp.exchange.structure import propose
from gersapp.reviews.review import Source


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and what it proposes."""

    source: Source
    proposal: Proposal


def read_dossier(content: bytes) -> Read:
    """Read a file; raises DocumentRefused."""
    readers = {Kind.TEXT: read_text, Kind.MARKDOWN: read_markdown, Kind.HTML: read_html}
    kind = sniff(content)
    if kind not in readers:
        raise DocumentRefused("Ce format n’est pas encore lu ici : collez le texte du document.")
    document = readers[kind](decode_text(content))
    return Read(document, propose(document))
