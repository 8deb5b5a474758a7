"""The selection that a visitor requests, and its one canonical query string."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import quote_plus

from gersapp.catalogue.links import published
from gersapp.catalogue.model import Audience
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.targets import read_as_address, split_search
from gersapp.catalogue.search.words import has_words

# Characters of a search; one address may come on top of them.
MAX_QUERY = 200
MAX_PAGE = 100_000
# Characters of an ignored value that a notice repeats.
_MAX_REPEATED = 80
_PLATFORM_SLUGS = tuple(platform.slug for platform in PLATFORMS)


@dataclass(frozen=True, slots=True)
class Selection:
    """Audiences OR-ed, platforms OR-ed, words all required; the three AND-ed. Pages count from 1."""

    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    q: str = ""
    page: int = 1

    @property
    def query(self) -> str:
        """The canonical query string, without « ? »: nothing empty, nothing repeated, one order.

        It is empty for the first page of the whole catalogue.
        """
        return "&".join([*self._filters(), f"page={self.page}"] if self.page > 1 else self._filters())

    def queries_less_one(self) -> list[str]:
        """Return the query strings of the first page, each without one of the filters.

        They are in the order of the filters: audiences, platforms, then the words.
        """
        filters = self._filters()
        return ["&".join(filters[:k] + filters[k + 1 :]) for k in range(len(filters))]

    def on_page(self, page: int) -> "Selection":
        return replace(self, page=page)

    def _filters(self) -> list[str]:
        # Slugs need no quoting.
        return [
            *[f"audience={slug}" for slug in self.audiences],
            *[f"platform={slug}" for slug in self.platforms],
            *([f"q={quote_plus(self.q)}"] if self.q else ()),
        ]


class NoticeKind(Enum):
    """Why a value of the query was ignored, or a part of it; or what became of an audience."""

    UNKNOWN_AUDIENCE = auto()
    AUDIENCE_REMOVED = auto()
    AUDIENCE_MERGED = auto()
    AUDIENCE_NAMED_ANEW = auto()
    AUDIENCE_RENAMED = auto()
    UNKNOWN_PLATFORM = auto()
    UNKNOWN_BODY = auto()
    UNKNOWN_KIND = auto()
    UNKNOWN_TERRITORY = auto()
    UNKNOWN_PAGE = auto()
    SEARCH_CUT = auto()
    SEARCH_WITHOUT_WORDS = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """A value that was ignored (at most `_MAX_REPEATED` characters of it), or the search as cut.

    Of an audience that is gone, or has another name, `value` is the label that it had; `present` is the label
    of the one that stands for it now.
    """

    kind: NoticeKind
    value: str
    present: str = ""


def read_selection(
    query: Mapping[str, Sequence[str]], audiences: Sequence[Audience]
) -> tuple[Selection, tuple[Notice, ...]]:
    """Read `query` (parameter → its values), for these `audiences` and all platforms.

    Return the selection, and notices about the values that were ignored or cut. Other parameters get no
    notice: platforms add some (`fbclid` and its like) to shared addresses.
    """
    slugs = [audience.slug for audience in audiences]
    chosen, unknown_audiences = read_ticks(query.get("audience", ()), slugs)
    platforms, unknown_platforms = read_ticks(query.get("platform", ()), _PLATFORM_SLUGS)
    search, search_notices = read_typed(query.get("q", ()))
    page, page_notices = read_page(query.get("page", ()))
    return Selection(chosen, platforms, search, page), (
        *[Notice(NoticeKind.UNKNOWN_AUDIENCE, value) for value in unknown_audiences],
        *[Notice(NoticeKind.UNKNOWN_PLATFORM, value) for value in unknown_platforms],
        *search_notices,
        *page_notices,
    )


def read_ticks(values: Sequence[str], known: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the values in `known`, in its order, and the others, cut, in the query's order; each once."""
    asked = dict.fromkeys([value.strip() for value in values])
    unknown = [value[:_MAX_REPEATED] for value in asked if value and value not in known]
    return tuple([slug for slug in known if slug in asked]), unknown


def read_typed(values: Sequence[str]) -> tuple[str, list[Notice]]:
    """Return the words of `q`, in one line, and what is to be said of them."""
    search = " ".join(" ".join(values).split())
    notices: list[Notice] = []
    if len(search) > MAX_QUERY:
        search, is_cut = _shorten(search)
        notices += [Notice(NoticeKind.SEARCH_CUT, search)] if is_cut else []
    if search and not has_words(search):
        notices.append(Notice(NoticeKind.SEARCH_WITHOUT_WORDS, search))
        search = ""
    return search, notices


def _shorten(search: str) -> tuple[str, bool]:
    """Return a long search with its addresses as they are published, and whether more than that was cut.

    Of what is still long, one address stays whole.
    """
    read = [(word, read_as_address(word)) for word in search.split()]
    search = " ".join([published(address) if address else word for word, address in read])
    if len(search) <= MAX_QUERY:
        return search, False
    addresses, rest = split_search(search)
    is_cut = len(addresses) > 1 or len(rest) > MAX_QUERY
    return " ".join([*rest[:MAX_QUERY].split(), *addresses[:1]]), is_cut


def read_page(values: Sequence[str]) -> tuple[int, list[Notice]]:
    """Return the number of the page, 1 by default, and what is to be said of it."""
    value = values[0] if values else ""
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_PAGE:
        return int(value[:9]), []
    return 1, [Notice(NoticeKind.UNKNOWN_PAGE, value[:_MAX_REPEATED])] if value else []
