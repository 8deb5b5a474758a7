"""How well a proposal finds the operations that a dossier is known to have."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.text import fold_name, folded_words
from gersapp.exchange.proposal import Proposal, ProposedOperation

# Words around the name of an audience that are no part of it: « Pour les seniors » are « Seniors ».
_NO_NAME = {"le", "la", "les", "l", "de", "des", "du", "d", "pour", "cible", "cibles", "public", "publics"}
_MIN_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class Expected:
    """An operation that a dossier has: audiences are labels, platforms slugs or names that it announces."""

    title: str
    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a dossier is to give. Each section of `foreign` is the lines that belong to no operation."""

    operations: tuple[Expected, ...]
    foreign: tuple[tuple[str, ...], ...] = ()
    addresses: tuple[str, ...] = ()


def expected_of(data: dict[str, Any]) -> Expectation:
    """Read the expected result of a file of `tests/exchange`."""
    operations = tuple(
        Expected(
            title=operation["title"],
            audiences=tuple(operation["audiences"]),
            platforms=tuple(operation["platforms"]),
            links=tuple(operation["links"]),
        )
        for operation in data["operations"]
    )
    return Expectation(
        operations=operations,
        foreign=tuple(map(tuple, data.get("foreign", ()))),
        addresses=tuple(dict.fromkeys(url for operation in operations for url in operation.links)),
    )


@dataclass(slots=True)
class Score:
    """Counts, and a sentence for each failure."""

    expected: int = 0
    proposed: int = 0
    right: int = 0
    spurious: int = 0
    missed: int = 0
    foreign: int = 0
    eaten: int = 0
    addresses: int = 0
    lost: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        for name in (
            "expected",
            "proposed",
            "right",
            "spurious",
            "missed",
            "foreign",
            "eaten",
            "addresses",
            "lost",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failures += other.failures

    @property
    def right_rate(self) -> float:
        return self.right / max(1, self.expected)

    @property
    def spurious_rate(self) -> float:
        return self.spurious / max(1, self.proposed)

    @property
    def eaten_rate(self) -> float:
        return self.eaten / max(1, self.foreign)


def score(expectation: Expectation, proposal: Proposal) -> Score:
    """Compare a proposal with what its dossier is to give."""
    result = Score(expected=len(expectation.operations), proposed=len(proposal.operations))
    pairs = _pair(expectation.operations, proposal.operations)
    for place, operation in enumerate(expectation.operations):
        if place not in pairs:
            result.missed += 1
            result.failures.append(f"missed: {operation.title}")
            continue
        wrong = differences(operation, proposal.operations[pairs[place]])
        result.right += not wrong
        if wrong:
            result.failures.append(f"wrong: {operation.title}: {'; '.join(wrong)}")
    for place, proposed in enumerate(proposal.operations):
        if place not in pairs.values():
            result.spurious += 1
            result.failures.append(f"spurious: {proposed.title}")
    _count_eaten(result, expectation.foreign, proposal)
    _count_lost(result, expectation.addresses, proposal)
    return result


def differences(expected: Expected, proposed: ProposedOperation) -> list[str]:
    """Return what is not right among title, audiences, platforms and links."""
    wrong = []
    if title_key(expected.title) != title_key(proposed.title):
        wrong.append(f"title {proposed.title} for {expected.title}")
    for name, wanted, found, keys in (
        ("audiences", expected.audiences, proposed.audiences, _audience_keys),
        ("platforms", expected.platforms, proposed.platforms, _platform_keys),
        ("links", expected.links, proposed.links, set),
    ):
        if keys(wanted) != keys(found):
            wrong.append(f"{name} {', '.join(found) or 'none'} for {', '.join(wanted) or 'none'}")
    return wrong


def title_key(title: str) -> str:
    """Return the words of a title: capitals, quotes and final marks do not count."""
    return " ".join(folded_words(title))


def _audience_keys(labels: Iterable[str]) -> set[str]:
    return {_audience_key(label) for label in labels}


def _audience_key(label: str) -> str:
    words = [word for word in folded_words(label) if word not in _NO_NAME]
    return " ".join(words) or fold_name(label)


def _platform_keys(platforms: Iterable[str]) -> set[str]:
    return {fold_name(name) for name in read_announced(platforms)}


def _pair(expected: Sequence[Expected], proposed: Sequence[ProposedOperation]) -> dict[int, int]:
    """Return the place of each expected operation → that of what was proposed for it.

    Equal titles come first, with a link in common before those with none; then links in common, then likeness.
    """
    likeness = [
        (_likeness(wanted, found), -abs(place - other), place, other)
        for place, wanted in enumerate(expected)
        for other, found in enumerate(proposed)
    ]
    pairs: dict[int, int] = {}
    for points, _, place, other in sorted(likeness, reverse=True):
        if points >= _MIN_LIKENESS and place not in pairs and other not in pairs.values():
            pairs[place] = other
    return pairs


def _likeness(expected: Expected, proposed: ProposedOperation) -> float:
    wanted, found = title_key(expected.title), title_key(proposed.title)
    shared = len(set(expected.links) & set(proposed.links)) / max(1, len(expected.links))
    if wanted == found:
        same_audiences = _audience_keys(expected.audiences) == _audience_keys(proposed.audiences)
        return 3 + shared + same_audiences
    matcher = SequenceMatcher(None, wanted, found)
    alike = matcher.ratio() if matcher.real_quick_ratio() >= _MIN_LIKENESS else 0
    return max(alike, 1 + shared if shared else 0)


def _count_eaten(result: Score, foreign: Sequence[Sequence[str]], proposal: Proposal) -> None:
    """Count the sections of which a line is in a title or in a text of an operation."""
    texts = [
        f" {title_key(operation.title)} | {title_key(operation.description)} "
        for operation in proposal.operations
    ]
    for section in foreign:
        result.foreign += 1
        eaten = [line for line in section if any(f" {title_key(line)} " in text for text in texts)]
        if eaten:
            result.eaten += 1
            result.failures.append(f"eaten: {eaten[0]}")


def _count_lost(result: Score, addresses: Iterable[str], proposal: Proposal) -> None:
    """Count the addresses of the source that are in no operation and in no leftover."""
    kept = {url for operation in proposal.operations for url in operation.links}
    leftovers = re.sub(r"\s", "", "\n".join(proposal.leftovers))
    for address in addresses:
        result.addresses += 1
        if address not in kept and re.sub(r"\s", "", address) not in leftovers:
            result.lost += 1
            result.failures.append(f"lost: {address}")
