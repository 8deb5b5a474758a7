"""Catalogues of any texts that the store takes, and what a file that has all of one must give back."""

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.model import MAX_LABEL, Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import fold_name, has_letters, has_too_many_accents
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.proposal import Proposal

DAY = date(2026, 11, 25)
HOME = "https://operations.example/"
ADDRESS = f"{HOME}?q=a&b=(c)"

# What a line may be, begin with or end with, and a format could take for its own.
LINES = [
    "# Titre", "## Adultes", "### Recettes", "#", "Titre #", "#Covid19Gers", "- Réseaux : Facebook", "- ", "* a * b", "+ c",
    "1. un", "2) deux", "> cité", "---", "===", "***", "-----", "| a | b |", "|---|---|", "`code`", "```", "~~~", "<b>gras</b>",
    "<!-- -->", "&amp;", "&#32;", "&nbsp; ; fin", "\\", "a\\", "\\a", "\\\\", "a\\ ", "[mot](https://a.fr)", "[a]: https://a.fr",
    "https://www.gers.fr/page", "www.gers.fr", "http", "voir https://a.fr.", "<https://a.fr>", "Adultes", "Aussi pour : Familles",
    "- Aussi pour : Familles, Aînés", "Publication Facebook : https://a.fr", "- https://a.fr", "Agents, élus", "Agents ; élus",
    "Parents/enfants", "« Recettes »", "a\u202f: b\u00a0; c !", "שלום", "👪", "e\u0301", "\ufffd", "\ufeffx", "a\u200db",
    "  deux espaces", "fin  ", "\tonglet", "a\tb", "\u00a0", "_a_", "a_b", "__init__", "**gras**", "16 opérations", "• puce",
    "– tiret", "— tiret", "Dossier de catalogue, format texte 1", "%PDF-", "sep=;", "a;b;c", "{\"a\": 1}", "Titre\u2060", "!",
    "=SOMME(A1)", "@moi", "'", "\"", "Annoncé, sans lien : TikTok", "Introduction", "Opération", "2020", "?", "C #", "a ##",
]  # fmt: skip
# What a text may have inside: formulas, marks, markup, numbers, spaces, scripts.
PIECES = ["=1+1", "+33 5", "-20 ans", "@gers", "'=x", "''", '"', '";"', ",", ";", "|", "\t", "\n", "\n\n", "  ", " ",
          "\u00a0", "\u202f", "\u2060", "à", "Titre", "Cibles", "Liens (2)", "identifiant", "Total", "idem", "– ", "néant",
          "x", "oui", "- ", "• ", "# ", "**gras**", "| --- |", "%PDF-1.7", "<b>&amp;</b>", "]]>", "_x0041_", "_x000D_",
          "00042", "1,5", "25/03/2020", "VRAI", "http", "https://www.gers.fr/a?b=c&d=é.", "www.gers.fr", "//", "sep=;",
          "Adultes", "Pour les jeunes", "Facebook", "Mars 2020", "مرحبا", "שלום", "👩‍👧", "e\u0301", "日本", "\\", "=", "+"]  # fmt: skip
URLS = [
    "https://www.facebook.com/LeGers32/posts/1",
    "https://www.instagram.com/p/B98xvlwHENT/?utm_source=x&igshid=1",
    "http://x.com/LeGers32/status/2#a",
    "https://a.fr/(a)_b*c[d]?x=1&copy=2&amp;y=é;z,#f~!'$",
    "http://exemple.fr:8080/a%20b",
    "HTTPS://Exemple.FR/",
    "https://fr.wikipedia.org/wiki/Gers_(d%C3%A9partement)",
    "https://fr.wikipedia.org/wiki/Gers_(département).",
    "https://www.gers.fr/pâte-à-sel?a=b;c,d&e='f'",
    "https://a.fr/&lt;x",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fgers.fr%2Fx&h=1",
    "https://écoles.fr/dé&#32;",
    *[f"https://www.gers.fr/_x0041_{number}" + "a" * number for number in range(100)],
]
NETWORKS = [
    "Radio locale",
    "a\\b",
    "Page (papier)",
    "*x*",
    "https://a.fr",
    "- b",
    "L’écho : du Gers",
    "_seul_",
    "R&D",
]
_UNSTORED = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
PLATFORMS = ["facebook", "x", "lettre-information", "site-web"]

# But for what is not stored: controls, line ends, marks of direction.
_letters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=_UNSTORED)
_free = st.text(_letters, max_size=12)
_joined = st.lists(st.one_of(st.sampled_from(PIECES), _free), min_size=1, max_size=8).map("".join)


