"""What browser tests share: parts of the page, its state, the file, and operations of a test's own."""

import http.client
import json
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from gersapp.catalogue.text import slug
from gersapp.editors.accounts import Accounts
from gersapp.editors.sessions import Sessions
from proof.tools.editor import COOKIE, PASSWORD, let_in
from proof.tools.server import ROOT, Server

_NUMBERS = count(1)

_STATE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  return {
    address: location.pathname + location.search,
    title: document.title,
    result: text(document.getElementById("compte")),
    results: text(document.getElementById("resultats")),
    ticked: all("#filtres [type=checkbox]").filter((box) => box.checked).map((box) => box.id),
    counts: all("#filtres .n").map((n) => `${n.id}=${text(n)}${n.matches(".zero") ? " (grey)" : ""}`),
    typed: document.getElementById("q").value,
    active: text(document.getElementById("filtres-actifs")),
  };
}"""


def state(page: Page) -> dict[str, Any]:
    """All that the address stands for, as the page shows it once htmx is done with it."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
    )
    shown: dict[str, Any] = page.evaluate(_STATE)
    return shown


def result(page: Page) -> Locator:
    """How many operations and links the filters leave."""
    return page.locator("#compte")


def chips(page: Page) -> Locator:
    """The filters that are set, each a link that removes it."""
    return page.locator("#resultats .chip")


def bar(page: Page) -> Locator:
    return page.locator("#barre")


def offers(page: Page) -> Locator:
    """What offers to resume what was typed and not saved."""
    return page.locator("#saisies")


def message(page: Page) -> Locator:
    """What the bar says, without the button that goes back."""
    return bar(page).locator(".message")


def undo(page: Page) -> Locator:
    """The button of the bar that undoes, whatever it names."""
    return bar(page).get_by_role("button", name=re.compile("^Défaire "))


def redo(page: Page) -> Locator:
    """The button of the bar that does again what was undone."""
    return bar(page).get_by_role("button", name=re.compile("^Refaire "))


def button(within: Page | Locator, name: str) -> Locator:
    return within.get_by_role("button", name=name, exact=True)


def focused(page: Page) -> Locator:
    """The element that has the focus; fails when that is the page itself."""
    element = page.locator(":focus")
    expect(element, "the focus is lost").to_have_count(1)
    return element


def tab_to(page: Page, wanted: Locator, key: str = "Tab", limit: int = 80) -> None:
    """Press `key` until the focus is on `wanted`."""
    for _ in range(limit):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{limit} presses of {key} do not reach {wanted}")


def remember(page: Page, selector: str) -> None:
    """Mark the element, to tell it later from another that took its place."""
    page.locator(selector).evaluate("element => { element.remembered = true; }")


def is_remembered(page: Page, selector: str) -> bool:
    same: bool = page.locator(selector).evaluate("element => element.remembered === true")
    return same


def operation(id: str, title: str, **fields: Any) -> dict[str, Any]:
    """An operation's document, as db.json holds it."""
    plain = {"description": "", "audiences": ["adultes"], "platforms": [], "links": []}
    return {"id": id, "title": title} | plain | fields


def catalogue_file(path: Path, operations: Iterable[dict[str, Any]]) -> Path:
    """Write to `path` a database that has the seed's heading, and these operations only."""
    tables = json.loads((ROOT / "db.json").read_text("utf-8"))
    tables["operations"] = {str(key): document for key, document in enumerate(operations, 1)}
    path.write_text(json.dumps(tables), "utf-8")
    return path


def stored(server: Server) -> dict[str, dict[str, Any]]:
    """The operations on disk by id, in their order."""
    tables = json.loads(server.database.read_text("utf-8"))
    return {document["id"]: document for document in tables["operations"].values()}


def heading_on_disk(server: Server) -> dict[str, Any]:
    tables = json.loads(server.database.read_text("utf-8"))
    (heading,) = tables["catalogue"].values()
    return dict(heading)


