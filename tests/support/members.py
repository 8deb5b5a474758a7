"""Bodies with their catalogues, and what is asked of them together, for property tests."""

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.observatory.body import Body, Kind
from gersapp.observatory.parts import Member
from gersapp.observatory.selection import NationalSelection
from tests.support.catalogues import CONTENTS, SEARCHES, SOME_PLATFORMS
from tests.support.editing import edited

NAMES = ["Gers", "Ville d’Auch", "Région Occitanie", "Élan", "gers", "Auch"]
# The same slugs under several names, of several groups.
LABELS = [
    ("Adultes", "Aînés", "Tout public"),
    ("Agents", "Seniors", "Enfants/Jeunes"),
    ("Pilotes", "Familles", "Adultes"),
]
PLACES = ["", "32", "31", "occitanie", "75", "975"]
CHOSEN = [{}, {"adultes": "jeunes"}, {"tous": "elus", "aines": "jeunes"}, {"adultes": "no-group"}]
KINDS = list(Kind)[:3]
GROUPS = ["grand-public", "jeunes", "seniors", "familles", "autres-cibles", "presse"]
QUERIES = [*SEARCHES, "occitanie", "auch", "elan", "seniors", "agents", "gers pat"]


def heading_of(number: int) -> Heading:
    labels = LABELS[number % len(LABELS)]
    audiences = tuple(map(Audience, ("adultes", "aines", "tous"), labels))
    hashtag = "#Covid19Gers" if number % 2 else ""
    return Heading("Catalogue", NAMES[number % len(NAMES)], hashtag, "", audiences)


def operations_of(chance: random.Random, most: int = 12) -> list[Operation]:
    drawn = chance.choices(CONTENTS, k=chance.randint(0, most))
    return [replace(content, id=f"o-{number}") for number, content in enumerate(drawn)]


def member_of(number: int, chance: random.Random, *, is_indexed: bool = True) -> Member:
    """A body of this number, with a catalogue that `chance` makes."""
    return Member(
        Body(f"body-{number}", chance.choice(KINDS), chance.choice(PLACES)),
        Catalogue.of(heading_of(number), operations_of(chance), is_indexed=is_indexed),
        state=f"{number}-{chance.random()}",
        chosen=chance.choice(CHOSEN),
    )


def members_of(seed: int) -> list[Member]:
    chance = random.Random(seed)  # noqa: S311
    return [member_of(number, chance, is_indexed=False) for number in range(chance.randint(0, 6))]


def changed(member: Member, chance: random.Random) -> Member:
    """The body after one change of any kind."""
    catalogue, body, chosen = member.catalogue, member.body, member.chosen
    ids = list(catalogue.operations)
    match chance.choice(["put", "add", "delete", "move", "rename", "body", "chosen", "grow", "load"]):
        case "put" if ids:
            content = replace(chance.choice(CONTENTS), id=chance.choice(ids))
            catalogue = edited(catalogue, lambda draft: draft.put(content))
        case "delete" if ids:
            catalogue = edited(catalogue, lambda draft: draft.delete({chance.choice(ids)}))
        case "move" if len(ids) > 1:
            catalogue = edited(catalogue, lambda draft: draft.move(chance.choice(ids), 0))
        case "rename":
            heading = heading_of(chance.randrange(6))
            catalogue = Catalogue.of(heading, catalogue.operations.values())
        case "body":
            body = Body(body.slug, chance.choice(KINDS), chance.choice(PLACES))
        case "chosen":
            chosen = chance.choice(CHOSEN)
        case "grow":
            catalogue = Catalogue.of(catalogue.heading, operations_of(chance, most=40))
        case "load":
            catalogue = Catalogue.of(
                catalogue.heading, [replace(one) for one in catalogue.operations.values()]
            )
        case _:
            new = replace(chance.choice(CONTENTS), id=f"n-{chance.random()}")
            catalogue = edited(catalogue, lambda draft: draft.add(new, chance.randint(0, len(ids))))
    return Member(body, catalogue, f"{member.state}+{chance.random()}", chosen)


def batch_of(members: Sequence[Member], chance: random.Random) -> list[Member]:
    """The bodies after some changes: of some of them, of the list too."""
    after = [changed(member, chance) if chance.random() < 0.4 else member for member in members]
    if after and chance.random() < 0.2:
        after.remove(chance.choice(after))
    if chance.random() < 0.3:
        free = set(range(8)) - {int(member.body.slug.removeprefix("body-")) for member in after}
        after += [member_of(min(free), chance)] if free else []
    chance.shuffle(after)
    return after


def selection_of(chance: random.Random) -> NationalSelection:
    def some(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.choice([0, 0, 0, 1, 2])))

    return NationalSelection(
        bodies=some([f"body-{number}" for number in range(4)]),
        kinds=some([kind.value for kind in KINDS]),
        territories=some(PLACES[1:]),
        groups=some(GROUPS),
        platforms=some(SOME_PLATFORMS),
        q=chance.choice(["", *QUERIES]),
        page=chance.randint(1, 2),
    )


seeds = st.integers(0, 100_000)
