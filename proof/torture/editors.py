"""Fifty editors at once, half of them on one operation."""

import html
import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

from proof.torture.crew import (
    CHANCE,
    SAVED,
    Lost,
    Visitor,
    bite,
    described,
    descriptions,
    form_in,
    losses,
    words,
)
from proof.torture.job import Job, Result

EDITORS = 50
P99_MS = 500
Step = Callable[[], None]
_THEIRS = re.compile(r'<p class="text theirs" hx-disable>(.*?)</p>', re.DOTALL)


@dataclass
class Minutes:
    """What they did together. `texts`: what was acknowledged, by operation; `sent`: all that was tried."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    milliseconds: list[float] = field(default_factory=list)
    conflicts: int = 0
    problems: list[str] = field(default_factory=list)


def edit(port: int, id: str, name: str, pause: float, times: int, minutes: Minutes, step: Step) -> None:
    """Add a word to the text of an operation, so many times; each answer is looked at.

    `pause`: how long it takes to read and type, in seconds, at most.
    """
    visitor = Visitor(port)
    try:
        for number in range(times):
            fields = visitor.form(id)
            text = f"{described(fields)} {name}.{number}".strip()
            minutes.sent.add(text)
            time.sleep(CHANCE.uniform(0, pause))
            start = time.monotonic()
            status, answer = visitor.save(id, fields, text)
            minutes.milliseconds.append((time.monotonic() - start) * 1000)
            if status in SAVED:
                minutes.texts[id].append(text)
            elif status == 409:
                minutes.conflicts += 1
                theirs = _THEIRS.search(answer)
                if described(form_in(answer, f"/operations/{id}")) != text:
                    raise Lost("un conflit ne garde pas la saisie")
                if not theirs or html.unescape(theirs[1]) not in minutes.sent:
                    raise Lost("un conflit ne montre pas la version enregistrée")
            else:
                raise Lost(f"réponse {status} : {words(answer)}")
            step()
    except Lost as loss:
        minutes.problems.append(f"{id} : {loss}")
    except Exception as error:
        minutes.problems.append(f"{id} : {error!r}")
    finally:
        visitor.connection.close()


def all_at_once(fault: str, operations: int, pause: float, times: int, job: Job, step: Step) -> Minutes:
    """Fifty threads, `times` edits each; raises Lost unless each acknowledged text was once the newest."""
    minutes = Minutes()
    database = job.database(operations)
    with job.server(database, fault) as server:
        before = descriptions(database)
        ids = list(before)
        # Half of them on the first operation, the others each on one of their own while there are enough.
        own = itertools.cycle(ids[1:])
        theirs = [ids[0] if number % 2 else next(own) for number in range(EDITORS)]
        minutes.texts = {id: [] for id in theirs}
        minutes.sent.update(before.values())
        threads = [
            threading.Thread(
                target=edit,
                args=[server.port, id, f"e{number}", pause, times, minutes, step],
                daemon=True,
            )
            for number, id in enumerate(theirs)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = descriptions(database)
    if minutes.problems:
        raise Lost(" ; ".join(minutes.problems[:3]))
    for id, texts in minutes.texts.items():
        # Each was made of the newest before it: a chain with no fork, that ends with what is there.
        chain = [before[id], *sorted(texts, key=len), after[id]]
        if chain[-1] != chain[-2] or not all(b.startswith(a) for a, b in itertools.pairwise(chain)):
            raise Lost(f"{id} : une modification enregistrée n’est pas dans la version finale")
    return minutes


def fifty_editors(operations: int, pause: float, job: Job) -> Result:
    """`job.times` edits by each of them."""
    bitten = bite(lambda: all_at_once("no revision", 16, 0, 3, job, lambda: None))
    done: list[Minutes] = []
    lost = losses(lambda: done.append(all_at_once("", operations, pause, job.times, job, job.step)))
    figure = ""
    if done:
        (minutes,) = done
        p99 = quantiles(minutes.milliseconds, n=100)[98]
        figure = f"{minutes.conflicts} conflits, p99 {p99:.0f} ms"
        if not minutes.conflicts:
            lost.append("aucun conflit n’a été rencontré")
        if job.judged and pause and p99 >= P99_MS:
            lost.append(f"p99 de {p99:.0f} ms")
    return Result(lost, bitten, figure)
