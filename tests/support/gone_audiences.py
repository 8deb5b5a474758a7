"""Audiences that go while pages are open, and what pages say of them."""

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    form_fields,
    form_of,
    operation_in,
    page_of,
    plain_text,
)

SAVE = f"/operations/{ID}"
MERGED = "La cible « Adultes » a été fusionnée avec « Tout public »"
REMOVED = "La cible « Séniors » a été retirée du catalogue"
ANEW = "Une autre cible porte maintenant le nom « Adultes » : la voici."


def text_of(response: TestResponse) -> str:
    return plain_text(page_of(response))


def merge(visitor: Visitor) -> None:
    assert visitor.post("/audiences/adultes/merge", {"into": "tout-public"}).status_code == 303


def remove_seniors(visitor: Visitor) -> None:
    """Name an audience, then take it away from its operation and from the catalogue."""
    app = visitor.app
    visitor.post(SAVE, form_of(operation_in(app), new_audience="Séniors"))
    visitor.post(SAVE, form_of(operation_in(app), audiences=["adultes"]))
    assert visitor.post("/audiences/seniors/remove").status_code == 303


def labels(app: Flask, id: str = ID) -> list[str]:
    """The labels of the audiences of an operation."""
    catalogue = catalogue_of(app)
    named = {audience.slug: audience.label for audience in catalogue.heading.audiences}
    return [named[slug] for slug in catalogue.get(id).audiences]


def ticked(response: TestResponse) -> list[str]:
    return form_fields(response).get("audiences", [])
