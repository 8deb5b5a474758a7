"""Each feature that is seen of a line has weights, and each row of weights is that of a feature."""

from gersapp.exchange.blocks import Block, Document, Origin
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure.propose import read_lines
from gersapp.exchange.structure.roles.context import see
from gersapp.exchange.structure.roles.weights import WEIGHTS
from tests.support.dossiers.corpus import KEPT, dossiers
from tests.support.dossiers.forms import as_blocks

STYLES = ("Cible", "Opération", "Réseaux", "Lien")
# What no dossier of the corpus has.
OTHERS = (
    Document("docx", tuple(Block("Fête", number, style=style) for number, style in enumerate(STYLES, 1))),
    read_text(
        "Ce que nous avons fait cette année pour les habitants.\n\nLE PRINTEMPS\n\nLe bal\nOn danse en direct sur la place.\n"
    ),
    Document("docx", (Block("🎉 Fête", 1, marker="-"), Block("Une note.", 2, origin=Origin.NOTE))),
)


def test_features_and_weights_have_the_same_names() -> None:
    documents = [as_blocks(dossier.source) for dossier in (*dossiers(), *dossiers(KEPT))]
    found = {
        name
        for document in (*documents, *OTHERS)
        for line in see(read_lines(document, {}))
        for name in (*line.features, *line.strengths)
    }
    assert found == set(WEIGHTS)
