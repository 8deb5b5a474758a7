"""The searches that are proposed across bodies in the place of one that finds nothing."""

from dataclasses import replace

from gersapp.catalogue.model import Operation
from gersapp.catalogue.proposals import MAX_PROPOSED, propose_searches
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection


def propose_national(national: National, selection: NationalSelection) -> tuple[NationalSelection, ...]:
    """Return the selections that find something with the nearest words, for those that find nothing."""

    def look(q: str) -> tuple[int, Operation | None]:
        found = national.find(NationalSelection(q=q), 1)
        return found.operations, next((one for part in found.sections for one in part.operations), None)

    labels: dict[str, None] = {}
    for part in national.parts.values():
        heading = part.member.catalogue.heading
        labels |= dict.fromkeys((heading.organisation, heading.hashtag, *heading.labels))
    searches = propose_searches(selection.q, look=look, has_word=national.has_word, labels=labels)
    proposed = [replace(selection, q=search, page=1) for search in searches]
    return tuple([one for one in proposed if national.find(one, 1).operations][:MAX_PROPOSED])
