"""Readers during a storm of edits: each file that they parse is whole, each page of one generation."""

import re
import threading
from collections.abc import Callable
from pathlib import Path

from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, attempt, first_loss
from proof.torture.observation import descriptions
from proof.torture.visitor import SAVED, Fields, Visitor, beginning_of, form_in, replace_field

READERS = 8
ID = "tips-du-jour"

# Parts of the page that an edit changes together, and that are made by different parts of the program: the
# title of the heading, the title of a card, the count above the results, the links of the cards.
_HEADING = re.compile(r"<h1[^>]*>Catalogue (\d+)</h1>")
_CARD = re.compile(r"Opération (\d+)</a></h3>")
_COUNT = re.compile(r'id="compte"[^>]*>[^<]*, (\d+) liens?\s*<')
_LINK = re.compile(r'<a class="link" href="([^"]+)"')


def check_page(page: str) -> None:
    """Raise Lost when the page shows a state that the catalogue never had.

    The storm saves heading n, then operation n: a page shows n and n, or n and n - 1.
    """
    matches = [pattern.search(page) for pattern in (_HEADING, _CARD, _COUNT)]
    if not all(matches):
        raise Lost(f"une page n’est pas entière : {page[:200]}")
    heading, card, count = (int(match[1]) for match in matches if match)
    if heading - card not in (0, 1):
        raise Lost(f"une page mêle deux générations : titre n° {heading}, opération n° {card}")
    links = len(set(_LINK.findall(page)))
    if links != count:
        raise Lost(f"une page mêle deux générations : {count} liens annoncés, {links} montrés")


class Storm(threading.Thread):
    """Saves the heading and an operation in turn, so many times: their numbers and the links change."""

    def __init__(self, port: int, times: int) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.times = times
        self.step: Callable[[], None] = lambda: None
        self.over = threading.Event()
        self.problem = ""

    def run(self) -> None:
        try:
            for number in range(1, self.times + 1):
                self._save(number)
                self.step()
                if self.over.is_set():
                    break
        except Exception as error:
            self.problem = f"la tempête s’arrête : {error!r}"
        self.over.set()
        self.visitor.connection.close()

    def _save(self, number: int) -> None:
        heading = form_in(self.visitor.page("/catalogue/edit"), "/catalogue")
        self._post("/catalogue", replace_field(heading, "title", f"Catalogue {number}"))
        form = replace_field(self.visitor.form(ID), "title", f"Opération {number}")
        links = [("links", f"https://www.exemple.fr/{n}") for n in range(1 + number % 7)]
        fields = [(name, value) for name, value in form if name != "links"]
        self._post(f"/operations/{ID}", fields + links)

    def _post(self, path: str, fields: Fields) -> None:
        status, answer = self.visitor.ask("POST", path, fields)
        if status not in SAVED:
            raise Lost(f"réponse {status} : {beginning_of(answer)}")


class Reader(threading.Thread):
    """Reads the file and the page until the storm is over; `pages` counts them."""

    def __init__(self, port: int, database: Path, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.database = database
        self.over = over
        self.pages = 0
        self.problem = ""

    def run(self) -> None:
        try:
            while not self.over.is_set():
                descriptions(self.database)
                check_page(self.visitor.page())
                self.pages += 1
        except Exception as error:
            self.problem = str(error) or repr(error)
            self.over.set()
        self.visitor.connection.close()


def read_in_storm(job: Job, times: int, fault: Fault | None = None) -> int:
    """Read during a storm of so many rounds; return how many pages. Raises Lost."""
    with job.server(job.database(), fault) as server:
        first = Storm(server.port, 1)
        first.run()  # before it, nothing has a number
        if first.problem:
            raise Lost(first.problem)
        storm = Storm(server.port, times)
        if not fault:
            storm.step = job.step
        readers = [Reader(server.port, server.database, storm.over) for _ in range(READERS)]
        for thread in [storm, *readers]:
            thread.start()
        for thread in [storm, *readers]:
            thread.join()
    for problem in [*(reader.problem for reader in readers), storm.problem]:
        if problem:
            raise Lost(problem)
    return sum(reader.pages for reader in readers)


def readers_in_a_storm(job: Job) -> Result:
    """Make `job.times` rounds of two edits, before eight readers."""
    faults = (Fault.WRITES_IN_PLACE, Fault.MIXES_PAGES)
    detected = [first_loss(lambda fault=fault: read_in_storm(job, 300, fault)) for fault in faults]  # type: ignore[misc]
    pages, lost = attempt(lambda: read_in_storm(job, job.times))
    figure = f"{pages} pages et fichiers lus" if pages else ""
    return Result(lost, " ; ".join(detected) if all(detected) else "", figure)
