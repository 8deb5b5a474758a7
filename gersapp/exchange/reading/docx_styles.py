"""The styles and the lists of a .docx: what a paragraph looks like without saying so itself."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from gersapp.exchange.archive import find_below
from gersapp.exchange.reading.list_markers import number_as, shown_bullet

_HEADING = re.compile(r"(?:heading|titre|überschrift)\s*(\d)", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|tm|contents|verzeichnis)\s*\d|toc heading|contents heading|table of (?:figures|contents)|"
    r"table des (?:matières|illustrations)|en-tête de table des matières",
    re.IGNORECASE,
)
_OFF = {"0", "false", "off", "none"}
# Twentieths of a point: what stands out as an empty line.
_GAP = 240
_MAX_STYLES_ABOVE = 20


def is_on(properties: Element | None, name: str) -> bool | None:
    """Return whether a property such as `w:b` is on or off, None when it is not said."""
    element = None if properties is None else properties.find(name)
    return None if element is None else element.get("w:val", "true") not in _OFF


def value_of(properties: Element | None, path: str) -> str:
    """Return the `w:val` of an element below, or ""."""
    element = find_below(properties, path)
    return "" if element is None else element.get("w:val", "")


@dataclass(slots=True)
class Style:
    """What a style says of a paragraph or of some characters; None where it says nothing."""

    name: str = ""
    level: int | None = None  # from 0; 9 is that of the body
    list_id: str | None = None
    depth: int | None = None
    before: int | None = None
    after: int | None = None
    is_bold: bool | None = None
    is_hidden: bool | None = None

    @property
    def heading(self) -> int:
        if self.level is not None and self.level <= 8:
            return self.level + 1
        named = _HEADING.match(self.name)
        if named and self.level is None:
            return int(named[1]) or 1
        return 1 if self.name.lower() in ("title", "titre", "titel") else 0

    @property
    def is_of_contents(self) -> bool:
        return bool(_CONTENTS.match(self.name))


def style_of(properties: Element | None, characters: Element | None) -> Style:
    """Return what `w:pPr` and `w:rPr` say by themselves."""
    spacing = None if properties is None else properties.find("w:spacing")
    level, depth = value_of(properties, "w:outlineLvl"), value_of(properties, "w:numPr/w:ilvl")
    return Style(
        level=_number(level),
        list_id=value_of(properties, "w:numPr/w:numId") or None,
        depth=_number(depth),
        before=_number(spacing.get("w:before", "")) if spacing is not None else None,
        after=_number(spacing.get("w:after", "")) if spacing is not None else None,
        is_bold=is_on(characters, "w:b"),
        is_hidden=is_on(characters, "w:vanish"),
    )


def join_styles(above: Style, style: Style) -> Style:
    """Return a style with what it takes from the one above it."""
    joined = Style(name=style.name or above.name)
    for name in ("level", "list_id", "depth", "before", "after", "is_bold", "is_hidden"):
        own = getattr(style, name)
        setattr(joined, name, getattr(above, name) if own is None else own)
    return joined


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None


class Styles:
    """The styles of a document by their ids, each joined with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._joined: dict[str, Style] = {}
        self._default = ""
        for element in () if root is None else root.iter("w:style"):
            id = element.get("w:styleId", "")
            self._elements[id] = element
            if element.get("w:type") == "paragraph" and element.get("w:default", "0") not in _OFF:
                self._default = id

    @property
    def names(self) -> set[str]:
        """The names of all styles."""
        return {value_of(element, "w:name") for element in self._elements.values()}

    def get(self, id: str) -> Style:
        """Return the style of an id, that of plain paragraphs for an unknown one."""
        return self._get(id if id in self._elements else self._default, 0)

    def get_characters(self, id: str) -> Style:
        """Return the style of characters of an id, one that says nothing for an unknown one."""
        return self._get(id, 0) if id in self._elements else Style()

    def _get(self, id: str, above: int) -> Style:
        if id in self._joined:
            return self._joined[id]
        element = self._elements.get(id)
        if element is None or above > _MAX_STYLES_ABOVE:
            return Style()
        style = style_of(element.find("w:pPr"), element.find("w:rPr"))
        style.name = value_of(element, "w:name") or id
        joined = join_styles(self._get(value_of(element, "w:basedOn"), above + 1), style)
        joined.name = style.name
        self._joined[id] = joined
        return joined


def has_gap(before: Style | None, style: Style) -> bool:
    """Whether a wide space stands between two paragraphs."""
    above = before.after or 0 if before else 0
    return max(above, style.before or 0) >= _GAP


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counted: str = ""  # lists that share it go on counting together


class Numbering:
    """The lists of a document. It counts, so it is asked once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if root is None:
            return
        abstract = {element.get("w:abstractNumId", ""): element for element in root.iter("w:abstractNum")}
        for element in root.iter("w:num"):
            id, source = element.get("w:numId", ""), value_of(element, "w:abstractNumId")
            made = _List(counted=source)
            for level in abstract[source].iter("w:lvl") if source in abstract else ():
                made.levels[_depth_of(level)] = _level_of(level)
            for change in element.iter("w:lvlOverride"):
                depth = _depth_of(change)
                for level in change.iter("w:lvl"):
                    made.levels[depth] = _level_of(level)
                start = _number(value_of(change, "w:startOverride"))
                if start is not None:
                    made.levels.setdefault(depth, _Level()).start = start
                    made.counted = f"num {id}"
            self._lists[id] = made

    def next_marker(self, list_id: str, depth: int) -> str:
        """Return the bullet or the number of the next paragraph of a list, "" for none."""
        made = self._lists.get(list_id)
        if made is None or list_id == "0":
            return ""
        level = made.levels.get(depth, _Level(form="bullet", text="•"))
        if level.form == "bullet":
            return shown_bullet(level.text)
        counts = self._counts[made.counted]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form == "none" and "%" not in level.text.replace(f"%{depth + 1}", ""):
            return level.text.replace(f"%{depth + 1}", "").strip()

        def say(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            of = made.levels.get(other, _Level())
            return number_as(counts.get(other, of.start), of.form)

        return re.sub(r"%(\d)", say, level.text).strip()


def _depth_of(element: Element) -> int:
    return min(_number(element.get("w:ilvl", "")) or 0, 8)


def _level_of(element: Element) -> _Level:
    return _Level(
        form=value_of(element, "w:numFmt") or "decimal",
        text=value_of(element, "w:lvlText"),
        start=_number(value_of(element, "w:start")) or 0,
    )
