"""`python -m tests.support.dossiers [NAME…]`: how the proposals for the dossiers score, and each failure."""

import sys
from importlib import import_module

from tests.support.dossiers.corpus import FOLDER, load_dossier
from tests.support.dossiers.forms import as_blocks, as_text
from tests.support.dossiers.scoring import Score, score


def main(names: list[str]) -> None:
    read_text = import_module("gersapp.exchange.reading.plain").read_text
    propose = import_module("gersapp.exchange.structure").propose
    totals = {"text": Score(), "blocks": Score()}
    for name in names or sorted(path.stem for path in FOLDER.glob("*.dossier")):
        dossier = load_dossier(name)
        documents = {"text": read_text(as_text(dossier.source)), "blocks": as_blocks(dossier.source)}
        for form, document in documents.items():
            result = score(dossier.expectation, propose(document))
            print_score(f"{name} ({form})", result)
            totals[form].add(result)
    for form, total in totals.items():
        total.failures.clear()
        print_score(f"all ({form})", total)


def print_score(name: str, result: Score) -> None:
    print(
        f"{name:40} {result.right}/{result.expected} right, {result.spurious} spurious, {result.missed} missed, "
        f"{result.eaten}/{result.foreign} eaten, {result.lost}/{result.addresses} lost"
    )
    for failure in result.failures:
        print(f"    {failure}")


if __name__ == "__main__":
    main(sys.argv[1:])
