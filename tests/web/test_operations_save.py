"""Saving an operation: what is answered to htmx and to a plain browser, and what is written."""

import os
import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask

from gersapp.web.french import quoted
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    catalogue_of,
    counts_in,
    digest,
    form_fields,
    form_of,
    heading_form,
    history_of,
    last_action,
    operation_in,
    page_of,
    put_back,
    repository_of,
    stored_operations,
)

CARD = f"adultes--{ID}"
SAVE = f"/operations/{ID}"


# -- saving


def test_htmx_receives_the_saved_card_with_the_focus(htmx: Visitor, app: Flask, db_file: Path) -> None:
    response = htmx.post(SAVE, form_of(operation_in(app), title="Nouveau titre"))
    assert response.status_code == 200
    page = page_of(response)
    assert page.all("h3") == ["Nouveau titre"]
    assert page.all("p", class_="message") == ["Enregistré."]
    (edit,) = [attributes for _, attributes in page.tags if attributes.get("class") == "edit"]
    assert "autofocus" in edit
    assert stored_operations(db_file)[ID]["title"] == "Nouveau titre"


def test_a_platform_that_is_new_comes_into_the_filters(htmx: Visitor, app: Flask) -> None:
    response = htmx.post(SAVE, form_of(operation_in(app), platforms=["bluesky"]))
    assert 'id="platform-bluesky"' in response.text
    response = htmx.post(SAVE, form_of(operation_in(app), title="Nouveau titre"))
    assert 'id="platform-' not in response.text


def test_a_plain_save_leads_to_the_operation_and_its_message(
    plain: Visitor, app: Flask, db_file: Path
) -> None:
    response = plain.post(SAVE, form_of(operation_in(app), title="Nouveau titre"))
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"{SAVE}?saved={history_of(app).last}",
    )
    page = page_of(plain.get(response.headers["Location"]))
    assert page.all("h1") == ["Nouveau titre"]
    (message,) = page.all("p", class_="message")
    assert re.fullmatch(r"Enregistré à \d+ h \d\d — « Nouveau titre » : titre\.", message)
    assert stored_operations(db_file)[ID]["title"] == "Nouveau titre"


def test_the_counts_follow_a_change_of_platforms(htmx: Visitor, app: Flask) -> None:
    response = htmx.post(SAVE, form_of(operation_in(app), platforms=["bluesky"], links=[]))
    counts = counts_in(response.text)
    assert counts == counts_in(htmx.get("/").text)
    assert (counts["platform-bluesky"], counts["platform-facebook"], counts["platform-instagram"]) == (
        1,
        12,
        8,
    )
    assert '<div hx-swap-oob="innerHTML:#compte">16 opérations, 26 liens</div>' in response.text


def test_the_counts_are_those_of_the_filters_on_the_page(plain: Visitor, app: Flask) -> None:
    filtered = plain.htmx(CARD, at="/?platform=instagram")
    response = filtered.post(SAVE, form_of(operation_in(app), title="Autre"))
    assert "9 opérations" in response.text
    assert counts_in(response.text) == counts_in(plain.get("/?platform=instagram").text)


def test_a_change_of_audience_gives_all_the_results(htmx: Visitor, app: Flask) -> None:
    response = htmx.post(SAVE, form_of(operation_in(app), audiences=["enfants-jeunes", "tout-public"]))
    assert response.headers["HX-Retarget"] == "#resultats"
    ids = [
        attributes["id"] for _, attributes in page_of(response).tags if attributes.get("class") == "operation"
    ]
    assert CARD not in ids
    assert {f"enfants-jeunes--{ID}", f"tout-public--{ID}"} <= set(ids)
    assert counts_in(response.text)["audience-adultes"] == 6


def test_a_new_audience_is_made_and_shown_everywhere(browser: Visitor, app: Flask, db_file: Path) -> None:
    browser.post(SAVE, form_of(operation_in(app), new_audience="Aînés isolés"))
    assert operation_in(app).audiences == ("adultes", "aines-isoles")
    assert catalogue_of(app).heading.audiences[-1].label == "Aînés isolés"
    assert counts_in(browser.get("/").text)["audience-aines-isoles"] == 1
    (heading,) = orjson.loads(db_file.read_bytes())["catalogue"].values()
    assert heading["audiences"][-1] == {"slug": "aines-isoles", "label": "Aînés isolés"}


def test_saving_the_same_values_writes_nothing(browser: Visitor, app: Flask, db_file: Path) -> None:
    before = db_file.stat()
    assert browser.post(SAVE, form_of(operation_in(app), title=" « Tips du Jour » ")).status_code in (
        200,
        303,
    )
    assert browser.post("/catalogue", heading_form(app)).status_code in (200, 303)
    after = db_file.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_ctime_ns,
    )
    assert not db_file.with_name("db.json.prev").exists()


