"""The lines of a page of a PDF: pieces of text at places, and rectangles that lead to addresses."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import unquote

_MARKER = re.compile(r"\W{1,2}|\W?\w{1,3}[.)°\]:]|o")
# In points.
_ADDRESS_AT_END = re.compile(r"(?:https?:|www\.)\S*$", re.IGNORECASE)
_ALIGNED = 1.0
_MIN_ROWS = 3
_MIN_COLUMN_LINES = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, where it begins and ends on the page (in points, upwards), and its size in points."""

    text: str
    x: float
    right: float
    y: float
    size: float
    is_bold: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle of the page that leads to an address."""

    url: str
    left: float
    bottom: float
    right: float
    top: float

    def is_over(self, piece: Piece) -> bool:
        return self.bottom <= piece.y + piece.size / 3 <= self.top


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that stand on one line, in the order in which they were written."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def y(self) -> float:
        return self.pieces[0].y

    @property
    def last_y(self) -> float:
        return self.pieces[-1].y

    @property
    def x(self) -> float:
        return self.pieces[0].x

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces if piece.text.strip())

    @property
    def is_bold(self) -> bool:
        return all(piece.is_bold for piece in self.pieces if piece.text.strip())

    @property
    def first_word(self) -> float:
        """The width of the first word, in points."""
        piece = next(piece for piece in self.pieces if piece.text.strip())
        return (piece.right - piece.x) * len(piece.text.split()[0]) / len(piece.text.rstrip())

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes = Counter[float]()
        for piece in self.pieces:
            sizes[piece.size] += len(piece.text.strip())
        return sizes.most_common(1)[0][0]


def split_lines(pieces: list[Piece]) -> list[Line]:
    """Return the lines of pieces that have line ends in them, without the empty ones."""
    lines: list[Line] = []
    line: list[Piece] = []
    for piece in pieces:
        parts = piece.text.split("\n")
        for number, part in enumerate(parts):
            if number and line:
                lines.append(Line(tuple(line)))
                line = []
            # The spaces that pypdf puts between pieces have no place.
            if part.strip() or (part and line):
                line.append(replace(piece, text=part))
    if line:
        lines.append(Line(tuple(line)))
    return [line for line in lines if line.text.strip()]


def attach_links(lines: list[Line], links: list[Link]) -> list[Line]:
    """Return the lines with the addresses of `links`, and one more for each link over no text.

    An address that is written over two lines is put together.
    """
    lines, lost = list(lines), []
    for link in links:
        places = [place for place, line in enumerate(lines) if any(map(link.is_over, line.pieces))]
        is_found = False
        for place in places:
            line = _with_link(lines[place], link)
            is_found = is_found or line is not lines[place]
            lines[place] = line
        if not is_found:
            lost.append(link)
    shown = {piece.url for line in lines for piece in line.pieces}
    for link in lost:
        if link.url not in shown:
            shown.add(link.url)
            below = (place for place, line in enumerate(lines) if line.y < link.bottom)
            alone = Piece(
                link.url,
                link.left,
                link.right,
                link.bottom,
                lines[0].size if lines else 12.0,
                False,
                link.url,
            )
            lines.insert(next(below, len(lines)), Line((alone,)))
    return [Line(tuple(map(_as_shown, line.pieces))) for line in _join_torn(lines)]


def _as_shown(piece: Piece) -> Piece:
    """Return a piece whose address is as its text has it, with accents, when both are the same."""
    text = piece.text.strip()
    if piece.url in (text, "") or "://" not in text:
        return piece
    scheme, _, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    try:
        plain = f"{scheme}://{host.encode('idna').decode()}{slash}{path}"
    except UnicodeError:
        return piece
    return replace(piece, url=text) if unquote(piece.url) in (text, plain) else piece


def _with_link(line: Line, link: Link) -> Line:
    """Return a line whose words under `link` have its address; the line itself when there are none."""
    begun = [
        place
        for place, piece in enumerate(line.pieces)
        if piece.text.strip() and link.is_over(piece) and link.left - 2 <= piece.x < link.right - 1
    ]
    if begun:
        pieces = tuple(
            replace(piece, url=link.url) if place in begun and not piece.url else piece
            for place, piece in enumerate(line.pieces)
        )
        return Line(pieces)
    for place, piece in enumerate(line.pieces):
        is_here = piece.x < link.left < piece.right and link.is_over(piece)
        if is_here and piece.text.strip() and not piece.url:
            return Line((*line.pieces[:place], *_cut(piece, link), *line.pieces[place + 1 :]))
    return line


def _cut(piece: Piece, link: Link) -> Iterator[Piece]:
    """Yield a piece in three, the middle one under `link`: letters count as equally wide, words are whole."""
    width = max((piece.right - piece.x) / len(piece.text.rstrip()), 0.1)
    start = min(max(round((link.left - piece.x) / width), 0), len(piece.text) - 1)
    end = min(max(round((link.right - piece.x) / width), start + 1), len(piece.text))
    start = piece.text.rfind(" ", 0, start + 1) + 1
    found = piece.text.find(" ", end - 1)
    end = found if found > start else len(piece.text)
    for first, last, url in ((0, start, ""), (start, end, link.url), (end, len(piece.text), "")):
        if first < last:
            left, right = piece.x + first * width, piece.x + last * width
            yield replace(piece, text=piece.text[first:last], x=left, right=right, url=url)


def _join_torn(lines: list[Line]) -> list[Line]:
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        last = before.pieces[-1] if before else None
        first = line.pieces[0]
        if (
            before
            and last
            and last.url
            and last.url == first.url
            and _is_torn(last.text, first.text, last.url)
        ):
            whole = replace(last, text=last.text.rstrip() + first.text.lstrip(), right=first.right)
            joined[-1] = Line((*before.pieces[:-1], whole, *line.pieces[1:]))
        else:
            joined.append(line)
    return joined


def _is_torn(first: str, second: str, url: str) -> bool:
    """Whether the address itself, or a beginning of it, ends a text and goes on in the other."""
    begun = _ADDRESS_AT_END.search(first.strip())
    together = (begun[0] + second.strip()).rstrip("/") if begun else ""
    return bool(begun) and (together in url or together in unquote(url))


def has_table(lines: list[Line]) -> bool:
    """Whether pieces of some lines are in columns, or cells of several lines stand beside others."""
    rows, column = 1, -1.0
    for before, line in pairwise(lines):
        starts = [piece.x for piece in line.pieces if piece.text.strip()]
        above = [piece.x for piece in before.pieces if piece.text.strip()]
        if sum(any(abs(x - other) <= _ALIGNED for other in above) for x in starts) >= _MIN_ROWS:
            return True
        if len(above) > 1 and not _MARKER.fullmatch(_first_word(before)):
            rows, column = (rows if abs(above[1] - column) <= _ALIGNED else 1), above[1]
        # A cell goes on below itself.
        is_aligned = any(abs(x - column) <= _ALIGNED for x in starts[:2]) and column >= 0
        rows, column = (rows + 1, column) if is_aligned else (1, -1.0)
        if rows >= _MIN_ROWS:
            return True
    return len(_steps_aside(lines)) >= _MIN_ROWS


def _first_word(line: Line) -> str:
    return next(piece.text.strip() for piece in line.pieces if piece.text.strip())


def has_columns(lines: list[Line]) -> bool:
    """Whether some lines stand beside others that were written before them."""
    return any(_MIN_COLUMN_LINES <= place <= len(lines) - _MIN_COLUMN_LINES for place in _steps_aside(lines))


def _steps_aside(lines: list[Line]) -> list[int]:
    """Return the places of the lines that stand higher than those before, and further on the right."""
    return [
        place
        for place, (before, after) in enumerate(pairwise(lines), 1)
        if after.y > before.y + after.size / 2 and after.x > before.x + 2 * after.size
    ]
