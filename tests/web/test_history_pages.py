"""The history of the catalogue: versions, recent changes and the trash."""

import re
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from flask import Flask

from gersapp.catalogue.history.revisions import Act, Cause
from proof.tools.editor import NAME
from tests.support.edits import change_nothing, commit, delete, set_title
from tests.support.steps import counted
from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    digest,
    heading_form,
    last_action,
    operation_in,
    page_of,
    plain_text,
    put_back,
    repository_of,
    save_operation,
)

SAVE = f"/operations/{ID}"
OTHER = "questions-pour-un-gersois"


# -- history


def test_a_difference_has_words_for_screen_readers(plain: Visitor, app: Flask) -> None:
    save_operation(plain, app, title="Les tips du jour", links=["https://a.example/1"], platforms=["x"])
    response = plain.get(f"/historique?operation={ID}")
    page = page_of(response)
    assert "[supprimé : « Tips][ajouté : Les tips] du [supprimé : Jour »][ajouté : jour]" in plain_text(page)
    assert "[ajouté : X (ex-Twitter)]" in plain_text(page)
    assert "[ajouté : https://a.example/1]" in plain_text(page)
    assert page.all("del")
    assert page.all("ins")
    assert re.search(rf"{NAME}, à \d+ h \d\d", plain_text(page))


def test_each_version_can_be_brought_back_the_first_too(plain: Visitor, app: Flask) -> None:
    states, names = [operation_in(app)], ["0"]
    for title in ("Un", "Deux", "Trois"):
        save_operation(plain, app, title=title, description=f"{title}.")
        states.append(operation_in(app))
        names.append(last_action(app))
    page = page_of(plain.get(f"/historique?operation={ID}"))
    addresses = [
        attributes["action"] for _, attributes in page.tags if "/versions/" in attributes.get("action", "")
    ]
    assert addresses == [f"{SAVE}/versions/{name}" for name in reversed(names[:-1])]
    for address, expected in zip(addresses, reversed(states[:-1]), strict=True):
        assert plain.post(address).status_code == 303
        assert operation_in(app) == expected


def test_a_version_of_a_deleted_operation_brings_it_back(plain: Visitor, app: Flask) -> None:
    before = operation_in(app)
    save_operation(plain, app, title="Autre")
    plain.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    assert plain.post(f"{SAVE}/versions/0").status_code == 303
    assert operation_in(app) == before
    assert ID not in catalogue_of(app).trash


@pytest.mark.parametrize(
    "path", [f"{SAVE}/versions/7", "/operations/personne/versions/0", "/catalogue/versions/0"]
)
def test_a_version_that_is_not_is_a_404(plain: Visitor, app: Flask, path: str) -> None:
    save_operation(plain, app, title="Autre")
    before = digest(repository_of(app).path)
    assert plain.post(path).status_code == 404
    assert digest(repository_of(app).path) == before


def test_the_texts_of_the_catalogue_have_their_versions(plain: Visitor, app: Flask) -> None:
    before = catalogue_of(app).heading
    plain.post("/catalogue", heading_form(app, introduction="Autre introduction."))
    page = page_of(plain.get("/historique?operation=_textes"))
    assert "introduction" in plain_text(page)
    assert plain.post("/catalogue/versions/0").status_code == 303
    assert catalogue_of(app).heading == before


def test_recent_changes_are_chosen_by_editor_and_by_operation(plain: Visitor, app: Flask) -> None:
    save_operation(plain, app, title="Un")
    save_operation(plain, app, id=OTHER, title="Deux")
    commit(repository_of(app), delete(OTHER), Act("Paul"))

    def shown(query: str) -> list[str]:
        return [text.replace("\u202f", " ") for text in page_of(plain.get(f"/historique{query}")).all("h2")]

    assert shown("") == ["« Deux » supprimée", "« Deux » : titre", "« Un » : titre"]
    assert shown("?editor=Paul") == ["« Deux » supprimée"]
    assert shown(f"?operation={ID}") == ["« Un » : titre"]
    assert shown(f"?operation={OTHER}&editor=Paul") == ["« Deux » supprimée"]
    assert shown("?editor=personne") == []


def test_no_editor_has_the_name_of_changes_of_the_file(plain: Visitor, app: Flask) -> None:
    commit(repository_of(app), set_title("Par un éditeur"), Act("_fichier"))
    commit(repository_of(app), delete(OTHER), Act(cause=Cause.FILE))
    page = page_of(plain.get("/historique"))
    options = [has["value"] for tag, has in page.tags if tag == "option"]
    values = options[1 : 1 + options[1:].index("")]
    assert len(set(values)) == 2
    for value in values:
        query = urlencode({"editor": value})
        assert len(page_of(plain.get(f"/historique?{query}")).all("h2")) == 1


