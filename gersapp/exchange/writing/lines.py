"""What the writers of Markdown and text share: the lines of a dossier, and lines → bytes."""

from collections.abc import Iterable, Iterator

from gersapp.exchange import layout
from gersapp.exchange.dossier import Dossier

_PIECE = 64 * 1024  # characters


def in_pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield `lines` in UTF-8, each with its line end, some 64 kB at a time."""
    piece: list[str] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line) + 1
        if size >= _PIECE:
            yield "\n".join([*piece, ""]).encode()
            piece, size = [], 0
    yield "\n".join([*piece, ""]).encode()


def scope_field(dossier: Dossier) -> tuple[str, str]:
    """Return the name and the value of the field that says what the dossier has."""
    if dossier.filters:
        name, _, value = dossier.scope.partition(" : ")
        return name, value
    return layout.WHOLE, dossier.scope


def edges_of(lines: list[str]) -> set[int]:
    """Return the places of the empty lines that begin and end a text: no reader would see them."""
    filled = [place for place, line in enumerate(lines) if line]
    first, last = (filled[0], filled[-1]) if filled else (len(lines), len(lines))
    return {place for place, line in enumerate(lines) if not line and not first < place < last}
