"""What is read of HTML: pages, and what programs put on the clipboard."""

import pytest

from gersapp.exchange.blocks import Anchor, Block, Origin
from gersapp.exchange.reading.html import read_html

URL = "https://www.facebook.com/gers/posts/1"


def read(text: str) -> tuple[Block, ...]:
    return read_html(text).blocks


def texts(text: str) -> list[str]:
    return [block.text for block in read(text)]


def test_a_link_is_an_anchor() -> None:
    (block,) = read(f"<p>Voir\n  <a href='{URL}?a=1&amp;b=2'><b>la </b>page</a> .</p>")
    assert block.text == "Voir la page ."
    assert block.anchors == (Anchor(5, 12, f"{URL}?a=1&b=2"),)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        (URL, URL),
        (f"  {URL}\n", URL),
        ("//x.com/gers", "https://x.com/gers"),
        ("www.gers.fr/page", "www.gers.fr/page"),
        ("gers.fr/page", "gers.fr/page"),
        ("mailto:a@gers.fr", "mailto:a@gers.fr"),
        ("#haut", None),
        ("page.html", None),
        ("/page", None),
        ("javascript:x()", None),
        ("JavaScript:x()", None),
        ("data:text/html,x", None),
        ("file:///C:/x.html", None),
        ("C:\\x.docx", None),
        ("", None),
    ],
)
def test_only_addresses_of_the_web_are_links(href: str, url: str | None) -> None:
    (block,) = read(f"<a href='{href}'>ici</a>")
    assert [anchor.url for anchor in block.anchors] == ([url] if url else [])


def test_paths_of_a_site_that_is_said_are_links() -> None:
    (block,) = read("<base href='https://gers.fr/a/'><a href='b'>ici</a>")
    assert block.anchors[0].url == "https://gers.fr/a/b"


def test_a_link_without_words_gives_its_address() -> None:
    assert texts(f"<p>Logo : <a href='{URL}'><img src=x.png alt='Facebook'></a></p>") == [f"Logo : {URL}"]
    assert texts(f"<p>Image : <img alt='Voir {URL}'></p><iframe src='{URL}'></iframe>") == [
        f"Image : {URL}",
        URL,
    ]


def test_lists_tell_their_markers_and_depths() -> None:
    blocks = read(
        "<ul><li>Un<ul><li><p>Deux</p><p>suite</p></ul></li></ul><ol start=3><li>Trois<li>Quatre</ol>"
        "<ol type=a><li>Cinq</ol><p>Fin"
    )
    assert [(block.text, block.marker, block.depth) for block in blocks] == [
        ("Un", "•", 0), ("Deux", "•", 1), ("suite", "", 1), ("Trois", "3.", 0), ("Quatre", "4.", 0), ("Cinq", "a.", 0), ("Fin", "", 0),
    ]  # fmt: skip


def test_cells_know_their_places() -> None:
    blocks = read(
        "<table><thead><tr><th>Titre<th colspan=2>Lien<tbody><tr><td rowspan=2>A<td>B<td>C<tr><td>D"
        "<td><table><tr><td>E</table></table><p>F"
    )
    places = [
        (block.text, block.cell and (block.cell.table, block.cell.row, block.cell.column)) for block in blocks
    ]
    assert places == [
        ("Titre", (0, 0, 0)), ("Lien", (0, 0, 1)), ("A", (0, 1, 0)), ("B", (0, 1, 1)), ("C", (0, 1, 2)),
        ("D", (0, 2, 1)), ("E", (1, 0, 0)), ("F", None),
    ]  # fmt: skip
    assert [block.is_bold for block in blocks[:3]] == [True, True, False]
    assert blocks[1].cell
    assert blocks[1].cell.columns == 2
    assert blocks[2].cell
    assert blocks[2].cell.rows == 2


def test_lines_and_gaps() -> None:
    blocks = read("<p>Un<br/>Deux<br><br />Trois<p>&nbsp;</p><div>Quatre</div><hr>Cinq<pre>a\n  b</pre>")
    assert [(block.text, block.has_gap) for block in blocks] == [
        ("Un\nDeux", False), ("Trois", True), ("Quatre", True), ("Cinq", True), ("a\n  b", False),
    ]  # fmt: skip


