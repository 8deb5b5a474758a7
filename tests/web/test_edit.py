"""`gersapp.web.operations.views`: every change, by htmx and by a plain browser, and what a refusal leaves as it was."""

import errno
import os
import re
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.model import Operation
from proof.tools.editor import NAME
from tests.support.visitor import (
    ID,
    Form,
    Page,
    Visitor,
    catalogue_of,
    counts_in,
    digest,
    form_of,
    heading_form,
    history_of,
    opened,
    page_of,
    repository_of,
)

CARD = f"adultes--{ID}"
SAVE = f"/operations/{ID}"
TYPED = "  Titre <tapé> & gardé  "


@pytest.fixture
def database(app: Flask) -> Path:
    return repository_of(app).path


@pytest.fixture
def plain(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the card of `ID`, on the page of the whole catalogue."""
    return plain.htmx(CARD)


@pytest.fixture(params=["plain", "htmx"])
def face(request: pytest.FixtureRequest, plain: Visitor, htmx: Visitor) -> Visitor:
    return plain if request.param == "plain" else htmx


def operation(app: Flask, id: str = ID) -> Operation:
    return catalogue_of(app).get(id)


def typed_in(answer: TestResponse) -> dict[str, list[str]]:
    """Name → values of the fields of the form in an answer, as a browser would send them."""
    fields: dict[str, list[str]] = {}
    for tag, has, texts in page_of(answer).elements:
        if tag == "textarea":
            fields.setdefault(has["name"], []).append("".join(texts).removeprefix("\n"))
        elif tag == "input" and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            fields.setdefault(has["name"], []).append(has.get("value", ""))
    return fields


def rows(database: Path) -> dict[str, dict[str, Any]]:
    """The operations' documents by id."""
    return {row["id"]: row for row in orjson.loads(database.read_bytes())["operations"].values()}


def is_whole(answer: TestResponse) -> bool:
    return answer.text.startswith("<!doctype html>")


# -- the form


def test_the_form_takes_the_place_of_the_card(htmx: Visitor, app: Flask) -> None:
    answer = htmx.get(f"{SAVE}/edit")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(f'<li class="operation editing" id="{CARD}">')
    assert typed_in(answer)["title"] == ["« Tips du Jour »"]
    assert typed_in(answer)["revision"] == [operation(app).revision]


def test_a_plain_browser_gets_the_form_on_a_page_of_its_own(plain: Visitor) -> None:
    answer = plain.get(f"{SAVE}/edit")
    assert is_whole(answer)
    assert not [has for _, has in page_of(answer).tags if "hx-post" in has]


def test_the_form_as_it_is_given_saves_what_was_there(face: Visitor, app: Flask, database: Path) -> None:
    before = digest(database)
    form = typed_in(face.get(f"{SAVE}/edit"))
    answer = face.post(SAVE, form)
    assert answer.status_code in (200, 303)
    assert digest(database) == before


def test_every_field_of_the_form_has_a_label(face: Visitor) -> None:
    for path in (f"{SAVE}/edit", "/operations/new", "/catalogue/edit"):
        page = page_of(face.get(path))
        labels = {has["for"] for tag, has in page.tags if tag == "label"}
        fields = [
            has for tag, has in page.tags if tag in ("input", "textarea") and has.get("type") != "hidden"
        ]
        assert {has["id"] for has in fields} <= labels
        ids = [has["id"] for _, has in page.tags if "id" in has]
        assert len(ids) == len(set(ids))


# -- saving


def test_htmx_gets_the_card_back_saved_with_the_focus_and_the_news(
    htmx: Visitor, app: Flask, database: Path
) -> None:
    answer = htmx.post(SAVE, form_of(operation(app), title="Nouveau titre"))
    assert answer.status_code == 200
    page = page_of(answer)
    assert page.all("h3") == ["Nouveau titre"]
    assert page.all("p", class_="message") == ["Enregistré."]
    (edit,) = [has for _, has in page.tags if has.get("class") == "edit"]
    assert "autofocus" in edit
    assert rows(database)[ID]["title"] == "Nouveau titre"


def test_a_plain_browser_is_sent_to_the_operation_and_told(
    plain: Visitor, app: Flask, database: Path
) -> None:
    answer = plain.post(SAVE, form_of(operation(app), title="Nouveau titre"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SAVE}?saved={history_of(app).last}")
    page = page_of(plain.get(answer.headers["Location"]))
    assert page.all("h3") == ["Nouveau titre"]
    (message,) = page.all("p", class_="message")
    assert re.fullmatch(r"Enregistré à \d+ h \d\d — « Nouveau titre » : titre\.", message)
    assert rows(database)[ID]["title"] == "Nouveau titre"


def test_the_counts_follow_a_change_of_platforms(htmx: Visitor, app: Flask) -> None:
    answer = htmx.post(SAVE, form_of(operation(app), platforms=["bluesky"], links=[]))
    counts = counts_in(answer.text)
    assert counts == counts_in(htmx.get("/").text)
    assert (counts["platform-bluesky"], counts["platform-facebook"], counts["platform-instagram"]) == (
        1,
        12,
        8,
    )
    assert '<div hx-swap-oob="innerHTML:#compte">16 opérations, 26 liens</div>' in answer.text


def test_the_counts_are_those_of_the_filters_that_the_person_looks_at(plain: Visitor, app: Flask) -> None:
    on = plain.htmx(CARD, at="/?platform=instagram")
    answer = on.post(SAVE, form_of(operation(app), title="Autre"))
    assert "9 opérations" in answer.text
    assert counts_in(answer.text) == counts_in(plain.get("/?platform=instagram").text)


def test_a_change_of_audience_gives_all_the_results(htmx: Visitor, app: Flask) -> None:
    answer = htmx.post(SAVE, form_of(operation(app), audiences=["enfants-jeunes", "tout-public"]))
    assert answer.headers["HX-Retarget"] == "#resultats"
    ids = [has["id"] for _, has in page_of(answer).tags if has.get("class") == "operation"]
    assert CARD not in ids
    assert {f"enfants-jeunes--{ID}", f"tout-public--{ID}"} <= set(ids)
    assert counts_in(answer.text)["audience-adultes"] == 6


def test_a_new_audience_is_made_and_shown_everywhere(face: Visitor, app: Flask, database: Path) -> None:
    face.post(SAVE, form_of(operation(app), new_audience="Aînés isolés"))
    assert operation(app).audiences == ("adultes", "aines-isoles")
    assert catalogue_of(app).heading.audiences[-1].label == "Aînés isolés"
    assert counts_in(face.get("/").text)["audience-aines-isoles"] == 1
    (heading,) = orjson.loads(database.read_bytes())["catalogue"].values()
    assert heading["audiences"][-1] == {"slug": "aines-isoles", "label": "Aînés isolés"}


def test_saving_what_is_there_already_writes_nothing(face: Visitor, app: Flask, database: Path) -> None:
    before = database.stat()
    assert face.post(SAVE, form_of(operation(app), title=" « Tips du Jour » ")).status_code in (200, 303)
    assert face.post("/catalogue", heading_form(app)).status_code in (200, 303)
    after = database.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )
    assert not database.with_name("db.json.prev").exists()


def test_keys_that_the_application_does_not_know_survive(plain: Visitor, app: Flask, database: Path) -> None:
    tables = orjson.loads(database.read_bytes())
    tables["operations"]["2"]["note"] = {"de": "main"}
    tables["operations"]["2"]["links"][0]["vu"] = 7
    tables["autre"] = {"1": {"x": 1}}
    database.write_bytes(orjson.dumps(tables))
    plain.get("/")
    plain.post(SAVE, form_of(operation(app), title="Autre"))
    plain.post("/catalogue", heading_form(app, title="Autre"))
    after = orjson.loads(database.read_bytes())
    assert after["operations"]["2"]["note"] == {"de": "main"}
    assert after["operations"]["2"]["links"][0]["vu"] == 7
    assert after["operations"]["2"]["title"] == "Autre"
    assert after["catalogue"]["1"]["account"] == "LeGers32"
    assert after["autre"] == {"1": {"x": 1}}


def test_an_edit_made_by_hand_meanwhile_is_not_overwritten(face: Visitor, app: Flask, database: Path) -> None:
    form = form_of(operation(app), title=TYPED)
    database.write_text(database.read_text("utf-8").replace("une astuce pour", "un truc pour"), "utf-8")
    before = digest(database)
    answer = face.post(SAVE, {**form, "description": "Une autre description."})
    assert answer.status_code == 409
    assert "un truc pour" in answer.text
    assert "quelqu’un, dans le fichier" in answer.text
    assert digest(database) == before


def test_an_edit_made_by_hand_meanwhile_is_merged_with_a_save_of_another_field(
    face: Visitor, app: Flask, database: Path
) -> None:
    form = form_of(operation(app), title=TYPED)
    database.write_text(database.read_text("utf-8").replace("une astuce pour", "un truc pour"), "utf-8")
    assert face.post(SAVE, form).status_code in (200, 303)
    assert operation(app).title == TYPED.strip()
    assert "un truc pour" in operation(app).description


# -- refusals keep what was typed, and the file


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Donnez un titre à l’opération."),
        ({"title": "a" * 201}, "201 caractères\u202f: c’est plus que les 200 possibles. Retirez-en 1."),
        ({"title": "a\x07"}, "caractère de contrôle (U+0007)"),
        ({"title": "a\x01b\x02"}, "caractère de contrôle (U+0001)"),
        ({"title": "a\x03"}, "caractère de contrôle (U+0003)"),
        ({"description": "a\x03b\x03"}, "caractère de contrôle (U+0003)"),
        ({"audiences": []}, "Cochez au moins une cible, ou nommez-en une nouvelle."),
        ({"audiences": ["martiens"]}, "Cible inconnue"),
        ({"platforms": ["minitel"]}, "Plateforme inconnue"),
        ({"new_audience": "!"}, "Donnez à la cible un nom avec des lettres."),
        ({"links": ["www.gers.fr"]}, "Ajouter https://\u202f?"),
        ({"links": ["https://x.com/a/status/1", "https://twitter.com/b/status/1"]}, "même publication que le lien n° 1"),
        ({"inconnu": "x"}, "Champ inconnu."),
        ({"revision": ""}, "La version de départ manque"),
        ({"revision": "a" * 65}, "Version inconnue."),
    ],
)  # fmt: skip
def test_a_refused_edit_gives_the_form_back_as_typed_and_changes_nothing(
    face: Visitor, app: Flask, database: Path, changes: dict[str, str | list[str]], message: str
) -> None:
    before = digest(database)
    form = form_of(operation(app), **{"description": "Tapé <b>", **changes})
    answer = face.post(SAVE, form)
    assert answer.status_code == 422
    assert message in answer.text
    assert is_whole(answer) == ("HX-Request" not in face.headers)
    assert "HX-Retarget" not in answer.headers
    typed = typed_in(answer)
    for name in ("title", "description", "revision"):
        assert typed[name] == [form[name]]
    assert typed["links"] == [*form["links"], ""]
    assert digest(database) == before
    assert operation(app).title == "« Tips du Jour »"


