"""Fifty editors at once, half of them on one operation."""

import html
import itertools
import re
import threading
import time
from collections.abc import Callable
from statistics import quantiles

from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, attempt, first_loss
from proof.torture.observation import descriptions
from proof.torture.saving import RANDOM
from proof.torture.visitor import SAVED, Visitor, beginning_of, description_in, form_in

EDITORS = 50
_THEIR_TEXT = re.compile(r'<p class="text theirs" hx-disable>(.*?)</p>', re.DOTALL)


class Editor(threading.Thread):
    """Adds a word to the description of an operation, so many times, and looks at each answer.

    `pause` is the longest time to read and type, in seconds. `sent`, which all editors share, has every text
    that was tried; `acknowledged` has those of this editor that were saved. Each post took `milliseconds`.
    """

    def __init__(self, port: int, id: str, name: str, *, pause: float, times: int, sent: set[str]) -> None:
        super().__init__(name=name, daemon=True)
        self.id = id
        self.visitor = Visitor(port)
        self.pause = pause
        self.times = times
        self.step: Callable[[], None] = lambda: None
        self.sent = sent
        self.acknowledged: list[str] = []
        self.milliseconds: list[float] = []
        self.conflicts = 0
        self.problem = ""

    def run(self) -> None:
        try:
            for number in range(self.times):
                self._edit(f"{self.name}.{number}")
                self.step()
        except Lost as loss:
            self.problem = f"{self.id} : {loss}"
        except Exception as error:
            self.problem = f"{self.id} : {error!r}"
        finally:
            self.visitor.connection.close()

    def _edit(self, word: str) -> None:
        fields = self.visitor.form(self.id)
        text = f"{description_in(fields)} {word}".strip()
        self.sent.add(text)
        time.sleep(RANDOM.uniform(0, self.pause))
        begin = time.monotonic()
        status, answer = self.visitor.save(self.id, fields, text)
        self.milliseconds.append((time.monotonic() - begin) * 1000)
        if status in SAVED:
            self.acknowledged.append(text)
        elif status == 409:
            self.conflicts += 1
            self._check_conflict(answer, text)
        else:
            raise Lost(f"réponse {status} : {beginning_of(answer)}")

    def _check_conflict(self, answer: str, text: str) -> None:
        """Raise Lost unless the answer has what was typed, and a version of somebody."""
        theirs = _THEIR_TEXT.search(answer)
        if description_in(form_in(answer, f"/operations/{self.id}")) != text:
            raise Lost("un conflit ne garde pas la saisie")
        if not theirs or html.unescape(theirs[1]) not in self.sent:
            raise Lost("un conflit ne montre pas la version enregistrée")


def edit_together(
    job: Job, *, operations: int, pause: float, times: int, fault: Fault | None = None
) -> list[Editor]:
    """Have fifty editors make `times` edits each, and return them.

    Raise Lost unless each acknowledged text was once the newest.
    """
    database = job.database(operations)
    with job.server(database, fault) as server:
        before = descriptions(database)
        sent = set(before.values())
        ids = list(before)
        # Half of them on the first operation, the others each on one of their own while there are enough.
        others = itertools.cycle(ids[1:])
        editors = []
        for number in range(EDITORS):
            id = ids[0] if number % 2 else next(others)
            editors.append(Editor(server.port, id, f"e{number}", pause=pause, times=times, sent=sent))
        for editor in editors:
            if not fault:
                editor.step = job.step
            editor.start()
        for editor in editors:
            editor.join()
        after = descriptions(database)
    problems = [editor.problem for editor in editors if editor.problem]
    if problems:
        raise Lost(" ; ".join(problems[:3]))
    for id in dict.fromkeys(editor.id for editor in editors):
        texts = [text for editor in editors if editor.id == id for text in editor.acknowledged]
        _check_chain(id, [before[id], *sorted(texts, key=len), after[id]])
    return editors


def _check_chain(id: str, chain: list[str]) -> None:
    """Raise Lost unless each text is made of the one before it, and the last but one is still there."""
    if chain[-1] != chain[-2] or not all(new.startswith(old) for old, new in itertools.pairwise(chain)):
        raise Lost(f"{id} : une modification enregistrée n’est pas dans la version finale")


def fifty_editors(operations: int, pause: float, job: Job) -> Result:
    """Have each of them make `job.times` edits."""
    detected = first_loss(
        lambda: edit_together(job, operations=16, pause=0, times=3, fault=Fault.IGNORES_REVISIONS)
    )
    editors, lost = attempt(lambda: edit_together(job, operations=operations, pause=pause, times=job.times))
    if editors is None:
        return Result(lost, detected)
    conflicts = sum(editor.conflicts for editor in editors)
    milliseconds = [ms for editor in editors for ms in editor.milliseconds]
    p99 = quantiles(milliseconds, n=100)[98]
    # Without a conflict nothing was tried, which is no loss.
    return Result(lost, detected if conflicts else "", f"{conflicts} conflits, p99 {p99:.0f} ms")
