"""Mails around a dossier: their heads, greetings, signatures and quoting marks."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gersapp.catalogue.text import folded_words
from gersapp.exchange.markers import split_marker
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import CLOSINGS, GREETINGS

_MAIL_HEADER = re.compile(
    r"(?:De|À|A|Cc|Cci|Envoyé|Date|Objet|From|To|Sent|Subject|Répondre à|Pièces? jointes?|PJ|Importance)"
    r"\s?:\s?.*",
    re.IGNORECASE,
)
_MAIL_ENVELOPE = re.compile(
    r"(?:Objet|Envoyé|Sent|Subject|Cc)\s?:|(?:De|From|À|To)\s?:.*(?:@|<)", re.IGNORECASE
)
_WROTE = re.compile(
    r"(?:Le|On)\s.{5,120}(?:a écrit|wrote)\s?:|-{2,}\s?(?:Message (?:d’origine|d'origine|transféré|original)|"
    r"Mail original|Forwarded message|Original Message).*|Début du message (?:réexpédié|transféré)\s?:",
    re.IGNORECASE,
)
# What was passed on is no answer: « Objet : TR: bilan », « Message transféré ».
_PASSED_ON = re.compile(r"-{2,}\s?(?:Message transféré|Forwarded)|Début du message", re.IGNORECASE)
_PASSED_ON_SUBJECT = re.compile(r"(?:Objet|Subject)\s?:\s?(?:tr|fwd?|i)\s?:", re.IGNORECASE)
_REGARDS = re.compile(r"(?:(?:bien|très)\s)?\w{3,20}ment(?: (?:vôtre|à (?:vous|toi|tous)))?,", re.IGNORECASE)
_SIGNATURE_LINES = 10
_LONGEST_NAME = 4  # words
_QUOTES = (">", "›")


def unquoted(lines: Sequence[Line]) -> list[Line]:
    """Take off the quoting marks of a message that was passed on whole; else what is quoted is decor."""
    if not any(_WROTE.fullmatch(line.text[:300]) or _MAIL_ENVELOPE.match(line.text) for line in lines):
        return list(lines)
    quoted: list[bool] = []
    for line in lines:
        goes_on = bool(quoted) and quoted[-1] and not line.has_gap and line.text[:1].islower()
        is_quoted = (line.marker in _QUOTES or line.text.startswith(">")) and not line.text.startswith("http")
        quoted.append(is_quoted or goes_on)
    if not any(quoted):
        return list(lines)
    has_addresses = [is_quoted for line, is_quoted in zip(lines, quoted, strict=True) if "://" in line.text]
    if sum(has_addresses) * 2 < len(has_addresses) or sum(quoted) * 3 < len(quoted):
        return [
            replace(line, is_decor=line.is_decor or is_quoted)
            for line, is_quoted in zip(lines, quoted, strict=True)
        ]
    return [
        _without_quote(line) if is_quoted else line for line, is_quoted in zip(lines, quoted, strict=True)
    ]


def _without_quote(line: Line) -> Line:
    start = len(line.text) - len(line.text.lstrip("> "))
    marker = "" if line.marker in _QUOTES else line.marker
    bare = line.part(start, len(line.text))
    if not marker:  # « > 1- Titre »
        marker, rest = split_marker(bare.text)
        bare = bare.part(len(bare.text) - len(rest), len(bare.text))
    return replace(bare, marker=marker, is_decor=not bare.text)


def mail_lines(lines: Sequence[Line]) -> set[int]:
    """Return the heads, greetings and signatures of mails."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        text = line.text
        if len(text) > 300:
            continue
        if _WROTE.fullmatch(text):
            # What was answered is no part of the answer; what was passed on is all there is.
            is_passed_on = _PASSED_ON.match(text) or any(
                _PASSED_ON_SUBJECT.match(before.text) for before in lines[:index]
            )
            has_answer = not is_passed_on and any("://" in before.text for before in lines[:index])
            found |= set(range(index, len(lines))) if has_answer else {index, *_signed_before(lines, index)}
        elif _MAIL_ENVELOPE.match(text):
            around = range(max(0, index - 3), min(len(lines), index + 4))
            heads = [i for i in around if _MAIL_HEADER.fullmatch(lines[i].text[:300])]
            if len(heads) >= 2:
                found |= set(heads)
        words = " ".join(folded_words(text[:60]))
        if words in GREETINGS or (text.endswith(",") and words.startswith(GREETINGS) and len(text) < 50):
            found.add(index)
        elif (
            text == "--"
            or words in CLOSINGS
            or _REGARDS.fullmatch(text)
            or (words.startswith(CLOSINGS) and (len(text) < 40 or text.endswith(",")) and len(text) < 90)
        ):
            found |= _signature(lines, index)
    return found


def _signed_before(lines: Sequence[Line], index: int) -> set[int]:
    """Return the name at the end of a message, right above the head of the next: « Dr Tissier »."""
    if index < 2:
        return set()
    last = lines[index - 1]
    is_name = (
        len(words_of(last.text)) <= _LONGEST_NAME and last.text[-1:].isalpha() and last.text[:1].isupper()
    )
    is_other = last.marker or last.heading or last.has_address or last.cell or last.is_bold
    is_below = lines[index - 2].has_address or lines[index - 2].text.endswith((".", "!", "?", ","))
    return {index - 1} if is_name and is_below and not is_other else set()


def _signature(lines: Sequence[Line], index: int) -> set[int]:
    """Return a closing formula, and the short lines after it."""
    end = index + 1
    gaps = 0
    while end < len(lines) and end - index <= _SIGNATURE_LINES:
        line = lines[end]
        gaps += line.has_gap
        is_other = line.heading or line.marker or len(line.text) > 90 or (gaps > 1 and end > index + 1)
        if is_other or (_WROTE.fullmatch(line.text) or _MAIL_ENVELOPE.match(line.text)):
            break
        end += 1
    return set(range(index, end))