@pytest.mark.parametrize("name", ["title", "description", "body", "introduction"])
@pytest.mark.parametrize("character", ["\0", "\x01", "\x02", "\x03"])
def test_a_control_character_typed_comes_back_in_the_form(
    face: Visitor, app: Flask, name: str, character: str
) -> None:
    typed = f"a{character}b"
    if name in ("title", "description"):
        answer = face.post("/operations", form_of(operation(app), **{name: typed}))
    else:
        answer = face.post("/catalogue", heading_form(app, **{name: typed}))
    assert answer.status_code == 422
    assert "caractère de contrôle" in answer.text


@pytest.mark.parametrize("path", ["/operations", SAVE])
@pytest.mark.parametrize("text", ['"><b>', "</textarea><b>", "\nligne", "  marges  ", "a&amp;b", "<mark>"])
def test_what_was_typed_comes_back_to_the_letter(face: Visitor, app: Flask, path: str, text: str) -> None:
    form = form_of(operation(app), title=text.strip("\n"), description=text, audiences=[], new_audience=text)
    answer = face.post(path, {**form, "new_audience": "!"})
    assert answer.status_code == 422
    assert typed_in(answer)["title"] == [text.strip("\n")]
    assert typed_in(answer)["description"] == [text]
    assert not page_of(answer).all("b")


