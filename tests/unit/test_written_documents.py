"""Our own .docx and .odt are read to the letter, whatever a catalogue holds, and so is what people edit in them."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp import commands
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.roles import Role
from gersapp.exchange.spacing import space, unspace
from gersapp.exchange.structure import propose
from gersapp.exchange.writing import write
from gersapp.exchange.writing.contents import body_of, contents_of
from gersapp.exchange.writing.looks import SHEETS
from gersapp.exchange.writing.paragraphs import Paragraph, cover_of, operation_of
from gersapp.exchange.writing.texts import target_of
from gersapp.settings import Settings
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support.any_catalogues import assert_given_back, catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS
from tests.support.office import pack

FORMS = ("docx", "odt")
BODY = {"docx": "word/document.xml", "odt": "content.xml"}


def written(dossier: Dossier, form: str) -> bytes:
    return b"".join(write(form, dossier))


def read_back(content: bytes) -> Proposal:
    document = read(content)
    assert isinstance(document, Document)
    assert document.is_written
    return propose(document)


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


# What people do in Word and in LibreOffice.

Edit = Callable[[str], str]
PARAGRAPHS = {
    "docx": '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>',
    "odt": '<text:p text:style-name="{}">{}</text:p>',
}
# The ids of the styles that people see as « Opération »… in each format, and that of plain paragraphs.
STYLES = {
    "docx": {"Opération": "DossierOperation", "Texte": "DossierText", "Aussi pour": "DossierAlsoFor",
             "Réseaux": "DossierNetworks", "Lien": "DossierLink", "": "Normal"},
    "odt": {"Opération": "DossierOperation", "Texte": "DossierText", "Aussi pour": "DossierAlso_For",
            "Réseaux": "DossierNetworks", "Lien": "DossierLink", "": "Standard"},
}  # fmt: skip
END = {"docx": "<w:sectPr>", "odt": "</office:text>"}


def paragraph(form: str, style: str, text: str) -> str:
    return PARAGRAPHS[form].format(STYLES[form][style], text)


def edited(content: bytes, form: str, edit: Edit) -> bytes:
    """Return a document whose text `edit` changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = archive_text(content, BODY[form])
    parts[BODY[form]] = edit(before)
    assert parts[BODY[form]] != before
    return pack(parts)


