"""The page of audiences: renaming, merging, removing, and the way back."""

from pathlib import Path

import orjson
import pytest
from flask import Flask

from tests.support.bulk import bulk_form
from tests.support.visitor import (
    ID,
    Form,
    Page,
    Visitor,
    catalogue_of,
    counts_in,
    digest,
    last_action,
    page_of,
    put_back,
)

# -- audiences


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the results."""
    return plain.htmx()


def audience_page(visitor: Visitor) -> Page:
    return page_of(visitor.get("/audiences"))


def test_the_page_of_audiences_counts_before_anything_is_done(app: Flask, plain: Visitor) -> None:
    plain.post("/bulk", bulk_form("delete", "", [ID]))
    page = audience_page(plain)
    assert [text.replace("\u202f", " ") for text in page.all("h2")] == [
        "Adultes : 7 opérations, dont 1 dans la corbeille",
        "Enfants/Jeunes : 2 opérations",
        "Tout public : 7 opérations",
    ]
    assert page.all("p", id="note-avec-adultes") == ["7 opérations passeront dans la cible choisie."]
    assert [attributes["value"] for _, attributes in page.tags if attributes.get("name") == "label"] == [
        "Adultes",
        "Enfants/Jeunes",
        "Tout public",
        "",
    ]
    assert not [attributes for _, attributes in page.tags if attributes.get("action", "").endswith("/remove")]
    assert page_of(plain.get("/")).all("a", href="/audiences") == ["Cibles"]
    assert page_of(plain.reader.get("/")).all("a", href="/audiences") == []


def test_a_renamed_audience_keeps_its_address_and_is_undone(app: Flask, browser: Visitor) -> None:
    response = browser.post("/audiences/adultes/rename", {"label": " Grandes  personnes "})
    assert (response.status_code, response.headers["Location"]) == (303, "/audiences")
    first = catalogue_of(app).heading.audiences[0]
    assert (first.slug, first.label) == ("adultes", "Grandes  personnes")
    assert page_of(browser.get("/?audience=adultes")).all("h2")[0].startswith("Grandes personnes : 7")
    page = audience_page(Visitor(app))
    (message,) = page.all("p", class_="message")
    assert message.replace("\u202f", " ").endswith("— cible « Adultes » renommée « Grandes personnes ».")
    (undo,) = [attributes["action"] for _, attributes in page.tags if "undo" in attributes.get("action", "")]
    response = Visitor(app).post(undo, Referer="http://127.0.0.1/audiences")
    assert response.headers["Location"] == "/audiences"
    assert catalogue_of(app).heading.audiences[0].label == "Adultes"


def test_an_audience_renamed_to_the_name_it_shows_stays(app: Flask, browser: Visitor, db_file: Path) -> None:
    tables = orjson.loads(db_file.read_bytes())
    tables["catalogue"]["1"]["audiences"][0]["label"] = "E\u0301lus\u00a0"
    put_back(app, orjson.dumps(tables))
    before = digest(db_file)
    assert browser.post("/audiences/adultes/rename", {"label": "E\u0301lus\u00a0"}).status_code == 303
    assert digest(db_file) == before


def test_merged_audiences_are_one_everywhere_and_undone_at_once(app: Flask, browser: Visitor) -> None:
    browser.post(f"/operations/{ID}/delete")
    before = catalogue_of(app)
    response = browser.post("/audiences/adultes/merge", {"into": "tout-public"})
    assert response.status_code == 303
    after = catalogue_of(app)
    assert [audience.slug for audience in after.heading.audiences] == ["enfants-jeunes", "tout-public"]
    assert after.trash[ID].operation.audiences == ("tout-public",)
    assert counts_in(browser.get("/").text)["audience-tout-public"] == 13
    page = audience_page(Visitor(app))
    (message,) = page.all("p", class_="message")
    assert "7 opérations modifiées, cible « Adultes » fusionnée avec « Tout public »" in message.replace(
        "\u202f", " "
    )
    (undo,) = [attributes["action"] for _, attributes in page.tags if "undo" in attributes.get("action", "")]
    assert Visitor(app).post(undo).status_code == 303
    after = catalogue_of(app)
    assert after.heading == before.heading
    assert list(after.operations.items()) == list(before.operations.items())
    assert after.trash == before.trash
    # Undone, the merge is still described as it was.
    titles = page_of(browser.get("/historique")).all("h2")[:2]
    assert [title.endswith("fusionnée avec « Tout public »") for title in titles] == [True, True]


def test_an_audience_that_no_operation_has_is_removed(app: Flask, browser: Visitor) -> None:
    browser.post(
        "/bulk", bulk_form("add", "audience:tout-public", ["e-mag-du-gers", *catalogue_of(app).operations])
    )
    ids = [
        operation.id
        for operation in catalogue_of(app).operations.values()
        if "enfants-jeunes" in operation.audiences
    ]
    browser.post("/bulk", bulk_form("add", "audience:tout-public", ids))
    browser.post("/bulk", bulk_form("remove", "audience:enfants-jeunes", ids))
    page = audience_page(Visitor(app))
    assert "Aucune opération n’a cette cible" in page.text
    assert browser.post("/audiences/enfants-jeunes/remove").status_code == 303
    assert [audience.slug for audience in catalogue_of(app).heading.audiences] == ["adultes", "tout-public"]


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
         "C’est déjà le nom de la cible « Tout public ». Pour n’en faire qu’une, fusionnez-les."),
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
def test_a_refused_audience_form_keeps_what_was_typed(
    app: Flask, browser: Visitor, db_file: Path, path: str, form: Form, status: int, message: str
) -> None:
    before, log = digest(db_file), last_action(app)
    response = browser.post(f"/audiences/{path}", form)
    assert response.status_code == status
    page = page_of(response)
    assert message in " ".join(page.text.replace("\u202f", " ").split())
    typed = [attributes["value"] for _, attributes in page.tags if attributes.get("id") == "nom-adultes"]
    if path == "adultes/rename" and isinstance(form.get("label"), str):
        assert typed == [form["label"]]
    assert [attributes for _, attributes in page.tags if "autofocus" in attributes] or "autre" in form
    assert digest(db_file) == before
    assert last_action(app) == log


def test_the_former_name_of_an_audience_is_free(app: Flask, browser: Visitor) -> None:
    browser.post("/audiences/adultes/rename", {"label": "Grands"})
    assert browser.post("/audiences/tout-public/rename", {"label": "Adultes"}).status_code == 303
    labels = {audience.slug: audience.label for audience in catalogue_of(app).heading.audiences}
    assert (labels["adultes"], labels["tout-public"]) == ("Grands", "Adultes")
    before = labels
    response = browser.post("/audiences/adultes/rename", {"label": "ADULTES"})
    assert response.status_code == 422
    assert "la cible « Adultes »" in response.text.replace("\u202f", " ")
    assert {audience.slug: audience.label for audience in catalogue_of(app).heading.audiences} == before


# -- added and ordered


def test_an_audience_is_added_for_forms_and_not_for_readers(app: Flask, plain: Visitor) -> None:
    form: Form = {"label": " Aînés ", "seen": last_action(app)}
    for _ in range(2):
        response = plain.post("/audiences", form)
        assert (response.status_code, response.headers["Location"]) == (303, "/audiences#ajout")
    assert [audience.slug for audience in catalogue_of(app).heading.audiences][3:] == ["aines"]
    assert "audience-aines" not in counts_in(plain.reader.get("/").text)
    assert 'value="aines"' in plain.get("/operations/new").text
    assert "Défaire l’ajout de la cible « Aînés »" in plain.get("/audiences").text.replace("\u202f", " ")
    plain.post(f"/actions/{last_action(app)}/undo", {})
    assert len(catalogue_of(app).heading.audiences) == 3


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("", "Donnez un nom à la cible."),
        ("…", "Donnez à la cible un nom avec des lettres."),
        ("ADULTES", "La cible « Adultes » existe déjà."),
        ("a" * 81, "81 caractères"),
    ],
)
def test_a_refused_addition_keeps_its_text(plain: Visitor, db_file: Path, label: str, message: str) -> None:
    before = digest(db_file)
    response = plain.post("/audiences", {"label": label})
    assert response.status_code == 422
    page = page_of(response)
    assert message in page.all("p", id="erreur-nouvelle-cible")[0].replace("\u202f", " ")
    (field,) = [tag for _, tag in page.tags if tag.get("id") == "nouvelle-cible"]
    assert field["value"] == label
    assert digest(db_file) == before


@pytest.mark.parametrize(
    ("slug", "rank", "order"),
    [
        ("tout-public", "first", ["tout-public", "adultes", "enfants-jeunes"]),
        ("tout-public", "up", ["adultes", "tout-public", "enfants-jeunes"]),
        ("adultes", "down", ["enfants-jeunes", "adultes", "tout-public"]),
        ("adultes", "last", ["enfants-jeunes", "tout-public", "adultes"]),
        ("adultes", "up", ["adultes", "enfants-jeunes", "tout-public"]),
        ("tout-public", "down", ["adultes", "enfants-jeunes", "tout-public"]),
    ],
)
def test_an_audience_moves_among_the_others(
    app: Flask, plain: Visitor, slug: str, rank: str, order: list[str]
) -> None:
    before = [audience.slug for audience in catalogue_of(app).heading.audiences]
    response = plain.post(f"/audiences/{slug}/move", {"rank": rank})
    assert [audience.slug for audience in catalogue_of(app).heading.audiences] == order
    page = page_of(plain.get(response.headers["Location"]))
    (focused,) = [tag for _, tag in page.tags if "autofocus" in tag]
    assert focused["value"] == rank
    if order != before:
        assert "Défaire le changement d’ordre des cibles" in page.text
        assert "Ordre des cibles" in plain.get("/historique").text
        plain.post(f"/actions/{last_action(app)}/undo", {})
        assert [audience.slug for audience in catalogue_of(app).heading.audiences] == before


@pytest.mark.parametrize(
    ("slug", "form", "status"),
    [("adultes", {"rank": "aside"}, 422), ("adultes", {}, 422), ("martiens", {"rank": "up"}, 404)],
)
def test_an_audience_moves_nowhere_unknown(
    plain: Visitor, db_file: Path, slug: str, form: Form, status: int
) -> None:
    before = digest(db_file)
    assert plain.post(f"/audiences/{slug}/move", form).status_code == status
    assert digest(db_file) == before
