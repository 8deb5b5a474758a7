"""The same dossier in every format gives the same operations."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from proof.tools.apt import find_program
from tests.support.dossiers.corpus import Dossier, dossiers
from tests.support.dossiers.forms import as_blocks, as_html, as_markdown, as_text
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.source import Source, Table
from tests.support.dossiers.transformations import count_kept
from tests.support.dossiers.word import as_docx

MIN_SAME = 0.95
FORMATS: dict[str, Callable[[Source], bytes]] = {
    "docx": as_docx,
    "odt": as_odt,
    "html": lambda source: as_html(source).encode(),
    "text": lambda source: as_text(source).encode(),
    "markdown": lambda source: as_markdown(source).encode(),
}


def proposal_of(content: bytes) -> Proposal:
    document = read(content)
    assert isinstance(document, Document)
    return propose(document)


def share_kept(read_again: Callable[[Dossier], Proposal], compared: list[Dossier]) -> float:
    """Return the share of the operations of perfectly read dossiers that another reading gives too."""
    kept = total = 0
    for dossier in compared:
        first = propose(as_blocks(dossier.source))
        kept += count_kept(first, read_again(dossier))
        total += len(first.operations)
    return kept / total


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_the_same_operations(name: str) -> None:
    make = FORMATS[name]
    assert share_kept(lambda dossier: proposal_of(make(dossier.source)), list(dossiers())) >= MIN_SAME


@pytest.mark.long
@pytest.mark.skipif(not find_program("soffice"), reason="LibreOffice is not there")
@pytest.mark.parametrize(("extension", "make"), [("docx", as_docx), ("odt", as_odt)])
def test_a_pdf_of_libreoffice_gives_the_same(
    tmp_path: Path, extension: str, make: Callable[[Source], bytes]
) -> None:
    """Tables in PDF apart, which are said and not read."""
    compared = [
        dossier for dossier in dossiers() if not any(isinstance(item, Table) for item in dossier.source.items)
    ]
    for dossier in compared:
        (tmp_path / f"{dossier.source.name}.{extension}").write_bytes(make(dossier.source))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, tmp_path.glob(f"*.{extension}")),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    share = share_kept(
        lambda dossier: proposal_of((tmp_path / f"{dossier.source.name}.pdf").read_bytes()), compared
    )
    assert share >= MIN_SAME
