"""Names of audiences and operations on the pages: no id is given twice, and no name is a CSS selector."""

from collections.abc import Iterator

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from tests.support.edits import become, commit
from tests.support.visitor import Page, Visitor, catalogue_of, page_of, repository_of

# The slugs begin with a digit, are ids of the pages, or are an id's end after another slug, as are the ids.
SLUGS = ["18-25-ans", "lot", "contenu", "resultats", "nouvelle", "a", "a-erreur", "a-note", "erreurs"]
IDS = ["t", "18", "t-title", "t-links", "t-lien-0-note", "t-a-erreurs", "t-title-erreur"]
SELECTORS = ["hx-target", "hx-select", "hx-sync", "hx-include", "hx-swap-oob", "hx-select-oob"]


def catalogue(slugs: list[str], ids: list[str]) -> Catalogue:
    audiences = tuple(Audience(slug, f"Cible {slug}") for slug in slugs)
    links = (Link("https://www.gers.fr/a"), Link("https://www.gers.fr/b"))
    return Catalogue.of(
        Heading("Noms", audiences=audiences),
        [
            Operation(id, f"Opération {id}", "", (slugs[0], slugs[1 + number % (len(slugs) - 1)]), (), links)
            for number, id in enumerate(ids, 1)
        ],
    )


def pages(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """The pages, and the fragments that open on them, with their messages; each with its address."""
    heading, operations = catalogue_of(visitor.app).heading, catalogue_of(visitor.app).operations
    for path in ("/", "/operations/new", "/audiences"):
        yield path, page_of(visitor.get(path))
    for audience in heading.audiences:
        path = f"/audiences/{audience.slug}/rename"
        yield path, page_of(visitor.post(path, {"label": ""}))
        path = f"/audiences/{audience.slug}/merge"
        yield path, page_of(visitor.post(path, {"into": ""}))
    for operation in operations.values():
        path, target = f"/operations/{operation.id}", f"{operation.audiences[0]}--{operation.id}"
        wrong = {"title": "", "description": "\a", "links": "a", "audiences": "z"}
        for browser in (visitor, visitor.htmx(target)):
            yield path, page_of(browser.post(path, wrong))


def ids_in(page: Page) -> list[str]:
    return [attributes["id"] for _, attributes in page.tags if "id" in attributes]


def test_no_id_is_given_twice(app: Flask, visitor: Visitor) -> None:
    commit(repository_of(app), become(catalogue(SLUGS, IDS)))
    found = list(pages(visitor))
    of_page = ids_in(found[0][1])
    cards = {f"{slug}--{id}" for slug in SLUGS for id in IDS}
    for path, page in found:
        ids = ids_in(page)
        assert len(ids) == len(set(ids)), path
        for _, attributes in page.tags:
            named = f"{attributes.get('for', '')} {attributes.get('aria-describedby', '')}"
            assert set(named.split()) <= set(ids), path
        # A form that opens on the page of the catalogue takes the place of a card.
        if not page.all("main"):
            assert len(set(ids) & {*of_page, *cards}) == 1, path


def test_no_selector_depends_on_a_name(app: Flask, visitor: Visitor) -> None:
    every: list[set[tuple[str, str]]] = []
    for slugs, ids in ((SLUGS[:4], IDS[:4]), (["z", "y"], ["x"])):
        commit(repository_of(app), become(catalogue(slugs, ids)))
        tags = [attributes for _, page in pages(visitor) for _, attributes in page.tags]
        every.append({(name, tag[name]) for tag in tags for name in SELECTORS if name in tag})
    assert every[0] == every[1] != set()


@pytest.mark.parametrize("target", ["resultats", "lot", "q"])
def test_a_part_of_the_page_is_no_section(app: Flask, visitor: Visitor, target: str) -> None:
    commit(repository_of(app), become(catalogue(["lot", "q", "resultats"], ["t"])))
    card = page_of(visitor.htmx(target).get("/operations/t"))
    assert ids_in(card) == ["_seule--t"]
