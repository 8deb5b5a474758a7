"""The dossiers of `tests/exchange`, each with its expected result.

Those of `KEPT` were kept from whoever wrote the engine, and judged it at first sight.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.dossiers.scoring import Expectation, expected_of
from tests.support.dossiers.source import Source, addresses_of, read_source

FOLDER = Path(__file__).resolve().parents[2] / "exchange" / "dossiers"
KEPT = FOLDER.with_name("kept")


@dataclass(frozen=True, slots=True)
class Dossier:
    source: Source
    expectation: Expectation


def dossiers(folder: Path = FOLDER) -> Iterator[Dossier]:
    """Give the dossiers of a folder in the order of their names."""
    for path in sorted(folder.glob("*.dossier")):
        yield load_dossier(path.stem, folder)


def load_dossier(name: str, folder: Path = FOLDER) -> Dossier:
    source = read_source(name, (folder / f"{name}.dossier").read_text("utf-8"))
    data = json.loads((folder / f"{name}.json").read_text("utf-8"))
    expectation = expected_of(data)
    # A damaged address counts as it is expected; the others as the source has them.
    damaged = data.get("damaged", [])
    others = [url for url in addresses_of(source) if url not in damaged]
    addresses = tuple(dict.fromkeys([*expectation.addresses, *others]))
    return Dossier(source, replace(expectation, addresses=addresses))
