"""What hostile texts and searches would break in exports: each file stays one that programs open."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import write
from tests.support.any_catalogues import dossier_of

MARKUP = "<b>&amp;]]>\"'"
HEADING = Heading(f"=T {MARKUP}", f"@O {MARKUP}", f"#{MARKUP}", MARKUP, (Audience("a", f"+A {MARKUP}"),))
OPERATION = Operation("o", MARKUP, MARKUP, ("a",), (f"Radio {MARKUP}",), (Link("https://a.fr/?x=1&copy=2"),))


def hostile() -> Dossier:
    """A selection whose search has what no XML can hold, as an address may."""
    dossier = dossier_of(Catalogue.of(HEADING, [OPERATION]))
    return replace(dossier, filters=("« \x00\x01\x1b\x7f\ufffe\uffff\ud800 »",), dates={"o": Dates(1, 2)})


@pytest.mark.parametrize("slug", ["docx", "odt", "xlsx", "ods"])
def test_each_part_of_a_zip_is_well_formed(slug: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(write(slug, hostile()))))
    parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    assert len(parts) > 3
    for name in parts:
        ET.fromstring(archive.read(name))  # noqa: S314  (our own)


def test_a_feed_is_well_formed() -> None:
    feed = ET.fromstring(b"".join(write("atom", hostile())))  # noqa: S314  (our own)
    assert feed.tag.endswith("feed")


def test_excel_gets_no_address_that_it_calls_damaged() -> None:
    urls = [f"https://a.fr/{'[' * count}" for count in (10, 2_000)]
    operation = Operation("o", "O", "", ("a",), (), tuple(map(Link, urls)))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(write("xlsx", dossier_of(Catalogue.of(HEADING, [operation])))))
    )
    targets = [cell.hyperlink.target for row in book["Liens"] for cell in row if cell.hyperlink]
    assert targets == [f"https://a.fr/{'%5B' * 10}"]
    assert urls[1] in [cell.value for row in book["Liens"] for cell in row]