STRANGE: dict[str, dict[str, Any]] = {
    "spaces": {"title": "\u202f« Tips »\u00a0!\u2003", "description": "\n\n Un  \u00a0deux \n"},
    "accents": {"title": 'E\u0301te\u0301 & "œufs"', "description": "de\u0301jà\nVu\u0300"},
    "unseen": {"title": "\u200b", "description": "\ufeffUn\u2060"},
    "a heap of accents": {"title": "a" + "\u0301" * 40, "description": "a" + "\u0301" * 40},
    "a text that NFC makes longer": {"title": "\u0958" * 200},
    "order": {"audiences": ["tout-public", "adultes"], "platforms": ["x", "facebook", "tiktok"]},
    "a post twice": {"links": [{"url": f"https://www.facebook.com/LeGers32/posts/{n}"} for n in (1, 2, 1)]},
    "two addresses of a post": {"links": [{"url": "https://youtu.be/a"}, {"url": "https://youtu.be/a?t=1"}]},
}


@pytest.mark.parametrize("fields", STRANGE.values(), ids=STRANGE)
def test_an_untouched_form_changes_nothing_whatever_is_stored(
    browser: Visitor, app: Flask, db_file: Path, fields: dict[str, Any]
) -> None:
    tables = orjson.loads(db_file.read_bytes())
    tables["operations"]["2"].update(fields)
    put_back(app, orjson.dumps(tables))
    form = {
        name: [value.replace("\n", "\r\n") for value in values]
        for name, values in form_fields(browser.get(f"{SAVE}/edit")).items()
        if name != "submission"
    }
    before = digest(db_file)
    assert browser.post(SAVE, {**form, "action": "save"}).status_code in (200, 303)
    assert digest(db_file) == before


def test_keys_that_the_application_does_not_know_survive(plain: Visitor, app: Flask, db_file: Path) -> None:
    tables = orjson.loads(db_file.read_bytes())
    tables["operations"]["2"]["note"] = {"de": "main"}
    tables["operations"]["2"]["links"][0]["vu"] = 7
    tables["autre"] = {"1": {"x": 1}}
    db_file.write_bytes(orjson.dumps(tables))
    plain.get("/")
    plain.post(SAVE, form_of(operation_in(app), title="Autre"))
    plain.post("/catalogue", heading_form(app, title="Autre"))
    after = orjson.loads(db_file.read_bytes())
    assert after["operations"]["2"]["note"] == {"de": "main"}
    assert after["operations"]["2"]["links"][0]["vu"] == 7
    assert after["operations"]["2"]["title"] == "Autre"
    assert after["catalogue"]["1"]["account"] == "LeGers32"
    assert after["autre"] == {"1": {"x": 1}}


def test_a_saved_form_is_told_what_it_would_be_made_from(htmx: Visitor, app: Flask) -> None:
    response = htmx.post(SAVE, form_of(operation_in(app), title="Autre"))
    revision = operation_in(app).revision
    assert orjson.loads(response.headers["HX-Trigger"]) == {"saved": {"address": SAVE, "revision": revision}}
    # With the change of another merged, its fields are those of no revision.
    stale = form_of(operation_in(app), title="Encore")
    htmx.post(SAVE, form_of(operation_in(app), description="De l’autre"))
    response = htmx.post(SAVE, stale)
    assert orjson.loads(response.headers["HX-Trigger"]) == {"saved": {"address": SAVE, "revision": ""}}


# -- conflicts


TYPED_TITLE = "La mienne"


def test_the_same_save_twice_is_one(browser: Visitor, app: Flask) -> None:
    form = form_of(operation_in(app), title=TYPED_TITLE)
    browser.post(SAVE, form)
    last = history_of(app).last
    assert browser.post(SAVE, form).status_code in (200, 303)
    assert history_of(app).last == last


def test_the_same_save_under_one_name_twice_is_one(browser: Visitor, app: Flask) -> None:
    form = form_of(operation_in(app), title=TYPED_TITLE, submission="x")
    browser.post(SAVE, form)
    last = history_of(app).last
    response = browser.post(SAVE, form)
    assert response.status_code in (200, 303)
    assert history_of(app).last == last
    if "HX-Request" in browser.headers:
        assert TYPED_TITLE in page_of(response).text


