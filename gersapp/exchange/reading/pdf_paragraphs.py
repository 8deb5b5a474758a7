"""The paragraphs of a page of a PDF: lines that end where the next word would not have fitted."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from gersapp.exchange.reading.pdf_lines import Line

# How a line begins that is an item of a list, or a quote of a mail.
_ITEM = re.compile(r"(?:[-–•·▪◦●■➢►➤✓✔*>›\uf0a7\uf0b7\uf0d8]|o|\d{1,3}[.)°]|[a-zA-Z][.)])\s")
_ENDS_WITH_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$", re.IGNORECASE)
_BEGINS_WITH_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…»”\")\]]$")
_ENDS_WITHIN_WORD = re.compile(r"\w-$")
_NO_WORD = re.compile(r"[\d/=&?_%]")
_LEADS_ON = re.compile(r"[—–:,;(-]$")
# In points, but the last: in sizes of the letters.
_SAME_SIZE = 0.6
_SAME_PLACE = 3.0
_MAX_INDENT = 45.0
_SPACE = 0.3
_MAX_LEADING = 1.5
# Lines that end at the same place, and which share of all, where a text is justified.
_MIN_JUSTIFIED = 5
_MANY = 0.15
# Of the width of the text: how long a line is that is no title.
_LONG, _RATHER_LONG = 0.75, 0.4


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known of the lines of a document: where the longest end, in points from the left.

    `keeps_spaces`: a line that goes on in the next ends with a space, so one without is cut within a word.
    """

    limit: float
    keeps_spaces: bool


def measure_lines(pages: list[list[Line]], width: float) -> Measure:
    """Return the measure of the lines of a document whose pages have that width."""
    lines = [line for page in pages for line in page]
    ends = Counter(round(line.right) for line in lines)
    usual, count = ends.most_common(1)[0] if ends else (0, 0)
    symmetric = width - min((line.x for line in lines), default=0.0)
    if count >= max(_MIN_JUSTIFIED, len(lines) * _MANY) and usual > width / 2:
        limit = float(usual)
    else:
        reached = max(ends, default=0)
        limit = min(reached, width) if reached >= 0.88 * symmetric else symmetric
    return Measure(limit, keeps_spaces=sum(line.text.endswith(" ") for line in lines) >= 2)


def join_lines(lines: list[Line], measure: Measure) -> list[Line]:
    """Return a line for each paragraph, with all the pieces of its lines and what is between them."""
    paragraphs: list[list[Line]] = []
    joined: list[Line] = []
    for line in lines:
        between = _between(paragraphs[-1], joined[-1].text, line, measure) if paragraphs else None
        if between is None:
            paragraphs.append([line])
            joined.append(line)
            continue
        paragraphs[-1].append(line)
        last = joined[-1].pieces[-1]
        space = replace(last, text=between, url="") if between else None
        ended = replace(last, text=last.text.rstrip())
        joined[-1] = Line((*joined[-1].pieces[:-1], ended, *([space] if space else []), *line.pieces))
    return joined


def _between(paragraph: list[Line], said: str, line: Line, measure: Measure) -> str | None:
    """Return what joins a line to a paragraph, None when it begins another one.

    `said` is the text of the paragraph until there. Nothing joins two parts of a word.
    """
    first, before = paragraph[0], paragraph[-1]
    leading = before.y - line.y
    if not 0 < leading <= _MAX_LEADING * line.size or abs(before.size - line.size) > _SAME_SIZE:
        return None
    if len(paragraph) > 1 and abs(paragraph[-2].y - before.y - leading) > 1:
        return None
    text = line.text.strip()
    if before.is_bold != line.is_bold or not _is_under(paragraph, line) or _ITEM.match(text):
        return None
    is_full = before.right + line.first_word + line.size * _SPACE > measure.limit
    is_in_item = line.x > first.x + _SAME_PLACE
    if _ENDS_WITH_ADDRESS.search(said.rstrip()):
        is_cut = measure.keeps_spaces and not before.text.endswith(" ")
        if is_full and is_cut and _is_torn(said, text):
            return ""
        return "\n" if is_in_item else None
    if is_full and (is_in_item or _goes_on(first, before, line, measure.limit)):
        return "" if _ENDS_WITHIN_WORD.search(before.text) and text[:1].isalpha() else " "
    if not is_in_item:
        return None
    is_sentence = text[:1].islower() and not _ENDS_SENTENCE.search(said.rstrip())
    return " " if is_sentence else "\n"


def _is_torn(said: str, text: str) -> bool:
    """Whether an address at the end of what was said goes on: by its last sign, or as no word follows."""
    word = text.split()[0]
    if _BEGINS_WITH_ADDRESS.match(word) or not word.isascii():
        return False
    return said[-1] in "-=?&_%" or bool(_NO_WORD.search(word))


def _goes_on(first: Line, before: Line, line: Line, limit: float) -> bool:
    """Whether the words of a line go on with those before, which end where a line does."""
    text, said = line.text.strip(), before.text.rstrip()
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
