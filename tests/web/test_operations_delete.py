"""Deleting an operation, and restoring it."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
    ID,
    Visitor,
    counts_in,
    digest,
    history_of,
    operation_in,
    page_of,
    stored_operations,
)

SAVE = f"/operations/{ID}"


def test_deleting_another_version_is_refused(browser: Visitor, app: Flask, db_file: Path) -> None:
    before = digest(db_file)
    response = browser.post(f"{SAVE}/delete", {"revision": "0123456789abcdef"})
    assert response.status_code == 409
    assert "modifiée" in response.text
    assert digest(db_file) == before


# -- deletions


def test_a_deletion_can_be_undone_where_it_was(htmx: Visitor, app: Flask, db_file: Path) -> None:
    before = list(stored_operations(db_file))
    response = htmx.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    assert response.status_code == 200
    page = page_of(response)
    assert "Opération supprimée : « Tips du Jour »." in page.text
    assert counts_in(response.text)["audience-adultes"] == 6
    (undo,) = [
        attributes["hx-post"]
        for tag, attributes in page.tags
        if tag == "form" and attributes.get("hx-post", "").endswith("undo")
    ]
    assert ID not in stored_operations(db_file)
    assert htmx.get(f"/operations/{ID}").status_code == 404
    back = htmx.post(undo)
    assert back.status_code == 200
    assert counts_in(back.text)["audience-adultes"] == 7
    assert list(stored_operations(db_file)) == before


def test_the_address_of_a_deleted_operation_offers_to_restore_it(plain: Visitor, app: Flask) -> None:
    response = plain.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    assert (response.status_code, response.headers["Location"]) == (303, SAVE)
    gone = plain.get(SAVE)
    assert gone.status_code == 404
    _, action = [attributes["action"] for tag, attributes in page_of(gone).tags if tag == "form"]
    assert plain.post(action).headers["Location"] == f"{SAVE}?saved={history_of(app).last}"
    assert plain.get(SAVE).status_code == 200
    reader = plain.reader
    plain.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    assert "Tips du Jour" not in reader.get(SAVE).text


def test_a_deletion_sent_twice_leads_to_the_way_back(plain: Visitor, app: Flask) -> None:
    fields = {"revision": operation_in(app).revision}
    answers = [plain.post(f"{SAVE}/delete", fields) for _ in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, SAVE)] * 2


def test_a_deletion_on_its_own_page_leads_to_the_way_back(plain: Visitor, app: Flask) -> None:
    alone = plain.htmx(f"_seule--{ID}", at=SAVE)
    response = alone.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, SAVE)


def test_restoring_twice_is_harmless_and_nothing_is_a_404(
    browser: Visitor, app: Flask, db_file: Path
) -> None:
    before = digest(db_file)
    assert browser.post(f"{SAVE}/restore").status_code in (200, 303)
    assert browser.post("/operations/nulle-part/restore").status_code == 404
    assert digest(db_file) == before


@pytest.mark.parametrize("verb", ["delete", "restore", "move"])
def test_an_operation_that_does_not_exist_is_a_404(browser: Visitor, db_file: Path, verb: str) -> None:
    before = digest(db_file)
    assert browser.post(f"/operations/nulle-part/{verb}", {"revision": "x"}).status_code == 404
    assert browser.get("/operations/nulle-part/edit").status_code == 404
    assert digest(db_file) == before
