"""A picture of texts, drawn by Pillow: a program of its own, since Pillow's 11 MB would stay in the server.

It reads {"organisation", "title", "figures"} as JSON on its standard input, and writes a PNG.
"""

import json
import os
import re
import sys
import unicodedata

import font_source_serif_pro  # type: ignore[import-untyped]  # it has no types
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

_WIDTH, _HEIGHT = 1200, 630
_LEFT = 80
_TEXT_WIDTH = _WIDTH - 2 * _LEFT
_TITLE_TOP, _TITLE_BOTTOM = 130, 470
_BAND_TOP = 500
# The largest at which the title holds between its top and its bottom.
_TITLE_SIZES = (92, 80, 68, 58, 48)
_SMALL_SIZE = 38
_LINE_HEIGHT = 1.2  # of the font's size

# As in static/css/theme.css.
_PAPER, _INK, _ACCENT = "#fbf8f1", "#1f1d19", "#1d5c45"

# Soft hyphens, marks of direction, characters without a width.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_BREAKABLE_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
# No font has a drawing of it: it gives the box of what is missing.
_NO_CHARACTER = "\uffff"


def draw(organisation: str, title: str, figures: str) -> Image.Image:
    """Return the picture. A text whose letters the font lacks is left out."""
    small = _font(_SMALL_SIZE)
    organisation, title, figures = (_drawable(text, small) for text in (organisation, title, figures))
    if not title:
        organisation, title = "", organisation
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, _BAND_TOP, _WIDTH, _HEIGHT), fill=_ACCENT)
    pen.text((_LEFT, 60), _lines(organisation, small, 1)[0], fill=_ACCENT, font=small)
    middle = (_BAND_TOP + _HEIGHT) // 2
    pen.text((_LEFT, middle), _lines(figures, small, 1)[0], fill=_PAPER, font=small, anchor="lm")
    font, lines = _fit(title)
    for place, line in enumerate(lines):
        pen.text((_LEFT, _TITLE_TOP + place * _LINE_HEIGHT * font.size), line, fill=_INK, font=font)
    return image


def _font(size: int) -> FreeTypeFont:
    return ImageFont.truetype(font_source_serif_pro.font_files_ttf["SourceSerifProSemibold"], size)


def _drawable(text: str, font: FreeTypeFont) -> str:
    """Return `text` without the signs that `font` lacks; "" when it lacks a letter or a digit."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    box = bytes(font.getmask(_NO_CHARACTER))
    missing = {char for char in {*text} if not char.isspace() and bytes(font.getmask(char)) == box}
    if any(char.isalnum() for char in missing):
        return ""
    return _BREAKABLE_SPACES.sub(" ", "".join(char for char in text if char not in missing)).strip()


def _fit(title: str) -> tuple[FreeTypeFont, list[str]]:
    for size in _TITLE_SIZES:
        font, room = _font(size), int((_TITLE_BOTTOM - _TITLE_TOP) / (size * _LINE_HEIGHT))
        lines = _wrap(title, font)
        if len(lines) <= room and all(font.getlength(line) <= _TEXT_WIDTH for line in lines):
            break
    return font, _lines(title, font, room)


def _wrap(text: str, font: FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if font.getlength(longer) <= _TEXT_WIDTH or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _lines(text: str, font: FreeTypeFont, room: int) -> list[str]:
    """Return at most `room` lines; « … » ends what is cut: a line that is too long, or the last one."""
    lines = _wrap(text, font)
    shown = [line if font.getlength(line) <= _TEXT_WIDTH else _cut(line, font) for line in lines[:room]]
    if len(lines) > room and not shown[-1].endswith("…"):
        shown[-1] = _cut(shown[-1], font)
    return shown


def _cut(line: str, font: FreeTypeFont) -> str:
    while font.getlength(f"{line}…") > _TEXT_WIDTH:
        line = line[:-1]
    return f"{line.rstrip(' ,;:·')}…"


if __name__ == "__main__":
    os.nice(10)  # pages go first
    draw(**json.load(sys.stdin)).quantize(32).save(sys.stdout.buffer, "PNG", optimize=True)
