"""Which addresses of a text are in neither the operations nor the leftovers of its proposal."""

import re

from gersapp.exchange.proposal import Proposal
from tests.support.dossiers.damage import addresses_in


def lost_addresses(text: str, proposal: Proposal) -> list[str]:
    """Return the addresses that are lost; one that was mended is the beginning of what it became."""
    kept = [url for operation in proposal.operations for url in operation.links]
    found = re.sub(r"\s", "", "\n".join([*kept, *proposal.leftovers]))
    return [url for url in addresses_in(text) if re.sub(r"\s", "", url) not in found]