def test_headings_and_bold_beginnings() -> None:
    blocks = read("<h2>Jeunes</h2><p><b>Public :</b> tous</p><p><span style='font-weight:700'>Gras</span>")
    assert [(block.heading, block.is_bold, block.lead) for block in blocks] == [
        (2, False, ""), (0, False, "Public :"), (0, True, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<p style='display: none'>x<b>y</b></p>",
        "<div hidden>x</div>",
        "<span style='mso-hide:all'>x</span>",
        "<del>x</del>",
        "<!-- x -->",
        "<![if !supportLists]><![endif]>",
        "<head><title>x</title></head>",
        "<svg><text>x</text></svg>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert texts(f"{hidden}<p>Vu</p>") == ["Vu"]


def test_a_list_pasted_from_word_has_its_markers() -> None:
    item = (
        "<p class=MsoListParagraph style='margin-left:72pt;mso-list:l0 level2 lfo1'><![if !supportLists]>"
        "<span style='font-family:Symbol'><span style='mso-list:Ignore'>{}<span style='font:7.0pt \"Times New Roman\"'>"
        "&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Concours<o:p></o:p></p>"
    )
    blocks = read(
        "<p class=MsoTitle>Dossier</p>" + item.format("·") + item.format("2.") + item.format("\uf0b7")
    )
    assert [(block.text, block.marker, block.depth) for block in blocks] == [
        ("Dossier", "", 0), ("Concours", "·", 1), ("Concours", "2.", 1), ("Concours", "•", 1),
    ]  # fmt: skip
    assert [(block.heading, block.style) for block in blocks[:2]] == [
        (1, "MsoTitle"),
        (0, "MsoListParagraph"),
    ]


def test_a_note_pasted_from_word_follows_its_call() -> None:
    blocks = read(
        "<p>Concours<a style='mso-footnote-id:ftn1' href='#_ftn1'><span>[1]</span></a>.</p><p>Suite</p>"
        f"<div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1'>[1]</a> Voir <a href='{URL}'>ici</a></p></div>"
    )
    assert [(block.text, block.origin, block.marker) for block in blocks] == [
        ("Concours.", Origin.BODY, ""), ("Voir ici", Origin.NOTE, "1"), ("Suite", Origin.BODY, ""),
    ]  # fmt: skip
    assert [block.line for block in blocks] == [1, 2, 3]


def test_a_text_of_google_docs_is_not_all_bold() -> None:
    (block,) = read("<b style='font-weight:normal' id='docs-internal-guid'><p><span>Texte</span></p></b>")
    assert not block.is_bold


def test_the_mail_that_is_answered_is_marked_as_a_quote() -> None:
    blocks = read(
        "<p>Réponse</p><blockquote type=cite><p>Question</p></blockquote><blockquote>Citation</blockquote>"
    )
    assert [block.marker for block in blocks] == ["", ">", ""]


def test_what_windows_puts_before_is_no_text() -> None:
    head = "Version:0.9\nStartHTML:0000000105\nEndHTML:0000000200\nSourceURL:https://gers.fr/\n"
    assert texts(f"{head}<html><body><!--StartFragment--><p>Vu</p>") == ["Vu"]


def test_navigation_and_feet_are_asides() -> None:
    blocks = read("<nav><a href='https://gers.fr/'>Accueil</a></nav><p>Corps<footer>Pied</footer>")
    assert [block.origin for block in blocks] == [Origin.ASIDE, Origin.BODY, Origin.ASIDE]


@pytest.mark.parametrize(
    "text",
    ["<b>" * 5_000 + "x" + "</i>" * 5_000, "<table>" * 600 + "x", "<!--" * 20_000, "<a " * 20_000, "&#" * 50_000, "<p" * 5_000, f"&#{'9' * 5_000};", "<a href='//['>x</a>",
     "</" * 50_000, "<![CDATA[" * 20_000, "<td rowspan=99999 colspan=99999>" * 500 + "x", "<ul><li>" * 1_000 + "x"],
)  # fmt: skip
def test_hostile_markup_is_read_or_left(text: str) -> None:
    assert len(read(text + "<p>")) <= 5_000
