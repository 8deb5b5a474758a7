"""The platforms that a line names: in a list of them, or in prose."""

import re
from collections.abc import Iterator, Sequence

from gersapp.catalogue.text import folded_words
from gersapp.exchange.platform_words import (
    DENIALS,
    PLATFORM_MODIFIERS,
    PLATFORM_NAMES,
    PLATFORM_NAMES_IN_LISTS,
)
from gersapp.exchange.structure.words import MAX_READ, words_of
from gersapp.exchange.vocabulary import LINK_WORDS

_CLAUSE_END = re.compile(r"[.,;:!?()\[\]|•–—«»“”]+")
_LIST_SIGNS = re.compile(r"\s?[,;/+&|\n•]\s?|\s(?:et|puis|ainsi que)\s|[()]")
_LONGEST_LIST = 120  # characters
_LONGEST_NAME = 4  # words
_BEFORE_X = frozenset({"sur", "via", "compte", "reseau", "fil", "post", "thread", "page"})
_SHORT_NAME = re.compile(r"(?<![\w@#/.’'-])(?:X|IG|YT|TT|LK)(?![\w/’'-])")
_ENDED = re.compile(r"\w{3}[.!?]\s$")
_ALSO_NAMED = re.compile(
    r"(?:^|\s)(?:en|sur|dans|via|par)\s(?:un |une |la |le |notre |nos |les )?"
    r"(podcasts?|newsletters?|infolettre|lettre d['’]information)\b",
    re.IGNORECASE,
)
_ALWAYS_NAMED = re.compile(
    r"\b(?:par|via|dans)\s(?:la |notre |une )?(newsletter|infolettre|lettre d['’]information)\b"
    r"|(?:(?:^|[.!?:>–-]\s|\bc['’]est\s)(?:un |le |notre )?|\b(?:saison|épisodes?) (?:du |de notre |en ))"
    r"(podcast)\b"
    r"|(?:^|[.!?:>–-]\s|\bc['’]est\s)(?:une |la |notre )(newsletter|infolettre|lettre d['’]information)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_OF_ALL = re.compile(
    r"\b(?:sauf|hors) (?:mention|indication|précision|exception|avis|si précisé)|\bpar défaut\b"
    r"|^(?:tout|(?:toutes (?:les|nos|ces)|l['’]ensemble (?:des|de nos|de ces)) "
    r"(?:opérations|actions|campagnes|publications|contenus))\b.{0,40}"
    r"\b(?:publié|diffusé|passé|paru|posté|relayé|partagé|mise? en ligne)\w*\b.{0,20}\b(?:sur|via) ",
    re.IGNORECASE,
)
_NAMES_IN_LISTS = PLATFORM_NAMES | PLATFORM_NAMES_IN_LISTS
_FIRST_WORDS = frozenset(name.split()[0] for name in PLATFORM_NAMES)
_FIRST_WORDS_IN_LISTS = frozenset(name.split()[0] for name in _NAMES_IN_LISTS)


def is_link_words(text: str) -> bool:
    """Whether a text says nothing but that an address, perhaps of a platform, stands beside it."""
    words = words_of(text)
    places = name_places(words, in_lists=True)
    named = {index for start, end, _ in places for index in range(start, end)}
    return len(words) <= 12 and all(
        index in named or word in LINK_WORDS or word in PLATFORM_MODIFIERS for index, word in enumerate(words)
    )


def platforms_listed(text: str) -> tuple[str, ...]:
    """Return the platforms of a text that is a list of them and nothing else; empty if it is more."""
    words = words_of(text)
    if len(text) > 300 or not words:
        return ()
    places = name_places(words, in_lists=True)
    named = {index for start, end, _ in places for index in range(start, end)}
    others = [word for index, word in enumerate(words) if index not in named]
    if all(word in PLATFORM_MODIFIERS or word.isdigit() for word in others):
        return tuple(dict.fromkeys(slug for _, _, slug in places))
    return ()


def networks_listed(text: str) -> tuple[str, ...]:
    """Return the platforms that an explicit list names, and the names of other networks in it."""
    found: list[str] = []
    for piece in _LIST_SIGNS.split(text[:MAX_READ]):
        slugs = platforms_in_list(piece)
        name = piece.strip(" .:;()«»\"'’")
        is_name = name[:1].isupper() and 0 < len(words_of(name)) <= 3 and len(name) < 40
        is_none = all(word in PLATFORM_MODIFIERS or word.isdigit() for word in words_of(name))
        found += slugs or ([name] if is_name and not is_none else [])
    return tuple(dict.fromkeys(found))


