"""What people add, change and delete in our own .docx and .odt is read as they mean it."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.proposal import Fate
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from gersapp.settings import Settings
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support.any_catalogues import dossier_of
from tests.support.office import pack
from tests.support.runner import runner_of
from tests.support.written import BODY, FORMS, archive_text, read_back, written

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
    done = runner_of(Settings(db=database, instance=tmp_path / "instance")).invoke(
        args=["import", str(file), "--apply", "--yes"]
    )
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
