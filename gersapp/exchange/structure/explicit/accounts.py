"""Lists of accounts: « Nos comptes », then « Facebook : @VilledAuch », which lead to no publication."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.catalogue.links import recognise
from gersapp.exchange.structure.addresses import addresses_of
from gersapp.exchange.structure.cues import section_strength
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_LEFT = frozenset({Role.LEFT})
_LONGEST = 10  # words of a line


def with_accounts(lines: Sequence[Line]) -> list[Line]:
    """Leave the accounts that are listed right below the heading of a section without operations."""
    result: list[Line] = []
    is_listed = False
    for line in lines:
        is_free = not (line.is_decor or line.forced or line.cell)
        is_listed = is_listed and _is_account(line)
        result.append(replace(line, forced=_LEFT) if is_listed and is_free else line)
        is_listed = is_listed or (not line.has_address and section_strength(line.text) == 1)
    return result


def _is_account(line: Line) -> bool:
    """« Facebook : @VilledAuch », « LinkedIn – https://www.linkedin.com/company/auch »."""
    addresses = addresses_of(line)
    is_short = len(words_of(line.text.partition("://")[0])) <= _LONGEST
    starts = platforms_listed(" ".join(words_of(line.text)[:1]))
    return bool(is_short and starts and addresses) and not any(
        recognise(each.url).is_post for each in addresses
    )
