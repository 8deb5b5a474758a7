"""Giving a line of the source another fate, with which the source proposes again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from gersapp.errors import NotFound
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.running import propose_apart
from gersapp.reviews.repository import PendingImports
from gersapp.reviews.review import Review, with_fates
from gersapp.reviews.tables import rows_of

Propose = Callable[[Review, Mapping[int, Fate]], Proposal]

# What concerns one line alone. With another audience, or a section that is left, other titles go on purpose.
_OF_ONE_LINE = (Fate.TITLE, Fate.TEXT, Fate.DECOR)
# Documents up to this length propose again in less time than another process takes to start. One line may be
# as long as a whole file: all other threads would wait for it.
_QUICK_BLOCKS, _QUICK_CHARACTERS = 300, 60_000


def fate_to_give(review: Review, number: int, fate: Fate) -> Fate:
    """Return the fate to give to the line `number`, which people say is of this one.

    A line that is left within an operation goes alone: as LEFT, it would begin a section that is left.
    """
    line = next(line for line in review.proposal.lines if line.number == number)
    is_within = line.operation is not None and line.fate is not Fate.TITLE
    return Fate.DECOR if fate is Fate.LEFT and is_within else fate


def propose_again(review: Review, fates: Mapping[int, Fate], labels: Iterable[str] = ()) -> Proposal:
    """Return what the source of `review` proposes with these `fates`; raises DocumentRefused.

    `labels` are those of the audiences of the catalogue. Our own export has no lines: it raises NotFound.
    """
    if isinstance(review.source, Document):
        if _is_quick(review.source):
            # A tenth of the time that the server takes to start, and few reviews need it.
            from gersapp.exchange.structure import propose

            return propose(review.source, fates)
        return propose_apart(review.source, fates, lambda stage, share: None)
    rows = rows_of(replace(review, fates=fates), labels)
    if not rows:
        raise NotFound(review.id)
    return rows.proposal


def _is_quick(document: Document) -> bool:
    if len(document.blocks) > _QUICK_BLOCKS:
        return False
    return sum(len(block.text) for block in document.blocks) <= _QUICK_CHARACTERS


def change_fate(
    imports: PendingImports, id: str, line: int, fate: Fate | None, propose: Propose
) -> Review | None:
    """Give a line its `fate`, or with None the one that is read; return the review, None when it is gone.

    `propose` takes seconds for a long source, so it is called without the lock, and again when the fates or
    the source were changed meanwhile. What it raises changes nothing.

    No operation goes because of what people said of another line: its title then has that fate for good.
    """
    while before := imports.get(id):
        others = {number: other for number, other in before.fates.items() if number != line}
        fates = others if fate is None else {**others, line: fate}
        proposal = propose(before, fates)
        if fate in _OF_ONE_LINE and (lost := _lost_titles(before.proposal, proposal, line)):
            fates = {**dict.fromkeys(lost, Fate.TITLE), **fates}
            proposal = propose(before, fates)
        after = imports.change(id, partial(_apply, before=before, fates=fates, proposal=proposal))
        if after is None or after.proposal is proposal:
            return after
    return None


def _lost_titles(before: Proposal, after: Proposal, line: int) -> list[int]:
    """Return the lines, other than `line`, that were titles before and belong to no operation after."""
    titles = {one.number for one in before.lines if one.fate is Fate.TITLE and one.number != line}
    return [one.number for one in after.lines if one.number in titles and one.operation is None]


def _apply(newest: Review, *, before: Review, fates: Mapping[int, Fate], proposal: Proposal) -> Review:
    """Return the newest review with a `proposal` that was made with the source and the fates of `before`."""
    is_same = (newest.fates, newest.layout, newest.source) == (before.fates, before.layout, before.source)
    return with_fates(newest, fates, proposal) if is_same else newest
