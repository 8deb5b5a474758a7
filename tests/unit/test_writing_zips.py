"""Each part of the files that are zips is XML that any program reads, whatever the texts."""

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import write
from tests.support.any_catalogues import dossier_of

TRICKY = "<a b=\"c\" d='e'> & ]]> \t «\u00a0x\u00a0»"


def dossier() -> Dossier:
    heading = Heading(TRICKY, TRICKY, TRICKY, TRICKY, (Audience("a", TRICKY),))
    link = Link("https://a.fr/?x='1'&y=2")
    return dossier_of(Catalogue.of(heading, [Operation("o", TRICKY, TRICKY, ("a",), (TRICKY,), (link,))]))


@pytest.mark.parametrize("slug", ["docx", "odt", "xlsx", "ods"])
def test_each_part_is_well_formed(slug: str) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(write(slug, dossier())))) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        assert len(parts) >= 4
        for name in parts:
            ET.fromstring(archive.read(name))  # noqa: S314  (our own)
