"""The values that a catalogue is made of: plain, immutable, and independent of their source."""

import hashlib
from dataclasses import dataclass, field

from gersapp.catalogue.announced import networks_in
from gersapp.catalogue.links import Recognised, platform_of, recognise
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import fold_name

# Greatest lengths, in characters, and greatest counts: the same for the forms and for the file.
MAX_TITLE = 200
MAX_DESCRIPTION = 5_000
MAX_INTRODUCTION = 5_000
MAX_LABEL = 80
MAX_HASHTAG = 80
MAX_LINKS = 100
MAX_AUDIENCES = 100
MAX_NETWORKS = 20


@dataclass(frozen=True, slots=True)
class Link:
    """An address, kept to the letter."""

    url: str

    @property
    def recognised(self) -> Recognised:
        return recognise(self.url)


@dataclass(frozen=True, slots=True)
class Audience:
    """A « cible »: `slug` in addresses and in the file, `label` for people."""

    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The catalogue's own texts, of which `revision` is a fingerprint, and its audiences in their order."""

    title: str = ""
    organisation: str = ""
    hashtag: str = ""
    introduction: str = ""
    audiences: tuple[Audience, ...] = ()
    revision: str = field(init=False, compare=False, default="")

    def __post_init__(self) -> None:
        content = (self.title, self.organisation, self.hashtag, self.introduction)
        object.__setattr__(self, "revision", _fingerprint(content))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the audiences, in their order."""
        return tuple(audience.label for audience in self.audiences)

    def find_audience(self, label: str) -> Audience | None:
        """Return the audience whose label reads like `label`: no two have labels that read alike."""
        name = fold_name(label)
        return next((audience for audience in self.audiences if fold_name(audience.label) == name), None)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the catalogue.

    `platforms` are the announced ones, as slugs, with the names of `networks` that are no known platform;
    `all_platforms` are known ones: the announced and those of the links, in the order of `PLATFORMS`.
    `revision` is a fingerprint of the whole content: it is the same after a restart, and an edit of the file
    by hand changes it too.
    """

    id: str
    title: str
    description: str = ""
    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    revision: str = field(init=False, compare=False, default="")
    all_platforms: tuple[str, ...] = field(init=False, compare=False, default=())

    def __post_init__(self) -> None:
        urls = tuple(link.url for link in self.links)
        content = ((self.id, self.title, self.description), self.audiences, self.platforms, urls)
        object.__setattr__(self, "revision", _fingerprint(content))
        slugs = {*self.platforms, *map(platform_of, urls)}
        all_platforms = tuple(platform.slug for platform in PLATFORMS if platform.slug in slugs)
        object.__setattr__(self, "all_platforms", all_platforms)

    @property
    def networks(self) -> tuple[str, ...]:
        """The names of the announced networks that are no known platform."""
        return networks_in(self.platforms)

    @property
    def without_link(self) -> tuple[str, ...]:
        """The announced platforms that no link leads to, in the order announced."""
        linked = {platform_of(link.url) for link in self.links}
        return tuple(platform for platform in self.platforms if platform not in linked)


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted operation, and the position (0 for the first) that it had in the catalogue."""

    operation: Operation
    position: int


def _fingerprint(content: object) -> str:
    # Strings and tuples that differ have another repr.
    text = repr(content).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
