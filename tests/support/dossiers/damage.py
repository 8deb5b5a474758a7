"""Sources in disorder: lines shuffled, cut, glued and broken, as no team writes and some files hold."""

import re
from collections.abc import Callable
from random import Random

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
# What ends a sentence or closes a bracket around an address is no part of it.
# An address that a line end cuts after « flyer( » is kept without the bracket.
_AROUND = ".,;:!?()[]»’'_*"


def damage(text: str, random: Random) -> str:
    """Return the text after one to four accidents."""
    lines = text.split("\n")
    for accident in random.choices(_ACCIDENTS, k=random.randint(1, 4)):
        lines = accident(lines, random)
    return "\n".join(lines)


def addresses_in(text: str) -> list[str]:
    """Return each address of a text as it stands, its damage included."""
    return [found.rstrip(_AROUND) for found in _ADDRESS.findall(text)]


def _shuffled(lines: list[str], random: Random) -> list[str]:
    return random.sample(lines, len(lines))


def _with_lines_moved(lines: list[str], random: Random) -> list[str]:
    place = random.randrange(len(lines))
    return lines[place:] + lines[:place]


def _without_some(lines: list[str], random: Random) -> list[str]:
    return [line for line in lines if random.random() > 0.15] or lines


def _glued(lines: list[str], random: Random) -> list[str]:
    """Lines that follow one another are one; no space is between when the first ends with an address."""
    place = random.randrange(len(lines))
    count = random.randint(2, 4)
    return [*lines[:place], " ".join(lines[place : place + count]), *lines[place + count :]]


def _with_an_address_broken(lines: list[str], random: Random) -> list[str]:
    places = [number for number, line in enumerate(lines) if len("".join(_ADDRESS.findall(line))) > 25]
    if not places:
        return lines
    place = random.choice(places)
    line = lines[place]
    start = line.index("http")
    cut = random.randrange(min(start + 12, len(line) - 1), len(line))
    return [*lines[:place], line[:cut], line[cut:], *lines[place + 1 :]]


def _with_marks(lines: list[str], random: Random) -> list[str]:
    """Addresses stand in underscores, brackets, or before a comma and a word."""
    before, after = random.choice(
        [("_", "_"), ("(", ")"), ("<", ">"), ("«", "»"), ("", ", puis"), ("[", "]"), ("**", "**")]
    )
    return [_ADDRESS.sub(lambda found: before + found[0] + after, line) for line in lines]


def _with_columns(lines: list[str], random: Random) -> list[str]:
    return ["\t".join(lines[place : place + 3]) for place in range(0, len(lines), 3)]


def _quoted(lines: list[str], random: Random) -> list[str]:
    return [f"> {line}" for line in lines]


def _repeated(lines: list[str], random: Random) -> list[str]:
    return lines + lines[random.randrange(len(lines)) :]


_ACCIDENTS: tuple[Callable[[list[str], Random], list[str]], ...] = (
    _shuffled,
    _with_lines_moved,
    _without_some,
    _glued,
    _with_an_address_broken,
    _with_marks,
    _with_columns,
    _quoted,
    _repeated,
)
