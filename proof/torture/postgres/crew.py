"""Editors of several bodies, who notice what is lost, and readers, who are always answered."""

import contextlib
import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Sequence

from proof.torture.losses import SECONDS, Lost
from proof.torture.postgres.observatory import BODIES, Place, descriptions
from proof.torture.saving import RANDOM, WRITERS, Crew, SavingEditor
from proof.torture.visitor import SAVED, Visitor, beginning_of, description_in, form_in, replace_field

# Whoever waits longer would wait for ever.
HANG_S = 15
_NOTHING_CHANGED = "rien n’a été modifié"
_UNKNOWN = "Issue inconnue"


class Editor(SavingEditor):
    """Saves texts over one operation, each request by a port chosen at random, and checks that none is lost.

    `possible`: what the operation may have now, the last text acknowledged and those sent since whose fate is
    unknown; `denied`: the texts of which an answer said that nothing was changed. `refused` and `suspended`
    count edits that are refused with their text and forms that are not given; each refusal took
    `refusal_seconds`.
    """

    def __init__(self, ports: Sequence[int], place: Place, description: str) -> None:
        super().__init__("/".join(place))
        self.place = place
        body, id = place
        self.path = f"/{body}/operations/{id}"
        self.visitors = [Visitor(port, HANG_S) for port in ports]
        self.possible = frozenset([description])
        self.denied = set[str]()
        self.refused = self.suspended = 0
        self.refusal_seconds: list[float] = []

    def edit(self, text: str) -> None:
        try:
            self._edit(text)
        except TimeoutError as error:
            raise Lost(f"pas de réponse en {HANG_S} s") from error

    def disconnect(self) -> None:
        for visitor in self.visitors:
            visitor.connection.close()

    def _edit(self, text: str) -> None:
        status, page = RANDOM.choice(self.visitors).ask("GET", f"{self.path}/edit")
        if status == 503:
            self.suspended += 1
            time.sleep(0.05)
            return
        if status != 200:
            raise Lost(f"formulaire, réponse {status} : {beginning_of(page)}")
        fields = form_in(page, self.path)
        self.check(description_in(fields))
        before, self.possible = self.possible, self.possible | {text}
        begin = time.monotonic()
        fields = replace_field(fields, "description", text)
        status, answer = RANDOM.choice(self.visitors).ask("POST", self.path, fields)
        if status in SAVED:
            self.possible = frozenset([text])
            self.saved += 1
        elif status == 503:
            self.refusal_seconds.append(time.monotonic() - begin)
            self._check_refusal(answer, text, before)
            self.refused += 1
        elif status != 409:
            raise Lost(f"réponse {status} : {beginning_of(answer)}")
        elif len(before) == 1:
            raise Lost("en conflit avec son propre enregistrement")

    def check(self, description: str) -> None:
        """Raise Lost unless the operation may have this description."""
        if description in self.denied:
            raise Lost("refusé sans rien modifier, et pourtant enregistré")
        if description not in self.possible:
            raise Lost(f"perdu, il y a « {description[:40]}… »")

    def _check_refusal(self, answer: str, text: str, before: frozenset[str]) -> None:
        """Raise Lost unless the answer has the text that was typed, and says what became of it."""
        if description_in(form_in(answer, self.path)) != text:
            raise Lost("un refus ne garde pas la saisie")
        if _NOTHING_CHANGED in answer:
            self.possible = before
            self.denied.add(text)
        elif _UNKNOWN not in answer:
            raise Lost(f"un refus ne dit pas s’il a enregistré : {beginning_of(answer)}")


class Editors(Crew[Editor]):
    """Eight editors at once, each on an operation of its own: half of them in one body."""

    def __init__(self, address: str, *ports: int) -> None:
        super().__init__([Editor(ports, *row) for row in _choose(address)])

    @property
    def refusal_seconds(self) -> list[float]:
        return [seconds for editor in self.editors for seconds in editor.refusal_seconds]

    def save_more_outside(self, body: str) -> None:
        """Wait until each editor of other bodies has saved some more; raises Lost."""
        self.save_more(editors=[editor for editor in self.editors if editor.place[0] != body])

    def be_refused(self, body: str = "") -> None:
        """Wait until each editor, of `body` or of all, has been refused or given no form; raises Lost."""
        before = [
            (editor, editor.refused + editor.suspended)
            for editor in self.editors
            if body in ("", editor.place[0])
        ]
        self.wait(
            lambda: all(editor.refused + editor.suspended > number for editor, number in before), "des refus"
        )

    def check(self, address: str) -> None:
        """Raise Lost unless each text acknowledged is in the database, or one sent after it.

        Nobody may be saving meanwhile.
        """
        self.raise_problems()
        texts = descriptions(address)
        for editor in self.editors:
            try:
                editor.check(texts.get(editor.place, ""))
            except Lost as loss:
                raise Lost(f"{editor.name} : {loss}") from loss


def _choose(address: str) -> list[tuple[Place, str]]:
    """Return the operations that are edited, with their descriptions."""
    rows = list(descriptions(address).items())
    of_first = [row for row in rows if row[0][0] == BODIES[0]][: WRITERS // 2]
    of_others = [row for row in rows if row[0][0] != BODIES[0]]
    return of_first + of_others[:: len(of_others) // (WRITERS - len(of_first))][: WRITERS - len(of_first)]


@contextlib.contextmanager
def editing(address: str, *ports: int) -> Iterator[Editors]:
    """Yield editors at work on the servers at these ports; raise Lost afterwards when something is lost."""
    editors = Editors(address, *ports)
    try:
        editors.save_more(1)
        yield editors
    finally:
        editors.leave()
    editors.check(address)


class Reader(threading.Thread):
    """Asks for pages without a pause; `pages` counts them, the slowest took `slowest` seconds."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG_S)
        self.pages = 0
        self.slowest = 0.0
        self.problem = ""
        self.leaving = threading.Event()

    def run(self) -> None:
        try:
            for path in itertools.cycle([f"/{BODIES[0]}/", "/"]):
                if self.leaving.wait(0.02):
                    break
                self._read(path)
        except Exception as error:
            self.problem = f"un lecteur : {error!r}"
        self.connection.close()

    def _read(self, path: str) -> None:
        begin = time.monotonic()
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        response.read()
        if response.status != 200:
            raise Lost(f"{path} répond {response.status}")
        self.pages += 1
        self.slowest = max(self.slowest, time.monotonic() - begin)


@contextlib.contextmanager
def reading(port: int) -> Iterator[Reader]:
    """Yield a reader at work; raise Lost afterwards when a page was not answered."""
    reader = Reader(port)
    reader.start()
    try:
        yield reader
    finally:
        reader.leaving.set()
        reader.join(2 * SECONDS)
    if reader.problem or not reader.pages:
        raise Lost(reader.problem or "un lecteur n’a rien reçu")
