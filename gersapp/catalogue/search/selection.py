"""What a visitor asks to see, and its one canonical address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from urllib.parse import quote_plus

from gersapp.catalogue.model import Audience
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import folded_words

MAX_QUERY = 200  # characters
MAX_PAGE = 100_000
_PLATFORM_SLUGS = tuple(platform.slug for platform in PLATFORMS)


@dataclass(frozen=True, slots=True)
class Selection:
    """Audiences OR-ed, platforms OR-ed, words all required; the three AND-ed. Pages count from 1."""

    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    q: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        """The canonical address: nothing empty, nothing repeated, one order."""
        return _address([*_filters(self), f"page={self.page}"] if self.page > 1 else _filters(self))

    def addresses_less_one(self) -> list[str]:
        """Return the addresses of its first page without each of its filters in turn, for the chips.

        They come in the order of its audiences, then of its platforms, then its words.
        """
        filters = _filters(self)
        return [_address(filters[:k] + filters[k + 1 :]) for k in range(len(filters))]

    def on_page(self, page: int) -> "Selection":
        return replace(self, page=page)


class NoticeKind(Enum):
    """Why a value of the query is not used as it is."""

    UNKNOWN_AUDIENCE = auto()
    UNKNOWN_PLATFORM = auto()
    SEARCH_CUT = auto()  # at MAX_QUERY
    SEARCH_WITHOUT_WORDS = auto()
    UNKNOWN_PAGE = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """A value of the query that is not used as it is; `value` may be as long as the query."""

    kind: NoticeKind
    value: str


# An answer has several addresses that are made of the same filters.
@lru_cache(maxsize=1_000)
def _filters(selection: Selection) -> tuple[str, ...]:
    # Slugs need no quoting.
    pairs = [f"audience={slug}" for slug in selection.audiences]
    pairs += [f"platform={slug}" for slug in selection.platforms]
    if selection.q:
        pairs.append(f"q={quote_plus(selection.q)}")
    return tuple(pairs)


def _address(pairs: Sequence[str]) -> str:
    return f"/?{'&'.join(pairs)}" if pairs else "/"


def read_selection(
    query: Mapping[str, Sequence[str]], audiences: Sequence[Audience]
) -> tuple[Selection, tuple[Notice, ...]]:
    """Read `query` (parameter → its values) against what exists.

    Return the selection, and a notice for each value that could not be used as it was. Other parameters
    (`fbclid` and its like, that platforms add to shared addresses) are ignored without a notice.
    """
    audience_slugs = [audience.slug for audience in audiences]
    chosen, unknown_audiences = _read_slugs(query.get("audience", ()), audience_slugs)
    platforms, unknown_platforms = _read_slugs(query.get("platform", ()), _PLATFORM_SLUGS)
    q, search_notices = _read_search(query.get("q", ()))
    page, unknown_pages = _read_page(query.get("page", ()))
    notices = (
        *(Notice(NoticeKind.UNKNOWN_AUDIENCE, value) for value in unknown_audiences),
        *(Notice(NoticeKind.UNKNOWN_PLATFORM, value) for value in unknown_platforms),
        *search_notices,
        *(Notice(NoticeKind.UNKNOWN_PAGE, value) for value in unknown_pages),
    )
    return Selection(chosen, platforms, q, page), notices


def _read_slugs(values: Sequence[str], known: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the slugs of `known` that `values` name, in the order of `known`, and the unknown values."""
    if not values:
        return (), []
    asked = dict.fromkeys(value.strip() for value in values)
    unknown = [value for value in asked if value and value not in known]
    return tuple(slug for slug in known if slug in asked), unknown


def _read_search(values: Sequence[str]) -> tuple[str, list[Notice]]:
    q = " ".join(" ".join(values).split())
    notices = []
    if len(q) > MAX_QUERY:
        q = q[:MAX_QUERY].rstrip()
        notices.append(Notice(NoticeKind.SEARCH_CUT, q))
    if q and not folded_words(q):
        notices.append(Notice(NoticeKind.SEARCH_WITHOUT_WORDS, q))
        q = ""
    return q, notices


def _read_page(values: Sequence[str]) -> tuple[int, list[str]]:
    """Return the number of the first page asked for, and that value when it is no page."""
    value = values[0] if values else ""
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_PAGE:
        return int(value[:9]), []
    return 1, [value] if value else []
