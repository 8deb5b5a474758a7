"""Boxes of forms: of « [x] Facebook [ ] X », only what is ticked is said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.structure.lines import Line

_BOX = re.compile(r"(?P<ticked>\[[xX✓✔]\]|[☑☒✅])|\[ ?\]|[☐⬜]")
_EDGES = " \t\u00a0,;/|"


def with_choices(lines: Sequence[Line]) -> list[Line]:
    """Keep the ticked choices only, where a document has both ticked boxes and empty ones.

    A box that is all that stands before a line is the mark of a list.
    """
    boxes = [_BOX.findall(_shown(line)) for line in lines]
    if not (any("" in found for found in boxes) and any(filter(None, found) for found in boxes)):
        return [_without_box(line) for line in lines]
    return [_ticked(line) if found else line for line, found in zip(lines, boxes, strict=True)]


def _shown(line: Line) -> str:
    return line.marker + line.text if _BOX.fullmatch(line.marker) else line.text


def _ticked(line: Line) -> Line:
    if line.is_decor or line.forced or line.has_address:
        return _without_box(line)
    text = _shown(line)
    boxes = list(_BOX.finditer(text))
    ends = [*(box.start() for box in boxes[1:]), len(text)]
    choices = [
        text[box.end() : end].strip(_EDGES) for box, end in zip(boxes, ends, strict=True) if box["ticked"]
    ]
    before = text[: boxes[0].start()]
    said = before + ", ".join(filter(None, choices))
    marker = "" if _BOX.fullmatch(line.marker) else line.marker
    return replace(line, text=said.strip(), marker=marker, seams=(), is_decor=not said.strip())


def _without_box(line: Line) -> Line:
    """Take the box off an item of a list of tasks: « [x] Le bal – https://… »."""
    box = _BOX.match(line.text)
    rest = line.part(box.end(), len(line.text)) if box else line
    is_item = box and rest.text and _BOX.search(rest.text) is None
    return rest if is_item else line