# -- conflicts


THEIRS, OURS = "Version de l’autre", "La mienne"


def conflict(face: Visitor, app: Flask) -> tuple[TestResponse, Form]:
    """What a save meets after another one changed the title and added a link; and the form that it gives."""
    links = [link.url for link in operation(app).links]
    stale = form_of(operation(app), title=TYPED, platforms=["x"], links=[*links, "https://a.example/1"])
    face.post(SAVE, form_of(operation(app), title=THEIRS, links=[*links, "https://b.example/2"]))
    answer = face.post(SAVE, stale)
    return answer, typed_in(answer)


def test_only_what_both_changed_is_asked_and_the_rest_is_merged(
    face: Visitor, app: Flask, database: Path
) -> None:
    answer, typed = conflict(face, app)
    before = digest(database)
    assert answer.status_code == 409
    assert typed["title"] == [TYPED]
    assert typed["platforms"] == ["x"]
    assert [url for url in typed["links"] if "example" in url] == [
        "https://b.example/2",
        "https://a.example/1",
    ]
    page = page_of(answer)
    assert page.all("p", class_="text theirs") == [THEIRS]
    assert "Votre version" in page.text
    assert re.search(rf"Version enregistrée par {NAME} à \d+ h \d\d", page.text)
    assert typed["conflict"] == ["title"]
    assert digest(database) == before