def archive_text(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


@pytest.fixture(scope="module")
def gers() -> Dossier:
    return dossier_of(Sound.read(ROOT / "db.json").catalogue)


@pytest.mark.parametrize("form", FORMS)
def test_an_operation_added_in_the_same_styles_is_one(gers: Dossier, form: str) -> None:
    lines = [
        ("Opération", "Balade contée"),
        ("Texte", "Le premier samedi du mois"),
        ("Texte", ""),
        ("Texte", "à la bibliothèque."),
        ("Aussi pour", "Aussi pour : Aînés"),
        ("Réseaux", "Réseaux : Facebook, Radio locale"),
        ("Lien", "Le programme : https://www.gers.fr/balade"),
        ("Lien", "https://www.facebook.com/LeGers32/posts/9"),
    ]
    added = "".join([paragraph(form, style, text) for style, text in lines])
    content = edited(written(gers, form), form, lambda body: body.replace(END[form], added + END[form]))
    proposal = read_back(content)
    assert len(proposal.operations) == gers.operations + 1
    operation = proposal.operations[-1]
    assert operation.title == "Balade contée"
    assert operation.description == "Le premier samedi du mois\n\nà la bibliothèque."
    assert operation.audiences == ("Tout public", "Aînés")
    assert operation.platforms == ("facebook", "Radio locale")
    assert operation.links == ("https://www.gers.fr/balade", "https://www.facebook.com/LeGers32/posts/9")
    assert (operation.doubts, proposal.leftovers) == ((), ())


@pytest.mark.parametrize("form", FORMS)
def test_what_is_added_under_an_operation_is_its_text(gers: Dossier, form: str) -> None:
    first, second = gers.parts[2].operations[:2]
    added = "".join(
        [
            paragraph(form, "", text)
            for text in ("Suite : voir https://www.gers.fr/suite.", "https://www.gers.fr/seul")
        ]
    )
    address = first.links[0].url
    end = f"\u202f: {address}"
    close = "</w:t></w:r></w:hyperlink></w:p>" if form == "docx" else "</text:span></text:a></text:p>"
    content = edited(
        written(gers, form), form, lambda body: body.replace(end + close, end + close + added, 1)
    )
    found = {operation.title: operation for operation in read_back(content).operations}
    assert found[first.title].description == f"{first.description}\n\nSuite : voir https://www.gers.fr/suite."
    assert found[first.title].links[1:] == ("https://www.gers.fr/suite", "https://www.gers.fr/seul")
    assert found[second.title].description == second.description


@pytest.mark.parametrize("form", FORMS)
def test_an_operation_that_somebody_deleted_is_gone(gers: Dossier, form: str) -> None:
    gone = gers.parts[1].operations[1]
    heading = {
        "docx": '(?=<w:p><w:pPr><w:pStyle w:val="Dossier(?:Operation|Audience)")',
        "odt": "(?=<text:h )",
    }

    def delete(body: str) -> str:
        pieces = re.split(heading[form], body)
        place = next(place for place, piece in enumerate(pieces) if place and f">{gone.title}<" in piece)
        return "".join(pieces[:place] + pieces[place + 1 :])

    content = edited(written(gers, form), form, delete)
    titles = [operation.title for operation in read_back(content).operations]
    assert titles == [operation.title for operation in gers.each_operation() if operation.title != gone.title]


@pytest.mark.parametrize("form", FORMS)
def test_a_title_that_somebody_changed_is_the_new_one(gers: Dossier, form: str) -> None:
    before = gers.parts[1].operations[1]
    content = edited(
        written(gers, form), form, lambda body: body.replace(f">{before.title}<", ">Sur TikTok<")
    )
    found = read_back(content).operations
    assert len(found) == gers.operations
    (changed,) = [operation for operation in found if operation.title == "Sur TikTok"]
    assert changed.description == before.description


@pytest.mark.parametrize("form", FORMS)
def test_the_fate_of_a_line_is_what_people_say(gers: Dossier, form: str) -> None:
    document = read(written(gers, form))
    assert isinstance(document, Document)
    proposal = propose(document)
    number = next(line.number for line in proposal.lines if line.fate is Fate.TITLE and line.operation == 1)
    said = propose(document, {number: Fate.TEXT})
    assert len(said.operations) == gers.operations - 1
    assert said.operations[0].description.endswith(gers.parts[0].operations[1].description)
    left = propose(document, {number + 1: Fate.LEFT})
    assert left.leftovers == (proposal.lines[number].text,)
    assert left.operations[1].description == ""


@pytest.mark.parametrize("form", FORMS)
def test_each_line_has_its_fate_and_operation(gers: Dossier, form: str) -> None:
    proposal = read_back(written(gers, form))
    for place, operation in enumerate(proposal.operations):
        mine = [line.number for line in proposal.lines if line.operation == place]
        assert mine == sorted(operation.lines)
    decor = [line.text for line in proposal.lines if line.fate is Fate.DECOR]
    assert "Sommaire" in decor[2]
    assert decor[:2] == [gers.scope, f"En ligne : {gers.address}"]


LINKS = {
    "docx": '<w:p><w:pPr><w:pStyle w:val="DossierLink"/></w:pPr>'
    "<w:fldSimple w:instr='HYPERLINK \"{}\"'><w:r><w:t>{}</w:t></w:r></w:fldSimple></w:p>",
    "odt": '<text:p text:style-name="DossierLink"><text:a xlink:href="{}">{}</text:a></text:p>',
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("words", "links", "leftovers"),
    [
        ("Le programme", ("https://www.gers.fr/é",), ()),
        ("Le programme : https://www.gers.fr/%C3%A9", ("https://www.gers.fr/%C3%A9",), ()),
        ("Le programme : https://www.gers.fr/b", ("https://www.gers.fr/b",), ("https://www.gers.fr/é",)),
    ],
)
def test_a_link_is_its_address_as_spelled_out(
    gers: Dossier, form: str, words: str, links: tuple[str, ...], leftovers: tuple[str, ...]
) -> None:
    added = LINKS[form].format("https://www.gers.fr/é", words)
    content = edited(written(gers, form), form, lambda body: body.replace(END[form], added + END[form]))
    proposal = read_back(content)
    assert proposal.operations[-1].links[1:] == links
    assert proposal.leftovers == leftovers


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_under_an_audience_alone_is_left_over(gers: Dossier, form: str) -> None:
    added = paragraph(form, "", "À relire par Jeanne.")
    close = {"docx": "</w:p>", "odt": "</text:h>"}[form]

    def add(body: str) -> str:
        heading = body.rindex(gers.parts[2].audience.label)
        place = body.index(close, heading) + len(close)
        return body[:place] + added + body[place:]

    proposal = read_back(edited(written(gers, form), form, add))
    assert proposal.leftovers == ("À relire par Jeanne.",)
    assert len(proposal.operations) == gers.operations


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_catalogue_takes_all_of_a_document(gers: Dossier, form: str, tmp_path: Path) -> None:
    file, database = tmp_path / f"dossier.{form}", tmp_path / "db.json"
    file.write_bytes(written(gers, form))
    app = Flask("gersapp")
    commands.init_app(app, Settings(db=database, instance=tmp_path / "instance"))
    done = app.test_cli_runner().invoke(args=["import", str(file), "--apply", "--yes"])
    assert done.exit_code == 0, done.stderr
    found = dossier_of(Sound.read(database).catalogue)
    assert found.scope == gers.scope
    assert found.heading.revision == gers.heading.revision


def test_without_its_styles_a_document_is_read_well_still(gers: Dossier) -> None:
    ours = re.compile(r'<w:style [^>]*w:styleId="Dossier.*?</w:style>')
    known = {"Audience": "Titre1", "Operation": "Titre2"}
    content = written(gers, "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["word/styles.xml"] = ours.sub("", archive_text(content, "word/styles.xml"))
    parts["word/document.xml"] = re.sub(
        r'"Dossier(\w+)"',
        lambda match: f'"{known.get(match[1], "Normal")}"',
        archive_text(content, "word/document.xml"),
    )
    document = read(pack(parts))
    assert isinstance(document, Document)
    assert not document.is_written
    proposal = propose(document)
    assert proposal.audiences[:3] == tuple(part.audience.label for part in gers.parts)
    found = {operation.title: operation.links for operation in proposal.operations}
    for operation in gers.each_operation():
        assert found[operation.title] == tuple(url for _, url in links_of(operation))


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
