"""The measures of reading: filters, pages, searches, memory, and filters while editors save."""

import shutil
from collections.abc import Mapping, Sequence

from proof.bench.contestants import COMPRESSED, FRAGMENT, PAGE, Contestants, Visitors
from proof.bench.figures import MEASURES, OURS, RIVALS, WRITERS
from proof.bench.load import Load
from proof.bench.report import format_number
from proof.bench.search import slowest
from proof.bench.selections import address_of
from proof.bench.servers import worker_mb
from proof.bench.stage import Stage, run_module
from proof.bench.starting import rival_seconds
from proof.bench.writers import writing


def measure_reading(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Load the catalogue and its rivals; call it once a round."""
    plan = stage.plan
    selections = visitors.take(visitors.rate * plan.filter_seconds)
    _load_beside_constant(
        stage,
        contestants,
        "filter",
        paths=[address_of(selection) for selection in selections],
        headers=FRAGMENT,
        seconds=plan.filter_seconds,
    )
    for name, rival in contestants.rivals.items():
        stage.say(f"filtre, {RIVALS[name]}")
        paths = [rival.address_of(selection) for selection in selections]
        load = stage.load(rival.server, paths, FRAGMENT, seconds=rival_seconds(stage))
        _note_load(stage, "filter", name, load)
    _load_beside_constant(
        stage,
        contestants,
        "page",
        paths=visitors.take_addresses(plan.page_seconds),
        headers=PAGE,
        seconds=plan.page_seconds,
    )
    _load_beside_constant(
        stage,
        contestants,
        "unchanged",
        paths=["/"] * (4 * visitors.rate * plan.short_seconds),
        headers=contestants.unchanged,
        seconds=plan.short_seconds,
        status=304,
    )
    if stage.is_in_depth:
        _measure_compressed(stage, contestants, visitors)


def _measure_compressed(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    seconds = stage.plan.short_seconds
    _load_beside_constant(
        stage,
        contestants,
        "compressed",
        paths=visitors.take_addresses(seconds),
        headers=COMPRESSED,
        seconds=seconds,
    )


def _load_beside_constant(
    stage: Stage,
    contestants: Contestants,
    name: str,
    *,
    paths: Sequence[str],
    headers: Mapping[str, str],
    seconds: int,
    status: int = 200,
) -> None:
    """Load the catalogue, then constant bytes with the same requests."""
    words = MEASURES[f"{name}-rate"][0].partition(",")[0]
    stage.say(words)
    load = stage.load(contestants.ours, paths, headers, seconds=seconds, status=status)
    _note_load(stage, name, OURS, load)
    stage.say(f"{words}, {RIVALS['constant']}")
    # Constant bytes are the same for any request, and may be asked for twice.
    twice = [*paths, *paths]
    load = stage.load(contestants.constant, twice, headers, seconds=seconds, status=status)
    _note_load(stage, name, "constant", load)


def _note_load(stage: Stage, name: str, server: str, load: Load) -> None:
    for figure, value in (("rate", load.rate), ("p50", load.p50_ms), ("p99", load.p99_ms)):
        if f"{name}-{figure}" in MEASURES:
            stage.figures.note(f"{name}-{figure}", server, value)


def measure_memory(stage: Stage, contestants: Contestants) -> None:
    stage.figures.note("memory", OURS, worker_mb(contestants.ours))
    stage.figures.note("memory", "constant", worker_mb(contestants.constant))


def measure_storm(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Load the catalogue at rest, then while editors save; call it once a round."""
    seconds = stage.plan.short_seconds
    stage.say("filtre, au repos")
    at_rest = stage.load(contestants.ours, visitors.take_addresses(seconds), FRAGMENT, seconds=seconds)
    stage.say(f"filtre sous {WRITERS} éditeurs")
    with writing(contestants.ours, stage.tables, WRITERS):
        in_storm = stage.load(contestants.ours, visitors.take_addresses(seconds), FRAGMENT, seconds=seconds)
    stage.figures.note("storm-p99", "rest", at_rest.p99_ms)
    stage.figures.note("storm-p99", OURS, in_storm.p99_ms)


def measure_search(stage: Stage) -> None:
    """Search letter by letter, in all rounds."""
    stage.say("recherche")
    copy = stage.folder / "search.json"
    shutil.copy(stage.database, copy)
    letters, ours, scan = slowest(run_module("proof.bench.search", copy, stage.plan.rounds))
    stage.figures.note("search", OURS, *ours)
    stage.figures.note("search", "scan", *scan)
    size = format_number(stage.size)
    stage.report.notes.append(
        f"recherche, {size} opérations : la pire lettre est la dernière de « {letters} »"
    )