@pytest.mark.parametrize(("choice", "title"), [("mine", OURS), ("saved", THEIRS), ("", OURS)])
def test_a_conflict_is_resolved_by_picking_or_mending(
    face: Visitor, app: Flask, choice: str, title: str
) -> None:
    _, typed = conflict(face, app)
    answer = face.post(SAVE, {**typed, "title": OURS, "choice-title": choice})
    assert answer.status_code in (200, 303)
    assert operation(app).title == title
    assert operation(app).platforms == ("x",)


def test_a_conflict_goes_on_while_something_else_is_refused(face: Visitor, app: Flask) -> None:
    _, typed = conflict(face, app)
    refused = face.post(SAVE, {**typed, "title": OURS, "choice-title": "saved", "links": ["mailto:x"]})
    assert refused.status_code == 422
    again = typed_in(refused)
    assert (again["title"], again["conflict"]) == ([OURS], ["title"])
    assert page_of(refused).all("p", class_="text theirs") == [THEIRS]
    assert face.post(SAVE, {**again, "links": [], "choice-title": "saved"}).status_code in (200, 303)
    assert operation(app).title == THEIRS


def test_saves_of_different_fields_are_merged_and_said(face: Visitor, app: Flask) -> None:
    stale = form_of(operation(app), title=OURS)
    face.post(SAVE, form_of(operation(app), description="Une autre description."))
    answer = face.post(SAVE, stale)
    assert answer.status_code in (200, 303)
    assert (operation(app).title, operation(app).description) == (OURS, "Une autre description.")
    if "HX-Request" in face.headers:
        said = f"Enregistré. Fusionné avec la modification d’{NAME} : description."
        assert said in page_of(answer).text.replace("\u202f", " ")


def test_the_same_save_twice_is_one(face: Visitor, app: Flask) -> None:
    form = form_of(operation(app), title=OURS)
    face.post(SAVE, form)
    last = history_of(app).last
    assert face.post(SAVE, form).status_code in (200, 303)
    assert history_of(app).last == last


def test_the_same_save_under_one_name_twice_is_one(face: Visitor, app: Flask) -> None:
    form = form_of(operation(app), title=OURS, submission="x")
    face.post(SAVE, form)
    last = history_of(app).last
    answer = face.post(SAVE, form)
    assert answer.status_code in (200, 303)
    assert history_of(app).last == last
    if "HX-Request" in face.headers:
        assert OURS in page_of(answer).text


def added_twice(face: Visitor, app: Flask, **changes: str) -> None:
    """Send the form of an addition, and send it again with `changes`."""
    page = page_of(face.get("/operations/new"))
    (submission,) = [has["value"] for tag, has in page.tags if has.get("name") == "submission"]
    form = {"title": "Neuve", "audiences": "adultes", "action": "save", "submission": submission}
    first = face.post("/operations", form)
    again = face.post("/operations", form | changes)
    assert {first.status_code, again.status_code} <= {200, 303}


def test_the_same_addition_twice_is_one(face: Visitor, app: Flask) -> None:
    added_twice(face, app)
    assert [id for id in catalogue_of(app).operations if id.startswith("neuve")] == ["neuve"]


def test_a_form_sent_again_with_another_title_adds_again(face: Visitor, app: Flask) -> None:
    added_twice(face, app, title="Neuve aussi")
    added = [id for id in catalogue_of(app).operations if id.startswith("neuve")]
    assert added == ["neuve", "neuve-aussi"]


def test_an_undone_addition_can_be_sent_again(face: Visitor, app: Flask) -> None:
    page = page_of(face.get("/operations/new"))
    (submission,) = [has["value"] for tag, has in page.tags if has.get("name") == "submission"]
    form = {"title": "Neuve", "audiences": "adultes", "action": "save", "submission": submission}
    face.post("/operations", form)
    face.post(f"/actions/{history_of(app).last}/undo")
    assert "neuve" not in catalogue_of(app).operations
    face.post("/operations", form)
    assert "neuve-2" in catalogue_of(app).operations


def way_to_save(answer: TestResponse) -> str:
    """Where the form of an operation in an answer is sent to."""
    (action,) = [
        has["action"]
        for tag, has in page_of(answer).tags
        if tag == "form" and has.get("method") == "post" and has["action"] != "/deconnexion"
    ]
    return action


