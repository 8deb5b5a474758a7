"""What is read of a .docx: links, lists, tables, notes, boxes, changes, and nothing twice."""

from collections.abc import Sequence

import pytest

from gersapp.exchange.blocks import Anchor, Block, Origin
from gersapp.exchange.reading.docx import read_docx
from gersapp.exchange.reading.docx_fields import read_hyperlink
from tests.support.office import STRICT, docx_parts, instruction, make_docx, mark, pack, paragraph, text_run

URL = "https://www.facebook.com/gers/posts/1"


def read(body: str, **more: dict[str, str]) -> tuple[Block, ...]:
    return read_docx(make_docx(body, **more)).blocks


def links_of(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [
        (block.text[anchor.start : anchor.end], anchor.url) for block in blocks for anchor in block.anchors
    ]


def field(*instructions: str, result: str = "ici") -> str:
    begun = mark("begin") + "".join(map(instruction, instructions))
    return begun + mark("separate") + text_run(result) + mark("end")


def test_a_hyperlink_is_an_anchor() -> None:
    link = f'<w:hyperlink r:id="r9" w:anchor="haut">{text_run("ici")}{text_run(" même")}</w:hyperlink>'
    (block,) = read(paragraph("Voir ", link, "."), links={"r9": URL})
    assert block.text == "Voir ici même."
    assert block.anchors == (Anchor(5, 13, f"{URL}#haut"),)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        (f'HYPERLINK "{URL}"', URL),
        (f' HYPERLINK  "{URL}" \\l "a" \\o "voir la page" ', f"{URL}#a"),
        (f"HYPERLINK {URL} \\l a", f"{URL}#a"),
        (f"hyperlink \\t _blank {URL}", URL),
        (f"HYPERLINK \\h \\o “bulle” “{URL}”", URL),
        ('HYPERLINK \\l "a"', ""),
        (f'INCLUDEPICTURE "{URL}"', ""),
        ('HYPERLINK "javascript:alert(1)"', ""),
        ("HYPERLINK", ""),
        ("", ""),
    ],
)
def test_an_instruction_gives_its_address(written: str, url: str) -> None:
    assert read_hyperlink(written) == url


@pytest.mark.parametrize(
    "run",
    [
        field(f"HYPERLINK &quot;{URL}&quot;"),
        field("HYPER", "LINK &quot;https://www.face", "book.com/gers/posts/1&quot;"),
        f'<w:fldSimple w:instr="HYPERLINK &quot;{URL}&quot;">{text_run("ici")}</w:fldSimple>',
        field("QUOTE ", result="") .replace(mark("separate"), mark("separate") + field(f"HYPERLINK {URL}")),
        mark("begin") + instruction(f"HYPERLINK {URL}") + mark("separate") + text_run("ici")
        + f'<w:del w:id="1">{mark("end")}</w:del>',
        f"<w:ins>{field(f'HYPERLINK {URL}')}</w:ins>",
        f"<w:sdt><w:sdtContent>{field(f'HYPERLINK {URL}')}</w:sdtContent></w:sdt>",
    ],
)  # fmt: skip
def test_a_field_is_an_anchor_on_its_words(run: str) -> None:
    blocks = read(paragraph("Voir ", run, " et là.") + paragraph("Après"))
    assert [block.text for block in blocks] == ["Voir ici et là.", "Après"]
    assert links_of(blocks) == [("ici", URL)]


def test_a_field_without_words_gives_its_address() -> None:
    blocks = read(paragraph(mark("begin"), instruction(f"HYPERLINK {URL}"), mark("end")))
    assert links_of(blocks) == [(URL, URL)]


def test_a_field_that_never_ends_hides_nothing() -> None:
    blocks = read(
        paragraph("A", mark("begin"), instruction("DATE"))
        + paragraph("B", mark("begin"), instruction(f"HYPERLINK {URL}"), mark("separate"), "C")
        + paragraph("D")
    )
    assert [block.text for block in blocks] == ["A", "BC", "D"]
    assert links_of(blocks) == [("C", URL)]


