"""The filters of the Observatoire, as its form shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from gersapp.catalogue.text import folded_words
from gersapp.observatory.found import NationalFound
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.observatory.territories import BY_SLUG as TERRITORIES
from gersapp.observatory.territories import name_territory
from gersapp.web.national.french import GROUP_LABELS, KINDS, PLATFORM_LABELS, say_chosen, say_narrowed

# A longer list of bodies or of territories is folded, and has a field that narrows it.
_LONG_LIST = 8
_KIND_LABELS = {kind.value: label for kind, label in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter; `is_within` another, which stands before it."""

    slug: str
    label: str
    number: int
    is_chosen: bool
    is_within: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """The summary of a long filter that is folded, and the field in it that narrows its list.

    `ticked` says what is ticked, and `narrowed` how far the text `typed` in the field narrows the values, of
    which there are `total`, each a `noun`.
    """

    noun: str
    total: int
    typed: str
    ticked: str
    narrowed: str

    @property
    def is_open(self) -> bool:
        return bool(self.ticked or self.typed)


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: `name` is its parameter, and `fold` is None when it is short."""

    name: str
    legend: str
    values: Sequence[Value]
    fold: Fold | None = None


def make_facets(
    national: National,
    selection: NationalSelection,
    found: NationalFound,
    narrowing: Mapping[str, str] = MappingProxyType({}),
) -> list[Facet]:
    """Return the filters, in the order of the form; `narrowing` is what is typed in the long ones."""
    names = {slug: national.parts[slug].member.name for slug in found.bodies}
    bodies = _values(found.bodies, names, selection.bodies)
    territories = list(_territories(found, selection))
    fold = partial(_fold, say_ticked(national, selection, found), narrowing)
    return [
        Facet("kind", "Types d’organismes", _values(found.kinds, _KIND_LABELS, selection.kinds)),
        fold(Facet("territory", "Territoires", territories), "territoire"),
        fold(Facet("body", "Organismes", bodies), "organisme"),
        Facet("audience", "Cibles", _values(found.groups, GROUP_LABELS, selection.groups)),
        Facet("platform", "Plateformes", _values(found.platforms, PLATFORM_LABELS, selection.platforms)),
    ]


def say_ticked(national: National, selection: NationalSelection, found: NationalFound) -> dict[str, str]:
    """Return what is ticked in each long filter (filter → words)."""
    territories = [name_territory(slug) for slug in selection.territories]
    bodies = [national.parts[slug].member.name for slug in selection.bodies]
    filters = (("territory", found.territories, territories), ("body", found.bodies, bodies))
    return {name: say_chosen(labels) for name, counts, labels in filters if len(counts) > _LONG_LIST}


def _values(counts: Mapping[str, int], labels: Mapping[str, str], chosen: Sequence[str]) -> list[Value]:
    return [Value(slug, labels[slug], number, slug in chosen) for slug, number in counts.items()]


def _territories(found: NationalFound, selection: NationalSelection) -> Iterable[Value]:
    for slug, number in found.territories.items():
        is_within = TERRITORIES[slug].region in found.territories
        yield Value(slug, name_territory(slug), number, slug in selection.territories, is_within)


def _fold(ticked: Mapping[str, str], narrowing: Mapping[str, str], facet: Facet, noun: str) -> Facet:
    """Return `facet` folded if it is long, with the values that are ticked or that its field names."""
    if facet.name not in ticked:
        return facet
    values, typed = facet.values, narrowing.get(facet.name, "")
    wanted, shown = folded_words(typed), values
    if wanted:
        shown = [value for value in values if value.is_chosen or _begins_words(value.label, wanted)]
    narrowed = say_narrowed(len(shown), len(values), noun) if wanted else ""
    return replace(facet, values=shown, fold=Fold(noun, len(values), typed, ticked[facet.name], narrowed))


def _begins_words(label: str, wanted: Sequence[str]) -> bool:
    """Whether each of the words `wanted` begins a word of `label`."""
    words = folded_words(label)
    return all(any(word.startswith(prefix) for word in words) for prefix in wanted)
