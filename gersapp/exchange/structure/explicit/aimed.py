"""Lines that say whom an operation is for, without a label: « Destinée aux familles »."""

import re

from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.people import names_at

_AIMED = re.compile(
    r"(?:(?:destin|adress|dédi|réserv|propos)ée?s?|ouverte?s?|s['’]adress(?:e|ent|ait|aient))\s"
    r"(?=aux?\s|à\s)(?:surtout\s|d['’]abord\s)?(?:aux?\s|à\s)(?:la\s|l['’]|tou(?:te)?s\s(?:les\s)?)?"
    r"|(?:conçu|pensé|imaginé|prévu|fait)e?s?\spour\s(?:les?\s|la\s|l['’])?",
    re.IGNORECASE,
)
_LONGEST = 90  # characters


def aimed_at(line: Line) -> re.Match[str] | None:
    """Return what stands before the people that a line names, if it does nothing else."""
    found = _AIMED.match(line.text) if len(line.text) <= _LONGEST else None
    if found is None or line.heading or line.has_address:
        return None
    said = line.text[found.end() :].rstrip(" .")
    names = list(names_at(said, is_sure=True))
    return found if names and said.endswith(names[-1]) else None
