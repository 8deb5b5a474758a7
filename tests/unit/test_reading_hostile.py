"""Files that are made to stop a server: each is refused in one sentence, before much is made of it."""

import zlib
from collections.abc import Callable

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.reading import read
from tests.support.cost import no_freeze, read_in_a_process
from tests.support.office import docx_parts, make_docx, make_odt, odt_parts, pack
from tests.support.pdf import pdf_of
from tests.support.spreadsheets import ods, xlsx

_MB = 1024 * 1024
_DAMAGED, _LARGE, _BIG = "abîmé", "trop de données", "trop grand"
_ROW = "<row>" + "<c><v>1</v></c>" * 12 + "</row>"
_ODS_ROW = "<table:table-row>" + "<table:table-cell><text:p>a</text:p></table:table-cell>" * 14
_REPEATED = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}">'
    "<text:p>{}</text:p></table:table-cell></table:table-row>"
)


def _docx(inside: str) -> bytes:
    """A .docx whose main part has no end after `inside`."""
    parts = docx_parts("BODY")
    return pack({**parts, "word/document.xml": parts["word/document.xml"].partition("BODY")[0] + inside})


def _repeated_odt() -> bytes:
    return pack(odt_parts(f"<table:table>{_REPEATED.format(9_999_999, 9_999_999, ' ')}</table:table>" * 200))


def _drawn(drawing: bytes, pages: int = 1) -> bytes:
    """A PDF of pages that are all drawn so."""
    return pdf_of(zlib.compress(drawing), pages)


# What makes a file → a word of the sentence that refuses it.
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "docx, many attributes": (
        lambda: make_docx("<w:p " + " ".join(f'a{n}=""' for n in range(400_000)) + "/>"),
        _LARGE,
    ),
    "docx, other attributes everywhere": (
        lambda: _docx("".join(f'<w:p a{n}="" b{n}=""/>' for n in range(200_000))),
        _LARGE,
    ),
    "docx, attributes and no end": (
        lambda: _docx('<w:p w:a="1" w:b="2" w:c="3" w:d="4" w:e="5"/>' * 200_000),
        _DAMAGED,
    ),
    "docx, empty paragraphs": (lambda: make_docx("<w:p/>" * 150_000), "pas de texte"),
    "docx, a comment": (lambda: make_docx(f"<!--{'x' * 19 * _MB}-->"), _LARGE),
    "odt, repeated cells": (_repeated_odt, "pas de texte"),
    "docx, styles and no text": (
        lambda: make_docx(
            "<w:p/>", parts={"styles": '<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>' * 140_000}
        ),
        "pas de texte",
    ),
    "odt, styles and no text": (
        lambda: make_odt("<text:p/>", '<style:style style:name="a" style:parent-style-name="a"/>' * 250_000),
        "pas de texte",
    ),
    "xlsx, no cell": (lambda: xlsx("<row>" + "<c/>" * 200_000 + "</row>"), "vide"),
    "xlsx, no end": (lambda: xlsx(_ROW * 19_000 + "<row>"), _DAMAGED),
    "xlsx, rows": (lambda: xlsx(_ROW * 20_030), _BIG),
    "xlsx, a last row": (
        lambda: xlsx(_ROW * 19_000 + f'<row r="1000000">{"<c><v>1</v></c>" * 30}</row>'),
        _BIG,
    ),
    "xlsx, far cells": (
        lambda: xlsx(_ROW * 19_000 + '<row><c r="XFD1048576" t="str"><v>a</v></c></row>' * 30),
        _BIG,
    ),
    "xlsx, empty cells": (lambda: xlsx("<row>" + "<c/>" * 3_000_000 + "</row>"), _LARGE),
    "xlsx, depth": (lambda: xlsx("<a>" * 1_000_000), "niveaux"),
    "xlsx, shared texts and no end": (
        lambda: xlsx(_ROW, sharedStrings="<si><t>a</t></si>" * 800_000 + "<si>"),
        _DAMAGED,
    ),
    "ods, repeated rows": (lambda: ods(_REPEATED.format(20_000, 60, "a")), _BIG),
    "ods, rows": (lambda: ods(f"{_ODS_ROW}</table:table-row>" * 21_000), _BIG),
    "ods, spaces": (
        lambda: ods(_REPEATED.format(1, 1, '<text:s text:c="99999"/>' * 300_000)),
        "trop longs",
    ),
    "csv, wide rows": (lambda: b"Titre;Lien\n" + (b"a" + b";b" * 92 + b"\n") * 20_005, _BIG),
    "csv, quoted rows": (lambda: b"Titre;Lien\n" + (b'"a;\n"' + b";b" * 92 + b"\n") * 20_005, _BIG),
    "csv, one row": (lambda: b"sep=;\n" + b"a;" * 2_600_000, _BIG),
    "csv, one empty row": (lambda: b"sep=;\n" + b";" * 5_200_000, _BIG),
    "csv, open quotes": (lambda: b"sep=;\n" + b'"a;' * 1_740_000, _BIG),
    "html, attributes": (lambda: b"<html><a " + b"b='' " * 1_000_000 + b">c</a>", _LARGE),
    "html, no text": (lambda: b"<html>" + b"<p>" * 290_000, "pas de texte"),
    "pdf, spaces": (lambda: _drawn(b" " * 70 * _MB), "pas de texte"),
    "pdf, digits": (lambda: _drawn(b"<" + b"4" * 3 * _MB), "pas de texte"),
    "pdf, steps": (lambda: _drawn(b"q Q " * 1_000_000), "pas de texte"),
    "pdf, pages": (lambda: _drawn(b"q Q " * 250_000, 200), _LARGE),
    "pdf, objects": (lambda: b"%PDF-1.4\n" + b"1 0 obj\n" * 600_000, _LARGE),
    "json, objects": (lambda: b'{"a": [' + b",".join([b'{"title": "a"}'] * 340_000) + b"]}", _LARGE),
}


