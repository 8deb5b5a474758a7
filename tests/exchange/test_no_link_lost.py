"""No address of a source is lost, whatever became of the source."""

from random import Random

import pytest

from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.dossiers.damage import damage
from tests.support.dossiers.forms import as_text
from tests.support.dossiers.generator import generate
from tests.support.dossiers.losses import lost_addresses

# Characters: the end of a text is no other than its middle, and it may cut an address.
MAX_TEXT = 2_000


@pytest.mark.parametrize(
    "seeds", [range(40), pytest.param(range(40, 10_040), marks=pytest.mark.long)], ids=["40", "10 000"]
)
def test_no_address_of_a_damaged_source_is_lost(seeds: range) -> None:
    lost = {}
    for seed in seeds:
        text = damage(as_text(generate(seed).source)[:MAX_TEXT], Random(seed))
        if found := lost_addresses(text, propose(read_text(text))):
            lost[seed] = found
    assert lost == {}
