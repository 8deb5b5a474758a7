"""Our tables in the hands of others: LibreOffice writes them again, frictionless judges them."""

import zipfile
from pathlib import Path

import frictionless
import pytest
from hypothesis import given, settings

from gersapp.catalogue.links import published
from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.reading import read
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.published import Form
from gersapp.exchange.tables.rows import propose
from gersapp.exchange.tables.values import Workbook
from gersapp.exchange.writing import csv, write
from gersapp.exchange.writing.schema import table_schema
from tests.support import libreoffice
from tests.support.any_catalogues import PIECES, catalogues, dossier_of, with_operations
from tests.support.catalogues import HYPOTHESIS

AUDIENCES = (Audience("a", "Aînés, et proches"), Audience("b", "+ de 60 ans ; =1"))
URLS = ["https://www.facebook.com/LeGers32/posts/1?fbclid=1", "https://www.gers.fr/pâte-à-sel?a=b;c,d&e='f'",
        "https://fr.wikipedia.org/wiki/Gers_(département).", "https://www.gers.fr/_x0041_%20#!/a%C3%A9"]  # fmt: skip


def _operation(number: int, piece: str) -> Operation:
    """An operation whose texts begin and end by a piece; a title has no tab."""
    line = piece.replace("\n", " ").replace("\t", " ")
    return Operation(
        f"o-{number}",
        line if line.strip() else f"{line}titre",
        f"{piece}a{piece}\n{piece}{piece}b {piece}\n\n{piece}c",
        ("b", "a") if number % 2 else ("a",),
        ("facebook", "Radio locale") if number % 3 else (),
        tuple(map(Link, URLS[: number % 5])),
    )


OPERATIONS = [_operation(number, piece) for number, piece in enumerate(PIECES)]
DOSSIER = dossier_of(with_operations(*OPERATIONS, audiences=AUDIENCES))


@pytest.mark.long
@pytest.mark.parametrize("ours", ["xlsx", "ods"])
@pytest.mark.parametrize("theirs", ["xlsx", "ods"])
def test_what_libreoffice_saves_again_comes_back(ours: str, theirs: str, tmp_path: Path) -> None:
    file = tmp_path / f"table.{ours}"
    file.write_bytes(b"".join(write(ours, DOSSIER)))
    (again,) = libreoffice.convert([file], theirs, tmp_path / "again")
    workbook = read(again.read_bytes())
    assert isinstance(workbook, Workbook)
    rows = propose(workbook, guess_mappings(workbook))
    labels = {audience.slug: audience.label for audience in AUDIENCES}
    assert [
        (one.title, one.description, one.audiences, one.platforms, one.links)
        for one in rows.proposal.operations
    ] == [
        (
            one.title,
            one.description,
            tuple([labels[slug] for slug in one.audiences]),
            one.platforms,
            tuple([published(link.url) for link in one.links]),
        )
        for one in DOSSIER.each_operation()
    ]
    assert (rows.errors, rows.proposal.leftovers) == ((), ())
    assert rows.proposal.audiences == DOSSIER.heading.labels
    # It found what is filtered.
    with zipfile.ZipFile(again) as archive:
        part = "xl/worksheets/sheet1.xml" if theirs == "xlsx" else "content.xml"
        text = archive.read(part).decode()
    assert ours == "ods" or "<autoFilter " in text or 'display-filter-buttons="true"' in text


@pytest.mark.long
@pytest.mark.skipif(not libreoffice.has_uno(), reason="LibreOffice takes no programs here")
@pytest.mark.parametrize("ours", ["xlsx", "ods"])
def test_the_names_of_columns_stay_in_sight(ours: str, tmp_path: Path) -> None:
    file = tmp_path / f"table.{ours}"
    file.write_bytes(b"".join(write(ours, DOSSIER)))
    assert libreoffice.frozen_rows(file, tmp_path) == {"Opérations": 1, "Liens": 1, "Catalogue": 1}


@pytest.mark.long
@settings(HYPOTHESIS, max_examples=100)
@given(catalogues().map(dossier_of))
def test_frictionless_finds_nothing_wrong(dossier: Dossier) -> None:
    for form in (Form.OPERATIONS, Form.LINKS):
        content = b"".join(csv.write(dossier, by_link=form is Form.LINKS))
        schema = frictionless.Schema.from_descriptor(table_schema(form))
        report = frictionless.Resource(content, format="csv", encoding="utf-8", schema=schema).validate()
        assert report.flatten(["rowNumber", "fieldName", "type", "message"]) == []


@pytest.mark.long
def test_frictionless_finds_what_is_wrong() -> None:
    """The schema says something."""
    content = b"".join(csv.write(DOSSIER)).replace(b"o-1,", b"O 1,").replace(b"o-3,", b"o-2,")
    schema = frictionless.Schema.from_descriptor(table_schema(Form.OPERATIONS))
    report = frictionless.Resource(content, format="csv", encoding="utf-8", schema=schema).validate()
    assert {type for (type,) in report.flatten(["type"])} == {"constraint-error", "primary-key"}
