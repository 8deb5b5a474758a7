"""Roles of lines ⇄ fates, which people see and change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, SourceLine
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles.role import Role

_FATES = {
    Role.HEADING: Fate.HEADING,
    Role.INTRODUCTION: Fate.INTRODUCTION,
    Role.AUDIENCE: Fate.AUDIENCE,
    Role.THEME: Fate.THEME,
    Role.TITLE: Fate.TITLE,
    Role.WHOLE: Fate.TITLE,
    Role.TEXT: Fate.TEXT,
    Role.PLATFORMS: Fate.PLATFORMS,
    Role.LINK: Fate.LINK,
    Role.FIELD: Fate.AUDIENCE,
    Role.LEFT_HEADING: Fate.LEFT,
    Role.LEFT: Fate.LEFT,
}
_FORCED = {
    Fate.HEADING: {Role.HEADING},
    Fate.INTRODUCTION: {Role.INTRODUCTION},
    Fate.AUDIENCE: {Role.AUDIENCE, Role.FIELD},
    Fate.THEME: {Role.THEME},
    Fate.TITLE: {Role.TITLE, Role.WHOLE},
    Fate.TEXT: {Role.TEXT},
    Fate.PLATFORMS: {Role.PLATFORMS},
    Fate.LINK: {Role.LINK},
    Fate.LEFT: {Role.LEFT, Role.LEFT_HEADING},
    Fate.UNKNOWN: {Role.LEFT},
}
# Of the pieces of a block, the one that says what the block is.
_IMPORTANCE = (
    Fate.TITLE,
    Fate.AUDIENCE,
    Fate.TEXT,
    Fate.LINK,
    Fate.PLATFORMS,
    Fate.THEME,
    Fate.HEADING,
    Fate.INTRODUCTION,
    Fate.LEFT,
)


def with_fates(lines: Sequence[Line], fates: Mapping[int, Fate]) -> list[Line]:
    """Force the roles of the lines whose blocks people gave a fate, by number."""
    return [_forced(line, fates) for line in lines]


def _forced(line: Line, fates: Mapping[int, Fate]) -> Line:
    given = [fates[number] for number in line.numbers if number in fates]
    if not given:
        return line
    if given[0] is Fate.DECOR:
        return replace(line, is_decor=True)
    return replace(line, is_decor=False, forced=frozenset(_FORCED[given[0]]))


def source_lines(
    document: Document, lines: Sequence[Line], roles: Sequence[Role], owners: Sequence[int | None]
) -> list[SourceLine]:
    """Return each block as the review shows it, with the fate and the operation of its lines.

    `owners` are the places of the operations of `lines`, None for those of none. A block without lines is
    decor.
    """
    found: dict[int, tuple[Fate, int | None]] = {}
    for line, role, owner in zip(lines, roles, owners, strict=True):
        for number in line.numbers:
            fate = _FATES[role]
            known = found.get(number)
            if known is None or _IMPORTANCE.index(fate) < _IMPORTANCE.index(known[0]):
                found[number] = (fate, owner if owner is not None or known is None else known[1])
    return [
        SourceLine(
            block.line,
            " ".join(filter(None, [block.marker, block.text])),
            *found.get(block.line, (Fate.DECOR, None)),
        )
        for block in document.blocks
    ]
