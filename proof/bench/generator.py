"""Invented operations, in any number and always the same: the schema of `db.json`, nobody's real data.

`python -m proof.bench.generator 10000 PATH` writes such a file.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

SEED = 32
AUDIENCES = {
    "adultes": "Adultes",
    "enfants-jeunes": "Enfants/Jeunes",
    "tout-public": "Tout public",
    "aines": "Aînés",
    "familles": "Familles",
    "associations": "Associations",
    "professionnels": "Professionnels",
    "agents": "Agents",
}
# The words of the texts, the most frequent ones first.
_SUBJECTS = (
    "défi recette atelier lecture concert visite jeu quiz portrait musée sport jardin théâtre conte photo "
    "histoire patrimoine chanson danse dessin bricolage cuisine nature cinéma poésie solidarité marché "
    "producteur soignant école collège bibliothèque archives rugby cirque festival château bastide abbaye "
    "oiseau rivière forêt vigne armagnac foie cathédrale mousquetaire randonnée vélo yoga méditation "
    "éducation santé masque plateforme bénévole entraide livraison aîné jeunesse famille confinement "
    "déconfinement rendez-vous direct vidéo podcast carte application formulaire aide subvention cœur œuvre"
)
_LINKING_WORDS = "de la le les des pour avec chez sur dans au en par un une et vos nos chaque toute"
_SYLLABLES = "au ba bar ca cas con do fle ga gi l’is lec lom ma mar mi mon ner or pau pla ri sa ser tou vic"
SUBJECTS, LINKING_WORDS, SYLLABLES = _SUBJECTS.split(), _LINKING_WORDS.split(), _SYLLABLES.split()

Tables = dict[str, dict[str, dict[str, Any]]]


def make_tables(count: int, seed: int = SEED) -> Tables:
    """Return the tables of `count` operations: always the same for a seed, and the first of a longer list."""
    rng = random.Random(seed)
    villages = _invent_villages(random.Random(seed + 1))
    return {
        "catalogue": {
            "1": {
                "schema": 1,
                "title": "Opérations inventées",
                "body": "Département d’essai",
                "hashtag": "#EssaiDeCharge",
                "introduction": "Des opérations inventées, pour mesurer.",
                "audiences": [{"slug": slug, "label": label} for slug, label in AUDIENCES.items()],
            }
        },
        "operations": {str(n): _invent_operation(n, rng, villages) for n in range(1, count + 1)},
    }


def file_content(count: int, seed: int = SEED) -> bytes:
    """Return the bytes of such a file, as the store writes them."""
    return orjson.dumps(make_tables(count, seed), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _invent_villages(rng: random.Random) -> list[str]:
    """Return names of villages that do not exist."""
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))).capitalize() for _ in range(4_000)]


def _choose(rng: random.Random, words: list[str]) -> str:
    """Return one of `words`: the n-th about n times rarer than the first, as in any language (Zipf)."""
    return words[int(len(words) ** rng.random()) - 1]


def _invent_operation(number: int, rng: random.Random, villages: list[str]) -> dict[str, Any]:
    subject, village = _choose(rng, SUBJECTS), _choose(rng, villages)
    words = [
        _choose(rng, SUBJECTS if rng.random() < 0.5 else LINKING_WORDS) for _ in range(rng.randint(8, 30))
    ]
    text = f"{' '.join(words)} à {village}."
    links = [make(rng) for make in rng.choices(_LINKS, weights=_WEIGHTS, k=rng.choice((1, 1, 1, 2, 2, 3)))]
    platforms = dict.fromkeys([platform for platform, _ in links])
    if rng.random() < 0.2:
        platforms[rng.choice(("instagram", "facebook", "x"))] = None
    audiences = rng.sample(list(AUDIENCES), k=rng.choice((1, 1, 1, 1, 2, 2, 3)))
    return {
        "id": f"{number}-essai",
        "title": f"{subject.capitalize()} {_choose(rng, LINKING_WORDS)} {village} n° {number}",
        "description": text[0].upper() + text[1:],
        "audiences": [slug for slug in AUDIENCES if slug in audiences],
        "platforms": list(platforms),
        "links": [{"url": url} for _, url in links],
    }


def _number(rng: random.Random) -> int:
    return rng.randrange(10**14, 10**16)


# Each gives a platform and an address of it; `_WEIGHTS` says how often, in hundredths.
_LINKS: tuple[Callable[[random.Random], tuple[str, str]], ...] = (
    lambda rng: ("facebook", f"https://www.facebook.com/EssaiDeCharge/posts/{_number(rng)}"),
    lambda rng: ("facebook", f"https://www.facebook.com/watch/?v={_number(rng)}"),
    lambda rng: ("instagram", f"https://www.instagram.com/stories/highlights/{_number(rng)}/?hl=fr"),
    lambda rng: ("instagram", f"https://www.instagram.com/p/B{_number(rng):x}/"),
    lambda rng: ("x", f"https://twitter.com/EssaiDeCharge/status/{_number(rng)}?s=20"),
    lambda rng: ("linkedin", f"https://www.linkedin.com/feed/update/urn:li:activity:{_number(rng)}"),
    lambda rng: ("youtube", f"https://www.youtube.com/watch?v={_number(rng):x}"),
    lambda rng: ("tiktok", f"https://www.tiktok.com/@essaidecharge/video/{_number(rng)}"),
    lambda rng: ("site-web", f"https://www.exemple.fr/actualites/{_number(rng)}"),
)
_WEIGHTS = (25, 10, 20, 10, 15, 8, 5, 2, 5)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(file_content(int(sys.argv[1])))
