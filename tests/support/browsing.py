"""Support."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext

from proof.tools.editor import TOKEN

SECONDS = 10


FRENCH = {"locale": "fr-FR", "timezone_id": "Europe/Paris"}


REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `securitypolicyviolation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def new_context(browser: Browser, *, signed_in: bool = True, **options: Any) -> BrowserContext:
    """One more visitor: the editor whom every server of tests lets in, or a reader."""
    context = browser.new_context(**FRENCH | options)
    if signed_in:
        context.add_cookies(
            [{"name": "gersapp", "value": TOKEN, "url": "http://127.0.0.1", "httpOnly": True}]
        )
    context.set_default_timeout(SECONDS * 1000)
    context.add_init_script(REPORT_VIOLATIONS)
    return context
