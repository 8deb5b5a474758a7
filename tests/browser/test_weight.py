"""The weight of a visit on the wire, and the security policy that it obeys."""

from playwright.sync_api import Page, Response, expect

from proof.tools.server import Server
from proof.tools.wire import Wire
from tests.support.browser import make_place, undo
from tests.support.browsing import AllowConsole, NewPage

MAX_BYTES = 40_000
MAX_REQUESTS = 5
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def test_a_first_visit_weighs_at_most_40_kb_in_five_requests(new_page: NewPage, site: Server) -> None:
    page = new_page(signed_in=False)
    wire = Wire(page)
    page.goto(f"{site.url}/", wait_until="networkidle")
    assert len(wire.bytes) >= 4, wire.bytes
    assert sum(wire.bytes.values()) <= MAX_BYTES, wire.bytes
    assert len(wire.addresses) <= MAX_REQUESTS, wire.addresses
    plain = [url for url in wire.bytes if wire.encodings[url] != "gzip" and wire.bytes[url] > 2000]
    assert plain == []


def test_a_second_visit_asks_for_the_page_only(new_page: NewPage, site: Server) -> None:
    page = new_page(signed_in=False)
    wire = Wire(page)
    page.goto(f"{site.url}/", wait_until="networkidle")
    statics = {url for url in wire.bytes if "/static/" in url}
    assert len(statics) >= 3
    wire.forget()
    page.goto(f"{site.url}/?platform=x", wait_until="networkidle")
    assert statics <= set(wire.cached)
    assert sum(wire.bytes.values()) <= 12_000, wire.bytes

    # The same page again, unchanged: a response of headers alone.
    wire.forget()
    page.goto(f"{site.url}/?platform=x", wait_until="networkidle")
    assert sum(wire.bytes.values()) <= 12_000, wire.bytes


def test_a_filter_takes_one_request_lighter_than_the_page(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/", wait_until="networkidle")
    wire = Wire(page)
    page.locator("#platform-instagram").check()
    expect(page).to_have_url(f"{site.url}/?platform=instagram")
    page.wait_for_load_state("networkidle")
    pages = [url for url in wire.addresses.values() if "/static/" not in url]
    assert len(pages) == 1
    assert 500 < sum(wire.bytes.values()) <= 8_000


def test_the_policy_is_strict_on_every_answer(page: Page, site: Server) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{site.url}/", wait_until="networkidle")
    page.locator("#platform-instagram").check()
    expect(page).to_have_url(f"{site.url}/?platform=instagram")
    assert len(answers) >= 5
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
        assert directives == POLICY, answer.url


def test_a_whole_session_breaks_no_policy_and_asks_no_other_host(
    page: Page, site: Server, allow_console: AllowConsole
) -> None:
    """The watch on the page fails this test on a violation or a request out of the site."""
    allow_console(r"status of (404|422) ")
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/", 3)[2]))
    place = make_place(
        site,
        ["Premier essai", "Deuxième essai"],
        links=["https://www.facebook.com/LeGers32/posts/1", "https://www.gers.fr/"],
        platforms=["tiktok"],
    )
    page.goto(place.address)
    page.locator("#q").fill("essai")
    expect(page).to_have_url(f"{place.address}&q=essai")
    page.get_by_role("link", name="Retirer le filtre « essai »").click()
    expect(page).to_have_url(place.address)
    card = place.card(page)
    card.locator(".edit").click()
    card.get_by_label("Titre").fill("")
    page.keyboard.press("Enter")
    expect(card.get_by_role("alert")).to_be_focused()
    card.get_by_label("Titre").fill("Premier essai, revu")
    card.get_by_label("Ajouter des adresses").fill("https://www.instagram.com/p/1/")
    page.keyboard.press("Control+Enter")
    expect(card.locator("h3")).to_have_text("Premier essai, revu")
    page.get_by_role("button", name="Descendre « Premier essai, revu »").click()
    expect(page.locator("#resultats h3").last).to_have_text("Premier essai, revu")
    page.get_by_role("button", name="Supprimer « Premier essai, revu »").click()
    undo(page).click()
    expect(page.locator("#resultats h3")).to_have_count(2)
    page.get_by_role("link", name="Ajouter une opération").click()
    page.locator("#ajout").get_by_label("Titre").fill("Troisième essai")
    page.keyboard.press("Enter")
    expect(page.locator("#resultats h3")).to_have_count(3)
    page.reload()
    page.goto(f"{site.url}/accessibilite")
    page.goto(f"{site.url}/nulle-part")
    page.emulate_media(media="print")
    page.screenshot(caret="initial")
    assert hosts == {f"127.0.0.1:{site.port}"}
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_watch_does_see_a_violation(page: Page, site: Server, allow_console: AllowConsole) -> None:
    """Otherwise the tests above would prove nothing."""
    allow_console(r"securitypolicyviolation: style-src|Content Security Policy")
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    page.goto(f"{site.url}/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    expect(page.locator("p", has_text="x").last).to_be_visible()
    assert any("securitypolicyviolation" in text for text in seen)
