"""Every route of the application, each with a request that would pass if the visitor might make it."""

import re

from flask import Flask
from werkzeug.test import TestResponse

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


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """(method, path, endpoint) of every route, for an operation that exists."""
    return [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda match: _VALUES[match[1]], rule.rule), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
    ]


def request_route(visitor: Visitor, method: str, path: str, **headers: str) -> TestResponse:
    """Make a request; a POST has the form that would pass if the visitor might."""
    if method != "POST":
        return visitor.get(path, method, **headers)
    operation = catalogue_of(visitor.app).get(ID)
    form: dict[str, str | list[str]]
    if path == "/catalogue":
        form = {"title": "Changé", "revision": catalogue_of(visitor.app).heading.revision}
    elif path == "/audiences/adultes/move":
        form = {"rank": "last"}
    elif path == "/audiences":
        form = {"label": "Changé"}
    elif path.endswith("/move"):
        form = {"direction": "down", "section": "adultes"}
    elif path.endswith("/place"):
        form = {"position": "last", "section": "adultes", "audience": "adultes"}
    elif path == "/bulk":
        form = {"op": [ID], "value": "platform:tiktok", "action": "add"}
    elif path.startswith("/audiences/"):
        form = {"label": "Changé"} if path.endswith("/rename") else {"into": "tout-public"}
    else:
        form = form_of(operation, title="Changé")
    return visitor.post(path, form, **headers)
