"""Adding an operation: where it comes, what says so, and what a form sent twice adds."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
    Form,
    Visitor,
    catalogue_of,
    counts_in,
    form_fields,
    form_of,
    history_of,
    opened,
    operation_in,
    page_of,
    repository_of,
    stored_operations,
)


def add_twice(browser: Visitor, app: Flask, **changes: str) -> None:
    """Send the form of an addition, and send it again with `changes`."""
    page = page_of(browser.get("/operations/new"))
    (submission,) = [
        attributes["value"] for tag, attributes in page.tags if attributes.get("name") == "submission"
    ]
    form = {"title": "Neuve", "audiences": "adultes", "action": "save", "submission": submission}
    first = browser.post("/operations", form)
    second = browser.post("/operations", form | changes)
    assert {first.status_code, second.status_code} <= {200, 303}


def test_the_same_addition_twice_is_one(browser: Visitor, app: Flask) -> None:
    add_twice(browser, app)
    assert [id for id in catalogue_of(app).operations if id.startswith("neuve")] == ["neuve"]


def test_the_same_addresses_pasted_or_in_rows_add_once(browser: Visitor, app: Flask) -> None:
    links = ["https://www.gers.fr/a", "https://www.gers.fr/b"]
    for sent in (["", " ".join(links)], [*links, ""], [links[0], f"{links[1]}\n"]):
        browser.post("/operations", AGAIN | {"links": sent})
    assert new_ids(app) == ["neuve"]


def test_an_addition_sent_again_after_a_restore_adds_once(
    browser: Visitor, app: Flask, seed_path: Path
) -> None:
    browser.post("/operations", AGAIN)
    with_it, path = repository_of(app).path.read_bytes(), repository_of(app).path
    # A copy from before the addition is put back: the form that is sent again adds, once.
    path.write_bytes(seed_path.read_bytes())
    for _ in range(2):
        assert browser.post("/operations", AGAIN).status_code in (200, 303)
    assert new_ids(app) == ["neuve"]
    # A copy from after it is.
    path.write_bytes(with_it)
    assert browser.post("/operations", AGAIN).status_code in (200, 303)
    assert new_ids(app) == ["neuve"]


def test_a_form_sent_again_with_another_title_adds_again(browser: Visitor, app: Flask) -> None:
    add_twice(browser, app, title="Neuve aussi")
    added = [id for id in catalogue_of(app).operations if id.startswith("neuve")]
    assert added == ["neuve", "neuve-aussi"]


AGAIN = {"title": "Neuve", "audiences": "adultes", "action": "save", "submission": "x"}


def new_ids(app: Flask) -> list[str]:
    return [id for id in catalogue_of(app).operations if id.startswith("neuve")]


def test_an_undone_addition_sent_again_adds_once(browser: Visitor, app: Flask) -> None:
    browser.post("/operations", AGAIN)
    browser.post(f"/actions/{history_of(app).last}/undo")
    assert new_ids(app) == []
    for _ in range(3):
        assert browser.post("/operations", AGAIN).status_code in (200, 303)
    assert new_ids(app) == ["neuve-2"]


def test_a_deleted_addition_sent_again_adds_once(browser: Visitor, app: Flask) -> None:
    browser.post("/operations", AGAIN)
    browser.post("/operations/neuve/delete")
    for _ in range(2):
        assert browser.post("/operations", AGAIN).status_code in (200, 303)
    assert new_ids(app) == ["neuve-2"]


def test_an_erased_addition_sent_again_adds_once(browser: Visitor, app: Flask) -> None:
    form = AGAIN | {"new_audience": "Martiens"}
    browser.post("/operations", form)
    repository_of(app).erase("neuve")
    for _ in range(2):
        assert browser.post("/operations", form).status_code in (200, 303)
    assert new_ids(app) == ["neuve"]


# -- additions


def test_an_addition_comes_last_and_is_announced(htmx: Visitor, app: Flask, db_file: Path) -> None:
    form = form_of(operation_in(app), title="Nouvelle opération", links=[], revision="")
    response = htmx.post("/operations", form)
    assert response.status_code == 200
    page = page_of(response)
    assert page.all("p", class_="message") == ["Opération ajoutée : « Nouvelle opération »."]
    assert response.headers["HX-Retarget"] == "#resultats"
    assert '<div hx-swap-oob="innerHTML:#ajout"></div>' in response.text
    assert counts_in(response.text)["audience-adultes"] == 8
    assert list(stored_operations(db_file))[-1] == "nouvelle-operation"
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("class") == "operation"]
    assert ids[7] == "adultes--nouvelle-operation"


def test_a_plain_addition_leads_to_its_address(plain: Visitor, app: Flask) -> None:
    response = plain.post("/operations", form_of(operation_in(app), title="Tips du jour"))
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/operations/tips-du-jour-2?saved={history_of(app).last}",
    )
    assert plain.get(response.headers["Location"]).status_code == 200


def test_an_addition_that_the_filters_hide_says_where_it_is(plain: Visitor, app: Flask) -> None:
    filtered = plain.htmx("ajout", at="/?audience=enfants-jeunes")
    response = filtered.post("/operations", form_of(operation_in(app), title="Cachée"))
    page = page_of(response)
    assert page.all("a", href="/operations/cachee") == ["voir l’opération"]
    assert "L’opération n’est pas dans les résultats affichés" in page.text
    assert page.all("h2") == ["Enfants/Jeunes : 2 opérations"]


def test_the_form_of_an_addition_begins_with_the_filters_ticked(plain: Visitor) -> None:
    for response in (
        plain.htmx("ajout", at="/?audience=tout-public&platform=x").get("/operations/new"),
        plain.get("/operations/new", Referer="http://127.0.0.1/?audience=tout-public&platform=x"),
    ):
        assert form_fields(response)["audiences"] == ["tout-public"]
        assert form_fields(response)["platforms"] == ["x"]


@pytest.mark.parametrize("title", ["𝗧𝗶𝗽𝘀 en gras", "⑴ Recettes", "🎉", "日本", "New", "a" * 200])
def test_a_start_accepts_an_addition_of_any_title(seed_path: Path, tmp_path: Path, title: str) -> None:
    db_file = Path(shutil.copy(seed_path, tmp_path))
    with opened(db_file) as app:
        response = Visitor(app).post("/operations", form_of(operation_in(app), title=title))
        assert response.status_code == 303
    with opened(db_file) as app:
        assert list(catalogue_of(app).operations.values())[-1].title == title


def test_the_first_operation_of_an_empty_catalogue(tmp_path: Path) -> None:
    with opened(tmp_path / "none.json") as app:
        response = Visitor(app).post(
            "/operations", {"title": "Première", "new_audience": "Tous", "action": "save"}
        )
        assert response.status_code == 303
    with opened(tmp_path / "none.json") as app:
        assert operation_in(app, "premiere").audiences == ("tous",)


# -- several in a row


TEXT = (
    "Sortie au lac\n\nDimanche, à 9 h.\nhttps://www.gers.fr/lac\nhttps://www.facebook.com/LeGers32/posts/1\n"
)


def test_a_pasted_text_is_split_into_the_fields(browser: Visitor, db_file: Path) -> None:
    before = db_file.read_bytes()
    response = browser.post("/operations", {"prose": TEXT, "audiences": "adultes", "action": "split"})
    fields = form_fields(response)
    assert fields["title"] == ["Sortie au lac"]
    assert fields["description"] == ["Dimanche, à 9 h."]
    assert [url for url in fields["links"] if url] == TEXT.split()[-2:]
    assert fields["prose"] == [""]
    assert db_file.read_bytes() == before


def test_a_pasted_text_replaces_nothing_that_was_typed(browser: Visitor) -> None:
    form = {"title": "Mon titre", "description": "Ma phrase.", "prose": TEXT, "action": "split"}
    fields = form_fields(browser.post("/operations", form))
    assert fields["title"] == ["Mon titre"]
    assert fields["description"] == ["Ma phrase.\nSortie au lac\n\nDimanche, à 9 h."]


def test_a_text_pasted_and_saved_at_once_is_saved(browser: Visitor, app: Flask) -> None:
    browser.post("/operations", {"prose": TEXT, "audiences": "adultes", "title": "", "action": "save"})
    assert [link.url for link in operation_in(app, "sortie-au-lac").links] == TEXT.split()[-2:]


def test_save_and_next_gives_a_form_with_the_same_audiences(htmx: Visitor, app: Flask) -> None:
    form: Form = {"title": "Une", "audiences": "tout-public", "platforms": "x", "action": "save-and-next"}
    response = htmx.post("/operations", form)
    fields = form_fields(response)
    assert (fields["title"], fields["audiences"], fields.get("platforms")) == ([""], ["tout-public"], None)
    assert "Cibles de la précédente" in response.text
    focused = [attributes for _, attributes in page_of(response).tags if "autofocus" in attributes]
    assert [attributes.get("name") for attributes in focused] == ["title"]
    assert operation_in(app, "une").platforms == ("x",)


def test_plain_save_and_next_leads_to_a_further_form(plain: Visitor) -> None:
    form: Form = {"title": "Une", "audiences": "tout-public", "action": "save-and-next"}
    response = plain.post("/operations", form)
    assert (response.status_code, response.headers["Location"]) == (303, "/operations/new?after=une")
    page = plain.get(response.headers["Location"])
    assert form_fields(page)["audiences"] == ["tout-public"]
    (said,) = page_of(page).all("p", class_="message")
    assert said.endswith("« Une » ajoutée.")


def test_a_copy_has_all_but_the_links(browser: Visitor, app: Flask) -> None:
    original = operation_in(app)
    fields = form_fields(browser.get(f"/operations/new?copy={original.id}"))
    assert fields["title"] == [original.title]
    assert fields["audiences"] == list(original.audiences)
    assert "links" not in fields
    assert fields["submission"] != [""]


def test_what_the_filters_ticked_is_said(plain: Visitor) -> None:
    page = plain.htmx("ajout", at="/?audience=tout-public&platform=x").get("/operations/new").text
    assert "Coché d’après les filtres\u202f: Tout public et X (ex-Twitter)." in page


def test_platforms_that_the_links_show_are_not_asked_for(browser: Visitor) -> None:
    links = ["https://www.facebook.com/LeGers32/posts/1", "pas une adresse"]
    form: Form = {"links": links, "platforms": ["facebook", "x"], "action": "recognise"}
    response = browser.post("/operations", form)
    boxes = {
        attributes["value"]: attributes["type"]
        for _, attributes in page_of(response).tags
        if attributes.get("name") == "platforms"
    }
    assert boxes["facebook"] == "hidden"
    assert boxes["x"] == boxes["site-web"] == "checkbox"
    assert "facebook" in form_fields(response)["platforms"]
