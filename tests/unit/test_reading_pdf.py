"""What is read of a PDF: its lines, and the addresses behind them."""

import io
from collections.abc import Sequence

import pytest
from pypdf import PdfReader, PdfWriter

from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Block, Lack
from gersapp.exchange.limits import MAX_PAGES
from gersapp.exchange.reading.pdf import read_pdf
from tests.support.pdf import Area, Page, Text, make_pdf

URL = "https://www.facebook.com/gers/posts/123456789/?comment=abcdef"


def read(*pages: Page) -> tuple[Block, ...]:
    return read_pdf(make_pdf(*pages)).blocks


def links_of(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    return [
        (block.text[anchor.start : anchor.end], anchor.url) for block in blocks for anchor in block.anchors
    ]


def column(*texts: str, x: float = 50, top: float = 700, leading: float = 14) -> list[Text]:
    return [Text(text, x, top - leading * place) for place, text in enumerate(texts)]


def test_lines_have_their_levels_gaps_and_pages() -> None:
    first = [
        Text("Dossier", 50, 760, 24, is_bold=True),
        Text("Jeunes", 50, 720, 16),
        *column("Été à Auch", "suite"),
        Text("Public : ", 50, 640, is_bold=True),
        Text("tous", 110, 640),
    ]
    blocks = read(Page(first), Page(column("et fin")), Page(column("Fin")))
    assert [(block.text, block.heading, block.has_gap, block.page) for block in blocks] == [
        ("Dossier", 1, False, 1), ("Jeunes", 2, False, 1), ("Été à Auch", 0, False, 1), ("suite", 0, False, 1),
        ("Public : tous", 0, True, 1), ("et fin", 0, False, 2),
        ("Fin", 0, True, 3),
    ]  # fmt: skip
    assert [block.is_bold for block in blocks[:2]] == [True, False]
    assert blocks[4].lead == "Public :"


def test_words_over_an_area_have_its_address() -> None:
    texts = [Text("Voir ", 50, 700), Text("la page", 80, 700), Text(" ou rien", 130, 700)]
    blocks = read(Page(texts, [Area(URL, (80, 698, 128, 712))]))
    assert links_of(blocks) == [("la page", URL)]


def test_an_area_within_a_text_takes_whole_words() -> None:
    blocks = read(Page([Text("Cliquez ici maintenant", 50, 700)], [Area(URL, (98, 698, 112, 712))]))
    assert links_of(blocks) == [("ici", URL)]


def test_an_address_over_two_lines_is_put_together() -> None:
    texts = [*column("Voir :", "https://www.facebook.com/gers/posts/", "123456789/?comment=abcdef", "Fin")]
    areas = [Area(URL, (50, 684, 300, 698)), Area(URL, (50, 670, 200, 684))]
    blocks = read(Page(texts, areas))
    assert [block.text for block in blocks] == ["Voir :", URL, "Fin"]
    assert links_of(blocks) == [(URL, URL)]


def test_an_area_over_a_picture_gives_its_address() -> None:
    blocks = read(Page(column("Haut", "Bas", leading=200), [Area(URL, (50, 560, 90, 600))]))
    assert [block.text for block in blocks] == ["Haut", URL, "Bas"]
    assert links_of(blocks) == [(URL, URL)]


@pytest.mark.parametrize("url", ["javascript:x", "file:///x", "mail"])
def test_areas_that_lead_nowhere_are_left(url: str) -> None:
    assert links_of(read(Page(column("A"), [Area(url, (50, 690, 90, 712))]))) == []


def test_what_pages_lack_is_said() -> None:
    table = [
        text
        for row in range(4)
        for text in (Text(f"Titre {row}", 50, 700 - 14 * row), Text("Lien", 300, 700 - 14 * row))
    ]
    beside = [*column(*"ABCDEF"), *column(*"GHIJKL", x=320)]
    listed = [
        text for row in range(4) for text in (Text("-", 50, 700 - 14 * row), Text("Lien", 70, 700 - 14 * row))
    ]
    assert read_pdf(make_pdf(Page(table))).lacks == (Lack.TABLE_IN_PDF,)
    assert read_pdf(make_pdf(Page(beside))).lacks == (Lack.COLUMNS_IN_PDF,)
    assert read_pdf(make_pdf(Page(listed), Page(has_picture=True))).lacks == (Lack.PICTURES_ONLY,)
    assert read_pdf(make_pdf(Page(listed))).lacks == ()


def test_so_many_pages_are_read() -> None:
    document = read_pdf(make_pdf(*[Page([Text("x", 50, 700)])] * (MAX_PAGES + 1)))
    assert len(document.blocks) == MAX_PAGES
    assert document.lacks == (Lack.CUT,)


@pytest.mark.parametrize(
    ("title", "read"), [("Dossier 2026", "Dossier 2026"), ("Microsoft Word - x.docx", ""), ("x.pdf", "")]
)
def test_the_title_is_that_of_the_document(title: str, read: str) -> None:
    assert read_pdf(make_pdf(Page(column("A")), title=title)).title == read


def encrypted(password: str, algorithm: str) -> bytes:
    writer, file = PdfWriter(PdfReader(io.BytesIO(make_pdf(Page(column("Bonjour")))))), io.BytesIO()
    writer.encrypt(password, "propriétaire", algorithm=algorithm)
    writer.write(file)
    return file.getvalue()


def test_a_locked_file_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="mot de passe"):
        read_pdf(encrypted("secret", "RC4-128"))


