"""Operations, selections and catalogues for property tests."""

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.found import Found
from gersapp.catalogue.search.selection import Selection

HYPOTHESIS = settings(deadline=None, derandomize=True, database=None)

AUDIENCES = (Audience("adultes", "Adultes"), Audience("aines", "Aînés"), Audience("tous", "Tout public"))
HEADING = Heading("Catalogue", "Organisme", "#Covid19Gers", "Introduction", AUDIENCES)
SLUGS = [audience.slug for audience in AUDIENCES]
SOME_PLATFORMS = ["facebook", "x", "site-web"]
URLS = [
    "https://www.facebook.com/LeGers32/posts/1",
    "https://x.com/LeGers32/status/2",
    "https://www.gers.fr/pate-a-sel",
    "https://piaille.fr/@gers/3",
]
WORDS = ["pâte", "Pâtes", "patisserie", "œuf", "OEUFS", "d’été", "sel", "a", "à", "Aînée", "facebook"]
SEARCHES = ["p", "pat", "pates", "oe", "ete", "sel pat", "a p", "aine", "tout", "twitter", "covid", "gers",
            "www", "https", "posts", "site", "zzz", "pate zzz", "adultes facebook", "mastodon"]  # fmt: skip


def _drawn(number: int) -> tuple[list[Operation], list[Selection]]:
    """Operations and selections of all kinds: drawing among them is far cheaper than making each anew."""
    chance = random.Random(number)  # noqa: S311

    def some(values: Sequence[str], least: int = 0) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.randint(least, len(values))))

    def text() -> str:
        return " ".join(chance.sample(WORDS, chance.randint(1, 3)))

    drawn = [
        Operation("any", text(), text(), some(SLUGS, 1), some(SOME_PLATFORMS), tuple(map(Link, some(URLS))))
        for _ in range(number)
    ]
    asked = [
        Selection(some(SLUGS), some(SOME_PLATFORMS), chance.choice(["", *SEARCHES]), chance.randint(1, 2))
        for _ in range(number)
    ]
    return drawn, asked


# Names of audiences: in several scripts, with signs, or with the slug of something else.
NAMES = ["Українці", "日本", "مرحبا", "Ελλάδα", "हिन्दी", "ไทย", "ქართული", "한국어", "שלום", "𝗙𝗮𝗺𝗶𝗹𝗹𝗲𝘀", "⑴", "2020",
         "+ de 60 ans", "- de 60 ans", "New", "_seule", "18-25 ans", "Lot", "É" * 80]  # fmt: skip

CONTENTS, SELECTIONS = _drawn(120)
contents = st.sampled_from(CONTENTS)
operations = st.lists(contents, max_size=24).map(
    lambda drawn: tuple(replace(content, id=f"o-{i}") for i, content in enumerate(drawn))
)
selections = st.sampled_from(SELECTIONS)


def every_answer(catalogue: Catalogue) -> list[Found]:
    """Its answers to enough questions for a wrong index to show."""
    asked = [Selection(q=q) for q in ["", *SEARCHES]]
    asked += [Selection(audiences=(slug,), platforms=("x",)) for slug in SLUGS]
    asked += [Selection(platforms=(slug,), q="pat") for slug in SOME_PLATFORMS]
    return [catalogue.find(selection) for selection in asked]
