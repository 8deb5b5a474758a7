"""Changing the whole selection at once: what is changed, and which selections are refused."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.bulk import bulk_form, message_beside_controls
from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    catalogue_of,
    digest,
    last_action,
)


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the results."""
    return plain.htmx()


def all_form(app: Flask, number: int, **changes: str) -> Form:
    """The form whose box « Cocher les… » is ticked, on a page that shows so many operations."""
    form = {"all": str(number), "seen": last_action(app), "action": "add", "value": "platform:bluesky"}
    return {**form, **changes}


def test_the_whole_selection_is_changed(app: Flask, plain: Visitor) -> None:
    at = plain.htmx(at="/?audience=adultes")
    assert at.post("/bulk", all_form(app, 7)).status_code == 200
    announced = {
        operation.id
        for operation in catalogue_of(app).operations.values()
        if "bluesky" in operation.platforms
    }
    assert announced == {
        operation.id
        for operation in catalogue_of(app).operations.values()
        if "adultes" in operation.audiences
    }


@pytest.mark.parametrize("number", ["6", "8", "", "x"])
def test_a_selection_of_another_number_is_refused(
    app: Flask, plain: Visitor, db_file: Path, number: str
) -> None:
    before = digest(db_file)
    at = plain.htmx(at="/?audience=adultes")
    response = at.post("/bulk", all_form(app, 7, all=number))
    assert response.status_code == 422
    assert "la sélection a changé" in message_beside_controls(response)
    assert digest(db_file) == before


def test_a_selection_with_an_unseen_change_is_refused(app: Flask, plain: Visitor, db_file: Path) -> None:
    at = plain.htmx(at="/?audience=adultes")
    form = all_form(app, 7, action="delete")
    plain.post("/bulk", bulk_form("add", "platform:threads", [ID]))
    before = digest(db_file)
    response = at.post("/bulk", form)
    assert "Elle a maintenant 7 opérations" in message_beside_controls(response)
    assert digest(db_file) == before


def test_a_plain_change_of_the_selection_keeps_its_filters(app: Flask, plain: Visitor) -> None:
    response = plain.post(
        "/bulk?audience=adultes", all_form(app, 7), Referer="http://127.0.0.1/?audience=adultes"
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/?audience=adultes&all=1")
