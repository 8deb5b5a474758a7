"""Answers that come late, and a slow processor: the page waits, and the person goes on."""

import contextlib
from random import Random
from typing import Any

from playwright.sync_api import Error, Page

from tests.support.browsing import SECONDS

TURN_MS = 10
ASK_FOR_ICON = """() => new Promise((done) => {
  const request = new XMLHttpRequest();
  request.onloadend = done;
  request.open("GET", document.querySelector("link[rel=icon]").href);
  request.send();
})"""


class LateAnswers:
    """The answers to htmx that the page waits for, oldest first: each arrives when the test says so.

    The server has done its work before an answer is held back.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._held: list[dict[str, Any]] = []
        self._session = page.context.new_cdp_session(page)
        self._session.on("Fetch.requestPaused", self._hold)
        pattern = {"requestStage": "Response", "resourceType": "XHR"}
        self._session.send("Fetch.enable", {"patterns": [pattern]})
        self._is_ready = False
        # The browser says that it holds answers back before it does: requests of our own tell.
        while not self._is_ready:
            page.evaluate(ASK_FOR_ICON)

    def _hold(self, paused: dict[str, Any]) -> None:
        self._is_ready = True
        if "HX-Request" in paused["request"]["headers"]:
            self._held.append(paused)
        else:
            self._session.send("Fetch.continueRequest", {"requestId": paused["requestId"]})

    def wait_for(self, number: int = 1) -> None:
        """Wait until `number` answers are held back; fail when the page asks for fewer."""
        for _ in range(SECONDS * 1000 // TURN_MS):
            if len(self._held) >= number:
                break
            self._page.wait_for_timeout(TURN_MS)
        assert len(self._held) == number, [held["request"]["url"] for held in self._held]

    def arrive(self, which: int = 0) -> None:
        """Let one answer arrive, unless the page has given its request up."""
        with contextlib.suppress(Error):
            self._session.send("Fetch.continueRequest", {"requestId": self._held.pop(which)["requestId"]})

    def fail(self, which: int = 0) -> None:
        """Let one answer never arrive: the line is cut."""
        failed = {"requestId": self._held.pop(which)["requestId"], "errorReason": "Failed"}
        with contextlib.suppress(Error):
            self._session.send("Fetch.failRequest", failed)

    def fail_any(self, random: Random) -> None:
        """Let one of the answers that change nothing on the server never arrive, if there is one."""
        reading = [n for n, held in enumerate(self._held) if held["request"]["method"] == "GET"]
        if reading:
            self.fail(random.choice(reading))

    def arrive_any(self, random: Random) -> None:
        """Let one of the answers arrive, if there is one."""
        if self._held:
            self.arrive(random.randrange(len(self._held)))

    def pass_all(self) -> None:
        """Let those that are held back arrive, and hold back no more."""
        while self._held:
            self.arrive()
        self._session.send("Fetch.disable")


def slow_down(page: Page, times: float) -> None:
    """Slow the page's processor down."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})
