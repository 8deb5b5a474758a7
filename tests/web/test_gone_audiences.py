"""A form that is open while an audience is renamed, merged or removed follows it."""

from flask import Flask

from tests.support.gone_audiences import MERGED, REMOVED, SAVE, labels, merge, remove_seniors, text_of, ticked
from tests.support.visitor import (
    ID,
    Visitor,
    form_fields,
    form_of,
    operation_in,
    page_of,
)


def test_a_form_follows_a_merge_and_says_so(app: Flask, visitor: Visitor, browser: Visitor) -> None:
    typed = form_of(operation_in(app), title="Tapé", description="Gardé")
    merge(visitor)
    response = browser.post(SAVE, typed)
    if response.status_code == 303:
        response = visitor.get(response.headers["Location"])
    assert f"{MERGED} par" in text_of(response)
    operation = operation_in(app)
    assert (operation.title, operation.description) == ("Tapé", "Gardé")
    assert operation.audiences == ("tout-public",)


def test_a_refused_form_follows_a_merge(app: Flask, visitor: Visitor, browser: Visitor) -> None:
    typed = form_of(operation_in(app), title="", description="Gardé")
    merge(visitor)
    response = browser.post(SAVE, typed)
    assert response.status_code == 422
    assert ticked(response) == ["tout-public"]
    assert form_fields(response)["description"] == ["Gardé"]
    page = page_of(response)
    (alert,) = page.all("div", role="alert", tabindex="-1", autofocus="")
    (note,) = page.all("p", class_="notice")
    assert MERGED in alert.replace("\u202f", " ")
    assert MERGED in note.replace("\u202f", " ")


def test_an_addition_follows_a_merge(app: Flask, visitor: Visitor, htmx: Visitor) -> None:
    merge(visitor)
    response = htmx.post("/operations", {"title": "Neuve", "audiences": ["adultes", "enfants-jeunes"]})
    assert MERGED in text_of(response)
    assert labels(app, "neuve") == ["Enfants/Jeunes", "Tout public"]
    form = visitor.htmx(at="/?audience=adultes").get("/operations/new")
    assert ticked(form) == ["tout-public"]


def test_a_removed_audience_is_offered_as_a_new_one(app: Flask, visitor: Visitor, browser: Visitor) -> None:
    remove_seniors(visitor)
    typed = form_of(operation_in(app), title="Tapé", audiences=["adultes", "seniors"])
    response = browser.post(SAVE, typed)
    assert response.status_code == 422
    assert REMOVED in text_of(response)
    assert "Pour remettre « Séniors », enregistrez" in text_of(response)
    fields = form_fields(response)
    assert (fields["title"], fields["audiences"], fields["new_audience"]) == (
        ["Tapé"],
        ["adultes"],
        ["Séniors"],
    )
    assert operation_in(app).title != "Tapé"
    assert browser.post(SAVE, {**fields, "action": "save"}).status_code in (200, 303)
    assert labels(app) == ["Adultes", "Séniors"]


def test_a_tick_means_the_audience_that_bears_its_name(
    app: Flask, visitor: Visitor, browser: Visitor
) -> None:
    typed = form_of(operation_in(app), audiences=["adultes", "enfants-jeunes"])
    merge(visitor)
    visitor.post("/operations", {"title": "N", "new_audience": "adultes"})
    assert labels(app, "n") == ["adultes"]
    assert browser.post("/operations", {"title": "O", "audiences": "adultes"}).status_code in (200, 303)
    assert labels(app, "o") == ["adultes"]
    # What somebody else did to the operation meanwhile is asked about.
    response = browser.post(SAVE, typed)
    assert response.status_code == 409
    assert ticked(response) == ["enfants-jeunes", "adultes-2"]


def test_a_new_name_is_that_of_who_bears_it_now(app: Flask, visitor: Visitor) -> None:
    visitor.post("/audiences/adultes/rename", {"label": "Grands"})
    for number, (name, audience) in enumerate(
        [("Adultes", "Adultes"), ("GRANDS", "Grands"), ("+ de 60 ans", "+ de 60 ans"),
         ("- de 60 ans", "- de 60 ans"), ("ADULTES", "Adultes"), ("Українці", "Українці")]
    ):  # fmt: skip
        visitor.post("/operations", {"title": f"N {number}", "new_audience": name})
        assert labels(app, f"n-{number}") == [audience]
    assert labels(app) == ["Grands"]


def test_a_card_of_a_page_from_before_a_merge_is_saved_in_place(app: Flask, visitor: Visitor) -> None:
    stale = visitor.htmx(f"adultes--{ID}")
    typed = form_of(operation_in(app), title="")
    merge(visitor)
    form = page_of(stale.post(SAVE, typed))
    assert ("li", f"adultes--{ID}") in [(tag, has.get("id")) for tag, has in form.tags]
    assert page_of(stale.get(SAVE)).all("button", name="direction", value="up")
    assert stale.post(f"{SAVE}/move", {"direction": "down", "section": "adultes"}).status_code == 200
    saved = stale.post(SAVE, {**typed, "title": "Tapé"})
    assert saved.headers["HX-Retarget"] == "#resultats"
    assert f"tout-public--{ID}" in saved.text


def test_a_form_says_that_its_audience_was_renamed(app: Flask, visitor: Visitor, browser: Visitor) -> None:
    form = form_fields(browser.get(f"{SAVE}/edit"))
    visitor.post("/audiences/tout-public/rename", {"label": "Tous"})
    visitor.post("/audiences/adultes/rename", {"label": "Grands"})
    visitor.post("/operations", {"title": "N", "new_audience": "Adultes"})
    renamed = "La cible « Adultes » s’appelle maintenant « Grands »."
    response = browser.post(SAVE, {**form, "title": "", "action": "save"})
    assert renamed in text_of(response)
    again = form_fields(response)
    response = browser.post(SAVE, {**form, "title": "Tapé", "action": "save"})
    if response.status_code == 303:
        response = visitor.get(response.headers["Location"])
    assert renamed in text_of(response)
    assert "Tous" not in text_of(response).partition(renamed)[0]
    assert labels(app) == ["Grands"]
    response = browser.post(SAVE, {**again, "title": "", "action": "save"})
    assert renamed not in text_of(response)


def test_the_saved_audiences_of_a_conflict_follow_a_merge(
    app: Flask, visitor: Visitor, browser: Visitor
) -> None:
    typed = form_of(operation_in(app), audiences=["tout-public"])
    visitor.post(SAVE, form_of(operation_in(app), audiences=["enfants-jeunes"]))
    form = form_fields(browser.post(SAVE, typed))
    assert form["conflict"] == ["audiences"]
    visitor.post("/audiences/enfants-jeunes/merge", {"into": "adultes"})
    fields = {name: list(values) for name, values in form.items()}
    chosen: dict[str, str | list[str]] = {**fields, "choice-audiences": "saved", "action": "save"}
    response = browser.post(SAVE, {**chosen, "title": ""})
    assert page_of(response).all("p", class_="text theirs") == ["Adultes"]
    assert browser.post(SAVE, chosen).status_code in (200, 303)
    assert labels(app) == ["Adultes"]
