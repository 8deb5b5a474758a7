"""On a slow line and a slow machine: whatever is typed or clicked while answers are on their way is kept.

A person goes on at random while the answers to what was asked arrive late, and in any order.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from playwright.sync_api import ElementHandle, Error, Page

from gersapp.store.tinydb.sound import Sound
from gersapp.store.tinydb.traces import words_of
from proof.tools.server import Server
from tests.support.browser import Place, button, make_place, offers, state
from tests.support.browsing import AllowConsole
from tests.support.late import LateAnswers, slow_down

TEXT_FIELDS = ".editing input.title, .editing textarea[name=description], .editing textarea[name=addresses]"


@dataclass
class Person:
    """Somebody who types and clicks at random. `words` are all that was typed in forms, each once.

    `name` is theirs alone: others have typed in the same catalogue.
    """

    name: str
    page: Page
    place: Place
    random: Random
    late: LateAnswers
    words: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Do one thing, of those that the page offers now."""
        name = self.random.choice(list(ACTS))
        self.done.append(name)
        try:
            ACTS[name](self)
        except Error as error:
            # What was resumed may lead to a page of its own, in the middle of the next thing.
            if "because of a navigation" not in error.message:
                raise
            self.page.wait_for_load_state()

    def press(self, selector: str) -> None:
        """Press one of the controls that are visible."""
        if control := self._one_of(selector):
            control.evaluate("control => { control.focus({ preventScroll: true }); control.click(); }")

    def type(self) -> None:
        """Type a word at the end of one of the fields of the open forms."""
        if control := self._one_of(TEXT_FIELDS):
            word = f"mot{len(self.words)}de{self.name}"
            address = control.get_attribute("name") == "links"
            control.evaluate("control => control.focus({ preventScroll: true })")
            self.page.keyboard.press("Control+End")
            self.page.keyboard.type(f" https://www.gers.fr/{word}" if address else f" {word}")
            self.words.append(word)

    def search(self) -> None:
        self.page.locator("#q").evaluate("field => field.focus({ preventScroll: true })")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(self.random.choice(["essai", "premier", "zzz"]))
        if self.random.random() < 0.5:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Backspace")

    def go(self, steps: int) -> None:
        """Go back or forward, among the addresses of this page."""
        self.page.evaluate(
            """steps => { const { currentEntry } = navigation, to = navigation.entries()[currentEntry.index + steps];
              if (to?.sameDocument) history.go(steps); }""",
            steps,
        )

    def press_key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def _one_of(self, selector: str) -> ElementHandle | None:
        # No locator: an answer may take the control away meanwhile.
        controls = [control for control in self.page.query_selector_all(selector) if control.is_visible()]
        return self.random.choice(controls) if controls else None


ACTS: dict[str, Callable[[Person], None]] = {
    "type": Person.type,
    "type more": Person.type,
    "type still more": Person.type,
    "open a form": lambda person: person.press("#resultats .edit"),
    "save": lambda person: person.press(".editing .save button"),
    "save by keys": lambda person: person.press_key("Control+Enter"),
    "cancel": lambda person: person.press(".editing .cancel"),
    "resume": lambda person: person.press("#saisies button:first-of-type"),
    "add": lambda person: person.press(".add a"),
    "leave a field": lambda person: person.press_key("Tab"),
    "move a link": lambda person: person.press(".row-notes button"),
    "move": lambda person: person.press("#resultats [name=direction]"),
    "delete": lambda person: person.press("#resultats [formaction]"),
    "undo": lambda person: person.press("#barre form button"),
    "tick a platform": lambda person: person.press("#platform-facebook, #platform-instagram"),
    "search": Person.search,
    "remove a filter": lambda person: person.press(".chips a"),
    "go back": lambda person: person.go(-1),
    "go forward": lambda person: person.go(1),
    "the line is cut": lambda person: person.late.fail_any(person.random),
    "tick an operation": lambda person: person.press("#resultats .pick input"),
    "an answer": lambda person: person.late.arrive_any(person.random),
    "another answer": lambda person: person.late.arrive_any(person.random),
    "one more answer": lambda person: person.late.arrive_any(person.random),
}


# A page whose processor is slowed 20 times, on a busy machine, takes its time.
PATIENCE_MS = 120_000


def settle(page: Page) -> None:
    """Wait until the page waits for no answer, however slow its processor is."""
    page.wait_for_function("() => !document.querySelector('.htmx-request')", timeout=PATIENCE_MS)


def kept_words(page: Page, site: Server) -> str:
    """Return all text that is in a form of the page, saved, or kept as a draft."""
    shown = page.locator(TEXT_FIELDS + ", .editing .rows input").evaluate_all(
        "all => all.map((f) => f.value)"
    )
    drafts = page.evaluate("Object.values(sessionStorage)")
    # Of the file, the packed revisions too, where the text of an old version may be alone.
    documents = Sound.read(site.database).documents
    saved = {word for id in documents.keys for word in words_of(documents, id)}
    return json.dumps([shown, drafts, sorted(saved)])


def expect_all_kept(person: Person, site: Server) -> None:
    page = person.page
    # A search that was typed just now is about to be asked.
    page.wait_for_timeout(300)
    person.late.pass_all()
    settle(page)
    # A cancelled form is in the memory of the page alone: each comes back, and sets aside no other.
    shown = kept_words(page, site)
    for _ in range(offers(page).locator("p").count()):
        button(offers(page), "Reprendre la saisie").first.click()
        settle(page)
        shown += kept_words(page, site)
    lost = [word for word in person.words if word not in shown]
    assert lost == [], person.done


def expect_page_as_its_address_says(person: Person) -> None:
    page = person.page
    while page.locator(".editing").count():
        page.locator(".editing .cancel").first.evaluate("link => link.click()")
        settle(page)
    if not page.locator("#q").count():
        # What was resumed has led to its own page.
        page.goto(person.place.address)
    # A search that was not answered is sent.
    page.locator("#q").press("Enter")
    shown = state(page)
    page.reload()
    assert state(page) == shown, person.done


def walk(page: Page, site: Server, *, seed: int, times: int, steps: int) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    place = make_place(site, ["Premier essai", "Deuxième essai", "Troisième essai"], platforms=["facebook"])
    page.goto(place.address)
    slow_down(page, times)
    page.set_default_timeout(PATIENCE_MS)
    person = Person(secrets.token_hex(4), page, place, Random(seed), LateAnswers(page))  # noqa: S311
    for _ in range(steps):
        person.go_on()
    expect_all_kept(person, site)
    expect_page_as_its_address_says(person)


@pytest.mark.long
@pytest.mark.parametrize("times", [6, 20])
@pytest.mark.parametrize("seed", range(6))
def test_nothing_typed_is_lost_whatever_is_done_meanwhile(
    page: Page, site: Server, allow_console: AllowConsole, seed: int, times: int
) -> None:
    allow_console(r"status of (404|409|422) |ERR_FAILED")
    walk(page, site, seed=seed, times=times, steps=80)


def test_nothing_typed_is_lost_in_a_short_walk(page: Page, site: Server, allow_console: AllowConsole) -> None:
    allow_console(r"status of (404|409|422) |ERR_FAILED")
    walk(page, site, seed=1, times=1, steps=25)