def test_a_save_keeps_the_order_of_platforms(browser: Visitor, app: Flask) -> None:
    path = "/operations/fin-de-cellule-de-crise"
    before = operation_in(app, "fin-de-cellule-de-crise")
    in_order_of_the_form = sorted(before.platforms, reverse=True)
    assert list(before.platforms) != in_order_of_the_form
    form = form_of(before, title="Autre", platforms=in_order_of_the_form)
    assert browser.post(path, form).status_code in (200, 303)
    assert operation_in(app, "fin-de-cellule-de-crise").platforms == before.platforms


def test_nothing_is_answered_before_it_is_on_disk(browser: Visitor, app: Flask, db_file: Path) -> None:
    generation = repository_of(app).snapshot().state
    browser.post(SAVE, form_of(operation_in(app), title="Un"))
    assert stored_operations(db_file)[ID]["title"] == "Un"
    assert repository_of(app).snapshot().state != generation
    assert not re.search(r"\.tmp$", " ".join(os.listdir(db_file.parent)))  # noqa: PTH208


def test_a_page_shown_whole_stays_whole_after_a_change(plain: Visitor, app: Flask) -> None:
    filtered = plain.htmx(CARD, at="/?q=astuce")
    response = filtered.post(SAVE, {**form_of(operation_in(app), audiences=["tout-public"]), "pages": "3"})
    page = Page(response.text)
    assert page.all("h2") == ["Tout public : 1 opération"]
    assert "Retirer le filtre « astuce »" in page.text


def test_a_network_in_the_file_is_shown_and_edited(browser: Visitor, app: Flask, db_file: Path) -> None:
    tables = orjson.loads(db_file.read_bytes())
    (row,) = [row for row in tables["operations"].values() if row["id"] == ID]
    row["platforms"].append("Radio « <b> »")
    put_back(app, orjson.dumps(tables))
    page = page_of(browser.get(SAVE))
    assert "Radio « <b> » : annoncé, sans lien" in page.text
    form = form_fields(browser.get(f"{SAVE}/edit"))
    assert form["networks"] == ["Radio « <b> »"]
    browser.post(SAVE, {**form, "title": "Nouveau titre", "networks": "Affiche, face book", "action": "save"})
    stored = stored_operations(db_file)[ID]["platforms"]
    assert stored == [*operation_in(app).platforms]
    assert "Affiche" in stored
    assert "Radio « <b> »" not in stored
    assert stored.count("facebook") == 1


@pytest.mark.parametrize("choice", ["mine", "saved"])
def test_networks_in_conflict_are_chosen(browser: Visitor, app: Flask, choice: str) -> None:
    ticked = [*operation_in(app).platforms]
    form = {**form_of(operation_in(app), platforms=ticked), "networks": "Affiche"}
    assert browser.post(SAVE, {**form, "networks": "Radio"}).status_code in (200, 303)
    response = browser.post(SAVE, form)
    assert response.status_code == 409
    fields = form_fields(response)
    assert fields["networks"] == ["Affiche"]
    browser.post(SAVE, {**fields, "choice-platforms": choice, "action": "save"})
    assert operation_in(app).networks == (("Affiche",) if choice == "mine" else ("Radio",))


def test_a_post_of_another_operation_is_said_and_kept(browser: Visitor, app: Flask) -> None:
    other = next(one for one in catalogue_of(app).operations.values() if one.id != ID and one.links)
    url = f"{other.links[0].url}?utm_source=x"
    form = form_of(operation_in(app), links=[url])
    shown = browser.post(SAVE, {**form, "action": "recognise"})
    (link,) = [has for tag, has in page_of(shown).tags if tag == "a" and has.get("target") == "_blank"]
    assert link["href"] == f"/operations/{other.id}"
    response = browser.post(SAVE, form)
    assert response.status_code in (200, 303)
    assert operation_in(app).links[0].url == url
    said = f"Une publication ajoutée est aussi dans {quoted(other.title)}."
    if response.status_code == 303:
        response = browser.get(response.headers["Location"])
    assert said in page_of(response).text


def test_a_plain_addition_says_a_shared_post_wherever_it_leads(plain: Visitor, app: Flask) -> None:
    other = next(one for one in catalogue_of(app).operations.values() if one.links)
    form = form_of(operation_in(app), title="Autre", links=[other.links[0].url])
    for action in ("save", "save-and-next"):
        response = plain.post(
            "/operations", {**form, "submission": "a" * 32, "action": action, "title": action}
        )
        page = page_of(plain.get(response.headers["Location"]))
        assert (
            f"Une publication ajoutée est aussi dans {quoted(other.title)}"
            in page.all("p", class_="message")[0]
        )
    assert plain.post(f"/actions/{last_action(app)}/undo").status_code == 303
    assert "est aussi dans" not in plain.get(response.headers["Location"]).text
