"""The selection across bodies that a visitor requests, and its one canonical query string."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.selection import Notice, NoticeKind, read_page, read_ticks, read_typed
from gersapp.observatory.body import Kind
from gersapp.observatory.groups import GROUPS
from gersapp.observatory.territories import TERRITORIES

_KINDS = tuple(kind.value for kind in Kind)
_TERRITORIES = tuple(territory.slug for territory in TERRITORIES)
_GROUPS = tuple(group.slug for group in GROUPS)
_PLATFORMS = tuple(platform.slug for platform in PLATFORMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalSelection:
    """The values of each filter are OR-ed, words are all required, and the filters are AND-ed.

    Values are slugs; a territory finds the bodies of those in it too. Pages count from 1.
    """

    bodies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    q: str = ""
    page: int = 1

    @property
    def query(self) -> str:
        """The canonical query string, without « ? »: nothing empty, nothing repeated, one order."""
        return "&".join([*self._filters(), f"page={self.page}"] if self.page > 1 else self._filters())

    def queries_less_one(self) -> list[str]:
        """Return the query strings of the first page, each without one of the filters, in their order."""
        filters = self._filters()
        return ["&".join(filters[:k] + filters[k + 1 :]) for k in range(len(filters))]

    def on_page(self, page: int) -> "NationalSelection":
        return replace(self, page=page)

    def _filters(self) -> list[str]:
        # Slugs need no quoting.
        return [
            *[f"body={slug}" for slug in self.bodies],
            *[f"kind={slug}" for slug in self.kinds],
            *[f"territory={slug}" for slug in self.territories],
            *[f"audience={slug}" for slug in self.groups],
            *[f"platform={slug}" for slug in self.platforms],
            *([f"q={quote_plus(self.q)}"] if self.q else ()),
        ]


def read_national_selection(
    query: Mapping[str, Sequence[str]], bodies: Sequence[str]
) -> tuple[NationalSelection, tuple[Notice, ...]]:
    """Read `query` (parameter → its values), for the `bodies` of these slugs.

    Return the selection, and notices about the values that were ignored or cut. Other parameters get none.
    """
    chosen_bodies, unknown_bodies = read_ticks(query.get("body", ()), bodies)
    kinds, unknown_kinds = read_ticks(query.get("kind", ()), _KINDS)
    territories, unknown_territories = read_ticks(query.get("territory", ()), _TERRITORIES)
    groups, unknown_groups = read_ticks(query.get("audience", ()), _GROUPS)
    platforms, unknown_platforms = read_ticks(query.get("platform", ()), _PLATFORMS)
    typed, typed_notices = read_typed(query.get("q", ()))
    page, page_notices = read_page(query.get("page", ()))
    selection = NationalSelection(
        bodies=chosen_bodies,
        kinds=kinds,
        territories=territories,
        groups=groups,
        platforms=platforms,
        q=typed,
        page=page,
    )
    unknown = (
        (NoticeKind.UNKNOWN_BODY, unknown_bodies),
        (NoticeKind.UNKNOWN_KIND, unknown_kinds),
        (NoticeKind.UNKNOWN_TERRITORY, unknown_territories),
        (NoticeKind.UNKNOWN_AUDIENCE, unknown_groups),
        (NoticeKind.UNKNOWN_PLATFORM, unknown_platforms),
    )
    notices = [Notice(kind, value) for kind, values in unknown for value in values]
    return selection, (*notices, *typed_notices, *page_notices)
