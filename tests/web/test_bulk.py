"""Changing the ticked operations at once: one action, its refusals, and the way back."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.web.navigation import with_ticks
from tests.support.bulk import OTHER, THIRD, THREE, bulk_form, message_beside_controls
from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    catalogue_of,
    counts_in,
    digest,
    history_of,
    last_action,
    operation_in,
    page_of,
    repository_of,
)

GONE = "tiktok"
TICKS = f"&op={ID}&op={OTHER}&op={THIRD}"


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the results."""
    return plain.htmx()


def ticked(response: TestResponse) -> set[str]:
    return {
        attributes["value"]
        for tag, attributes in page_of(response).tags
        if attributes.get("name") == "op" and "checked" in attributes
    }


# -- what is shown


def test_editors_have_a_box_on_each_card_and_visitors_none(plain: Visitor) -> None:
    page = page_of(plain.get("/"))
    boxes = [attributes for _, attributes in page.tags if attributes.get("name") == "op"]
    assert len(boxes) == 16
    assert {(attributes["form"], attributes["type"]) for attributes in boxes} == {("filtres", "checkbox")}
    assert "Sélectionner « Tips du Jour »" in page.all("label", class_="pick")
    (form,) = [attributes for _, attributes in page.tags if attributes.get("id") == "lot"]
    assert (form["action"], form["method"], form["hx-post"]) == ("/bulk", "post", "/bulk")
    values = [attributes["value"] for tag, attributes in page.tags if tag == "option"]
    assert values[:3] == ["", "audience:adultes", "audience:enfants-jeunes"]
    assert values[4:7] == ["platform:facebook", "platform:instagram", "platform:x"]
    assert values.index("platform:site-web") < values.index("platform:bluesky")
    for path in ("/", "/?q=tips", f"/operations/{ID}"):
        for visitor in (plain.reader, plain.reader.htmx()):
            text = visitor.get(path).text
            assert not re.search('lot|"op"|pick|audiences"', text)
    assert 'name="op"' not in plain.get(f"/operations/{ID}").text


def test_enter_in_a_control_of_the_ticked_presses_nothing(plain: Visitor) -> None:
    page = page_of(plain.get("/"))
    buttons = page.tags[[attributes.get("id") for _, attributes in page.tags].index("lot") :]
    first = next(attributes for tag, attributes in buttons if tag == "button")
    assert {"hidden", "disabled"} <= first.keys()


# -- what is done


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (bulk_form("add", "platform:bluesky"), "3 opérations modifiées : plateforme « Bluesky » ajoutée."),
        (bulk_form("add", "audience:adultes"), "1 opération modifiée : cible « Adultes » ajoutée."),
        (bulk_form("add", "audience:enfants-jeunes"), "3 opérations modifiées : cible « Enfants/Jeunes » ajoutée."),
        (bulk_form("remove", "platform:instagram", ["100-000-equipements", OTHER]),
         "1 opération modifiée : plateforme « Instagram » retirée."),
        (bulk_form("delete"), "3 opérations supprimées."),
        (bulk_form("delete", "audience:adultes", [ID, ID]), "1 opération supprimée."),
    ],
)  # fmt: skip
def test_a_bulk_change_is_one_action_and_undone_at_once(
    app: Flask, plain: Visitor, form: dict[str, str | list[str]], message: str
) -> None:
    before, seen = catalogue_of(app), last_action(app)
    filtered = plain.htmx(at="/?audience=adultes&audience=tout-public")
    response = filtered.post("/bulk", form)
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#resultats"
    page = page_of(response)
    assert [text.replace("\u202f", " ") for text in page.all("p", class_="message")] == [message]
    assert counts_in(response.text) == counts_in(plain.get("/?audience=adultes&audience=tout-public").text)
    assert {revision.name for revision in history_of(app).since(seen) or ()} == {last_action(app)}
    (undo,) = [
        attributes["hx-post"]
        for tag, attributes in page.tags
        if tag == "form" and "undo" in attributes.get("hx-post", "")
    ]
    assert undo == f"/actions/{last_action(app)}/undo"
    assert filtered.post(undo).status_code == 200
    after = catalogue_of(app)
    assert list(after.operations.items()) == list(before.operations.items())
    assert after.trash == before.trash


def test_an_audience_is_added_and_taken_away(app: Flask, browser: Visitor) -> None:
    assert browser.post("/bulk", bulk_form("add", "audience:enfants-jeunes")).status_code in (200, 303)
    assert operation_in(app, ID).audiences == ("adultes", "enfants-jeunes")
    assert operation_in(app, THIRD).audiences == ("enfants-jeunes", "tout-public")
    assert browser.post("/bulk", bulk_form("remove", "audience:adultes", [ID, OTHER])).status_code in (
        200,
        303,
    )
    assert operation_in(app, ID).audiences == ("enfants-jeunes",)


