"""The documents that tests of the history begin with, and what is done to them in one step."""

import itertools

import orjson

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.revisions import (
    Act,
)
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.store.documents.documents import Documents
from tests.support.editing import (
    Edit,
    change_of,
)

URLS = [
    "https://www.facebook.com/LeGers32/posts/1",
    "https://x.com/LeGers32/status/2",
    "https://www.gers.fr/3",
]
PLATFORMS = ["facebook", "x", "site-web"]
AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("t", "Tout public"))
HEADING_NOW = Heading("Catalogue", "Organisme", "#Gers", "Deux\nlignes", AUDIENCES)
NAMES = (f"{number:032x}" for number in itertools.count(1))
JEANNE = Act("jeanne")


def operation(id: str, title: str = "", *audiences: str, links: int = 0) -> Operation:
    return Operation(id, title or id.upper(), "", audiences or ("a",), (), tuple(map(Link, URLS[:links])))


def catalogue_of(*ids: str) -> Catalogue:
    return Catalogue.of(HEADING_NOW, [operation(id) for id in ids])


def committed(documents: Documents, change: Change | None, act: Act = JEANNE, at: int = 0) -> Documents:
    """The documents after a change, if there is one."""
    return documents.with_change(change, act, name=next(NAMES), time=at) if change else documents


def after(documents: Documents, edit: Edit, act: Act = JEANNE, at: int = 0) -> Documents:
    return committed(documents, change_of(documents.catalogue, edit), act, at)


def documents_of(catalogue: Catalogue) -> Documents:
    """The documents of a file that has no history yet."""
    empty = Documents.empty()
    tables = committed(empty, compare(empty.catalogue, catalogue)).tables
    return Documents.of({name: table for name, table in tables.items() if name != "history"})


def again(documents: Documents) -> Documents:
    """The same, written to a file and read from it."""
    return Documents.of(orjson.loads(orjson.dumps(documents.tables)))


def caught_up(documents: Documents, before: Documents | None = None, at: int = 0) -> Documents:
    return documents.caught_up(before, name=next(NAMES), time=at)


def without(documents: Documents, id: str, at: int = 0) -> Documents:
    return documents.without(id, name=next(NAMES), time=at)