def test_a_save_of_what_was_deleted_meanwhile_can_bring_it_back(
    face: Visitor, app: Flask, database: Path
) -> None:
    form = form_of(operation(app), title=TYPED)
    face.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    before = digest(database)
    answer = face.post(SAVE, form)
    assert answer.status_code == 409
    assert f"a été supprimée par {NAME}" in answer.text
    assert digest(database) == before
    assert way_to_save(answer) == SAVE
    assert face.post(SAVE, typed_in(answer)).status_code in (200, 303)
    assert operation(app).title == TYPED.strip()
    assert not catalogue_of(app).trash
    _, saved = reversed(history_of(app).actions(first=0, count=9))
    assert len(saved.revisions) == 1


def test_a_save_of_what_is_nowhere_any_more_can_be_added_again(
    face: Visitor, app: Flask, database: Path
) -> None:
    form = form_of(operation(app), title=TYPED)
    tables = orjson.loads(database.read_bytes())
    tables["operations"] = {key: row for key, row in tables["operations"].items() if row["id"] != ID}
    database.write_bytes(orjson.dumps(tables))
    answer = face.post(SAVE, form)
    assert answer.status_code == 409
    assert way_to_save(answer) == "/operations"
    assert face.post("/operations", typed_in(answer)).status_code in (200, 303)
    assert operation(app, "titre-tape-garde").title == TYPED.strip()


def test_a_save_leaves_what_is_ticked_in_the_order_of_the_file(face: Visitor, app: Flask) -> None:
    path = "/operations/fin-de-cellule-de-crise"
    before = operation(app, "fin-de-cellule-de-crise")
    in_order_of_the_form = sorted(before.platforms, reverse=True)
    assert list(before.platforms) != in_order_of_the_form
    form = form_of(before, title="Autre", platforms=in_order_of_the_form)
    assert face.post(path, form).status_code in (200, 303)
    assert operation(app, "fin-de-cellule-de-crise").platforms == before.platforms


def test_deleting_another_version_is_refused(face: Visitor, app: Flask, database: Path) -> None:
    before = digest(database)
    answer = face.post(f"{SAVE}/delete", {"revision": "0123456789abcdef"})
    assert answer.status_code == 409
    assert "modifiée" in answer.text
    assert digest(database) == before


# -- links


LINKS = ["https://a.example/1", "b.example/2", "https://c.example/3"]


@pytest.mark.parametrize(
    ("action", "links"),
    [
        ("recognise", LINKS),
        ("up-1", [LINKS[1], LINKS[0], LINKS[2]]),
        ("up-0", LINKS),
        ("down-1", [LINKS[0], LINKS[2], LINKS[1]]),
        ("down-2", LINKS),
        ("remove-0", LINKS[1:]),
        ("remove-9", LINKS),
        ("complete-1", [LINKS[0], "https://b.example/2", LINKS[2]]),
        ("complete-0", LINKS),
        ("remove-", LINKS),
        ("remove-²", LINKS),
        ("remove--1", LINKS),
        ("autre", LINKS),
    ],
)
@pytest.mark.parametrize("path", [SAVE, "/operations"])
def test_the_buttons_of_links_change_the_form_only(
    face: Visitor, app: Flask, database: Path, path: str, action: str, links: list[str]
) -> None:
    before = digest(database)
    answer = face.post(path, form_of(operation(app), title=TYPED, links=LINKS, action=action))
    assert answer.status_code == 200
    assert typed_in(answer)["links"] == [*links, ""]
    assert typed_in(answer)["title"] == [TYPED]
    assert digest(database) == before


def test_pasted_addresses_become_rows_and_say_what_they_are(face: Visitor, app: Flask) -> None:
    pasted = "https://www.facebook.com/LeGers32/posts/1\r\nhttps://x.com/a/status/2, www.gers.fr"
    answer = face.post(SAVE, form_of(operation(app), links=[pasted], action="recognise"))
    assert typed_in(answer)["links"] == [
        "https://www.facebook.com/LeGers32/posts/1",
        "https://x.com/a/status/2",
        "www.gers.fr",
        "",
    ]
    assert page_of(answer).all("span", class_="recognised") == ["Publication Facebook", "Post X (ex-Twitter)"]
    assert "Ajouter https:// au lien n° 3" in page_of(answer).all("button")


# -- additions


def test_an_addition_comes_last_and_is_announced(htmx: Visitor, app: Flask, database: Path) -> None:
    form = form_of(operation(app), title="Nouvelle opération", links=[], revision="")
    answer = htmx.post("/operations", form)
    assert answer.status_code == 200
    page = page_of(answer)
    assert page.all("p", class_="message") == ["Opération ajoutée : « Nouvelle opération »."]
    assert answer.headers["HX-Retarget"] == "#resultats"
    assert '<div hx-swap-oob="innerHTML:#ajout"></div>' in answer.text
    assert counts_in(answer.text)["audience-adultes"] == 8
    assert list(rows(database))[-1] == "nouvelle-operation"
    ids = [has["id"] for _, has in page.tags if has.get("class") == "operation"]
    assert ids[7] == "adultes--nouvelle-operation"


