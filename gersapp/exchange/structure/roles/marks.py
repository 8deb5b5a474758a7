"""What marks titles, audiences and texts in one document, learned from a first reading of it."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.roles.decode import Decoded
from gersapp.exchange.structure.roles.features import Seen
from gersapp.exchange.structure.roles.role import IN_OPERATION, Role

# The roles that marks tell; those of links and platforms are told by words.
_TAUGHT = (
    Role.AUDIENCE,
    Role.THEME,
    Role.TITLE,
    Role.WHOLE,
    Role.TEXT,
    Role.LEFT_HEADING,
    Role.LEFT,
    Role.FIELD,
)
_PRIOR = 3.0  # lines: what the document must show before its marks weigh more than chance
_STRENGTH = 1.0
_MOST = 2.5
_BARE_COST = 3.0
_FIRST_PICTURE = 0x2190
_FEWEST_LINKED = 3

Signature = tuple[object, ...]


def signature_of(seen: Seen, markers: Mapping[str, int]) -> Signature:
    """Return the marks of a line that writers repeat: level, bullet, bold, capitals, quotes, style, a gap.

    `markers` counts those of the document: pictures that are each used once mark one thing.
    """
    line, features = seen.line, seen.features
    marks = (
        line.heading,
        _kind_of_marker(line.marker, is_usual=markers[line.marker] > 1),
        line.depth,
        line.is_bold or bool(line.lead),
        "capitals" in features,
        "quoted" in features or "whole_quoted" in features,
        line.style,
        line.kind if line.kind is not Kind.OTHER else Kind.NONE,
        line.is_piece,
        seen.whole.shape if seen.whole else "",
        "only_address" in features,
    )
    # A gap tells only where nothing else does.
    return (*marks, line.has_gap, "words_more" in features or "words_22" in features)


def _kind_of_marker(marker: str, *, is_usual: bool) -> str:
    if any(map(str.isdigit, marker)):
        return "1"
    if _is_picture(marker):
        return marker.rstrip("\ufe0f") if is_usual else "picture"
    return "A" if marker[:1].isalpha() and len(marker) > 1 else marker


def _is_picture(marker: str) -> bool:
    return bool(marker) and ord(marker[0]) >= _FIRST_PICTURE


def learn(seen: Sequence[Seen], decoded: Sequence[Decoded]) -> list[Mapping[Role, float]]:
    """Return, for each line, what its marks add to the weight of each role."""
    markers = Counter(line.line.marker for line in seen)
    signatures = [signature_of(line, markers) for line in seen]
    pairs = Counter(zip(signatures, (line.role for line in decoded), strict=True))
    of_signature = Counter(signatures)
    of_role = Counter(line.role for line in decoded)
    lessons = {
        signature: {
            role: _lesson(pairs[signature, role], count, (of_role[role] + 1) / (len(seen) + 12))
            for role in _TAUGHT
        }
        for signature, count in of_signature.items()
    }
    return [lessons[signature] for signature in signatures]


def _lesson(together: int, count: int, share: float) -> float:
    """Return by how much more often than others the lines with these marks have a role, as a logarithm."""
    likelihood = (together + _PRIOR * share) / (count + _PRIOR)
    return max(-_MOST, min(_MOST, _STRENGTH * math.log(likelihood / share)))


def bare_cost_of(seen: Sequence[Seen], decoded: Sequence[Decoded]) -> float:
    """Return what an operation without link and platform weighs less where most others have some."""
    has_evidence: list[bool] = []
    for line, found in zip(seen, decoded, strict=True):
        if found.role in (Role.TITLE, Role.WHOLE):
            has_evidence.append(line.has_evidence)
        elif found.role in IN_OPERATION and has_evidence:
            has_evidence[-1] |= line.has_evidence or "link_lost" in line.features
    linked = sum(has_evidence)
    return _BARE_COST if linked >= _FEWEST_LINKED and linked * 4 >= len(has_evidence) * 3 else 0.0
