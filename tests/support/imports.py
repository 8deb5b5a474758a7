"""A review that waits: a short document, and what it proposes, made by hand."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Flask

from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Doubt, Fate, Proposal, ProposedOperation, SourceLine
from gersapp.exchange.running import Read, Stage, Tell
from gersapp.reviews.lines import new_review_id
from gersapp.reviews.readings import Readings
from gersapp.reviews.repository import PendingImports
from gersapp.reviews.review import Review
from gersapp.web.current import Services
from proof.tools.editor import NAME
from tests.support.visitor import only_body

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"
LINES = (
    SourceLine(1, "Nos rendez-vous du printemps", Fate.HEADING),
    SourceLine(2, "Adultes", Fate.AUDIENCE),
    SourceLine(3, "Balade contée", Fate.TITLE, 0),
    SourceLine(4, "Le 1^{er} samedi du mois, à la bibliothèque.", Fate.TEXT, 0),
    SourceLine(5, FACEBOOK, Fate.LINK, 0),
    SourceLine(6, "Aînés", Fate.AUDIENCE),
    SourceLine(7, "Café des souvenirs", Fate.TITLE, 1),
    SourceLine(8, "Aussi cité par la radio.", Fate.TEXT, 1),
    SourceLine(9, "Tips du Jour", Fate.TITLE, 2),
    SourceLine(10, "https://www.facebook.com/LeGers32/posts/2663636237190860", Fate.LINK, 2),
    SourceLine(11, "??? à relire", Fate.UNKNOWN),
    SourceLine(12, "Chiffres : 300 abonnés", Fate.LEFT),
)
OPERATIONS = (
    ProposedOperation(
        "Balade contée", LINES[3].text, ("Adultes",), ("facebook",), (FACEBOOK,), lines=(3, 4, 5)
    ),
    ProposedOperation(
        "Café des souvenirs", LINES[7].text, ("Aînés",), (), (), (Doubt.PLATFORM_MENTIONED,), (7, 8)
    ),
    ProposedOperation("Tips du Jour", "", ("Adultes",), (), (LINES[9].text,), lines=(9, 10)),
)
DOCUMENT = Document("text", tuple([Block(line.text, line.number) for line in LINES]))
PROPOSAL = Proposal(
    "text", audiences=("Adultes", "Aînés"), operations=OPERATIONS, lines=LINES, leftovers=(LINES[10].text,)
)
# With the line 8 as a title, the second operation is two.
SPLIT = replace(
    PROPOSAL,
    operations=(
        OPERATIONS[0],
        replace(OPERATIONS[1], description="", doubts=(), lines=(7,)),
        ProposedOperation("Aussi cité par la radio.", audiences=("Aînés",), lines=(8,)),
        OPERATIONS[2],
    ),
    lines=(
        *LINES[:7],
        SourceLine(8, LINES[7].text, Fate.TITLE, 2),
        *[replace(line, operation=3) for line in LINES[8:10]],
        *LINES[10:],
    ),
)


def imports_of(app: Flask, body: str = "") -> PendingImports:
    """Those that wait for a body; by default for the only catalogue."""
    services: Services = app.extensions["gersapp"]
    return services.imports_of(body or only_body(app))


def file_review(app: Flask, body: str = "", **values: Any) -> str:
    """Have a review wait, for the body of this slug; return its address, below that."""
    fields = {"editor": NAME, "name": "printemps.docx", "received": int(time.time()), "source": DOCUMENT}
    review = Review(id=new_review_id(), **{**fields, "proposal": PROPOSAL, **values})
    imports_of(app, body).add(review)
    return f"/importer/{review.id}"


def remove_reviews(app: Flask) -> None:
    """Have no review wait any more."""
    imports = imports_of(app)
    for pending in list(imports):
        imports.remove(pending.id)


def review_at(app: Flask, address: str) -> Review:
    """Return the review that waits at `address`."""
    review = imports_of(app).get(address.rpartition("/")[2])
    assert review
    return review


def propose_again(document: Document, fates: Mapping[int, Fate]) -> Proposal:
    """Stand for `propose`: the line 8 may be a title."""
    return SPLIT if fates.get(8) is Fate.TITLE else PROPOSAL


def read_as_proposed(content: bytes, tell: Tell) -> Read:
    """Stand for `read_apart`."""
    tell(Stage.STRUCTURE, 50)
    return Read(DOCUMENT, PROPOSAL)


def read_by(app: Flask, reader: Any) -> Readings:
    """Have `app` read documents by `reader`."""
    services: Services = app.extensions["gersapp"]
    readings = Readings(imports_of(app), reader)
    app.extensions["gersapp"] = replace(services, readings_of=lambda body: readings)
    return readings
