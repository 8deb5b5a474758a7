"""What tables say of a catalogue, and that importing them gives it back exactly."""

import csv as python_csv
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import openpyxl
import pytest
from hypothesis import given, settings

from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.reading import read
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.published import COLUMNS, Form
from gersapp.exchange.tables.rows import Rows, propose
from gersapp.exchange.tables.values import SheetCell, Workbook
from gersapp.exchange.writing import csv, ods, sheets, xlsx
from tests.support.any_catalogues import ADDRESS, catalogues, dossier_of, with_operations
from tests.support.catalogues import HYPOTHESIS

WRITERS: dict[str, Callable[[Dossier], Iterable[bytes]]] = {
    "csv": csv.write,
    "excel": partial(csv.write, for_excel=True),
    "xlsx": xlsx.write,
    "ods": ods.write,
}
ONE = Operation(
    "recettes",
    "Recettes, tips & « astuces »",
    "Première ligne\n\n=SOMME(A1)",
    ("aines", "adultes"),
    ("instagram", "Radio locale"),
    (Link("https://www.facebook.com/LeGers32/posts/1?utm_source=x"), Link("https://www.gers.fr/2")),
)
DANGEROUS = Operation("formule", "=1+1", "@tous", ("adultes",), (), ())

Content = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def written(format: str, dossier: Dossier) -> bytes:
    return b"".join(WRITERS[format](dossier))


def rows_of(content: bytes) -> Rows:
    source = read(content)
    assert isinstance(source, Workbook)
    return propose(source, guess_mappings(source))


def proposed(rows: Rows) -> list[Content]:
    return [
        (one.title, one.description, one.audiences, one.platforms, one.links)
        for one in rows.proposal.operations
    ]


def exported(dossier: Dossier) -> list[Content]:
    labels = {audience.slug: audience.label for audience in dossier.heading.audiences}
    return [
        (
            one.title,
            one.description,
            tuple([labels[slug] for slug in one.audiences]),
            one.platforms,
            tuple([url for _, url in links_of(one)]),
        )
        for one in dossier.each_operation()
    ]


def check_round_trip(dossier: Dossier, content: bytes, *, with_heading: bool) -> None:
    rows = rows_of(content)
    assert rows.errors == ()
    assert proposed(rows) == exported(dossier)
    proposal, heading = rows.proposal, dossier.heading
    used = {slug for one in dossier.each_operation() for slug in one.audiences}
    assert proposal.audiences == tuple([one.label for one in heading.audiences if one.slug in used])
    assert proposal.leftovers == ()
    assert not any(one.doubts for one in proposal.operations)
    if with_heading:
        read_texts = (proposal.title, proposal.organisation, proposal.hashtag, proposal.introduction)
        assert read_texts == (heading.title, heading.organisation, heading.hashtag, heading.introduction)


@pytest.mark.parametrize("format", WRITERS)
@settings(HYPOTHESIS, max_examples=15)
@given(catalogues().map(dossier_of))
def test_any_catalogue_comes_back_exactly(format: str, dossier: Dossier) -> None:
    check_round_trip(dossier, written(format, dossier), with_heading=format in ("xlsx", "ods"))


@pytest.mark.long
@pytest.mark.parametrize("format", WRITERS)
@settings(HYPOTHESIS, max_examples=500)
@given(catalogues().map(dossier_of))
def test_any_of_many_catalogues_comes_back_exactly(format: str, dossier: Dossier) -> None:
    check_round_trip(dossier, written(format, dossier), with_heading=format in ("xlsx", "ods"))


# -- CSV


def cells_of(content: bytes, separator: str = ",") -> list[list[str]]:
    """The rows as Python reads them, which refuses what RFC 4180 does not allow."""
    text = io.StringIO(content.decode("utf-8"), newline="")
    return list(python_csv.reader(text, delimiter=separator, strict=True))


def test_open_data_has_a_row_an_operation() -> None:
    content = written("csv", dossier_of(with_operations(ONE)))
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    names, row = cells_of(content)
    assert names == [column.name for column in COLUMNS[Form.OPERATIONS]]
    assert dict(zip(names, row, strict=True)) == {
        "identifiant": "recettes",
        "titre": "Recettes, tips & « astuces »",
        "description": "Première ligne\n\n=SOMME(A1)",
        "cibles": "Aînés\nAdultes",
        "plateformes_annoncees": "Instagram\nRadio locale",
        "annoncees_sans_lien": "Instagram\nRadio locale",
        "liens": "https://www.facebook.com/LeGers32/posts/1\nhttps://www.gers.fr/2",
        "intitules_des_liens": "Publication Facebook\nSite web gers.fr",
        "page": "https://operations.example/operations/recettes",
        "ordre_des_cibles": "2\n1",
    }


