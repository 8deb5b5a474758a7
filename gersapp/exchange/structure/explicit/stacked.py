"""Forms whose labels stand alone on a line, with their values below: « Public visé », then « Jeunes »."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.explicit.fields import checked, kind_of, labelled
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import is_link_words, platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_FEWEST_LABELS = 3  # different ones, each of which comes again
_FEWEST_AGAIN = 3  # times that a label comes which no list knows
_MAX_LABEL = 60  # characters
_KINDS = (Kind.TITLE, Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK, Kind.TEXT)
_FORM = {Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK}  # what labels say, if none says titles
_TITLE = frozenset({Role.TITLE})
_MOST_WORDS = 14  # of a title
_TEXT = frozenset({Role.TEXT, Role.LINK})
_LEFT = frozenset({Role.LEFT, Role.LEFT_HEADING})


def with_stacked_fields(lines: Sequence[Line]) -> list[Line]:
    """Give the lines below the labels of a form the kind of their label."""
    labels = list(map(_label, lines))
    again = Counter(label for label in labels if label)
    usual = {label for label, count in again.items() if count > 1 and kind_of(label) is not None}
    kinds = {kind_of(label) for label in usual}
    has_titles = Kind.TITLE in kinds or sum(map(_is_titled, lines)) > 1
    if len(usual) < _FEWEST_LABELS or not (has_titles or kinds >= _FORM):
        return list(lines)
    # A line that comes as often as the labels do is one too: « Ce que nous avons fait ».
    most = max(again[label] for label in usual)
    usual |= {label for label, count in again.items() if count >= max(_FEWEST_AGAIN, most - 1)}
    asks = any(
        line.marker and line.text.endswith("?")
        for line, label in zip(lines, labels, strict=True)
        if label in usual
    )
    if not has_titles:
        lines = _with_titles(lines, [name in usual for name in labels])
    result: list[Line] = []
    label, is_left = "", False
    for line, name in zip(lines, labels, strict=True):
        if line.forced == _TITLE:
            label = ""
        if name in usual:
            label, is_left = name, False
            result.append(replace(line, is_decor=True))
        elif asks and line.marker and line.text.endswith("?"):
            label, is_left = "", True
            result.append(replace(line, forced=_LEFT))
        elif is_left and not (line.has_gap or line.heading):
            result.append(replace(line, forced=_LEFT))
        else:
            is_left = False
            label = "" if label and line.has_gap and kind_of(label) not in _KINDS else label
            result.append(_with_kind(line, label))
            label = "" if kind_of(label) is Kind.TITLE or line.heading else label
    return result


def _with_titles(lines: Sequence[Line], are_labels: Sequence[bool]) -> list[Line]:
    """Take the line right above the first label of each sheet for its title."""
    shown = [index for index, line in enumerate(lines) if not line.is_decor]
    first = next(lines[index].text for index in shown if are_labels[index])
    titles = {
        before
        for before, index in pairwise(shown)
        if are_labels[index] and lines[index].text == first and not are_labels[before]
    }
    return [
        replace(line, forced=_TITLE)
        if index in titles and len(words_of(line.text)) <= _MOST_WORDS and not line.forced
        else line
        for index, line in enumerate(lines)
    ]


def _label(line: Line) -> str:
    """Return what a line says if it may be a label, folded; else nothing."""
    text = line.text.rstrip(" :?*")
    is_short = 0 < len(text) <= _MAX_LABEL and ":" not in text
    is_other = line.cell or line.is_decor or line.anchors or line.has_address
    if is_other or not is_short or platforms_listed(text) or is_link_words(text) or names_people(text):
        return text.lower() if is_short and not is_other and kind_of(text) else ""
    return text.lower()


def _is_titled(line: Line) -> bool:
    """« Fiche 3 – Concours » above the labels."""
    return labelled(line).kind is Kind.TITLE


def _with_kind(line: Line, label: str) -> Line:
    """Return the value of a label; what is none of the fields of a catalogue is text."""
    if not label or line.is_decor or line.forced:
        return line
    kind = kind_of(label) or Kind.TEXT
    if kind not in _KINDS:
        is_text = not (line.has_address or line.heading)
        return replace(line, kind=Kind.TEXT, label=label, forced=_TEXT) if is_text else line
    kind = checked(kind, line)
    return replace(line, kind=kind, label=label) if kind is not Kind.OTHER else line
