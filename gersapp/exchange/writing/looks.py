"""How a document looks: one sheet of styles for .docx and .odt, in the colours of the page.

Lengths are in points. A space stands before a paragraph only: programs that add the space after the one above
to it, and those that take the larger of both, then agree. The fonts are Word's; LibreOffice has fonts of the
same widths for them (Caladea, Carlito).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gersapp.exchange.roles import Role
from gersapp.exchange.writing.paragraphs import Look

SERIF, SANS = "Cambria", "Calibri"
# As static/css/theme.css has them.
INK, SOFT, ACCENT, RULE = "1f1d19", "5d574c", "1d5c45", "ddd5c5"

PAGE_WIDTH, PAGE_HEIGHT = 595.3, 841.9  # A4
SIDE, TOP, BOTTOM = 73.7, 65.2, 70.9
FOOT = 34.0  # from the foot of the page to the text of its footer
TEXT_WIDTH, TEXT_HEIGHT = PAGE_WIDTH - 2 * SIDE, PAGE_HEIGHT - TOP - BOTTOM

CONTENTS_TITLE = "Sommaire"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The look of a paragraph. `line` is the least height of its lines, `level` that of a heading, from 1.

    One that `is_kept` stays on the page of the next one, and one that `is_whole` is not cut by the end of a
    page. `follower` is the role of a paragraph that people begin after it.
    """

    size: float
    line: float
    before: float = 0
    font: str = SERIF
    color: str = INK
    is_bold: bool = False
    is_italic: bool = False
    indent: float = 0
    level: int = 0
    is_kept: bool = False
    is_whole: bool = True
    has_rule: bool = False
    follower: Role = Role.TEXT


SHEETS: Mapping[Role, Sheet] = {
    Role.ORGANISATION: Sheet(11, 15, font=SANS, color=ACCENT, is_bold=True, follower=Role.TITLE),
    Role.TITLE: Sheet(25, 30, before=6, is_bold=True, is_kept=True, follower=Role.INTRODUCTION),
    Role.HASHTAG: Sheet(11, 15, before=10, font=SANS, color=SOFT, is_bold=True, follower=Role.INTRODUCTION),
    Role.EXTRACT: Sheet(
        10, 14, before=3, font=SANS, color=SOFT, has_rule=True, is_kept=True, follower=Role.INTRODUCTION
    ),
    Role.INTRODUCTION: Sheet(11.5, 17, before=10, is_whole=False, follower=Role.INTRODUCTION),
    Role.AUDIENCE: Sheet(
        19, 24, before=30, color=ACCENT, is_bold=True, level=1, is_kept=True, has_rule=True,
        follower=Role.OPERATION,
    ),
    Role.OPERATION: Sheet(13.5, 18, before=16, is_bold=True, level=2, is_kept=True),
    Role.TEXT: Sheet(11, 15.5, before=4, is_whole=False),
    Role.ALSO_FOR: Sheet(9.5, 13, before=3, font=SANS, color=SOFT),
    Role.NETWORKS: Sheet(9.5, 13, before=3, font=SANS, color=SOFT),
    Role.LINK: Sheet(9.5, 13, before=3, font=SANS, color=SOFT, follower=Role.LINK),
    Role.WITHOUT_LINK: Sheet(9.5, 13, before=3, font=SANS, color=SOFT, is_italic=True),
}  # fmt: skip
TITLE_OF_CONTENTS = Sheet(14, 18, before=26, color=ACCENT, is_bold=True, is_kept=True)
CONTENTS = (
    Sheet(10.5, 15, before=6, font=SANS, is_bold=True),
    Sheet(10, 14, before=1, font=SANS, indent=14),
)
BOTTOM_OF_PAGE = Sheet(8.5, 12, font=SANS, color=SOFT)


@dataclass(frozen=True, slots=True)
class Characters:
    """The look of a piece of a paragraph; what is not said is that of the paragraph."""

    name: str
    size: float = 0
    font: str = ""
    color: str = ""
    is_bold: bool | None = None
    is_underlined: bool | None = None


CHARACTERS: Mapping[Look, Characters] = {
    Look.LABEL: Characters("Libellé", is_bold=True),
    Look.COUNT: Characters("Nombre", size=11, font=SANS, color=SOFT, is_bold=False),
    Look.WORDS: Characters("Mots du lien", color=ACCENT, is_bold=True, is_underlined=True),
    Look.ADDRESS: Characters("Adresse du lien", color=ACCENT, is_underlined=False),
}
