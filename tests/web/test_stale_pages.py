"""Pages that were open for a while: what they act on is what they show, or nothing changes and they say so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.bulk import bulk_form
from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    catalogue_of,
    digest,
    heading_form,
    last_action,
    page_of,
    put_back,
    repository_of,
    save_operation,
)

OTHER = "tiktok"


def forms_in(response: TestResponse) -> list[tuple[str, dict[str, str]]]:
    """The address of each form that is posted, and of each other one that its buttons have, with its fields."""
    forms: list[tuple[str, dict[str, str]]] = []
    fields: dict[str, str] = {}
    for tag, has in page_of(response).tags:
        if tag == "form":
            fields = {}
            if has.get("method") == "post":
                forms.append((has["action"], fields))
        elif tag == "input" and has.get("type") == "hidden":
            fields[has["name"]] = has["value"]
        elif "formaction" in has:
            forms.append((has["formaction"], fields))
    return forms


def delete(visitor: Visitor, app: Flask, id: str = OTHER) -> None:
    visitor.post(f"/operations/{id}/delete", {"revision": catalogue_of(app).get(id).revision})


def rename(visitor: Visitor, app: Flask, slug: str, label: str) -> None:
    assert visitor.post(f"/audiences/{slug}/rename", {"label": label}).status_code == 303


def add(visitor: Visitor, app: Flask) -> None:
    form = {"title": "Neuve", "audiences": "adultes", "action": "save"}
    assert visitor.post("/operations", form).status_code == 303


def free_audience(visitor: Visitor, app: Flask) -> None:
    """Leave an audience to no operation."""
    save_operation(visitor, app, audiences=["adultes"], new_audience="Aînés")
    save_operation(visitor, app, audiences=["adultes"])


def delete_again(visitor: Visitor, app: Flask) -> None:
    visitor.post(f"/operations/{OTHER}/restore")
    save_operation(visitor, app, OTHER, title="Depuis")
    delete(visitor, app)


def save_texts(visitor: Visitor, app: Flask, title: str) -> None:
    assert visitor.post("/catalogue", heading_form(app, title=title)).status_code == 303


Change = Callable[[Visitor, Flask], object]
change_title = partial(save_operation, title="Depuis")


@dataclass(frozen=True)
class Case:
    """After `first`, a page at `path` has a form for the address that ends so; then comes `meanwhile`."""

    first: Change
    path: str
    address: str
    meanwhile: Change
    typed: Form = field(default_factory=dict)


CASES = {
    "a version": Case(
        partial(save_operation, title="Un"), f"/historique?operation={ID}", f"{ID}/versions/0", change_title
    ),
    "a version of what is deleted": Case(
        partial(save_operation, title="Un"),
        "/historique?operation=" + ID,
        "/versions/0",
        partial(delete, id=ID),
    ),
    "a version of the texts": Case(
        partial(save_texts, title="Un"),
        "/historique?operation=_textes",
        "/catalogue/versions/0",
        partial(save_texts, title="Depuis"),
    ),
    "a deletion": Case(lambda *_: None, "/", f"{ID}/delete", change_title),
    "deletions": Case(lambda *_: None, "/", "/bulk", change_title, {**bulk_form("delete", ids=[OTHER, ID])}),
    "a restoration": Case(delete, "/corbeille", "/restore", delete_again),
    "a restoration at its own address": Case(delete, f"/operations/{OTHER}", "/restore", delete_again),
    "the undoing of an addition": Case(
        add, "/historique", "/undo", partial(save_operation, id="neuve", title="!")
    ),
    "the undoing of an addition in the bar": Case(
        add, "/", "/undo", partial(save_operation, id="neuve", description="Depuis")
    ),
    "another name": Case(
        lambda *_: None,
        "/audiences",
        "/adultes/rename",
        partial(rename, slug="adultes", label="Depuis"),
        {"label": "Grands"},
    ),
    "a merge into another name": Case(
        lambda *_: None,
        "/audiences",
        "/adultes/merge",
        partial(rename, slug="tout-public", label="Depuis"),
        {"into": "tout-public"},
    ),
    "a merge of more operations": Case(
        lambda *_: None,
        "/audiences",
        "/adultes/merge",
        partial(save_operation, id=OTHER, audiences=["adultes", "tout-public"]),
        {"into": "tout-public"},
    ),
    "a removal": Case(free_audience, "/audiences", "/remove", partial(rename, slug="aines", label="Depuis")),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_stale_page_overwrites_nothing(plain: Visitor, app: Flask, case: Case) -> None:
    case.first(plain, app)

    def find_form() -> tuple[str, dict[str, str]]:
        return [form for form in forms_in(plain.get(case.path)) if form[0].endswith(case.address)][-1]

    address, fields = find_form()
    case.meanwhile(plain, app)
    before = digest(repository_of(app).path)
    response = plain.post(address, {**fields, **case.typed}, Referer=f"http://127.0.0.1{case.path}")
    assert response.status_code == 409
    assert digest(repository_of(app).path) == before
    # The page says so, keeps what was typed, and leads to a fresh one.
    page = page_of(response)
    assert "Rien n’est changé" in page.text or "a été modifiée pendant que vous la regardiez" in page.text
    values = [has.get("value") for _, has in page.tags if has.get("name") == "label"]
    assert "label" not in case.typed or case.typed["label"] in values
    is_fresh = any(form[0].endswith(case.address) for form in forms_in(response))
    assert is_fresh or "Revoir la page d’où vous venez" in page.all("a", href=case.path)
    address, fields = find_form()
    assert plain.post(address, {**fields, **case.typed}).status_code == 303
    assert digest(repository_of(app).path) != before


def move(visitor: Visitor, app: Flask) -> None:
    visitor.post(f"/operations/{ID}/move", {"direction": "down", "section": "adultes"})


def give_three_audiences(visitor: Visitor, app: Flask) -> None:
    """Give those of one audience both others: its operations do not tell which one it is merged into."""
    ids = [one.id for one in catalogue_of(app).operations.values() if "enfants-jeunes" in one.audiences]
    for slug in ("adultes", "tout-public"):
        visitor.post("/bulk", bulk_form("add", f"audience:{slug}", ids))


# After a change, a page at a path has a form for the address that ends so, which is sent with these fields.
SENT_TWICE: dict[str, tuple[Change, str, str, Form]] = {
    "a deletion": (lambda *_: None, "/", f"{ID}/delete", {}),
    "deletions": (lambda *_: None, "/", "/bulk", bulk_form("delete")),
    "a restoration": (delete, "/corbeille", "/restore", {}),
    "a version": (partial(save_operation, title="Un"), f"/historique?operation={ID}", "/versions/0", {}),
    "a version of the texts": (
        partial(save_texts, title="Un"),
        "/historique?operation=_textes",
        "/catalogue/versions/0",
        {},
    ),
    "the undoing of a move": (move, "/historique", "/undo", {}),
    "the undoing of an addition": (add, "/", "/undo", {}),
    "another name": (lambda *_: None, "/audiences", "/adultes/rename", {"label": "Grands"}),
    "a merge": (lambda *_: None, "/audiences", "/adultes/merge", {"into": "tout-public"}),
    "a merge that adds nothing": (
        give_three_audiences,
        "/audiences",
        "/enfants-jeunes/merge",
        {"into": "tout-public"},
    ),
    "a removal": (free_audience, "/audiences", "/remove", {}),
}


@pytest.mark.parametrize(("first", "path", "end", "typed"), SENT_TWICE.values(), ids=SENT_TWICE)
def test_what_is_sent_twice_is_done_once_and_not_refused(
    browser: Visitor, plain: Visitor, app: Flask, first: Change, path: str, end: str, typed: Form
) -> None:
    first(plain, app)
    (address, fields), *_ = [form for form in forms_in(plain.get(path)) if form[0].endswith(end)]
    one = browser.post(address, {**fields, **typed}, Referer=f"http://127.0.0.1{path}")
    done = digest(repository_of(app).path)
    two = browser.post(address, {**fields, **typed}, Referer=f"http://127.0.0.1{path}")
    assert digest(repository_of(app).path) == done
    assert two.status_code == one.status_code in (200, 303)


def test_an_action_done_again_is_undone_again(plain: Visitor, app: Flask) -> None:
    move(plain, app)
    order, undo = list(catalogue_of(app).operations), f"/actions/{last_action(app)}/undo"
    assert plain.post(undo).status_code == 303
    undone, redo = list(catalogue_of(app).operations), f"/actions/{last_action(app)}/undo"
    for address, expected in ((redo, order), (redo, order), (undo, undone), (undo, undone)):
        assert plain.post(address).status_code == 303
        assert list(catalogue_of(app).operations) == expected


def test_a_page_older_than_the_history_overwrites_nothing(plain: Visitor, app: Flask) -> None:
    save_operation(plain, app, title="Un")
    content = repository_of(app).path.read_bytes()
    save_operation(plain, app, title="Deux")
    ((address, fields), *_) = [
        form for form in forms_in(plain.get(f"/historique?operation={ID}")) if form[0].endswith("/versions/0")
    ]
    put_back(app, content)
    before = digest(repository_of(app).path)
    assert plain.post(address, fields).status_code == 409
    assert digest(repository_of(app).path) == before


def test_htmx_on_a_stale_page_deletes_nothing_and_shows_the_news(htmx: Visitor, app: Flask) -> None:
    seen = {has["data-seen"] for _, has in page_of(htmx.get("/")).tags if "data-seen" in has}
    change_title(htmx, app)
    response = htmx.post("/bulk", {**bulk_form("delete"), "seen": seen.pop()})
    assert response.status_code == 409
    assert "dernière version de « Depuis »" in response.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Depuis" in page_of(response).all("h3")
    assert ID in catalogue_of(app).operations


def test_every_form_says_which_state_it_looks_at(plain: Visitor, app: Flask) -> None:
    free_audience(plain, app)
    save_texts(plain, app, "Autre")
    delete(plain, app)
    paths = ["/", f"/operations/{ID}?saved=1", f"/operations/{OTHER}", "/historique", f"/historique?operation={ID}", "/corbeille",
             "/audiences", "/operations/new", f"/operations/{ID}/edit", "/catalogue/edit", "/accessibilite"]  # fmt: skip
    responses = [
        *map(plain.get, paths),
        plain.post("/bulk", bulk_form("add")),
        plain.post("/audiences/adultes/rename", {"label": ""}),
        plain.htmx().post("/bulk", bulk_form("add", "platform:mastodon")),
    ]
    silent = {
        address
        for response in responses
        for address, fields in forms_in(response)
        if fields.keys().isdisjoint({"seen", "revision", "submission"})
    }
    assert silent == {"/deconnexion"}
    posted = {address.rpartition("/")[2] for response in responses for address, _ in forms_in(response)}
    assert posted >= {
        "undo",
        "restore",
        "delete",
        "move",
        "bulk",
        "rename",
        "merge",
        "remove",
        "0",
        "catalogue",
    }
