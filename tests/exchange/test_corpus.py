"""The dossiers and tables that reading is judged by: each file is sound, and its expected result is in it."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from gersapp.catalogue.links import fault
from tests.support.dossiers.corpus import KEPT, Dossier, dossiers
from tests.support.dossiers.forms import as_blocks, as_html, as_markdown, as_text
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.scoring import title_key
from tests.support.dossiers.source import addresses_of, paragraphs_of
from tests.support.dossiers.tables import TableFile, table_files
from tests.support.dossiers.word import as_docx

DOSSIERS = [*dossiers(), *dossiers(KEPT)]
LINKED = [dossier for dossier in DOSSIERS if dossier.source.settings.get("links") != "plain"]
TABLES = table_files()
every_dossier = pytest.mark.parametrize("dossier", DOSSIERS, ids=lambda dossier: dossier.source.name)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_there_are_fifteen_dossiers_and_five_tables() -> None:
    assert (len(list(dossiers())), len(TABLES)) == (15, 5)
    assert len(DOSSIERS) == len({dossier.source.name for dossier in DOSSIERS}) > 60


@every_dossier
def test_a_dossier_has_5_to_25_operations(dossier: Dossier) -> None:
    assert 5 <= len(dossier.expectation.operations) <= 25


@every_dossier
def test_what_is_expected_is_in_the_dossier(dossier: Dossier) -> None:
    text = "\n".join(paragraph.text for paragraph in paragraphs_of(dossier.source.items))
    words = f" {title_key(text)} "
    wanted = [operation.title for operation in dossier.expectation.operations]
    wanted += [audience for operation in dossier.expectation.operations for audience in operation.audiences]
    wanted += [line for section in dossier.expectation.foreign for line in section]
    assert [piece for piece in wanted if f" {title_key(piece)} " not in words] == []


@every_dossier
def test_each_address_is_expected_once(dossier: Dossier) -> None:
    wanted = [url for operation in dossier.expectation.operations for url in operation.links]
    assert sorted(set(wanted)) == sorted(wanted)
    assert [url for url in wanted if fault(url)] == []


@every_dossier
def test_the_text_has_all_addresses(dossier: Dossier) -> None:
    text = re.sub(r"\s", "", as_text(dossier.source))
    assert [url for url in dossier.expectation.addresses if url not in text] == []


@every_dossier
def test_all_forms_have_all_words(dossier: Dossier) -> None:
    words = [
        word
        for paragraph in paragraphs_of(dossier.source.items)
        for word in re.findall(r"[^\W_]{4,}", paragraph.text)
        if paragraph.origin == "body"
    ]
    texts = [as_text(dossier.source), as_markdown(dossier.source), as_html(dossier.source)]
    texts += [part for content in office_files(dossier) for part in parts_of(content)["body"]]
    assert [[word for word in words if word not in text] for text in texts] == [[]] * 5


@pytest.mark.parametrize("dossier", LINKED, ids=lambda dossier: dossier.source.name)
def test_office_files_have_all_links(dossier: Dossier) -> None:
    for content in office_files(dossier):
        assert sorted(parts_of(content)["links"]) == sorted(addresses_of(dossier.source))


def office_files(dossier: Dossier) -> list[bytes]:
    return [as_docx(dossier.source), as_odt(dossier.source)]


def parts_of(content: bytes) -> dict[str, list[str]]:
    """Return the text of the body of a .docx or .odt file, and the addresses of its links."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        trees = {
            name: ElementTree.fromstring(archive.read(name))  # noqa: S314 (made by the test)
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    body = trees.get("word/document.xml", trees.get("content.xml"))
    assert body is not None
    links = [
        value
        for tree in trees.values()
        for element in tree.iter()
        for name, value in element.attrib.items()
        if value.startswith("http")
        and (name.endswith("}href") or (name == "Target" and element.get("TargetMode") == "External"))
    ]
    return {"body": ["".join(body.itertext())], "links": list(dict.fromkeys(links))}


@every_dossier
def test_blocks_are_numbered_and_anchored(dossier: Dossier) -> None:
    blocks = as_blocks(dossier.source).blocks
    assert [block.line for block in blocks] == list(range(1, len(blocks) + 1))
    assert all(block.text[anchor.start : anchor.end].strip() for block in blocks for anchor in block.anchors)


@every_table
def test_what_is_expected_is_in_the_table(table: TableFile) -> None:
    cells = "\n".join(cell for row in table.rows for cell in row)
    for operation in table.expectation.operations:
        assert operation.title in cells
        assert all(audience in cells for audience in operation.audiences)
        assert all(url in cells for url in operation.links)


def test_each_table_is_of_another_kind() -> None:
    starts = {table.name: table.content[:2] for table in TABLES}
    assert starts["utf16-tab"] == b"\xff\xfe"
    assert starts["workbook"] == starts["sheet"] == b"PK"
    contents = {table.name: table.content for table in TABLES}
    assert b"\x9cuf" in contents["excel-cp1252"]
    assert list(csv.reader(contents["quoted-utf8"].decode().splitlines(keepends=True)))[1][2].count("\n") == 1
