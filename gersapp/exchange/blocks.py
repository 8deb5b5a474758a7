"""What every document is read into: its blocks of text, in the order in which people read them."""

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a block stands in its document."""

    BODY = "body"
    CONTENTS = "contents"  # a line of a table of contents
    NOTE = "note"  # of the foot of a page or of the end
    ASIDE = "aside"  # a text box, a head or a foot of a page


@dataclass(frozen=True, slots=True)
class Anchor:
    """The address behind the words `text[start:end]` of a block."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table of the document: all counted from 0. `rows` and `columns` are what it spans."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a line of a format that has no paragraphs. A line end within it is a line feed.

    `line` numbers it from 1 among the lines of the source that the review shows; no two blocks have the same.
    `has_gap`: an empty line or a wide space stands before it. `heading` is a level from 1, 0 for none.
    `marker` is the bullet or the number before the text, which lacks it; `depth` is that of the list, from 0.
    `lead` is the bold beginning of a text whose rest is not bold: « Public : ».
    `style` is the name of its style, when its format has names.
    """

    text: str
    line: int
    has_gap: bool = False
    heading: int = 0
    marker: str = ""
    depth: int = 0
    is_bold: bool = False
    lead: str = ""
    anchors: tuple[Anchor, ...] = ()
    cell: Cell | None = None
    origin: Origin = Origin.BODY
    style: str = ""
    page: int = 0  # from 1; 0 for formats without pages


class Lack(StrEnum):
    """What a reader could not take, and people are to be warned of."""

    TABLE_IN_PDF = "table-in-pdf"
    COLUMNS_IN_PDF = "columns-in-pdf"
    PICTURES_ONLY = "pictures-only"  # a scanned page: no text
    CUT = "cut"  # more blocks or pages than the limit: the rest was not read


@dataclass(frozen=True, slots=True)
class Document:
    """`format`: docx, odt, pdf, html, markdown or text. `title` is that of its properties.

    One that `is_written` has the styles of those that the application writes. Its texts keep the spaces
    around them, and its blank paragraphs are there.
    """

    format: str
    blocks: tuple[Block, ...]
    title: str = ""
    lacks: tuple[Lack, ...] = ()
    is_written: bool = False