def test_a_plain_addition_leads_to_its_address(plain: Visitor, app: Flask) -> None:
    answer = plain.post("/operations", form_of(operation(app), title="Tips du jour"))
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/operations/tips-du-jour-2?saved={history_of(app).last}",
    )
    assert plain.get(answer.headers["Location"]).status_code == 200


def test_an_addition_that_the_filters_hide_says_where_it_is(plain: Visitor, app: Flask) -> None:
    on = plain.htmx("ajout", at="/?audience=enfants-jeunes")
    answer = on.post("/operations", form_of(operation(app), title="Cachée"))
    page = page_of(answer)
    assert page.all("a", href="/operations/cachee") == ["voir l’opération"]
    assert "Elle n’est pas dans les résultats affichés" in page.text
    assert page.all("h2") == ["Enfants/Jeunes : 2 opérations"]


def test_the_form_of_an_addition_begins_with_the_filters_ticked(plain: Visitor) -> None:
    for asked in (
        plain.htmx("ajout", at="/?audience=tout-public&platform=x").get("/operations/new"),
        plain.get("/operations/new", Referer="http://127.0.0.1/?audience=tout-public&platform=x"),
    ):
        assert typed_in(asked)["audiences"] == ["tout-public"]
        assert typed_in(asked)["platforms"] == ["x"]


@pytest.mark.parametrize("title", ["𝗧𝗶𝗽𝘀 en gras", "⑴ Recettes", "🎉", "日本", "New", "a" * 200])
def test_whatever_its_title_the_next_start_accepts_an_addition(
    seed_path: Path, tmp_path: Path, title: str
) -> None:
    database = Path(shutil.copy(seed_path, tmp_path))
    with opened(database) as app:
        answer = Visitor(app).post("/operations", form_of(operation(app), title=title))
        assert answer.status_code == 303
    with opened(database) as app:
        assert list(catalogue_of(app).operations.values())[-1].title == title


def test_the_first_operation_of_an_empty_catalogue(tmp_path: Path) -> None:
    with opened(tmp_path / "none.json") as app:
        answer = Visitor(app).post(
            "/operations", {"title": "Première", "new_audience": "Tous", "action": "save"}
        )
        assert answer.status_code == 303
    with opened(tmp_path / "none.json") as app:
        assert operation(app, "premiere").audiences == ("tous",)


# -- deletions


def test_a_deletion_can_be_undone_where_it_was(htmx: Visitor, app: Flask, database: Path) -> None:
    before = list(rows(database))
    answer = htmx.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    assert answer.status_code == 200
    page = page_of(answer)
    assert "Opération supprimée : « Tips du Jour »." in page.text
    assert counts_in(answer.text)["audience-adultes"] == 6
    (undo,) = [
        has["hx-post"] for tag, has in page.tags if tag == "form" and has.get("hx-post", "").endswith("undo")
    ]
    assert ID not in rows(database)
    assert htmx.get(f"/operations/{ID}").status_code == 404
    back = htmx.post(undo)
    assert back.status_code == 200
    assert counts_in(back.text)["audience-adultes"] == 7
    assert list(rows(database)) == before


def test_a_plain_browser_finds_the_way_back_at_the_operations_address(plain: Visitor, app: Flask) -> None:
    answer = plain.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    assert (answer.status_code, answer.headers["Location"]) == (303, SAVE)
    gone = plain.get(SAVE)
    assert gone.status_code == 404
    _, action = [has["action"] for tag, has in page_of(gone).tags if tag == "form"]
    assert plain.post(action).headers["Location"] == f"{SAVE}?saved={history_of(app).last}"
    assert plain.get(SAVE).status_code == 200
    reader = plain.reader
    plain.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    assert "Tips du Jour" not in reader.get(SAVE).text


def test_a_deletion_on_the_operations_own_page_leads_to_the_way_back(plain: Visitor, app: Flask) -> None:
    alone = plain.htmx(f"_seule--{ID}", at=SAVE)
    answer = alone.post(f"{SAVE}/delete", {"revision": operation(app).revision})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, SAVE)


def test_restoring_twice_is_harmless_and_restoring_nothing_is_a_404(
    face: Visitor, app: Flask, database: Path
) -> None:
    before = digest(database)
    assert face.post(f"{SAVE}/restore").status_code in (200, 303)
    assert face.post("/operations/nulle-part/restore").status_code == 404
    assert digest(database) == before