def test_many_changes_come_in_pages(plain: Visitor, app: Flask) -> None:
    for number in range(60):
        id = ID if number % 2 else OTHER
        commit(repository_of(app), set_title(f"n° {number}", id), Act("Paul"))
    seen: list[str] = []
    address = "/historique"
    while address:
        page = page_of(plain.get(address))
        seen += page.all("h2")
        address = next(
            (attributes["href"] for _, attributes in page.tags if attributes.get("rel") == "next"), ""
        )
    assert len(seen) == 60


def test_changes_of_the_file_by_hand_are_in_the_history(plain: Visitor, app: Flask) -> None:
    save_operation(plain, app, description="Par la page.")
    path = repository_of(app).path
    path.write_text(path.read_text("utf-8").replace("Par la page.", "À la main."), "utf-8")
    commit(repository_of(app), change_nothing)
    page = page_of(plain.get(f"/historique?operation={ID}"))
    assert "Hors de l’application, à" in plain_text(page)
    assert plain.post(f"/actions/{last_action(app)}/undo").status_code == 303
    assert operation_in(app).description == "Par la page."


def rows_of(*links: tuple[int, int]) -> dict[str, dict[str, Any]]:
    """Rows of the table `history`: each of an action that undoes another, by their numbers; 0 undoes nothing."""
    row = {"time": "2100-01-01T00:00:00Z", "editor": NAME, "operation": ID, "place": [0, 1]}
    return {
        str(number): {**row, "action": action, **({"cause": "undo", "of": of} if of else {})}
        for number, (action, of) in enumerate(links, 1)
    }


WRONG_HISTORIES = {
    "an action that undoes itself": rows_of((1, 1)),
    "an action whose second part undoes it": rows_of((1, 0), (1, 1)),
    "two actions that undo each other": rows_of((1, 2), (2, 1)),
    "a circle of three": rows_of((1, 0), (2, 1), (3, 2), (1, 3)),
    "a chain of hundreds": rows_of((1, 0), *((number, number - 1) for number in range(2, 151))),
    "the parts of an action apart": rows_of((1, 0), (2, 0), (1, 2), (2, 1), (1, 0)),
}


@pytest.mark.parametrize("rows", WRONG_HISTORIES.values(), ids=WRONG_HISTORIES)
def test_no_history_keeps_a_page_waiting(plain: Visitor, app: Flask, rows: dict[str, dict[str, Any]]) -> None:
    tables = orjson.loads(repository_of(app).path.read_bytes())
    put_back(app, orjson.dumps({**tables, "history": rows}))
    with counted(most=500 * len(rows) + 100_000):
        for path in ("/", "/historique", f"/historique?operation={ID}", "/corbeille", f"{SAVE}?saved=1"):
            assert plain.get(path).status_code == 200
        tags = page_of(plain.get("/historique")).tags
        offered = [has["action"] for _, has in tags if re.search("/(undo|versions)", has.get("action", ""))]
        for address in offered[:3]:
            assert plain.post(address).status_code in (303, 409)


# -- the trash


def test_a_deleted_operation_is_in_the_trash_alone(plain: Visitor, app: Flask) -> None:
    title = operation_in(app).title
    plain.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    trash = page_of(plain.get("/corbeille"))
    assert trash.all("h2") == [title]
    assert re.search(rf"Supprimée par {NAME}, à \d+ h \d\d", plain_text(trash))
    assert "15 opérations" in plain_text(page_of(plain.get("/")))
    assert plain.reader.get(SAVE).status_code == 404
    (address,) = [
        attributes["action"]
        for _, attributes in trash.tags
        if attributes.get("action", "").endswith("/restore")
    ]
    plain.post(address)
    assert operation_in(app).title == title
    assert "La corbeille est vide." in plain_text(page_of(plain.get("/corbeille")))


@pytest.mark.parametrize(
    ("old", "new"),
    [("/history?operation=x&page=2", "/historique?operation=x&page=2"), ("/trash", "/corbeille")],
)
def test_an_address_of_before_leads_to_the_page(plain: Visitor, old: str, new: str) -> None:
    response = plain.get(old)
    assert (response.status_code, response.headers["Location"]) == (308, new)
