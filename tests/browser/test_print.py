"""On paper: the dossier, without controls, with the addresses spelled out."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server


@pytest.fixture
def paper(page: Page, site: Server) -> Page:
    page.goto(f"{site.url}/?audience=adultes&platform=instagram")
    page.emulate_media(media="print")
    return page


def test_each_address_is_spelled_out_after_its_words(paper: Page) -> None:
    links = paper.locator("a.link")
    expect(links).to_have_count(7)
    for link in links.all():
        after = link.evaluate("element => getComputedStyle(element, '::after').content")
        href = link.get_attribute("href")
        assert after in (f'" : " "{href}"', f'" : {href}"', '" : " attr(href)'), after


def test_no_control_is_printed(paper: Page) -> None:
    for selector in ("button", "input", "textarea", "summary", ".edit", ".chips", ".skips", ".who", "footer"):
        for control in paper.locator(selector).all():
            expect(control).not_to_be_visible()
    expect(paper.get_by_role("heading", level=1)).to_be_visible()
    expect(paper.locator("#resultats .operation").first).to_be_visible()


def test_the_date_and_the_selection_stand_at_the_top(paper: Page, site: Server) -> None:
    line = paper.locator(".print-only")
    expect(line).to_be_visible()
    expect(line).to_have_text(
        re.compile(r"Consulté le \d+(er)?\s\S+ \d{4}\.\s+Sélection\s:\s+Adultes,\s+Instagram\s*\.")
    )
    above = line.evaluate(
        "(element, other) => element.getBoundingClientRect().bottom"
        " <= document.querySelector(other).getBoundingClientRect().top",
        "#resultats",
    )
    assert above
    paper.emulate_media(media="screen")
    expect(line).not_to_be_visible()
    # The selection follows the filters that are ticked after the page came.
    paper.locator("#platform-instagram").uncheck()
    expect(paper).to_have_url(f"{site.url}/?audience=adultes")
    paper.emulate_media(media="print")
    expect(line).to_have_text(re.compile(r"Consulté le .*\sSélection\s:\s+Adultes\s*\."))


def test_page_breaks_cut_no_heading_and_no_operation(paper: Page) -> None:
    for heading in paper.locator("h1, h2, h3").all():
        expect(heading).to_have_css("break-after", "avoid")
    for card in paper.locator(".operation").all():
        expect(card).to_have_css("break-inside", "avoid")
    expect(paper.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_the_pdf_holds_the_titles_and_the_addresses(paper: Page, tmp_path: Path) -> None:
    paper.emulate_media()
    file = tmp_path / "dossier.pdf"
    assert paper.pdf(path=file).startswith(b"%PDF-")
    assert file.stat().st_size > 10_000
    reader = shutil.which("pdftotext")
    if not reader:
        # Only its text needs the reader: links are not compressed away.
        return
    text = subprocess.run(
        [reader, "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    joined = re.sub(r"\s+", "", text)
    assert "TipsduJour" in joined
    for link in paper.locator("a.link").all():
        assert (link.get_attribute("href") or "").replace(" ", "") in joined
    assert "Modifier" not in joined
    assert "Toutefface" not in joined
