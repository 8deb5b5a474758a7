"""The people that prose says an operation is for: « destiné aux seniors », « pour les élèves de CM2 »."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from gersapp.exchange.people_words import (
    BEFORE_PEOPLE,
    ENDINGS_OF_ADJECTIVES,
    ENDINGS_OF_PEOPLE,
    LACKS_OF_PEOPLE,
    NO_INFINITIVES,
    NO_PART_OF_NAMES,
    NO_PEOPLE,
    OF_PEOPLE_ONLY,
    ORGANISATIONS,
)
from gersapp.exchange.structure.cues import audience_strength
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import AUDIENCE_MODIFIERS, AUDIENCE_WORDS

_TO = r"(?:aux?\s|à\s(?:la\s|l['’]|tous\s|toutes\s)?)"
_OF = r"(?:des\s|du\s|de\s(?:la\s|l['’])?|d['’])"
_ALSO = r"(?:\s(?:surtout|d['’]abord|aussi|également|avant tout|principalement|en priorité))?\s"
# Nobody but people is named so, even with a word that no list has.
_AIMED = re.compile(
    rf"\b(?:(?:(?:destin|adress)ée?s?|s['’]adress\w{{1,6}}){_ALSO}{_TO}"
    rf"|à (?:destination|l['’](?:attention|intention))\s{_OF})",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:(?:pour|pr|vers)\s(?:(?:tou(?:te)?s\s)?(?:les?\s|la\s|l['’]|des\s|un\s)|(?=t(?:ou)?t le monde\b))"
    rf"|(?:réserv|propos|offert|ouvert|dédi|destin|parl)\w{{0,6}}{_ALSO}{_TO}"
    r"|(?:vis|cibl|touch|convain|sensibilis|concern|reli|inform|alert|guid|rassur|accompagn|encourag|incit|invit|aid)\w{1,6}\s(?:surtout\s|d['’]abord\s)?(?:les\s|la\s|l['’]|le\s)"
    r"|(?:invit|convi|encourag|incit)\w{1,6}\s(?:\w+\s){1,3}?les\s"
    rf"|(?:auprès|recrut\w{{1,6}})\s{_OF}"
    r"|\b(?:deux|trois|plusieurs|double)\s(?:publics?|cibles?)\s?[,:–(]\s?(?:les\s|la\s|l['’]|des\s)"
    r"|les\s(?=[^.,;:!?()«»\n]{3,50}\s(?:sont|étaient|seront|ont été)\s"
    r"(?:invité|convié|appelé|informé|alerté|prévenu|averti|sensibilisé|accompagné|guidé|conseillé)))",
    re.IGNORECASE,
)
# « Spécial ados : un psychologue répond »
_FIRST = re.compile(r"^(?:spécial|côté|pour)\s(?:les\s)?([^.,;:!?()«»\n]{3,40})\s?:\s", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:aux\s|avec\s(?:les\s|des\s))", re.IGNORECASE)
# « L’ensemble des opérations s’adresse aux habitants. »
_OF_ALL = re.compile(
    r"\b(?:tou(?:te)?s (?:les|nos)|l['’]ensemble (?:des|de nos)) "
    r"(?:opérations|actions|campagnes|publications|contenus|rendez-vous)\b[^.!?]{0,60}?"
    rf"\b(?:s['’]adress\w{{1,6}}|destiné\w{{1,3}}){_ALSO}{_TO}"
    rf"|\b(?:elles|ils)\s(?:s['’]adressent|sont destinée?s)\stou(?:te)?s\s{_TO}"
    r"|\bsauf (?:mention|indication|précision) contraire,? (?:elles|ils|le public|la cible)\b[^.!?]{0,40}?"
    rf"\b(?:s['’]adress\w{{1,6}}\s{_TO}|est\s(?:les?\s|la\s|l['’])|sont\sles\s)",
    re.IGNORECASE,
)
_CLEAR = ((_AIMED, True), (_FOR, False))
_LAST_SENTENCE = re.compile(
    r"(?:^|[.!?…]\s)(Pour (?:tous|toutes|tout le monde|les [^.,;:!?()«»]{3,40}))[.!]?\s*$"
)
_SUBJECT = re.compile(r"(?:^|[.!?)]\s)Les\s")  # « Les habitants répondent. »
_LEAD = re.compile(r"pour (?:les |l['’]|la |le )?", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.,;:!?()«»\n–—]")
_CLAUSE = re.compile(r"[^.,;:!?()«»\n]{0,120}")
_WORD = re.compile(r"\w+(?:-\w+)*")
# « Pour les collégiens qui cherchent une voie, et leurs parents »
_AND_THEIRS = re.compile(
    r"[^.;:!?()«»\n]{0,80}?,?\s(?:et|ainsi que)\s(?:aussi\s)?(?:(?:à|pour|de)\s)?(?=leurs?\s)"
)
_AND = frozenset({"et", "ou"})
_ARTICLES = frozenset(
    {"le", "la", "les", "l", "aux", "au", "a", "des", "du", "de", "d", "leur", "leurs", "nos", "ses"}
)
_BEFORE_INFINITIVES = frozenset({"de", "d", "a"})
_INFINITIVE = re.compile(
    r"\w+(?:er|ir|oir|[aeiou]ndre|ettre|aitre|oitre|uire|crire)|(?:re|sur|pour)?(?:faire|lire|vivre|suivre)"
    r"|dire|rire|boire|croire|etre"
)
_PREPOSITIONS = frozenset({"de", "du", "des", "d", "en", "a", "au", "aux"})


def people_in_prose(text: str) -> tuple[str, ...]:
    """Return the people that prose says an operation is for; perhaps none."""
    if found := _LAST_SENTENCE.search(text[-200:]):
        return tuple(names_at(found[1][len("Pour ") :], is_sure=True)) or (found[1],)
    beginning = text[:2_000]
    if (found := _FIRST.match(beginning)) and (names := tuple(names_at(found[1], is_sure=False))):
        return names
    last = text.rstrip(" .").rpartition(". ")[2]
    if audience_strength(last) == 1:
        lead = _LEAD.match(last)
        return tuple(names_at(last[lead.end() :], is_sure=True)) or (last,) if lead else (last,)
    if beside := _beside_network(beginning):
        return beside
    for pattern, is_sure in (*_CLEAR, (_BESIDE, False)):
        for lead in pattern.finditer(beginning):
            if names := tuple(names_at(beginning[lead.end() :], is_sure=is_sure)):
                return names + _theirs(beginning[lead.end() :], names[-1])
    last = last.rpartition(", ")[2]
    if audience_strength(last) == 1:
        return (last,)
    subjects = (
        tuple(names_at(beginning[found.end() :], is_sure=False)) for found in _SUBJECT.finditer(beginning)
    )
    return next(filter(None, subjects), ())


def _beside_network(text: str) -> tuple[str, ...]:
    """Return the people that stand alone beside a network: « fb, promeneurs », « Élus. Facebook. »"""
    pairs = [*pairwise(_CLAUSE_END.split(text)), *(pair[::-1] for pair in pairwise(text.split(". ")))]
    for network, people in pairs:
        name = people.strip(" .")
        if platforms_listed(network) and name and audience_strength(name) == 1:
            return tuple(names_at(name, is_sure=False)) or (name,)
    return ()


def _theirs(text: str, name: str) -> tuple[str, ...]:
    """Return the people of those who were named before: « et leurs parents »."""
    found = _AND_THEIRS.match(text, text.index(name) + len(name))
    return tuple(names_at(text[found.end() :], is_sure=False)) if found else ()


def is_for_people(text: str) -> bool:
    """Whether prose clearly says that an operation is for people."""
    return any(
        any(names_at(text[lead.end() :], is_sure=is_sure))
        for pattern, is_sure in _CLEAR
        for lead in pattern.finditer(text[:2_000])
    )


def names_at(text: str, *, is_sure: bool) -> Iterator[str]:
    """Give the names that a text begins with: « alpinistes et gardiens de refuge ».

    `is_sure`: only people are named there, with whatever words.
    """
    clause = _CLAUSE.match(text)
    places = [found.span() for found in _WORD.finditer(clause[0])] if clause else []
    # « a permis » : the verb is no preposition.
    words = ["-".join(words_of(text[start:end])) if text[start:end] != "a" else "" for start, end in places]
    index = 0
    while index < len(words):
        first = _past(words, index, _ARTICLES)
        index = _past(words, first, BEFORE_PEOPLE | _ARTICLES)
        if index == len(words) or not (_is_people(words, index) or (is_sure and _is_plural(words[index]))):
            return
        index = _end_of_name(words, index + 1)
        yield text[places[first][0] : places[index - 1][1]]
        if index == len(words) or words[index] not in _AND:
            return
        index += 1


def _past(words: Sequence[str], index: int, passed: Container[str]) -> int:
    while index < len(words) and words[index] in passed:
        index += 1
    return index


def _is_people(words: Sequence[str], index: int) -> bool:
    word = words[index]
    if word[:1].isdigit():  # « 18-25 ans »
        return "ans" in words[index : index + 4]
    if _is_plural(word) and words[index + 1 : index + 2] and words[index + 1] in OF_PEOPLE_ONLY:
        return True  # « les couturières bénévoles »
    is_known = (
        word in AUDIENCE_WORDS
        or word in ORGANISATIONS
        or any(part in AUDIENCE_WORDS for part in word.split("-"))
    )
    return is_known or (word.endswith(ENDINGS_OF_PEOPLE) and word not in NO_PEOPLE)


def _is_plural(word: str) -> bool:
    return word.endswith(("s", "x")) and word not in NO_PART_OF_NAMES


def _end_of_name(words: Sequence[str], index: int) -> int:
    """Return where a name ends: « étudiants en travail social », « jeunes actifs », « enfants de 3 ans »."""
    while index < len(words):
        after = _past(words, index, _PREPOSITIONS)
        has_after = index + 1 < len(words) and words[index + 1] in LACKS_OF_PEOPLE
        if words[index] in ("sans", "avec") and has_after:
            index += 2
        elif after > index:  # a complement
            after = _past(words, after, _ARTICLES)
            if after == len(words) or words[after] in NO_PART_OF_NAMES or _is_infinitive(words, after):
                break
            index = after + 1
            # « personnes à mobilité réduite », « jeunes en insertion professionnelle »
            index += index < len(words) and words[index].endswith(ENDINGS_OF_ADJECTIVES)
        elif _is_adjective(words[index]):
            index += 1
        elif words[index] in _AND and index + 1 < len(words) and _goes_on(words, index + 1):
            index += 2
        else:
            break
    return index


def _is_infinitive(words: Sequence[str], index: int) -> bool:
    """« Dire aux malades de reprendre leurs soins »: no complement, but what they are told to do."""
    is_bare = words[index - 1] in _BEFORE_INFINITIVES
    return is_bare and words[index] not in NO_INFINITIVES and bool(_INFINITIVE.fullmatch(words[index]))


def _is_adjective(word: str) -> bool:
    is_known = len(word) > 3 and word in AUDIENCE_MODIFIERS
    return (is_known or _is_plural(word) or word.isdigit()) and word not in NO_PART_OF_NAMES


def _goes_on(words: Sequence[str], index: int) -> bool:
    """Whether « et » is followed by one more adjective: « personnes sourdes et malentendantes »."""
    return (
        words[index] in AUDIENCE_MODIFIERS
        and words[index] not in _ARTICLES
        and words[index] not in AUDIENCE_WORDS
        and _is_adjective(words[index])
        and not (index + 1 < len(words) and _is_people(words, index + 1))
    )


def people_of_all(text: str) -> tuple[str, ...]:
    """Return the people that a document says all its operations are for."""
    found = _OF_ALL.search(text[:2_000])
    return tuple(names_at(text[found.end() :], is_sure=True)) if found else ()
