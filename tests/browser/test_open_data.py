"""« Données ouvertes » in a browser: readable by everybody, and its data by the pages of other sites."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from proof.tools.server import Server
from tests.support.browsing import Check, new_context
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


_READ = """async (address) => {
  const first = await fetch(address);
  const etag = first.headers.get("ETag");
  const again = await fetch(address, { headers: { "If-None-Match": etag } });
  const { operations } = await first.json();
  return { type: first.type, link: first.headers.get("Link"), titles: operations.map((one) => one.title), again: again.status };
}"""
_REFUSED = """(address) => fetch(address, { credentials: "include" }).then(() => "read", () => "refused")"""


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def foreign(browser: Browser) -> Iterator[Page]:
    """A page of another site, which has no other rules than those of the browser."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        context = new_context(browser)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        yield page
        context.close()
        server.shutdown()


def test_a_page_of_another_site_reads_the_data(foreign: Page, site: Server) -> None:
    answer = foreign.evaluate(_READ, f"{site.url}/operations.json?audience=adultes&platform=instagram")
    assert answer.pop("titles")[:1] == ["« Questions pour un gersois »"]
    assert 'rel="service-desc"' in answer.pop("link")
    # The tag goes with a request that the browser first asks for leave to make (OPTIONS).
    assert answer == {"type": "cors", "again": 304}


@pytest.mark.parametrize(
    "path", ["operations.csv", "operations.atom", "openapi.json", "catalog.jsonld", "schema.json"]
)
def test_a_page_of_another_site_reads_each_file(foreign: Page, site: Server, path: str) -> None:
    assert foreign.evaluate("(address) => fetch(address).then(({ ok }) => ok)", f"{site.url}/{path}")


@pytest.mark.parametrize("path", ["", "operations.json", "connexion"])
def test_no_other_site_reads_what_a_session_opens(foreign: Page, site: Server, path: str) -> None:
    assert foreign.evaluate(_REFUSED, f"{site.url}/{path}") == "refused"
