"""The filters of the Observatoire, as its form shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gersapp.catalogue.platforms import BY_SLUG as PLATFORMS
from gersapp.catalogue.text import folded_words
from gersapp.observatory.found import NationalFound
from gersapp.observatory.groups import BY_SLUG as GROUPS
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.observatory.territories import BY_SLUG as TERRITORIES
from gersapp.observatory.territories import name_territory
from gersapp.web.national.french import KINDS, say_narrowed

# A longer list of bodies has a field that narrows it.
_LONG_LIST = 8


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter; `is_within` another, which stands before it."""

    slug: str
    label: str
    number: int
    is_chosen: bool
    is_within: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: `name` is its parameter. A long one `is_narrowed` by a field, and `narrowed` says how far."""

    name: str
    legend: str
    values: Sequence[Value]
    is_narrowed: bool = False
    narrowed: str = ""


def make_facets(
    national: National, selection: NationalSelection, found: NationalFound, name: str = ""
) -> list[Facet]:
    """Return the filters, in the order of the form; `name` is typed to narrow the list of bodies."""
    return [
        Facet("kind", "Types d’organismes", _values(found.kinds, _KIND_LABELS, selection.kinds)),
        Facet("territory", "Territoires", list(_territories(found, selection))),
        _bodies(national, selection, found, name),
        Facet("audience", "Cibles", _values(found.groups, _GROUP_LABELS, selection.groups)),
        Facet("platform", "Plateformes", _values(found.platforms, _PLATFORM_LABELS, selection.platforms)),
    ]


_KIND_LABELS = {kind.value: label for kind, label in KINDS.items()}
_GROUP_LABELS = {slug: group.label for slug, group in GROUPS.items()}
_PLATFORM_LABELS = {slug: platform.label for slug, platform in PLATFORMS.items()}


def _values(counts: Mapping[str, int], labels: Mapping[str, str], chosen: Sequence[str]) -> list[Value]:
    return [Value(slug, labels[slug], number, slug in chosen) for slug, number in counts.items()]


def _territories(found: NationalFound, selection: NationalSelection) -> Iterable[Value]:
    for slug, number in found.territories.items():
        is_within = TERRITORIES[slug].region in found.territories
        yield Value(slug, name_territory(slug), number, slug in selection.territories, is_within)


def _bodies(national: National, selection: NationalSelection, found: NationalFound, name: str) -> Facet:
    names = {slug: national.parts[slug].member.name for slug in found.bodies}
    values = _values(found.bodies, names, selection.bodies)
    wanted, shown = folded_words(name), values
    if wanted:
        shown = [value for value in values if value.is_chosen or _begins_words(value.label, wanted)]
    return Facet(
        "body",
        "Organismes",
        shown,
        is_narrowed=len(values) > _LONG_LIST,
        narrowed=say_narrowed(len(shown), len(values)) if wanted else "",
    )


def _begins_words(label: str, wanted: Sequence[str]) -> bool:
    """Whether each of the words `wanted` begins a word of `label`."""
    words = folded_words(label)
    return all(any(word.startswith(prefix) for word in words) for prefix in wanted)
