"""The signs of our own Markdown and text: lines → headings, items and plain lines, without their signs."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gersapp.exchange import layout


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 for the catalogue, 2 for an audience, 3 for an operation; `raws` are its lines."""

    raws: tuple[str, ...]
    level: int
    text: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """`- Name : value`, `- Words : https://…` or another item, whose `text` keeps its bullet.

    `values` are what commas and semicolons separate in `value`. `is_link`: it has an address, and its words.
    """

    raw: str
    text: str
    name: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """Any other line; `is_link` when it is an address alone."""

    raw: str
    text: str
    links: tuple[str, ...] = ()
    is_link: bool = False


# None is an empty line.
Piece = Heading | Item | Plain | None

_FIELD = re.compile(r"\*{0,2}([^\W\d_][^:*\\\[\]<>]{1,30}?)\s*:(?!//)\*{0,2}\s*(.*)")
_TARGET = r"\((?:<([^<>\s]*)>|([^\s()]*))\)"
_MARKDOWN_LINK = rf"\[(?P<words>(?:\\.|[^\[\]\\])*)\]{_TARGET}|<(?P<url>https?://[^<>\s]+)>"
_SIGN = re.compile(
    rf"\\(?P<sign>[!-/:-@\[-`{{-~])|(?P<entity>&#?\w+;)|(?P<end>\\$|<!-- -->|\*\*)|{_MARKDOWN_LINK}"
)
_LINK_ALONE = re.compile(rf"(?:[^\[\]<]*:\s+)?(?:{_MARKDOWN_LINK})")
_HEADING = re.compile(r"(#{1,3})[ \t]+(.*)")
_ITEM = re.compile(r"[-*+][ \t]+(.*)")
_VALUE = re.compile(r"(?:\\.|&#?\w+;|[^,;\\])+")

_UNDERLINE = re.compile(r"([-=*])\1{2,}")
_ADDRESS_SIGN = re.compile(r"\\([!-/:-@\[-`{-~])|(&#?\w+;)")
_LEVELS = {"*": 1, "=": 2, "-": 3}
_TEXT_ITEM = re.compile(r"[-–—•*+]\s+(.*)")
_TEXT_VALUE = re.compile(r"(?:\\.|[^,;\\])+\\?")
# « Publication Facebook : https://… », or the address alone.
_WITH_ADDRESS = re.compile(r"(?:.*?\s:\s+)?(https?://\S+)", re.IGNORECASE)


def read_markdown(lines: Sequence[str]) -> Iterator[Piece]:
    """Yield the pieces of lines in Markdown."""
    for raw in lines:
        line = raw.strip()
        if not line:
            yield None
        elif found := _HEADING.fullmatch(line):
            text, links = _plain(_unclosed(found[2]))
            yield Heading((raw,), len(found[1]), text, links)
        elif found := _ITEM.fullmatch(line):
            yield _markdown_item(raw, line[0], found[1])
        elif layout.LONE_ADDRESS.fullmatch(line):
            yield Plain(raw, line, (_with_scheme(line),), is_link=True)
        else:
            text, links = _plain(line)
            yield Plain(raw, text, links, is_link=bool(_LINK_ALONE.fullmatch(line)))


def read_text(lines: Sequence[str]) -> Iterator[Piece]:
    """Yield the pieces of lines in plain text."""
    place = 0
    while place < len(lines):
        raw, below = lines[place], lines[place + 1].strip() if place + 1 < len(lines) else ""
        line = raw.strip()
        place += 1
        if not line or (_UNDERLINE.fullmatch(line) and not _UNDERLINE.fullmatch(below)):
            yield None  # a line that underlines nothing separates, as an empty one does
        elif _UNDERLINE.fullmatch(below):
            place += 1
            yield Heading((raw, lines[place - 1]), _LEVELS[below[0]], _unmarked(line))
        elif found := _TEXT_ITEM.fullmatch(line):
            yield _text_item(raw, line[0], found[1])
        elif layout.LONE_ADDRESS.fullmatch(line):
            yield Plain(raw, line, (_with_scheme(line),), is_link=True)
        else:
            yield Plain(raw, _unmarked(line))


def _markdown_item(raw: str, bullet: str, content: str) -> Item:
    text, links = _plain(content)
    is_link = bool(_LINK_ALONE.fullmatch(content))
    if not links and (address := _WITH_ADDRESS.fullmatch(content)):
        links, is_link = (_plain(address[1])[0],), True
    name, value = _field(content)
    return Item(
        raw,
        f"{bullet} {text}",
        name,
        _plain(value)[0],
        tuple(_plain(one.strip())[0] for one in _VALUE.findall(value) if one.strip()),
        links,
        is_link,
    )


def _text_item(raw: str, bullet: str, content: str) -> Item:
    address = _WITH_ADDRESS.fullmatch(content)
    name, value = _field(content)
    return Item(
        raw,
        f"{bullet} {content}",
        name,
        _unescaped(value),
        tuple(_unescaped(one) for one in _TEXT_VALUE.findall(value) if one.strip()),
        (address[1],) if address else (),
        bool(address),
    )


def _field(content: str) -> tuple[str, str]:
    found = _FIELD.fullmatch(content)
    return (found[1], found[2]) if found else ("", "")


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a piece of Markdown without its signs, and the addresses of its links."""
    links: list[str] = []

    def read(found: re.Match[str]) -> str:
        if found["sign"]:
            return found["sign"]
        if found["entity"]:
            return html.unescape(found["entity"])
        if found["end"]:
            return ""
        target = found["url"] or found[found.lastindex or 0]
        url = _ADDRESS_SIGN.sub(lambda sign: sign[1] or html.unescape(sign[2]), target)
        links.append(_with_scheme(url))
        return url if found["url"] else _plain(found["words"])[0]

    return _SIGN.sub(read, text), tuple(links)


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _unmarked(line: str) -> str:
    """Return a line of people's own, without the \\ before and after it."""
    return line.removeprefix("\\").removesuffix("\\")


def _unclosed(title: str) -> str:
    """Return a title without the # that some people end it with, after a space."""
    start = title.rstrip("#")
    return start.rstrip() if start[-1:] in (" ", "\t") else title


def _unescaped(value: str) -> str:
    """Return a value without the spaces around it, but those after a \\, and without the \\ of its signs."""
    value = value.lstrip()
    inner = value.rstrip()
    is_open = (len(inner) - len(inner.rstrip("\\"))) % 2 == 1
    # The \ is that of the first of the spaces or, at the very end, guards those before it.
    inner = value[: len(inner) + 1] if is_open and len(inner) < len(value) else inner[: len(inner) - is_open]
    return re.sub(r"\\(.)", r"\1", inner)
