"""Our own .docx and .odt: what they are, and that they are read to the letter, whatever a catalogue holds."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.roles import Role
from gersapp.exchange.spacing import space, unspace
from gersapp.exchange.writing.contents import body_of, contents_of
from gersapp.exchange.writing.looks import SHEETS
from gersapp.exchange.writing.paragraphs import Paragraph, cover_of, operation_of
from gersapp.exchange.writing.texts import target_of
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support.any_catalogues import assert_given_back, catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS
from tests.support.written import BODY, FORMS, archive_text, read_back, written


@pytest.mark.parametrize("form", FORMS)
@settings(HYPOTHESIS, max_examples=40)
@given(catalogue=catalogues())
def test_any_catalogue_is_given_back(form: str, catalogue: Catalogue) -> None:
    dossier = dossier_of(catalogue)
    assert_given_back(dossier, read_back(written(dossier, form)))


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@settings(HYPOTHESIS, max_examples=1_500)
@given(catalogue=catalogues(8))
def test_many_catalogues_are_given_back(form: str, catalogue: Catalogue) -> None:
    dossier = dossier_of(catalogue)
    assert_given_back(dossier, read_back(written(dossier, form)))


@settings(HYPOTHESIS)
@given(st.text(st.sampled_from("a1\u202f\u00a0\u2060 :;!»«?h°n")))
def test_french_spacing_is_undone(text: str) -> None:
    assert unspace(space(text)) == text


@pytest.fixture(scope="module")
def gers() -> Dossier:
    return dossier_of(Sound.read(ROOT / "db.json").catalogue)


# What documents are.


def test_word_has_nothing_to_ask(gers: Dossier) -> None:
    with zipfile.ZipFile(io.BytesIO(written(gers, "docx"))) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert [
        word for word in ("updateFields", "w:dirty", "attachedTemplate") if any(word in t for t in texts)
    ] == []
    body = archive_text(written(gers, "docx"), "word/document.xml")
    assert body.count('w:fldCharType="begin"') == body.count('w:fldCharType="end"') == 20


def test_nothing_of_an_operation_stands_alone(gers: Dossier) -> None:
    short = gers.parts[0].operations[0]
    long = replace(short, description="a " * 1_000)
    kept = [paragraph.is_kept for paragraph in operation_of(short, "adultes", {})]
    assert kept == [True] * (len(kept) - 1) + [False]
    assert not any(paragraph.is_whole for paragraph in operation_of(long, "adultes", {}))
    assert SHEETS[Role.OPERATION].is_kept
    assert SHEETS[Role.AUDIENCE].is_kept


@pytest.mark.parametrize("form", FORMS)
def test_a_document_is_a_sound_zip_of_sound_xml(gers: Dossier, form: str) -> None:
    content = written(gers, form)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name != "mimetype":
                ET.fromstring(archive.read(name))  # noqa: S314
    assert content == written(gers, form)


def test_an_opendocument_file_begins_with_its_type(gers: Dossier) -> None:
    content = written(gers, "odt")
    assert content[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"
    assert content[18:26] == (39).to_bytes(4, "little") * 2


@pytest.mark.parametrize("form", FORMS)
def test_what_xml_cannot_hold_breaks_no_document(gers: Dossier, form: str) -> None:
    odd = Operation("o", "a\x00b\x0b\ud800\uffffc", "\r\x1b", ("tout-public",))
    part = replace(gers.parts[2], operations=(odd,))
    content = written(replace(gers, parts=(part,)), form)
    ET.fromstring(archive_text(content, BODY[form]))  # noqa: S314
    assert read_back(content).operations[0].title == "a\ufffdb\ufffd\ufffd\ufffdc"


@pytest.mark.parametrize("form", FORMS)
def test_a_document_says_its_title_author_and_language(gers: Dossier, form: str) -> None:
    content = written(gers, form)
    about = archive_text(content, "docProps/core.xml" if form == "docx" else "meta.xml")
    assert f"<dc:title>{gers.heading.title}</dc:title>" in about
    assert f"<dc:creator>{gers.heading.organisation}</dc:creator>" in about
    assert "<dc:language>fr-FR</dc:language>" in about
    foot = archive_text(content, "word/footer1.xml" if form == "docx" else "styles.xml")
    assert [word in foot for word in (gers.heading.title, "Page ", " sur ")] == [True] * 3


@pytest.mark.parametrize("form", FORMS)
def test_an_extract_says_so_and_is_read_as_one(form: str) -> None:
    catalogue = Sound.read(ROOT / "db.json").catalogue
    dossier = dossier_of(catalogue, Selection(audiences=("tout-public",), platforms=("instagram",)))
    content = written(dossier, form)
    assert dossier.scope.startswith("Extrait : ")
    body = archive_text(content, BODY[form])
    assert dossier.scope in body
    assert "Sommaire" not in body
    assert_given_back(dossier, read_back(content))


@pytest.mark.parametrize("form", FORMS)
def test_an_arabic_title_is_read_from_the_right(gers: Dossier, form: str) -> None:
    operation = Operation("o", "شاي!", "تعال", ("tout-public",))
    part = replace(gers.parts[2], operations=(operation,))
    body = archive_text(written(replace(gers, parts=(part,)), form), BODY[form])
    assert ("<w:bidi/>" if form == "docx" else '"DossierOperation-kr"') in body


def many(number: int) -> Dossier:
    catalogue = Sound.read(ROOT / "db.json").catalogue
    operations = list(catalogue.operations.values())
    drawn = [replace(operations[place % 16], id=f"o-{place}") for place in range(number)]
    return dossier_of(Catalogue.of(catalogue.heading, drawn))


def paragraphs_of(dossier: Dossier) -> tuple[list[Paragraph], list[Paragraph]]:
    return cover_of(dossier), body_of(dossier)


def test_a_long_list_of_contents_has_the_audiences_alone() -> None:
    short, long = contents_of(*paragraphs_of(many(16))), contents_of(*paragraphs_of(many(100)))
    assert (short.levels, len(short.entries)) == (2, 19)
    assert (long.levels, [entry.level for entry in long.entries]) == (1, [1, 1, 1])
    assert contents_of(*paragraphs_of(many(3))).entries == ()


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.fr/b?c=d&e=%C3%A9#f", "https://a.fr/b?c=d&e=%C3%A9#f"),
        ("https://a.fr/é?q=œ#à", "https://a.fr/%C3%A9?q=%C5%93#%C3%A0"),
        ("https://écoles.fr/[a]/100%", "https://écoles.fr/%5Ba%5D/100%25"),
        ("HTTPS://A.fr/a#b#c", "HTTPS://A.fr/a#b%23c"),
    ],
)
def test_an_address_is_one_for_word(url: str, target: str) -> None:
    assert target_of(url) == target


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://écoles.fr/é", "https://xn--coles-9ra.fr/%C3%A9"),
        ("https://" + "é" * 70 + ".fr", "https://" + "%C3%A9" * 70 + ".fr"),
        ("", ""),
    ],
)
def test_an_address_of_a_pdf_is_all_in_ascii(url: str, target: str) -> None:
    assert target_of(url, is_ascii=True) == target
