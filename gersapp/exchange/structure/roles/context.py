"""What is seen of a line among the others: its neighbours, and what is usual in its document."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import audience_strength, section_strength
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.people import is_for_people
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.features import Seen, see_alone, without_tags
from gersapp.exchange.structure.roles.heads import with_heads
from gersapp.exchange.structure.roles.siblings import is_of_people, with_siblings
from gersapp.exchange.structure.roles.wholes import whole_at_comma
from gersapp.exchange.structure.tags import Tag, last_bracket
from gersapp.exchange.structure.words import words_of

_OF_TEXTS = frozenset({"full_stop", "sentences", "words_22", "words_more", "field_text"})
_EVIDENCE = frozenset({"only_platforms", "link_lost"})
_SHORT = frozenset({"words_5", "words_9", "address"})
_COMMON = 0.5  # the share of lines from which what they have tells nothing
_LONG_REST = 4  # words
_FEWEST_BRACKETS = 2  # that make a habit
_SURE_SECTION = 0.8
_FAR = 12  # lines: no evidence nearer is none at all
_SURE = 0.7
_FEWEST_COMPLETE = 3
_FEWEST_OWN = 3
_FEWEST_COMMAS = 3
_LONG_NAME = 9  # words
_OPENS, _CLOSES = '«"“', '»"”'


def see(lines: Sequence[Line]) -> list[Seen]:
    """Return what is seen of each line; none of the lines is decor."""
    seen = [see_alone(line) for line in lines]
    seen = _without_common_case(_with_learned_brackets(seen))
    seen = _with_commas(seen)
    usual = _usual_shape(seen)
    seen = [_with_whole(line, usual) for line in seen]
    seen = with_heads(_with_complete(with_siblings(_with_lone_network(seen))))
    has_headings = _has_audiences_first(seen)
    if has_headings and _have_shared_audiences(seen):
        seen = [_with_shared_audience(line) for line in seen]
    if _have_own_audiences(seen):
        seen = [_with_unnamed(line) for line in seen]
    return [
        _beside(seen, index, distance, has_headings=has_headings)
        for index, distance in enumerate(_distances(seen))
    ]


def _with_shared_audience(line: Seen) -> Seen:
    is_heading = line.line.kind is Kind.AUDIENCE and not line.line.is_piece
    return replace(line, features=line.features | {"audience_between"}) if is_heading else line


def _has_audiences_first(seen: Sequence[Seen]) -> bool:
    """Whether a line that names people stands before the first address."""
    return next((is_of_people(line) for line in seen if line.addresses or is_of_people(line)), False)


def _have_shared_audiences(seen: Sequence[Seen]) -> bool:
    """Whether lines « Public : … » are clearly less than groups of addresses: each heads several."""
    fields = sum(line.line.kind is Kind.AUDIENCE and not line.line.is_piece for line in seen)
    groups = sum(bool(line.addresses) and not before.addresses for before, line in pairwise(seen))
    return fields > 1 and fields * 4 <= groups * 3


def _have_own_audiences(seen: Sequence[Seen]) -> bool:
    """Whether most operations say themselves whom they are for."""
    own = sum(_says_people(line) for line in seen)
    groups = sum(bool(line.addresses) and not before.addresses for before, line in pairwise(seen))
    return own >= _FEWEST_OWN and own * 2 >= groups


def _says_people(line: Seen) -> bool:
    is_said = line.line.kind is Kind.AUDIENCE or any(tag.audience for tag in line.tags)
    return is_said or bool(not line.line.kind and "words_5" not in line.features and is_for_people(line.bare))


def _with_unnamed(line: Seen) -> Seen:
    """Mark a line that names nobody: it heads no operations for people."""
    is_named = line.line.kind or is_of_people(line) or "audience_sibling" in line.features
    return line if is_named else replace(line, features=line.features | {"unnamed"})


def _with_learned_brackets(seen: list[Seen]) -> list[Seen]:
    """Take the brackets at the ends of lines for audiences, where others are or where they repeat."""
    places = {index: found for index, line in enumerate(seen) if (found := last_bracket(line.bare))}
    values = [name.strip() for found in places.values() for name in re.split(r"[,;/]", found[1])]
    is_usual = (
        any(audience_strength(value) >= _SURE for value in values)
        or sum(bool(tag.audience) for line in seen for tag in line.tags) >= _FEWEST_BRACKETS
    )
    if len(values) < _FEWEST_BRACKETS or not (is_usual or len(set(values)) * 3 < len(values) * 2):
        return seen
    for index, found in places.items():
        line = seen[index]
        tags = (*line.tags, _tag_of_bracket(found))
        seen[index] = replace(line, tags=tags, core=without_tags(line.bare, tags))
    return seen


def _tag_of_bracket(found: re.Match[str]) -> Tag:
    """« (groupes de jeunes, TikTok) »"""
    pieces = [piece.strip() for piece in re.split(r"[,;/+]", found[1])]
    networks = [piece for piece in pieces if platforms_listed(piece)]
    if not networks:
        return Tag(found.start(), found.end(), audience=found[1])
    people = ", ".join(piece for piece in pieces if piece not in networks)
    return Tag(found.start(), found.end(), audience=people, platforms=", ".join(networks))


def _without_common_case(seen: list[Seen]) -> list[Seen]:
    """Forget that lines begin with small letters, where nearly all do."""
    lower = ["lower" in line.features for line in seen]
    if sum(lower) < _COMMON * len(lower):
        return seen
    return [replace(line, features=line.features - {"lower"}) for line in seen]


def _with_lone_network(seen: list[Seen]) -> list[Seen]:
    """Mark a network that stands alone on a line, where no other does: it heads nothing."""
    places = [
        index for index, line in enumerate(seen) if "one_platform" in line.features and not line.line.kind
    ]
    if len({seen[index].platforms for index in places}) != 1:
        return seen
    for index in places:
        seen[index] = replace(seen[index], features=seen[index].features | {"lone_network"})
    return seen


def _with_commas(seen: list[Seen]) -> list[Seen]:
    """Divide « Titre, texte » at its comma, where all lines right above addresses are so."""
    places = [
        index
        for index, (line, after) in enumerate(pairwise(seen))
        if not (line.line.kind or line.addresses or "only_platforms" in line.features)
        and (after.addresses or "only_platforms" in after.features)
    ]
    found = {index: whole for index in places if (whole := whole_at_comma(seen[index].bare))}
    if len(found) < max(_FEWEST_COMMAS, len(places)):
        return seen
    return [
        replace(line, wholes=[found[index]]) if index in found else line for index, line in enumerate(seen)
    ]


def _with_complete(seen: list[Seen]) -> list[Seen]:
    """Mark the lines that have each a name, people and an address, where several are so: operations."""
    complete = [
        bool(line.addresses and line.core and not line.line.kind) and any(tag.audience for tag in line.tags)
        for line in seen
    ]
    for index, after in _paragraphs(seen):
        pieces = seen[index:after]
        has_people = any(piece.line.kind is Kind.AUDIENCE for piece in pieces)
        is_linked = any(piece.addresses for piece in pieces)
        complete[index] |= has_people and is_linked and seen[index].wholes != [] and not pieces[0].line.kind
    if sum(complete) < _FEWEST_COMPLETE:
        return seen
    return [
        _complete(line) if found or _has_network(line) else line
        for line, found in zip(seen, complete, strict=True)
    ]


def _paragraphs(seen: Sequence[Seen]) -> Iterator[tuple[int, int]]:
    """Give where each paragraph of several pieces begins and ends."""
    starts = [index for index, line in enumerate(seen) if not line.line.is_piece]
    yield from (pair for pair in pairwise([*starts, len(seen)]) if pair[1] - pair[0] > 1)


def _has_network(line: Seen) -> bool:
    """« Le marché > Facebook, Instagram https://… »"""
    is_plain = bool(line.addresses and line.core and not line.line.kind) and "words_5" in line.features
    return is_plain and any(tag.platforms and tag.start for tag in line.tags)