def test_links_have_a_row_each_and_come_back_together() -> None:
    dossier = dossier_of(with_operations(ONE, DANGEROUS))
    content = b"".join(csv.write(dossier, by_link=True))
    names, *rows = cells_of(content)
    assert names == ["identifiant", "titre", "cibles", "plateforme", "intitule_du_lien", "lien", "page"]
    assert [row[3:6] for row in rows] == [
        ["Facebook", "Publication Facebook", "https://www.facebook.com/LeGers32/posts/1"],
        ["Site web", "Site web gers.fr", "https://www.gers.fr/2"],
    ]
    (found,) = proposed(rows_of(content))
    assert found == (ONE.title, "", ("Aînés", "Adultes"), (), (rows[0][5], rows[1][5]))


def test_excel_takes_no_cell_for_a_formula() -> None:
    titles = ["=1+1", "+33", "-20 ans", "@gers", " =1", "'=x", "Recettes"]
    operations = [Operation(f"o-{n}", title, "", ("adultes",)) for n, title in enumerate(titles)]
    content = written("excel", dossier_of(with_operations(*operations)))
    assert content.startswith(b"\xef\xbb\xbf")
    _, *rows = cells_of(content, ";")
    assert [row[1] for row in rows] == ["'=1+1", "'+33", "'-20 ans", "'@gers", "' =1", "''=x", "Recettes"]
    assert [title for title, *_ in proposed(rows_of(content))] == titles


def test_open_data_has_texts_as_they_are() -> None:
    operation = Operation("o", "'=x", "=1+1", ("adultes",))
    content = written("csv", dossier_of(with_operations(operation)))
    assert cells_of(content)[1][1:3] == ["'=x", "=1+1"]
    assert proposed(rows_of(content))[0][:2] == ("'=x", "=1+1")


