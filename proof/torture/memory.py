"""Visitors who ask for all that nobody has asked for before: the process stays near its memory at rest."""

import contextlib
import http.client
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_plus, urlencode

from proof.bench.servers import wait_for_rest, worker_mb
from proof.tools.server import Server
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import SECONDS, Lost, attempt, first_loss

VISITORS = 64
REQUESTS = 1_000
MAX_RATIO = 1.5

Headers = dict[str, str]
# What a visitor asks for: a method, a path, a body, and headers beside those of a browser.
Asked = tuple[str, str, str, Headers]

# Letters of every alphabet, and one that search reads as eighteen.
_LETTERS = [chr(code) for code in range(0xC0, 0x30000) if chr(code).isalpha()]
_LONG_LETTER = "\ufdfa"
_MANY_FIELDS = "&".join(map(str, range(10_000, 20_800)))
_HTMX = {"HX-Request": "true", "HX-Target": "resultats"}


def _search(chance: random.Random) -> Asked:
    words = "".join(chance.choices([" ", _LONG_LETTER, *_LETTERS], k=200))
    return "GET", f"/?q={quote_plus(words)}", "", {}


def _search_letters(chance: random.Random) -> Asked:
    """Nearly every word of every card is marked."""
    letters = " ".join(chance.sample("abcdefghijklmnopqrstuvwxyz0123456789", chance.randrange(1, 20)))
    return "GET", f"/?{urlencode({'q': letters, 'page': chance.randrange(1, 9)})}", "", {}


def _filter(chance: random.Random) -> Asked:
    choice = [
        ("platform", "instagram"),
        ("audience", f"x{chance.random()}"),
        ("page", chance.randrange(99_999)),
    ]
    return "GET", f"/?{urlencode(choice)}", "", {}


def _refresh(chance: random.Random) -> Asked:
    headers = {**_HTMX, "HX-Trigger": "actualiser", "HX-Current-URL": "http://x/?" + _long_text(chance)}
    return "GET", f"/?pages=999&q={chance.choice('aeiou')}", "", headers


def _ask_for_what_is_not(chance: random.Random) -> Asked:
    headers = {"Cookie": f"gersapp={_long_text(chance)}", "Referer": f"http://x/{_long_text(chance)}"}
    return "GET", f"/operations/{_long_text(chance)}", "", headers


def _ask_for_news(chance: random.Random) -> Asked:
    return "GET", f"/news?seen={_long_text(chance)}", "", dict(_HTMX)


def _sign_in(chance: random.Random) -> Asked:
    """Now and then from an address that has not tried yet, or nobody would be heard after five tries."""
    address = ".".join(str(chance.randrange(256)) for _ in range(4)) if chance.random() < 0.1 else "10.0.0.1"
    fields = {"name": chance.random(), "password": _long_text(chance) * 5}
    return "POST", "/connexion", urlencode(fields), {"X-Forwarded-For": address}


def _fill_in(chance: random.Random) -> Asked:
    """A form of as many fields as its bytes allow."""
    return "POST", chance.choice(["/connexion", "/operations"]), _MANY_FIELDS, {}


def _long_text(chance: random.Random) -> str:
    return f"{chance.random()}" + "a" * chance.randrange(4_000)


Ask = Callable[[random.Random], Asked]
ASKED = (
    _search,
    _search_letters,
    _filter,
    _refresh,
    _ask_for_what_is_not,
    _ask_for_news,
    _sign_in,
    _fill_in,
)


def visit(server: Server, numbers: Iterable[int], asked: Sequence[Ask]) -> None:
    """Ask for something else with each number; raise Lost where the server has no answer."""
    for number in numbers:
        chance = random.Random(number)  # noqa: S311  (no secret)
        method, path, body, headers = chance.choice(asked)(chance)
        usual = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.origin}
        compressed = {"Accept-Encoding": "gzip"} if chance.random() < 0.5 else {}
        # A connection that is kept is closed after 5 s without a request, which a busy machine may take.
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, body, {**usual, **compressed, **headers})
            answer = connection.getresponse()
            answer.read()
        if answer.status >= 500:
            raise Lost(f"{path[:80]} répond {answer.status}")


def visit_often(job: Job, times: int, fault: Fault | None = None, asked: Sequence[Ask] = ASKED) -> float:
    """Visit a server `times` × `REQUESTS` times; return how many times its memory at rest it had at most.

    Raises Lost.
    """
    server_behind_proxy = job.server(job.database(), fault, GERSAPP_PROXIES="127.0.0.1")
    with server_behind_proxy as server, ThreadPoolExecutor(VISITORS) as pool:
        wait_for_rest(server)
        at_rest, greatest = worker_mb(server), 0.0
        numbers = itertools.count()
        for _ in range(times):
            shares = [list(itertools.islice(numbers, REQUESTS // VISITORS)) for _ in range(VISITORS)]
            list(pool.map(lambda share: visit(server, share, asked), shares))
            greatest = max(greatest, worker_mb(server))
            if greatest > MAX_RATIO * at_rest:
                raise Lost(f"{greatest:.0f} Mo, et {at_rest:.0f} au repos")
            if not fault:
                job.step()
    return greatest / at_rest


def curious_visitors(job: Job) -> Result:
    """Make `job.times` × `REQUESTS` requests, each for something else."""
    detected = first_loss(lambda: visit_often(job, 9, Fault.KEEPS_ALL, [_search]))
    ratio, lost = attempt(lambda: visit_often(job, job.times))
    figure = f"{ratio:.2f} fois la mémoire au repos".replace(".", ",") if ratio else ""
    return Result(lost, detected, figure)
