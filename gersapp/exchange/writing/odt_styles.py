"""The styles of an .odt: those of roles, on those that LibreOffice knows by name."""

from collections.abc import Iterator, Mapping

from gersapp.exchange.roles import Role
from gersapp.exchange.writing import looks
from gersapp.exchange.writing.looks import (
    BOTTOM_OF_PAGE,
    CHARACTERS,
    CONTENTS,
    INK,
    RULE,
    SANS,
    SERIF,
    SHEETS,
    TEXT_WIDTH,
    TITLE_OF_CONTENTS,
    Characters,
    Sheet,
)

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in {
        **{name: name for name in ("office", "style", "text", "meta")},
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' office:version="1.3"'
)  # fmt: skip
STYLE_IDS: Mapping[Role, str] = {role: f"Dossier{role.name.title()}" for role in Role}
CHARACTER_IDS = {look: f"Dossier{look.name.title()}" for look in CHARACTERS}
CONTENTS_IDS = ("Contents_20_1", "Contents_20_2")
CONTENTS_TITLE_ID, FOOTER_ID, NO_LOOK_ID = "Contents_20_Heading", "Footer", "Bare"
_BASES = {
    Role.TITLE: ("Title", "Title"),
    Role.AUDIENCE: ("Heading_20_1", "Heading 1"),
    Role.OPERATION: ("Heading_20_2", "Heading 2"),
}
# How a paragraph differs from its style: whether it stays whole and with the next one, begins a page, and is
# read from the right.
_VARIANTS = {
    "k": 'fo:keep-together="always" fo:keep-with-next="always"',
    "w": 'fo:keep-together="always"',
    "p": 'fo:break-before="page"',
    "r": 'style:writing-mode="rl-tb" fo:text-align="start"',
}


def variant_of(role: Role, letters: str) -> str:
    """Return the name of the style of `role` with the variants of `letters`, in the order k, w, p, r."""
    return f"{STYLE_IDS[role]}-{letters}" if letters else STYLE_IDS[role]


def variants_xml() -> Iterator[str]:
    """Yield the styles that paragraphs of the text have in place of those of their roles."""
    for role in Role:
        for letters in ("k", "w", "p", "r", "kr", "wr", "pr"):
            properties = " ".join([_VARIANTS[letter] for letter in letters])
            yield (
                f'<style:style style:name="{variant_of(role, letters)}" style:family="paragraph" '
                f'style:parent-style-name="{STYLE_IDS[role]}"><style:paragraph-properties {properties}/>'
                "</style:style>"
            )


def fonts_xml() -> str:
    """Return the declarations of the fonts."""
    faces = "".join(
        f'<style:font-face style:name="{name}" svg:font-family="{name}" '
        f'style:font-family-generic="{kind}" style:font-pitch="variable"/>'
        for name, kind in ((SERIF, "roman"), (SANS, "swiss"))
    )
    return f"<office:font-face-decls>{faces}</office:font-face-decls>"


def styles_xml() -> Iterator[str]:
    """Yield the styles that people see."""
    yield (
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" '
        'fo:widows="2" style:tab-stop-distance="35pt" style:writing-mode="page"/><style:text-properties '
        f'style:font-name="{SERIF}" fo:font-size="11pt" fo:color="#{INK}" fo:language="fr" fo:country="FR"/>'
        "</style:default-style>"
    )
    yield _style("Standard", "Standard", SHEETS[Role.TEXT], parent="")
    for role, sheet in SHEETS.items():
        own = None if role in _BASES else sheet
        parent = "Standard"
        if role in _BASES:
            parent, name = _BASES[role]
            yield _style(parent, name, sheet, parent="Standard")
        yield _style(STYLE_IDS[role], role, own, parent=parent, follower=STYLE_IDS[sheet.follower])
    yield _style(CONTENTS_TITLE_ID, "Contents Heading", TITLE_OF_CONTENTS, parent="Standard")
    for level, (id, sheet) in enumerate(zip(CONTENTS_IDS, CONTENTS, strict=True), 1):
        yield _style(id, f"Contents {level}", sheet, parent="Standard", tab=_tab("dotted"))
    yield _style(FOOTER_ID, "Footer", BOTTOM_OF_PAGE, parent="Standard", tab=_tab("none"))
    for look, characters in CHARACTERS.items():
        yield (
            f'<style:style style:name="{CHARACTER_IDS[look]}" style:display-name="{characters.name}" '
            f'style:family="text"><style:text-properties {_words(characters)}/></style:style>'
        )
    # Links are as the styles within them say.
    for id, name in (("Internet_20_link", "Internet link"), (NO_LOOK_ID, "Lien du sommaire")):
        yield f'<style:style style:name="{id}" style:display-name="{name}" style:family="text"/>'


