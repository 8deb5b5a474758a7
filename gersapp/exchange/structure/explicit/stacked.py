"""Forms whose labels stand alone on a line, with their values below: « Public visé », then « Jeunes »."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.explicit.fields import checked, kind_of, labelled
from gersapp.exchange.structure.lines import Line

_FEWEST_LABELS = 3  # different ones, each of which comes again
_MAX_LABEL = 60  # characters
_KINDS = (Kind.TITLE, Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK, Kind.TEXT)


def with_stacked_fields(lines: Sequence[Line]) -> list[Line]:
    """Give the lines below the labels of a form the kind of their label."""
    labels = [_label(line) for line in lines]
    again = Counter(label for label in labels if label)
    usual = {label for label, count in again.items() if count > 1}
    kinds = {kind_of(label) for label in usual}
    has_titles = Kind.TITLE in kinds or sum(_is_titled(line) for line in lines) > 1
    if len(usual) < _FEWEST_LABELS or not has_titles:
        return list(lines)
    result: list[Line] = []
    label = ""
    for line, name in zip(lines, labels, strict=True):
        if name in usual:
            label = name
            result.append(replace(line, is_decor=True))
        else:
            result.append(_with_kind(line, label))
            label = "" if kind_of(label) in (Kind.TITLE, None) or line.heading else label
    return result


def _label(line: Line) -> str:
    text = line.text.rstrip(" :?*")
    is_short = 0 < len(text) <= _MAX_LABEL and ":" not in text
    if line.cell or line.is_decor or line.anchors or not is_short or kind_of(text) is None:
        return ""
    return text.lower()


def _is_titled(line: Line) -> bool:
    """« Fiche 3 – Concours » above the labels."""
    return labelled(line).kind is Kind.TITLE


def _with_kind(line: Line, label: str) -> Line:
    kind = kind_of(label) if label else None
    if kind not in _KINDS or line.is_decor or line.forced:
        return line
    kind = checked(kind or Kind.NONE, line)
    return replace(line, kind=kind, label=label) if kind is not Kind.OTHER else line
