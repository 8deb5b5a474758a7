"""`gersapp.web.history` and `changes`: undo, versions, recent changes, the trash, what others changed."""

import re

import pytest
from flask import Flask

from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Operation
from proof.tools.editor import NAME
from tests.support.edits import change_nothing, commit, delete, set_title
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    catalogue_of,
    digest,
    form_of,
    heading_form,
    history_of,
    page_of,
    repository_of,
)

SAVE = f"/operations/{ID}"
OTHER = "questions-pour-un-gersois"


@pytest.fixture(params=["plain", "htmx"])
def face(app: Flask, request: pytest.FixtureRequest) -> Visitor:
    visitor = Visitor(app)
    return visitor if request.param == "plain" else visitor.htmx()


@pytest.fixture
def plain(app: Flask) -> Visitor:
    return Visitor(app)


def operation(app: Flask, id: str = ID) -> Operation:
    return catalogue_of(app).get(id)


def state(app: Flask) -> tuple[object, ...]:
    """All that the catalogue says."""
    here = catalogue_of(app)
    return here.heading, list(here.operations.items()), dict(here.trash)


def last(app: Flask) -> str:
    """The name of the last action."""
    return history_of(app).last


def text_of(page: Page) -> str:
    return " ".join(page.text.replace("\u202f", " ").split())


def edit(face: Visitor, app: Flask, id: str = ID, **changes: str | list[str]) -> None:
    assert face.post(f"/operations/{id}", form_of(operation(app, id), **changes)).status_code in (200, 303)


# -- undo


def do(face: Visitor, app: Flask, what: str) -> None:
    """One change of each kind."""
    match what:
        case "save":
            edit(
                face, app, title="Autre", description="Autre.", links=["https://a.example/1"], platforms=["x"]
            )
        case "audience":
            edit(face, app, new_audience="Les aînés")
        case "add":
            answer = face.post("/operations", {"title": "Neuve", "audiences": "adultes", "action": "save"})
            assert answer.status_code in (200, 303)
        case "delete":
            face.post(f"{SAVE}/delete", {"revision": operation(app).revision})
        case "restore":
            face.post("/operations/tiktok/restore")
        case "move":
            face.post(f"{SAVE}/move", {"direction": "up", "section": "adultes"})
        case "heading":
            face.post("/catalogue", heading_form(app, title="Autre titre", introduction="Autre."))
        case "version":
            face.post(f"{SAVE}/versions/0")


@pytest.mark.parametrize(
    "what", ["save", "audience", "add", "delete", "restore", "move", "heading", "version"]
)
def test_each_change_is_undone_and_the_undoing_too(face: Visitor, app: Flask, what: str) -> None:
    edit(face, app, title="D’abord")
    face.post("/operations/tiktok/delete", {"revision": operation(app, "tiktok").revision})
    before = state(app)
    do(face, app, what)
    name = last(app)
    after = state(app)
    assert after != before
    assert face.post(f"/actions/{name}/undo").status_code in (200, 303)
    if what == "add":
        # What was added is in the trash, from which it can come back.
        assert state(app)[:2] == before[:2]
        assert "neuve" in catalogue_of(app).trash
    else:
        assert state(app) == before
    assert face.post(f"/actions/{last(app)}/undo").status_code in (200, 303)
    assert state(app) == after


def test_the_bar_after_a_change_leads_to_its_undoing_and_back(app: Flask) -> None:
    htmx = Visitor(app).htmx(f"adultes--{ID}")
    saved = page_of(htmx.post(SAVE, form_of(operation(app), title="Autre")))
    (undo,) = [has["hx-post"] for tag, has in saved.tags if has.get("hx-post", "").endswith("/undo")]
    undone = page_of(htmx.post(undo))
    assert "Modification annulée." in undone.text
    (redo,) = [has["hx-post"] for tag, has in undone.tags if has.get("hx-post", "").endswith("/undo")]
    assert "Rétablir" in text_of(undone)
    again = page_of(htmx.post(redo))
    assert operation(app).title == "Autre"
    assert "Modification rétablie." in again.text
    assert "Annuler" in text_of(again)
    said = [text.replace("\u202f", " ") for text in page_of(Visitor(app).get("/history")).all("h2")]
    what = "« Autre » : titre"
    assert said == [f"Rétablissement — {what}", f"Annulation — {what}", what]


def test_ones_own_texts_are_no_news(app: Flask, plain: Visitor) -> None:
    seen = last(app)
    answer = plain.htmx("entete").post("/catalogue", {**heading_form(app, title="Autre"), "seen": seen})
    assert f'data-seen="{last(app)}"' in answer.text


def test_the_offer_gives_anew_all_the_pages_that_stand_there_and_leaves_the_bar(app: Flask) -> None:
    htmx = Visitor(app).htmx("resultats")
    answer = htmx.get("/?pages=2", **{"HX-Trigger": "actualiser"})
    assert answer.headers["HX-Replace-Url"] == "/"
    assert "#barre" not in answer.text
    assert "#barre" in htmx.get("/").text


