"""Catalogues whose texts are as awkward as the store takes them, for what is written and read again."""

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import fold_name, forbidden_character, has_letters
from gersapp.exchange.dossier import Dossier, make_dossier

DAY = date(2020, 11, 25)
HOME = "https://operations.example/"

# Whatever looks like something else: formulas, marks, headings, markup, numbers, spaces, scripts.
PIECES = ["=1+1", "+33 5", "-20 ans", "@gers", "'=x", "''", '"', '";"', ",", ";", "|", "\t", "\n", "\n\n", "  ", " ",
          "\u00a0", "\u202f", "\u2060", "à", "Titre", "Cibles", "Liens (2)", "identifiant", "Total", "idem", "– ", "néant",
          "x", "oui", "- ", "• ", "# ", "**gras**", "| --- |", "%PDF-1.7", "<b>&amp;</b>", "]]>", "_x0041_", "_x000D_",
          "00042", "1,5", "25/03/2020", "VRAI", "http", "https://www.gers.fr/a?b=c&d=é.", "www.gers.fr", "//", "sep=;",
          "Adultes", "Pour les jeunes", "Facebook", "Mars 2020", "مرحبا", "שלום", "👩‍👧", "e\u0301", "日本", "\\", "=", "+"]  # fmt: skip
_letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])
_pieces = st.one_of(st.sampled_from(PIECES), st.text(_letters, max_size=6))


def _texts(most: int, *, lines: bool) -> st.SearchStrategy[str]:
    """Texts that the store takes, of at most so many characters, not of white space alone."""
    joined = st.lists(_pieces, min_size=1, max_size=8).map("".join).map(lambda text: text[:most])
    return joined.filter(lambda text: bool(text.strip()) and not forbidden_character(text, lines=lines))


titles = _texts(200, lines=False)
descriptions = st.one_of(st.just(""), _texts(5_000, lines=True))
labels = _texts(80, lines=False)
networks = st.one_of(
    st.sampled_from(["facebook", "x", "Facebook", "Radio locale", "site-web"]), _texts(80, lines=False)
)
urls = st.one_of(
    st.sampled_from(
        [
            "https://www.facebook.com/LeGers32/posts/1",
            "https://www.instagram.com/p/B-abc/?utm_source=x&igshid=1",
            "http://x.com/LeGers32/status/2#a",
            "https://www.gers.fr/pâte-à-sel?a=b;c,d&e='f'",
            "https://fr.wikipedia.org/wiki/Gers_(département).",
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.gers.fr%2F3",
        ]
    ),
    st.integers(0, 99).map(lambda number: f"https://www.gers.fr/_x0041_{number}" + "a" * number),
)


@st.composite
def _catalogues(draw: st.DrawFn) -> Catalogue:
    names = draw(st.lists(labels, min_size=1, max_size=4, unique_by=fold_name))
    audiences = tuple(Audience(f"cible-{number}", name) for number, name in enumerate(names))
    operations: list[Operation] = []
    for number in range(draw(st.integers(0, 5))):
        chosen = draw(st.lists(st.sampled_from([one.slug for one in audiences]), min_size=1, unique=True))
        announced = [name for name in draw(st.lists(networks, max_size=4)) if has_letters(name)]
        operation = Operation(
            id=draw(st.sampled_from(["titre", "liens", "operation", "3018"])) + f"-{number}",
            title=draw(titles),
            description=draw(descriptions),
            audiences=tuple(chosen),
            platforms=tuple(
                name for name in read_announced(announced) if has_letters(name) and len(name) <= 80
            ),
            links=tuple(map(Link, draw(st.lists(urls, max_size=4, unique=True)))),
        )
        operations.append(operation)
    heading = Heading(
        draw(titles), draw(st.one_of(st.just(""), titles)), "#Gers", draw(descriptions), audiences
    )
    return Catalogue.of(heading, operations)


catalogues = _catalogues()


def dossier_of(catalogue: Catalogue, selection: Selection | None = None) -> Dossier:
    """The dossier of a selection, of the whole catalogue without one."""
    return make_dossier(catalogue, selection or Selection(), DAY, address=HOME, home=HOME)


def with_operations(*operations: Operation, audiences: Sequence[Audience] = ()) -> Catalogue:
    """A catalogue of these operations, under « Adultes » and « Aînés » unless others are given."""
    known = tuple(audiences) or (Audience("adultes", "Adultes"), Audience("aines", "Aînés"))
    return Catalogue.of(
        Heading("Le catalogue", "Département du Gers", "#Gers", "Deux\nlignes", known), operations
    )
