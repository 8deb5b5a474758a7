"""What invented visitors ask for: selections of which none comes twice, always the same for a seed."""

import random
from itertools import count

from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import folded_words
from proof.bench.generator import AUDIENCES, Tables

SEED = 1944
# How many boxes of a kind are ticked: most visitors tick few.
_TICKS = (0, 0, 1, 1, 1, 2, 2, 3, 4)


def selections(tables: Tables, number: int, seed: int = SEED) -> list[Selection]:
    """So many, in turn without a word, with one, with the beginning of one and with two; then shuffled.

    Each is asked by somebody who has one of the operations in mind, so nearly all of them find some.
    """
    chance = random.Random(seed)
    operations = list(tables["operations"].values())
    asked: dict[Selection, None] = {}
    for turn in count():
        if len(asked) == number:
            break
        operation = chance.choice(operations)
        first, second = chance.choices(folded_words(f"{operation['title']} {operation['description']}"), k=2)
        words = ("", first, first[: chance.randint(1, 4)], f"{first} {second}")[turn % 4]
        audiences = _ticked(chance, list(AUDIENCES), operation["audiences"])
        platforms = _ticked(chance, [each.slug for each in PLATFORMS], operation["platforms"])
        asked[Selection(audiences, platforms, words)] = None
    # The simplest come first, and again and again, until they have all been asked.
    shuffled = list(asked)
    chance.shuffle(shuffled)
    return shuffled


def _ticked(chance: random.Random, slugs: list[str], wanted: list[str]) -> tuple[str, ...]:
    """Some of `slugs`, at least one of which is `wanted`; or none."""
    ticks = chance.choice(_TICKS)
    ticked = {chance.choice(wanted), *chance.sample(slugs, k=ticks - 1)} if ticks else set[str]()
    return tuple(slug for slug in slugs if slug in ticked)
