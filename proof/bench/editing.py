"""The measures of editing: without a server, by clients, and after many other edits."""

import shutil
import time
from statistics import median, quantiles

from proof.bench.contestants import Contestants
from proof.bench.figures import CROWD, OURS, RIVALS, WRITERS
from proof.bench.report import format_number
from proof.bench.stage import Stage, run_module
from proof.bench.writers import writing
from proof.tools.server import Server


def measure_edits(stage: Stage, contestants: Contestants) -> None:
    """Edit without a server, then with 1 client, with several and with many; call it once a round."""
    _edit_without_server(stage)
    _edit_by_clients(stage, contestants.ours, OURS)
    if stage.is_in_depth:
        _edit_by_crowd(stage, contestants.ours)
    if "afternoon" in contestants.rivals:
        _edit_by_clients(stage, contestants.rivals["afternoon"].server, "afternoon")


def _edit_without_server(stage: Stage) -> None:
    stage.say("enregistrement, sans serveur")
    plan = stage.plan
    edits = max(plan.min_edits, min(plan.max_edits, plan.edited_operations // stage.size))
    copy = stage.folder / "durable-edit.json"
    shutil.copy(stage.database, copy)
    times = run_module("proof.bench.durable_edit", copy, edits)
    least = median(times["least"])
    stage.figures.note("edit", OURS, median(times["store"]))
    stage.figures.note("edit", "least", least)
    stage.figures.note("edit-one", "least", least)
    stage.figures.note("edit-all", "least", 1000 / least)
    if stage.is_in_depth:
        stage.figures.note("edit-crowd", "least", least)


def _edit_by_clients(stage: Stage, server: Server, name: str) -> None:
    for measure, clients in (("edit-one", 1), ("edit-all", WRITERS)):
        words = f"enregistrement, {clients} client{'s' if clients > 1 else ''}"
        stage.say(f"{words}, {RIVALS.get(name, 'ici')}")
        with writing(server, stage.tables, clients, needs_revision=name == OURS) as writers:
            time.sleep(stage.plan.short_seconds)
        latencies = writers.latencies
        figure = median(latencies) if clients == 1 else len(latencies) / writers.seconds
        stage.figures.note(measure, name, figure)


def _edit_by_crowd(stage: Stage, server: Server) -> None:
    """Edit with many clients, who type for a while before each post."""
    stage.say(f"enregistrement, {CROWD} clients qui tapent")
    with writing(server, stage.tables, CROWD, pause=stage.plan.typing_seconds) as writers:
        time.sleep(stage.plan.crowd_seconds)
    stage.figures.note("edit-crowd", OURS, quantiles(writers.latencies, n=100)[98])


def measure_growth(stage: Stage) -> None:
    """Edit a file that has a long history beside a new one; call it once a round."""
    words = format_number(stage.plan.history_edits)
    stage.say(f"enregistrement après {words} autres")
    folder = stage.folder / f"grown-{stage.round}"
    folder.mkdir()
    times = run_module("proof.bench.growth", folder, stage.plan.history_edits, stage.plan.max_edits)
    stage.figures.note("history-edit", OURS, median(times["grown"]))
    stage.figures.note("history-edit", "fresh", median(times["fresh"]))
    if stage.round == 1:
        megabytes = times["bytes"] / 1e6
        words = f"le fichier après {words} enregistrements"
        stage.figures.note_without_rival("history-size/file", words, "Mo", [megabytes])