_line = st.one_of(st.sampled_from(LINES), _free, _joined.map(lambda text: " ".join(text.split("\n")))).filter(
    lambda text: not has_too_many_accents(text)
)
# In a table, a cell of white space alone is empty.
_texts = (
    st.lists(st.one_of(_line, st.just("")), max_size=6)
    .map("\n".join)
    .map(lambda text: text if text.strip() else "")
)
# Filters that take most texts away would leave few to try.
_titles = _line.map(lambda text: text.replace("\t", " ") if text.strip() else "Titre")
_labels = _titles.map(lambda text: text[:MAX_LABEL]).map(
    lambda text: text if fold_name(text) else f"a {text}"
)
_networks = st.one_of(
    st.sampled_from([*PLATFORMS, *NETWORKS]),
    _titles.map(lambda text: text[: MAX_LABEL - 2]).map(
        lambda text: text if has_letters(text) else f"b {text}"
    ),
)


def _announced(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in read_announced(names) if has_letters(name) and len(name) <= MAX_LABEL)


@st.composite
def catalogues(draw: st.DrawFn, max_operations: int = 5) -> Catalogue:
    """Draw a catalogue of any texts that a file may hold."""
    labels = draw(st.lists(_labels, min_size=1, max_size=4, unique_by=fold_name))
    slugs = [f"c-{number}" for number in range(len(labels))]
    short = st.one_of(st.just(""), _titles)
    audiences = tuple(map(Audience, slugs, labels))
    heading = Heading(draw(short), draw(short), draw(short), draw(_texts), audiences)
    contents = draw(
        st.lists(
            st.builds(
                Operation,
                id=st.just("o"),
                title=_titles,
                description=_texts,
                audiences=st.lists(st.sampled_from(slugs), min_size=1, unique=True).map(tuple),
                platforms=st.lists(_networks, max_size=4).map(_announced),
                links=st.lists(st.sampled_from(URLS), max_size=4, unique_by=published).map(
                    lambda urls: tuple(map(Link, urls))
                ),
            ),
            max_size=max_operations,
        )
    )
    # Now and then, the same operation twice.
    order = draw(st.lists(st.sampled_from(contents), max_size=max_operations)) if contents else []
    operations = [
        Operation(f"o-{number}", one.title, one.description, one.audiences, one.platforms, one.links)
        for number, one in enumerate([*contents, *order])
    ]
    return Catalogue.of(heading, operations)


def dossier_of(catalogue: Catalogue, selection: Selection | None = None) -> Dossier:
    """The dossier of a selection, of the whole catalogue without one."""
    return make_dossier(catalogue, selection or Selection(), DAY, address=ADDRESS, home=HOME)


def with_operations(*operations: Operation, audiences: Sequence[Audience] = ()) -> Catalogue:
    """A catalogue of these operations, under « Adultes » and « Aînés » unless others are given."""
    known = tuple(audiences) or (Audience("adultes", "Adultes"), Audience("aines", "Aînés"))
    return Catalogue.of(
        Heading("Le catalogue", "Département du Gers", "#Gers", "Deux\nlignes", known), operations
    )


def assert_given_back(dossier: Dossier, proposal: Proposal) -> None:
    """Fail unless `proposal` has the texts, audiences, operations and orders of `dossier`, and no more."""
    heading = dossier.heading
    labels = {audience.slug: audience.label for audience in heading.audiences}
    texts = (heading.title, heading.organisation, heading.hashtag, heading.introduction.strip("\n"))
    given = (proposal.title, proposal.organisation, proposal.hashtag, proposal.introduction.strip("\n"))
    assert given == texts
    assert heading.introduction == proposal.introduction
    shown = [part.audience.label for part in dossier.parts]
    assert list(proposal.audiences[: len(shown)]) == shown
    expected = {
        part.audience.label: [
            (
                operation.title,
                operation.description,
                {labels[slug] for slug in operation.audiences},
                operation.platforms,
                tuple(published(link.url) for link in operation.links),
            )
            for operation in part.operations
        ]
        for part in dossier.parts
    }
    found = {
        label: [
            (one.title, one.description, set(one.audiences), one.platforms, one.links)
            for one in proposal.operations
            if label in one.audiences
        ]
        for label in shown
    }
    assert found == expected
    assert len(proposal.operations) == dossier.operations
    assert proposal.leftovers == ()