def last_sentence_networks(text: str) -> tuple[str, ...]:
    """Return the networks of a last sentence that lists nothing else: « Un jeu. SoundCloud, Facebook. »"""
    _, division, last = text.rstrip(" .")[-_LONGEST_LIST:].rpartition(". ")
    names = networks_listed(last) if division else ()
    is_list = platforms_in_list(last) and len(words_of(last)) <= 2 * len(names) + 1
    return names if is_list else ()


def networks_of_all(text: str) -> tuple[str, ...]:
    """Return the networks of all operations: « Sur Facebook, sauf mention contraire. »"""
    said = (sentence for sentence in _SENTENCE_END.split(text[:2_000]) if _OF_ALL.search(sentence))
    return next(filter(None, map(platforms_mentioned, said)), ())


def platforms_in_list(text: str) -> tuple[str, ...]:
    """Return the platforms that a piece of an explicit list names."""
    return tuple(dict.fromkeys(slug for _, _, slug in name_places(words_of(text), in_lists=True)))


def platforms_mentioned(text: str) -> tuple[str, ...]:
    """Return the platforms that prose names, but for those that it denies."""
    named = list(_mentions(text[:20_000]))
    short = (found for found in _SHORT_NAME.finditer(text[:20_000]) if _is_platform(text, found))
    named += [PLATFORM_NAMES_IN_LISTS[found[0].lower()] for found in short]
    named += [
        slug
        for found in _ALWAYS_NAMED.finditer(text[:20_000])
        for slug in platforms_in_list(found[1] or found[2] or found[3])
    ]
    if named:
        named += [
            slug for found in _ALSO_NAMED.finditer(text[:20_000]) for slug in platforms_in_list(found[1])
        ]
    return tuple(dict.fromkeys(named))


def _is_platform(text: str, found: re.Match[str]) -> bool:
    """Whether a short name is that of a platform: « sur X », « Facebook et X », « IG + FB », « YT. »."""
    before = folded_words(text[max(0, found.start() - 25) : found.start()])
    after = folded_words(text[found.end() : found.end() + 25])
    clause = _CLAUSE_END.split(text[max(0, found.start() - 60) : found.start()])[-1]
    rest = _CLAUSE_END.split(text[found.end() : found.end() + 60])[0]
    if _is_denied(folded_words(clause)[-4:]):
        return False
    is_sentence = found[0] != "X" or _ENDED.search(text[: found.start()][-10:])  # and no « M. X. »
    is_alone = is_sentence and not (clause + rest).strip()
    names = name_places([*before[-3:], *after[:3]])
    beside = _SHORT_NAME.search(f"{clause[-6:]} {rest[:6]}") if found[0] != "X" else None
    return bool(names or beside or is_alone) or (bool(before) and before[-1] in _BEFORE_X)


def _mentions(text: str) -> Iterator[str]:
    for clause in _CLAUSE_END.split(text):
        words = folded_words(clause)
        for start, _, slug in name_places(words):
            if not _is_denied(words[max(0, start - 5) : start]):
                yield slug


def _is_denied(before: Sequence[str]) -> bool:
    return any(word in DENIALS for word in before) and not {"seulement", "uniquement"} & set(before)


def name_places(words: Sequence[str], *, in_lists: bool = False) -> list[tuple[int, int, str]]:
    """Return the platforms that `words[start:end]` name, the longest names first.

    `in_lists`: by the names that only lists of platforms have too.
    """
    names = _NAMES_IN_LISTS if in_lists else PLATFORM_NAMES
    places = []
    index = 0
    firsts = _FIRST_WORDS_IN_LISTS if in_lists else _FIRST_WORDS
    while index < len(words):
        if words[index] not in firsts:
            index += 1
            continue
        for length in range(min(_LONGEST_NAME, len(words) - index), 0, -1):
            slug = names.get(" ".join(words[index : index + length]))
            if slug:
                places.append((index, index + length, slug))
                index += length
                break
        else:
            index += 1
    return places
