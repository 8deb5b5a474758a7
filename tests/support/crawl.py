"""A crawl of the site: every address that its pages give is followed, as a browser or htmx would."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from werkzeug.test import TestResponse

from tests.support.visitor import Page, Visitor

# Attributes that lead somewhere, by GET and by POST.
FOLLOWED = ("href", "src", "hx-get", "data-address")
POSTED = ("action", "formaction", "hx-post")
HEADERS = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url")
ORIGIN = "http://127.0.0.1"


def addresses_in(response: TestResponse) -> Iterator[tuple[str, str]]:
    """(attribute or header, address) of all that looks like an address of the site, wherever it is."""
    yield from ((name, response.headers[name]) for name in HEADERS if name in response.headers)
    if response.mimetype != "text/html":
        return
    for _, attributes in Page(response.text).tags:
        for name, value in attributes.items():
            if value.startswith(("/", "?", ORIGIN)) or name in (*FOLLOWED, *POSTED):
                yield name, value


def is_outside(prefix: str, address: str) -> bool:
    """Whether an address of the site, as a page under `prefix` gives it, leads out of the prefix."""
    parts = urlsplit(urljoin(f"{ORIGIN}{prefix}/", address))
    return parts.netloc == urlsplit(ORIGIN).netloc and not parts.path.startswith(f"{prefix}/")


def kind_of(address: str) -> str:
    """The path, whatever its operation or action, and the names of the parameters: `/operations/*/edit?`."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/)(operations|actions|static)/(?!new\b)[^/]+", r"\1/*", parts.path)
    return f"{path}?{'&'.join(sorted(parse_qs(parts.query)))}"


@dataclass
class Crawl:
    """Follows addresses under `prefix`; `pages` are the kinds of pages reached, `outside` what leads out."""

    browser: Visitor
    prefix: str
    pages: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    outside: set[tuple[str, str, str]] = field(default_factory=set)

    def follow(self, starts: Iterable[str]) -> None:
        """Get every address that can be reached from `starts` (without the prefix), once a kind."""
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            if self._is_new(address, self.pages):
                for response in (self.browser.get(address), self.browser.htmx().get(address)):
                    waiting += self._read(address, response)

    def post_forms(self) -> None:
        """Post an empty form to every address that the pages gave, once a kind; not to sign out."""
        kinds: set[str] = set()
        for address in sorted(self.forms):
            if not address.endswith("/deconnexion") and self._is_new(address, kinds):
                for browser in (self.browser, self.browser.htmx()):
                    self._read(f"POST {address}", browser.post(address, {}))

    def _is_new(self, address: str, kinds: set[str]) -> bool:
        """Whether it is the first address of its kind; `kinds` then has it."""
        is_new = kind_of(address) not in kinds
        kinds.add(kind_of(address))
        return is_new

    def _read(self, page: str, response: TestResponse) -> list[str]:
        """Note what a response leads to; return what is to be followed, without the prefix."""
        found = []
        for name, address in addresses_in(response):
            if is_outside(self.prefix, address):
                self.outside.add((page, name, address))
                continue
            parts = urlsplit(urljoin(f"{ORIGIN}{self.prefix}{page}", address))
            if parts.netloc != urlsplit(ORIGIN).netloc or address.startswith("#"):
                continue
            path = parts.path.removeprefix(self.prefix) + (f"?{parts.query}" if parts.query else "")
            if name in POSTED:
                self.forms.add(path)
            elif name in (*FOLLOWED, *HEADERS):
                found.append(path)
        return found
