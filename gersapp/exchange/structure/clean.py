"""What is no text of the document is marked: contents, heads and feet of pages, mails around it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gersapp.catalogue.text import folded_words
from gersapp.exchange.blocks import Origin
from gersapp.exchange.structure.chats import without_speakers
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.joining import join, width_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.mails import mail_lines, unquoted
from gersapp.exchange.vocabulary import CONTENTS_HEADINGS

_PAGE = re.compile(
    r"\[?(?:[-–—=*_~#]{2,}\s*)?(?:page|p\.|folio|diapo(?:sitive)?|slide|écran)?\s*(?:[-–—]|n°)?\s*\d{1,3}"
    r"\s*(?:(?:/|sur|of|de)\s*\d{1,3})?\s*[-–—=*_~#:]*\]?",
    re.IGNORECASE,
)
_PAGE_AT_END = re.compile(r".{0,100}\b(?:page|p\.)\s?\d{1,3}(?:\s?(?:/|sur)\s?\d{1,3})?", re.IGNORECASE)
_RULE = re.compile(r"[\W_]+")
_COUNTS_PAGES = re.compile(r"\b(?:page|p\.)\s*\d|\d\s*(?:/|sur)\s*\d|[|–—-]\s*\d+$", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|(?:\. ){3,}|\t)\s*\d{1,3}$")
# What a PDF of ours says of itself, above its address (`Dossier.scope`).
_SCOPE = re.compile(
    r"(?:Extrait\s?: .+ — )?\d[\d\s]* opérations?(?:, \d[\d\s]* liens?| sur \d[\d\s]*), le \d.{3,20} \d{4}"
)
# How many operations the heading of an audience says.
_COUNT = re.compile(r"\s— \d[\d\s]* opérations?$")
_WRAPPED_FORMATS = ("text", "markdown", "pdf")
_LONGEST_FRONT = 20  # lines
_COMMON_GAPS = 0.8
_LABEL_END = re.compile("[:=?]")
_TOP = 2  # lines


def clean(lines: Sequence[Line], format: str) -> list[Line]:
    """Return the lines with those of no interest marked as decor, and those that were torn joined."""
    if format == "html":
        lines = _without_page(lines)
    elif format == "pdf":
        lines = _without_counts(lines)
    marked = _with_telling_gaps(_mark(without_speakers(unquoted(lines))))
    return join(marked, width_of(marked) if format in _WRAPPED_FORMATS else None)


def _without_page(lines: Sequence[Line]) -> list[Line]:
    """Mark what stands beside the text of a page of the web as decor: menus, « À lire aussi », its foot."""
    asides = [line.origin is Origin.ASIDE for line in lines]
    has_text = any(not aside and line.has_address for line, aside in zip(lines, asides, strict=True))
    return [
        replace(line, is_decor=line.is_decor or (aside and has_text))
        for line, aside in zip(lines, asides, strict=True)
    ]


def _with_telling_gaps(lines: list[Line]) -> list[Line]:
    """Forget the gaps of a document that has one before nearly every line: they tell nothing."""
    gaps = [line.has_gap for line in lines if not line.is_decor and not line.cell]
    if len(gaps) < 8 or sum(gaps) < _COMMON_GAPS * len(gaps):
        return lines
    return [replace(line, has_gap=False) for line in lines]


def _mark(lines: list[Line]) -> list[Line]:
    decor = {index for index, line in enumerate(lines) if line.is_decor or _is_decor(line)}
    decor |= (
        _front_matter(lines)
        | _scope(lines)
        | _running_heads(lines)
        | _repeated_heads(lines)
        | _contents(lines)
        | mail_lines(lines)
    )
    marked = []
    has_gap = False
    for index, line in enumerate(lines):
        is_decor = index in decor
        marked.append(replace(line, is_decor=is_decor, has_gap=line.has_gap or (has_gap and not is_decor)))
        has_gap = is_decor and (has_gap or line.has_gap or not line.text.strip("-–—_=*~#.·•+ "))
    return marked


def _is_decor(line: Line) -> bool:
    text = line.text
    if line.origin is Origin.CONTENTS:
        return True
    if line.cell is None and not line.heading and (_PAGE.fullmatch(text) or _PAGE_AT_END.fullmatch(text)):
        return True
    return (len(text) < 400 and bool(_RULE.fullmatch(text))) or bool(
        len(text) < 300 and _LEADERS.search(text)
    )


def _front_matter(lines: Sequence[Line]) -> set[int]:
    """Return the properties of a page of Markdown: « titre: Bilan » between two rules at its beginning."""
    rules = [index for index, line in enumerate(lines[:_LONGEST_FRONT]) if line.text == "---"]
    is_front = len(rules) > 1 and rules[0] == 0 and all(":" in line.text for line in lines[1 : rules[1]])
    return set(range(rules[1])) if is_front else set()


def _scope(lines: Sequence[Line]) -> set[int]:
    """Return what a PDF of ours says on its cover: what was selected, when, and the address of the page."""
    for index, line in enumerate(lines[:_LONGEST_FRONT]):
        if _SCOPE.fullmatch(line.text):
            is_below = index + 1 < len(lines) and lines[index + 1].is_address
            return {index, index + 1} if is_below else {index}
    return set()


def _without_counts(lines: Sequence[Line]) -> Sequence[Line]:
    """Take « — 7 opérations » off the headings of a PDF of ours: the rest is the audience."""
    if not _scope(lines):
        return lines
    return [
        replace(line, text=_COUNT.sub("", line.text)) if line.heading and not line.anchors else line
        for line in lines
    ]


def _running_heads(lines: Sequence[Line]) -> set[int]:
    """Return the heads and feet of pages: what is said again on three pages or more."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        if line.page and len(line.text) < 120:
            pages.setdefault(_without_digits(line.text), set()).add(line.page)
    last = max((line.page for line in lines), default=0)
    heads = {text for text, found in pages.items() if len(found) >= max(3, last // 2) and text}
    edges = {
        index
        for index, line in enumerate(lines)
        if index in (0, len(lines) - 1)
        or (line.page and (lines[index - 1].page != line.page or lines[index + 1].page != line.page))
        or (line.page and index > 1 and lines[index - 2].page != line.page)
    }
    found = {index for index in edges if lines[index].page and _without_digits(lines[index].text) in heads}
    return found | {
        index
        for index, line in enumerate(lines)
        if line.origin is Origin.ASIDE
        and "://" not in line.text
        and not line.anchors
        and _without_digits(line.text) in heads
    }


def _repeated_heads(lines: Sequence[Line]) -> set[int]:
    """Return the heads and feet of pages of a text without pages: they stand beside their numbers, or repeat
    the first lines.
    """
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if (
            not line.cell
            and not line.marker
            and len(line.text) < 120
            and line.text.count(" ") > 1
            and kind_of(_LABEL_END.split(line.text)[0]) is None
            and "://" not in line.text
        ):
            places.setdefault(_without_digits(line.text), []).append(index)
    found: set[int] = set()
    for repeated in places.values():
        if len(repeated) < 2:
            continue
        beside = [index for index in repeated if _is_beside_page(lines, index)]
        # « Épisode 1 », « Épisode 2 » are titles.
        if not beside and not _COUNTS_PAGES.search(lines[repeated[0]].text):
            repeated = [index for index in repeated if lines[index].text == lines[repeated[0]].text]
        if len(repeated) > 1 and (beside or repeated[0] < _TOP):
            found |= set(repeated[1:] if repeated[0] < _TOP else repeated)
    return found


def _is_beside_page(lines: Sequence[Line], index: int) -> bool:
    around = lines[max(0, index - 1) : index + 2]
    return any(_PAGE.fullmatch(line.text) and len(line.text) > 1 for line in around)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text).strip().lower()


def _contents(lines: Sequence[Line]) -> set[int]:
    """Return the lines of contents lists: a heading, and lines that come again later."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if line.cell or len(line.text) > 40 or " ".join(folded_words(line.text)) not in CONTENTS_HEADINGS:
            continue
        later = Counter(_entry_of(other.text) for other in lines[index + 1 :] if len(other.text) < 150)
        end = index + 1
        while end < len(lines) and end - index < 80:
            name = _entry_of(lines[end].text) if len(lines[end].text) < 150 else ""
            is_item = later[name] > 1 or bool(_LEADERS.search(lines[end].text[-80:]))
            if not is_item or _is_listed(name, lines[index + 1 : end]):
                break
            end += 1
        if end > index + 2:
            found |= set(range(index, end))
    return found


def _is_listed(name: str, lines: Sequence[Line]) -> bool:
    return any(_entry_of(line.text) == name for line in lines)


def _entry_of(text: str) -> str:
    """Return the folded words of a line of contents, without its page number."""
    words = folded_words(text[:200])
    while words and words[-1].isdigit():
        words.pop()
    return " ".join(words)
