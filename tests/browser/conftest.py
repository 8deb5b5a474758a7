"""What browser tests share: servers under a prefix, and a Chromium that fails the test on any complaint."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from proof.tools import chromium
from proof.tools.server import Server, StartServer
from tests.support.browser import Place, catalogue_file, make_place, operation, put_back
from tests.support.browsing import SECONDS, NewPage, new_context

PREFIX = "/catalogue"


@dataclass
class Watch:
    """Remembers what pages complain about, and opens pages that are watched."""

    browser: Browser
    servers: Sequence[StartServer]
    allowed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def new_page(self, **options: Any) -> Page:
        """A page of its own visitor: other cookies, other storage. `options`: as those of `new_context`."""
        context = new_context(self.browser, **options)
        self.contexts.append(context)
        # Also those that a link opens.
        context.on("page", self._look_at)
        return context.new_page()

    def open(self, context: BrowserContext) -> Page:
        """One more page of the visitor whose `context` it is."""
        page = context.new_page()
        self._look_at(page)
        return page

    def close(self) -> list[str]:
        """Close every page; closing delivers the events that were still under way."""
        for page in self.pages:
            page.close()
        for context in self.contexts:
            context.close()
        return self.faults

    def _look_at(self, page: Page) -> None:
        self.pages.append(page)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        text = f"{message.text} ({message.location['url']})"
        refused = "Content Security Policy" in text
        if (message.type == "error" or refused) and not any(
            re.search(pattern, text) for pattern in self.allowed
        ):
            self.faults.append(f"console {message.type}: {text}")

    def _request(self, url: str) -> None:
        own = tuple(f"{one.url}/" for start in self.servers for one in start.started)
        if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(own):
            self.faults.append(f"request out of the site: {url}")


@pytest.fixture(scope="session")
def executable() -> Path:
    """Chromium's."""
    found = chromium.find()
    if found is None:
        pytest.fail("Chromium est introuvable : « make test » l'installe.")
    return found


@pytest.fixture(scope="session")
def browser(executable: Path) -> Iterator[Browser]:
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=executable, args=chromium.flags())
        yield chrome
        chrome.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """The visitor of most tests. A page that stays open keeps the renderer that the next ones use."""
    context = new_context(browser)
    stays = context.new_page()
    stays.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
    stays.goto("http://127.0.0.1/")
    yield context
    context.close()


@pytest.fixture(scope="session")
def lasting(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts the server that tests of all modules use."""
    folder = tmp_path_factory.mktemp("lasting")
    start = StartServer(folder, Path(shutil.copy(seed_path, folder / "db.json")), PREFIX)
    yield start
    for one in start.started:
        one.kill()


@pytest.fixture(scope="module")
def site(lasting: StartServer, seed_path: Path) -> Server:
    """One server, which has the seed and the editor of tests again for each module.

    What one test of a module changes, the next one finds.
    """
    server = lasting.started[0] if lasting.started else lasting()
    put_back(server, seed_path)
    return server


@pytest.fixture(scope="module")
def shared(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts servers that all tests of a module use: what one test changes, the next one finds."""
    folder = tmp_path_factory.mktemp("shared")
    start = StartServer(folder, Path(shutil.copy(seed_path, folder / "db.json")), PREFIX)
    yield start
    for one in start.started:
        one.kill()


@pytest.fixture
def place(site: Server) -> Place:
    """Three operations of the test's own."""
    return make_place(site, ["Premier essai", "Deuxième essai", "Troisième essai"])


@pytest.fixture
def server(server: StartServer) -> StartServer:
    """`server()` starts a real one under the prefix; all are stopped after the test."""
    server.prefix = PREFIX
    return server


@pytest.fixture
def watch(
    browser: Browser, server: StartServer, shared: StartServer, lasting: StartServer
) -> Iterator[Watch]:
    """Fails the test at its end on a console error, a page error, a violation, a request out of the site."""
    watch = Watch(browser, (server, shared, lasting))
    yield watch
    assert watch.close() == []


@pytest.fixture
def page(watch: Watch, visitor: BrowserContext) -> Iterator[Page]:
    """A page in 1280 × 720. Its visitor is all tests' own: `new_page` gives one without a past, or for a clock."""
    page = watch.open(visitor)
    yield page
    # Playwright gives a clock to all pages of a visitor, those of later tests too.
    assert page.is_closed() or "native code" in page.evaluate("String(setTimeout)")


@pytest.fixture
def new_page(watch: Watch) -> Callable[..., Page]:
    """`new_page(java_script_enabled=False, viewport={…})`: one more visitor, as watched."""
    return watch.new_page


@pytest.fixture
def reader(new_page: NewPage) -> Page:
    """A page of a visitor who is not signed in."""
    return new_page(signed_in=False)


@pytest.fixture
def allow_console(watch: Watch) -> Callable[[str], None]:
    """`allow_console(r"status of 422.*/operations/")`: expect an error, as « text (url) »."""
    return watch.allowed.append


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails when axe-core finds a barrier in the page as it is now."""
    checker = Axe()

    def check(page: Page) -> None:
        results = checker.run(page)
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture(scope="module")
def large(shared: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """130 operations, the 70th of which is about theatre."""
    operations = [
        operation(
            f"essai-{n}",
            f"Essai n° {n}" if n != 70 else "Le Théâtre de l’Œuvre",
            description="Une « pièce » à la maison." if n == 70 else "Un texte.",
            audiences=["adultes"] if n <= 100 else ["tout-public"],
            links=[{"url": f"https://www.gers.fr/essai/{n}"}],
        )
        for n in range(1, 131)
    ]
    return shared(catalogue_file(tmp_path_factory.mktemp("large") / "db.json", operations))
