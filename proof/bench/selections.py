"""Selections that invented visitors ask for: none comes twice, and a seed always gives the same ones."""

import random
from itertools import count

from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import folded_words
from proof.bench.generator import AUDIENCES, Tables

SEED = 1944
# How many boxes of a kind a visitor ticks: most often few.
_TICKS = (0, 0, 1, 1, 1, 2, 2, 3, 4)


def invent_selections(tables: Tables, number: int, seed: int = SEED) -> list[Selection]:
    """Return `number` selections, shuffled: without a word, with one, with the beginning of one, with two.

    Each is asked by somebody who has one of the operations in mind, so nearly all of them find some.
    """
    rng = random.Random(seed)
    operations = list(tables["operations"].values())
    asked: dict[Selection, None] = {}
    for turn in count():
        if len(asked) == number:
            break
        operation = rng.choice(operations)
        first, second = rng.choices(folded_words(f"{operation['title']} {operation['description']}"), k=2)
        words = ("", first, first[: rng.randint(1, 4)], f"{first} {second}")[turn % 4]
        audiences = _tick(rng, list(AUDIENCES), operation["audiences"])
        platforms = _tick(rng, [platform.slug for platform in PLATFORMS], operation["platforms"])
        asked[Selection(audiences, platforms, words)] = None
    # Unshuffled, the simple ones would come first: drawn again later, they are repetitions, and not kept.
    shuffled = list(asked)
    rng.shuffle(shuffled)
    return shuffled


def address_of(selection: Selection) -> str:
    """Return the address at which the catalogue shows `selection`."""
    return f"/?{selection.query}" if selection.query else "/"


def _tick(rng: random.Random, slugs: list[str], wanted: list[str]) -> tuple[str, ...]:
    """Return some of `slugs`, at least one of which is `wanted`; or none."""
    ticks = rng.choice(_TICKS)
    ticked = {rng.choice(wanted), *rng.sample(slugs, k=ticks - 1)} if ticks else set[str]()
    return tuple(slug for slug in slugs if slug in ticked)