def _style(
    id: str, name: str, sheet: Sheet | None, *, parent: str, follower: str = "Standard", tab: str = ""
) -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    level = f' style:default-outline-level="{sheet.level}"' if sheet and sheet.level else ""
    look = "" if sheet is None else _paragraph(sheet, tab)
    return (
        f'<style:style style:name="{id}" style:display-name="{name}" style:family="paragraph"{above} '
        f'style:next-style-name="{follower}" style:class="text"{level}>{look}</style:style>'
    )


def _tab(leader: str) -> str:
    dots = ' style:leader-style="dotted" style:leader-text="."' if leader == "dotted" else ""
    return (
        f'<style:tab-stops><style:tab-stop style:position="{TEXT_WIDTH:.1f}pt" style:type="right"{dots}/>'
        "</style:tab-stops>"
    )


def _paragraph(sheet: Sheet, tab: str) -> str:
    properties = [
        f'fo:margin-top="{sheet.before}pt" fo:margin-bottom="0pt" fo:margin-left="{sheet.indent}pt"',
        f'style:line-height-at-least="{sheet.line}pt"',
        'fo:keep-with-next="always"' if sheet.is_kept else "",
        'fo:keep-together="always"' if sheet.is_whole else "",
        f'fo:border-bottom="0.75pt solid #{RULE}" fo:padding-bottom="4pt"' if sheet.has_rule else "",
    ]
    weight, slope = "bold" if sheet.is_bold else "normal", "italic" if sheet.is_italic else "normal"
    return (
        f"<style:paragraph-properties {' '.join(filter(None, properties))}>{tab}</style:paragraph-properties>"
        f'<style:text-properties style:font-name="{sheet.font}" fo:font-size="{sheet.size}pt" '
        f'fo:color="#{sheet.color}" fo:font-weight="{weight}" fo:font-style="{slope}"/>'
    )


def _words(characters: Characters) -> str:
    weight = {None: "", True: 'fo:font-weight="bold"', False: 'fo:font-weight="normal"'}[characters.is_bold]
    line = {None: "", True: _UNDERLINED, False: 'style:text-underline-style="none"'}[characters.is_underlined]
    properties = [
        f'style:font-name="{characters.font}"' if characters.font else "",
        f'fo:font-size="{characters.size}pt"' if characters.size else "",
        f'fo:color="#{characters.color}"' if characters.color else "",
        weight,
        line,
    ]
    return " ".join(filter(None, properties))


_UNDERLINED = (
    'style:text-underline-style="solid" style:text-underline-width="auto" '
    'style:text-underline-color="font-color"'
)


def page_xml() -> str:
    """Return the layout of the page; its footer's text begins `FOOT` above the edge."""
    height = looks.BOTTOM - looks.FOOT
    return (
        '<style:page-layout style:name="A4"><style:page-layout-properties '
        f'fo:page-width="{looks.PAGE_WIDTH}pt" fo:page-height="{looks.PAGE_HEIGHT}pt" '
        f'style:print-orientation="portrait" fo:margin-top="{looks.TOP}pt" fo:margin-bottom="{looks.FOOT}pt" '
        f'fo:margin-left="{looks.SIDE}pt" fo:margin-right="{looks.SIDE}pt" style:writing-mode="lr-tb"/>'
        f'<style:footer-style><style:header-footer-properties svg:height="{height}pt" '
        f'fo:margin-top="{height - BOTTOM_OF_PAGE.line}pt" style:dynamic-spacing="false"/>'
        "</style:footer-style></style:page-layout>"
    )