@pytest.mark.parametrize("verb", ["delete", "restore", "move"])
def test_nothing_can_be_done_to_an_operation_that_is_not_there(
    face: Visitor, database: Path, verb: str
) -> None:
    before = digest(database)
    assert face.post(f"/operations/nulle-part/{verb}", {"revision": "x"}).status_code == 404
    assert face.get("/operations/nulle-part/edit").status_code == 404
    assert digest(database) == before


# -- moves


def test_a_move_is_among_those_that_the_filter_shows(plain: Visitor, app: Flask, database: Path) -> None:
    # Under LinkedIn, « Fin de cellule de crise » stands alone in its section, « Carte » is not shown.
    on = plain.htmx("adultes--lettres-d-information", at="/?platform=x")
    answer = on.post("/operations/lettres-d-information/move", {"direction": "up", "section": "adultes"})
    assert answer.status_code == 200
    shown = [has["id"] for _, has in page_of(answer).tags if has.get("class") == "operation"]
    assert shown[:2] == ["adultes--lettres-d-information", "adultes--100-000-equipements"]
    assert "Opération montée d’une place" in answer.text
    (button,) = [has for _, has in page_of(answer).tags if has.get("value") == "up" and "autofocus" in has]
    assert button["hx-post"] == "/operations/lettres-d-information/move"
    on.post("/operations/lettres-d-information/move", {"direction": "down", "section": "adultes"})
    assert list(rows(database))[3:5] == ["100-000-equipements", "lettres-d-information"]


def test_a_move_passes_over_what_the_filter_hides(plain: Visitor, database: Path) -> None:
    on = plain.htmx(at="/?platform=linkedin&platform=youtube&platform=tiktok&q=")
    on.post("/operations/recettes/move", {"direction": "down", "section": "tout-public"})
    assert list(rows(database)).index("recettes") == 9  # not among those shown: stays
    on = plain.htmx(at="/?platform=instagram")
    on.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    on.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    on.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    assert list(rows(database))[:6] == [
        "tips-du-jour",
        "hommage-au-personnel-soignant",
        "100-000-equipements",
        "lettres-d-information",
        "carte-interactive",
        "questions-pour-un-gersois",
    ]


def test_at_the_end_of_its_section_an_operation_stays_and_says_so(htmx: Visitor, database: Path) -> None:
    before = digest(database)
    first = {"direction": "up", "section": "adultes"}
    last = {"direction": "down", "section": "adultes"}
    assert "Déjà à la première place" in htmx.post("/operations/questions-pour-un-gersois/move", first).text
    assert "Déjà à la dernière place" in htmx.post("/operations/des-masques-pour-les-gersois/move", last).text
    assert digest(database) == before


def test_a_plain_move_leads_back_to_the_card_under_its_filter(plain: Visitor, database: Path) -> None:
    answer = plain.post(
        f"{SAVE}/move",
        {"direction": "up", "section": "adultes"},
        Referer="http://127.0.0.1/?platform=facebook&platform=instagram",
    )
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/?platform=facebook&platform=instagram#adultes--{ID}"
    assert next(iter(rows(database))) == ID


@pytest.mark.parametrize("direction", [None, "", "sideways", "UP"])
def test_a_move_in_no_direction_moves_nothing(face: Visitor, database: Path, direction: str | None) -> None:
    before = digest(database)
    form = {"section": "adultes"} | ({"direction": direction} if direction is not None else {})
    face.post(f"{SAVE}/move", form)
    assert digest(database) == before


# -- the heading


def test_the_heading_is_edited_where_it_stands(htmx: Visitor, app: Flask) -> None:
    on = htmx.htmx("entete")
    form = on.get("/catalogue/edit")
    assert re.match('<[a-z]+ id="entete" class="masthead editing"', form.text)
    answer = on.post("/catalogue", {**typed_in(form), "title": "Nouveau catalogue"})
    assert answer.status_code == 200
    assert page_of(answer).all("h1") == ["Nouveau catalogue"]
    assert "Enregistré." in answer.text
    assert page_of(on.get("/catalogue")).all("h1") == ["Nouveau catalogue"]


def test_a_plain_browser_edits_the_heading_on_a_page_of_its_own(plain: Visitor, app: Flask) -> None:
    form = plain.get("/catalogue/edit")
    assert is_whole(form)
    answer = plain.post("/catalogue", {**typed_in(form), "title": "Nouveau catalogue"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert page_of(plain.get("/")).all("h1") == ["Nouveau catalogue"]
    assert plain.get("/catalogue").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Donnez un titre au catalogue."),
        ({"hashtag": "#" * 81}, "81 caractères"),
        ({"introduction": "a\x07"}, "U+0007"),
        ({"audiences": "adultes"}, "Champ inconnu."),
    ],
)
def test_a_refused_heading_comes_back_as_typed_and_changes_nothing(
    face: Visitor, app: Flask, database: Path, changes: dict[str, str], message: str
) -> None:
    before = digest(database)
    form = heading_form(app, **{"body": TYPED, **changes})
    answer = face.post("/catalogue", form)
    assert answer.status_code == 422
    assert message in answer.text
    assert typed_in(answer)["body"] == [TYPED]
    assert digest(database) == before


