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
    slugs = [audience.slug for audience in audiences]
    asked_audiences = dict.fromkeys(value.strip() for value in query.get("audience", ()))
    asked_platforms = dict.fromkeys(value.strip() for value in query.get("platform", ()))
    search = " ".join(" ".join(query.get("q", ())).split())
    cut = search[:MAX_QUERY].rstrip()
    has_words = bool(folded_words(cut))
    page = next(iter(query.get("page", ())), "")
    selection = Selection(
        audiences=tuple(slug for slug in slugs if slug in asked_audiences),
        platforms=tuple(slug for slug in _PLATFORM_SLUGS if slug in asked_platforms),
        q=cut if has_words else "",
        page=int(page[:9]) if _is_page(page) else 1,
    )
    return selection, (
        *(
            Notice(NoticeKind.UNKNOWN_AUDIENCE, value)
            for value in asked_audiences
            if value not in ("", *slugs)
        ),
        *(
            Notice(NoticeKind.UNKNOWN_PLATFORM, value)
            for value in asked_platforms
            if value not in ("", *_PLATFORM_SLUGS)
        ),
        *([Notice(NoticeKind.SEARCH_CUT, cut)] if len(search) > MAX_QUERY else []),
        *([Notice(NoticeKind.SEARCH_WITHOUT_WORDS, cut)] if cut and not has_words else []),
        *([Notice(NoticeKind.UNKNOWN_PAGE, page)] if page and not _is_page(page) else []),
    )


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_PAGE
