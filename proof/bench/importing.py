"""The measures of imports: the first proposal, and filters while an editor imports."""

from proof.bench.contestants import FRAGMENT, Contestants, Visitors
from proof.bench.figures import IMPORTED, IMPORTED_FEW, OURS
from proof.bench.importers import Importer, importing
from proof.bench.report import format_number
from proof.bench.stage import Stage


def measure_imports(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Import without visitors, then load the catalogue at rest and while an editor imports; once a round."""
    _measure_proposals(stage, contestants)
    plan = stage.plan
    stage.say("filtre, au repos")
    paths = visitors.take_addresses(plan.filter_seconds)
    at_rest = stage.load(contestants.ours, paths, FRAGMENT, seconds=plan.filter_seconds)
    stage.say("filtre pendant un import")
    paths = visitors.take_addresses(plan.import_seconds)
    with importing(contestants.ours, IMPORTED) as imports:
        meanwhile = stage.load(contestants.ours, paths, FRAGMENT, seconds=plan.import_seconds)
        is_whole = bool(imports)
    if not is_whole:
        # Visitors would have met its beginning alone.
        why = f"aucun import n’a fini en {plan.import_seconds} s, sous 8 visiteurs"
        stage.report.unmeasured["import-p99"] = why
        return
    stage.figures.note("import-p99", "rest", at_rest.p99_ms)
    stage.figures.note("import-p99", OURS, meanwhile.p99_ms)


def _measure_proposals(stage: Stage, contestants: Contestants) -> None:
    """Time dossiers from the paste to the page of the review."""
    seconds = {}
    for count in (1, IMPORTED_FEW, IMPORTED):
        stage.say(f"import, opérations du dossier : {format_number(count)}")
        seconds[count] = Importer(contestants.ours, count).import_once()
    stage.figures.note("import-few", OURS, seconds[IMPORTED_FEW])
    stage.figures.note("import-few", "one", seconds[1])
    stage.figures.note("import-many", OURS, seconds[IMPORTED])
    stage.figures.note("import-many", "few", seconds[IMPORTED_FEW])
