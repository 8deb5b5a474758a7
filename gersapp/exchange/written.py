"""A document that the application wrote, perhaps edited since → its proposal: its styles are taken at their word.

What stands in other styles was added by somebody, and belongs to the operation above it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gersapp.catalogue.announced import read_announced
from gersapp.exchange.blocks import Block, Document, Origin
from gersapp.exchange.parts import Entry, merge
from gersapp.exchange.proposal import Fate, Proposal, SourceLine
from gersapp.exchange.roles import Role
from gersapp.exchange.spacing import unspace
from gersapp.exchange.structure.reconcile import lost_addresses, source_addresses

_ROLES = {role.value: role for role in Role}
_HEADINGS = {1: Role.AUDIENCE, 2: Role.OPERATION}
# Fields that somebody typed in a style of another program.
_LABELS = {
    Role.ALSO_FOR: re.compile(r"Aussi pour\s*: ?", re.IGNORECASE),
    Role.NETWORKS: re.compile(r"Réseaux?\s*: ?", re.IGNORECASE),
    Role.WITHOUT_LINK: re.compile(r"Annoncé, sans lien\s*: ?", re.IGNORECASE),
}
_COUNT = re.compile(r"\s[—–-]\s?\d[\d\s]*\sopérations?\s*$")
# What a link is written as: its words, then its address to the letter.
_LINK = re.compile(r"(?:.*\s)?(https?://\S+)\s*", re.IGNORECASE | re.DOTALL)

_FORCED = {
    Fate.HEADING: None,
    Fate.INTRODUCTION: Role.INTRODUCTION,
    Fate.AUDIENCE: Role.AUDIENCE,
    Fate.THEME: None,
    Fate.TITLE: Role.OPERATION,
    Fate.TEXT: Role.TEXT,
    Fate.PLATFORMS: Role.NETWORKS,
    Fate.LINK: Role.LINK,
    Fate.LEFT: None,
    Fate.DECOR: None,
    Fate.UNKNOWN: None,
}
_FATES = {
    Role.ORGANISATION: Fate.HEADING,
    Role.TITLE: Fate.HEADING,
    Role.HASHTAG: Fate.HEADING,
    Role.EXTRACT: Fate.DECOR,
    Role.INTRODUCTION: Fate.INTRODUCTION,
    Role.AUDIENCE: Fate.AUDIENCE,
    Role.OPERATION: Fate.TITLE,
    Role.TEXT: Fate.TEXT,
    Role.ALSO_FOR: Fate.AUDIENCE,
    Role.NETWORKS: Fate.PLATFORMS,
    Role.LINK: Fate.LINK,
    Role.WITHOUT_LINK: Fate.PLATFORMS,
}
