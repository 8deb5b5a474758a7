"""Hostile texts and forms, and what no page may then hold."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

from tests.support.visitor import Page

# Texts typed in every field that the route has; those in TEXTS_OF_LINKS in the links too.
TEXTS = {
    "NUL": "a\0b",
    "lone surrogate": "\ud800",
    "controls": "\x01a\x02b\x03",
    "right to left override": "abc\u202edef",
    "isolates": "\u2066abc\u2069",
    "zero width": "a\u200b\u200c\u200d\u2060\ufeffb",
    "only zero width": "\u200b\u2060\ufeff",
    "CR LF": "a\r\nSet-Cookie: x=1\r\n\r\n<p>",
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x="',
    "attribute with single quotes": "' onfocus='alert(1)' autofocus='",
    "image": "</textarea></title></li><img src=x onerror=alert(1)>",
    "htmx": '<b hx-post="/operations/recettes/delete" hx-trigger="load">x</b>',
    "htmx words": "hx-post=/operations/recettes/delete hx-on:load=x",
    "entities": "&lt;script&gt;&amp;#60;&#x3c;img&#62;",
    "template": "{{7*7}}{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "other templates": "${7*7} <%= 7*7 %> #{7*7}",
    "format": "{0.__class__} %s %(x)s {input}",
    "formula": '=HYPERLINK("http://evil.example","a")',
    "other formulas": "+1 -1 @SUM(A1) \uff1d1",
    "comment": "<!-- --> <![CDATA[ ]]>",
    "svg": "<svg/onload=alert(1)>",
    "full-width tag": "\uff1cscript\uff1e",
    "path": "../../etc/passwd",
    "sql": "' OR 1=1; DROP TABLE operations; --",
    "regular expression": "(a+)+$" * 20,
    "many combining marks": "e" + "\u0301" * 3_000,
    "bold letters of social media": "\U0001d5e7\U0001d5f6\U0001d5fd\U0001d600",
    "numbers in brackets": "\u2474 \u2475",
    "noncharacters": "\uffff\ufffe",
    "long": "a" * 6_000,
    "emoji": "\U0001f469\u200d\U0001f373" * 40,
}


# Forms that are wrong in themselves: extra pairs, or a whole body.
EXTRA: dict[str, list[tuple[str, str]]] = {
    "unknown field": [("id", "autre")],
    "nested names": [("links[0][url]", "x"), ("operation.title", "x"), ("title[$ne]", "x")],
    "dunders": [("__class__", "x"), ("__proto__[admin]", "1"), ("constructor", "x"), ("_schema", "x")],
    "methods of dict": [("items", "x"), ("keys", "x"), ("get", "x"), ("store", "x")],
    "repeated": [("title", "Un"), ("title", "Deux"), ("revision", "0"), ("direction", "down")],
    "unknown audience": [("audiences", "martiens")],
    "hostile audience": [("audiences", '"><script>')],
    "unknown platform": [("platforms", "minitel")],
    "hostile section": [("section", "\r\nSet-Cookie: x=1"), ("direction", "up")],
    "hostile section, text": [("section", '"><script>é\U0001f600')],
    "hostile direction": [("direction", "sideways")],
    "hostile pages": [("pages", "9" * 400)],
    "no number of pages": [("pages", "-1"), ("pages", "\u00b2")],
    "hostile operations": [("op", "\0"), ("op", "<script>"), ("op", "../x"), ("op", "a" * 5_000)],
    "hostile value": [("value", "audience:\0"), ("value", "__class__:x")],
    "values of no kind": [("value", ":adultes")],
    "hostile audience to merge into": [("into", '"><script>'), ("into", "")],
    "hostile label": [("label", "Un"), ("label", "Deux")],
    "hostile action": [("action", "remove-99999999999999999999")],
    "action of digits": [("action", "up-\u00b2")],
    "action of text": [("action", "<script>")],
    "hostile revision": [("revision", "\0<script>" * 99)],
    "empty name": [("", "x")],
    "hostile name": [('"><script>alert(1)</script>', "x"), ("{{7*7}}", "x")],
    "many fields": [(f"f{i}", "") for i in range(5_000)],
    "many audiences": [("audiences", "adultes")] * 2_000,
}


BODIES = {
    "empty": b"",
    "not UTF-8": b"title=caf\xe9&revision=x",
    "escaped surrogate": b"title=%ED%A0%80&audiences=adultes&revision=x",
    "escaped bytes that are not UTF-8": b"title=%FF%FE&audiences=adultes&revision=x",
    "ampersands": b"&" * 60_000,
    "equals": b"=" * 60_000,
    "percents": b"%" * 60_000,
    "20 000 fields": b"a=&" * 20_000,
    "1 MB": b"title=" + b"a" * 1_000_000,
    "JSON": b'{"title": "x"}',
}


SOLE_TAGS = {"html", "head", "meta", "title", "link", "script", "body", "ul", "li", "a", "div", "header", "h1", "h2",
             "h3", "p", "span", "strong", "aside", "details", "summary", "form", "label", "input", "fieldset",
             "legend", "button", "main", "section", "ol", "textarea", "footer", "mark", "code", "nav", "select",
             "option", "optgroup", "datalist", "wbr", "del", "ins", "dl", "dt", "dd", "progress", "noscript", "table", "pre",
             "thead", "tbody", "tr", "th", "td"}  # fmt: skip


SOLE_ATTRIBUTES = {"lang", "charset", "name", "property", "content", "rel", "href", "type", "src", "defer", "class", "id", "role",
                   "tabindex", "action", "method", "aria-label", "aria-hidden", "aria-busy", "aria-invalid",
                   "aria-describedby", "autocomplete", "autofocus", "for", "value", "maxlength", "enterkeyhint",
                   "spellcheck", "autocapitalize", "checked", "required", "novalidate", "rows", "inputmode", "formaction", "formmethod",
                   "hx-get",
                   "hx-post", "hx-target", "hx-swap", "hx-sync", "hx-include", "hx-trigger", "hx-select", "hx-vals",
                   "hx-disable", "hx-swap-oob", "hidden", "data-seen", "data-state", "data-address", "data-kept", "data-site", "selected",
                   "form", "label", "disabled", "list",
                   "enctype", "data-fate", "data-of", "data-next", "data-most", "data-limit", "data-stage", "aria-current",
                   "aria-pressed", "open", "scope", "max", "draggable", "popover", "popovertarget", "target", "dir", "title", "aria-labelledby"}  # fmt: skip


def strange_markup(html: str) -> list[str]:
    """What no template of ours writes: tags, attributes, handlers, addresses and script of others.

    Pages repeat their tags, so each is read once. What a `<` splits is no whole tag: then the page is.
    """
    found: list[str] = []
    for piece in html.split("<")[1:]:
        strange = _strange_tag(f"<{piece}")
        if strange is None:
            return _strange_tags(Page(html).tags)
        found += strange
    return found


@lru_cache(maxsize=100_000)
def _strange_tag(piece: str) -> list[str] | None:
    """What is strange in one tag and the text after it; None for a tag that does not end."""
    tags = Page(piece).tags
    return _strange_tags(tags) if tags or not piece[1:2].isalpha() else None


def _strange_tags(tags: Iterable[tuple[str, dict[str, str]]]) -> list[str]:
    found: list[str] = []
    for tag, has in tags:
        if tag not in SOLE_TAGS:
            found.append(tag)
        found += [f"{tag} {name}" for name in has if name not in SOLE_ATTRIBUTES]
        if tag == "script" and not has.get("src", "").startswith("/static/"):
            found.append("script")
        for name in ("hx-get", "hx-post", "action", "formaction", "src", "data-address"):
            if not has.get(name, "/").startswith("/") or has.get(name, "").startswith("//"):
                found.append(f"{name}={has[name]}")
        if not has.get("href", "/").startswith(("/", "#", "https://", "http://")):
            found.append(f"href={has['href']}")
        if has.get("hx-trigger", "click") not in (
            "click", "change", "change delay:400ms", "click, revealed", "input delay:150ms", "change delay:400ms, paste delay:100ms",
            "toggle from:closest .placing", "submit, change", "submit, change delay:400ms", "load delay:1s",
        ):  # fmt: skip
            found.append(f"hx-trigger={has['hx-trigger']}")
    return found


def urlencoded(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, value in pairs
    ).encode()
