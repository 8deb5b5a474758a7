"""What a document proposes to the catalogue, and what became of each of its lines."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What a line of the source was understood as."""

    HEADING = "heading"  # the document's own title, organisation, hashtag
    INTRODUCTION = "introduction"
    AUDIENCE = "audience"
    THEME = "theme"  # a heading that groups operations and is no audience: a month, a network
    TITLE = "title"
    TEXT = "text"
    PLATFORMS = "platforms"
    LINK = "link"
    LEFT = "left"  # of a section that has no operation: figures, thanks
    DECOR = "decor"  # contents, page numbers, running heads, signatures, quotes of mails
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why a proposed operation is to be looked at."""

    AUDIENCE_GUESSED = "audience-guessed"
    AUDIENCE_MISSING = "audience-missing"
    TITLE_GUESSED = "title-guessed"
    TEXT_GUESSED = "text-guessed"  # a piece of it may belong to another operation or to none
    LINK_MENDED = "link-mended"  # an address was joined or repaired
    LINK_FAULTY = "link-faulty"  # an address that no form accepts
    PLATFORM_MENTIONED = "platform-mentioned"  # a network is named in prose only
    NOTE_ATTACHED = "note-attached"
    TOO_LONG = "too-long"  # a title, a text or a list beyond the model's limits


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source as it is shown, its fate, and its operation’s place (from 0), if it has one."""

    number: int
    text: str
    fate: Fate
    operation: int | None = None


@dataclass(frozen=True, slots=True)
class ProposedOperation:
    """`audiences` are labels, `platforms` those announced, as slugs or names of networks, `links` addresses.

    `lines` are the numbers of its source's lines, those of inherited audiences excluded.
    """

    title: str
    description: str = ""
    audiences: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a document proposes; every address of the source is in an operation or in a leftover line.

    `title`, `organisation` and `hashtag` are those of the catalogue, as far as the document says them.
    `audiences` are in the order of the document. `leftovers` are the lines that belong to nothing, as texts:
    those of fate LEFT or UNKNOWN, and each address that would be lost.
    """

    format: str
    introduction: str = ""
    audiences: tuple[str, ...] = ()
    operations: tuple[ProposedOperation, ...] = ()
    leftovers: tuple[str, ...] = ()
    lines: tuple[SourceLine, ...] = ()
    title: str = ""
    organisation: str = ""
    hashtag: str = ""
