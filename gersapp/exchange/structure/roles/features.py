"""What is seen of a line alone, by names: the words, the shape, the marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gersapp.exchange.blocks import Origin
from gersapp.exchange.field_words import BODY_WORDS, Kind
from gersapp.exchange.structure.addresses import Address, addresses_of
from gersapp.exchange.structure.cues import (
    audience_strength,
    document_strength,
    introduction_strength,
    is_period,
    section_strength,
    theme_strength,
)
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.numbers import number_end, ordinal_end
from gersapp.exchange.structure.platforms import (
    is_link_words,
    last_sentence_networks,
    networks_listed,
    platforms_in_list,
    platforms_listed,
    platforms_mentioned,
)
from gersapp.exchange.structure.roles.wholes import Whole, wholes_of
from gersapp.exchange.structure.tags import Tag, tags_of
from gersapp.exchange.structure.words import MAX_READ, words_of

# A line of one of these alone may be the title of an operation: « Lettre d’information ».
_KINDS_OF_SITE = frozenset({"lettre-information", "podcast", "page-de-liens", "site-web"})
# « Pas de lien conservé », « les stories ne sont plus en ligne »: it was published.
_LINK_LOST = re.compile(
    r"\b(?:pas|plus|aucun|sans) (?:de |d['’])?(?:lien|trace|archive|enregistrement|rediffusion|replay)"
    r"|\bliens?\s?:?\s(?:perdus?|morts?|cassés?|expirés?|introuvables?|sur demande|à venir|non )"
    r"|\b(?:pas|plus|non|jamais) (?:été )?(?:archiv|conserv|enregistr|sauvegard)ée?s?\b"
    r"|\bplus (?:en ligne|visibles?|disponibles?|accessibles?)\b"
    r"|\b(?:publications?|posts?|vidéos?|stor(?:y|ies)|visuels?|épisodes?|rediffusions?|page|compte|portraits?)\b"
    r"[^.]{0,30}\b(?:retiré|supprimé|effacé|expiré|dépublié|perdu|fermé)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[«\"“„][^«»\"“”]{1,150}[»\"”][\s.:]*")
_STARTS_QUOTED = re.compile(r"[«\"“„]")
_STYLE_ROLES = {
    "cible": "style_audience",
    "operation": "style_title",
    "reseaux": "style_platforms",
    "lien": "style_link",
}
_FEW_WORDS = 5
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


def see_alone(line: Line) -> Seen:
    addresses = addresses_of(line)
    bare = _without_addresses(line.text, addresses)
    tags = _tags_of(line, bare) if line.kind in (Kind.NONE, Kind.TITLE, Kind.TEXT, Kind.OTHER) else ()
    core = without_tags(bare, tags)
    platforms = platforms_listed(bare)
    if line.kind is Kind.PLATFORMS:
        platforms = networks_listed(bare)
    elif line.kind is Kind.LINK:
        platforms = platforms_in_list(f"{line.label} {bare}")
    elif line.kind is not Kind.AUDIENCE and not platforms:
        tagged = [slug for tag in tags for slug in networks_listed(tag.platforms)]
        platforms = tuple(dict.fromkeys([*tagged, *last_sentence_networks(bare), *platforms_mentioned(bare)]))
    has_evidence = bool(addresses or platforms)
    may_be_whole = not line.kind or (line.kind is Kind.OTHER and line.has_gap)
    wholes = [] if not may_be_whole else wholes_of(line, bare, _start_of(tags), has_evidence=has_evidence)
    is_lost = not (wholes or has_evidence) and _LINK_LOST.search(bare[:500]) is not None
    features = [*_features(line, addresses, bare, core), *_tagged(core, tags), *["link_lost"] * is_lost]
    return Seen(
        line,
        addresses,
        bare,
        core,
        tags,
        wholes,
        None,
        platforms,
        frozenset(features),
        _strengths(line, core),
    )


def _tags_of(line: Line, bare: str) -> tuple[Tag, ...]:
    """Return the tags of a line; the words behind a link, or right after an ordinal, name nobody."""
    title = ordinal_end(bare)
    return tuple(
        tag
        for tag in tags_of(bare)
        if not (
            tag.audience
            and (
                tag.start < title
                or any(anchor.start < tag.end and tag.start < anchor.end for anchor in line.anchors)
            )
        )
    )


def _tagged(core: str, tags: Sequence[Tag]) -> list[str]:
    """« Titre (jeunes, Facebook) »: a short name, and for whom it is."""
    return ["tagged"] if any(tag.audience for tag in tags) and 0 < len(words_of(core)) <= 8 else []


def _start_of(tags: Sequence[Tag]) -> int:
    """Return where the text begins after a tag that stands first."""
    return tags[0].end if tags and tags[0].start == 0 else 0


def _without_addresses(text: str, addresses: Sequence[Address]) -> str:
    """Return a text with spaces in place of the addresses that are written in it, as long as it was."""
    pieces, end = [], 0
    for address in addresses:
        if not address.is_anchor or "://" in text[address.start : address.end]:
            start = max(end, address.start)
            pieces += [text[end:start], " " * (address.end - start)]
            end = max(end, address.end)
    return "".join([*pieces, text[end:]])


def without_tags(text: str, tags: Sequence[Tag]) -> str:
    for tag in reversed(tags):
        text = text[: tag.start] + " " + text[tag.end :]
    return " ".join(text[:MAX_READ].split()).strip(" :–—-|,;•·<>()[]")


def _strengths(line: Line, core: str) -> dict[str, float]:
    if line.kind not in (Kind.NONE, Kind.THEME) or len(core) > 120:
        return {}
    found = {
        # The words behind a link name nobody.
        "audience": 0.0 if line.anchors else audience_strength(core),
        "section": section_strength(core[number_end(core) :]),
        "introduction": introduction_strength(core),
        "theme": theme_strength(core),
        "document": document_strength(core),
    }
    if found["section"] == 1:  # « Pour finir »
        found["audience"] = 0.0
    return {name: strength for name, strength in found.items() if strength}


def _features(line: Line, addresses: Sequence[Address], bare: str, core: str) -> list[str]:
    features = ["any", *_marks(line, core), *_length(core), *_ends(bare, core)]
    if line.kind:
        features.append(f"field_{line.kind}")
        if (
            line.kind is Kind.OTHER
            and line.has_gap
            and not BODY_WORDS & set(words_of(line.text.partition(":")[0]))
        ):
            features.append("other_gap")
    if line.origin is not Origin.BODY:
        features.append(f"origin_{line.origin}")
    style = _STYLE_ROLES.get("".join(words_of(line.style)))
    if style:
        features.append(style)
    if addresses:
        features.append("address")
        if is_link_words(bare) or (len(addresses) > 1 and is_link_words(_beside_anchors(line, bare))):
            features.append("only_address")
        elif any(a.is_anchor and a.end - a.start >= len(line.text) - 2 for a in addresses):
            features.append("all_anchor")
    if core == "" or platforms_listed(core):
        listed = platforms_listed(core or bare)
        features.append("only_platforms" if listed else "empty")
        if listed and set(listed) <= _KINDS_OF_SITE:
            features.append("site_kind")
        if len(words_of(core)) == 1:
            features.append("bullet_platform" if line.marker and not line.heading else "one_platform")
    if is_period(core):
        features.append("period")
    if not line.kind and len(core) < 60 and section_strength(core) == 1:
        features.append("is_section")
    return features


def _beside_anchors(line: Line, bare: str) -> str:
    """Return what stands beside the words that have links behind them."""
    for anchor in line.anchors:
        bare = bare[: anchor.start] + " " * (anchor.end - anchor.start) + bare[anchor.end :]
    return bare


def _marks(line: Line, core: str) -> list[str]:
    letters = [character for character in core[:200] if character.isalpha()]
    is_short = len(core) <= 120
    found = {
        "heading": line.heading > 0,
        "bold": line.is_bold,
        "capitals": len(letters) > 3 and all(map(str.isupper, letters)),
        "quoted": bool(_QUOTED.fullmatch(core)),
        "quote_first": is_short and bool(_STARTS_QUOTED.match(core)),
        "numbered": is_number(line.marker),
        "bullet": bool(line.marker) and not is_number(line.marker),
        "unmarked": not line.marker and not line.kind,
        "gap": line.has_gap,
        "no_gap": not line.has_gap,
        "piece": line.is_piece,
        "after_table": line.follows_table,
        "emoji": bool(core) and ord(core[0]) >= 0x1F000,
    }
    return [name for name, holds in found.items() if holds]


def is_number(marker: str) -> bool:
    """Whether a marker counts: « 2. », « II. », « b) »."""
    return any(map(str.isdigit, marker)) or (marker[:1].isalpha() and marker[-1:] in ".)")


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
    if bare.isupper() and len(words_of(core)) <= _FEW_WORDS:  # « FEU ? NON. »
        return []
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
