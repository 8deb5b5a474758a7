"""Reading the address of a link, with no network.

Addresses are kept to the letter everywhere; nothing derived from them is stored.
"""

from gersapp.catalogue.links.address import published
from gersapp.catalogue.links.faults import MAX_URL, Fault, fault, suggestion
from gersapp.catalogue.links.pasting import split_addresses, without_marks
from gersapp.catalogue.links.recognition import Recognised, platform_of, recognise

__all__ = [
    "MAX_URL",
    "Fault",
    "Recognised",
    "fault",
    "platform_of",
    "published",
    "recognise",
    "split_addresses",
    "suggestion",
    "without_marks",
]
