"""The same dossier otherwise: what teams and programs do to a text, and what must not change its operations."""

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from gersapp.exchange.proposal import Proposal, ProposedOperation
from tests.support.dossiers.forms import as_text
from tests.support.dossiers.scoring import Expected, differences
from tests.support.dossiers.source import Source, Table

_ADDRESS = re.compile(r"(https?://\S+)")
_BULLET = re.compile(r"^(\s*)[•\-–o➢\uf0b7*■✓](\t| )", re.MULTILINE)


def _outside_addresses(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return `change` as it is done to a text without touching its addresses."""

    def changed(text: str) -> str:
        return "".join(piece if piece.startswith("http") else change(piece) for piece in _ADDRESS.split(text))

    return changed


def _with_other_bullets(text: str) -> str:
    return _BULLET.sub(r"\1▪\2", text)


def _with_straight_quotes(text: str) -> str:
    return re.sub("«\\s?|\\s?»", '"', text).replace("’", "'").replace("“", '"').replace("”", '"')


def _with_no_break_spaces(text: str) -> str:
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text)


def _wrapped(text: str) -> str:
    return "\n".join(
        part
        for line in text.split("\n")
        for part in textwrap.wrap(
            line,
            78,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [""]
    )


TEXT_CHANGES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "no empty lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
        "an empty line after each line": lambda text: re.sub(r"\n+", "\n\n", text),
        "no bullets": lambda text: _BULLET.sub("", text),
        "wrapped at 78": _wrapped,
        "no capitals": _outside_addresses(str.lower),
        "straight quotes": _outside_addresses(_with_straight_quotes),
        "no-break spaces": _outside_addresses(_with_no_break_spaces),
        "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
        "other bullets": _with_other_bullets,
        "spaces at both ends of lines": lambda text: re.sub(r"^(.+)$", r"    \1  ", text, flags=re.MULTILINE),
    }
)


# These change lines, and no program does that to the rows of a table.
LINE_CHANGES = ("an empty line after each line", "wrapped at 78", "spaces at both ends of lines")


def can_change(name: str, source: Source) -> bool:
    """Whether a change is one that the text of a dossier may go through."""
    return name not in LINE_CHANGES or not any(isinstance(item, Table) for item in source.items)


def plain_text(source: Source) -> str:
    """Return the text of a dossier with a paragraph a line, also of a mail: changes begin with it."""
    return as_text(replace(source, settings={**source.settings, "wrap": "0"}))


def count_kept(first: Proposal, second: Proposal) -> int:
    """Count the operations of the first proposal that the second has too, with all four the same."""
    others = list(second.operations)
    kept = 0
    for operation in first.operations:
        same = next((other for other in others if not differences(_as_expected(operation), other)), None)
        if same:
            others.remove(same)
            kept += 1
    return kept


def _as_expected(operation: ProposedOperation) -> Expected:
    return Expected(operation.title, operation.audiences, operation.platforms, operation.links)
