"""An editor who imports: pastes a dossier, waits for its review, sees it and decides once."""

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from proof.bench.generator import AUDIENCES, SEED, make_tables
from proof.bench.load import ANSWER_SECONDS, MeasureFailed
from proof.tools.editor import COOKIE
from proof.tools.server import Server

_SEED = SEED + 2
# How often the page that waits asks how far the reading is.
_PAUSE_S = 0.1
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_HTMX = {"HX-Request": "true"}
_VERSION = re.compile(r'name="version" value="(\d+)"')
_COUNT = re.compile(r'id="compte"[^>]*>([\d\u202f]+) ')
_CHOICE = re.compile(r'action="(/importer/\w+/operations/[^/"]+/choix)"')


def make_dossier(count: int) -> str:
    """Return a dossier of `count` operations under their audiences, as a team would paste it.

    The catalogue has none of them.
    """
    operations = make_tables(count, _SEED)["operations"].values()
    lines = []
    for slug, label in AUDIENCES.items():
        lines += [f"{label} :", ""]
        for operation in operations:
            if operation["audiences"][0] == slug:
                addresses = [link["url"] for link in operation["links"]]
                lines += [f"* {operation['title']}", operation["description"], *addresses, ""]
    return "\n".join(lines)


class Importer:
    """Imports a dossier of `count` operations, as the pages do."""

    def __init__(self, server: Server, count: int) -> None:
        self._server = server
        self._text = make_dossier(count)
        self._count = count

    def import_once(self) -> float:
        """Import, and remove the review; return the seconds until it was shown. Raises MeasureFailed."""
        begin = time.perf_counter()
        status, headers, _ = self._send("/importer", {"text": self._text})
        address = headers.get("Location", "")
        if status != 303:
            raise MeasureFailed(f"import : code {status}")
        self._wait(address)
        status, _, page = self._send(address)
        seconds = time.perf_counter() - begin
        version, count, choice = (pattern.search(page) for pattern in (_VERSION, _COUNT, _CHOICE))
        if not (version and count and choice):
            raise MeasureFailed(f"relecture : code {status}, rien à décider")
        if int(count[1].replace("\u202f", "")) != self._count:
            raise MeasureFailed(f"relecture : {count[1]} opérations au lieu de {self._count}")
        decided = {"choice": "ignore", "version": version[1]}
        shown = {**_HTMX, "HX-Current-URL": f"{self._server.origin}{address}"}
        status, _, _ = self._send(choice[1], decided, shown)
        if status != 200:
            raise MeasureFailed(f"décision : code {status}")
        self._send(f"{address}/retirer", {})
        return seconds

    def _wait(self, address: str) -> None:
        """Wait until the reading ends: the answer to htmx is then another page."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while self._send(address, headers=_HTMX)[0] != 204:
            if time.monotonic() > deadline:
                raise MeasureFailed("la lecture d’un dossier ne finit pas")
            time.sleep(_PAUSE_S)

    def _send(
        self, address: str, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Post `fields`, or get without them; return the status, the headers and the text of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=ANSWER_SECONDS)
        sent = {**COOKIE, **(headers or {})}
        with contextlib.closing(connection):
            if fields is None:
                connection.request("GET", address, headers=sent)
            else:
                sent |= {**_FORM, "Origin": self._server.url}
                connection.request("POST", address, urlencode(fields), sent)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()


@contextlib.contextmanager
def importing(server: Server, count: int) -> Iterator[list[float]]:
    """Import until the end of the `with`, one dossier after the other; raises MeasureFailed.

    Yield the seconds to the review of each import that was whole before this end.
    """
    importer, leaving = Importer(server, count), threading.Event()
    done: list[float] = []
    problems: list[str] = []

    def work() -> None:
        try:
            while not leaving.is_set():
                seconds = importer.import_once()
                if not leaving.is_set():
                    done.append(seconds)
        except (OSError, http.client.HTTPException, MeasureFailed) as error:
            problems.append(str(error) or type(error).__name__)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield done
    finally:
        leaving.set()
        thread.join()
    if problems:
        raise MeasureFailed(f"un import a échoué : {problems[0]}")
