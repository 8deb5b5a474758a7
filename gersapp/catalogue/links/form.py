"""A form of address: the shapes that it may have, and what it says."""

from dataclasses import dataclass

# The patterns of {site}, {user}… in the addresses of a form.
FIELDS = {
    "site": r"(?P<site>[^/]+)",
    "user": r"(?P<user>[^/?&]+)",  # capitals are ignored
    "id": r"(?P<id>[^/?&]+)",
    "within": r"(?P<within>[^/?&]+)",  # what has the post, and is written in capitals and small letters
    "n": r"(?P<id>[0-9]+)",
    "code": r"(?P<id>[^/?&_]+)(?:_[^/?&]*)?",  # and perhaps a title
    "urn": r"(?P<urn>activity|share|ugcPost)",
    "tid": r"(?P<id>[2-7a-z]{13})",  # AT Protocol: made of the time in microseconds
    "uuid": r"(?P<id>[1-9A-HJ-NP-Za-km-z]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",  # long or short
    "urn_before": r".*\burn:li:",
    "slug": r"(?:[^/?&]*[-_])?",  # of a title; perhaps none
    "any": r"[^/?&]*",
    "_": r"[^/?&]+",  # not part of the identity
    "rest": r"(?:/.*)?",
}


@dataclass(frozen=True, slots=True)
class Form:
    """The addresses of one kind of post, and the French words for it.

    Two forms of the same kind share their identities: a reel is a video. Parameters that the address does not
    name do not matter. `is_post`: it is one publication, and no profile, page or channel.
    """

    kind: str
    words: str
    addresses: str  # separated by spaces
    is_post: bool = True
