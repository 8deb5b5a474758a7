"""Invented operations of invented public bodies: titles, texts, audiences, platforms, addresses."""

from dataclasses import dataclass
from random import Random

from tests.support.dossiers.words import (
    BODIES,
    DAYS,
    MONTHS,
    OF_PLACES,
    PEOPLE,
    PERSONS,
    PLACES,
    SENTENCES,
    THINGS,
    TITLES,
    VERBS,
    YEARS,
)

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

# Slug of a platform → how texts name it.
NAMES = {
    "facebook": ("Facebook", "Facebook", "Facebook", "FB", "facebook"),
    "instagram": ("Instagram", "Instagram", "Instagram", "Insta"),
    "x": ("X", "Twitter", "Twitter", "X (ex-Twitter)"),
    "linkedin": ("LinkedIn", "Linkedin"),
    "youtube": ("YouTube", "Youtube"),
    "tiktok": ("TikTok", "Tik Tok"),
    "whatsapp": ("WhatsApp",),
    "snapchat": ("Snapchat",),
    "bluesky": ("Bluesky",),
}
_WEIGHTS = (8, 7, 4, 4, 4, 3, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Invention:
    """An operation. `links` has its addresses, those of `platforms` in their order, then those of a site."""

    title: str
    audiences: tuple[str, ...]
    platforms: tuple[str, ...]
    links: tuple[tuple[str, str], ...]  # platform (or « site ») and address
    sentences: tuple[str, ...]


class Inventor:
    """Invents for one body; no title and no address comes twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.place = random.choice(PLACES)
        self.body = random.choice(BODIES).format(place=self.place, of=_of(self.place))
        self.account = self.place.replace("é", "e").replace("É", "E") + random.choice(
            ["", "Officiel", "_32", "agglo"]
        )
        self.titles: set[str] = set()
        # How this body names each platform.
        self.names = {slug: random.choice(names) for slug, names in NAMES.items()}

    def fill(self, template: str) -> str:
        choose = self.random.choice
        thing, month, people = choose(THINGS), choose(MONTHS), choose(PEOPLE)
        return template.format(
            people=people,
            of_people=_of(people),
            thing=thing,
            things=thing.removesuffix("s") + "s",
            day=choose(DAYS),
            number=self.random.randint(3, 98),
            verb=choose(VERBS),
            of_place=choose(OF_PLACES),
            person=choose(PERSONS),
            age=self.random.randint(7, 96),
            month=month,
            of_month=_of(month),
            year=choose(YEARS),
            place=self.place,
        )

    def title(self) -> str:
        title = self.fill(self.random.choice(TITLES))
        title = title[0].upper() + title[1:]
        if title in self.titles:
            return self.title()
        self.titles.add(title)
        return title

    def invent(self, audiences: tuple[str, ...], platforms: tuple[str, ...] = ()) -> Invention:
        """Invent an operation, on the platforms given or on one to three of its own."""
        if not platforms:
            drawn = self.random.choices(tuple(NAMES), _WEIGHTS, k=self.random.randint(1, 3))
            platforms = tuple(dict.fromkeys(drawn))
        links = [(slug, self.address(slug)) for slug in platforms if self.random.random() < 0.9]
        if self.random.random() < 0.15:
            links.append(("site", self.address("site")))
        if not links:
            links = [(platforms[0], self.address(platforms[0]))]
        sentences = self.random.sample(SENTENCES, self.random.randint(1, 3))
        return Invention(self.title(), audiences, platforms, tuple(links), tuple(map(self.fill, sentences)))

    def digits(self, count: int) -> str:
        return str(self.random.randint(1, 9)) + "".join(
            str(self.random.randint(0, 9)) for _ in range(count - 1)
        )

    def code(self, count: int) -> str:
        return "".join(self.random.choice(_LETTERS) for _ in range(count))

    def address(self, platform: str) -> str:
        account, digits, code = self.account, self.digits, self.code
        small = account.lower()
        shapes = {
            "facebook": (
                f"https://www.facebook.com/{account}/posts/{digits(16)}",
                f"https://www.facebook.com/{account}/posts/pfbid0{code(40)}l",
                f"https://www.facebook.com/watch/?v={digits(15)}",
                f"https://www.facebook.com/{account}/videos/{digits(15)}/",
                f"https://www.facebook.com/events/{digits(15)}/?ref=newsfeed",
                f"https://www.facebook.com/permalink.php?story_fbid={digits(16)}&id=1000{digits(11)}",
                f"https://fb.watch/{code(10)}/",
            ),
            "instagram": (
                f"https://www.instagram.com/p/{code(11)}/",
                f"https://www.instagram.com/reel/C{code(5)}-{code(4)}/?igshid={code(12)}=",
                f"https://www.instagram.com/stories/highlights/{digits(17)}/?hl=fr",
            ),
            "x": (
                f"https://twitter.com/{account}/status/{digits(19)}?s=20",
                f"https://x.com/{account}/status/{digits(19)}",
            ),
            "linkedin": (
                f"https://www.linkedin.com/feed/update/urn:li:activity:{digits(19)}",
                f"https://www.linkedin.com/posts/{small}_recrutement-activity-{digits(19)}-{code(4)}",
            ),
            "youtube": (
                f"https://www.youtube.com/watch?v={code(5)}_{code(5)}",
                f"https://youtu.be/{code(11)}?si={code(16)}",
                f"https://www.youtube.com/playlist?list=PL{code(32)}",
            ),
            "tiktok": (
                f"https://www.tiktok.com/@{small}/video/{digits(19)}",
                f"https://vm.tiktok.com/{code(9)}/",
            ),
            "whatsapp": (f"https://whatsapp.com/channel/0029V{code(15)}",),
            "snapchat": (f"https://www.snapchat.com/add/{small}?share_id={code(10)}",),
            "bluesky": (
                f"https://bsky.app/profile/{small.replace('_', '-')}.bsky.social/post/3k{code(11).lower()}",
            ),
            "site": (
                f"https://www.{small.replace('_', '-')}.fr/actualites/{digits(4)}-a-la-une.html",
                f"https://www.{small.replace('_', '-')}.fr/agenda?page={digits(1)}&theme={code(4)}",
                f"http://www.{small.replace('_', '-')}.fr/fileadmin/documents/flyer({digits(1)}).pdf",
            ),
        }
        return self.random.choice(shapes[platform])


def _of(name: str) -> str:
    return f"d’{name}" if name[0] in "aéoAÉO" else f"de {name}"
