"""The paragraphs of a page of a PDF: lines that end where the next word would not have fitted."""

import re

from gersapp.exchange.reading.pdf_lines import Line

# How a line begins that is an item of a list, or a quote of a mail.
_ITEM = re.compile(r"(?:[-–•·▪◦●■➢►➤✓✔*>›\uf0a7\uf0b7\uf0d8]|o|\d{1,3}[.)°]|[a-zA-Z][.)])\s")
_ENDS_WITH_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_BEGINS_WITH_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…»”\")\]]$")
_LEADS_ON = re.compile(r"[—–:,;(-]$")
# In points, but the last: in sizes of the letters.
_SAME_SIZE = 0.6
_SAME_PLACE = 3.0
_MAX_INDENT = 45.0
_MAX_LEADING = 1.5
# Of the width of the text: how long a line is that is no title.
_LONG, _RATHER_LONG = 0.75, 0.4


def join_lines(lines: list[Line], limit: float) -> list[list[Line]]:
    """Return the lines of each paragraph; `limit` is where the longest lines end, in points from the left.

    What follows an address is left alone: whether it is its end is told by who reads addresses.
    """
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, limit):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def limit_of(pages: list[list[Line]], width: float) -> float:
    """Return where the lines of a document end at most; `width` is that of its pages."""
    lines = [line for page in pages for line in page]
    reached = max((line.right for line in lines), default=0.0)
    symmetric = width - min((line.x for line in lines), default=0.0)
    return min(reached, width) if reached >= 0.88 * symmetric else symmetric


def _goes_on(paragraph: list[Line], line: Line, limit: float) -> bool:
    first, before = paragraph[0], paragraph[-1]
    leading = before.y - line.y
    if not 0 < leading <= _MAX_LEADING * line.size or abs(before.size - line.size) > _SAME_SIZE:
        return False
    if len(paragraph) > 1 and abs(paragraph[-2].y - before.y - leading) > 1:
        return False
    if before.is_bold != line.is_bold or not _is_under(paragraph, line):
        return False
    text, said = line.text.strip(), before.text.rstrip()
    if _ITEM.match(f"{text} ") or _ENDS_WITH_ADDRESS.search(said):
        return False
    if before.right + line.first_word + line.size / 4 <= limit:
        return False
    length = (before.right - first.x) / max(limit - first.x, 1)
    if _BEGINS_WITH_ADDRESS.match(text):
        return bool(_LEADS_ON.search(said)) or (length > _RATHER_LONG and not _ENDS_SENTENCE.search(said))
    if text[:1].islower() or not _ENDS_SENTENCE.search(said):
        return length > _RATHER_LONG
    # A sentence that begins on a line of its own is a title, unless it is long or has an end.
    return (line.right - line.x) / max(limit - line.x, 1) > _LONG or bool(_ENDS_SENTENCE.search(text))


def _is_under(paragraph: list[Line], line: Line) -> bool:
    """Whether a line begins where the lines of the paragraph do, or where one that has an indent goes on."""
    if len(paragraph) > 1:
        return abs(line.x - paragraph[-1].x) <= _SAME_PLACE
    indent = line.x - paragraph[0].x
    is_item = bool(_ITEM.match(paragraph[0].text.lstrip()))
    return abs(indent) <= _SAME_PLACE or -_MAX_INDENT <= indent < 0 or (is_item and 0 < indent <= _MAX_INDENT)
