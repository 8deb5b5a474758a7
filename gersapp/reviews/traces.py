"""Whether a review holds an operation that is erased for good."""

from collections.abc import Iterable, Iterator

from gersapp.catalogue.history.fields import State
from gersapp.catalogue.links import recognise, split_addresses
from gersapp.catalogue.text import fold_name
from gersapp.exchange.blocks import Document
from gersapp.exchange.tables.values import Workbook
from gersapp.reviews.repository import Trace
from gersapp.reviews.review import Review, state_of_proposed

# Shorter descriptions may well be those of two operations.
_MIN_DESCRIPTION = 30
# Shorter titles may well stand in a text that speaks of something else.
_MIN_TITLE = 12


def holds(review: Review, trace: Trace) -> bool:
    """Whether a review names the operation, or has a title, a text or a post that it has or had."""
    named = {id for decision in review.decisions for id in (decision.became, *decision.seen)}
    if trace.id in named:
        return True
    titles = {fold_name(str(state["title"])) for state in trace.states}
    texts = {fold_name(str(state["description"])) for state in trace.states}
    texts = {text for text in texts if len(text) >= _MIN_DESCRIPTION}
    posts = {key for state in trace.states for key in _posts(state["links"])}
    if any(fold_name(text) in titles | texts for text in _texts(review)):
        return True
    # Rows that fail, and lines that are left, have it among other words.
    long = {text for text in titles if len(text) >= _MIN_TITLE} | texts
    if any(text in line for line in map(fold_name, _source_texts(review)) for text in long):
        return True
    return not posts.isdisjoint(key for key in _posts(_addresses(review)))


def _states(review: Review) -> Iterator[State]:
    yield from map(state_of_proposed, review.proposal.operations)
    for decision in review.decisions:
        yield from filter(None, (decision.base, decision.corrected))


def _texts(review: Review) -> Iterator[str]:
    for state in _states(review):
        yield str(state["title"])
        yield str(state["description"])
    for line in review.proposal.lines:
        yield line.text


def _source_texts(review: Review) -> Iterator[str]:
    """Yield all that was brought, whatever became of it."""
    match review.source:
        case Document():
            yield from [block.text for block in review.source.blocks]
        case Workbook():
            yield from [cell.text for sheet in review.source.sheets for row in sheet.rows for cell in row]
    yield from review.proposal.leftovers


def _addresses(review: Review) -> Iterator[str]:
    for state in _states(review):
        yield from state["links"]
    for text in (*[line.text for line in review.proposal.lines], *review.proposal.leftovers):
        if "/" in text:
            yield from split_addresses(text)
    match review.source:
        case Document():
            for block in review.source.blocks:
                yield from [anchor.url for anchor in block.anchors]
        case Workbook():
            for row in [row for sheet in review.source.sheets for row in sheet.rows]:
                yield from [url for cell in row for url in cell.addresses]


def _posts(urls: Iterable[str]) -> Iterator[str]:
    """Yield what names the post of each address, for those of a single publication."""
    for url in urls:
        found = recognise(url)
        if found.is_post:
            yield found.key
