"""Whatever the format, each address of a dossier is in the text of its blocks, or behind it."""

import re
from collections.abc import Callable

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.reading import read
from tests.support.dossiers.corpus import dossiers
from tests.support.dossiers.forms import as_html
from tests.support.dossiers.generator import generate
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.source import Source, addresses_of
from tests.support.dossiers.word import as_docx

SOURCES = [dossier.source for dossier in [*dossiers(), *map(generate, range(10))]]
FORMATS: dict[str, Callable[[Source], bytes]] = {
    "docx": as_docx,
    "odt": as_odt,
    "html": lambda source: as_html(source).encode(),
}


def lost_addresses(source: Source, document: Document) -> list[str]:
    """Return the addresses that neither the texts have, over line ends perhaps, nor the anchors."""
    text = re.sub(r"\s", "", "".join(block.text for block in document.blocks))
    behind = {anchor.url for block in document.blocks for anchor in block.anchors}
    return [url for url in addresses_of(source) if re.sub(r"\s", "", url) not in text and url not in behind]


@pytest.mark.parametrize("name", FORMATS)
def test_no_address_is_lost_by_a_reader(name: str) -> None:
    for source in SOURCES:
        document = read(FORMATS[name](source))
        assert isinstance(document, Document)
        assert lost_addresses(source, document) == []
