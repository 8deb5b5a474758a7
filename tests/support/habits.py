"""Dossiers of a few lines, and the operations that are found in them."""

from gersapp.exchange.proposal import ProposedOperation
from gersapp.exchange.reading.plain import read_markdown, read_text
from gersapp.exchange.structure import propose

FACEBOOK = "https://www.facebook.com/LeGers32/posts/2663636237190860"
INSTAGRAM = "https://www.instagram.com/p/B98xvlwHENT/"
X = "https://x.com/gers/status/1530184472093822976"
Summary = tuple[str, tuple[str, ...], tuple[str, ...]]  # a title, audiences, platforms
BALL: Summary = ("Le bal", ("Aînés",), ("facebook",))
WELL: Summary = ("Tous au puits", ("Lycéens",), ("instagram",))
ROAD: Summary = ("La route", ("Motards",), ("x",))
ALL = [BALL, WELL, ROAD]
VALUES = [
    ("Le bal", "aînés", "Facebook", FACEBOOK),
    ("Tous au puits", "lycéens", "Instagram", INSTAGRAM),
    ("La route", "motards", "X", X),
]
ENTRY = "### {title}\n\nUn film par semaine, sans voix.\n\n- Public : {people}\n- Réseaux : {network}\n- [voir]({link})\n\n"
SHEET = "{title}\nUn film par semaine, sans voix.\nPublic : {people}\nRéseaux : {network}\n{link}\n\n"


def summaries(found: tuple[ProposedOperation, ...]) -> list[Summary]:
    return [(operation.title.strip("« »"), operation.audiences, operation.platforms) for operation in found]


def operations(text: str) -> tuple[ProposedOperation, ...]:
    return propose(read_text(text)).operations


def audiences(found: tuple[ProposedOperation, ...]) -> list[tuple[str, ...]]:
    return [operation.audiences for operation in found]


def sheets(sheet: str) -> str:
    """Return one sheet for each operation of ALL: « {title} {people} {network} {link} »."""
    return "".join(
        sheet.format(title=title, people=people, network=network, link=link)
        for title, people, network, link in VALUES
    )


def of_text(text: str) -> list[Summary]:
    return summaries(propose(read_text(text)).operations)


def of_markdown(text: str) -> list[Summary]:
    return summaries(propose(read_markdown(text)).operations)
