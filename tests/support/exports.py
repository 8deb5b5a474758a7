"""Catalogues of any texts, and what a file that has all of one must give back."""

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.model import MAX_LABEL, Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import fold_name, forbidden_character, has_too_many_accents
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.proposal import Proposal

DAY = date(2026, 11, 25)

# What a line may begin with, end with or be, and a format could take for its own.
TRICKS = [
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
URLS = [
    "https://www.facebook.com/LeGers32/posts/1",
    "https://www.instagram.com/p/B98xvlwHENT/?utm_source=x",
    "https://a.fr/(a)_b*c[d]?x=1&copy=2&amp;y=é;z,#f~!'$",
    "http://exemple.fr:8080/a%20b",
    "HTTPS://Exemple.FR/",
    "https://fr.wikipedia.org/wiki/Gers_(d%C3%A9partement)",
    "https://a.fr/&lt;x",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fgers.fr%2Fx&h=1",
    "https://écoles.fr/dé&#32;",
    *[f"https://www.gers.fr/page/{number}" for number in range(100)],
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
PLATFORMS = ["facebook", "x", "lettre-information", "site-web"]

_free = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def _is_stored(text: str, *, lines: bool) -> bool:
    return forbidden_character(text, lines=lines) is None and not has_too_many_accents(text)


_line = st.one_of(st.sampled_from(TRICKS), _free).filter(
    lambda text: "\n" not in text and _is_stored(text, lines=True)
)
_title = _line.filter(lambda text: bool(text.strip()) and _is_stored(text, lines=False))
_texts = st.lists(st.one_of(_line, st.just("")), max_size=6).map("\n".join)
_labels = st.lists(
    _title.map(lambda text: text[:MAX_LABEL]).filter(
        lambda text: bool(text.strip()) and bool(fold_name(text))
    ),
    min_size=1,
    max_size=4,
    unique_by=fold_name,
)


def _announced(names: Sequence[str]) -> tuple[str, ...]:
    return read_announced(names)


@st.composite
def catalogues(draw: st.DrawFn, max_operations: int = 5) -> Catalogue:
    """Draw a catalogue of any texts that a file may hold."""
    labels = draw(_labels)
    slugs = [f"c-{number}" for number in range(len(labels))]
    heading = Heading(
        draw(st.one_of(st.just(""), _title)),
        draw(st.one_of(st.just(""), _title)),
        draw(st.one_of(st.just(""), _title)),
        draw(_texts),
        tuple(map(Audience, slugs, labels)),
    )
    contents = draw(
        st.lists(
            st.builds(
                Operation,
                id=st.just("o"),
                title=_title,
                description=_texts,
                audiences=st.lists(st.sampled_from(slugs), min_size=1, unique=True).map(tuple),
                platforms=st.lists(st.sampled_from([*PLATFORMS, *NETWORKS]), max_size=4).map(_announced),
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
    return make_dossier(catalogue, selection or Selection(), DAY, address="https://exemple.fr/?q=a&amp;b=(c)")


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
