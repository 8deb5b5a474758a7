"""What was changed since the last action that a page showed: nobody overwrites what they have not seen.

`seen` is the name of that action, "" for a page that showed none, None for a request that does not say.
"""

from collections.abc import Collection

from gersapp.catalogue.history.fields import HEADING, audience_of
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Revision


def find_unseen(
    history: History, seen: str | None, ids: Collection[str], *, known: str = ""
) -> tuple[str, ...]:
    """Return those of the operations `ids` that were changed, deleted or restored since `seen`.

    Of the heading only the texts count. The page shows everything up to the action `known`, too.
    """
    unseen = dict.fromkeys(
        revision.operation
        for revision in _since(history, seen, known)
        if revision.changes.keys() - ({"audiences"} if revision.operation == HEADING else ())
        or (revision.place and None in revision.place)
    )
    return tuple(id for id in unseen if id in ids)


def is_audience_unseen(
    history: History, seen: str | None, slug: str, *, with_operations: bool = False
) -> bool:
    """Whether an audience was renamed, removed or added since `seen`, or was given to an operation or taken
    from it if these count too."""
    for revision in _since(history, seen):
        splice = revision.changes.get("audiences")
        if splice and revision.operation == HEADING:
            changed = {audience_of(item).slug for item in set(splice.removed) ^ set(splice.added)}
        else:
            changed = set(splice.removed) ^ set(splice.added) if splice and with_operations else set()
        if slug in changed:
            return True
    return False


def _since(history: History, seen: str | None, known: str = "") -> list[Revision]:
    """Return the revisions since `seen` and `known`; all of them when the page is older than the history."""
    if seen is None:
        return []
    revisions = history.since(seen)
    if revisions is None or any(revision.name == known for revision in revisions):
        revisions = history.since(known)
    return revisions or []
