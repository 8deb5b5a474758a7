"""What a form would refuse of an operation that is read to the letter: somebody may have edited its file."""

from gersapp.catalogue.announced import networks_in
from gersapp.catalogue.links import fault
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_NETWORKS,
    MAX_TITLE,
)
from gersapp.exchange.proposal import Doubt, ProposedOperation


def doubts_of(operation: ProposedOperation) -> tuple[Doubt, ...]:
    """Return the reasons why no form would take `operation` as it is."""
    networks = networks_in(operation.platforms)
    labels = [*operation.audiences, *networks]
    is_too_long = (
        len(operation.title) > MAX_TITLE
        or len(operation.description) > MAX_DESCRIPTION
        or len(operation.links) > MAX_LINKS
        or len(operation.audiences) > MAX_AUDIENCES
        or len(networks) > MAX_NETWORKS
        or any(len(label) > MAX_LABEL for label in labels)
    )
    doubts = {
        Doubt.AUDIENCE_MISSING: not operation.audiences,
        Doubt.LINK_FAULTY: any(map(fault, operation.links)),
        Doubt.TOO_LONG: is_too_long,
    }
    return tuple(doubt for doubt, is_there in doubts.items() if is_there)
