"""Catalogues that are hard to write and to read again, and what an import of an export has to give."""

from datetime import date

from hypothesis import strategies as st

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import tidy
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.proposal import Proposal

DAY = date(2026, 11, 25)
TRACKED = "https://www.gers.fr/page?utm_source=lettre&n=3"

AUDIENCES = (
    Audience("adultes", "Adultes"),
    Audience("aines", "Aînés, et leurs proches"),
    Audience("enfants", "Enfants/Jeunes"),
    Audience("tous", "# Tout public"),
)
_WORDS = ["Adultes", "Aînés", "# Titre", "- liste", "* a *", "| a | b |", "« mot »", '"mot"', "=1+1", "'=x", "1. un",
          "Facebook", "http", "http://", "www.gers.fr", "https://www.gers.fr/a", "Publication", ":", ";", ",", "/",
          "\u202f:", "\u00a0!", "שלום", "\U0001f469\u200d\U0001f373", "<b>", "&amp;", "]]>", "\\", "_souligné_", "`x`",
          "Annoncé, sans lien : Instagram", "Titre : x", "  ", "\u2060", "é" * 30, TRACKED]  # fmt: skip
_URLS = ["https://www.facebook.com/LeGers32/posts/1", "https://www.instagram.com/p/B9/?igsh=x", "https://x.com/g/status/2",
         "https://www.gers.fr/pâte?a=1&b=2#c", "https://youtu.be/a-b_c?si=1", TRACKED]  # fmt: skip
_ANNOUNCED = ["facebook", "instagram", "site-web", "Radio locale", "Panneaux (mairie)"]

_lines = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)
_titles = _lines.map(lambda text: tidy(text)[:200].strip() or "Titre")
_texts = st.lists(st.one_of(_lines, st.just("")), max_size=5).map(lambda lines: tidy("\n".join(lines)))
_operations = st.builds(
    Operation,
    id=st.just(""),
    title=_titles,
    description=_texts,
    audiences=st.lists(st.sampled_from(AUDIENCES), min_size=1, unique=True).map(
        lambda some: tuple(audience.slug for audience in some)
    ),
    platforms=st.lists(st.sampled_from(_ANNOUNCED), unique=True).map(read_announced),
    links=st.lists(st.sampled_from(_URLS), unique=True).map(lambda urls: tuple(map(Link, urls))),
)
_headings = st.builds(
    Heading,
    title=_titles,
    organisation=_titles,
    hashtag=st.just("#Gers"),
    introduction=_texts,
    audiences=st.just(AUDIENCES),
)


def _numbered(operations: list[Operation]) -> list[Operation]:
    values = [(one.title, one.description, one.audiences, one.platforms, one.links) for one in operations]
    return [Operation(f"o-{number}", *fields) for number, fields in enumerate(values)]


catalogues = st.builds(Catalogue.of, _headings, st.lists(_operations, max_size=8).map(_numbered))


def whole(catalogue: Catalogue) -> Dossier:
    return make_dossier(catalogue, Selection(), DAY, address="https://a.fr/", home="https://a.fr/")


def is_given_back(catalogue: Catalogue, proposal: Proposal) -> bool:
    """Whether an import of an export would give what `catalogue` publishes: texts, audiences and orders."""
    heading = catalogue.heading
    labels = {audience.slug: audience.label for audience in heading.audiences}
    exported = {
        label: [_content(one, labels) for one in catalogue.operations.values() if slug in one.audiences]
        for slug, label in labels.items()
    }
    imported = {
        label: [
            (one.title, one.description, one.audiences, one.platforms, one.links)
            for one in proposal.operations
            if label in one.audiences
        ]
        for label in labels.values()
    }
    texts = (heading.title, heading.organisation, heading.hashtag, heading.introduction)
    read = (proposal.title, proposal.organisation, proposal.hashtag, proposal.introduction)
    return exported == imported and tuple(map(with_published, texts)) == read


def _content(operation: Operation, labels: dict[str, str]) -> tuple[object, ...]:
    return (
        with_published(operation.title),
        with_published(operation.description),
        tuple([labels[slug] for slug in operation.audiences]),
        operation.platforms,
        tuple(dict.fromkeys([published(link.url) for link in operation.links])),
    )
