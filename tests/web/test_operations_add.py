"""Adding an operation: where it comes, what says so, and what a form sent twice adds."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
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
