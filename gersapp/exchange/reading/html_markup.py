"""The elements of HTML, by what they do to a text; and a page without what would make html.parser slow."""

import re

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import TOO_LARGE
from gersapp.exchange.limits import MAX_ELEMENTS

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


def without_clipboard(text: str) -> str:
    """Return a page without the lines of Windows' clipboard before it."""
    return text[text.find("<") :] if text.startswith("Version:") else text


def without_traps(text: str) -> str:
    """Return a page without comments, sections and unended tags: html.parser looks for the end of each.

    Raises DocumentRefused for a page with too many tags.
    """
    if text.count("<") > MAX_ELEMENTS:
        raise DocumentRefused(TOO_LARGE)
    shown, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        shown.append(text[place:start])
        end = text.find("-->", start + 4)
        place = end + 3 if end >= 0 else len(text)
    shown.append(text[place:])
    whole, closed, tail = _TRAPS.sub("", "".join(shown)).rpartition(">")
    return whole + closed + tail.replace("<", "&lt;")
