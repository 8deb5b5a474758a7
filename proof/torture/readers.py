"""Readers during a storm of edits: each file that they parse is whole, each page of one generation."""

import re
import threading
from pathlib import Path

from proof.torture.crew import SAVED, Fields, Lost, Visitor, bite, descriptions, form_in, losses, words
from proof.torture.job import Job, Result

READERS = 8
ID = "tips-du-jour"

# Places of the page that an edit changes together, and that are made by different parts of the program:
# the title of the heading, the title of a card, the count above the results, the links of the cards.
_HEADING = re.compile(r"<h1[^>]*>Catalogue (\d+)</h1>")
_CARD = re.compile(r"Opération (\d+)</a></h3>")
_COUNT = re.compile(r'id="compte"[^>]*>[^<]*, (\d+) liens?<')
_LINK = re.compile(r'<a class="link" href="([^"]+)"')


def check(page: str) -> None:
    """Raises Lost when the page shows a state that the catalogue never had.

    The storm saves heading n, then operation n: a page shows n and n, or n and n - 1.
    """
    places = [pattern.search(page) for pattern in (_HEADING, _CARD, _COUNT)]
    if not all(places):
        raise Lost(f"une page n’est pas entière : {page[:200]}")
    heading, card, count = (int(place[1]) for place in places if place)
    if heading - card not in (0, 1):
        raise Lost(f"une page mêle deux générations : titre n° {heading}, opération n° {card}")
    links = len(set(_LINK.findall(page)))
    if links != count:
        raise Lost(f"une page mêle deux générations : {count} liens annoncés, {links} montrés")


class Storm(threading.Thread):
    """Saves the heading and an operation in turn, without end: their numbers and the links change."""

    def __init__(self, port: int, times: int, job: Job | None) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.times = times
        self.job = job
        self.over = threading.Event()
        self.problem = ""

    def run(self) -> None:
        try:
            for number in range(1, self.times + 1):
                heading = form_in(self.visitor.page("/catalogue/edit"), "/catalogue")
                self._post(
                    "/catalogue", [(n, f"Catalogue {number}" if n == "title" else v) for n, v in heading]
                )
                form = [(n, v) for n, v in self.visitor.form(ID) if n != "links"]
                links = [("links", f"https://www.exemple.fr/{n}") for n in range(1 + number % 7)]
                titled = [(n, f"Opération {number}" if n == "title" else v) for n, v in form]
                self._post(f"/operations/{ID}", titled + links)
                if self.job:
                    self.job.step()
                if self.over.is_set():
                    break
        except Exception as error:
            self.problem = f"la tempête s’arrête : {error!r}"
        self.over.set()
        self.visitor.connection.close()

    def _post(self, path: str, fields: Fields) -> None:
        status, answer = self.visitor.ask("POST", path, fields)
        if status not in SAVED:
            raise Lost(f"réponse {status} : {words(answer)}")


class Reader(threading.Thread):
    """Parses the file and loads the page until the storm is over."""

    def __init__(self, port: int, database: Path, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.database = database
        self.over = over
        self.read = 0
        self.problem = ""

    def run(self) -> None:
        try:
            while not self.over.is_set():
                descriptions(self.database)
                check(self.visitor.page())
                self.read += 1
        except Exception as error:
            self.problem = str(error) or repr(error)
            self.over.set()
        self.visitor.connection.close()


def storm(fault: str, times: int, job: Job, *, counted: bool) -> int:
    """Pages read during a storm of so many rounds; raises Lost."""
    with job.server(job.database(), fault) as server:
        first = Storm(server.port, 1, None)
        first.run()  # before it, nothing has a number
        if first.problem:
            raise Lost(first.problem)
        edits = Storm(server.port, times, job if counted else None)
        readers = [Reader(server.port, server.database, edits.over) for _ in range(READERS)]
        for thread in [edits, *readers]:
            thread.start()
        for thread in [edits, *readers]:
            thread.join()
    for problem in [*(reader.problem for reader in readers), edits.problem]:
        if problem:
            raise Lost(problem)
    return sum(reader.read for reader in readers)


def readers_in_a_storm(job: Job) -> Result:
    """`job.times` rounds of two edits, before eight readers."""
    faults = ("in place", "mixed page")
    bites = [bite(lambda fault=fault: storm(fault, 300, job, counted=False)) for fault in faults]  # type: ignore[misc]
    read: list[int] = []
    lost = losses(lambda: read.append(storm("", job.times, job, counted=True)))
    return Result(lost, " ; ".join(bites) if all(bites) else "", f"{sum(read)} pages et fichiers lus")
