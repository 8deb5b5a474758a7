"""The address of an audience that is renamed, merged or removed, and the pages that still name it."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.support.bulk import bulk_form
from tests.support.gone_audiences import (
    ANEW,
    MERGED,
    REMOVED,
    SAVE,
    labels,
    merge,
    remove_seniors,
    text_of,
)
from tests.support.visitor import (
    ID,
    Visitor,
    counts_in,
    form_of,
    last_action,
    opened,
    operation_in,
    page_of,
    plain_text,
    put_back,
    repository_of,
)

# -- addresses


def test_the_address_of_a_merged_audience_shows_the_other(app: Flask, visitor: Visitor) -> None:
    merge(visitor)
    reader = visitor.reader
    for browser in (reader, reader.htmx()):
        response = browser.get("/?audience=adultes&platform=facebook")
        assert f"{MERGED}." in text_of(response)
        assert counts_in(response.text) == counts_in(
            reader.get("/?audience=tout-public&platform=facebook").text
        )
    assert response.headers["HX-Push-Url"] == "/?audience=tout-public&platform=facebook"


@pytest.mark.parametrize(
    ("at", "replaced"),
    [
        ("/?audience=adultes&q=tips", "/?audience=tout-public&q=tips"),
        ("/?q=tips&page=2", "/?q=tips"),
        ("/?audience=tout-public&q=tips", None),
        ("/", None),
    ],
)
def test_the_address_follows_the_results_of_a_change(
    app: Flask, visitor: Visitor, at: str, replaced: str | None
) -> None:
    merge(visitor)
    response = visitor.htmx(at=at).post(f"/operations/{ID}/delete")
    assert response.headers.get("HX-Replace-Url") == replaced


def test_the_address_of_a_removed_audience_says_so(app: Flask, visitor: Visitor) -> None:
    remove_seniors(visitor)
    response = visitor.reader.get("/?audience=seniors&audience=adultes")
    assert "Cible retirée du catalogue, ignorée : « Séniors »." in text_of(response)
    assert counts_in(response.text) == counts_in(visitor.get("/?audience=adultes").text)


def test_the_address_of_a_renamed_audience_says_its_new_name(app: Flask, visitor: Visitor) -> None:
    renamed = "La cible « Adultes » s’appelle maintenant « Grands »."
    reader = visitor.reader
    assert visitor.post("/audiences/adultes/rename", {"label": "ADULTES"}).status_code == 303
    assert "s’appelle maintenant" not in text_of(reader.get("/?audience=adultes"))
    visitor.post("/audiences/adultes/rename", {"label": "Grands"})
    for _ in range(2):
        assert renamed in text_of(reader.get("/?audience=adultes"))
    assert renamed not in text_of(reader.get("/"))
    # Whoever ticks it on the page knows its name.
    assert renamed not in text_of(reader.htmx(trigger="choix-audience").get("/?audience=adultes"))


def test_an_address_shows_the_audience_that_bears_the_name(app: Flask, visitor: Visitor) -> None:
    merge(visitor)
    visitor.post("/operations", {"title": "N", "new_audience": "Adultes"})
    response = visitor.reader.get("/?audience=adultes")
    assert ANEW in text_of(response)
    assert page_of(response).all("h3") == ["N"]


@pytest.mark.parametrize("action", ["add", "remove"])
def test_a_bulk_change_says_that_its_audience_was_merged(
    app: Flask, visitor: Visitor, browser: Visitor, action: str
) -> None:
    merge(visitor)
    before = last_action(app)
    response = browser.post("/bulk", bulk_form(action, "audience:adultes"))
    assert response.status_code == 422
    assert MERGED in text_of(response)
    page = page_of(response)
    chosen = [has["value"] for tag, has in page.tags if tag == "option" and "selected" in has]
    assert chosen == ["audience:tout-public"]
    assert last_action(app) == before
    visitor.post("/operations", {"title": "N", "new_audience": "Adultes"})
    browser.post("/bulk", bulk_form("add", "audience:adultes"))
    assert labels(app) == ["Tout public", "Adultes"]


# -- the page of audiences


def test_a_stale_renaming_keeps_its_text(app: Flask, visitor: Visitor) -> None:
    merge(visitor)
    response = visitor.post("/audiences/adultes/rename", {"label": "Grands"})
    assert response.status_code == 409
    page = page_of(response)
    assert MERGED in plain_text(page)
    typed = {has["id"]: has["value"] for _, has in page.tags if has.get("id", "").startswith("nom-")}
    assert typed == {"nom-enfants-jeunes": "Enfants/Jeunes", "nom-tout-public": "Grands"}


def test_a_stale_renaming_of_a_removed_audience_repeats_its_text(app: Flask, visitor: Visitor) -> None:
    remove_seniors(visitor)
    response = visitor.post("/audiences/seniors/rename", {"label": "Aînés"})
    assert response.status_code == 409
    assert REMOVED in text_of(response)
    assert "Vous aviez tapé : « Aînés »." in text_of(response)


def test_a_stale_merge_chooses_the_audience_that_stays(app: Flask, visitor: Visitor) -> None:
    merge(visitor)
    response = visitor.post("/audiences/enfants-jeunes/merge", {"into": "adultes"})
    assert response.status_code == 422
    page = page_of(response)
    assert MERGED in plain_text(page)
    chosen = [has["value"] for tag, has in page.tags if tag == "option" and "selected" in has]
    assert chosen == ["tout-public"]
    for path in ("merge", "remove"):
        response = visitor.post(f"/audiences/adultes/{path}", {"into": "enfants-jeunes"})
        assert response.status_code == 409
        assert MERGED in text_of(response)


def test_a_stale_merge_keeps_its_choice(app: Flask, visitor: Visitor) -> None:
    seen = last_action(app)
    visitor.post("/audiences/tout-public/rename", {"label": "Tous"})
    response = visitor.post("/audiences/adultes/merge", {"into": "tout-public", "seen": seen})
    assert response.status_code == 409
    chosen = [has["value"] for tag, has in page_of(response).tags if tag == "option" and "selected" in has]
    assert chosen == ["tout-public"]


# -- undoing, and the past


def test_an_undoing_that_would_double_a_name_is_refused(
    app: Flask, visitor: Visitor, browser: Visitor
) -> None:
    merge(visitor)
    action = last_action(app)
    visitor.post("/operations", {"title": "N", "new_audience": "Adultes"})
    before = last_action(app)
    response = browser.post(f"/actions/{action}/undo")
    assert response.status_code == 409
    assert "Deux cibles porteraient le nom « Adultes »" in text_of(response)
    assert last_action(app) == before


def test_an_audience_taken_away_by_hand_is_no_merge(app: Flask, visitor: Visitor) -> None:
    visitor.post(SAVE, form_of(operation_in(app), new_audience="Séniors"))
    tables = json.loads(repository_of(app).path.read_text("utf-8"))
    tables["catalogue"]["1"]["audiences"].pop()
    for row in tables["operations"].values():
        row["audiences"] = [slug for slug in row["audiences"] if slug != "seniors"]
    put_back(app, json.dumps(tables).encode())
    assert page_of(visitor.get("/historique")).all("h2")[0].startswith("Cible « Séniors » retirée")
    assert "Cible retirée du catalogue, ignorée : « Séniors »." in text_of(visitor.get("/?audience=seniors"))


def test_the_past_names_an_audience_that_is_gone(app: Flask, visitor: Visitor) -> None:
    remove_seniors(visitor)
    text = page_of(visitor.get(f"/historique?operation={ID}")).text
    assert "[ajouté : Séniors]" in text
    assert "[supprimé : Séniors]" in text
    assert "seniors" not in text


def test_a_file_with_odd_names_opens_and_works(seed_path: Path, tmp_path: Path) -> None:
    """A file of before: slugs that no label makes, two labels that read alike, and rows about one that is gone."""
    tables = json.loads(seed_path.read_text("utf-8"))
    (heading,) = tables["catalogue"].values()
    heading["audiences"] = [
        {"slug": "adultes", "label": "Grands"},
        {"slug": "0-9", "label": "GRANDS"},
        {"slug": "enfants-jeunes", "label": "!"},
        {"slug": "tout-public", "label": "Tout public"},
    ]
    before = ["vieux Vieux", *[f"{has['slug']} {has['label']}" for has in heading["audiences"]]]
    texts = {name: heading[name] for name in ("title", "body", "hashtag", "introduction")}
    tables["history"] = {
        "1": {"action": 1, "time": "2026-11-01T12:00:00Z", "editor": "Camille",
              "changes": {"audiences": [0, before[:1], []]}, "base": {**texts, "audiences": before}},
        "2": {"action": 1, "time": "2026-11-01T12:00:00Z", "editor": "Camille", "operation": ID,
              "changes": {"audiences": [0, ["vieux"], ["adultes"]]},
              "base": {"title": "T", "description": "", "audiences": ["vieux"], "platforms": [], "links": []}},
    }  # fmt: skip
    path = tmp_path / "db.json"
    path.write_text(json.dumps(tables), "utf-8")
    with opened(path) as app:
        visitor = Visitor(app)
        assert "La cible « Vieux » a été fusionnée avec « Grands »." in text_of(
            visitor.get("/?audience=vieux")
        )
        assert "GRANDS (2)" in page_of(visitor.get("/audiences")).text
        visitor.post(SAVE, form_of(operation_in(app), audiences=["vieux", "0-9"], new_audience="grands"))
        assert labels(app) == ["Grands", "GRANDS (2)"]
        assert visitor.post("/audiences/0-9/rename", {"label": "18-25 ans"}).status_code == 303
    with opened(path) as app:
        assert labels(app) == ["Grands", "18-25 ans"]
        assert "La cible « GRANDS (2) » s’appelle maintenant « 18-25 ans »." not in text_of(
            Visitor(app).get("/")
        )
