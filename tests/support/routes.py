"""Every route of the application, each with a request that would pass if the visitor might make it."""

import re

from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.model import Operation
from tests.support.visitor import ID, Visitor, catalogue_of, form_of

# Every address that a change is posted to, but for signing in and out.
POSTS = ["/operations", f"/operations/{ID}", f"/operations/{ID}/delete", f"/operations/{ID}/restore",
         f"/operations/{ID}/move", f"/operations/{ID}/place", f"/operations/{ID}/versions/1", "/catalogue", "/catalogue/versions/1",
         "/actions/1/undo", "/bulk", "/audiences/adultes/rename", "/audiences/adultes/merge",
         "/audiences/adultes/remove", "/audiences/adultes/move", "/audiences", "/compte", "/comptes",
         "/comptes/retirer", "/comptes/invitations/retirer", "/importer",
         *[f"/importer/{ID}{path}" for path in (
             "/retirer", "/ajouter", "/lignes/1", "/operations/4", "/operations/4/choix",
             "/operations/4/typographie", "/typographie", "/cibles", "/textes", "/tableau")]]  # fmt: skip

_VALUES = {"id": ID, "token": "jeton", "fingerprint": "0" * 16, "name": "style.css", "action": "1", "number": "1",
           "slug": "adultes", "key": "4"}  # fmt: skip


def routes(app: Flask, body: str = "") -> list[tuple[str, str, str]]:
    """(method, path, endpoint) of every route, for an operation that exists, and the `body` of that slug."""
    values = {**_VALUES, "body": body}
    return [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], rule.rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
    ]


def request_route(visitor: Visitor, method: str, path: str, body: str = "", **headers: str) -> TestResponse:
    """Make a request; a POST has the form that would pass if the visitor might."""
    if method != "POST":
        return visitor.get(path, method, **headers)
    below = path.removeprefix(f"/{body}") if body else path
    return visitor.post(path, _form_for(visitor, below, body), **headers)


def _form_for(visitor: Visitor, path: str, body: str) -> dict[str, str | list[str]]:
    catalogue = catalogue_of(visitor.app, body)
    operation = catalogue.operations.get(ID, Operation(ID, "Supprimée"))
    if path == "/catalogue":
        return {"title": "Changé", "revision": catalogue.heading.revision}
    if path == "/audiences/adultes/move":
        return {"rank": "last"}
    if path == "/audiences":
        return {"label": "Changé"}
    if path.endswith("/move"):
        return {"direction": "down", "section": "adultes"}
    if path.endswith("/place"):
        return {"position": "last", "section": "adultes", "audience": "adultes"}
    if path == "/bulk":
        return {"op": [ID], "value": "platform:tiktok", "action": "add"}
    if path.startswith("/audiences/"):
        return {"label": "Changé"} if path.endswith("/rename") else {"into": "tout-public"}
    return form_of(operation, title="Changé")
