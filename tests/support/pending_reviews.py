"""Reviews that wait: one with a value of every kind, and what an erased operation left."""

from dataclasses import replace

from gersapp.exchange.blocks import Anchor, Block, Cell, Document
from gersapp.exchange.proposal import Fate, SourceLine
from gersapp.reviews.repository import Trace
from gersapp.reviews.review import (
    Choice,
    Review,
    Suggestion,
    choose,
    correct,
    map_audience,
    set_heading,
    state_of_proposed,
    take_suggestions,
    with_added,
)
from tests.support.reviews import POST, doubtful, proposed, review_of


def whole_review() -> Review:
    """With a value of every kind."""
    review = review_of(proposed("Recettes", 1, links=(POST,)), doubtful("Concours", 2), name="dossier.docx")
    blocks = (Block("é\n« a »", 1, anchors=(Anchor(0, 1, POST),), cell=Cell(0, 1, 2)), Block("b", 2))
    lines = (SourceLine(1, "é", Fate.TITLE, 0), SourceLine(2, "b", Fate.UNKNOWN))
    review = replace(
        review,
        source=Document("docx", blocks, title="Titre"),
        proposal=replace(review.proposal, lines=lines, leftovers=("b",)),
        fates={2: Fate.TITLE},
    )
    state = {**state_of_proposed(review.proposal.operations[0]), "title": "Recettes de chefs"}
    review = choose(
        correct(review, 0, state), 1, Choice.COMPLETE, seen=["a", "b"], target="b", fields=["links"]
    )
    review = take_suggestions(review, 1, [Suggestion("title", "C", "c")])
    review = set_heading(map_audience(review, "Adultes", "Grands"), {"title": "Catalogue"})
    return with_added(review, {0: "recettes"})


TEXT = "Un rendez-vous régulier avec les chefs des collèges du Gers."
ERASED = Trace(
    id="recettes",
    states=(
        {"title": "Recettes d’été", "description": "", "audiences": (), "platforms": (), "links": (POST,)},
        {"title": "Recettes", "description": TEXT, "audiences": (), "platforms": (), "links": ()},
    ),
)