@pytest.mark.parametrize("revision", ["0123456789abcdef", ""])
def test_a_heading_changed_meanwhile_shows_both_versions(
    face: Visitor, app: Flask, database: Path, revision: str
) -> None:
    before = digest(database)
    answer = face.post("/catalogue", heading_form(app, title=TYPED, revision=revision))
    assert answer.status_code == 409
    assert typed_in(answer)["title"] == [TYPED]
    assert page_of(answer).all("p", class_="text theirs") == [
        "Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19"
    ]
    assert digest(database) == before
    assert face.post("/catalogue", typed_in(answer)).status_code in (200, 303)
    assert catalogue_of(app).heading.title == TYPED.strip()


# -- trouble


@pytest.mark.parametrize("path", [SAVE, "/operations", "/catalogue"])
def test_when_the_file_is_broken_by_hand_what_was_typed_is_kept(
    face: Visitor, app: Flask, database: Path, path: str
) -> None:
    form: Form = (
        heading_form(app, title=TYPED) if path == "/catalogue" else form_of(operation(app), title=TYPED)
    )
    database.write_text("{ cassé", "utf-8")
    before = digest(database)
    answer = face.post(path, form)
    assert answer.status_code == 503
    assert "ne peut pas être lu" in answer.text
    assert typed_in(answer)["title"] == [TYPED]
    assert digest(database) == before
    assert page_of(face.get("/")).all("h3")[1] == "« Tips du Jour »" or "HX-Request" in face.headers


@pytest.mark.parametrize("verb", ["delete", "move", "restore"])
def test_when_the_file_is_broken_by_hand_nothing_else_is_changed_either(
    face: Visitor, app: Flask, database: Path, verb: str
) -> None:
    revision = operation(app).revision
    database.write_text("{ cassé", "utf-8")
    before = digest(database)
    answer = face.post(f"{SAVE}/{verb}", {"revision": revision, "direction": "up", "section": "adultes"})
    assert answer.status_code == 503
    assert "ne peut pas être lu" in answer.text
    assert digest(database) == before


@pytest.mark.parametrize("path", [SAVE, "/operations", "/catalogue", f"{SAVE}/delete"])
def test_when_the_disk_is_full_nothing_is_lost(
    face: Visitor, app: Flask, database: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    form: Form = (
        heading_form(app, title=TYPED) if path == "/catalogue" else form_of(operation(app), title=TYPED)
    )
    before = digest(database)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        answer = face.post(path, form)
    assert answer.status_code == 507
    assert "Le disque est plein" in answer.text
    assert digest(database) == before
    if not path.endswith("delete"):
        assert typed_in(answer)["title"] == [TYPED]
    assert face.post(path, form).status_code in (200, 303)


def test_a_file_mended_by_hand_can_be_changed_again(plain: Visitor, app: Flask, database: Path) -> None:
    good = database.read_bytes()
    form = form_of(operation(app), title="Après")
    database.write_text("{ cassé", "utf-8")
    assert plain.post(SAVE, form).status_code == 503
    assert "Modifications suspendues" in plain.get("/").text
    database.write_bytes(good)
    assert plain.post(SAVE, form).status_code == 303
    assert "Modifications suspendues" not in plain.get("/").text
    assert operation(app).title == "Après"


def test_nothing_is_answered_before_it_is_on_disk(face: Visitor, app: Flask, database: Path) -> None:
    generation = repository_of(app).snapshot().state
    face.post(SAVE, form_of(operation(app), title="Un"))
    assert rows(database)[ID]["title"] == "Un"
    assert repository_of(app).snapshot().state != generation
    assert not re.search(r"\.tmp$", " ".join(os.listdir(database.parent)))  # noqa: PTH208


def test_a_page_that_was_asked_for_whole_stays_whole_after_a_change(plain: Visitor, app: Flask) -> None:
    on = plain.htmx(CARD, at="/?q=astuce")
    answer = on.post(SAVE, {**form_of(operation(app), audiences=["tout-public"]), "pages": "3"})
    page = Page(answer.text)
    assert page.all("h2") == ["Tout public : 1 opération"]
    assert [has["value"] for _, has in page.tags if has.get("id") == "q"] == ["astuce"]