def _complete(line: Seen) -> Seen:
    features = line.features | {"complete"}
    is_named = (
        line.whole is not None and line.whole.shape == "prose" and len(words_of(line.core)) <= _LONG_NAME
    )
    if not is_named:
        return replace(line, features=features)
    # « Quiz « Ma ville » (jeunes) » is a name, and no prose that has one.
    return replace(line, whole=None, features=frozenset(f for f in features if not f.startswith("whole_")))


def _usual_shape(seen: Sequence[Seen]) -> str:
    """Return how whole operations are told where there is no choice."""
    shapes = Counter(line.wholes[0].shape for line in seen if len(line.wholes) == 1)
    return max(shapes, key=shapes.__getitem__, default="")


def _with_whole(line: Seen, usual: str) -> Seen:
    whole = next((whole for whole in line.wholes if whole.shape == usual), None)
    whole = whole or (line.wholes[0] if line.wholes else None)
    if whole is None:
        return line
    features = {f"whole_{whole.shape}", *(["whole_address"] if line.addresses else [])}
    title = line.bare[whole.start : whole.end].strip()
    if title[:1] in _OPENS and title[-1:] in _CLOSES:
        features.add("whole_name")
    if any(tag.audience and whole.start < tag.start <= whole.end for tag in line.tags):
        features.add("whole_tagged")
    left = section_strength(title)
    strengths = line.strengths | ({"left_line": left} if left >= _SURE_SECTION else {})
    rest = line.bare[whole.rest :]
    if len(words_of(rest)) > _LONG_REST:
        features |= {"whole_rest", *(["whole_lower"] if rest[:1].islower() else [])}
    return replace(line, whole=whole, features=line.features | features, strengths=strengths)


