"""Reviews made of proposals that tests write."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Doubt, Proposal, ProposedOperation
from gersapp.reviews.items import Item, view_review
from gersapp.reviews.review import Review

ID = "0123456789abcdef"
POST = "https://www.facebook.com/LeGers32/posts/2663636237190860"
OTHER_POST = "https://www.instagram.com/p/B98xvlwHENT/"


def proposed(title: str, *lines: int, **values: object) -> ProposedOperation:
    """An operation that the form accepts, unless `values` say otherwise."""
    given = {"audiences": ("Adultes",), "lines": lines, **values}
    return ProposedOperation(title, **given)  # type: ignore[arg-type]  # fields of an operation


def review_of(*operations: ProposedOperation, **values: object) -> Review:
    proposal = Proposal("text", operations=operations, audiences=("Adultes", "Enfants"))
    document = Document("text", tuple(Block(one.title, line) for line, one in enumerate(operations, 1)))
    given = {"id": ID, "editor": "Jeanne", "name": "dossier.txt", "received": 1_000, **values}
    return Review(**{"source": document, "proposal": proposal, **given})  # type: ignore[arg-type]  # fields of a review


def doubtful(title: str, *lines: int, doubt: Doubt = Doubt.AUDIENCE_GUESSED) -> ProposedOperation:
    return proposed(title, *lines, doubts=(doubt,))


def items_of(review: Review, catalogue: Catalogue) -> list[Item]:
    return list(view_review(review, catalogue).items)
