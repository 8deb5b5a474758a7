"""The bullets and the numbers of lists as readers show them, whatever format says which."""

from collections.abc import Iterator

# How HTML and OpenDocument name the forms of numbers → the names of Office, which `number_as` takes.
FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def shown_bullet(text: str) -> str:
    """Return a bullet that any font shows; those of the fonts of symbols are at private places."""
    glyph = text.strip()[:2]
    return glyph if glyph and not any("\ue000" <= char <= "\uf8ff" for char in glyph) else "•"


def number_as(number: int, form: str) -> str:
    """Return a number as a list writes it: 3, iii, C…"""
    match form:
        case "lowerLetter" | "upperLetter" if number > 0:
            letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
        case "lowerRoman" | "upperRoman" if 0 < number < 4000:
            letters = "".join(_roman(number))
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)
    return letters.upper() if form.startswith("upper") else letters


def _roman(number: int) -> Iterator[str]:
    for value, letters in _ROMAN:
        yield letters * (number // value)
        number %= value