def test_after_a_reload_the_way_back_is_still_there_for_its_editor_only(app: Flask, plain: Visitor) -> None:
    edit(plain, app, title="Autre")
    name = last(app)
    for path in ("/", f"{SAVE}?saved={name}", "/history"):
        page = page_of(plain.get(path))
        assert [has["action"] for _, has in page.tags if has.get("action") == f"/actions/{name}/undo"], path
    assert re.search(r"Enregistré à \d+ h \d\d — « Autre » : titre\.", text_of(page_of(plain.get("/"))))
    assert "/undo" not in plain.reader.get("/").text
    commit(repository_of(app), delete(OTHER), Act("Paul"))
    assert "« Autre » : titre" in text_of(page_of(plain.get("/")))


def test_undoing_twice_changes_nothing(face: Visitor, app: Flask, plain: Visitor) -> None:
    edit(plain, app, title="Autre")
    undo = f"/actions/{last(app)}/undo"
    face.post(undo)
    before = digest(repository_of(app).path)
    answer = face.post(undo)
    assert answer.status_code in (200, 303)
    assert digest(repository_of(app).path) == before


@pytest.mark.parametrize("action", ["0", "1", "2", "99999999999999999999", "x", "-1", "0" * 32])
def test_an_action_that_is_not_is_a_404(face: Visitor, app: Flask, plain: Visitor, action: str) -> None:
    edit(plain, app, title="Autre")
    before = digest(repository_of(app).path)
    answer = face.post(f"/actions/{action}/undo")
    assert answer.status_code == 404
    assert "Cette modification n’est plus dans l’historique" in text_of(page_of(answer))
    assert digest(repository_of(app).path) == before


def test_what_was_changed_again_since_is_not_undone_and_named(
    face: Visitor, app: Flask, plain: Visitor
) -> None:
    edit(plain, app, title="Autre")
    undo = f"/actions/{last(app)}/undo"
    edit(plain, app, title="Encore une autre", description="Nouvelle.")
    before = digest(repository_of(app).path)
    answer = face.post(undo)
    assert answer.status_code == 409
    assert "« Encore une autre » (titre)" in text_of(page_of(answer))
    assert digest(repository_of(app).path) == before


def test_what_was_changed_since_elsewhere_stays(plain: Visitor, app: Flask) -> None:
    title = operation(app).title
    edit(plain, app, title="Autre")
    undo = f"/actions/{last(app)}/undo"
    edit(plain, app, description="Nouvelle.")
    plain.post(undo)
    assert (operation(app).title, operation(app).description) == (title, "Nouvelle.")


# -- history


def test_a_difference_is_told_in_words_for_screen_readers_too(plain: Visitor, app: Flask) -> None:
    edit(plain, app, title="Les tips du jour", links=["https://a.example/1"], platforms=["x"])
    answer = plain.get(f"/history?operation={ID}")
    page = page_of(answer)
    assert "[ajouté : Les tips du jour" in text_of(page) or "[ajouté : Les" in text_of(page)
    assert "[ajouté : X (ex-Twitter)]" in text_of(page)
    assert "[ajouté : https://a.example/1]" in text_of(page)
    assert page.all("del")
    assert page.all("ins")
    assert re.search(rf"{NAME}, à \d+ h \d\d", text_of(page))


def test_each_version_can_be_brought_back_the_first_too(plain: Visitor, app: Flask) -> None:
    states, names = [operation(app)], ["0"]
    for title in ("Un", "Deux", "Trois"):
        edit(plain, app, title=title, description=f"{title}.")
        states.append(operation(app))
        names.append(last(app))
    page = page_of(plain.get(f"/history?operation={ID}"))
    ways = [has["action"] for _, has in page.tags if "/versions/" in has.get("action", "")]
    assert ways == [f"{SAVE}/versions/{name}" for name in reversed(names[:-1])]
    for way, expected in zip(ways, reversed(states[:-1]), strict=True):
        assert plain.post(way).status_code == 303
        assert operation(app) == expected


def test_a_version_of_a_deleted_operation_brings_it_back(plain: Visitor, app: Flask) -> None:
    before = operation(app)
    edit(plain, app, title="Autre")
    plain.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    assert plain.post(f"{SAVE}/versions/0").status_code == 303
    assert operation(app) == before
    assert ID not in catalogue_of(app).trash


@pytest.mark.parametrize(
    "path", [f"{SAVE}/versions/7", "/operations/personne/versions/0", "/catalogue/versions/0"]
)
def test_a_version_that_is_not_is_a_404(plain: Visitor, app: Flask, path: str) -> None:
    edit(plain, app, title="Autre")
    before = digest(repository_of(app).path)
    assert plain.post(path).status_code == 404
    assert digest(repository_of(app).path) == before


def test_the_texts_of_the_catalogue_have_their_versions(plain: Visitor, app: Flask) -> None:
    before = catalogue_of(app).heading
    plain.post("/catalogue", heading_form(app, introduction="Autre introduction."))
    page = page_of(plain.get("/history?operation=_textes"))
    assert "introduction" in text_of(page)
    assert plain.post("/catalogue/versions/0").status_code == 303
    assert catalogue_of(app).heading == before