def test_a_plain_bulk_change_leads_back_to_the_filters(app: Flask, plain: Visitor) -> None:
    address = "/?audience=adultes&page=1"
    # Without script, the form of the filters is sent.
    form = {**bulk_form("add", "platform:bluesky"), "audience": "adultes", "q": ""}
    response = plain.post("/bulk", form, Referer=f"http://127.0.0.1{address}")
    assert (response.status_code, response.headers["Location"]) == (303, f"/?audience=adultes{TICKS}")
    page = page_of(plain.get(response.headers["Location"]))
    (message,) = page.all("p", class_="message")
    assert message.endswith("3 opérations modifiées.")
    assert f"/actions/{last_action(app)}/undo" in [attributes.get("action") for _, attributes in page.tags]


def test_the_value_stays_chosen_and_new_audiences_are_offered(app: Flask, plain: Visitor) -> None:
    response = plain.htmx().post("/bulk", bulk_form("add", "platform:bluesky"))
    options = [attributes for tag, attributes in page_of(response).tags if tag == "option"]
    assert [attributes["value"] for attributes in options if "selected" in attributes] == ["platform:bluesky"]
    plain.post("/audiences/adultes/rename", {"label": "Grandes personnes"})
    response = plain.htmx().post("/bulk", bulk_form("add", "platform:threads"))
    assert "Grandes personnes" in page_of(response).all("option")


def test_ticks_without_script_outlive_a_filter(plain: Visitor, htmx: Visitor) -> None:
    sent = (
        f"/?audience=tout-public&q=&op={ID}&op={THIRD}&op={THIRD}&op=nulle-part&seen=x&value=&title=&all=16"
    )
    response = plain.get(sent)
    address = f"/?audience=tout-public&op={ID}&op={THIRD}&op=nulle-part"
    assert (response.status_code, response.headers["Location"]) == (303, address)
    response = plain.get(address)
    assert ticked(response) == {ID, THIRD}
    # The box of what has no card here says what it is.
    assert "Tips du Jour" in page_of(response).all("label", **{"for": "lot-1"})[0]
    assert "lot-2" not in response.text
    (chip,) = [has for _, has in page_of(response).tags if has.get("class") == "chip"]
    assert chip["href"] == f"/?op={ID}&op={THIRD}&op=nulle-part"
    # Nobody else's page has these ticks.
    assert ticked(plain.get("/?audience=tout-public")) == set()
    assert ticked(plain.reader.get(address)) == set()
    etag = response.headers["ETag"]
    assert plain.get("/?audience=tout-public", If_None_Match=etag).status_code == 200
    assert ticked(htmx.get(address)) == set()


def test_ticks_without_script_outlive_a_change_but_no_deletion(plain: Visitor) -> None:
    response = plain.post("/bulk", bulk_form("first"), Referer="http://127.0.0.1/")
    assert response.headers["Location"] == f"/?{TICKS[1:]}"
    response = plain.post("/bulk", bulk_form("delete"), Referer=f"http://127.0.0.1/?audience=adultes{TICKS}")
    assert response.headers["Location"] == "/?audience=adultes"


def test_ticks_too_many_for_an_address_are_left_out() -> None:
    assert with_ticks("/", ["a" * 60 + str(number) for number in range(120)]) == "/"
    assert with_ticks("/?q=a", []) == "/?q=a"


