"""The review beside its source: lines, operations, typography, audiences, texts; by plain forms and by htmx."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Fate, ProposedOperation
from gersapp.reviews.review import Choice
from tests.support.hostile import BODIES, EXTRA, TEXTS, strange_markup, urlencoded
from tests.support.imports import PROPOSAL, file_review, propose_again, remove_reviews, review_at
from tests.support.visitor import Visitor, catalogue_of, digest, form_fields, page_of, repository_of


@pytest.fixture(autouse=True)
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other reviews wait, and documents are proposed again by hand."""
    monkeypatch.setattr("gersapp.exchange.structure.propose", propose_again)
    remove_reviews(app)


@pytest.fixture
def address(app: Flask, alone: None) -> str:
    """The page of a review that waits."""
    return file_review(app)


@pytest.fixture
def database(app: Flask) -> Path:
    return repository_of(app).path


def decide(app: Flask, at: str, path: str, is_htmx: bool, **fields: str | list[str]) -> TestResponse:
    """Send a decision from the page at `at`, and check what comes back."""
    visitor = Visitor(app)
    version = str(review_at(app, at).version)
    if is_htmx:
        response = visitor.htmx(at=at).post(f"{at}{path}", {"version": version, **fields})
        assert response.status_code == 200
        assert "hx-swap-oob" in response.text
        assert not response.text.startswith("<!doctype")
    else:
        response = visitor.post(f"{at}{path}", fields, Referer=f"http://127.0.0.1{at}?montre=verifier")
        assert response.status_code == 303
        assert response.headers["Location"].startswith(f"{at}?montre=verifier#")
    return response


FACES = pytest.mark.parametrize("is_htmx", [False, True], ids=["plain", "htmx"])


# -- the page


def test_each_line_of_the_source_carries_its_fate(app: Flask, address: str) -> None:
    response = Visitor(app).get(address)
    found = re.findall(r'<li class="line" id="l(\d+)" data-fate="([\w-]+)"', response.text)
    assert found == [(str(line.number), line.fate.value) for line in PROPOSAL.lines]


def test_doubts_have_reasons_in_words(app: Flask, address: str) -> None:
    text = page_of(Visitor(app).get(address)).text
    assert "À vérifier : réseau seulement cité" in text
    assert "3 opérations proposées : 1 sûre, 2 à vérifier. 1 ligne non comprise." in text
    assert "Aînés (nouvelle cible)" in text
    assert "Au catalogue : même publication" in text


def test_one_goes_from_doubt_to_doubt_by_links(app: Flask, address: str) -> None:
    page = page_of(Visitor(app).get(address))
    onward = [has["href"] for tag, has in page.tags if tag == "a" and "data-next" in has]
    assert onward == ["#op-7", "#op-9", "#lignes-11", "#op-7"]
    ids = {has.get("id") for _, has in page.tags}
    assert {href[1:] for href in onward} <= ids


@pytest.mark.parametrize(
    ("show", "shown"),
    [("tout", 8), ("verifier", 2), ("sur", 1), ("non-compris", 1), ("autre", 8)],
)
def test_a_page_shows_what_is_asked_for(app: Flask, address: str, show: str, shown: int) -> None:
    page = page_of(Visitor(app).get(f"{address}?montre={show}"))
    pairs = [has for _, has in page.tags if has.get("class", "").split()[:1] == ["pair"]]
    assert len(pairs) == shown


def test_an_address_that_no_form_accepts_is_no_link(app: Flask) -> None:
    wrong = "javascript:alert(1)"
    operations = (replace(PROPOSAL.operations[0], links=(wrong,)), *PROPOSAL.operations[1:])
    address = file_review(app, proposal=replace(PROPOSAL, operations=operations))
    response = Visitor(app).get(address)
    assert "Adresse à corriger : javascript:alert(1)" in page_of(response).text
    assert 'href="javascript' not in response.text
    response = Visitor(app).post(f"{address}/ajouter", {"version": "1"})
    assert "Balade contée" not in [operation.title for operation in catalogue_of(app).operations.values()]


# -- decisions


@FACES
def test_a_line_gets_another_fate_and_the_proposal_follows(app: Flask, address: str, is_htmx: bool) -> None:
    decide(app, address, "/operations/7/choix", is_htmx, choice="take")
    response = decide(app, address, "/lignes/8", is_htmx, fate="title")
    review = review_at(app, address)
    assert review.fates == {8: Fate.TITLE}
    assert len(review.proposal.operations) == 4
    assert [decision.choice for decision in review.decisions] == [Choice.TAKE]
    if is_htmx:
        assert "Ligne 8 : titre, par vous. 4 opérations proposées" in page_of(response).text
        assert 'id="l8-sort" autofocus' in response.text
    else:
        assert response.headers["Location"].endswith("#l8-sort")
    decide(app, address, "/lignes/8", is_htmx, fate="")
    assert review_at(app, address).fates == {}


