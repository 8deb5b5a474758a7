"""What is seen of each line, by names: the words, the shape, the marks and the neighbours."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gersapp.exchange.blocks import Origin
from gersapp.exchange.structure.addresses import Address, addresses_of
from gersapp.exchange.structure.cues import (
    MAX_READ,
    audience_strength,
    document_strength,
    introduction_strength,
    is_link_words,
    is_period,
    networks_listed,
    platforms_in_list,
    platforms_listed,
    platforms_mentioned,
    section_strength,
    theme_strength,
    words_of,
)
from gersapp.exchange.structure.fields import Tag, last_bracket, tags_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.wholes import Whole, wholes_of

_QUOTED = re.compile(r"[«\"“„][^«»\"“”]{1,150}[»\"”][\s.:]*")
_STARTS_QUOTED = re.compile(r"[«\"“„]")
_STYLE_ROLES = {
    "cible": "style_audience",
    "operation": "style_title",
    "reseaux": "style_platforms",
    "lien": "style_link",
}
_PRONOUNS = frozenset(
    [
        "nous",
        "on",
        "il",
        "elle",
        "ils",
        "elles",
        "vous",
        "ce",
        "cela",
        "ceci",
        "cet",
        "cette",
        "ces",
        "c",
        "tout",
        "toutes",
        "rien",
    ]
)
_SURE = 0.7
_OF_TEXTS = frozenset({"full_stop", "sentences", "words_22", "words_more", "field_text"})
_LONG_REST = 4  # words
_FEWEST_BRACKETS = 2  # that make a habit
_FAR = 12  # lines: no evidence nearer is none at all


@dataclass(frozen=True, slots=True)
class Seen:
    """A line, and what was read in it. `bare` is its text without written addresses."""

    line: Line
    addresses: tuple[Address, ...]
    bare: str
    core: str  # of a short line: `bare` without the tags of audiences and platforms
    tags: tuple[Tag, ...]
    wholes: list[Whole]  # the titles that it may have if it is a whole operation
    whole: Whole | None  # the likeliest of them in this document
    platforms: tuple[str, ...]  # that the line names, in a list or in prose
    features: frozenset[str]
    strengths: dict[str, float]

    @property
    def has_evidence(self) -> bool:
        return bool(self.addresses or self.platforms)

    @property
    def opens_linked(self) -> bool:
        """Whether a title here has a link or a list of platforms; that it names one does not count."""
        if self.whole:
            return self.has_evidence
        return bool(self.addresses) or any(tag.platforms for tag in self.tags)


def see(lines: Sequence[Line]) -> list[Seen]:
    """Return what is seen of each line; none of the lines is decor."""
    seen = [_see(line) for line in lines]
    seen = _with_learned_brackets(seen)
    usual = _usual_shape(seen)
    seen = [_with_whole(line, usual) for line in seen]
    has_headings = _has_audiences_first(seen)
    return [
        _beside(seen, index, distance, has_headings=has_headings)
        for index, distance in enumerate(_distances(seen))
    ]


def _names_people(line: Seen) -> bool:
    return line.line.kind == "audience" or line.strengths.get("audience", 0) >= _SURE


def _has_audiences_first(seen: Sequence[Seen]) -> bool:
    """Whether a line that names people stands before the first address."""
    return next((_names_people(line) for line in seen if line.addresses or _names_people(line)), False)


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
        tags = (*line.tags, Tag(found.start(), found.end(), audience=found[1]))
        seen[index] = replace(line, tags=tags, core=_without_tags(line.bare, tags))
    return seen


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
    left = section_strength(line.bare[whole.start : whole.end])
    strengths = line.strengths | ({"left_line": left} if left else {})
    if len(words_of(line.bare[whole.rest :])) > _LONG_REST:
        features.add("whole_rest")
    return replace(line, whole=whole, features=line.features | features, strengths=strengths)


def _see(line: Line) -> Seen:
    addresses = addresses_of(line)
    bare = _without_addresses(line.text, addresses)
    tags = tags_of(bare) if line.kind in ("", "title", "text", "other") else ()
    core = _without_tags(bare, tags)
    platforms = platforms_listed(bare)
    if line.kind == "platforms":
        platforms = networks_listed(bare)
    elif line.kind == "link":
        platforms = platforms_in_list(f"{line.label} {bare}")
    elif line.kind != "audience" and not platforms:
        tagged = [slug for tag in tags for slug in networks_listed(tag.platforms)]
        platforms = tuple(dict.fromkeys([*tagged, *platforms_mentioned(bare)]))
    has_evidence = bool(addresses or platforms)
    may_be_whole = not line.kind or (line.kind == "other" and line.has_gap)
    wholes = [] if not may_be_whole else wholes_of(line, bare, _start_of(tags), has_evidence=has_evidence)
    return Seen(
        line,
        addresses,
        bare,
        core,
        tags,
        wholes,
        None,
        platforms,
        frozenset(_features(line, addresses, bare, core)),
        _strengths(line, core),
    )


def _start_of(tags: Sequence[Tag]) -> int:
    """Return where the text begins after a tag that stands first."""
    return tags[0].end if tags and tags[0].start == 0 else 0


def _without_addresses(text: str, addresses: Sequence[Address]) -> str:
    """Return a text with spaces in place of the addresses that are written in it, as long as it was."""
    for address in addresses:
        if not address.is_anchor or "://" in text[address.start : address.end]:
            text = text[: address.start] + " " * (address.end - address.start) + text[address.end :]
    return text


def _without_tags(text: str, tags: Sequence[Tag]) -> str:
    for tag in reversed(tags):
        text = text[: tag.start] + " " + text[tag.end :]
    return " ".join(text[:MAX_READ].split()).strip(" :–—-|,;•·<>()[]")


def _strengths(line: Line, core: str) -> dict[str, float]:
    if line.kind not in ("", "theme") or len(core) > 120:
        return {}
    found = {
        "audience": audience_strength(core),
        "section": section_strength(core),
        "introduction": introduction_strength(core),
        "theme": theme_strength(core),
        "document": document_strength(core),
    }
    return {name: strength for name, strength in found.items() if strength}


def _features(line: Line, addresses: Sequence[Address], bare: str, core: str) -> list[str]:
    features = ["any", *_marks(line, core), *_length(core), *_ends(bare, core)]
    if line.kind:
        features.append(f"field_{line.kind}")
        if line.kind == "other" and line.has_gap:
            features.append("other_gap")
    if line.origin is not Origin.BODY:
        features.append(f"origin_{line.origin}")
    style = _STYLE_ROLES.get("".join(words_of(line.style)))
    if style:
        features.append(style)
    if addresses:
        features.append("address")
        if is_link_words(bare):
            features.append("only_address")
        elif any(a.is_anchor and a.end - a.start >= len(line.text) - 2 for a in addresses):
            features.append("all_anchor")
    if core == "" or platforms_listed(core):
        features.append("only_platforms" if platforms_listed(bare) else "empty")
        if len(words_of(core)) == 1:
            features.append("bullet_platform" if line.marker and not line.heading else "one_platform")
    if is_period(core):
        features.append("period")
    return features


def _marks(line: Line, core: str) -> list[str]:
    letters = [character for character in core[:200] if character.isalpha()]
    is_short = len(core) <= 120
    found = {
        "heading": line.heading > 0,
        "bold": line.is_bold,
        "capitals": len(letters) > 3 and all(map(str.isupper, letters)),
        "quoted": bool(_QUOTED.fullmatch(core)),
        "quote_first": is_short and bool(_STARTS_QUOTED.match(core)),
        "numbered": any(map(str.isdigit, line.marker)),
        "bullet": bool(line.marker) and not any(map(str.isdigit, line.marker)),
        "unmarked": not line.marker and not line.kind,
        "gap": line.has_gap,
        "no_gap": not line.has_gap,
        "piece": line.is_piece,
        "emoji": bool(core) and ord(core[0]) >= 0x1F000,
    }
    return [name for name, holds in found.items() if holds]


def _length(core: str) -> list[str]:
    count = len(words_of(core))
    if count <= 5:
        return ["words_5"]
    if count <= 9:
        return ["words_9"]
    if count <= 14:
        return ["words_14"]
    return ["words_22"] if count <= 22 else ["words_more"]


def _ends(bare: str, core: str) -> list[str]:
    bare = bare.strip()
    found = []
    if bare.endswith(":"):
        found.append("colon")
    if bare.endswith((".", "…", ";", ",")) and not bare.endswith("etc."):
        found.append("full_stop")
    if "full_stop" in found and words_of(core)[:1] and words_of(core)[0] in _PRONOUNS:
        found.append("statement")
    if re.search(r"[.!?…]\s+[A-ZÀ-Ý«]", core):
        found.append("sentences")
    if core[:1].islower():
        found.append("lower")
    digits = sum(map(str.isdigit, core))
    if digits * 5 > len(core) > 8 or "%" in core or "€" in core:
        found.append("figures")
    return found


def _distances(seen: Sequence[Seen]) -> list[int]:
    """Return how many lines after each the next address or list of platforms comes."""
    distances, distance = [], _FAR
    for line in reversed(seen):
        distances.append(distance)
        is_evidence = line.addresses or line.line.kind == "platforms" or "only_platforms" in line.features
        distance = 1 if is_evidence else min(_FAR, distance + 1)
    return distances[::-1]


def _beside(seen: Sequence[Seen], index: int, distance: int, *, has_headings: bool) -> Seen:
    """Return a line with what its neighbours add to its features."""
    line = seen[index]
    features = set(line.features)
    features.add("near" if distance <= 3 else "reach" if distance <= 7 else "far")
    after = seen[index + 1] if index + 1 < len(seen) else None
    if after is None:
        features.add("last")
    else:
        features.update(_before_another(line, after))
    if index:
        before = seen[index - 1]
        features.update(_after_another(line, before, "link_after" in features))
        is_before_text = after is not None and bool(_OF_TEXTS & after.features)
        is_between = before.addresses and "tail" not in features and not is_before_text
        if has_headings and is_between and _names_people(line):
            features.add("audience_between")
    if index < 6:
        features.add("top")
    if index < 2:
        features.add("first")
    return replace(line, features=frozenset(features))


def _before_another(line: Seen, after: Seen) -> Iterator[str]:
    """Give what the line after one says of it."""
    if after.line.has_gap:
        yield "gap_after" if line.line.has_gap else "tail"
    if after.line.depth > line.line.depth:
        yield "deeper_after"
    if "only_address" in after.features or after.line.kind == "link":
        yield "link_after"
    if after.line.kind == "audience":
        yield "field_after"


def _after_another(line: Seen, before: Seen, has_link_after: bool) -> Iterator[str]:
    """Give what the line before one says of it."""
    if before.line.depth != line.line.depth:
        yield "shallower" if before.line.depth > line.line.depth else "deeper"
    if before.bare.rstrip().endswith(":"):
        yield "after_colon"
    if "only_address" in before.features or before.line.kind == "link":
        yield "opening" if line.line.has_gap else "after_link"
    if "only_platforms" in line.features and before.addresses and not has_link_after:
        yield "network_heading"
