"""Explicit fields: « Cible : … », « Réseaux : … », alone on a line or several in a row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.field_words import ASKED, ASKING_WORDS, BODY_WORDS, FIELD_LABELS, Kind
from gersapp.exchange.structure.cues import THEME_LEADS, audience_strength
from gersapp.exchange.structure.explicit.aimed import aimed_at
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import networks_listed, platforms_in_list, platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import OPERATION_WORDS

_FIELD = re.compile(
    r"([^\W\d][^:?\n]{0,90}?)[\s\u202f]{0,3}(?:\?\s?:?|:(?!//)|=>|→|=|\t|\.{3,99}|…{2,99}|_{3,99})\s{0,5}"
)
_DASHED_FIELD = re.compile(r"([^\W\d][\w'’() °]{1,40}?)\s{1,3}[–—|-]\s{1,3}")
_INNER_FIELD = re.compile(
    r"(?P<between>[|;•·—–(\[/]|[.,?!)\]]\s|\s-\s|\t|\s{2}|(?<=\w)\s(?=[A-ZÀ-Ý]))\s{0,5}[*_]{0,2}"
    r"(?P<label>[^\W\d][\w’'()-]{0,20}(?: [\w’'()-]{1,20}){0,3})[*_]{0,2}[\s\u202f]?[:=](?!//)"
)
_ADDRESS = re.compile(r"<?(?:https?://|www\.)", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[ |;•·,–—-]|(?<=[ /])/){1,20}$")
_MAX_SPLIT = 3_000  # characters of a line that is split
_NETWORKS = frozenset({"reseau", "reseaux", "plateforme", "plateformes"})
_FEWEST_RECORDS = 3
_LONGEST_LABEL = 4  # words, of one that no list knows
_NO_TITLE = frozenset({Role.HEADING, Role.INTRODUCTION, Role.TEXT, Role.LEFT})
_SPLIT_KINDS = (Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK)
_STOP = re.compile(r"\.[*_]{0,2}\s+(?=\S)")
_PLURALS = re.compile(r"(?<=\w)\((?:s|x|e|es|aux|ne|nes)\)", re.IGNORECASE)  # « réseau(x) social(aux) »
_NUMBER = re.compile(r"n|no|s|\d{1,3}|[ivx]{1,4}|[a-h]")
_OPERATIONS = OPERATION_WORDS | {"cette", "ces", "ce", "chaque", "volet", "serie", "mission", "axe"}
_ALSO = frozenset({"aussi", "egalement"})
_PUBLISHED = re.compile(
    r"(?:(?:à (?:voir|suivre|retrouver)|visibles?|disponibles?|diffusion|publication|mise?s? en ligne"
    r"|(?:annonc|diffus|publi|relay|post|partag)ée?s?)\s(?:en\s\w+\s)?)?"
    r"(?:sur|via)\s(?:le|la|les|notre|nos)?\s?",
    re.IGNORECASE,
)


def with_fields(lines: list[Line]) -> list[Line]:
    """Split the lines that hold several fields, and read the labels of all."""
    read = [
        _beside_heading(part)
        for line in lines
        for piece in _split(line)
        for part in _without_address(labelled(piece))
    ]
    return _with_repeated_labels(_with_networks_below(read))


def _with_networks_below(lines: list[Line]) -> list[Line]:
    """Take the networks right below « Sur quels réseaux ? » for its value: they head nothing."""
    return [
        replace(line, kind=Kind.PLATFORMS, label=before.label)
        if before.kind is Kind.PLATFORMS and not before.text and _lists_networks(line)
        else line
        for before, line in pairwise([*lines[:1], *lines])
    ]


def _lists_networks(line: Line) -> bool:
    is_other = line.kind or line.cell or line.forced or line.is_decor or line.has_gap
    return not is_other and bool(platforms_listed(line.text))


def _with_repeated_labels(lines: list[Line]) -> list[Line]:
    """Take « Retours : 640 photos » for no title, where its label comes in each record."""
    names = [_unknown_label(line) for line in lines]
    count = Counter(name for name in names if name)
    records = sum(line.kind is Kind.AUDIENCE and bool(line.label) for line in lines)
    usual = {name for name, number in count.items() if number >= max(_FEWEST_RECORDS, records - 1)}
    return [
        replace(line, kind=Kind.OTHER, forced=_NO_TITLE) if name in usual else line
        for line, name in zip(lines, names, strict=True)
    ]


def _unknown_label(line: Line) -> str:
    """Return the label of a line within a paragraph, if no list knows it, folded; else nothing."""
    is_other = line.kind or line.cell or line.forced or line.is_decor or line.has_address
    if is_other or line.has_gap or line.marker or line.heading or line.is_bold:
        return ""
    found = _FIELD.match(line.text)
    return " ".join(words_of(found[1])) if found and len(words_of(found[1])) <= _LONGEST_LABEL else ""


def _beside_heading(line: Line) -> Line:
    """« Aussi pour : Familles » adds to the audience of the heading: it is no heading itself."""
    is_also = line.kind is Kind.AUDIENCE and line.text and says_also(line.label)
    return replace(line, forced=frozenset({Role.FIELD})) if is_also and not line.forced else line


def says_also(label: str) -> bool:
    """Whether the label of a field tells people besides those already told: « Également pour »."""
    return not _ALSO.isdisjoint(words_of(label))


def _without_address(line: Line) -> Iterator[Line]:
    """Take the address after the value of a field as a line of its own."""
    found = (
        _ADDRESS.search(line.text)
        if line.kind in (Kind.AUDIENCE, Kind.PLATFORMS) and not line.forced
        else None
    )
    if found is None or not found.start():
        yield line
        return
    yield line.part(0, found.start())
    rest = line.part(found.start(), len(line.text))
    yield replace(rest, kind=Kind.NONE, label="", has_gap=False, marker="", is_piece=True)


def _split(line: Line) -> Iterator[Line]:
    if line.is_decor or line.forced or len(line.text) > _MAX_SPLIT or not set(":=") & set(line.text):
        yield line
        return
    start, closing, is_piece = 0, "", False
    first = _FIELD.match(line.text)
    is_row = bool(first and kind_of(first[1]))
    for found in _INNER_FIELD.finditer(line.text):
        kind = kind_of(found["label"])
        between = found["between"].strip()
        is_loose = not between or between in (".,?!" if is_row else ".,/?!")
        if (
            kind is None
            or (is_loose and kind not in _SPLIT_KINDS)
            or (kind is Kind.OTHER and between != "|" and not is_row)
        ):
            continue
        if is_loose and words_of(found["label"])[0] in ("sur", "ou", "voir", "ici", "web"):
            continue
        cut = found.end("between") if between in (".", ")", "]", "?", "!") else found.start("between")
        yield from _piece(line, start, cut, closing, is_piece=is_piece)
        start, is_piece = found.start("label"), True
        closing = {"(": ")", "[": "]"}.get(between, closing)
    yield from _piece(line, start, len(line.text), closing, is_piece=is_piece)


def _piece(line: Line, start: int, end: int, closing: str, *, is_piece: bool) -> Iterator[Line]:
    if not is_piece and end == len(line.text):
        yield line
        return
    piece = line.part(start, end)
    if (
        closing
        and piece.text.endswith(closing)
        and piece.text.count(closing) > piece.text.count({")": "(", "]": "["}[closing])
    ):
        piece = piece.part(0, len(piece.text) - 1)
    piece = piece.part(0, len(_TRAILING.sub("", piece.text)))
    if is_piece:
        piece = replace(piece, has_gap=False, heading=0, marker="", is_bold=False, lead="", is_piece=True)
    stop = (
        _STOP.search(piece.text)
        if is_piece and kind_of(piece.text.partition(":")[0]) in _SPLIT_KINDS
        else None
    )
    if stop:
        yield piece.part(0, stop.start())
        piece = piece.part(stop.end(), len(piece.text))
    if piece.text:
        yield piece


def kind_of(label: str) -> Kind | None:
    """Return the kind of field that a label announces, None if it is no label.

    >>> kind_of("Public visé"), kind_of("Lien n° 2"), kind_of("Le public")
    ('audience', 'link', 'audience')
    """
    if len(label) > 90:
        return None
    label = _PLURALS.sub("", label)
    words = list(words_of(label))
    if platforms_listed(label):
        return None
    while len(words) > 1 and _NUMBER.fullmatch(words[-1]):
        words.pop()
    if len(words) > 1 and words[0] in ("le", "la", "les", "l", "notre", "nos"):
        words = words[1:]
    name = " ".join(words)
    if name in FIELD_LABELS:
        return FIELD_LABELS[name]
    if kind := _kind_of_beginning(words):
        return kind
    if words and words[0] in ASKING_WORDS and not BODY_WORDS & set(words):
        return next((kind for kind, asked in ASKED if asked & set(words)), None)
    if words and words[0] in ("lien", "liens", "url", "adresse") and platforms_in_list(" ".join(words[1:])):
        return Kind.LINK
    return None


def _kind_of_beginning(words: Sequence[str]) -> Kind | None:
    """« Public des opérations de cette mission », « Réseaux où la campagne est parue »."""
    if _OPERATIONS.isdisjoint(words):
        return None
    names = (" ".join(words[:length]) for length in (3, 2, 1))
    kind = next((FIELD_LABELS[name] for name in names if name in FIELD_LABELS), None)
    return kind if kind in (Kind.AUDIENCE, Kind.PLATFORMS) else None


def labelled(line: Line) -> Line:
    """Take the label of a field off a line, and say what kind of field it is."""
    if line.is_decor or line.kind or line.forced:
        return line
    found, kind = _dashed(line)
    if kind is None and (found := _FIELD.match(line.text)):  # « Titre – Prêt ? » asks nothing
        kind = kind_of(found[1])
    found = found if kind else None
    if found is None and (found := _published(line)):
        kind = Kind.PLATFORMS
    if found is None and (found := aimed_at(line)):
        kind = Kind.AUDIENCE
    if found is None and line.lead and len(line.lead) < 50 and kind_of(line.lead.rstrip(" :")):
        kind = kind_of(line.lead.rstrip(" :"))
        start = len(line.lead)
    elif found is not None and kind is not None:
        start = found.end()
    else:
        return _bare_label(line)
    value = line.part(start, len(line.text))
    address = _ADDRESS.search(value.text) if kind in (Kind.AUDIENCE, Kind.PLATFORMS) else None
    said = value.part(0, address.start()) if address and address.start() else value
    kind = checked(kind or Kind.NONE, said)
    if kind is Kind.OTHER and _names_network(line.text[:start], said.text):
        kind = Kind.PLATFORMS
    if kind is Kind.OTHER:
        is_theme = found is not None and is_numbered_theme(found[1])
        return (
            replace(value, kind=Kind.THEME, label=line.text[:start])
            if is_theme
            else replace(line, kind=Kind.OTHER)
        )
    return replace(value, kind=kind, label=line.text[:start].strip(" :*_"), lead="")


def _names_network(label: str, value: str) -> bool:
    """« Réseau : Workplace »: the label leaves no doubt, whatever the names."""
    is_sure = kind_of(label.strip(" :*_")) is Kind.PLATFORMS and not _NETWORKS.isdisjoint(words_of(label))
    names = networks_listed(value)
    return is_sure and bool(names) and len(words_of(value)) <= 3 * len(names)


def _published(line: Line) -> re.Match[str] | None:
    """« Diffusé sur Facebook et Strava », and nothing else."""
    is_short = len(line.text) < 120 and not line.text.endswith(":")
    found = _PUBLISHED.match(line.text) if is_short else None
    if found is None or platforms_listed(line.text):
        return None
    pieces = networks_listed(line.text[found.end() :])
    words = len(words_of(line.text)) - len(words_of(found[0]))
    return found if platforms_in_list(line.text[found.end() :]) and words <= 2 * len(pieces) + 1 else None


def _dashed(line: Line) -> tuple[re.Match[str] | None, Kind | None]:
    """« Public – jeunes », « Fiche 3 – Concours »."""
    found = _DASHED_FIELD.match(line.text)
    kind = kind_of(found[1]) if found else None
    if kind in (Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK, Kind.TITLE):
        return found, kind
    return None, None


def _bare_label(line: Line) -> Line:
    """« Liens » above a list of them."""
    if len(line.text) > 40 or line.anchors:
        return line
    kind = kind_of(line.text.rstrip(" :"))
    if kind in (Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK, Kind.TEXT) and line.text.rstrip().endswith(":"):
        return replace(line, text="", kind=kind, label=line.text)
    if kind is Kind.TITLE and len(words := words_of(line.text)) > 1 and _NUMBER.fullmatch(words[-1]):
        return replace(line, is_decor=True)  # « Fiche 3 » above its fields
    return line


def is_numbered_theme(label: str) -> bool:
    """« Thème 2 », « Axe n° 1 »."""
    words = words_of(label)
    return bool(words) and words[0] in THEME_LEADS and any(map(_NUMBER.fullmatch, words[1:]))


def checked(kind: Kind, value: Line) -> Kind:
    """Return the kind of a field whose value can be one, « other » if it cannot."""
    text = value.text
    if not text:
        return kind if kind is not Kind.TITLE else Kind.OTHER
    if kind is Kind.AUDIENCE:
        has_number = any(word.isdigit() for word in words_of(text))
        is_known = any(audience_strength(piece) for piece in re.split(r"[,;/+]|\set\s", text))
        return Kind.OTHER if len(text) > 150 or (has_number and not is_known) else kind
    if kind is Kind.PLATFORMS:
        if value.has_address and not platforms_in_list(text):
            return Kind.LINK
        return kind if platforms_listed(text) or platforms_in_list(text) else Kind.OTHER
    if kind is Kind.LINK:
        if value.has_address or "www." in text:
            return kind
        return Kind.PLATFORMS if platforms_listed(text) else Kind.OTHER
    if kind is Kind.TITLE:
        return Kind.TEXT if len(words_of(text)) > 15 or text.endswith((".", "…")) else kind
    return kind
