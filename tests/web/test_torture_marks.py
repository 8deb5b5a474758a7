"""The readers of `make torture` know a page by some of its parts: they find them in a page of today."""

import orjson
from flask import Flask

from proof.torture.readers import check_page
from tests.support.visitor import Visitor, put_back, repository_of


def test_readers_in_a_storm_find_the_parts_of_a_page(plain: Visitor, app: Flask) -> None:
    tables = orjson.loads(repository_of(app).path.read_bytes())
    next(iter(tables["catalogue"].values()))["title"] = "Catalogue 1"
    next(iter(tables["operations"].values()))["title"] = "Opération 1"
    put_back(app, orjson.dumps(tables))
    check_page(plain.get("/").text)
