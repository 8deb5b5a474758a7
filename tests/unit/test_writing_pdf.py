"""The dossier as PDF: all that it says, where its links lead, its structure, and that nothing is fetched."""

import io
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typst
from hypothesis import given, settings
from pypdf import PdfReader

from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.dossier import Dossier, links_of, names_without_link
from gersapp.exchange.writing import FORMATS, pdf
from tests.support.any_catalogues import ADDRESS, catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS
from tests.support.quick import first_quick
from tests.support.written_pdf import ROOT, SEED, dossier_with, pdf_of

SOME_CODE = '= A *b* #read("/etc/passwd") #image("https://gers.fr/a.png") #import "@preview/a:1.0.0"'


def pages_of(dossier: Dossier) -> PdfReader:
    return PdfReader(io.BytesIO(pdf_of(dossier)))


def text_of(reader: PdfReader) -> str:
    """All its text, without spaces: lines end anywhere."""
    return squeeze("".join(page.extract_text() for page in reader.pages))


def squeeze(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def addresses_of(reader: PdfReader) -> list[str]:
    """The address of each link, in their order."""
    annotations = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    return [one["/A"]["/URI"] for one in annotations if "/URI" in one.get("/A", {})]


def tags_of(element: Any) -> Iterator[tuple[str, str]]:
    """Each element of the structure: what it is, and its title."""
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from tags_of(child)
    elif isinstance(element, dict) and "/S" in element:
        yield element["/S"], element.get("/T", "")
        yield from tags_of(element.get("/K", [])) if "/K" in element else ()


def headings_of(reader: PdfReader) -> list[tuple[str, str]]:
    tags = tags_of(reader.root_object["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return [(tag, title) for tag, title in tags if tag in ("/H1", "/H2")]


@pytest.fixture(scope="module")
def gers() -> PdfReader:
    return pages_of(dossier_of(SEED))


def test_it_says_all_that_the_page_says(gers: PdfReader) -> None:
    dossier, text = dossier_of(SEED), text_of(gers)
    heading = dossier.heading
    for said in (heading.title, heading.organisation, heading.hashtag, heading.introduction, dossier.scope):
        assert squeeze(french_spacing(said)) in text
    for operation in dossier.each_operation():
        links = [f"{words} : {url}" for words, url in links_of(operation)]
        without = ", ".join(names_without_link(operation))
        said_without = [f"Annoncé, sans lien : {without}"] if without else []
        for said in (operation.title, operation.description, *links, *said_without):
            assert squeeze(french_spacing(said)) in text


def test_each_link_leads_to_the_address_that_it_shows(gers: PdfReader) -> None:
    dossier = dossier_of(SEED)
    shown = [url for part in dossier.parts for one in part.operations for _, url in links_of(one)]
    assert addresses_of(gers) == [ADDRESS, *shown]


def test_a_selection_says_so() -> None:
    dossier = dossier_of(SEED, Selection(("adultes",), ("instagram",)))
    reader = pages_of(dossier)
    assert squeeze("Extrait : Adultes, Instagram — 4 opérations sur 16, le 25 novembre 2026") in text_of(
        reader
    )
    assert reader.metadata
    assert reader.metadata.subject == french_spacing(dossier.scope)


def test_it_is_tagged_and_says_its_language(gers: PdfReader) -> None:
    root = gers.root_object
    assert str(root["/Lang"]) == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()  # type: ignore[attr-defined]
    assert gers.metadata
    assert (gers.metadata.title, gers.metadata.author) == (SEED.heading.title, "Département du Gers")


def test_audiences_and_operations_are_headings(gers: PdfReader) -> None:
    expected = []
    for part in dossier_of(SEED).parts:
        count = len(part.operations)
        expected.append(("/H1", f"{french_spacing(part.audience.label)} — {count} opérations"))
        expected += [("/H2", french_spacing(operation.title)) for operation in part.operations]
    assert headings_of(gers) == expected


def test_bookmarks_are_the_headings(gers: PdfReader) -> None:
    first, operations, *_ = gers.outline
    assert first["/Title"] == "Adultes — 7 opérations"  # type: ignore[call-overload]
    assert isinstance(operations, list)
    assert [one["/Title"] for one in operations][1] == french_spacing("« Tips du Jour »")  # type: ignore[call-overload]


def test_each_page_says_how_many_there_are(gers: PdfReader) -> None:
    count = len(gers.pages)
    for number, page in enumerate(gers.pages, 1):
        assert f"Page {number} sur {count}" in page.extract_text()


def test_more_than_three_pages_have_contents(gers: PdfReader) -> None:
    assert len(gers.pages) == 3
    assert "Sommaire" not in text_of(gers)
    reader = pages_of(dossier_with(*many(50)))
    contents = "".join(page.extract_text() + "\n" for page in reader.pages[:2])
    assert "Sommaire" in contents
    last = len(reader.pages)
    assert "Opération 49\n" in reader.pages[-1].extract_text()
    assert re.search(rf"Opération 49[ .]+{last}\n", contents)
    places = [one.get_object() for page in reader.pages[:2] for one in page["/Annots"]]  # type: ignore[attr-defined]
    assert len([one for one in places if "/Dest" in one]) == 51


@pytest.mark.parametrize("count", first_quick(300, 20, 57, 58))
def test_pages_of_any_length_are_numbered_as_contents_say(count: int) -> None:
    reader = pages_of(dossier_with(*many(count)))
    texts = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} sur {len(texts)}" in text
    listed = re.search(r"Adultes — \d+ opérations[ .]+(\d+)\n", texts[0])
    first = next(number for number, text in enumerate(texts, 1) if "Une description" in text)
    assert first == (int(listed[1]) if listed else 1)
    # No page but the last ends early.
    assert min(map(len, texts[:-1])) > 900


def many(count: int) -> list[Operation]:
    texts = "Une description assez longue pour prendre deux lignes de la page, et un peu plus que cela. "
    return [Operation(f"o{n}", f"Opération {n}", texts, ("adultes",)) for n in range(count)]


def test_an_operation_tells_its_other_audiences() -> None:
    both = Operation("a", "Recettes", "", ("adultes", "aines"))
    text = text_of(pages_of(dossier_with(both)))
    assert text.count("Recettes") == 2
    assert "Aussipour:Aînés" in text
    assert "Aussipour:Adultes" in text


@pytest.mark.parametrize(
    "title", ["👩‍👧 🎉 Émojis ❤️", "שלום לכולם", SOME_CODE, "«\u202fÀ 6\u00a0h\u202f»", "y" * 200]
)
def test_a_title_of_any_kind_is_whole_and_conforms(title: str) -> None:
    reader = pages_of(dossier_with(Operation("a", title, title, ("adultes",))))
    assert squeeze(title) in text_of(reader)
    assert headings_of(reader)[1] == ("/H2", headings_of(reader)[1][1])
    assert b"pdfuaid:part" in reader.root_object["/Metadata"].get_data()  # type: ignore[attr-defined]


def test_arabic_goes_from_right_to_left() -> None:
    label = "كبار السن"
    operation = Operation("a", "مرحبا بالعالم", "نص", ("arabe",))
    reader = pages_of(dossier_with(operation, audiences=(Audience("arabe", label),)))
    assert headings_of(reader) == [("/H1", f"{label} — 1 opération"), ("/H2", "مرحبا بالعالم")]
    # It ends at the right margin.
    places: list[float] = []
    reader.pages[0].extract_text(
        visitor_text=lambda text, cm, tm, font, size: places.append(cm[4] + tm[4]) if "م" in text else None
    )
    assert max(places) > 350


def test_what_no_font_draws_does_not_stop_it() -> None:
    reader = pages_of(dossier_with(Operation("a", "\U00013000 \ue000", "日本", ("adultes",))))
    assert "Adultes" in text_of(reader)
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_what_cannot_be_made_is_no_empty_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_TEMPLATE", ROOT / "README.md")
    with pytest.raises(typst.TypstError):
        pdf_of(dossier_of(SEED))


def test_long_words_and_addresses_stay_within_the_margins() -> None:
    url = "https://www.gers.fr/" + "a" * 400 + "/" + "b/" * 200
    reader = pages_of(dossier_with(Operation("a", "z" * 200, "w" * 300, ("adultes",), (), (Link(url),))))
    right = [float(one.get_object()["/Rect"][2]) for page in reader.pages for one in page.get("/Annots", [])]
    assert max(right) < 595.3 - 73
    assert squeeze("z" * 200) in text_of(reader)
    assert url in text_of(reader)


@settings(HYPOTHESIS, max_examples=2)
@given(catalogues().map(dossier_of))
def test_any_catalogue_is_written_with_its_links(dossier: Dossier) -> None:
    check_links(dossier)


@pytest.mark.long
@settings(HYPOTHESIS, max_examples=300)
@given(catalogues().map(dossier_of))
def test_any_of_many_catalogues_is_written_with_its_links(dossier: Dossier) -> None:
    check_links(dossier)


def check_links(dossier: Dossier) -> None:
    shown = [url for part in dossier.parts for one in part.operations for _, url in links_of(one)]
    # In a PDF they are of ASCII, and one that goes on in the next page is there twice.
    found = [unquote(url).replace("xn--coles-9ra.fr", "écoles.fr") for url in addresses_of(pages_of(dossier))]
    assert list(dict.fromkeys(found)) == list(dict.fromkeys(map(unquote, [ADDRESS, *shown])))


def test_the_same_dossier_gives_the_same_bytes() -> None:
    assert pdf_of(dossier_of(SEED)) == pdf_of(dossier_of(SEED))


def test_nothing_is_fetched_nor_read_for_its_texts(tmp_path: Path) -> None:
    dossier = dossier_with(Operation("a", SOME_CODE, SOME_CODE, ("adultes",)))
    program = "import sys; from gersapp.exchange.writing.program import main; main()"
    calls = tmp_path / "calls"
    traced = ["strace", "-f", "-o", str(calls), "-e", "trace=network,openat"]
    ours, server = os.pipe()
    try:
        subprocess.run(
            [*traced, sys.executable, "-c", program, "pdf", str(ours)],
            input=pickle.dumps(dossier),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            check=True,
            pass_fds=[ours],
        )
    finally:
        os.close(ours)
        os.close(server)
    made = calls.read_text("utf-8")
    assert "manimgx_fonts" in made
    assert "socket(" not in made
    assert "/etc/passwd" not in made


@pytest.mark.parametrize(("operations", "holds"), [(3_000, True), (3_001, False)])
def test_it_has_at_most_3000_operations(operations: int, holds: bool) -> None:
    assert FORMATS["pdf"].holds(operations) is holds