def test_the_last_version_is_read() -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>Ancien</w:delText></w:r></w:del>'
    moved = f"<w:moveFrom>{text_run('parti')}</w:moveFrom><w:moveTo>{text_run(' venu')}</w:moveTo>"
    titles = "".join(paragraph(gone, f"<w:ins>{text_run(f'Titre {n}')}</w:ins>", moved) for n in (1, 2))
    assert [block.text for block in read(titles)] == ["Titre 1 venu", "Titre 2 venu"]


def test_a_deleted_paragraph_end_joins_two() -> None:
    body = (
        paragraph("Deux ", properties='<w:rPr><w:del w:id="1"/></w:rPr>')
        + paragraph("moitiés")
        + paragraph("Fin")
    )
    assert [block.text for block in read(body)] == ["Deux moitiés", "Fin"]


def test_a_large_initial_begins_its_word() -> None:
    initial = paragraph("D", properties='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert [block.text for block in read(initial + paragraph("epuis mars"))] == ["Depuis mars"]


def test_hidden_text_is_not_read() -> None:
    styles = '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    runs = (
        text_run("caché", "<w:vanish/>"),
        text_run("aussi", '<w:rStyle w:val="H"/>'),
        text_run("Vu", '<w:vanish w:val="0"/>'),
    )
    assert [block.text for block in read(paragraph(*runs), parts={"styles": styles})] == ["Vu"]


def test_levels_come_from_styles_and_outlines() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Cible"/><w:basedOn w:val="T2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="O"><w:name w:val="Opération"/><w:basedOn w:val="C"/>'
        '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="M"><w:name w:val="toc 1"/></w:style>'
    )
    wanted = {
        "T": ("Title", 1),
        "T2": ("heading 2", 2),
        "C": ("Cible", 0),
        "O": ("Opération", 3),
        "?": ("Normal", 0),
    }
    body = "".join(paragraph("x", properties=f'<w:pStyle w:val="{id}"/>') for id in [*wanted, "M"])
    blocks = read(body + paragraph("y", properties='<w:outlineLvl w:val="0"/>'), parts={"styles": styles})
    assert [(block.style, block.heading) for block in blocks[:5]] == list(wanted.values())
    assert [block.origin for block in blocks[4:]] == [Origin.BODY, Origin.CONTENTS, Origin.BODY]
    assert blocks[6].heading == 1


