"""Our own documents, after LibreOffice has opened them: the same operations, and the pages that contents name."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from pypdf import PdfReader

from gersapp.catalogue.catalogue import Catalogue
from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from gersapp.exchange.writing import write
from gersapp.exchange.writing.contents import body_of, contents_of
from gersapp.exchange.writing.looks import SANS, SERIF
from gersapp.exchange.writing.paragraphs import cover_of
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support import libreoffice
from tests.support.any_catalogues import assert_given_back, catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not libreoffice.is_there, reason="LibreOffice manque : apt-get install libreoffice-writer"
    ),
]
WORD = "docx:MS Word 2007 XML"


@pytest.fixture(scope="module")
def drawn() -> list[Dossier]:
    """Dossiers of any catalogues."""
    found: list[Dossier] = []

    @settings(HYPOTHESIS, max_examples=120)
    @given(catalogues(8))
    def collect(catalogue: Catalogue) -> None:
        found.append(dossier_of(catalogue))

    collect()
    return [dossier for dossier in found if dossier.operations]


@pytest.mark.parametrize(("form", "format"), [("docx", WORD), ("docx", "odt"), ("odt", "odt"), ("odt", WORD)])
def test_any_catalogue_is_given_back(drawn: list[Dossier], form: str, format: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.{form}" for number in range(len(drawn))]
    for file, dossier in zip(files, drawn, strict=True):
        file.write_bytes(b"".join(write(form, dossier)))
    for dossier, file in zip(drawn, libreoffice.convert(files, format, tmp_path / "again"), strict=True):
        document = read(file.read_bytes())
        assert isinstance(document, Document)
        assert document.is_written
        assert_given_back(dossier, propose(document))


def many(number: int) -> Dossier:
    """Return a dossier whose operations have texts of many lengths."""
    catalogue = Sound.read(ROOT / "db.json").catalogue
    chance = Random(number)
    words = " ".join(operation.description for operation in catalogue.operations.values()).split()
    operations = [
        replace(
            operation,
            id=f"o-{place}",
            title=f"Opération {place} {' '.join(chance.choices(words, k=chance.choice([1, 5, 9])))}",
            description=" ".join(chance.choices(words, k=chance.choice([0, 9, 30, 90, 200]))),
        )
        for place in range(number)
        for operation in [chance.choice([*catalogue.operations.values()])]
    ]
    return dossier_of(Catalogue.of(catalogue.heading, operations))


@pytest.mark.skipif(
    not all(map(libreoffice.has_font, (SERIF, SANS))),
    reason="Des polices manquent : apt-get install fonts-crosextra-caladea fonts-crosextra-carlito",
)
@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize("number", [16, 50, 300])
def test_contents_name_the_pages_where_headings_are(form: str, number: int, tmp_path: Path) -> None:
    dossier = many(number)
    file = tmp_path / f"dossier.{form}"
    file.write_bytes(b"".join(write(form, dossier)))
    (pdf,) = libreoffice.convert([file], "pdf", tmp_path / "pdf")
    pages = ["".join(page.extract_text().split()) for page in PdfReader(pdf).pages]
    for entry in contents_of(cover_of(dossier), body_of(dossier)).entries:
        # The beginning of a heading, which is on one line.
        assert "".join(entry.text.split())[:18] in pages[entry.page - 1]
