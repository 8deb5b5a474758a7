"""What is read of an .odt."""

import pytest

from gersapp.exchange.blocks import Block, Cell, Origin
from gersapp.exchange.reading.odt import read_flat_odt, read_odt
from tests.support.office import make_odt, odt_parts, pack

URL = "https://www.facebook.com/gers/posts/1"


def read(body: str, styles: str = "") -> tuple[Block, ...]:
    return read_odt(make_odt(body, styles)).blocks


def style(name: str, *, family: str = "paragraph", parent: str = "", more: str = "", inside: str = "") -> str:
    above = f'style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="{family}" {above} {more}>{inside}</style:style>'


BOLD = '<style:text-properties fo:font-weight="bold"/>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('A<text:s text:c="3"/>B<text:s/>C', "A   B C"),
        ("A<text:tab/>B<text:line-break/>C", "A\tB\nC"),
        ("\n  A\n  <text:span>\n B </text:span> C", "A B C"),
        ('A<text:s text:c="999999999"/>B', "A" + " " * 1000 + "B"),
        (f'A<text:s text:c="{"9" * 5_000}"/>B', "A B"),
        ("A<office:annotation><text:p>commentaire</text:p></office:annotation>", "A"),
        ("A<text:change-start text:change-id='c'/>ajout<text:change-end text:change-id='c'/>", "Aajout"),
        ("A<text:hidden-text>caché</text:hidden-text>", "A"),
        ("<text:ruby><text:ruby-base>A</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby>", "A"),
        ("Le <text:date>12 mars</text:date>", "Le 12 mars"),
    ],
)
def test_the_text_of_a_paragraph(inside: str, text: str) -> None:
    assert [block.text for block in read(f"<text:p>{inside}</text:p>")] == [text]


def test_deleted_text_is_not_read() -> None:
    gone = "<text:tracked-changes><text:changed-region><text:deletion><text:p>parti</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    assert [block.text for block in read(f"{gone}<text:p>Vu<text:change/></text:p>")] == ["Vu"]


def test_links_are_anchors() -> None:
    frame = f'<draw:a xlink:href="https://x.com/gers"><draw:frame><draw:image/><svg:desc>Voir {URL}</svg:desc></draw:frame></draw:a>'
    blocks = read(
        f'<text:p>Voir <text:a xlink:href="{URL}"><text:span>la page</text:span></text:a>.</text:p>'
        f'<text:p><text:a xlink:href="../x.odt">rien</text:a></text:p><text:p>{frame}</text:p>'
    )
    anchors = [
        (block.text[anchor.start : anchor.end], anchor.url) for block in blocks for anchor in block.anchors
    ]
    assert anchors == [("la page", URL), ("https://x.com/gers", "https://x.com/gers"), (URL, URL)]


def test_levels_and_styles() -> None:
    styles = (
        style("Heading_20_1", more='style:display-name="Heading 1" style:default-outline-level="1"')
        + style("Cible")
        + style("P1", parent="Cible", inside=BOLD)
        + style("P2", parent="Heading_20_1")
        + style("Title")
        + style("Contents_20_1", more='style:display-name="Contents 1"')
        + style("T", family="text", inside=BOLD)
        + style("H", family="text", inside='<style:text-properties text:display="none"/>')
    )
    blocks = read(
        '<text:h text:outline-level="2" text:style-name="?">A</text:h><text:p text:style-name="P1">B</text:p>'
        '<text:p text:style-name="P2">C</text:p><text:p text:style-name="Title">D</text:p>'
        '<text:p text:style-name="Contents_20_1">E</text:p>'
        '<text:p><text:span text:style-name="T">Public</text:span> : tous<text:span text:style-name="H">non</text:span></text:p>',
        styles,
    )
    assert [(block.heading, block.style) for block in blocks[:4]] == [
        (2, ""),
        (0, "Cible"),
        (1, "Heading 1"),
        (1, "Title"),
    ]
    assert [block.is_bold for block in blocks[:2]] == [False, True]
    assert [block.origin for block in blocks[3:5]] == [Origin.BODY, Origin.CONTENTS]
    assert (blocks[5].text, blocks[5].lead) == ("Public : tous", "Public")