def test_recent_changes_are_chosen_by_editor_and_by_operation(plain: Visitor, app: Flask) -> None:
    edit(plain, app, title="Un")
    edit(plain, app, id=OTHER, title="Deux")
    commit(repository_of(app), delete(OTHER), Act("Paul"))

    def shown(query: str) -> list[str]:
        return [text.replace("\u202f", " ") for text in page_of(plain.get(f"/history{query}")).all("h2")]

    assert shown("") == ["« Deux » supprimée", "« Deux » : titre", "« Un » : titre"]
    assert shown("?editor=Paul") == ["« Deux » supprimée"]
    assert shown(f"?operation={ID}") == ["« Un » : titre"]
    assert shown(f"?operation={OTHER}&editor=Paul") == ["« Deux » supprimée"]
    assert shown("?editor=personne") == []


def test_many_changes_come_in_pages(plain: Visitor, app: Flask) -> None:
    for number in range(60):
        id = ID if number % 2 else OTHER
        commit(repository_of(app), set_title(f"n° {number}", id), Act("Paul"))
    seen: list[str] = []
    address = "/history"
    while address:
        page = page_of(plain.get(address))
        seen += page.all("h2")
        address = next((has["href"] for _, has in page.tags if has.get("rel") == "next"), "")
    assert len(seen) == 60


def test_what_was_changed_in_the_file_is_in_the_history(plain: Visitor, app: Flask) -> None:
    edit(plain, app, description="Par la page.")
    path = repository_of(app).path
    path.write_text(path.read_text("utf-8").replace("Par la page.", "À la main."), "utf-8")
    commit(repository_of(app), change_nothing)
    page = page_of(plain.get(f"/history?operation={ID}"))
    assert "Hors de l’application, à" in text_of(page)
    assert plain.post(f"/actions/{last(app)}/undo").status_code == 303
    assert operation(app).description == "Par la page."


# -- the trash


def test_what_is_deleted_is_in_the_trash_and_nowhere_else(plain: Visitor, app: Flask) -> None:
    title = operation(app).title
    plain.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    trash = page_of(plain.get("/trash"))
    assert trash.all("h2") == [title]
    assert re.search(rf"Supprimée par {NAME}, à \d+ h \d\d", text_of(trash))
    assert "15 opérations" in text_of(page_of(plain.get("/")))
    assert plain.reader.get(SAVE).status_code == 404
    (way,) = [has["action"] for _, has in trash.tags if has.get("action", "").endswith("/restore")]
    plain.post(way)
    assert operation(app).title == title
    assert "La corbeille est vide." in text_of(page_of(plain.get("/trash")))


# -- what others changed


def news(visitor: Visitor, seen: str, state: str = "", at: str = "/") -> tuple[int, str]:
    headers = {"If-None-Match": f'W/"{state}"'} if state else {}
    answer = visitor.get(f"/news?seen={seen}", Referer=f"http://localhost{at}", **headers)
    return answer.status_code, text_of(page_of(answer))


def test_a_page_is_told_how_many_operations_changed_since_it_was_made(plain: Visitor, app: Flask) -> None:
    page = page_of(plain.reader.get("/"))
    (mark,) = [has for _, has in page.tags if has.get("id") == "etat"]
    seen, state = mark["data-seen"], mark["data-state"]
    assert news(plain.reader, seen, state) == (304, "")
    edit(plain, app, title="Un")
    edit(plain, app, title="Deux")
    assert news(plain.reader, seen, state) == (200, "1 opération a changé. Actualiser")
    edit(plain, app, id=OTHER, title="Trois")
    assert news(plain.reader, seen, state) == (200, "2 opérations ont changé. Actualiser")
    assert news(plain.reader, last(app), "another launch") == (200, "")
    seen = last(app)
    plain.post("/catalogue", heading_form(app, title="Autre"))
    assert news(plain.reader, seen) == (200, "Le catalogue a changé. Actualiser")
    assert news(plain.reader, "3") == (200, "Le catalogue a changé. Actualiser")
    assert news(plain.reader, "0" * 32) == (200, "Le catalogue a changé. Actualiser")


def test_the_offer_leads_to_what_the_person_looks_at(plain: Visitor, app: Flask) -> None:
    edit(plain, app, title="Un")
    answer = plain.reader.get("/news?seen=", Referer="http://localhost/?audience=adultes&q=masques")
    assert 'href="/?audience=adultes&amp;q=masques"' in answer.text


def test_ones_own_change_is_no_news_unless_another_was_missed(plain: Visitor, app: Flask) -> None:
    htmx = plain.htmx(f"adultes--{ID}")
    seen = last(app)
    answer = htmx.post(SAVE, {**form_of(operation(app), title="Un"), "seen": seen})
    assert f'data-seen="{last(app)}"' in answer.text
    seen = last(app)
    edit(plain, app, id=OTHER, title="Deux")
    answer = htmx.post(SAVE, {**form_of(operation(app), title="Trois"), "seen": seen})
    assert "data-seen" not in answer.text