def post(server: Server, path: str, fields: Sequence[tuple[str, str]]) -> str:
    """Post a form as a plain browser would; return the path that the response leads to."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        form = {**COOKIE, "Content-Type": "application/x-www-form-urlencoded", "Origin": server.origin}
        connection.request("POST", f"{server.prefix}{path}", urlencode(fields), form)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 303, body.decode()
        return urlsplit(response.headers["Location"]).path
    finally:
        connection.close()


def save(server: Server, id: str, **fields: str | Sequence[str]) -> None:
    """Save an operation with these fields changed, as a plain browser of the editor of tests would."""
    document = stored(server)[id]
    values = document | {"links": [link["url"] for link in document["links"]]} | fields
    pairs = [("revision", form_revision(server, id))]
    for name in ("title", "description", "audiences", "platforms", "links"):
        value = values[name]
        pairs += [(name, text) for text in ([value] if isinstance(value, str) else value)]
    post(server, f"/operations/{id}", pairs)


def form_revision(server: Server, id: str) -> str:
    """The revision that the form of an operation is made from."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("GET", f"{server.prefix}/operations/{id}/edit", headers=COOKIE)
        form = connection.getresponse().read().decode()
    finally:
        connection.close()
    found = re.search('name="revision" value="([^"]+)"', form)
    assert found, form
    return found[1]


def put_back(server: Server, content: Path) -> None:
    """Put `content` in the place of the server's file, as if by hand, and let in the editor of tests alone."""
    instance = server.log.parent / "instance"
    for name in ("attempts.json", "invitations.json"):
        (instance / name).unlink(missing_ok=True)
    let_in(instance)
    edited = server.database.with_name("edited")
    edited.write_bytes(content.read_bytes())
    edited.replace(server.database)
    # Who is signed in has the newest catalogue at once, and all others have it from then on.
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("GET", f"{server.prefix}/", headers=COOKIE)
        assert connection.getresponse().status == 200
    finally:
        connection.close()


def become(page: Page, server: Server, name: str) -> None:
    """Sign the visitor of `page` in as an editor of this name."""
    instance = server.log.parent / "instance"
    accounts = Accounts(instance)
    account = accounts.get(name) or accounts.add(name, f"{PASSWORD}, encore", "2026-11-22")
    token = Sessions(instance, time.time).begin(account.name, account.auth_hash)
    page.context.add_cookies([{"name": "gersapp", "value": token, "url": server.origin, "httpOnly": True}])


@dataclass(frozen=True)
class Place:
    """An audience of a test's own, with operations that no other test changes."""

    section: str
    label: str
    address: str
    ids: tuple[str, ...]

    def card(self, page: Page, number: int = 0) -> Locator:
        """The card, or the form in its place, of the operation of this number."""
        # The slug of an audience may begin with a digit: such an id is no selector.
        return page.locator(f"[id='{self.section}--{self.ids[number]}']")

    def titles(self, page: Page) -> Locator:
        return page.locator("#resultats h3")


def open_form(page: Page, place: Place, number: int = 0) -> Locator:
    """Open the form of an operation with the mouse; return what then stands in the place of its card."""
    form = place.card(page, number)
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


def make_place(
    server: Server,
    titles: Sequence[str],
    *,
    links: Sequence[str] = (),
    platforms: Sequence[str] = (),
    label: str = "",
) -> Place:
    """Add operations of these titles, in a new audience; all have these links and platforms."""
    label = label or f"Cible d’essai {next(_NUMBERS)}"
    section = slug(label)
    ids: list[str] = []
    for title in titles:
        audience = ("audiences", section) if ids else ("new_audience", label)
        fields = [("title", title), ("description", f"Texte de {title}."), audience]
        fields += [("links", link) for link in links] + [("platforms", slug) for slug in platforms]
        ids.append(post(server, "/operations", fields).rpartition("/")[2])
    return Place(section, label, f"{server.url}/?audience={section}", tuple(ids))