# One of each format, and the others in `make test-all`.
_QUICK = {"docx, empty paragraphs", "xlsx, empty cells", "ods, repeated rows", "csv, one row", "pdf, pages"}
_QUICK |= {"odt, repeated cells", "html, attributes", "json, objects"}


@pytest.mark.parametrize(
    "name", [name if name in _QUICK else pytest.param(name, marks=pytest.mark.long) for name in FILES]
)
def test_a_hostile_file_is_refused_early(name: str) -> None:
    make, message = FILES[name]
    content = make()
    # On a quiet machine each takes less than a second; most took more than this before.
    with no_freeze(2.5), pytest.raises(DocumentRefused, match=message):
        read(content)


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_a_refusal_takes_little_memory(name: str) -> None:
    make, message = FILES[name]
    refusal, megabytes = read_in_a_process(make())
    assert message in refusal
    assert megabytes < 100


@pytest.mark.parametrize("count", [20_000, 20_001])
def test_a_csv_of_quoted_cells_has_its_rows_counted(count: int) -> None:
    content = b"Titre;Lien\n" + b'"a ""b""\n;c";"https://x.fr"\n' * (count - 1)
    if count > 20_000:
        with pytest.raises(DocumentRefused, match=_BIG):
            read(content)
    else:
        read(content)


def test_formulas_without_result_below_the_limit_are_no_strays() -> None:
    below = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><f>IF(B{n}="","",B{n})</f><v></v></c></row>'
        for n in range(19_990, 20_100)
    )
    read(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>' + below))


def test_a_page_drawn_at_length_leaves_the_others() -> None:
    document = read(pdf_of(zlib.compress(b"q Q " * 400_000), 1, b"BT /F0 12 Tf 50 700 Td (Concert) Tj ET"))
    assert [block.text for block in document.blocks] == ["Concert"]  # type: ignore[union-attr]  # a document
    assert document.lacks == ("pictures-only",)  # type: ignore[union-attr]