@FACES
@pytest.mark.parametrize("choice", ["take", "ignore", "undo-ignore"])
def test_an_operation_is_taken_or_ignored(app: Flask, address: str, is_htmx: bool, choice: str) -> None:
    response = decide(app, address, "/operations/7/choix", is_htmx, choice=choice)
    (decision,) = review_at(app, address).decisions
    assert decision.choice == ("" if choice == "undo-ignore" else choice)
    counts = {"take": "1 sûre, 1 prise, 1 à", "ignore": "1 sûre, 1 à vérifier, 1 ignorée."}
    said = page_of(Visitor(app).get(address)).text
    assert f"3 opérations proposées : {counts.get(choice, '1 sûre, 2 à')}" in said
    if is_htmx:
        pairs = re.findall(r'<li\s+class="pair[^>]*id="([\w-]+)"', response.text)
        assert pairs[0] == "op-7"
        assert "op-3" not in pairs
        assert f'id="carte-7-{choice.removeprefix("undo-")}"' in response.text.partition(" autofocus")[0]


@FACES
def test_a_correction_is_kept_in_the_form_of_the_catalogue(app: Flask, address: str, is_htmx: bool) -> None:
    visitor = Visitor(app).htmx("carte-7", at=address) if is_htmx else Visitor(app)
    form = visitor.get(f"{address}/operations/7/corriger")
    fields = form_fields(form)
    assert fields["title"] == ["Café des souvenirs"]
    assert fields["audiences"] == ["aines"]
    response = visitor.post(
        f"{address}/operations/7",
        {**fields, "title": "Café-mémoire", "new_audience": "Aidants", "action": "save"},
    )
    (decision,) = review_at(app, address).decisions
    assert decision.corrected
    assert (decision.corrected["title"], decision.corrected["audiences"]) == (
        "Café-mémoire",
        ("Aînés", "Aidants"),
    )
    if is_htmx:
        assert response.headers["HX-Reswap"] == "none"
        assert "Café-mémoire" in response.text
    else:
        assert response.headers["Location"].endswith("#op-7")


@FACES
def test_a_refused_correction_keeps_nothing(app: Flask, address: str, is_htmx: bool) -> None:
    visitor = Visitor(app).htmx("carte-7", at=address) if is_htmx else Visitor(app)
    fields = form_fields(visitor.get(f"{address}/operations/7/corriger"))
    response = visitor.post(f"{address}/operations/7", {**fields, "title": "", "action": "save"})
    assert response.status_code == 422
    assert "Donnez un titre à l’opération." in page_of(response).text
    assert review_at(app, address).version == 1


@FACES
def test_typography_is_taken_one_by_one_or_all(app: Flask, address: str, is_htmx: bool) -> None:
    decide(app, address, "/operations/3/typographie", is_htmx, suggestion="0")
    (decision,) = review_at(app, address).decisions
    assert [(one.before, one.after) for one in decision.suggestions] == [("1^{er}", "1er")]
    other = file_review(app)
    decide(app, other, "/typographie", is_htmx)
    assert review_at(app, other).decisions[0].suggestions == decision.suggestions


@FACES
def test_an_audience_is_mapped_before_anything_is_saved(app: Flask, address: str, is_htmx: bool) -> None:
    decide(app, address, "/cibles", is_htmx, label=["Adultes", "Aînés"], into=["Adultes", "Tout public"])
    assert review_at(app, address).audiences == {"Aînés": "Tout public"}
    Visitor(app).post(f"{address}/ajouter", {"version": "2"})
    operation = list(catalogue_of(app).operations.values())[-1]
    assert (operation.title, operation.audiences) == ("Café des souvenirs", ("tout-public",))


