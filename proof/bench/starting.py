"""The start of the servers, until they are ready to be measured."""

import time

from proof.bench.contestants import FRAGMENT, PAGE, WARM_UP_REQUESTS, Contestants, Visitors
from proof.bench.figures import OURS, RIVALS
from proof.bench.selections import address_of
from proof.bench.servers import wait_for_rest
from proof.bench.stage import Stage
from proof.tools.server import Server

# So many times more selections are at hand than constant bytes are answered.
_MARGIN = 1.5


def measure_start(stage: Stage) -> tuple[Server, int]:
    """Start the catalogue and constant bytes, once a round.

    Return the catalogue of the last round, and a number of requests that no server answers in a second.
    """
    for number in stage.rounds():
        ours, constant = _start_both(stage)
        if number < stage.plan.rounds:
            constant.kill()
            ours.kill()
    # Nothing answers faster than one constant byte.
    rate = stage.load(constant, ["/"] * WARM_UP_REQUESTS * 4, FRAGMENT, seconds=1).rate
    constant.kill()
    return ours, round(rate * _MARGIN)


def _start_both(stage: Stage) -> tuple[Server, Server]:
    stage.say("démarrage")
    begin = time.perf_counter()
    ours = stage.servers.catalogue(stage.database)
    between = time.perf_counter()
    constant = stage.servers.constant()
    stage.figures.note("start", OURS, between - begin)
    stage.figures.note("start", "constant", time.perf_counter() - between)
    return ours, constant


def warm_up(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Load all of them without noting it, after the catalogue has prepared its cards."""
    stage.say("le serveur prépare ses cartes")
    wait_for_rest(contestants.ours)
    for headers in (PAGE, FRAGMENT):
        stage.say("échauffement")
        selections = visitors.take(WARM_UP_REQUESTS)
        paths = [address_of(selection) for selection in selections]
        stage.load(contestants.ours, paths, headers, seconds=1)
        stage.load(contestants.constant, paths * 2, headers, seconds=1)
    for name, rival in contestants.rivals.items():
        stage.say(f"échauffement, {RIVALS[name]}")
        paths = list(map(rival.address_of, selections))
        seconds = rival_seconds(stage)
        stage.load(rival.server, paths * seconds, FRAGMENT, seconds=seconds)


def rival_seconds(stage: Stage) -> int:
    """Return how long a rival is loaded: longer where an answer takes some of them a second."""
    plan = stage.plan
    return plan.slow_seconds if stage.size >= plan.max_size_for_rivals else plan.filter_seconds
