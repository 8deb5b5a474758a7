"""Tags: parts of a line that name audiences or platforms, « Titre (jeunes, Facebook) »."""

import re
from dataclasses import dataclass

from gersapp.exchange.structure.cues import is_period, names_people
from gersapp.exchange.structure.platforms import is_link_words, platforms_listed, platforms_mentioned
from gersapp.exchange.structure.words import words_of

_EDGES = " \t\u00a0–—|/:·•;-"
_LAST_BRACKET = re.compile(r"\s[(\[{]([^()\[\]{}]{2,60})[)\]}](?=$|\s?[–—:]\s|\s-\s)")
_BRACKETS = re.compile(r"\s?[(\[{]([^()\[\]{}]{1,120})[)\]}]")
_DIVISION = re.compile(
    r"\s{1,9}[–—|/:·•-]\s{1,3}|\s{1,9}(?:→|=>|>{1,2})\s{1,3}|\s{3,9}(?=\S)|,\s(?=pour\s|à destination)"
)
_FIRST_PART = re.compile(r"([^–—|:()\[\]]{1,60}?)\s{0,3}[–—|:>-]\s{1,3}(?=\S)")
_FIRST_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]{1,120})[)\]}]\s{0,3}[–—|:-]?\s{0,3}(?=\S)")
_IN_LIST = re.compile(r"\s?[,;/+&|]\s?|\s[–—-]\s")
# « 18 200 abonnés », « P. Osty », « M. Le Goff », « pilote : Mme Roux »
_NO_TITLE = re.compile(
    r"[\d\s\u202f.,]+(?:k\s)?(?:[Aa]bonnée?s|followers|fans|membres|vues)"
    r"|(?:(?:pilote|référente?|responsable|porteu(?:r|se)|suivie? par|portée? par|par)\s?:?\s)?"
    r"(?:(?:[A-Z]\.[\s-]?){1,2}|(?:Mme|Mlle|Dr|Pr)\s)[A-ZÀ-Ý][\w’'-]+(?:\s[A-ZÀ-Ý][\w’'-]+)?"
)
_SENTENCE_END = re.compile(r"\w{2}[.!?]\s+(?=[A-ZÀ-Ý])")
_LONGEST_TAG = 80


@dataclass(frozen=True, slots=True)
class Tag:
    """A part `text[start:end]` of a line that names nothing but audiences, platforms or both."""

    start: int
    end: int
    audience: str = ""
    platforms: str = ""


def last_bracket(text: str) -> re.Match[str] | None:
    """Return the bracket at the end of a short text, if it may be the name of an audience."""
    text = text.rstrip(_EDGES)
    found = _LAST_BRACKET.search(text[:300]) if len(text) < 400 else None
    if (
        found is None
        or _NO_TITLE.fullmatch(found[1])
        or _tag(0, 0, found[1])
        or any(map(str.isdigit, found[1]))
        or is_link_words(found[1])
    ):
        return None
    is_name = found[1][:1].isupper() or found[0].endswith("]") or found.end() < len(text)
    return found if found.start() and is_name and len(words_of(found[1])) <= 6 else None


def tags_of(text: str) -> tuple[Tag, ...]:
    """Return the parts of a short text that name audiences or platforms beside what it says."""
    if len(text) > 400:
        return ()
    text = text.rstrip(_EDGES)
    found = [_bracket(match.start(), match.end(), match[1]) for match in _BRACKETS.finditer(text)]
    tags = [tag for tag in found if tag]
    rest = len(text)
    for tag in reversed(tags):
        rest = tag.start if tag.end == rest else rest
    tags += _last_parts(text, rest, tags)
    first = _first_tag(text)
    if first and not any(tag.start < first.end for tag in tags):
        tags.append(first)
    return tuple(sorted(tags, key=lambda tag: tag.start))


def _last_parts(text: str, rest: int, tags: list[Tag]) -> list[Tag]:
    """Return the tags that signs divide from what is before them, and forget the brackets within them."""
    parts: list[Tag] = []
    end = rest
    while divisions := list(_DIVISION.finditer(text[:end])):
        start, begin = divisions[-1].span()
        value = text[begin:end].strip()
        is_whole = len(value) <= _LONGEST_TAG and value.count("(") == value.count(")")
        tag = _tag(start, end, value) if is_whole else None
        # « Titre    (Facebook)    → jeunes »: nothing but a tag that is known is between.
        if tag is None and not any(known.start <= begin and known.end >= end - 1 for known in tags):
            break
        if not text[:start].strip():
            break
        if tag:
            tags[:] = [known for known in tags if known.start < start or known.start >= end]
            parts.append(tag)
        end = start
    return parts


def _first_tag(text: str) -> Tag | None:
    """« Facebook – Titre », « Scolaires : « Titre » », « [Jeunes] Titre »."""
    bracket = _FIRST_BRACKET.match(text)
    if bracket:
        return _tag(0, bracket.end(), bracket[1])
    first = _FIRST_PART.match(text)
    tag = _tag(0, first.end(), first[1]) if first else None
    if tag is None or (tag.audience and text[tag.end] not in '«"“'):
        return None
    return tag


def _tag(start: int, end: int, value: str) -> Tag | None:
    """Return the tag that a part of a text is, None if it says anything else."""
    if words_of(value)[:1] == ("ex",):  # « X (ex-Twitter) »
        return None
    if is_period(value):  # it is no part of a title
        return Tag(start, end)
    if platforms_listed(value):
        return Tag(start, end, platforms=value)
    if _SENTENCE_END.search(value):
        return None
    if names_people(value) and not platforms_mentioned(value):
        return Tag(start, end, audience=value)
    pieces = [piece for piece in _IN_LIST.split(value) if piece.strip()]
    platforms = [piece for piece in pieces if platforms_listed(piece)]
    audiences = [piece for piece in pieces if names_people(piece)]
    if platforms and audiences and len(platforms) + len(audiences) == len(pieces):
        return Tag(start, end, audience=", ".join(audiences), platforms=", ".join(platforms))
    return Tag(start, end, platforms=value) if _is_list_of_networks(value) and not audiences else None


def _bracket(start: int, end: int, value: str) -> Tag | None:
    """Return the tag that a bracket is; one that lists known people and others is a list of people."""
    if _NO_TITLE.fullmatch(value):
        return Tag(start, end)
    tag = _tag(start, end, value)
    pieces = [piece for piece in _IN_LIST.split(value) if piece.strip()]
    known = sum(names_people(piece) for piece in pieces)
    are_people = 1 < len(pieces) <= 2 * known and all(map(_is_short_name, pieces))
    return Tag(start, end, audience=value) if tag is None and are_people else tag


def _is_short_name(piece: str) -> bool:
    return len(words_of(piece)) <= 3 and not platforms_mentioned(piece) and not any(map(str.isdigit, piece))


def _is_list_of_networks(value: str) -> bool:
    """Whether a text lists networks, some of them known: « SoundCloud, Facebook »."""
    pieces = [piece for piece in _IN_LIST.split(value) if piece.strip()]
    is_short = all(piece[:1].isupper() and len(words_of(piece)) <= 2 for piece in map(str.strip, pieces))
    return len(pieces) > 1 and is_short and any(map(platforms_listed, pieces))
