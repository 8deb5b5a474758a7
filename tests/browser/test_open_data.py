"""« Données ouvertes » in a browser: readable by everybody, and its data by the pages of other sites."""

from itertools import pairwise

from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browsing import Check
from tests.support.page_states import VIEWS, each_view, levels, loose_signs, sideways, small_targets


def test_the_page_of_the_data_has_no_barrier(page: Page, site: Server, axe: Check) -> None:
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Données ouvertes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Données ouvertes")
    found = levels(page)
    assert found.count(1) == 1
    assert [pair for pair in pairwise(found) if pair[1] > pair[0] + 1] == []
    assert loose_signs(page) == []
    for _ in each_view(page, VIEWS):
        axe(page)
        assert sideways(page) == [0, []]
        assert small_targets(page) == []