def test_a_long_line_is_proposed_again_apart(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    address = file_review(app, source=Document("text", (Block("mot " * 20_000, 1),)))
    monkeypatch.setattr("gersapp.reviews.fates.propose_apart", lambda *_: replace(PROPOSAL, title="A"))
    decide(app, address, "/lignes/8", is_htmx=False, fate="title")
    assert review_at(app, address).proposal.title == "A"


def test_a_long_name_of_an_audience_is_refused(app: Flask, address: str) -> None:
    response = Visitor(app).post(f"{address}/cibles", {"label": "Aînés", "into": "x" * 60_000})
    assert response.status_code == 422
    assert "80 caractères au plus" in page_of(response).text
    assert review_at(app, address).version == 1


@FACES
def test_what_is_there_is_completed_field_by_field(app: Flask, is_htmx: bool) -> None:
    stored = catalogue_of(app).get("recettes")
    more = "https://www.instagram.com/p/Recettes/"
    lacking = ProposedOperation(
        stored.title, "", ("Tout public", "Cuisiniers"), (), (stored.links[0].url, more), lines=(3,)
    )
    address = file_review(app, proposal=replace(PROPOSAL, operations=(lacking,), lines=PROPOSAL.lines[:3]))
    page = page_of(Visitor(app).get(address))
    assert [has["value"] for tag, has in page.tags if has.get("name") == "field"] == ["audiences", "links"]
    decide(
        app, address, "/operations/3/choix", is_htmx, choice="complete", operation="recettes", field="links"
    )
    assert "Compléter 1 opération" in page_of(Visitor(app).get(address)).text
    Visitor(app).post(f"{address}/ajouter", {"version": "2"})
    completed = catalogue_of(app).get("recettes")
    assert [link.url for link in completed.links] == [*[link.url for link in stored.links], more]
    assert (completed.audiences, completed.description) == (stored.audiences, stored.description)


def test_nothing_of_the_catalogue_changes_before_it_is_added(
    app: Flask, address: str, database: Path
) -> None:
    before = digest(database)
    for path, fields in (
        ("/lignes/8", {"fate": "title"}),
        ("/operations/3/choix", {"choice": "take"}),
        ("/operations/3/typographie", {"suggestion": "all"}),
    ):
        decide(app, address, path, is_htmx=True, **fields)
    assert digest(database) == before


@FACES
@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/lignes/8", {"fate": "prose"}, 400),
        ("/lignes/99", {"fate": "title"}, 404),
        ("/operations/99/choix", {"choice": "take"}, 404),
        ("/operations/7/choix", {"choice": "keep"}, 400),
        ("/operations/7/choix", {"choice": "complete", "operation": "recettes"}, 404),
        ("/operations/99/typographie", {"suggestion": "all"}, 404),
        ("/operations/99", {"title": "x"}, 404),
    ],
)
def test_a_decision_about_nothing_is_refused(
    app: Flask, address: str, is_htmx: bool, path: str, fields: dict[str, str], status: int
) -> None:
    visitor = Visitor(app).htmx(at=address) if is_htmx else Visitor(app)
    response = visitor.post(f"{address}{path}", fields)
    assert response.status_code == status
    assert review_at(app, address).version == 1


def test_a_page_from_before_is_shown_whole_again(app: Flask, address: str) -> None:
    visitor = Visitor(app).htmx(at=address)
    response = visitor.post(f"{address}/operations/7/choix", {"choice": "take", "version": "0"})
    assert 'hx-swap-oob="innerHTML:#paires"' in response.text


def test_a_hostile_document_is_shown_as_text(app: Flask) -> None:
    for text in TEXTS.values():
        text = text.encode("utf-8", "replace").decode()
        lines = tuple([replace(line, text=text) for line in PROPOSAL.lines])
        operation = replace(
            PROPOSAL.operations[0], title=text, description=text, audiences=(text,), links=(text,)
        )
        proposal = replace(
            PROPOSAL, operations=(operation,), lines=lines, audiences=(text,), introduction=text
        )
        address = file_review(app, proposal=proposal, name=text[:100])
        for path in (address, f"{address}/operations/3/corriger"):
            response = Visitor(app).get(path)
            assert response.status_code == 200
            assert strange_markup(response.text) == []
        response = Visitor(app).htmx(at=address).post(f"{address}/operations/3/choix", {"choice": "take"})
        assert strange_markup(response.text) == []
    assert strange_markup(Visitor(app).get("/importer").text) == []


FORMS: dict[str, dict[str, str | list[str]]] = {
    "/lignes/8": {"fate": "title"},
    "/operations/3": {"title": "Balade", "audiences": "adultes", "action": "save"},
    "/operations/3/choix": {"choice": "take"},
    "/operations/3/typographie": {"suggestion": "0"},
    "/typographie": {},
    "/cibles": {"label": "Aînés", "into": "Adultes"},
    "/textes": {"introduction": "Autre"},
    "/tableau": {"entete-0": "1"},
    "/ajouter": {"version": "0"},
}


@pytest.mark.parametrize("path", FORMS)
def test_a_hostile_form_never_fails(app: Flask, address: str, database: Path, path: str) -> None:
    before = digest(database)
    fields = [(name, str(value)) for name, value in FORMS[path].items()]
    hostile = [urlencoded([(name, text) for name, _ in fields]) for text in TEXTS.values()]
    hostile += [urlencoded([*fields, *extra]) for extra in EXTRA.values()]
    faces = [Visitor(app), Visitor(app).htmx(at=address)]
    for number, body in enumerate([*hostile, *BODIES.values()]):
        response = faces[number % 2].post(f"{address}{path}", body)
        assert response.status_code in (200, 303, 400, 404, 409, 413, 415, 422), body[:200]
        assert strange_markup(response.text) == []
    assert digest(database) == before
    assert strange_markup(Visitor(app).get(address).text) == []
