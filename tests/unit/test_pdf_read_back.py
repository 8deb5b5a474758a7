"""Our own PDF, imported: its operations are found again."""

from dataclasses import replace

import pytest

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier, links_of
from gersapp.exchange.proposal import Proposal, ProposedOperation
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from tests.support.any_catalogues import ADDRESS, dossier_of
from tests.support.written_pdf import ROOT, SEED, dossier_with, pdf_of


def test_importing_it_finds_the_operations_again() -> None:
    check_import(dossier_of(SEED))


def test_importing_it_finds_operations_of_several_audiences_once() -> None:
    operations = [
        replace(operation, audiences=("adultes", "tout-public") if place % 2 else operation.audiences)
        for place, operation in enumerate(SEED.operations.values())
    ]
    check_import(dossier_with(*operations, audiences=SEED.heading.audiences))


def test_importing_it_finds_the_texts_of_its_cover() -> None:
    document = read(pdf_of(dossier_of(SEED)))
    assert isinstance(document, Document)
    proposal, heading = propose(document), SEED.heading
    assert (proposal.title, proposal.organisation) == (heading.title, heading.organisation)
    assert (proposal.hashtag, proposal.introduction) == (heading.hashtag, heading.introduction)
    assert len(proposal.operations) == 16
    assert proposal.leftovers == (ADDRESS,)


@pytest.mark.long
def test_importing_300_operations_finds_them_again() -> None:
    operations = [
        replace(operation, id=f"o{number}-{operation.id}", title=f"{operation.title} no {number}")
        for number in range(19)
        for operation in SEED.operations.values()
    ]
    check_import(dossier_with(*operations, audiences=SEED.heading.audiences))


@pytest.mark.long
def test_importing_pdf_of_teams_dossiers_finds_operations() -> None:
    found = total = 0
    for path in sorted((ROOT / "tests" / "exchange").glob("*/**/*.*")):
        if path.suffix not in (".txt", ".md", ".docx", ".odt", ".html"):
            continue
        source = read(path.read_bytes())
        if not isinstance(source, Document):
            continue
        dossier = dossier_of(catalogue_of(propose(source)))
        again = read(pdf_of(dossier)) if dossier.operations else source
        assert isinstance(again, Document)
        titles = {" ".join(one.title.split()) for one in propose(again).operations}
        expected = [" ".join(french_spacing(one.title).split()) for one in dossier.each_operation()]
        found += sum(title in titles for title in expected)
        total += len(expected)
    assert total > 500
    assert found >= 0.98 * total


def catalogue_of(proposal: Proposal) -> Catalogue:
    """Return a catalogue of what was proposed, with an audience for operations that have none."""
    labels = dict.fromkeys([*proposal.audiences, *[a for one in proposal.operations for a in one.audiences]])
    audiences = tuple(Audience(f"cible-{place}", label) for place, label in enumerate([*labels, "Autres"]))
    slugs = {audience.label: audience.slug for audience in audiences}
    operations = [
        Operation(
            f"o-{place}",
            one.title,
            one.description,
            tuple([slugs[label] for label in one.audiences]) or (slugs["Autres"],),
            read_announced(list(one.platforms)),
            tuple(map(Link, one.links)),
        )
        for place, one in enumerate(proposal.operations)
    ]
    heading = Heading(
        proposal.title, proposal.organisation, proposal.hashtag, proposal.introduction, audiences
    )
    return Catalogue.of(heading, operations)


def check_import(dossier: Dossier) -> None:
    """Nineteen operations in twenty come back whole: title, text, audiences, platforms, links."""
    document = read(pdf_of(dossier))
    assert isinstance(document, Document)
    proposed = propose(document).operations
    found = set(map(content_of, proposed))
    assert len(proposed) <= 1.05 * dossier.operations
    labels = {audience.slug: audience.label for audience in dossier.heading.audiences}
    expected = [
        content_of(
            ProposedOperation(
                one.title,
                one.description,
                tuple([labels[slug] for slug in one.audiences]),
                one.platforms,
                tuple([url for _, url in links_of(one)]),
            )
        )
        for one in dossier.each_operation()
    ]
    assert sum(content in found for content in expected) >= 0.95 * len(expected)


def content_of(one: ProposedOperation) -> tuple[object, ...]:
    texts = tuple([" ".join(text.split()) for text in (one.title, one.description)])
    return (*texts, one.audiences, one.platforms, one.links)