def test_lists_have_their_markers() -> None:
    levels = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>'
        '<text:list-level-style-bullet text:level="3" text:bullet-char="\uf0b7"/></text:list-style>'
    )
    item = "<text:list-item><text:p>x</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('<text:list>' + item.format('') + '</text:list>')}{item.format('')}</text:list>"
    more, last = "<text:p>suite</text:p>", item.format("")
    blocks = read(
        f'<text:list text:style-name="L">{item.format(inner)}{item.format(more)}</text:list>'
        f'<text:list text:style-name="L" text:continue-numbering="true">{last}</text:list>'
        f'<text:list text:style-name="L"><text:list-item text:start-value="9"><text:p>x</text:p></text:list-item></text:list>',
        levels,
    )
    assert [block.marker for block in blocks] == ["1.", "1.a)", "•", "1.b)", "2.", "", "3.", "9."]
    assert [block.depth for block in blocks] == [0, 1, 2, 1, 0, 0, 0, 0]


def test_cells_have_their_places_and_spans() -> None:
    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    repeated = 'table:number-columns-repeated="2"'
    cell = "<table:table-cell {}>{}</table:table-cell>"
    text = "<text:p>{}</text:p>"
    inner = f"<table:table><table:table-row>{cell.format('', text.format('dedans'))}</table:table-row></table:table>"
    rows = (
        "<table:table-header-rows><table:table-row>"
        f"{cell.format(wide, text.format('A'))}<table:covered-table-cell/>{cell.format('', text.format('B'))}"
        "</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell.format(repeated, '')}{cell.format(tall, text.format('C'))}</table:table-row>"
        f"<table:table-row>{cell.format('', inner)}</table:table-row>"
    )
    blocks = read(f"<table:table>{rows}</table:table><text:p>Fin</text:p>")
    assert [(block.text, block.cell) for block in blocks] == [
        ("A", Cell(0, 0, 0, 1, 2)), ("B", Cell(0, 0, 2)), ("C", Cell(0, 1, 2, 2, 1)), ("dedans", Cell(1, 0, 0)), ("Fin", None),
    ]  # fmt: skip


def test_repeated_cells_and_rows_are_bounded() -> None:
    many = 'table:number-columns-repeated="16384"'
    row = f"<table:table-row table:number-rows-repeated='1048576'><table:table-cell {many}><text:p>x</text:p></table:table-cell></table:table-row>"
    document = read_odt(make_odt(f"<table:table>{row}</table:table>"))
    assert len(document.blocks) == 5_000
    assert document.lacks == ("cut",)


def test_notes_boxes_and_contents_are_told_from_the_text() -> None:
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f'<text:p>Voir <text:a xlink:href="{URL}">ici</text:a></text:p></text:note-body></text:note>'
    )
    box = "<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame>"
    contents = (
        "<text:table-of-content><text:table-of-content-source/><text:index-body><text:p>Jeunes 3</text:p>"
        "</text:index-body></text:table-of-content>"
    )
    blocks = read(f"{contents}<text:p>Concours{note} photo{box}</text:p><text:p>Suite</text:p>")
    assert [(block.text, block.origin, block.marker) for block in blocks] == [
        ("Jeunes 3", Origin.CONTENTS, ""), ("Concours photo", Origin.BODY, ""), ("Encadré", Origin.ASIDE, ""),
        ("Voir ici", Origin.NOTE, "1"), ("Suite", Origin.BODY, ""),
    ]  # fmt: skip


def test_heads_feet_and_title_come_from_other_parts() -> None:
    parts = odt_parts("<text:p>Corps</text:p>")
    names = parts["content.xml"].partition(">")[0].partition(" ")[2]
    page = (
        "<style:header><text:p>Tête</text:p></style:header><style:footer><text:p>Pied</text:p></style:footer>"
    )
    parts["styles.xml"] = (
        f"<office:document-styles {names}><style:master-page>{page}</style:master-page><style:master-page>{page}</style:master-page></office:document-styles>"
    )
    parts["meta.xml"] = (
        f'<office:document-meta {names} xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> Dossier </dc:title></office:document-meta>'
    )
    document = read_odt(pack(parts))
    assert document.title == "Dossier"
    assert [(block.text, block.origin) for block in document.blocks] == [
        ("Tête", Origin.ASIDE), ("Corps", Origin.BODY), ("Pied", Origin.ASIDE),
    ]  # fmt: skip


def test_one_file_of_xml_is_read_too() -> None:
    content = odt_parts("<text:p>Corps</text:p>")["content.xml"].replace("document-content", "document")
    assert [block.text for block in read_flat_odt(content.encode()).blocks] == ["Corps"]
