"""Pictures: the README's, and of every state to look at. Made only when GERSAPP_SCREENSHOTS=1."""

import os
import struct
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import ROOT, Server
from tests.support.browsing import AllowConsole, NewPage
from tests.support.history_states import HISTORY_STATES
from tests.support.page_states import STATES
from tests.support.sign_in_states import SIGN_IN_STATES

README_PICTURE = ROOT / "docs" / "capture.png"
FOLDER = ROOT / "screenshots"
ALL_STATES = {**STATES, **HISTORY_STATES}
WIDTHS = (320, 768, 1280)
MAX_BYTES = 250_000
wanted = pytest.mark.skipif(
    os.environ.get("GERSAPP_SCREENSHOTS") != "1", reason="« make screenshots » makes them"
)


@wanted
def test_make_the_picture_of_the_readme(new_page: NewPage, site: Server) -> None:
    page = new_page(
        signed_in=False,
        viewport={"width": 1280, "height": 900},
        device_scale_factor=1,
        color_scheme="light",
    )
    page.goto(f"{site.url}/")
    page.locator("#platform-instagram").check()
    expect(page).to_have_url(f"{site.url}/?platform=instagram")
    page.locator("#platform-instagram").blur()
    README_PICTURE.parent.mkdir(exist_ok=True)
    page.screenshot(path=README_PICTURE, caret="initial", animations="allow")


@wanted
@pytest.mark.parametrize("name", ALL_STATES)
def test_make_the_pictures_of_every_state(
    new_page: NewPage, site: Server, allow_console: AllowConsole, name: str
) -> None:
    allow_console(r"status of (404|409|422) ")
    page = new_page(device_scale_factor=1)
    ALL_STATES[name](page, site)
    make_pictures(page, name)


@wanted
@pytest.mark.parametrize("name", SIGN_IN_STATES)
def test_make_the_pictures_of_signing_in(
    new_page: NewPage, site: Server, allow_console: AllowConsole, name: str
) -> None:
    allow_console(r"status of (401|422) ")
    page = new_page(signed_in=False, device_scale_factor=1)
    SIGN_IN_STATES[name](page, site)
    make_pictures(page, name)


def make_pictures(page: Page, name: str) -> None:
    """The page as it is now, in each width and scheme."""
    FOLDER.mkdir(exist_ok=True)
    for scheme, width in product(("light", "dark"), WIDTHS):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        page.set_viewport_size({"width": width, "height": 900})
        path = FOLDER / f"{name.replace(' ', '-')}-{width}-{scheme}.png"
        page.screenshot(path=path, full_page=True, caret="initial", animations="allow")
        assert path.stat().st_size > 5_000


def test_the_readme_shows_an_existing_picture() -> None:
    assert "docs/capture.png" in (ROOT / "README.md").read_text("utf-8")
    content = README_PICTURE.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 600
    assert height >= 400
    assert len(content) < MAX_BYTES
