"""Invented bodies, always the same for a seed: names, kinds, territories, and a catalogue of each.

Only the names of départements and régions are real, as the territories are; nothing that is said of them is.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from gersapp.catalogue.text import slug
from gersapp.observatory.body import Body, Kind
from proof.observatory.operations import Scene, choose_audiences, invent_operations

SEED = 200
FEWEST, MOST = 3, 80  # operations of a body
_MAX_SLUG = 40
_INTRODUCTION = "Cet organisme et ses opérations sont inventés, pour essayer l’Observatoire."

# fmt: off
_DEPARTMENTS = (
    ("01", "Département de l’Ain"), ("07", "Département de l’Ardèche"), ("12", "Département de l’Aveyron"),
    ("14", "Département du Calvados"), ("15", "Département du Cantal"), ("2a", "Corse-du-Sud"),
    ("23", "Département de la Creuse"), ("26", "Département de la Drôme"), ("29", "Département du Finistère"),
    ("39", "Département du Jura"), ("40", "Département des Landes"), ("46", "Département du Lot"),
    ("48", "Département de la Lozère"), ("50", "Département de la Manche"),
    ("53", "Département de la Mayenne"),
    ("59", "Département du Nord"), ("61", "Département de l’Orne"), ("67", "Bas-Rhin"),
    ("72", "Département de la Sarthe"), ("83", "Département du Var"), ("85", "Département de la Vendée"),
    ("88", "Département des Vosges"), ("974", "Département de La Réunion"), ("90", "Territoire de Belfort"),
)
_REGIONS = (
    ("bretagne", "Région Bretagne"), ("occitanie", "Région Occitanie"), ("normandie", "Région Normandie"),
    ("grand-est", "Région Grand Est"), ("guyane", "Collectivité de Guyane"),
    ("nouvelle-aquitaine", "Région Nouvelle-Aquitaine"),
)
# How many of each other kind there are, of a hundred, and how they are named after an invented commune.
_NAMED: tuple[tuple[Kind, int, tuple[str, ...]], ...] = (
    (Kind.COMMUNE, 52, ("Commune de {place}", "Ville de {place}", "Mairie de {place}")),
    (Kind.INTERCOMMUNAL, 26, (
        "Communauté de communes du Pays de {place}", "Communauté d’agglomération de {place}",
        "Communauté de communes de {place} et {other}", "Métropole de {place}",
    )),
    (Kind.PUBLIC_BODY, 14, (
        "Office de tourisme de {place}", "Centre hospitalier de {place}", "Médiathèque de {place}",
        "Parc naturel du Val de {place}", "Université de {place}", "Musée de {place}",
    )),
    (Kind.STATE, 5, ("Sous-préfecture de {place}", "Services de l’éducation de {place}")),
    (Kind.OTHER, 3, ("Agence d’urbanisme de {place}", "Pôle d’équilibre de {place}")),
)
# The codes of the départements where they are.
_TERRITORIES = tuple([f"{code:02}" for code in (*range(1, 20), *range(21, 96))])
# fmt: on
# Parts of the names of communes. No first one begins with a vowel: « de » stands before all of them.
_FIRST = (
    "Bel Bes Bri Cas Cler Cou Dour Fla Fon Gar Gri Jon La Lan Lau Lor Ma Mer Mon Nau Pey Pon Ra Ro Sau Ser "
    "Tou Val Ver Vil"
)
_MIDDLE = "ba be bre ca che de di lai la le li ma mi na ne ni ra re ri ro ta te ti va"
_LAST = (
    "bourg cey court fleur gnac gnan lac lieu lon mont nac nay ncourt rac range res rive rolles sac thal "
    "vais val vans vec ville zac"
)
_SUFFIXES = (*[""] * 12, "-le-Haut", "-la-Forêt", "-sur-Lonne", "-les-Bains", "-en-Plaine", "-l’Abbaye")
# What stands in the slug of a body for the beginning of its name.
_SHORT = (
    (re.compile(r"(Commune de|Ville de|Mairie de|Département (de l’|du|des|de)) ?"), ""),
    (re.compile(r"Communauté de communes (du Pays )?de "), "cc "),
    (re.compile(r"Communauté d’agglomération de "), "ca "),
    (re.compile(r"Office de tourisme de "), "tourisme "),
)


@dataclass(frozen=True, slots=True)
class InventedBody:
    """A body, and the content of its file, as the default engine has it."""

    body: Body
    content: bytes


def invent_bodies(count: int, seed: int = SEED) -> Iterator[InventedBody]:
    """Yield `count` bodies: always the same for a seed, and the first of a longer list."""
    rng = random.Random(seed)
    communes = _invent_communes(random.Random(seed + 1))
    taken = {"gers"}
    for number in range(count):
        kind, territory, name, places = _invent_name(rng, number, communes)
        body = Body(_free_slug(name, taken), kind, territory)
        yield InventedBody(body, _make_content(rng, body, name, places))


def _invent_communes(rng: random.Random) -> list[str]:
    """Return names of communes that do not exist."""
    firsts, middles, lasts = _FIRST.split(), [*_MIDDLE.split(), ""], _LAST.split()
    names = [
        rng.choice(firsts) + rng.choice(middles) + rng.choice(lasts) + rng.choice(_SUFFIXES)
        for _ in range(1_000)
    ]
    return list(dict.fromkeys([f"Saint-{name}" if rng.random() < 0.1 else name for name in names]))


def _invent_name(
    rng: random.Random, number: int, communes: list[str]
) -> tuple[Kind, str, str, tuple[str, ...]]:
    """Return the kind, the territory and the name of a body, and the communes that its operations name."""
    places = tuple(rng.sample(communes, k=8))
    # The real names are spread over the list, each once.
    turn, rest = divmod(number, 7)
    if rest == 3 and turn < len(_DEPARTMENTS):
        code, name = _DEPARTMENTS[turn]
        return Kind.DEPARTMENT, code, name, places
    if rest == 5 and turn % 4 == 0 and turn // 4 < len(_REGIONS):
        code, name = _REGIONS[turn // 4]
        return Kind.REGION, code, name, places
    ((kind, _, names),) = rng.choices(_NAMED, weights=[weight for _, weight, _ in _NAMED])
    name = rng.choice(names).format(place=places[0], other=places[1])
    return kind, rng.choice(_TERRITORIES), name, places


def _free_slug(name: str, taken: set[str]) -> str:
    """Return a slug made of the words of `name` that tell it from others, and take it."""
    for beginning, short in _SHORT:
        name = beginning.sub(short, name)
    stem = slug(name)
    while len(stem) > _MAX_SLUG:
        stem = stem.rpartition("-")[0]
    found, again = stem, 2
    while found in taken:
        found, again = f"{stem[: _MAX_SLUG - 3]}-{again}", again + 1
    taken.add(found)
    return found


def _make_content(rng: random.Random, body: Body, name: str, places: tuple[str, ...]) -> bytes:
    account = "".join([word.capitalize() for word in body.slug.split("-")])[:24]
    scene = Scene(account, places, choose_audiences(rng))
    # Most bodies have few operations.
    count = int(FEWEST * (MOST / FEWEST) ** rng.random() + 0.5)
    tables: dict[str, dict[str, Any]] = {
        "catalogue": {
            "1": {
                "schema": 1,
                "title": f"Les opérations sur les réseaux sociaux : {name}",
                "body": name,
                "hashtag": f"#{account}",
                "introduction": _INTRODUCTION,
                "audiences": [{"slug": key, "label": label} for key, label in scene.audiences.items()],
            }
        },
        "operations": invent_operations(rng, scene, count),
    }
    return orjson.dumps(tables, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
