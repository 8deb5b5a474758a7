"""The elements of HTML, by what they do to a text; and a page without what would make html.parser slow."""

import re

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_ELEMENTS
from gersapp.exchange.xml import TOO_LARGE

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SKIPPED = {
    "script",
    "style",
    "template",
    "svg",
    "math",
    "select",
    "textarea",
    "object",
    "del",
    "noscript",
    "xml",
}
ASIDES = {"nav", "footer", "aside"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul"
}  # fmt: skip
# The start of an element closes the innermost of the first set, unless one of the second is inside it.
CLOSES = {
    "p": ({"p"}, {"td", "th", "li", "div", "table", "body", "blockquote"}),
    "li": ({"li"}, {"ul", "ol"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
}
# Sections, as Word has around bullets, and characters by numbers that Python takes for an attack.
_TRAPS = re.compile(r"<!\[[^>]*>?|&#\d{9,};?")

_TAG = re.compile(r"<[^>]*>?")
# Words of pictures, and addresses behind nothing, give texts too.
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_LONG = re.compile(r"<[^<]{65536,}")
_QUOTED = r"\"[^\"<]*+\"|'[^'<]*+'"
_LONG_TAG = re.compile(rf"<(?:[^<>\"']++|{_QUOTED})*+")
_MAX_ATTRIBUTES = 65_536  # characters of a tag, without its values in quotes: pictures may be there


def without_clipboard(text: str) -> str:
    """Return a page without the lines of Windows' clipboard before it."""
    return text[text.find("<") :] if text.startswith("Version:") else text


def without_traps(text: str) -> str:
    """Return a page without comments, sections and unended tags: html.parser looks for the end of each.

    A page without any word is empty. Raises DocumentRefused for one with too many tags or attributes.
    """
    if text.count("<") > MAX_ELEMENTS or any(map(_has_many_attributes, _LONG.finditer(text))):
        raise DocumentRefused(TOO_LARGE)
    if not _TAG.sub("", text).strip() and not _ADDRESS.search(text):
        return ""
    shown, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        shown.append(text[place:start])
        end = text.find("-->", start + 4)
        place = end + 3 if end >= 0 else len(text)
    shown.append(text[place:])
    whole, closed, tail = _TRAPS.sub("", "".join(shown)).rpartition(">")
    return whole + closed + tail.replace("<", "&lt;")


def _has_many_attributes(found: re.Match[str]) -> bool:
    tag = _LONG_TAG.match(found[0])
    if not tag:
        return False
    return len(tag[0]) - sum(len(value[0]) for value in re.finditer(_QUOTED, tag[0])) > _MAX_ATTRIBUTES
