"""The styles and the lists of an .odt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

from gersapp.exchange.reading.list_markers import FORMS, number_as, shown_bullet

_T = TypeVar("_T")
_MAX_STYLES_ABOVE = 20
_MAX_LEVEL = 9
# Points: what stands out as an empty line.
_GAP = 12.0
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(pt|cm|mm|in|pc|px)")
_ENCODED = re.compile(r"_([0-9a-f]{2,4})_")


@dataclass(slots=True)
class Style:
    """What a style says, with those above it; None where none says anything."""

    name: str = ""
    is_bold: bool | None = None
    is_hidden: bool | None = None
    before: float | None = None
    after: float | None = None
    level: str = ""

    @property
    def heading(self) -> int:
        """The level of the headings that it is for, 0 for a style of other paragraphs."""
        if re.fullmatch("[1-9]|10", self.level):
            return int(self.level)
        return int(self.name.lower() in ("title", "titre", "titre principal"))

    @property
    def is_of_contents(self) -> bool:
        return bool(
            re.match(r"(contents|table des matières|index)\b.*(\d|heading)", self.name, re.IGNORECASE)
        )


class Styles:
    """The styles of a document, from all the places where it has them."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._found: dict[tuple[str, str], Style] = {}
        # The program's own, made for the look of one paragraph: people see the name of the style above.
        self._automatic: set[int] = set()
        self.lists: dict[str, Element] = {}
        for root in roots:
            for group in root.iter("office:automatic-styles"):
                self._automatic.update(map(id, group.iter("style:style")))
            for element in root.iter("style:style"):
                key = element.get("style:family", ""), element.get("style:name", "")
                self._elements.setdefault(key, element)
            for element in root.iter("text:list-style"):
                self.lists.setdefault(element.get("style:name", ""), element)

    @property
    def names(self) -> set[str]:
        """The names of the styles of paragraphs that people see."""
        elements = [element for (family, _), element in self._elements.items() if family == "paragraph"]
        return {_shown_name(element) for element in elements if id(element) not in self._automatic}

    def get(self, family: str, name: str) -> Style:
        """Return a style of paragraphs (`paragraph`) or of words (`text`)."""
        return self._get(family, name, 0)

    def _get(self, family: str, name: str, above: int) -> Style:
        key = family, name
        if key in self._found:
            return self._found[key]
        element = self._elements.get(key)
        if element is None or above > _MAX_STYLES_ABOVE:
            return Style()
        parent = element.get("style:parent-style-name", "")
        base = self._get(family, parent, above + 1) if parent else Style()
        words, paragraph = element.find("style:text-properties"), element.find("style:paragraph-properties")
        style = Style(
            name=base.name if id(element) in self._automatic and base.name else _shown_name(element),
            is_bold=_either(_bold(words), base.is_bold),
            is_hidden=_either(_hidden(words), base.is_hidden),
            before=_either(_length(paragraph, "fo:margin-top"), base.before),
            after=_either(_length(paragraph, "fo:margin-bottom"), base.after),
            level=element.get("style:default-outline-level", base.level),
        )
        self._found[key] = style
        return style


def _shown_name(element: Element) -> str:
    name = element.get("style:display-name", "") or element.get("style:name", "")
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), name)


def _either(own: _T | None, above: _T | None) -> _T | None:
    return above if own is None else own


def _bold(words: Element | None) -> bool | None:
    weight = "" if words is None else words.get("fo:font-weight", "")
    return weight in ("bold", "600", "700", "800", "900") if weight else None


def _hidden(words: Element | None) -> bool | None:
    shown = "" if words is None else words.get("text:display", "")
    return shown == "none" if shown else None


def _length(properties: Element | None, name: str) -> float | None:
    match = _LENGTH.fullmatch("" if properties is None else properties.get(name, ""))
    return float(match[1]) * _POINTS[match[2]] if match else None


def has_gap(before: Style | None, style: Style) -> bool:
    """Whether a wide space stands between two paragraphs."""
    return max((before.after if before else None) or 0.0, style.before or 0.0) >= _GAP


class ListCounter:
    """A list as its items come: the markers of its levels."""

    def __init__(self, style: Element | None) -> None:
        self._levels: dict[int, Element] = {}
        self._counts: dict[int, int] = {}
        for element in () if style is None else style:
            level = element.get("text:level", "")
            if re.fullmatch(r"\d{1,2}", level):
                self._levels[int(level) - 1] = element

    def next_marker(self, depth: int, start: str) -> str:
        """Return the marker of the next item; `start` is the number that it has by itself, or ""."""
        level = self._levels.get(min(depth, _MAX_LEVEL))
        if level is None:
            return "•"
        if level.tag != "text:list-level-style-number":
            return shown_bullet(level.get("text:bullet-char", "•"))
        first = start or level.get("text:start-value", "")
        if start or depth not in self._counts:
            self._counts[depth] = int(first) if re.fullmatch(r"\d{1,6}", first) else 1
        else:
            self._counts[depth] += 1
        for deeper in [other for other in self._counts if other > depth]:
            del self._counts[deeper]
        form = level.get("style:num-format", "")
        if not form:
            return ""
        shown = level.get("text:display-levels", "1")
        above = min(int(shown), depth + 1) if re.fullmatch(r"\d", shown) else 1
        numbers = [self._say(other) for other in range(depth + 1 - max(above, 1), depth + 1)]
        text = ".".join(filter(None, numbers))
        return f"{level.get('style:num-prefix', '')}{text}{level.get('style:num-suffix', '')}".strip()

    def _say(self, depth: int) -> str:
        level = self._levels.get(depth)
        form = "" if level is None else level.get("style:num-format", "")
        return number_as(self._counts.get(depth, 1), FORMS.get(form, "decimal")) if form else ""
