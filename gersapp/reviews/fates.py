"""Giving a line of the source its fate, with which the source is read again."""

from collections.abc import Callable, Mapping
from functools import partial

from gersapp.exchange.proposal import Fate, Proposal
from gersapp.reviews.repository import PendingImports
from gersapp.reviews.review import Review, with_fates

Propose = Callable[[Review, Mapping[int, Fate]], Proposal]


def change_fate(
    imports: PendingImports, id: str, line: int, fate: Fate | None, propose: Propose
) -> Review | None:
    """Give a line its `fate`, or None for the one that is read, and return the review; None when it is gone.

    `propose` takes seconds for a long source, so nobody waits for it: when another fate or another reading of
    the source came meanwhile, it is called again. What it raises changes nothing.
    """
    while before := imports.get(id):
        others = {number: other for number, other in before.fates.items() if number != line}
        fates = others if fate is None else {**others, line: fate}
        proposal = propose(before, fates)
        after = imports.change(id, partial(_apply, before=before, fates=fates, proposal=proposal))
        if after is None or after.proposal is proposal:
            return after
    return None


def _apply(newest: Review, *, before: Review, fates: Mapping[int, Fate], proposal: Proposal) -> Review:
    """Return the newest review with a `proposal` that was made with the source and the fates of `before`."""
    is_same = (newest.fates, newest.layout, newest.source) == (before.fates, before.layout, before.source)
    return with_fates(newest, fates, proposal) if is_same else newest
