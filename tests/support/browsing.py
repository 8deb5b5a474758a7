"""The visitors of browser tests, and the types of their fixtures."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from proof.tools.editor import TOKEN

NewPage = Callable[..., Page]
AllowConsole = Callable[[str], None]
Check = Callable[[Page], None]

# However slow the machine is: what comes is not waited for any longer.
SECONDS = 30
FRENCH = {"locale": "fr-FR", "timezone_id": "Europe/Paris"}
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def new_context(browser: Browser, *, signed_in: bool = True, **options: Any) -> BrowserContext:
    """One more visitor: the editor who may sign in to every server of tests, or a reader."""
    context = browser.new_context(**FRENCH | options)
    if signed_in:
        context.add_cookies(
            [{"name": "gersapp", "value": TOKEN, "url": "http://127.0.0.1", "httpOnly": True}]
        )
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(REPORT_VIOLATIONS)
    return context