def test_a_file_that_may_only_be_read_is_read() -> None:
    assert [block.text for block in read_pdf(encrypted("", "RC4-128")).blocks] == ["Bonjour"]


def test_progress_is_told_page_by_page() -> None:
    shares: list[int] = []
    read_pdf(make_pdf(*[Page(column("x"))] * 4), shares.append)
    assert shares == [25, 50, 75, 100]


def wrapped(*texts: str, x: float = 50, hanging: float = 0) -> list[Text]:
    """A paragraph of lines, those after the first further on the right by `hanging`."""
    return [Text(text, x + (hanging if place else 0), 700 - 14 * place) for place, text in enumerate(texts)]


FULL = "Les classes ne pouvant plus venir au musée pendant les travaux, nous avons tout filmé pour "


@pytest.mark.parametrize(
    ("texts", "read_as"),
    [
        (wrapped(FULL, "leur montrer les salles."), [FULL + "leur montrer les salles."]),
        (wrapped(FULL, "Auch et le Gers entier."), [FULL + "Auch et le Gers entier."]),
        (wrapped("Un concours ", "leur montrer les salles."), ["Un concours", "leur montrer les salles."]),
        (wrapped("Concours photo", URL), ["Concours photo", URL]),
        (wrapped(FULL + "vous", "- Un autre"), [FULL + "vous", "Un autre"]),
        (wrapped("- Un concours", "En ligne.", hanging=12), ["Un concours\nEn ligne."]),
        (wrapped("- Un concours", "en ligne.", hanging=12), ["Un concours en ligne."]),
        (
            wrapped(f"{FULL.strip()} du centre-", "bourg et des écoles."),
            [f"{FULL.strip()} du centre-bourg et des écoles."],
        ),
        (
            wrapped(f"{FULL[:50]}https://x.com/gers/status/1234567890123456", "Réouverture du musée"),
            [f"{FULL[:50]}https://x.com/gers/status/1234567890123456", "Réouverture du musée"],
        ),
        (wrapped(f"- {FULL}", "en ligne.", hanging=12), [f"{FULL}en ligne."]),
        (
            wrapped(FULL, f"{FULL[:50]}https://x.com/gers/status/123456789012", "34567890 et la suite."),
            [f"{FULL}{FULL[:50]}https://x.com/gers/status/12345678901234567890 et la suite."],
        ),
        (
            wrapped(FULL, f"{FULL[:50]}https://x.com/gers/status/123456789012 ", "34567890 et la suite."),
            [f"{FULL}{FULL[:50]}https://x.com/gers/status/123456789012", "34567890 et la suite."],
        ),
    ],
)
def test_lines_are_joined_where_the_next_word_does_not_fit(texts: list[Text], read_as: list[str]) -> None:
    texts = [*texts, Text(FULL, 50, 300), Text(FULL, 50, 200)]
    assert [block.text for block in read(Page(texts))][:-2] == read_as
