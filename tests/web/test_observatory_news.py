"""What a page of the Observatoire that stays open learns of changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.observatory.body import Body, Kind
from gersapp.web.national import following
from gersapp.web.national.current import current_following
from tests.support.edits import commit, set_title
from tests.support.memory_bodies import MemoryBodies
from tests.support.observatory import BODY, OTHER, browser_of, opened_observatory, seeded_bodies
from tests.support.visitor import ID, Visitor, page_of, plain_text


@pytest.fixture
def bodies(seed_path: Path) -> MemoryBodies:
    return seeded_bodies(seed_path.read_bytes())


@pytest.fixture
def site(bodies: MemoryBodies, tmp_path: Path) -> Iterator[Flask]:
    with opened_observatory(bodies, tmp_path) as app:
        yield app


def follow(site: Flask) -> None:
    """Do at once what the thread does a moment later."""
    with site.app_context():
        current_following().update()


def state_on(page: TestResponse) -> tuple[str, str]:
    """What the page says of the state that it shows: `seen`, `state`."""
    (mark,) = [has for _, has in page_of(page).tags if has.get("id") == "etat"]
    return mark["data-seen"], mark["data-state"]


def news(visitor: Visitor, page: tuple[str, str], at: str = "/") -> tuple[int, str]:
    """The news for a page that says this of its state."""
    seen, state = page
    headers = {"If-None-Match": f'W/"{state}"', "Referer": f"http://localhost{at}"}
    response = visitor.get(f"/news?seen={seen}", **headers)
    return response.status_code, plain_text(page_of(response))


def test_a_page_learns_how_many_operations_changed_since(site: Flask, bodies: MemoryBodies) -> None:
    visitor = browser_of(site)
    first = state_on(visitor.get("/"))
    assert news(visitor, first) == (304, "")
    for slug in (BODY, OTHER):
        commit(bodies.repository(slug), set_title(f"Changée : {slug}"))
    follow(site)
    assert news(visitor, first) == (200, "2 opérations ont changé. Actualiser")
    assert news(visitor, first, at=f"/?body={OTHER}") == (200, "1 opération a changé. Actualiser")
    assert news(visitor, first, at="/?q=zzz") == (200, "")
    second = state_on(visitor.get("/"))
    commit(bodies.repository(OTHER), set_title("Changée encore"))
    follow(site)
    assert news(visitor, second) == (200, "1 opération a changé. Actualiser")
    assert news(visitor, second, at=f"/?body={BODY}") == (200, "")
    assert news(visitor, first) == (200, "2 opérations ont changé. Actualiser")


def test_histories_are_asked_for_changed_catalogues_alone(site: Flask, bodies: MemoryBodies) -> None:
    seen, _ = state_on(browser_of(site).get("/"))
    commit(bodies.repository(BODY), set_title("Changée"))
    follow(site)
    with site.app_context():
        assert current_following().changed_since(seen) == {BODY: {ID}}


def test_news_count_all_operations_of_another_catalogue(
    site: Flask, bodies: MemoryBodies, seed_path: Path
) -> None:
    visitor = browser_of(site)
    first = state_on(visitor.get("/"))
    bodies.add(Body("auch", Kind.COMMUNE, "32"), seed_path.read_bytes())
    follow(site)
    assert news(visitor, first) == (200, "16 opérations ont changé. Actualiser")
    assert news(visitor, first, at=f"/?body={BODY}") == (200, "")
    second = state_on(visitor.get("/"))
    bodies.remove(OTHER)
    follow(site)
    assert news(visitor, second) == (200, "")


def test_news_name_no_number_for_an_unknown_state(
    site: Flask, bodies: MemoryBodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, told = browser_of(site), (200, "Les catalogues ont changé. Actualiser")
    monkeypatch.setattr(following, "_MAX_STEPS", 2)
    first = state_on(visitor.get("/"))
    assert news(visitor, ("0", "")) == told
    for title, text in (("Une", "1 opération a changé. Actualiser"), ("Deux", told[1])):
        commit(bodies.repository(BODY), set_title(title))
        follow(site)
        assert news(visitor, first) == (200, text)