# -- refusals keep the ticks, and the file


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        ({"action": "add", "value": "audience:adultes"}, 422, "Cochez au moins une opération."),
        ({"action": "delete"}, 422, "Cochez au moins une opération."),
        (bulk_form("add"), 422, "Choisissez d’abord une cible ou une plateforme."),
        (bulk_form("remove"), 422, "Choisissez d’abord une cible ou une plateforme."),
        (bulk_form("add", "audience:martiens"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (bulk_form("add", "platform:adultes"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (bulk_form("add", "adultes"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (bulk_form("burn", "audience:adultes"), 422, "Action inconnue."),
        ({"op": THREE, "value": "audience:adultes"}, 422, "Action inconnue."),
        ({**bulk_form("add"), "value": ["audience:adultes", "platform:x"]}, 422, "Choisissez une seule cible"),
        ({**bulk_form("add", "platform:x"), "autre": "x"}, 422, "Champ inconnu."),
        (bulk_form("remove", "audience:adultes"), 422,
         "c’est la seule cible de « Tips du Jour » et « Questions pour un gersois ». "
         "Ajoutez d’abord une autre cible."),
        (bulk_form("remove", "audience:tout-public", [THIRD]), 422, "c’est la seule cible de « Recettes »."),
        (bulk_form("add", "audience:adultes", [ID]), 200, "l’opération cochée a déjà la cible « Adultes »."),
        (bulk_form("add", "audience:adultes", [ID, OTHER]), 200,
         "Rien à changer : les opérations cochées ont déjà la cible « Adultes »."),
        (bulk_form("remove", "audience:enfants-jeunes"), 200,
         "les opérations cochées n’ont pas la cible « Enfants/Jeunes »."),
        (bulk_form("remove", "platform:tiktok"), 200, "n’annoncent pas la plateforme « TikTok »"),
        (bulk_form("add", "platform:x", [*THREE, GONE]), 409,
         "Rien n’est changé : cette opération n’est plus dans le catalogue"),
        (bulk_form("delete", "", [ID, GONE, "nulle-part"]), 409,
         "Rien n’est changé : 2 opérations ne sont plus dans le catalogue"),
        (bulk_form("add", "platform:x", ["<b>"]), 409, "cette opération n’est plus dans le catalogue."),
    ],
)  # fmt: skip
def test_a_refusal_is_shown_beside_the_controls(
    app: Flask, browser: Visitor, db_file: Path, form: Form, status: int, message: str
) -> None:
    browser.post(f"/operations/{GONE}/delete")
    before, log = digest(db_file), last_action(app)
    response = browser.post("/bulk", form)
    assert response.status_code == status
    assert message in message_beside_controls(response)
    assert digest(db_file) == before
    assert last_action(app) == log
    is_whole = response.text.startswith("<!doctype html>")
    assert is_whole == ("HX-Request" not in browser.headers)
    if is_whole:
        ids = form.get("op", [])
        assert ticked(response) == {id for id in ids if id in catalogue_of(app).operations}
    elif status != 409:
        assert response.headers["HX-Retarget"] == "#lot-refus"


def test_a_deleted_operation_is_named_and_leaves_the_results(app: Flask, plain: Visitor) -> None:
    title = operation_in(app, GONE).title
    plain.post(f"/operations/{GONE}/delete")
    response = plain.htmx().post("/bulk", bulk_form("add", "platform:x", [ID, GONE]))
    assert response.headers["HX-Retarget"] == "#resultats"
    assert f"(« {title} »)" in response.text.replace("\u202f", " ")
    assert "Vérifiez, puis recommencez." in response.text
    assert f"adultes--{ID}" in response.text
    assert f"--{GONE}" not in response.text


def test_a_refused_bulk_change_keeps_the_filters(app: Flask, plain: Visitor) -> None:
    address = "/?audience=adultes&q=gers"
    page = page_of(plain.get(address))
    (action,) = [attributes["action"] for _, attributes in page.tags if attributes.get("id") == "lot"]
    assert action == "/bulk?audience=adultes&q=gers"
    response = plain.post(action, bulk_form("add"), Referer=f"http://127.0.0.1{address}")
    assert [
        attributes["value"] for _, attributes in page_of(response).tags if attributes.get("id") == "q"
    ] == ["gers"]
    response = plain.post(action, bulk_form("add", "platform:bluesky"), Referer=f"http://127.0.0.1{action}")
    assert response.headers["Location"] == address + TICKS


def test_many_names_are_cut_short(app: Flask, browser: Visitor) -> None:
    ids = [
        operation.id
        for operation in catalogue_of(app).operations.values()
        if operation.audiences == ("adultes",)
    ]
    assert len(ids) == 7
    response = browser.post("/bulk", bulk_form("remove", "audience:adultes", ids))
    assert message_beside_controls(response).count("«") >= 5
    assert "et 2 autres. Ajoutez" in message_beside_controls(response)


def test_more_than_the_form_may_hold_is_refused(app: Flask, browser: Visitor, db_file: Path) -> None:
    before = digest(db_file)
    response = browser.post("/bulk", bulk_form("delete", "", [f"{ID}-{i}" for i in range(5_000)]))
    assert response.status_code == 413
    assert "cochez moins d’opérations" in response.text
    assert digest(db_file) == before


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize(
    ("path", "form"),
    [("/bulk", bulk_form("add", "platform:bluesky")), ("/audiences/adultes/rename", {"label": "Grands"})],
)
def test_a_full_disk_is_said_and_loses_nothing(
    app: Flask, browser: Visitor, db_file: Path, path: str, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = digest(db_file)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        response = browser.post(path, form)
    assert response.status_code == 507
    assert "Le disque est plein" in response.text
    assert digest(db_file) == before
    assert browser.post(path, form).status_code in (200, 303)


def test_the_log_says_each_bulk_change_and_its_size(app: Flask, plain: Visitor) -> None:
    log = repository_of(app).path.parent / "instance" / "security.log"
    already = len(log.read_bytes())
    plain.post("/bulk", bulk_form("add", "platform:bluesky"))
    plain.post("/bulk", bulk_form("add", "platform:bluesky"))
    plain.post("/bulk", bulk_form("remove"))
    plain.post("/bulk", bulk_form("delete", "", [ID]))
    plain.post("/audiences/adultes/rename", {"label": "Grands"})
    plain.post("/audiences/adultes/merge", {"into": "tout-public"})
    lines = [json.loads(line) for line in log.read_bytes()[already:].splitlines()]
    assert [(line["event"], line["what"]) for line in lines] == [
        ("bulk", "add platform:bluesky × 3"),
        ("bulk", "delete × 1"),
        ("audience renamed", "adultes"),
        ("audience merged", "adultes"),
    ]
