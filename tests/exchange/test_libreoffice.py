"""Dossiers that LibreOffice wrote in other formats give the same operations."""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest

from gersapp.exchange.blocks import Document, Lack
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from tests.support import libreoffice
from tests.support.dossiers.corpus import Dossier, dossiers
from tests.support.dossiers.forms import as_blocks
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.source import addresses_of
from tests.support.dossiers.transformations import count_kept
from tests.support.dossiers.word import as_docx

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not libreoffice.is_there, reason="LibreOffice manque : apt-get install libreoffice-writer"
    ),
]
MIN_SAME = 0.95


@pytest.fixture(scope="module")
def written() -> list[Dossier]:
    return list(dossiers())


@pytest.fixture(scope="module")
def word_files(written: list[Dossier], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("word")
    files = [folder / f"{dossier.source.name}.docx" for dossier in written]
    for file, dossier in zip(files, written, strict=True):
        file.write_bytes(as_docx(dossier.source))
    return files


def documents(files: Sequence[Path]) -> list[Document]:
    read_files = [read(file.read_bytes()) for file in files]
    return [document for document in read_files if isinstance(document, Document)]


def share_kept(written: list[Dossier], read_again: list[Document]) -> float:
    """Return the share of the operations of the dossiers that the documents give too."""
    first = [propose(as_blocks(dossier.source)) for dossier in written]
    kept = sum(count_kept(one, propose(again)) for one, again in zip(first, read_again, strict=True))
    return kept / sum(len(proposal.operations) for proposal in first)


@pytest.mark.parametrize("format", ["odt", "html:HTML (StarWriter)"])
def test_a_docx_in_another_format(
    written: list[Dossier], word_files: list[Path], format: str, tmp_path: Path
) -> None:
    assert share_kept(written, documents(libreoffice.convert(word_files, format, tmp_path))) >= MIN_SAME


def test_an_odt_as_a_docx(written: list[Dossier], tmp_path: Path) -> None:
    files = [tmp_path / f"{dossier.source.name}.odt" for dossier in written]
    for file, dossier in zip(files, written, strict=True):
        file.write_bytes(as_odt(dossier.source))
    word = libreoffice.convert(files, "docx:MS Word 2007 XML", tmp_path / "docx")
    assert share_kept(written, documents(word)) >= MIN_SAME


def test_a_pdf_but_for_its_tables(written: list[Dossier], word_files: list[Path], tmp_path: Path) -> None:
    read_again = documents(libreoffice.convert(word_files, "pdf", tmp_path))
    pairs = list(zip(written, read_again, strict=True))
    plain = [pair for pair in pairs if Lack.TABLE_IN_PDF not in pair[1].lacks]
    assert share_kept([dossier for dossier, _ in plain], [document for _, document in plain]) >= MIN_SAME
    assert len(plain) >= len(pairs) * 0.7
    for dossier, document in pairs:
        text = re.sub(r"\s", "", "".join(block.text for block in document.blocks))
        behind = {unquote(anchor.url) for block in document.blocks for anchor in block.anchors}
        addresses = addresses_of(dossier.source)
        assert [
            url for url in addresses if re.sub(r"\s", "", url) not in text and unquote(url) not in behind
        ] == []