# -- spreadsheets


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_a_spreadsheet_is_a_sound_zip(format: str) -> None:
    content = written(format, dossier_of(with_operations(ONE, DANGEROUS)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
    if format == "ods":
        assert content[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_links_are_real_and_sheets_have_names(format: str) -> None:
    workbook = read(written(format, dossier_of(with_operations(ONE))))
    assert isinstance(workbook, Workbook)
    operations, links, catalogue = workbook.sheets
    assert [operations.name, links.name, catalogue.name] == ["Opérations", "Liens", "Catalogue"]
    assert [cell.addresses for cell in (row[4] for row in links.rows[1:])] == [
        ("https://www.facebook.com/LeGers32/posts/1",),
        ("https://www.gers.fr/2",),
    ]
    assert operations.rows[1][8].addresses == ("https://operations.example/operations/recettes",)
    assert [[cell.text for cell in row] for row in catalogue.rows[1:]] == [
        ["Titre", "Le catalogue"],
        ["Organisme", "Département du Gers"],
        ["Mot-dièse", "#Gers"],
        ["Introduction", "Deux\nlignes"],
        ["Ce que contient ce fichier", "1 opération, 2 liens, le 25\u00a0novembre 2026"],
        ["Adresse de la page", ADDRESS],
    ]


def test_openpyxl_reads_the_same_cells_and_has_no_warning() -> None:
    """Warnings are errors."""
    content = written("xlsx", dossier_of(with_operations(ONE, DANGEROUS)))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    ours = read(content)
    assert isinstance(ours, Workbook)
    for sheet, worksheet in zip(ours.sheets, workbook.worksheets, strict=True):
        theirs = [["" if value is None else value for value in row] for row in worksheet.values]
        texts = [
            [sheet.cell(row, column).text for column in range(sheet.width)] for row in range(len(sheet.rows))
        ]
        assert theirs == texts
        assert {cell.data_type for row in worksheet for cell in row if cell.value} == {"s"}
        assert worksheet.freeze_panes == "A2"
        assert worksheet.auto_filter.ref == worksheet.dimensions
        assert worksheet.column_dimensions["B"].width >= 40
        assert worksheet.row_dimensions[2].height >= 15
    links = workbook["Liens"]
    assert links["E2"].hyperlink.target == links["F2"].value
    properties = workbook.properties
    assert (properties.title, properties.creator) == ("Le catalogue", "Département du Gers")
    assert properties.language == "fr-FR"


def test_excel_gets_addresses_that_follow_the_standard() -> None:
    urls = ["https://www.gers.fr/100%?a[]=1#b#c", "https://www.gers.fr/caf%C3%A9"]
    operation = Operation("o", "Fête", "", ("adultes",), (), tuple(map(Link, urls)))
    workbook = openpyxl.load_workbook(io.BytesIO(written("xlsx", dossier_of(with_operations(operation)))))
    cells = [workbook["Liens"][place] for place in ("E2", "E3")]
    assert [cell.hyperlink.target for cell in cells] == [
        "https://www.gers.fr/100%25?a%5B%5D=1#b%23c",
        "https://www.gers.fr/caf%C3%A9",
    ]


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_links_too_long_for_a_cell_take_others(format: str) -> None:
    urls = [f"https://www.gers.fr/{number}/{'a' * 2_000}" for number in range(100)]
    long = Operation("longue", "Longue", "", ("adultes",), (), tuple(map(Link, urls)))
    dossier = dossier_of(with_operations(ONE, long))
    content = written(format, dossier)
    workbook = read(content)
    assert isinstance(workbook, Workbook)
    texts = [cell.text for row in workbook.sheets[0].rows for cell in row]
    assert max(map(len, texts)) <= sheets.MAX_CELL
    assert "Liens (7)" in texts
    check_round_trip(dossier, content, with_heading=True)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_links_too_many_for_a_sheet_take_others(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_LINKED", 1)
    monkeypatch.setattr(xlsx, "MAX_LINKED", 1)
    dossier = dossier_of(with_operations(ONE, DANGEROUS))
    content = written(format, dossier)
    workbook = read(content)
    assert isinstance(workbook, Workbook)
    assert [sheet.name for sheet in workbook.sheets] == ["Opérations", "Liens", "Liens 2", "Catalogue"]
    assert [len(sheet.rows) for sheet in workbook.sheets[1:3]] == [2, 2]
    check_round_trip(dossier, content, with_heading=True)


# -- what people make of our tables


def test_a_row_that_somebody_adds_is_read_as_any_table() -> None:
    content = written("csv", dossier_of(with_operations(ONE)))
    typed = ',Fête,Un texte,"adultes, Enfants",Insta,,https://www.gers.fr/fete,,,\r\n'
    rows = rows_of(content + typed.encode())
    assert rows.errors == ()
    assert proposed(rows)[1] == (
        "Fête",
        "Un texte",
        ("Adultes", "Enfants"),
        ("instagram",),
        ("https://www.gers.fr/fete",),
    )


def test_links_that_somebody_sorted_come_back_together() -> None:
    other = replace(ONE, id="autre", title="Autre")
    content = b"".join(csv.write(dossier_of(with_operations(ONE, other)), by_link=True))
    names, *rows = cells_of(content)
    text = io.StringIO()
    python_csv.writer(text).writerows([names, *sorted(rows, key=lambda row: row[5])])
    found = proposed(rows_of(text.getvalue().encode()))
    assert [(title, len(links)) for title, *_, links in found] == [
        ("Recettes, tips & « astuces »", 2),
        ("Autre", 2),
    ]


def test_two_addresses_of_one_publication_come_back() -> None:
    urls = ["https://www.facebook.com/LeGers32/posts/1", "https://m.facebook.com/LeGers32/posts/1"]
    dossier = dossier_of(with_operations(replace(ONE, links=tuple(map(Link, urls)))))
    check_round_trip(dossier, written("csv", dossier), with_heading=False)


def test_a_link_that_somebody_adds_to_its_sheet_is_not_lost() -> None:
    workbook = read(written("ods", dossier_of(with_operations(ONE))))
    assert isinstance(workbook, Workbook)
    operations, links, catalogue = workbook.sheets
    added = (*links.rows[1][:5], SheetCell("https://www.gers.fr/de-plus"))
    changed = replace(links, rows=(*links.rows, added))
    whole = Workbook("ods", (operations, changed, catalogue))
    rows = propose(whole, guess_mappings(whole))
    assert rows.proposal.leftovers == ("https://www.gers.fr/de-plus",)


def test_a_wrong_cell_of_ours_is_an_error_of_its_row() -> None:
    content = written("csv", dossier_of(with_operations(ONE, DANGEROUS)))
    rows = rows_of(content.replace(b"https://www.gers.fr/2", b"gers"))
    assert [(error.row, error.column) for error in rows.errors] == [(2, "liens")]
    assert [title for title, *_ in proposed(rows)] == ["=1+1"]


def test_labels_may_have_any_sign() -> None:
    audiences = [
        Audience("a", "Aînés, et proches"),
        Audience("b", "Enfants/Jeunes ; tous"),
        Audience("c", "18-25 & +"),
    ]
    operation = Operation("o", "Fête", "", ("b", "a", "c"))
    dossier = dossier_of(with_operations(operation, audiences=audiences))
    for format in WRITERS:
        check_round_trip(dossier, written(format, dossier), with_heading=False)
