"""« Placer… »: one operation by its form, the ticked ones by theirs, and what is refused."""

from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import PAGE
from gersapp.web.french import quoted
from tests.support.bulk import OTHER, THREE, bulk_form
from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    catalogue_of,
    digest,
    last_action,
    page_of,
    stored_operations,
)

PLACE = f"/operations/{OTHER}/place"


def place_form(position: str, **values: str) -> Form:
    return {"section": "adultes", "audience": "adultes", "position": position, "title": "", **values}


def test_the_form_offers_the_other_titles_and_its_audience(plain: Visitor) -> None:
    page = page_of(plain.htmx().get(f"{PLACE}?section=adultes"))
    tags = [attributes for tag, attributes in page.tags if tag == "option"]
    assert [option["value"] for option in tags if "selected" in option] == ["adultes"]
    titles = [option["value"] for option in tags][3:]
    assert len(titles) == 15
    assert catalogue_of(plain.app).get(OTHER).title not in titles
    assert len(page_of(plain.get("/titles")).all("option")) == 16


def test_the_last_is_first_and_keeps_the_focus(plain: Visitor, db_file: Path) -> None:
    last = "des-masques-pour-les-gersois"
    response = plain.htmx().post(f"/operations/{last}/place", place_form("first"))
    assert "Opération placée en premier dans « Adultes »" in page_of(response).text.replace("\u202f", " ")
    assert response.headers["HX-Retarget"] == "#resultats"
    (focused,) = [tag for _, tag in page_of(response).tags if "autofocus" in tag]
    assert focused["href"] == f"/operations/{last}/place?section=adultes"
    assert next(iter(stored_operations(db_file))) == last
    plain.post(f"/actions/{last_action(plain.app)}/undo", {})
    assert last in list(stored_operations(db_file))[-12:]


def test_an_operation_goes_to_another_audience(plain: Visitor, app: Flask) -> None:
    response = plain.post(PLACE, place_form("last", audience="tout-public"))
    assert response.status_code == 303
    assert response.headers["Location"] == f"/?audience=tout-public#tout-public--{OTHER}"
    assert catalogue_of(app).get(OTHER).audiences == ("tout-public",)
    assert len(catalogue_of(app).operations) <= PAGE


def test_an_operation_that_left_the_audience_meanwhile_is_back(plain: Visitor, app: Flask) -> None:
    plain.post(PLACE, place_form("last", audience="tout-public"))
    response = plain.post(PLACE, place_form("first"))
    assert response.headers["Location"] == f"/?audience=adultes#adultes--{OTHER}"
    assert catalogue_of(app).get(OTHER).audiences == ("adultes", "tout-public")


def test_a_dropped_card_stands_before_another(plain: Visitor, db_file: Path) -> None:
    response = plain.htmx().post(PLACE, place_form("before", anchor="recettes"))
    assert response.status_code == 200
    order = list(stored_operations(db_file))
    assert order.index(OTHER) == order.index("recettes") - 1


def test_the_ticked_are_dropped_together(plain: Visitor, app: Flask, db_file: Path) -> None:
    others = [id for id in stored_operations(db_file) if id not in THREE]
    before = {id: catalogue_of(app).get(id).audiences for id in stored_operations(db_file) if id in THREE}
    form = {**place_form("after", anchor=others[-1]), "op": THREE}
    response = plain.htmx().post(PLACE, form)
    text = page_of(response).text.replace("\u202f", " ")
    assert f"3 opérations placées après {quoted(catalogue_of(app).get(others[-1]).title)}." in text
    assert list(stored_operations(db_file)) == [*others, *before]
    # Nobody gets an audience by being moved among those of one.
    assert {id: catalogue_of(app).get(id).audiences for id in THREE} == before
    assert "Rien à changer" in plain.htmx().post(PLACE, form).text
    # Under another audience they get it.
    plain.htmx().post(PLACE, {**form, "audience": "tout-public"})
    assert all("tout-public" in catalogue_of(app).get(id).audiences for id in THREE)
    assert plain.htmx().post(PLACE, {**form, "op": [*THREE, "nulle-part"]}).status_code == 409


def test_a_place_that_it_has_already_changes_nothing(plain: Visitor, db_file: Path) -> None:
    before = digest(db_file)
    assert "Déjà à cette place" in plain.htmx().post(PLACE, place_form("first")).text
    assert digest(db_file) == before


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        (place_form("after"), 422, "Choisissez une opération de la liste"),
        (place_form("after", title="Martiens"), 422, "On ne sait pas quelle opération est « Martiens »"),
        (place_form("after", anchor="zzz"), 409, "L’opération choisie n’est plus dans le catalogue"),
        (place_form("first", audience="zzz"), 422, "Cible inconnue"),
        (place_form("first", audience=""), 422, "Choisissez une cible"),
        (place_form("aside"), 422, "Place inconnue"),
    ],
)
def test_a_refused_place_keeps_what_was_typed(
    plain: Visitor, db_file: Path, form: dict[str, str], status: int, message: str
) -> None:
    before = digest(db_file)
    for visitor in (plain, plain.htmx()):
        response = visitor.post(PLACE, form)
        assert response.status_code == status
        assert message in page_of(response).text.replace("\u202f", " ")
        (field,) = [tag for _, tag in page_of(response).tags if tag.get("name") == "title"]
        assert field["value"] == form["title"]
    assert digest(db_file) == before


def test_the_ticked_are_placed_together_and_undone(plain: Visitor, db_file: Path) -> None:
    before = list(stored_operations(db_file))
    response = plain.htmx().post("/bulk", bulk_form("last"))
    assert "3 opérations placées en dernier." in response.text
    order = list(stored_operations(db_file))
    assert order[-3:] == [id for id in before if id in THREE]
    plain.post(f"/actions/{last_action(plain.app)}/undo", {})
    assert list(stored_operations(db_file)) == before


def test_the_ticked_are_placed_after_a_title(plain: Visitor, app: Flask, db_file: Path) -> None:
    form = {**bulk_form("after", ids=[ID, OTHER]), "title": "recettes"}
    text = page_of(plain.htmx().post("/bulk", form)).text.replace("\u202f", " ")
    assert "2 opérations placées après « Recettes" in text
    order = list(stored_operations(db_file))
    assert set(order[order.index("recettes") + 1 :][:2]) == {ID, OTHER}
    before = digest(db_file)
    again = plain.post("/bulk", form)
    assert "les opérations cochées sont déjà après" in page_of(again).text
    assert digest(db_file) == before


def test_the_ticked_are_not_placed_after_an_unknown_title(plain: Visitor, db_file: Path) -> None:
    before = digest(db_file)
    response = plain.htmx().post("/bulk", {**bulk_form("after"), "title": "Martiens"})
    assert response.status_code == 422
    assert "On ne sait pas quelle opération est" in response.text
    assert digest(db_file) == before
