"""Failed tries to sign in: counted by name and by address, each with its delay (ASVS 6.3.1)."""

import hashlib
import hmac
import ipaddress
import math
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gersapp.editors.private import PrivateFile
from gersapp.errors import TooManyTries

# So many tries are free; each further one waits twice as long as the one before, up to a quarter of an hour.
FREE = 5
FIRST_DELAY_S = 15
MOST_DELAY_S = 15 * 60
# Tries that come less than so long after the end of the last one's delay belong to one series.
WINDOW_S = 15 * 60
_MOST_SERIES = 10_000
# As some proxies say it: another port for each connection of one visitor.
_WITH_PORT = re.compile(r"([\d.]+):\d+|\[([^]]*)\](?::\d+)?")
# Where the key is, in its file.
_KEY_FIELD = "secret"


class Attempts:
    """Those of `folder`. Names are kept as keyed digests: passwords get typed in the field of the name."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._file = PrivateFile(folder / "attempts.json", _is_series)
        self._key = PrivateFile(folder / "secret.json", lambda kept: isinstance(kept, str))
        self._clock = clock

    def begin(self, name: str, address: str) -> tuple[str, ...]:
        """Count a try, before its password is looked at; raises TooManyTries, and then it is not counted.

        Returns its series, for `succeeded`.
        """
        series = self._series(name, address)
        with self._file.changing() as content:
            # Asked under the lock: a try that had to wait would find the one before it in the future.
            now = self._clock()
            for each in list(content):
                count, last = content[each]
                # One that is further in the future was noted by a clock that has since been set back.
                if not -WINDOW_S <= now - last <= WINDOW_S + delay(count):
                    del content[each]
            waits = [content[each][1] + delay(content[each][0]) - now for each in series if each in content]
            if max(waits, default=0) > 0:
                raise TooManyTries(math.ceil(max(waits)))
            for each in series:
                content[each] = [content.pop(each, [0, 0])[0] + 1, now]
            if len(content) > _MOST_SERIES:
                # The oldest, and first those that hold nobody up: else a crowd of names and addresses that
                # were each tried once would push out the count of the name that is attacked.
                for each in sorted(content, key=lambda each: content[each][0] >= FREE)[:-_MOST_SERIES]:
                    del content[each]
        return series

    def take_back(self, series: Sequence[str]) -> None:
        """Count one try less: its password was not looked at."""
        with self._file.changing() as content:
            for each in series:
                count, last = content.pop(each, [0, 0])
                if count > 1:
                    content[each] = [count - 1, last]

    def succeeded(self, series: Sequence[str]) -> None:
        """Forget the failures of a name and an address that has just signed in."""
        with self._file.changing() as content:
            for each in series:
                content.pop(each, None)

    def _series(self, name: str, address: str) -> tuple[str, ...]:
        with self._key.changing() as content:
            secret = content.setdefault(_KEY_FIELD, secrets.token_hex(32)).encode()
        texts = (f"name:{name}", f"address:{network(address)}")
        return tuple(
            hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
            for text in texts
        )


def _is_series(kept: Any) -> bool:
    return (
        isinstance(kept, list)
        and len(kept) == 2
        and isinstance(kept[0], int)
        and isinstance(kept[1], int | float)
    )


def delay(count: int) -> int:
    """How many seconds the next try waits after so many failures."""
    return min(FIRST_DELAY_S << min(count - FREE, 10), MOST_DELAY_S) if count >= FREE else 0


def network(address: str) -> str:
    """`address`, or the network of an IPv6 one, of which a visitor may use each address."""
    with_port = _WITH_PORT.fullmatch(address)
    try:
        found = ipaddress.ip_address(with_port[1] or with_port[2] if with_port else address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    # A server that listens to both sees IPv4 addresses so: one /64 has them all.
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