def test_lists_have_their_markers() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            [("decimal", "%1."), ("lowerLetter", "%1.%2)"), ("bullet", "\uf0b7")]
        )
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="5"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (0, 0)]
    body = "".join(
        paragraph("x", properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{id}"/></w:numPr>')
        for id, depth in places
    )
    blocks = read(body, parts={"numbering": numbering})
    assert [block.marker for block in blocks] == ["1.", "1.a)", "1.b)", "•", "2.", "2.a)", "7.", ""]
    assert [block.depth for block in blocks] == [depth for _, depth in places]


def test_bold_is_said_of_all_or_of_a_beginning() -> None:
    bold = "<w:b/>"
    blocks = read(
        paragraph(text_run("Tout ", bold), text_run("gras", bold))
        + paragraph(text_run("Public", bold), " : jeunes")
        + paragraph("Un ", text_run("mot", bold))
    )
    assert [(block.is_bold, block.lead) for block in blocks] == [(True, ""), (False, "Public"), (False, "")]


def test_cells_have_their_places_and_spans() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"

    merged, below, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    inner = f"<w:tc><w:tbl><w:tr>{cell('dedans')}</w:tr></w:tbl><w:p/></w:tc>"
    table = (
        f"<w:tbl><w:tr>{cell('A', merged)}{cell('B', wide)}</w:tr>"
        f"<w:tr>{cell('', below)}<w:sdt><w:sdtContent>{cell('C')}</w:sdtContent></w:sdt>{inner}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('parti')}</w:tr></w:tbl>"
    )
    blocks = read(table + paragraph("Après"))
    places = [
        (block.text, block.cell and (block.cell.table, block.cell.row, block.cell.column)) for block in blocks
    ]
    assert places == [
        ("A", (0, 0, 0)),
        ("B", (0, 0, 1)),
        ("C", (0, 1, 1)),
        ("dedans", (1, 0, 0)),
        ("Après", None),
    ]
    assert [(block.cell.rows, block.cell.columns) for block in blocks[:2] if block.cell] == [(2, 1), (1, 2)]


def test_a_note_follows_its_paragraph_with_its_links() -> None:
    note = f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{text_run(" Voir ")}{field(f"HYPERLINK {URL}")}</w:p></w:footnote>'
    body = paragraph("Concours", '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph("Suite")
    blocks = read(body, parts={"footnotes": f'<w:footnote w:type="separator" w:id="0"/>{note}'})
    assert [(block.text, block.origin, block.marker) for block in blocks] == [
        ("Concours", Origin.BODY, ""), ("Voir ici", Origin.NOTE, "2"), ("Suite", Origin.BODY, ""),
    ]  # fmt: skip
    assert links_of(blocks) == [("ici", URL)]


def test_what_is_there_twice_for_old_programs_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Encadré')}</w:txbxContent>"
    twins = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    blocks = read(paragraph("Avant ", twins, "après"))
    assert [(block.text, block.origin) for block in blocks] == [
        ("Avant après", Origin.BODY),
        ("Encadré", Origin.ASIDE),
    ]


def test_a_picture_gives_the_addresses_that_it_has() -> None:
    drawing = f'<w:r><w:drawing><wp:docPr id="1" descr="Publication {URL}"><a:hlinkClick r:id="r9"/></wp:docPr></w:drawing></w:r>'
    blocks = read(paragraph(drawing), links={"r9": "https://x.com/gers"})
    assert [url for _, url in links_of(blocks)] == [URL, "https://x.com/gers"]


def test_contents_are_told_from_the_text() -> None:
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('Jeunes 3')}</w:sdtContent></w:sdt>"
    )
    begun = mark("begin") + instruction('TOC \\o "1-3"') + mark("separate")
    by_field = paragraph(begun, "Seniors 4") + paragraph("Tous 5", mark("end"))
    blocks = read(control + by_field + paragraph("Jeunes"))
    assert [block.origin for block in blocks] == [*[Origin.CONTENTS] * 3, Origin.BODY]


def test_heads_and_feet_of_pages_are_asides() -> None:
    parts = {"header": paragraph("Département du Gers"), "footer": paragraph("Page 1")}
    blocks = read(paragraph("Corps"), parts=parts)
    assert [(block.text, block.origin) for block in blocks] == [
        ("Département du Gers", Origin.ASIDE), ("Corps", Origin.BODY), ("Page 1", Origin.ASIDE),
    ]  # fmt: skip


def test_a_prompt_of_a_form_is_no_text() -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{text_run('Cliquez ici')}</w:sdtContent></w:sdt>"
    assert [block.text for block in read(paragraph("Titre : ", control))] == ["Titre :"]


def test_an_empty_line_is_a_gap() -> None:
    wide = paragraph("C", properties='<w:spacing w:before="360"/>')
    blocks = read(paragraph() + paragraph("A") + paragraph(" ") + paragraph("B") + wide + paragraph("D"))
    assert [block.has_gap for block in blocks] == [False, True, True, False]
    assert [block.line for block in blocks] == [1, 2, 3, 4]


def test_a_strict_file_in_another_folder_is_read() -> None:
    parts = docx_parts(paragraph("Strict"), folder="dossier")
    strict = {
        name: content.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", f"{STRICT}/wordprocessingml/main")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", f"{STRICT}/officeDocument/relationships")
        for name, content in parts.items()
    }  # fmt: skip
    assert [block.text for block in read_docx(pack(strict)).blocks] == ["Strict"]
