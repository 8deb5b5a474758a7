"""`gersapp.web.bulk.views` and `gersapp.web.audiences.views`: many operations at once, audiences everywhere, one way back."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.model import Operation
from tests.support.visitor import (
    ID,
    Form,
    Page,
    Visitor,
    catalogue_of,
    counts_in,
    digest,
    history_of,
    page_of,
    repository_of,
)

OTHER, THIRD = "questions-pour-un-gersois", "recettes"
THREE = [ID, OTHER, THIRD]
GONE = "tiktok"


@pytest.fixture
def plain(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture(params=["plain", "htmx"])
def face(request: pytest.FixtureRequest, plain: Visitor) -> Visitor:
    return plain if request.param == "plain" else plain.htmx()


@pytest.fixture
def database(app: Flask) -> Path:
    return repository_of(app).path


def operation(app: Flask, id: str = ID) -> Operation:
    return catalogue_of(app).get(id)


def last(app: Flask) -> str:
    return history_of(app).last


def asked(action: str, value: str = "", ids: list[str] = THREE) -> dict[str, str | list[str]]:
    return {"op": ids, "value": value, "action": action}


def said(answer: TestResponse) -> str:
    """The message beside the controls, with plain spaces."""
    page = page_of(answer)
    (whole,) = page.all("p", id="lot-refus") or [page.text]
    return " ".join(whole.replace("\u202f", " ").split())


def ticked(answer: TestResponse) -> set[str]:
    return {
        has["value"] for tag, has in page_of(answer).tags if has.get("form") == "lot" and "checked" in has
    }


# -- what is shown


def test_editors_have_a_box_on_each_card_and_visitors_have_nothing(plain: Visitor) -> None:
    page = page_of(plain.get("/"))
    boxes = [has for _, has in page.tags if has.get("form") == "lot"]
    assert len(boxes) == 16
    assert {(has["name"], has["type"]) for has in boxes} == {("op", "checkbox")}
    assert "Sélectionner « « Tips du Jour » »" in page.all("label", class_="pick")
    (form,) = [has for _, has in page.tags if has.get("id") == "lot"]
    assert (form["action"], form["method"], form["hx-post"]) == ("/bulk", "post", "/bulk")
    values = [has["value"] for tag, has in page.tags if tag == "option"]
    assert values[:3] == ["", "audience:adultes", "audience:enfants-jeunes"]
    assert "platform:site-web" in values
    for path in ("/", "/?q=tips", f"/operations/{ID}"):
        for visitor in (plain.reader, plain.reader.htmx()):
            text = visitor.get(path).text
            assert not re.search('lot|"op"|pick|audiences"', text)
    assert 'form="lot"' not in plain.get(f"/operations/{ID}").text


def test_enter_in_a_box_presses_no_button(plain: Visitor) -> None:
    page = page_of(plain.get("/"))
    buttons = page.tags[[has.get("id") for _, has in page.tags].index("lot") :]
    first = next(has for tag, has in buttons if tag == "button")
    assert {"hidden", "disabled"} <= first.keys()


# -- what is done


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (asked("add", "platform:bluesky"), "3 opérations modifiées : plateforme « Bluesky » ajoutée."),
        (asked("add", "audience:adultes"), "1 opération modifiée : cible « Adultes » ajoutée."),
        (asked("add", "audience:enfants-jeunes"), "3 opérations modifiées : cible « Enfants/Jeunes » ajoutée."),
        (asked("remove", "platform:instagram", ["100-000-equipements", OTHER]),
         "1 opération modifiée : plateforme « Instagram » retirée."),
        (asked("delete"), "3 opérations supprimées."),
        (asked("delete", "audience:adultes", [ID, ID]), "1 opération supprimée."),
    ],
)  # fmt: skip
def test_it_is_one_action_that_is_told_and_undone_at_once(
    app: Flask, plain: Visitor, form: dict[str, str | list[str]], message: str
) -> None:
    before, seen = catalogue_of(app), last(app)
    on = plain.htmx(at="/?audience=adultes&audience=tout-public")
    answer = on.post("/bulk", form)
    assert answer.status_code == 200
    assert answer.headers["HX-Retarget"] == "#resultats"
    page = page_of(answer)
    assert [text.replace("\u202f", " ") for text in page.all("p", class_="message")] == [message]
    assert counts_in(answer.text) == counts_in(plain.get("/?audience=adultes&audience=tout-public").text)
    assert {revision.name for revision in history_of(app).since(seen) or ()} == {last(app)}
    (undo,) = [has["hx-post"] for tag, has in page.tags if tag == "form" and "undo" in has.get("hx-post", "")]
    assert undo == f"/actions/{last(app)}/undo"
    assert on.post(undo).status_code == 200
    after = catalogue_of(app)
    assert list(after.operations.items()) == list(before.operations.items())
    assert after.trash == before.trash


def test_an_audience_is_added_and_taken_away(app: Flask, face: Visitor) -> None:
    assert face.post("/bulk", asked("add", "audience:enfants-jeunes")).status_code in (200, 303)
    assert operation(app, ID).audiences == ("adultes", "enfants-jeunes")
    assert operation(app, THIRD).audiences == ("enfants-jeunes", "tout-public")
    assert face.post("/bulk", asked("remove", "audience:adultes", [ID, OTHER])).status_code in (200, 303)
    assert operation(app, ID).audiences == ("enfants-jeunes",)


def test_a_plain_browser_comes_back_to_its_filters_and_is_told(app: Flask, plain: Visitor) -> None:
    there = "/?audience=adultes&page=1"
    answer = plain.post("/bulk", asked("add", "platform:bluesky"), Referer=f"http://127.0.0.1{there}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?audience=adultes")
    page = page_of(plain.get(answer.headers["Location"]))
    (message,) = page.all("p", class_="message")
    assert message.endswith("3 opérations modifiées.")
    assert f"/actions/{last(app)}/undo" in [has.get("action") for _, has in page.tags]


def test_the_value_stays_chosen_and_new_audiences_are_offered(app: Flask, plain: Visitor) -> None:
    answer = plain.htmx().post("/bulk", asked("add", "platform:bluesky"))
    options = [has for tag, has in page_of(answer).tags if tag == "option"]
    assert [has["value"] for has in options if "selected" in has] == ["platform:bluesky"]
    plain.post("/audiences/adultes/rename", {"label": "Grandes personnes"})
    answer = plain.htmx().post("/bulk", asked("add", "platform:threads"))
    assert "Grandes personnes" in page_of(answer).all("option")


# -- refusals keep the ticks, and the file


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        ({"action": "add", "value": "audience:adultes"}, 422, "Cochez au moins une opération."),
        ({"action": "delete"}, 422, "Cochez au moins une opération."),
        (asked("add"), 422, "Choisissez d’abord une cible ou une plateforme."),
        (asked("remove"), 422, "Choisissez d’abord une cible ou une plateforme."),
        (asked("add", "audience:martiens"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (asked("add", "platform:adultes"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (asked("add", "adultes"), 422, "Cette cible ou cette plateforme n’existe plus"),
        (asked("burn", "audience:adultes"), 422, "Action inconnue."),
        ({"op": THREE, "value": "audience:adultes"}, 422, "Action inconnue."),
        ({**asked("add"), "value": ["audience:adultes", "platform:x"]}, 422, "Choisissez une seule cible"),
        ({**asked("add", "platform:x"), "autre": "x"}, 422, "Champ inconnu."),
        (asked("remove", "audience:adultes"), 422,
         "c’est la seule cible de « Tips du Jour » et « Questions pour un gersois ». "
         "Ajoutez d’abord une autre cible."),
        (asked("remove", "audience:tout-public", [THIRD]), 422, "c’est la seule cible de « Recettes »."),
        (asked("add", "audience:adultes", [ID]), 200, "l’opération cochée a déjà la cible « Adultes »."),
        (asked("add", "audience:adultes", [ID, OTHER]), 200,
         "Rien à changer : les opérations cochées ont déjà la cible « Adultes »."),
        (asked("remove", "audience:enfants-jeunes"), 200,
         "les opérations cochées n’ont pas la cible « Enfants/Jeunes »."),
        (asked("remove", "platform:tiktok"), 200, "n’annoncent pas la plateforme « TikTok »"),
        (asked("add", "platform:x", [*THREE, GONE]), 409,
         "Rien n’est changé : cette opération n’est plus dans le catalogue"),
        (asked("delete", "", [ID, GONE, "nulle-part"]), 409,
         "Rien n’est changé : 2 opérations ne sont plus dans le catalogue"),
        (asked("add", "platform:x", ["<b>"]), 409, "cette opération n’est plus dans le catalogue."),
    ],
)  # fmt: skip
def test_a_refusal_says_why_beside_the_controls_and_changes_nothing(
    app: Flask, face: Visitor, database: Path, form: Form, status: int, message: str
) -> None:
    face.post(f"/operations/{GONE}/delete")
    before, log = digest(database), last(app)
    answer = face.post("/bulk", form)
    assert answer.status_code == status
    assert message in said(answer)
    assert digest(database) == before
    assert last(app) == log
    is_whole = answer.text.startswith("<!doctype html>")
    assert is_whole == ("HX-Request" not in face.headers)
    if is_whole:
        ids = form.get("op", [])
        assert ticked(answer) == {id for id in ids if id in catalogue_of(app).operations}
    elif status != 409:
        assert answer.headers["HX-Retarget"] == "#lot-refus"


def test_what_was_deleted_meanwhile_is_named_and_leaves_the_results(app: Flask, plain: Visitor) -> None:
    title = operation(app, GONE).title
    plain.post(f"/operations/{GONE}/delete")
    answer = plain.htmx().post("/bulk", asked("add", "platform:x", [ID, GONE]))
    assert answer.headers["HX-Retarget"] == "#resultats"
    assert f"(« {title} »)" in answer.text.replace("\u202f", " ")
    assert "Vérifiez, puis recommencez." in answer.text
    assert f"adultes--{ID}" in answer.text
    assert f"--{GONE}" not in answer.text


def test_a_refused_page_keeps_the_filters_for_what_comes_next(app: Flask, plain: Visitor) -> None:
    there = "/?audience=adultes&q=gers"
    page = page_of(plain.get(there))
    (action,) = [has["action"] for _, has in page.tags if has.get("id") == "lot"]
    assert action == "/bulk?audience=adultes&q=gers"
    answer = plain.post(action, asked("add"), Referer=f"http://127.0.0.1{there}")
    assert [has["value"] for _, has in page_of(answer).tags if has.get("id") == "q"] == ["gers"]
    answer = plain.post(action, asked("add", "platform:bluesky"), Referer=f"http://127.0.0.1{action}")
    assert answer.headers["Location"] == there


def test_many_names_are_cut_short(app: Flask, face: Visitor) -> None:
    ids = [each.id for each in catalogue_of(app).operations.values() if each.audiences == ("adultes",)]
    assert len(ids) == 7
    answer = face.post("/bulk", asked("remove", "audience:adultes", ids))
    assert said(answer).count("«") >= 5
    assert "et 2 autres. Ajoutez" in said(answer)


def test_more_than_the_form_may_hold_is_refused(app: Flask, face: Visitor, database: Path) -> None:
    before = digest(database)
    answer = face.post("/bulk", asked("delete", "", [f"{ID}-{i}" for i in range(5_000)]))
    assert answer.status_code == 413
    assert "cochez moins d’opérations" in answer.text
    assert digest(database) == before


@pytest.mark.parametrize(
    ("path", "form"),
    [("/bulk", asked("add", "platform:bluesky")), ("/audiences/adultes/rename", {"label": "Grands"})],
)
def test_when_nothing_can_be_written_it_is_told_and_nothing_is_lost(
    app: Flask, face: Visitor, database: Path, path: str, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = digest(database)
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        answer = face.post(path, form)
    assert answer.status_code == 507
    assert "Le disque est plein" in answer.text
    assert digest(database) == before
    assert face.post(path, form).status_code in (200, 303)


def test_the_log_says_what_was_asked_and_of_how_many(app: Flask, plain: Visitor) -> None:
    log = repository_of(app).path.parent / "instance" / "security.log"
    already = len(log.read_bytes())
    plain.post("/bulk", asked("add", "platform:bluesky"))
    plain.post("/bulk", asked("add", "platform:bluesky"))
    plain.post("/bulk", asked("remove"))
    plain.post("/bulk", asked("delete", "", [ID]))
    plain.post("/audiences/adultes/rename", {"label": "Grands"})
    plain.post("/audiences/adultes/merge", {"into": "tout-public"})
    lines = [json.loads(line) for line in log.read_bytes()[already:].splitlines()]
    assert [(line["event"], line["what"]) for line in lines] == [
        ("bulk", "add platform:bluesky × 3"),
        ("bulk", "delete × 1"),
        ("audience renamed", "adultes"),
        ("audience merged", "adultes"),
    ]


# -- audiences


def audience_page(visitor: Visitor) -> Page:
    return page_of(visitor.get("/audiences"))


def test_the_page_of_audiences_counts_before_anything_is_done(app: Flask, plain: Visitor) -> None:
    plain.post("/bulk", asked("delete", "", [ID]))
    page = audience_page(plain)
    assert [text.replace("\u202f", " ") for text in page.all("h2")] == [
        "Adultes : 7 opérations, dont 1 dans la corbeille",
        "Enfants/Jeunes : 2 opérations",
        "Tout public : 7 opérations",
    ]
    assert page.all("p", id="avec-adultes-note") == ["7 opérations passeront dans la cible choisie."]
    assert [has["value"] for _, has in page.tags if has.get("name") == "label"] == [
        "Adultes",
        "Enfants/Jeunes",
        "Tout public",
    ]
    assert not [has for _, has in page.tags if has.get("action", "").endswith("/remove")]
    assert page_of(plain.get("/")).all("a", href="/audiences") == ["Cibles"]
    assert page_of(plain.reader.get("/")).all("a", href="/audiences") == []


def test_a_renamed_audience_keeps_its_address_and_is_undone(app: Flask, face: Visitor) -> None:
    answer = face.post("/audiences/adultes/rename", {"label": " Grandes  personnes "})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/audiences")
    first = catalogue_of(app).heading.audiences[0]
    assert (first.slug, first.label) == ("adultes", "Grandes  personnes")
    assert page_of(face.get("/?audience=adultes")).all("h2")[0].startswith("Grandes personnes : 7")
    page = audience_page(Visitor(app))
    (message,) = page.all("p", class_="message")
    assert message.replace("\u202f", " ").endswith("— cible « Adultes » renommée « Grandes personnes ».")
    (undo,) = [has["action"] for _, has in page.tags if "undo" in has.get("action", "")]
    answer = Visitor(app).post(undo, Referer="http://127.0.0.1/audiences")
    assert answer.headers["Location"] == "/audiences"
    assert catalogue_of(app).heading.audiences[0].label == "Adultes"


def test_merged_audiences_are_one_everywhere_and_undone_at_once(app: Flask, face: Visitor) -> None:
    face.post(f"/operations/{ID}/delete")
    before = catalogue_of(app)
    answer = face.post("/audiences/adultes/merge", {"into": "tout-public"})
    assert answer.status_code == 303
    after = catalogue_of(app)
    assert [each.slug for each in after.heading.audiences] == ["enfants-jeunes", "tout-public"]
    assert after.trash[ID].operation.audiences == ("tout-public",)
    assert counts_in(face.get("/").text)["audience-tout-public"] == 13
    page = audience_page(Visitor(app))
    (message,) = page.all("p", class_="message")
    assert "7 opérations modifiées, cible « Adultes » fusionnée avec une autre" in message.replace(
        "\u202f", " "
    )
    (undo,) = [has["action"] for _, has in page.tags if "undo" in has.get("action", "")]
    assert Visitor(app).post(undo).status_code == 303
    after = catalogue_of(app)
    assert after.heading == before.heading
    assert list(after.operations.items()) == list(before.operations.items())
    assert after.trash == before.trash


def test_an_audience_that_no_operation_has_is_removed(app: Flask, face: Visitor) -> None:
    face.post("/bulk", asked("add", "audience:tout-public", ["e-mag-du-gers", *catalogue_of(app).operations]))
    ids = [each.id for each in catalogue_of(app).operations.values() if "enfants-jeunes" in each.audiences]
    face.post("/bulk", asked("add", "audience:tout-public", ids))
    face.post("/bulk", asked("remove", "audience:enfants-jeunes", ids))
    page = audience_page(Visitor(app))
    assert "Aucune opération n’a cette cible" in page.text
    assert face.post("/audiences/enfants-jeunes/remove").status_code == 303
    assert [each.slug for each in catalogue_of(app).heading.audiences] == ["adultes", "tout-public"]


@pytest.mark.parametrize(
    ("path", "form", "status", "message"),
    [
        ("adultes/rename", {"label": " "}, 422, "Donnez un nom à la cible."),
        ("adultes/rename", {}, 422, "Donnez un nom à la cible."),
        ("adultes/rename", {"label": "a" * 81}, 422, "81 caractères : c’est plus que les 80 possibles."),
        ("adultes/rename", {"label": "a\x07"}, 422, "caractère de contrôle (U+0007)"),
        ("adultes/rename", {"label": "a" + "\u0301" * 40}, 422, "plus de 30 accents"),
        ("adultes/rename", {"label": "!"}, 422, "Donnez à la cible un nom avec des lettres."),
        ("adultes/rename", {"label": ["Un", "Deux"]}, 422, "Un texte est attendu."),
        ("adultes/rename", {"label": "TOUT public"}, 422,
         "C’est déjà le nom ou l’adresse de la cible « Tout public ». Pour n’en faire qu’une, fusionnez-les."),
        ("adultes/rename", {"label": "Un", "autre": "x"}, 422, "Champ inconnu."),
        ("adultes/merge", {"into": ""}, 422, "Choisissez la cible qui doit rester."),
        ("adultes/merge", {}, 422, "Choisissez la cible qui doit rester."),
        ("adultes/merge", {"into": "adultes"}, 422, "Choisissez la cible qui doit rester."),
        ("adultes/merge", {"into": "martiens"}, 422, "Choisissez la cible qui doit rester."),
        ("adultes/remove", {}, 422, "Des opérations ont cette cible : fusionnez-la plutôt avec une autre."),
        ("martiens/rename", {"label": "Un"}, 404, "cette cible n’est plus dans le catalogue"),
        ("martiens/rename", {"label": ""}, 404, "cette cible n’est plus dans le catalogue"),
        ("martiens/merge", {"into": "adultes"}, 404, "cette cible n’est plus dans le catalogue"),
        ("martiens/remove", {}, 404, "cette cible n’est plus dans le catalogue"),
    ],
)  # fmt: skip
def test_a_refused_change_of_an_audience_keeps_what_was_typed_and_changes_nothing(
    app: Flask, face: Visitor, database: Path, path: str, form: Form, status: int, message: str
) -> None:
    before, log = digest(database), last(app)
    answer = face.post(f"/audiences/{path}", form)
    assert answer.status_code == status
    page = page_of(answer)
    assert message in " ".join(page.text.replace("\u202f", " ").split())
    typed = [has["value"] for _, has in page.tags if has.get("id") == "nom-adultes"]
    if path == "adultes/rename" and isinstance(form.get("label"), str):
        assert typed == [form["label"]]
    assert [has for _, has in page.tags if "autofocus" in has] or "autre" in form
    assert digest(database) == before
    assert last(app) == log


def test_the_former_name_of_an_audience_is_still_its_own(app: Flask, face: Visitor, database: Path) -> None:
    face.post("/audiences/adultes/rename", {"label": "Grands"})
    before = digest(database)
    answer = face.post("/audiences/tout-public/rename", {"label": "Adultes"})
    assert answer.status_code == 422
    assert "la cible « Grands »" in answer.text.replace("\u202f", " ")
    assert digest(database) == before
    assert face.post("/audiences/adultes/rename", {"label": "Adultes"}).status_code == 303
    assert face.post("/audiences/adultes/rename", {"label": "Adultes"}).status_code == 303
    assert digest(database) != before
