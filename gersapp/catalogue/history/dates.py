"""When operations were added, and when their content changed last."""

from collections.abc import Iterable, Mapping

from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.history.revisions import ChangeKind, Revision

_KINDS = {ChangeKind.ADDED, ChangeKind.RESTORED, ChangeKind.MODIFIED}


def find_dates(revisions: Iterable[Revision]) -> Mapping[str, Dates]:
    """Return the dates of each operation that the `revisions`, the oldest first, add or change: the newest
    change first."""
    dates: dict[str, Dates] = {}
    for revision in revisions:
        kind = revision.kind
        if revision.operation != HEADING and kind in _KINDS:
            before = dates.get(revision.operation)
            is_first = kind is ChangeKind.ADDED and not before
            added = revision.time if is_first else before.added if before else None
            dates[revision.operation] = Dates(added, revision.time)
    return dict(sorted(dates.items(), key=lambda item: item[1].changed, reverse=True))
