"""What the address of a link says by itself, with no network.

Addresses are kept to the letter everywhere; what is derived from them is never stored.
"""

from gersapp.catalogue.links.faults import MAX_URL, Fault, fault, suggestion
from gersapp.catalogue.links.pasted import split_addresses
from gersapp.catalogue.links.recognition import Recognised, platform_of, recognise

__all__ = [
    "MAX_URL",
    "Fault",
    "Recognised",
    "fault",
    "platform_of",
    "recognise",
    "split_addresses",
    "suggestion",
]
