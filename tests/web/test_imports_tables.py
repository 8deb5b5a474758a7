"""A table on the page of a review: how it is read, what its columns are for, and the rows that fail."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.exchange.running import read_apart
from gersapp.exchange.tables.csv import read_csv
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import propose
from gersapp.reviews import tables
from tests.support.imports import file_review, remove_reviews, review_at
from tests.support.visitor import Visitor, catalogue_of, digest, page_of, repository_of

TABLE = """Titre;Public;Réseaux;Lien;Remarque
Balade contée;Adultes;Facebook;https://www.facebook.com/LeGers32/posts/77;Gratuit
Atelier cuisine;;Instagram;https://www.instagram.com/p/ABC/;
Concert;Tout public;Facebook;pas une adresse;
TikTok;Enfants/Jeunes;TikTok;https://www.tiktok.com/@legers32;
"""
REPORT = (
    "2 nouvelles, 1 déjà là, 1 erreur : ligne 4, colonne Lien : « pas une adresse » n’est pas une adresse."
)


@pytest.fixture
def address(app: Flask) -> str:
    """The page of the review of a table."""
    remove_reviews(app)
    workbook = read_csv(TABLE.encode("cp1252"))
    layout = guess_mappings(workbook)
    proposal = propose(workbook, layout).proposal
    return file_review(app, name="table.csv", source=workbook, layout=layout, proposal=proposal)


def fields_of(app: Flask, address: str) -> dict[str, str]:
    """The fields of the form of the table, as the page has them."""
    mapping = review_at(app, address).layout[0]
    columns = {f"colonne-0-{place}": column.field.value for place, column in enumerate(mapping.columns)}
    return {
        "encodage": "cp1252",
        "separateur": ";",
        "lire-0": "1",
        "entete-0": str(mapping.header),
        **columns,
    }


def arrange(app: Flask, address: str, **changes: str) -> TestResponse:
    fields = {**fields_of(app, address), **{name.replace("_", "-"): text for name, text in changes.items()}}
    version = str(review_at(app, address).version)
    visitor = Visitor(app).htmx(at=address)
    response = visitor.post(f"{address}/tableau", {**fields, "version": version})
    assert response.status_code == 200
    return response


def titles(app: Flask, address: str) -> list[str]:
    return [operation.title for operation in review_at(app, address).proposal.operations]


def test_a_table_is_not_read_again_for_its_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    remove_reviews(app)
    monkeypatch.setattr(tables, "propose", None)
    read = read_apart(TABLE.encode("cp1252"), lambda stage, share: None)
    address = file_review(
        app,
        name="table.csv",
        source=read.source,
        layout=read.layout,
        proposal=read.proposal,
        faults=read.faults,
    )
    page = Visitor(app).get(address).text
    assert "1 erreur : ligne 4, colonne Lien" in page.replace("\u202f", " ").replace("\u00a0", " ")


def test_what_was_guessed_is_shown_on_real_rows(app: Flask, address: str) -> None:
    page = page_of(Visitor(app).get(address))
    assert REPORT in page.text
    assert "En erreur : Lien : « pas une adresse » n’est pas une adresse." in page.text
    assert page.all("option", selected="")[:2] == ["Windows (cp1252)", "point-virgule"]
    assert page.all("td")[:2] == ["Balade contée", "Adultes"]


def test_another_separator_keeps_the_uses_of_columns(app: Flask, address: str) -> None:
    arrange(app, address, colonne_0_4="description")
    arrange(app, address, separateur=",")
    assert len(review_at(app, address).layout[0].columns) == 1
    workbook_fields = {"encodage": "cp1252", "separateur": ";"}
    Visitor(app).htmx(at=address).post(f"{address}/tableau", workbook_fields)
    assert titles(app, address) == ["Balade contée", "Atelier cuisine", "TikTok"]
    assert review_at(app, address).proposal.operations[0].description == "Gratuit"


def test_a_column_gets_another_use(app: Flask, address: str) -> None:
    arrange(app, address, colonne_0_0="ignored", colonne_0_3="title")
    assert titles(app, address)[0] == "https://www.facebook.com/LeGers32/posts/77"


def test_an_empty_cell_goes_on_only_when_people_want_it(app: Flask, address: str) -> None:
    assert review_at(app, address).proposal.operations[1].audiences == ()
    arrange(app, address, prolonger_0="1")
    assert review_at(app, address).proposal.operations[1].audiences == ("Adultes",)


def test_the_row_of_names_is_chosen(app: Flask, address: str) -> None:
    arrange(app, address, entete_0="0")
    mapping = review_at(app, address).layout[0]
    assert (mapping.header, mapping.columns[0].name) == (0, "Colonne A")


@pytest.mark.parametrize(
    "fields", [{"encodage": "ebcdic"}, {"separateur": "abc"}, {"entete-0": "-1"}, {"entete-0": "99999"}]
)
def test_a_hostile_choice_is_ignored(app: Flask, address: str, fields: dict[str, str]) -> None:
    response = Visitor(app).htmx(at=address).post(f"{address}/tableau", {**fields_of(app, address), **fields})
    assert response.status_code == 200


def test_rows_that_fail_are_a_table(app: Flask, address: str) -> None:
    response = Visitor(app).get(f"{address}/lignes-en-erreur.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    assert '"Concert";"Tout public";"Facebook";"pas une adresse"' in response.text
    assert Visitor(app).reader.get(f"{address}/lignes-en-erreur.csv").status_code == 302


def test_all_or_nothing_unless_people_choose(app: Flask, address: str) -> None:
    arrange(app, address, cible_0="Adultes")
    before = digest(repository_of(app).path)
    response = Visitor(app).post(f"{address}/ajouter", {"version": "2"})
    assert response.status_code == 422
    assert "Rien n’est ajouté : une ligne du tableau est en erreur." in page_of(response).text
    assert digest(repository_of(app).path) == before
    assert Visitor(app).post(f"{address}/ajouter", {"version": "2", "without_failed": "1"}).status_code == 303
    added = [operation.title for operation in catalogue_of(app).operations.values()][-2:]
    assert added == ["Balade contée", "Atelier cuisine"]


def test_a_document_has_no_table(app: Flask) -> None:
    address = file_review(app)
    assert Visitor(app).post(f"{address}/tableau", {}).status_code == 404
    assert Visitor(app).get(f"{address}/lignes-en-erreur.csv").status_code == 404


def test_a_table_gets_no_long_name_of_an_audience(app: Flask, address: str) -> None:
    before = review_at(app, address)
    fields = {**fields_of(app, address), "cible-0": "x" * 60_000}
    assert Visitor(app).post(f"{address}/tableau", fields).status_code == 422
    assert review_at(app, address) == before
