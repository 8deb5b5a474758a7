"""Invented operations, as many as wanted and always the same: the schema of `db.json`, nobody's real data.

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
# What the texts are made of, the most frequent words first.
_SUBJECTS = (
    "défi recette atelier lecture concert visite jeu quiz portrait musée sport jardin théâtre conte photo "
    "histoire patrimoine chanson danse dessin bricolage cuisine nature cinéma poésie solidarité marché "
    "producteur soignant école collège bibliothèque archives rugby cirque festival château bastide abbaye "
    "oiseau rivière forêt vigne armagnac foie cathédrale mousquetaire randonnée vélo yoga méditation "
    "éducation santé masque plateforme bénévole entraide livraison aîné jeunesse famille confinement "
    "déconfinement rendez-vous direct vidéo podcast carte application formulaire aide subvention cœur œuvre"
)
_LINKING = "de la le les des pour avec chez sur dans au en par un une et vos nos chaque toute"
_SYLLABLES = "au ba bar ca cas con do fle ga gi l’is lec lom ma mar mi mon ner or pau pla ri sa ser tou vic"
SUBJECTS, LINKING, SYLLABLES = _SUBJECTS.split(), _LINKING.split(), _SYLLABLES.split()

Tables = dict[str, dict[str, dict[str, Any]]]


def tables(count: int, seed: int = SEED) -> Tables:
    """A database of `count` operations: the same for the same `seed`, and the first ones whatever `count`."""
    chance = random.Random(seed)
    places = _places(random.Random(seed + 1))
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
        "operations": {str(n): _operation(n, chance, places) for n in range(1, count + 1)},
    }


def content(count: int, seed: int = SEED) -> bytes:
    """The bytes of such a file, as the store writes them."""
    return orjson.dumps(tables(count, seed), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _places(chance: random.Random) -> list[str]:
    """Names of villages that do not exist; a few are on everybody's lips, as real ones are."""
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize() for _ in range(4_000)]


def _skewed(chance: random.Random, words: list[str]) -> str:
    """One of `words`: the n-th some n times rarer than the first, as words of a language are (Zipf)."""
    return words[int(len(words) ** chance.random()) - 1]


def _operation(number: int, chance: random.Random, places: list[str]) -> dict[str, Any]:
    subject, place = _skewed(chance, SUBJECTS), _skewed(chance, places)
    words = [
        _skewed(chance, SUBJECTS if chance.random() < 0.5 else LINKING) for _ in range(chance.randint(8, 30))
    ]
    text = f"{' '.join(words)} à {place}."
    links = [
        make(chance) for make in chance.choices(_LINKS, weights=_WEIGHTS, k=chance.choice((1, 1, 1, 2, 2, 3)))
    ]
    platforms = dict.fromkeys([platform for platform, _ in links])
    if chance.random() < 0.2:
        platforms[chance.choice(("instagram", "facebook", "x"))] = None
    audiences = chance.sample(list(AUDIENCES), k=chance.choice((1, 1, 1, 1, 2, 2, 3)))
    return {
        "id": f"{number}-essai",
        "title": f"{subject.capitalize()} {_skewed(chance, LINKING)} {place} n° {number}",
        "description": text[0].upper() + text[1:],
        "audiences": [slug for slug in AUDIENCES if slug in audiences],
        "platforms": list(platforms),
        "links": [{"url": url} for _, url in links],
    }


def _number(chance: random.Random) -> int:
    return chance.randrange(10**14, 10**16)


_LINKS: tuple[Callable[[random.Random], tuple[str, str]], ...] = (
    lambda c: ("facebook", f"https://www.facebook.com/EssaiDeCharge/posts/{_number(c)}"),
    lambda c: ("facebook", f"https://www.facebook.com/watch/?v={_number(c)}"),
    lambda c: ("instagram", f"https://www.instagram.com/stories/highlights/{_number(c)}/?hl=fr"),
    lambda c: ("instagram", f"https://www.instagram.com/p/B{_number(c):x}/"),
    lambda c: ("x", f"https://twitter.com/EssaiDeCharge/status/{_number(c)}?s=20"),
    lambda c: ("linkedin", f"https://www.linkedin.com/feed/update/urn:li:activity:{_number(c)}"),
    lambda c: ("youtube", f"https://www.youtube.com/watch?v={_number(c):x}"),
    lambda c: ("tiktok", f"https://www.tiktok.com/@essaidecharge/video/{_number(c)}"),
    lambda c: ("site-web", f"https://www.exemple.fr/actualites/{_number(c)}"),
)
_WEIGHTS = (25, 10, 20, 10, 15, 8, 5, 2, 5)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(content(int(sys.argv[1])))
