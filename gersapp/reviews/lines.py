"""A review as three lines of JSON, which every engine of pending imports keeps.

The first line is what people decided, the second the source, the third the proposal: a decision is written
without a look at the others.
"""

import re
import secrets
from dataclasses import dataclass, fields
from typing import Any

import orjson

from gersapp.exchange.codec import build, build_fields, decode, decode_named, encode, encode_named
from gersapp.exchange.proposal import Proposal
from gersapp.reviews.repository import Pending
from gersapp.reviews.review import Choice, Review, Source

_ID = re.compile(r"[0-9a-f]{16}")
# The fields of a Review that have lines of their own.
_APART = ("source", "proposal")
# The fields that lists show: the first line has them, so that lists read no other.
_SHOWN = tuple(field.name for field in fields(Pending))


def new_review_id() -> str:
    """Return an id that no review has: 64 random bits."""
    return secrets.token_hex(8)


def is_review_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Lines:
    """A decision changes the first line: the others are written again as bytes."""

    decided: bytes
    source: bytes
    proposal: bytes

    def content(self) -> bytes:
        return b"\n".join([self.decided, self.source, self.proposal, b""])


def write_lines(review: Review, before: Review | None = None, lines: Lines | None = None) -> Lines:
    """Return the lines of `review`; those of the review `before` serve for what did not change."""
    decided = {
        field.name: getattr(review, field.name) for field in fields(review) if field.name not in _APART
    }
    same_source = lines and before and before.source is review.source
    same_proposal = lines and before and before.proposal is review.proposal
    return Lines(
        decided=encode({**decided, "operations": len(review.proposal.operations)}),
        source=lines.source if lines and same_source else encode_named(review.source),
        proposal=lines.proposal if lines and same_proposal else encode(review.proposal),
    )


def read_lines(lines: Lines) -> Review:
    """Return the review of `lines`; raises ValueError for lines that are damaged, or of another version."""
    try:
        return Review(
            source=decode_named(Source, lines.source),
            proposal=decode(Proposal, lines.proposal),
            **build_fields(Review, _with_present_names(orjson.loads(lines.decided))),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(error) from error


def read_pending(decided: bytes) -> Pending:
    """Return what lists show, of a first line; raises ValueError as `read_lines` does."""
    try:
        document = orjson.loads(decided)
        pending: Pending = build(Pending, {name: document[name] for name in _SHOWN})
        return pending
    except (TypeError, KeyError) as error:
        raise ValueError(error) from error


def pending_of(review: Review) -> Pending:
    return Pending(
        id=review.id,
        editor=review.editor,
        name=review.name,
        received=review.received,
        operations=len(review.proposal.operations),
    )


def _with_present_names(decided: dict[str, Any]) -> dict[str, Any]:
    """Return the first line of a file with the names that the fields of decisions have now.

    Until they had names, `operation` was what a decision `became`, and its `target` the first that was seen.
    """
    return {**decided, "decisions": [_with_names(decision) for decision in decided["decisions"]]}


def _with_names(decision: dict[str, Any]) -> dict[str, Any]:
    if "operation" not in decision:
        return decision
    is_completing = decision["choice"] == Choice.COMPLETE
    target = next(iter(decision["seen"]), "") if is_completing else ""
    return {**decision, "became": decision["operation"], "target": target}
