"""Text and Markdown → `Document`: a block for each line that is not empty."""

import re
from dataclasses import dataclass, replace

from gersapp.catalogue.links import MAX_URL
from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Anchor, Block, Cell, Document
from gersapp.exchange.limits import MAX_LINES
from gersapp.exchange.markers import split_marker
from gersapp.exchange.reading.tabs import read_rows
from gersapp.french import say_number

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_RULE = re.compile(r"[-–—_=*~#.·•+ ]{3,}")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
_STARRED = re.compile(r"\*(?=[^\s*])([^*]{1,200})(?<=\S)\*")
_EMPHASIS = re.compile(
    r"(?<![^\s(\[«“:])(?!^\*)([*_])(?=[^\s*_])([^*_]{1,200})(?<=\S)\1(?![\w*_])"
)  # within a line
_BEHIND = r"\((?:<([^<>\s]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s+\"[^\"]*\")?\)"
_ANCHOR = re.compile(rf"\[([^\[\]]{{1,300}})\](?:{_BEHIND}|\[([^\[\]]{{0,60}})\])")
_REFERENCE = re.compile(r"\s{0,3}\[([^\[\]]{1,60})\]:\s+<?(\S+?)>?(?:\s+[\"'(].*)?")
_TABLE_RULE = re.compile(r"[|+:\-=\s]+")
_WHITE = " \t\u00a0\u202f"
_BREAK = re.compile(r"\s?<br ?/?>\s?", re.IGNORECASE)
# Places to link to and comments, which show nothing: « <a name="fiche-1"></a> », « ## Titre {#titre} ».
_PLACE = re.compile(
    r"<(a|span)\s+(?:name|id)\s?=\s?(?:\"[^\"<>]{0,80}\"|'[^'<>]{0,80}'|[\w.:-]{1,80})\s?(?:/>|>(.{0,300}?)</\1>)"
    r"|\s\{#[\w.:-]{1,80}\}\s*$|<!--(?:(?!-->|://).){0,300}-->",
    re.IGNORECASE,
)
_MAX_LEVELS = 6
_TOO_LONG = f"Ce texte a plus de {say_number(MAX_LINES)} lignes. Partagez-le en plusieurs, puis réessayez."


def read_text(text: str) -> Document:
    """Return the blocks of a plain text, which may have bold words and links as Markdown writes them."""
    return Document("text", _read(text, is_markdown=False))


def read_markdown(text: str) -> Document:
    """Return the blocks of a text in Markdown. Its addresses keep their underscores."""
    return Document("markdown", _read(text, is_markdown=True))


@dataclass(slots=True)
class _State:
    """What is known of the lines before."""

    is_markdown: bool
    references: dict[str, str]  # addresses that Markdown defines apart, by name
    indents: list[int]  # widths, each of which is a level; empty if there are too many
    has_gap: bool = False
    table: int = -1  # the number of the last table of pipes, -1 before the first
    row: int = -1
    in_table: bool = False
    has_edges: bool = False  # whether the rows of the table begin with a pipe


def _read(text: str, *, is_markdown: bool) -> tuple[Block, ...]:
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    if len(lines) > MAX_LINES:
        raise DocumentRefused(_TOO_LONG)
    state = _State(is_markdown, _references(lines) if is_markdown else {}, _indents(lines))
    blocks: list[Block] = []
    end = 0  # of the last table of tabs
    for index, raw in enumerate(lines):
        if index < end:
            continue
        if not raw.strip(_WHITE):
            state.has_gap, state.in_table = True, False
            continue
        raw = _without_places(raw)
        if not raw.strip(_WHITE):
            continue
        rows, end = read_rows(lines, index) if "\t" in raw else ([], index)
        if rows:
            state.table, state.in_table = state.table + 1, False
            blocks += [block for number, row in enumerate(rows) for block in _cells(row, number, state)]
        else:
            after = lines[index + 1].strip(_WHITE) if index + 1 < len(lines) else ""
            blocks += _read_blocks(raw, after, state)
        state.has_gap = False
    return tuple(replace(block, line=number) for number, block in enumerate(blocks, 1))


def _read_blocks(raw: str, after: str, state: _State) -> list[Block]:
    """Return the blocks of a line, several for a row of a table; their numbers are yet to come."""
    line = raw.strip(_WHITE)
    if _RULE.fullmatch(line):
        return [Block(line, 0)]
    if line.count("|") >= 2 or ("|" in line and (state.in_table or _is_table_rule(after))):
        return _read_row(line, state)
    state.in_table = False
    level = {"=": 1, "-": 2}[after[0]] if _is_underlined(line, after) else 0
    return [_read_line(raw, level, state)]


def _without_places(raw: str) -> str:
    return _PLACE.sub(lambda found: found[2] or "", raw) if "<" in raw or "{#" in raw else raw


def _is_table_rule(after: str) -> bool:
    """Whether the next line is « --- | --- », which makes this one the head of a table."""
    return "|" in after and "-" in after and bool(_TABLE_RULE.fullmatch(after))


