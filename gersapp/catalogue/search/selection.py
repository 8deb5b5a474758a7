"""What a visitor asked to see, and its one canonical address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote_plus

from gersapp.catalogue.model import Audience
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import folded_words

MAX_QUERY = 200
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
        """Without each of its filters in turn, the first page: what removing a chip leaves.

        In the order of its audiences, then of its platforms, then its words.
        """
        filters = _filters(self)
        return [_address(filters[:k] + filters[k + 1 :]) for k in range(len(filters))]

    def on_page(self, page: int) -> "Selection":
        return replace(self, page=page)


# An answer says several addresses made of the same filters.
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
) -> tuple[Selection, tuple[str, ...]]:
    """Read `query` (parameter → its values) against what exists.

    Returns the selection and French notices about the values that it had to ignore. Other parameters
    (`fbclid` and its like, that platforms add to shared addresses) are none of our business.
    """
    notices: list[str] = []

    def known(parameter: str, label: str, slugs: Sequence[str]) -> tuple[str, ...]:
        if parameter not in query:
            return ()
        asked = dict.fromkeys(value.strip() for value in query.get(parameter, ()))
        notices.extend(
            f"{label} inconnue, ignorée : « {value[:80]} »."
            for value in asked
            if value and value not in slugs
        )
        return tuple(slug for slug in slugs if slug in asked)

    chosen = known("audience", "Cible", [audience.slug for audience in audiences])
    platforms = known("platform", "Plateforme", _PLATFORM_SLUGS)

    q = " ".join(" ".join(query.get("q", ())).split())
    if len(q) > MAX_QUERY:
        q = q[:MAX_QUERY].rstrip()
        notices.append(f"Recherche limitée à ses {MAX_QUERY} premiers caractères.")
    if q and not folded_words(q):
        notices.append(f"Recherche ignorée : « {q} » ne contient ni lettre ni chiffre.")
        q = ""

    page = 1
    for value in query.get("page", ())[:1]:
        if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_PAGE:
            page = int(value[:9])
        elif value:
            notices.append(f"Page inconnue, ignorée : « {value[:80]} ».")
    return Selection(chosen, platforms, q, page), tuple(notices)
