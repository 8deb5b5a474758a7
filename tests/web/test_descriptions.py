"""What describes the data: OpenAPI, DCAT-AP and the page « Données ouvertes » say what the addresses give."""

import re
from typing import Any

import orjson
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.core.result import Ok

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Heading
from gersapp.web.downloads.offered import OF_CATALOGUE
from tests.support.catalogues import HYPOTHESIS
from tests.support.dcat import SHAPES, misshapen, nodes
from tests.support.edits import become, commit, set_heading, set_title
from tests.support.visitor import ID, Visitor, page_of, repository_of

ORIGIN = "http://127.0.0.1"


@pytest.fixture
def reader(app: Flask) -> Visitor:
    return Visitor(app, {})


def document(reader: Visitor, path: str) -> dict[str, Any]:
    response = reader.get(path)
    assert response.status_code == 200
    found: dict[str, Any] = orjson.loads(response.data)
    return found


# -- OpenAPI


def test_the_description_of_the_interface_is_openapi(reader: Visitor) -> None:
    OpenAPIV31SpecValidator(document(reader, "/openapi.json")).validate()


@pytest.mark.usefixtures("one_catalogue")
def test_every_address_of_data_is_described(reader: Visitor) -> None:
    rules = reader.app.url_map.iter_rules()
    ours = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in rules if is_data(rule.endpoint)}
    assert set(document(reader, "/openapi.json")["paths"]) == ours


def is_data(endpoint: str) -> bool:
    return endpoint.partition(".")[0] in {"description", "feed", "interface", "spreadsheets"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/operations.json", "Operations"),
        ("/operations.json?q=zzz&audience=martiens", "Operations"),
        (f"/operations/{ID}.json", "Catalogue"),
        ("/operations/nulle-part.json", "Problem"),
        ("/operations.json?page=9", "Problem"),
    ],
)
def test_an_answer_is_as_it_is_described(reader: Visitor, path: str, name: str) -> None:
    description = document(reader, "/openapi.json")
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    OAS31Validator(schema).validate(orjson.loads(reader.get(path).data))


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.long
def test_schemathesis_finds_no_answer_that_is_not_described(app: Flask) -> None:
    for found in schemathesis.openapi.from_wsgi("/openapi.json", app).get_all_operations():
        assert isinstance(found, Ok)

        @given(found.ok().as_strategy())
        @settings(HYPOTHESIS, max_examples=100, suppress_health_check=list(HealthCheck))
        def ask(case: Any) -> None:
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        ask()


# -- DCAT-AP


def test_the_catalogue_has_the_shapes_of_dcat_ap(app: Flask, reader: Visitor) -> None:
    commit(repository_of(app), set_title("Changée"), Act("Jeanne Secrète"))
    description = document(reader, "/catalog.jsonld")
    assert misshapen(description) == []
    kinds = {node["@type"] for node in nodes(description)}
    assert set(SHAPES) <= kinds
    (dataset,) = description["dcat:dataset"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}Z", dataset["dct:modified"]["@value"])
    assert "Jeanne" not in reader.get("/catalog.jsonld").text
    addresses = [one["dcat:downloadURL"]["@id"] for one in dataset["dcat:distribution"]]
    assert len(set(addresses)) == len(addresses) >= len(OF_CATALOGUE.data)
    for address in addresses:
        assert reader.get(address.removeprefix(ORIGIN)).status_code == 200
    commit(repository_of(app), become(Catalogue.of(Heading(), [])))
    assert misshapen(document(reader, "/catalog.jsonld")) == []


def test_a_wrong_shape_is_found(reader: Visitor) -> None:
    description = document(reader, "/catalog.jsonld")
    assert misshapen({**description, "dct:title": {"@value": ""}})
    assert misshapen({**description, "dct:license": {"@id": "ODbL"}})
    assert misshapen({**description, "dcat:dataset": []})


# -- the page, and the pages


def test_the_page_shows_each_format_with_what_it_gives_now(app: Flask, reader: Visitor) -> None:
    commit(repository_of(app), set_title("Titre d’exemple <b>"), Act("Jeanne Secrète"))
    response = reader.get("/donnees")
    page = page_of(response)
    addresses = [has["href"] for tag, has in page.tags if tag == "a" and "hx-disable" in has]
    assert {"/openapi.json", "/catalog.jsonld", "/schema.json"} < set(addresses)
    for address in addresses:
        assert reader.get(address).status_code == 200
    examples = page.all("pre")
    assert len(examples) == 4
    assert any("<title>Titre d’exemple &lt;b&gt;</title>" in example for example in examples)
    assert "Jeanne" not in response.text


def test_an_empty_catalogue_has_the_page_too(app: Flask, reader: Visitor) -> None:
    commit(repository_of(app), become(Catalogue.of(Heading(), [])))
    page = page_of(reader.get("/donnees"))
    assert page.all("h1") == ["Données ouvertes"]
    assert page.all("pre") == []
    for address in [has["href"] for tag, has in page.tags if tag == "a" and "hx-disable" in has]:
        assert address
        # A document of nothing leads to « Télécharger ».
        assert reader.get(address).status_code in (200, 303), address


def test_the_pages_name_their_data(reader: Visitor) -> None:
    def alternates(path: str) -> list[str]:
        tags = page_of(reader.get(path)).tags
        return [has["href"] for tag, has in tags if tag == "link" and has.get("rel") == "alternate"]

    query = "audience=adultes&q=tips"
    assert alternates(f"/?{query}&page=1") == [
        f"/operations.{kind}?{query}" for kind in ("json", "atom", "csv")
    ]
    assert alternates(f"/operations/{ID}") == [f"/operations/{ID}.json"]
    for path in [*alternates(f"/?{query}"), *alternates(f"/operations/{ID}")]:
        assert reader.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/catalog.jsonld", "/openapi.json"])
def test_descriptions_track_nobody_and_have_whole_addresses(app: Flask, path: str) -> None:
    tracked = "https://www.gers.fr/a?utm_source=lettre"
    commit(repository_of(app), set_heading(introduction=tracked, organisation=f"Gers {tracked}"))
    environ = {"SCRIPT_NAME": "/catalogue", "wsgi.url_scheme": "https"}
    text = Visitor(app, {}, environ).get(path, Host="catalogue.exemple.fr").text
    assert "utm_" not in text
    assert "https://catalogue.exemple.fr/catalogue" in text
    assert not re.search(r"exemple\.fr/(?!catalogue)", text)
