"""What the catalogue already has of a proposed operation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import Value
from gersapp.catalogue.links import recognise
from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import fold_name
from gersapp.exchange.proposal import ProposedOperation
from gersapp.reviews.typography import mend


class Standing(StrEnum):
    """How a proposed operation stands beside the catalogue."""

    NEW = "new"
    ADDED = "added"  # this review has added it
    THERE = "there"  # all that the dossier says of it is in the catalogue
    INCOMPLETE = "incomplete"  # it is there, and lacks fields that the dossier has
    DOUBLE = "double"  # probably: the same title or post, and other contents


@dataclass(frozen=True, slots=True)
class Match:
    """An operation of the catalogue that reads like a proposed one: by its title, or by `posts` (addresses).

    `missing` has, by field, what the dossier gives and the operation lacks: a text, labels of audiences,
    platforms or addresses. `differing` are the fields that both have, and that differ. `same_text` says that
    both have the same description, and not an empty one.
    """

    operation: Operation
    by_title: bool
    posts: tuple[str, ...]
    missing: Mapping[str, Value]
    differing: tuple[str, ...]
    same_text: bool

    @property
    def is_poor(self) -> bool:
        """Whether the operation has no description or no link, and the dossier has one."""
        return "description" in self.missing or ("links" in self.missing and not self.operation.links)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a proposed operation stands; `matches` are those of the catalogue that read like it, the nearest
    first."""

    standing: Standing = Standing.NEW
    matches: tuple[Match, ...] = ()


class _Titles:
    """The operations of the last catalogue by their folded titles.

    To fold 10 000 titles takes 60 ms, and a decision compares with the same catalogue three times.
    """

    def __init__(self) -> None:
        self._last: tuple[Mapping[str, Operation], Mapping[str, list[Operation]]] = ({}, {})

    def of(self, operations: Mapping[str, Operation]) -> Mapping[str, list[Operation]]:
        """Return the operations by title; for the same mapping, which never changes, the same as before."""
        known, titles = self._last
        if known is not operations:
            found = defaultdict[str, list[Operation]](list)
            for operation in operations.values():
                found[fold_name(operation.title)].append(operation)
            titles = dict(found)
            self._last = (operations, titles)
        return titles


_titles = _Titles()


class Comparer:
    """Compares proposed operations with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._labels = {audience.slug: audience.label for audience in catalogue.heading.audiences}
        self._by_title = _titles.of(catalogue.operations)

    def compare(self, proposed: ProposedOperation, added: str = "") -> Comparison:
        """Compare an operation, whose audiences are labels; `added` is the id that it has become, or ""."""
        if added in self._catalogue.operations:
            operation = self._catalogue.operations[added]
            return Comparison(Standing.ADDED, (self._match(proposed, operation, ()),))
        posts = defaultdict[str, list[str]](list)
        for url in proposed.links if self._catalogue.operations else ():
            for operation in self._catalogue.with_post(url):
                posts[operation.id].append(url)
        names = {fold_name(title): None for title in (proposed.title, mend(proposed.title))}
        titled = [operation.id for name in names for operation in self._by_title.get(name, ())]
        found = [self._catalogue.operations[id] for id in dict.fromkeys([*titled, *posts])]
        matches = [self._match(proposed, operation, posts.get(operation.id, ())) for operation in found]
        matches.sort(key=_distance)
        return Comparison(_standing(matches), tuple(matches))

    def _match(self, proposed: ProposedOperation, operation: Operation, posts: Sequence[str]) -> Match:
        missing: dict[str, Value] = {}
        differing = []
        by_title = _read_alike(proposed.title, operation.title)
        if not by_title:
            differing.append("title")
        if proposed.description and not operation.description:
            missing["description"] = proposed.description
        elif proposed.description and not _read_alike(proposed.description, operation.description):
            differing.append("description")
        had = {
            "audiences": {fold_name(self._labels.get(slug, slug)) for slug in operation.audiences},
            "platforms": {fold_name(name) for name in (*operation.platforms, *operation.all_platforms)},
            "links": {link.recognised.key for link in operation.links},
        }
        wanted = {
            "audiences": proposed.audiences,
            "platforms": read_announced(proposed.platforms),
            "links": proposed.links,
        }
        for name, items in wanted.items():
            key = _key_of_link if name == "links" else fold_name
            lacking = tuple([item for item in items if key(item) not in had[name]])
            if lacking:
                missing[name] = lacking
        same_text = bool(proposed.description) and "description" not in (*missing, *differing)
        return Match(operation, by_title, tuple(posts), missing, tuple(differing), same_text)


def _read_alike(text: str, other: str) -> bool:
    """Whether two texts differ by typography at most: people may have taken what was suggested for one."""
    return fold_name(text) == fold_name(other) or fold_name(mend(text)) == fold_name(mend(other))


def _key_of_link(url: str) -> str:
    return recognise(url).key


def _distance(match: Match) -> tuple[bool, int, int, int]:
    """Return what sorts matches, the nearest first."""
    return (not match.by_title, len(match.differing), len(match.missing), -len(match.posts))


def _standing(matches: Sequence[Match]) -> Standing:
    if not matches:
        return Standing.NEW
    nearest = matches[0]
    if nearest.differing or not nearest.by_title:
        return Standing.DOUBLE
    if not nearest.missing:
        return Standing.THERE
    # Two operations may well have one title: a post or a text in common tells more, as does an empty field.
    return Standing.INCOMPLETE if nearest.posts or nearest.same_text or nearest.is_poor else Standing.DOUBLE
