"""The measures of the page in a browser: its weight, and what Lighthouse says of it."""

from proof.bench import page
from proof.bench.load import MeasureFailed
from proof.bench.stage import Stage
from proof.tools.server import Server


def measure_visit(stage: Stage, ours: Server) -> None:
    """Visit the page twice; raises MeasureFailed."""
    stage.say("poids d’une visite")
    first, again = page.visit_twice(ours)
    for key, words, unit, figure in (
        ("weight/first", "première visite, sur le réseau", "ko", first.bytes / 1000),
        ("weight/requests", "première visite, demandes", "", len(first.statuses)),
        ("weight/again", "visite suivante, demandes (304)", "", len(again.statuses)),
    ):
        stage.figures.note_without_rival(key, words, unit, [figure])
    if set(again.statuses) != {304}:
        raise MeasureFailed(f"la visite suivante a reçu : {again.statuses}")


def measure_lighthouse(stage: Stage, ours: Server) -> None:
    """Run Lighthouse in each round, or report why that is impossible."""
    stage.say("Lighthouse")
    refusal = page.install_lighthouse()
    if refusal:
        stage.report.unmeasured["lighthouse"] = refusal
        return
    scores: dict[str, list[float]] = {name: [] for name in page.CATEGORIES}
    imperfect: dict[str, None] = {}
    for _ in stage.rounds():
        stage.say("Lighthouse")
        scores_of_round, imperfect_of_round = page.run_lighthouse(ours, stage.folder)
        imperfect.update(dict.fromkeys(imperfect_of_round))
        for name in scores:
            scores[name].append(scores_of_round[name])
    for name, label in page.CATEGORIES.items():
        stage.figures.note_without_rival(f"lighthouse/{name}", f"Lighthouse, {label}", "/ 100", scores[name])
    stage.report.notes += [f"Lighthouse, {audit}" for audit in imperfect]
