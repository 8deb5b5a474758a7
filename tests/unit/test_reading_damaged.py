"""Damaged files: whatever is wrong with them, they are read or refused in a sentence, and nothing else happens."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Document
from gersapp.exchange.limits import MAX_BLOCKS
from gersapp.exchange.reading import read
from tests.support.dossiers.corpus import load_dossier
from tests.support.dossiers.forms import as_html
from tests.support.dossiers.opendocument import as_odt
from tests.support.dossiers.word import as_docx
from tests.support.office import make_docx, pack, paragraph
from tests.support.pdf import Area, Page, Text, make_pdf

_SOURCE = load_dossier("gers").source
_LINES = [Text(f"Opération {line} à Auch", 50, 700 - 14 * line) for line in range(30)]
FILES: dict[str, bytes] = {
    "docx": as_docx(_SOURCE),
    "odt": as_odt(_SOURCE),
    "html": as_html(_SOURCE).encode(),
    "pdf": make_pdf(Page(_LINES, [Area("https://x.com/gers", (50, 650, 200, 670))])),
}
_CALM = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(content: bytes) -> None:
    """Read what may be anything: it is refused, or its blocks are sound."""
    try:
        source = read(content)
    except DocumentRefused:
        return
    if isinstance(source, Document):
        assert 0 < len(source.blocks) <= MAX_BLOCKS
        assert [block.line for block in source.blocks] == list(range(1, len(source.blocks) + 1))
        for block in source.blocks:
            assert block.text
            assert block.text == block.text.strip() or source.format in ("text", "markdown")
            assert all(0 <= anchor.start <= anchor.end <= len(block.text) for anchor in block.anchors)


Damage = Callable[[bytes], bytes]


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """A few bytes are changed, taken away or put in, somewhere, or the end is lost."""
    hurts = draw(
        st.lists(
            st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(min_size=1, max_size=12)),
            min_size=1,
            max_size=5,
        )
    )

    def damage(content: bytes) -> bytes:
        for share, kind, put in hurts:
            place = int(share * len(content))
            match kind:
                case 0:
                    content = content[:place] + put + content[place + len(put) :]
                case 1:
                    content = content[:place] + put + content[place:]
                case 2:
                    content = content[:place] + content[place + 8 * len(put) :]
                case 3:
                    content = content[:place] + content[place // 2 :]
        return content

    return damage


@pytest.mark.parametrize("name", FILES)
@_CALM
@given(damage=damages())
def test_a_damaged_file_is_read_or_refused(name: str, damage: Damage) -> None:
    check(damage(FILES[name]))


@pytest.mark.parametrize("name", ["docx", "odt"])
@_CALM
@given(damage=damages(), part=st.integers(0, 20))
def test_a_sound_zip_of_damaged_parts_is_read_or_refused(name: str, damage: Damage, part: int) -> None:
    with zipfile.ZipFile(io.BytesIO(FILES[name])) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    chosen = sorted(parts)[part % len(parts)]
    check(pack({**parts, chosen: damage(parts[chosen])}))


_MARKUP = ["<p>", "</p>", "<td>", "<tr>", "<table>", "<li>", "<ul>", "<ol>", "<br/>", "<b>", "</b>", "<a href='https://x.com/a'>",
           "</a>", "<h2>", "</h2>", "<div hidden>", "</div>", "<!--", "-->", "<script>", "</script>", "a", " ", "&eacute;", "\n", "<pre>",
           "<a href='#_ftn1'>", "<div id=ftn1>", "<p style='mso-list:l0 level9'>", "</table>"]  # fmt: skip


@_CALM
@given(st.lists(st.sampled_from(_MARKUP), max_size=40))
def test_any_markup_is_read_or_refused(pieces: list[str]) -> None:
    check(("<html>" + "".join(pieces)).encode())


_BODY = ["<w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:r>", "<w:hyperlink r:id='r1'>", "<w:ins>", "<w:del>", "<w:sdt>", "<w:sdtContent>",
         "<w:txbxContent>", "<w:drawing>", "<mc:AlternateContent>", "<mc:Choice>"]  # fmt: skip
_LEAVES = ["<w:t>a</w:t>", "<w:t> </w:t>", "<w:tab/>", "<w:fldChar w:fldCharType='begin'/>", "<w:fldChar w:fldCharType='separate'/>",
           "<w:fldChar w:fldCharType='end'/>", "<w:instrText>HYPERLINK \"https://x.com/b\"</w:instrText>",
           "<w:instrText>TOC</w:instrText>", "<w:vMerge/>", "<w:footnoteReference w:id='1'/>", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
           "<w:pPr><w:numPr><w:ilvl w:val='99'/><w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='77'/></w:pPr>"]  # fmt: skip


def _nest(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(_BODY), st.lists(children, max_size=4)).map(
        lambda made: f"{made[0]}{''.join(made[1])}</{made[0][1:].split()[0].rstrip('>')}>"
    )


@_CALM
@given(st.lists(st.recursive(st.sampled_from(_LEAVES), _nest, max_leaves=25), max_size=6))
def test_any_body_of_a_docx_is_read_or_refused(pieces: list[str]) -> None:
    note = f"<w:footnote w:id='1'>{''.join(pieces[:1])}</w:footnote>"
    check(
        make_docx(
            "".join(pieces) + paragraph("Fin"), links={"r1": "https://x.com/a"}, parts={"footnotes": note}
        )
    )


@_CALM
@given(st.binary(max_size=300))
@example(b"\xff\xfe\x00")
@example(b"\xfe\xff")
@example(b"\xff\xfe\x00\x00a")
@example(b"%PDF-")
@example(b"PK\x03\x04")
@example(b"{\\rtf")
@example(b"sep=")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    check(content)
