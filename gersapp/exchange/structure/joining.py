"""What the width of a page tore is joined: addresses and sentences."""

import re
from collections.abc import Sequence
from itertools import pairwise

from gersapp.catalogue.links import recognise
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed

_CONTINUES = re.compile(r"[\w?&=%/.~+:#@!,;-]+")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?")
_WORD_AND_NUMBER = re.compile(
    r"[^\W\d]+[-’']?\d{1,4}|\d{1,4}[^\W\d]{0,3}\d{0,2}|[^\W\d][\w-]*[^\W\d]-\d{1,4}|\d+(?:[-/.]\d+)*"
)
# The codes of videos and photos have eleven characters.
_CODE = re.compile(r"(?:[?&]v=|youtu\.be/|instagram\.com/(?:p|reel)/)([\w-]{5,10})$")
_CODE_LENGTH = 11
_ODD_CAPITALS = re.compile(r"[a-z][A-Z]")
_LAST_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"«»“”]*$", re.IGNORECASE)
_FIRST_TOKEN = re.compile(r"[^ \t]{1,300}")
_ENDS_SENTENCE = re.compile(r"[.!?…:;»\")\]]$")
_HANGING = re.compile(r"(?:,|\s(?:sur|du?|des?|les?|la|et|à|aux?|en|une?|par|pour|avec|dans|que?|qui))$")
_MAX_WIDTH = 130  # of the lines of a text that was wrapped
_MIN_WIDTH = 40
_MOST = 0.9  # the share of lines from which all are said to be so
_LONG = 70
_LAST = 300  # characters of a line that tell whether it goes on


def join(lines: list[Line], width: int | None) -> list[Line]:
    """Join what a page of that width tore: addresses; and sentences, unless paragraphs are whole (None)."""
    joined: list[Line] = []
    last = 0  # the length of the last line of the source in `joined[-1]`
    for line in lines:
        before = joined[-1] if joined else None
        between = None
        if before and not (before.is_decor or line.is_decor or before.cell or line.cell):
            between = _between(before, line, last, width)
        if before is not None and between is not None:
            joined[-1] = before.joined(line, between)
        else:
            joined.append(line)
        last = _length(line)
    return joined


def _length(line: Line) -> int:
    """Return the length of a line as it stood on its page, with its marker and its indent."""
    return len(line.text) + (len(line.marker) + 1 + 2 * line.depth if line.marker else 0)


def width_of(lines: Sequence[Line]) -> int:
    """Return the width at which the text was wrapped, 0 if it was not."""
    plain = [line for line in lines if not line.is_decor and "://" not in line.text and not line.cell]
    lengths = sorted(map(_length, plain))
    is_outside = len(lengths) < 4 or lengths[-1] > _MAX_WIDTH or lengths[-1] < _MIN_WIDTH
    if is_outside or _is_lower(lines):
        return 0
    width = lengths[-1]
    goes_on = sum(
        (_is_full(before, after, _length(before), width) or _goes_on(before, after, _length(before)))
        and after.text[:1].islower()
        and "://" not in after.text[:10]
        for before, after in pairwise(lines)
        if not (before.is_decor or after.is_decor)
    )
    return width if goes_on >= 2 else 0


def _is_lower(lines: Sequence[Line]) -> bool:
    """Whether paragraphs begin with small letters too: then these tell nothing."""
    small = [line.text[0].islower() for line in lines if line.text and not line.is_decor]
    first = [line.text[0].islower() for line in lines if line.has_gap and line.text and not line.is_decor]
    return sum(first) * 2 > len(first) or sum(small) > _MOST * len(small)


def _is_full(before: Line, after: Line, length: int, width: int) -> bool:
    """Whether the next word would not have fitted."""
    first = _FIRST_TOKEN.match(after.text)
    return bool(first) and length + 1 + len(first[0] if first else "") > width - 1


def _between(before: Line, after: Line, length: int, width: int | None) -> str | None:
    """Return what joins a line to the one before, None if they are two."""
    if after.has_gap or after.marker or after.heading != before.heading or after.page > before.page + 1:
        return None
    if _is_torn(before, after, length, width or 0):
        return ""
    if width is None:
        return None
    if (width and _goes_on(before, after, length)) or _hangs(before, length):
        return " "
    if not width or not _is_full(before, after, length, width) or before.is_bold != after.is_bold:
        return None
    if _LAST_ADDRESS.search(before.text[-length:]) and not after.text[:1].islower():
        return None
    if after.text.startswith(("http", "www.")):
        return " " if not _LAST_ADDRESS.search(before.text) else None
    starts_lower = after.text[:1].islower() or after.text[:1] in "«(“\"'0123456789"
    if starts_lower or not _ENDS_SENTENCE.search(before.text):
        return " "
    # A paragraph that goes on has a full line or the end of a sentence; a title has neither.
    return " " if len(after.text) > width * 0.75 or after.text.endswith((".", "!", "?", "…")) else None


def _goes_on(before: Line, after: Line, length: int) -> bool:
    """Whether a long line stops within a sentence, wherever the page ends: writers wrap by hand too."""
    last = before.text[-_LAST:]
    is_within = length >= _LONG and not _ENDS_SENTENCE.search(last)
    return is_within and after.text[:1].islower() and not _LAST_ADDRESS.search(last)


def _hangs(before: Line, length: int) -> bool:
    """Whether a line ends with a word that no sentence ends with."""
    return length >= _LONG and bool(_HANGING.search(before.text[-_LAST:]))


def _is_torn(before: Line, after: Line, length: int, width: int) -> bool:
    """Whether an address at the end of a line goes on in the next."""
    tail = _LAST_ADDRESS.search(before.text[-2100:])
    first = _FIRST_TOKEN.match(after.text)
    if not tail or not first or after.anchors:
        return False
    token = first[0]
    if token.lower().startswith(("http:", "https:", "www.")):
        return False
    opened = before.text.rfind("<", 0, len(before.text) - len(tail[0]) + 1)
    if opened >= 0 and ">" not in before.text[opened:] and ">" in token:
        return True
    part = token.rstrip(".,;)>")
    if not _CONTINUES.fullmatch(part) or _DATE.fullmatch(part) or len(part) < 2 or part.startswith("#"):
        return False
    if token[0] in "/?&=_%" or _is_rest(tail[0], part, is_alone=token == after.text):
        return True
    is_full = length + len(token) > max(width, 70) - 1 if not width else length >= width - 1
    return is_full and _is_signed(part) and length >= _MIN_WIDTH


def _is_signed(part: str) -> bool:
    """Whether a word has what words lack and addresses have."""
    return bool(set(part) & set("/=&?_%")) or sum(map(str.isdigit, part)) >= 4


def _is_rest(address: str, part: str, *, is_alone: bool) -> bool:
    """Whether a word that begins a line is the rest of an address, whatever the width of the page."""
    if address[-1] in "/?&=_%-" and address.count("/") > 2 and _is_signed(part):
        return True
    if part.isdigit() and is_alone and len(part) >= 6 and (address[-1].isdigit() or address[-1] in ":/="):
        return True
    if is_alone and (code := _CODE.search(address)) and len(code[1]) + len(part.rstrip("/")) == _CODE_LENGTH:
        return True
    has_digit = any(map(str.isdigit, part)) or bool(_ODD_CAPITALS.search(part) and not platforms_listed(part))
    if not is_alone or not (has_digit or set(part) & set("?=_")):
        return False
    if recognise(address + part).is_post and not recognise(address).is_post:
        return True
    return bool(set(part) & set("?=")) or (has_digit and not _WORD_AND_NUMBER.fullmatch(part))
