"""Fields without a sign: « Supports      Instagram », the values of all beginning at the same place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.explicit.fields import checked, kind_of
from gersapp.exchange.structure.lines import Line

_ALIGNED = re.compile(r"(\S(?:.{0,30}?\S)?)\s{2,}(?=\S)")
_FEWEST = 4  # lines with labels that are known


def with_aligned_fields(lines: Sequence[Line]) -> list[Line]:
    """Read the labels and the values that a text sets in two columns."""
    found = [None if _is_read(line) else _ALIGNED.match(line.text) for line in lines]
    starts = Counter(match.end() for match in found if match and kind_of(match[1]))
    start, count = max(starts.items(), key=lambda item: item[1], default=(0, 0))
    if count < _FEWEST:
        return list(lines)
    result: list[Line] = []
    is_value = False
    for line, match in zip(lines, found, strict=True):
        if match and match.end() == start:
            result.append(_field(line, match))
            is_value = True
        elif is_value and line.depth and not (line.has_gap or _is_read(line) or "://" in line.text):
            result[-1] = result[-1].joined(line, " ")
        else:
            result.append(line)
            is_value = False
    return result


def _is_read(line: Line) -> bool:
    return bool(line.cell or line.kind or line.forced or line.is_decor or line.marker)


def _field(line: Line, match: re.Match[str]) -> Line:
    value = line.part(match.end(), len(line.text))
    kind = checked(kind_of(match[1]) or Kind.OTHER, value)
    return replace(line, kind=kind) if kind is Kind.OTHER else replace(value, kind=kind, label=match[1])
