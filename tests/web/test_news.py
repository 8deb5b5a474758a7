"""What others changed: what a page is told, and what it offers."""

from flask import Flask

from tests.support.visitor import (
    ID,
    Visitor,
    form_of,
    heading_form,
    last_action,
    operation_in,
    page_of,
    plain_text,
    save_operation,
)

SAVE = f"/operations/{ID}"
OTHER = "questions-pour-un-gersois"


def test_own_changes_of_the_heading_are_no_news(app: Flask, plain: Visitor) -> None:
    seen = last_action(app)
    response = plain.htmx("entete").post("/catalogue", {**heading_form(app, title="Autre"), "seen": seen})
    assert f'data-seen="{last_action(app)}"' in response.text


def test_the_offer_renews_the_shown_pages_and_leaves_the_bar(app: Flask) -> None:
    htmx = Visitor(app).htmx("resultats")
    response = htmx.get("/?pages=2", **{"HX-Trigger": "actualiser"})
    assert response.headers["HX-Replace-Url"] == "/"
    assert "#barre" not in response.text
    assert "#barre" in htmx.get("/").text


# -- what others changed


def news(visitor: Visitor, seen: str, state: str = "", at: str = "/") -> tuple[int, str]:
    headers = {"If-None-Match": f'W/"{state}"'} if state else {}
    response = visitor.get(f"/news?seen={seen}", Referer=f"http://localhost{at}", **headers)
    return response.status_code, plain_text(page_of(response))


def test_a_page_learns_how_many_operations_changed_since(plain: Visitor, app: Flask) -> None:
    page = page_of(plain.reader.get("/"))
    (mark,) = [attributes for _, attributes in page.tags if attributes.get("id") == "etat"]
    seen, state = mark["data-seen"], mark["data-state"]
    assert news(plain.reader, seen, state) == (304, "")
    save_operation(plain, app, title="Un")
    save_operation(plain, app, title="Deux")
    assert news(plain.reader, seen, state) == (200, "1 opération a changé. Actualiser")
    save_operation(plain, app, id=OTHER, title="Trois")
    assert news(plain.reader, seen, state) == (200, "2 opérations ont changé. Actualiser")
    assert news(plain.reader, last_action(app), "another launch") == (200, "")
    seen = last_action(app)
    plain.post("/catalogue", heading_form(app, title="Autre"))
    assert news(plain.reader, seen) == (200, "Le catalogue a changé. Actualiser")
    assert news(plain.reader, "3") == (200, "Le catalogue a changé. Actualiser")
    assert news(plain.reader, "0" * 32) == (200, "Le catalogue a changé. Actualiser")


def test_the_offer_leads_to_the_page_being_shown(plain: Visitor, app: Flask) -> None:
    save_operation(plain, app, title="Un")
    response = plain.reader.get("/news?seen=", Referer="http://localhost/?audience=adultes&q=masques")
    assert 'href="/?audience=adultes&amp;q=masques"' in response.text


def test_an_own_change_is_news_only_when_another_was_missed(plain: Visitor, app: Flask) -> None:
    htmx = plain.htmx(f"adultes--{ID}")
    seen = last_action(app)
    response = htmx.post(SAVE, {**form_of(operation_in(app), title="Un"), "seen": seen})
    assert f'data-seen="{last_action(app)}"' in response.text
    seen = last_action(app)
    save_operation(plain, app, id=OTHER, title="Deux")
    response = htmx.post(SAVE, {**form_of(operation_in(app), title="Trois"), "seen": seen})
    assert "data-seen" not in response.text
