"""The styles of a .docx: those of roles, on those that Word knows by name."""

from collections.abc import Iterator

from gersapp.exchange.roles import Role
from gersapp.exchange.writing.looks import (
    BOTTOM_OF_PAGE,
    CHARACTERS,
    CONTENTS,
    INK,
    RULE,
    SERIF,
    SHEETS,
    TEXT_WIDTH,
    TITLE_OF_CONTENTS,
    Characters,
    Sheet,
)
from gersapp.exchange.writing.texts import DECLARATION

NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLE_IDS = {role: f"Dossier{role.name.title().replace('_', '')}" for role in Role}
CHARACTER_IDS = {look: f"Dossier{look.name.title()}" for look in CHARACTERS}
CONTENTS_IDS = ("TM1", "TM2")
CONTENTS_TITLE_ID, FOOTER_ID = "EnTteTM", "Pieddepage"

# The roles that are headings for Word too: the style that each is based on.
_BASES = {Role.TITLE: ("Titre", "Title"), Role.AUDIENCE: ("Titre1", "heading 1"),
          Role.OPERATION: ("Titre2", "heading 2")}  # fmt: skip


def styles_xml() -> Iterator[str]:
    """Yield `word/styles.xml`."""
    yield (
        f"{DECLARATION}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(SERIF)}"
        f'<w:color w:val="{INK}"/>{_size(11)}<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"{_paragraph(SHEETS[Role.TEXT])}</w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="Policepardfaut">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    )
    for role, sheet in SHEETS.items():
        follower = STYLE_IDS[sheet.follower]
        if role in _BASES:
            id, name = _BASES[role]
            yield _style(id, name, sheet, based="Normal", follower=follower)
            yield _style(STYLE_IDS[role], role, None, based=id, follower=follower, is_own=True)
        else:
            yield _style(STYLE_IDS[role], role, sheet, based="Normal", follower=follower, is_own=True)
    yield _style(CONTENTS_TITLE_ID, "TOC Heading", TITLE_OF_CONTENTS, based="Normal", follower="Normal")
    for level, (id, sheet) in enumerate(zip(CONTENTS_IDS, CONTENTS, strict=True), 1):
        yield _style(id, f"toc {level}", sheet, based="Normal", follower="Normal", has_dots=True)
    yield _style(FOOTER_ID, "footer", BOTTOM_OF_PAGE, based="Normal", follower=FOOTER_ID, has_tab=True)
    for look, characters in CHARACTERS.items():
        yield (
            f'<w:style w:type="character" w:customStyle="1" w:styleId="{CHARACTER_IDS[look]}">'
            f'<w:name w:val="{characters.name}"/><w:qFormat/>{_run(characters)}</w:style>'
        )
    yield "</w:styles>"


def _style(
    id: str,
    name: str,
    sheet: Sheet | None,
    *,
    based: str,
    follower: str,
    is_own: bool = False,
    has_dots: bool = False,
    has_tab: bool = False,
) -> str:
    own = ' w:customStyle="1"' if is_own else ""
    tab = _tab("dot") if has_dots else _tab("none") if has_tab else ""
    look = "" if sheet is None else _paragraph(sheet, tab)
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:next w:val="{follower}"/><w:qFormat/>{look}</w:style>'
    )


def _tab(leader: str) -> str:
    return f'<w:tabs><w:tab w:val="right" w:leader="{leader}" w:pos="{_twentieths(TEXT_WIDTH)}"/></w:tabs>'


def _paragraph(sheet: Sheet, tab: str = "") -> str:
    # In the order that the schema wants.
    parts = [
        "<w:keepNext/>" if sheet.is_kept else "",
        "<w:keepLines/>" if sheet.is_whole else "",
        f'<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="4" w:color="{RULE}"/></w:pBdr>'
        if sheet.has_rule
        else "",
        tab,
        f'<w:spacing w:before="{_twentieths(sheet.before)}" w:after="0" w:line="{_twentieths(sheet.line)}" '
        'w:lineRule="atLeast"/>',
        f'<w:ind w:left="{_twentieths(sheet.indent)}"/>' if sheet.indent else "",
        f'<w:outlineLvl w:val="{sheet.level - 1}"/>' if sheet.level else "",
    ]
    bold = "<w:b/><w:bCs/>" if sheet.is_bold else ""
    italic = "<w:i/><w:iCs/>" if sheet.is_italic else ""
    color = f'<w:color w:val="{sheet.color}"/>'
    return (
        f"<w:pPr>{''.join(parts)}</w:pPr>"
        f"<w:rPr>{_fonts(sheet.font)}{bold}{italic}{color}{_size(sheet.size)}</w:rPr>"
    )


def _run(characters: Characters) -> str:
    bold = {None: "", True: "<w:b/><w:bCs/>", False: '<w:b w:val="0"/><w:bCs w:val="0"/>'}[characters.is_bold]
    line = {None: "", True: '<w:u w:val="single"/>', False: '<w:u w:val="none"/>'}[characters.is_underlined]
    parts = [
        _fonts(characters.font) if characters.font else "",
        bold,
        f'<w:color w:val="{characters.color}"/>' if characters.color else "",
        _size(characters.size) if characters.size else "",
        line,
    ]
    return f"<w:rPr>{''.join(parts)}</w:rPr>"


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _twentieths(points: float) -> int:
    return round(points * 20)
