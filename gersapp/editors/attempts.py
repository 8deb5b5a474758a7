"""Counting failed sign-ins in a file, by name and by address, each with its delay (ASVS 6.3.1)."""

import hashlib
import hmac
import ipaddress
import math
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gersapp.editors.private import PrivateFile
from gersapp.errors import TooManyTries

# The first attempts do not wait; each further one waits twice as long, up to a quarter of an hour.
FREE_ATTEMPTS = 5
FIRST_DELAY_S = 15
MAX_DELAY_S = 15 * 60
# A counter starts again when the next attempt comes later than this after the end of the last delay.
WINDOW_S = 15 * 60
# All are read and written at each attempt: 10 000 took 10 MB, a quarter of what the process has at rest.
MAX_COUNTERS = 2_000
# Some proxies add a port, which differs for each connection of a visitor.
_WITH_PORT = re.compile(r"([\d.]+):\d+|\[([^]]*)\](?::\d+)?")
# The field of the key in its file.
_KEY_FIELD = "secret"


class Attempts:
    """AttemptRepository in `attempts.json` of `folder`: [attempts, time of the last] by counter.

    A counter is the keyed digest of a name or an address: people type passwords in the field of the name.
    """

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._file = PrivateFile(folder / "attempts.json", _is_count)
        self._key = PrivateFile(folder / "secret.json", lambda value: isinstance(value, str))
        self._clock = clock

    def record(self, name: str, address: str) -> tuple[str, ...]:
        counters = self._counters(name, address)
        with self._file.changing() as content:
            # Read the clock under the lock: an attempt that waits must not find the one before in the future.
            now = self._clock()
            _forget_old(content, now)
            waits = [content[c][1] + compute_delay(content[c][0]) - now for c in counters if c in content]
            if max(waits, default=0) > 0:
                raise TooManyTries(math.ceil(max(waits)))
            for counter in counters:
                content[counter] = [content.pop(counter, [0, 0])[0] + 1, now]
            _forget_excess(content)
        return counters

    def withdraw(self, counters: tuple[str, ...]) -> None:
        with self._file.changing() as content:
            for counter in counters:
                count, last = content.pop(counter, [0, 0])
                if count > 1:
                    content[counter] = [count - 1, last]

    def clear(self, counters: tuple[str, ...]) -> None:
        with self._file.changing() as content:
            for counter in counters:
                content.pop(counter, None)

    def _counters(self, name: str, address: str) -> tuple[str, ...]:
        with self._key.changing() as content:
            return counters_of(content.setdefault(_KEY_FIELD, secrets.token_hex(32)), name, address)


def counters_of(secret: str, name: str, address: str) -> tuple[str, ...]:
    """Return the counters of a name and of an address: their digests, keyed with `secret`."""
    return tuple(
        hmac.new(secret.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
        for text in (f"name:{name}", f"address:{group_address(address)}")
    )


def _is_count(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], int)
        and isinstance(value[1], int | float)
    )


def _forget_old(content: dict[str, Any], now: float) -> None:
    for counter, (count, last) in list(content.items()):
        # A counter that lies further in the future was noted before the clock was set back.
        if not -WINDOW_S <= now - last <= WINDOW_S + compute_delay(count):
            del content[counter]


def _forget_excess(content: dict[str, Any]) -> None:
    """Drop the oldest counters over the bound, first those without a delay.

    Else many names and addresses, each tried once, would push out the counter of an attacked name.
    """
    if len(content) > MAX_COUNTERS:
        for counter in sorted(content, key=lambda c: content[c][0] >= FREE_ATTEMPTS)[:-MAX_COUNTERS]:
            del content[counter]


def compute_delay(count: int) -> int:
    """Return how many seconds the next attempt waits after `count` failures."""
    if count < FREE_ATTEMPTS:
        return 0
    return min(FIRST_DELAY_S << min(count - FREE_ATTEMPTS, 10), MAX_DELAY_S)


def group_address(address: str) -> str:
    """Return `address`, or the network of an IPv6 address: a visitor may use every address of it."""
    with_port = _WITH_PORT.fullmatch(address)
    try:
        parsed = ipaddress.ip_address(with_port[1] or with_port[2] if with_port else address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    # A server that listens to both sees IPv4 addresses as IPv6 ones, all in one /64.
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
