"""How proposals score, with each failure: `python -m tests.support.dossiers [NAME…]`.

`python -m tests.support.dossiers 0-200` scores the dossiers that these seeds generate, and each habit.
"""

import re
import sys
from collections import defaultdict
from dataclasses import asdict
from random import Random

from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.dossiers.corpus import FOLDER, Dossier, load_dossier
from tests.support.dossiers.forms import as_blocks, as_text
from tests.support.dossiers.generator import generate
from tests.support.dossiers.habits import draw_habit
from tests.support.dossiers.scoring import Score, score

# The parts of a habit by which generated dossiers are summed up.
_KINDS = (
    "layout",
    "audience",
    "grouping",
    "heading",
    "title",
    "platforms",
    "links",
    "text",
    "gap",
    "is_mail",
)


def main(arguments: list[str]) -> None:
    if arguments and (seeds := re.fullmatch(r"(\d+)-(\d+)", arguments[0])):
        score_habits(range(int(seeds[1]), int(seeds[2])), is_long="-v" in arguments)
        return
    totals = {"text": Score(), "blocks": Score()}
    for name in arguments or sorted(path.stem for path in FOLDER.glob("*.dossier")):
        for form, result in scores_of(load_dossier(name)).items():
            print_score(f"{name} ({form})", result)
            totals[form].add(result)
    for form, total in totals.items():
        print_score(f"all ({form})", total, is_long=False)


def score_habits(seeds: range, *, is_long: bool) -> None:
    totals: defaultdict[str, Score] = defaultdict(Score)
    for seed in seeds:
        habit = asdict(draw_habit(Random(seed)))
        for form, result in scores_of(generate(seed)).items():
            if is_long:
                print_score(f"{seed} ({form})", result)
            totals[f"all ({form})"].add(result)
            for kind in _KINDS:
                totals[f"{form}: {kind} {habit[kind]}"].add(result)
    for name, total in sorted(totals.items()):
        print_score(name, total, is_long=False)


def scores_of(dossier: Dossier) -> dict[str, Score]:
    documents = {"text": read_text(as_text(dossier.source)), "blocks": as_blocks(dossier.source)}
    return {form: score(dossier.expectation, propose(document)) for form, document in documents.items()}


def print_score(name: str, result: Score, *, is_long: bool = True) -> None:
    print(
        f"{name:36} {result.right}/{result.expected} right ({result.right_rate:.0%}), "
        f"{result.spurious} spurious ({result.spurious_rate:.0%}), {result.missed} missed, "
        f"{result.eaten}/{result.foreign} eaten, {result.lost}/{result.addresses} lost"
    )
    for failure in result.failures if is_long else ():
        print(f"    {failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