def _is_underlined(line: str, after: str) -> bool:
    """Whether the next line underlines this one, and does not only stand between two parts."""
    is_short = len(line) < 120 and len(after) * 2 >= len(line) and "://" not in line
    return is_short and not _RULE.fullmatch(line) and bool(_UNDERLINE.fullmatch(after))


def _references(lines: list[str]) -> dict[str, str]:
    """Return the addresses that Markdown defines apart: `[1]: https://…`."""
    return {
        found[1].lower(): found[2]
        for line in lines
        if line.lstrip().startswith("[") and (found := _REFERENCE.fullmatch(line))
    }


def _indents(lines: list[str]) -> list[int]:
    """Return the widths of the indents of the text, if they are few enough to be levels."""
    widths = {_width(line) for line in lines if line.strip()}
    return sorted(widths) if len(widths) <= _MAX_LEVELS else []


def _width(line: str) -> int:
    white = line[: len(line) - len(line.lstrip(" \t\u00a0"))]
    return len(white.expandtabs(4))


def _read_line(raw: str, level: int, state: _State) -> Block:
    line, width = raw.strip(_WHITE), _width(raw)
    depth = state.indents.index(width) if width in state.indents else min(width // 2, _MAX_LEVELS)
    if heading := _HEADING.fullmatch(line):
        level, line = len(heading[1]), heading[2]
    marker, line = split_marker(line)
    words = _read_inline(line, state)
    text, anchors = words.text, words.anchors
    if not marker and words.is_bold:  # « **2. Jeunes** »
        marker, text = split_marker(words.text)
        anchors = _moved(anchors, len(text) - len(words.text))
    return Block(
        text,
        0,
        has_gap=state.has_gap,
        heading=level,
        marker=marker,
        depth=depth,
        is_bold=words.is_bold,
        lead=words.lead,
        anchors=anchors,
    )


def _moved(anchors: tuple[Anchor, ...], by: int) -> tuple[Anchor, ...]:
    return tuple(replace(anchor, start=anchor.start + by, end=anchor.end + by) for anchor in anchors)


@dataclass(frozen=True, slots=True)
class _Inline:
    """A line without the marks of Markdown."""

    text: str
    anchors: tuple[Anchor, ...]
    is_bold: bool
    lead: str


def _read_inline(line: str, state: _State) -> _Inline:
    if state.is_markdown:
        line = _EMPHASIS.sub(r"\2", line)
    text, bold_until = _without_bold(line, is_markdown=state.is_markdown)
    pieces: list[str] = []
    anchors: list[Anchor] = []
    length = end = 0
    for found in _ANCHOR.finditer(text) if "](" in text or (state.references and "][" in text) else ():
        url = found[2] or found[3] or state.references.get((found[4] or found[1]).lower(), "")
        if "://" not in url and not url.startswith("www."):
            continue
        before = text[end : found.start()].removesuffix("!")
        anchors.append(Anchor(length + len(before), length + len(before) + len(found[1]), url))
        pieces += [before, found[1]]
        length = anchors[-1].end
        end = found.end()
    text = "".join([*pieces, text[end:]])
    is_bold = bool(bold_until) and not text[bold_until:].strip(" :.*")
    lead = text[:bold_until].strip() if bold_until and not is_bold else ""
    return _Inline(text, tuple(anchors), is_bold, lead)


def _without_bold(line: str, *, is_markdown: bool) -> tuple[str, int]:
    """Return a line without its marks of bold, and where the bold beginning ends, 0 if it has none."""
    if "**" not in line and "__" not in line and not line.startswith("*"):
        return line, 0
    starred = _STARRED.match(line)
    if starred:
        rest = line[starred.end() :]
        return (starred[1] + rest, len(starred[1])) if is_markdown or not rest else (line, 0)
    first = _BOLD.match(line)
    pieces, end = [], 0
    for found in _BOLD.finditer(line):
        start = max(0, found.start() - MAX_URL)
        if "://" in line[max(start, line.rfind(" ", start, found.start())) : found.start()]:
            continue  # underscores of an address
        pieces += [line[end : found.start()], found[2]]
        end = found.end()
    return "".join([*pieces, line[end:]]), len(first[2]) if first else 0


def _read_row(line: str, state: _State) -> list[Block]:
    """Return the cells of a row between pipes."""
    if not state.in_table:
        state.table, state.row, state.in_table = state.table + 1, -1, True
        state.has_edges = line.startswith("|")
    if _TABLE_RULE.fullmatch(line):
        return [Block(line, 0)]
    state.row += 1
    if state.has_edges or line.endswith("|"):  # else a first pipe stands after an empty cell
        line = line.removeprefix("|")
    return _cells(line.removesuffix("|").split("|"), state.row, state)


def _cells(row: list[str], number: int, state: _State) -> list[Block]:
    """Return the blocks of a row of the table that is being read."""
    blocks = []
    for column, cell in enumerate(row):
        words = _read_inline(_BREAK.sub("\n", cell.strip()), state)
        if words.text:
            place = Cell(state.table, number, column)
            blocks.append(
                Block(
                    words.text, 0, is_bold=words.is_bold, lead=words.lead, anchors=words.anchors, cell=place
                )
            )
    return blocks