def _distances(seen: Sequence[Seen]) -> list[int]:
    """Return how many lines after each the next address or list of platforms comes."""
    distances, distance = [], _FAR
    for line in reversed(seen):
        distances.append(distance)
        is_evidence = line.line.kind is Kind.PLATFORMS or not _EVIDENCE.isdisjoint(line.features)
        distance = 1 if line.addresses or is_evidence else min(_FAR, distance + 1)
    return distances[::-1]


def _beside(seen: Sequence[Seen], index: int, distance: int, *, has_headings: bool) -> Seen:
    """Return a line with what its neighbours add to its features."""
    line = seen[index]
    features = set(line.features)
    has_own = bool(line.addresses) and "tagged" in features
    features.add("near" if distance <= 3 or has_own else "reach" if distance <= 7 else "far")
    after = seen[index + 1] if index + 1 < len(seen) else None
    if after is None and not has_own:
        features.add("last")
    elif after is not None:
        features.update(_before_another(line, after))
    if index:
        before = seen[index - 1]
        features.update(_after_another(line, before, is_label="link_after" in features or _is_text(after)))
        if index > 1 and _are_own_networks(before, seen[index - 2]) and line.bare[:1].islower():
            features.add("after_networks")
        is_between = before.addresses and "tail" not in features and not _is_text(after)
        if has_headings and is_between and is_of_people(line):
            features.add("audience_between")
        if _is_below_title(line, before):
            features.discard("tagged")
    if index < 6:
        features.add("top")
    if index < 2:
        features.add("first")
    return replace(line, features=frozenset(features))


def _is_below_title(line: Seen, before: Seen) -> bool:
    """Whether a line stands right below one in capitals that begins a paragraph: it is more of that."""
    is_title = before.line.has_gap and "capitals" in before.features and not before.has_evidence
    return is_title and not line.line.has_gap and "capitals" not in line.features


def _is_label_of_address(line: Seen) -> bool:
    """« Visite de mars : https://… »."""
    is_plain = not (line.line.kind or line.line.marker or line.line.cell or line.line.has_gap)
    return bool(is_plain and line.addresses and "words_5" in line.features and "colon" in line.features)


def _are_own_networks(line: Seen, before: Seen) -> bool:
    """Whether a list of networks belongs to the operation above it."""
    return "only_platforms" in line.features and not (line.line.has_gap or line.addresses or before.addresses)


def _is_text(line: Seen | None) -> bool:
    return line is not None and not line.line.marker and bool(_OF_TEXTS & line.features)


def _before_another(line: Seen, after: Seen) -> Iterator[str]:
    """Give what the line after one says of it."""
    if after.line.has_gap:
        yield "gap_after" if line.line.has_gap else "tail"
    if after.line.depth > line.line.depth:
        yield "deeper_after"
    is_weaker = after.line.is_bold and not (line.line.is_bold or after.line.kind)
    is_long = not (line.line.marker or _SHORT & line.features)
    if "colon" in line.features and (is_weaker or (after.line.marker and is_long)):
        yield "lead_in"  # « Voici ce que nous avons fait cette année : »
    if "only_address" in after.features or after.line.kind is Kind.LINK:
        yield "link_after"
    if after.line.kind is Kind.TITLE and not line.line.kind:
        yield "title_after"
    if after.line.kind is Kind.AUDIENCE:
        yield "field_after"


def _after_another(line: Seen, before: Seen, *, is_label: bool) -> Iterator[str]:
    """Give what the line before one says of it; one that `is_label` says what its next lines are."""
    if before.line.depth != line.line.depth:
        yield "shallower" if before.line.depth > line.line.depth else "deeper"
    if before.bare.rstrip().endswith(":"):
        yield "after_colon"
    if "only_address" in before.features or before.line.kind is Kind.LINK:
        yield "opening" if line.line.has_gap else "after_link"
    if _is_label_of_address(line) and (_is_text(before) or _is_label_of_address(before)):
        yield "link_label"
    if "only_platforms" in line.features and before.addresses and not is_label:
        yield "network_heading"
