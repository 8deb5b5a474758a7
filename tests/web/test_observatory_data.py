"""What the Observatoire gives to programs and to other sites: its feed, what describes it, its picture."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
from flask import Flask
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.observatory.body import Body, Kind
from gersapp.web.current import Services
from gersapp.web.national.current import current_following
from tests.support.dcat import misshapen
from tests.support.edits import become, commit, set_title
from tests.support.memory_bodies import MemoryBodies
from tests.support.observatory import BODY, OTHER, browser_of, opened_observatory
from tests.support.visitor import ID, Visitor, page_of

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def site(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Two bodies, in each of which an operation was changed: first in BODY, then in OTHER."""
    seed, bodies = seed_path.read_text("utf-8"), MemoryBodies()
    bodies.add(Body(BODY, Kind.DEPARTMENT, "32"), seed.encode())
    bodies.add(Body(OTHER, Kind.DEPARTMENT, "81"), seed.replace("Département du Gers", "Tarn").encode())
    for slug in (BODY, OTHER):
        commit(bodies.repository(slug), set_title(f"Changée : {slug}"))
    with opened_observatory(bodies, tmp_path_factory.mktemp("site")) as app:
        yield app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return browser_of(site)


def entries_at(visitor: Visitor, address: str) -> list[ET.Element]:
    return ET.fromstring(visitor.get(address).data).findall(f"{ATOM}entry")  # noqa: S314  (our own)


# -- the feed


def test_the_feed_has_what_changed_in_every_body(visitor: Visitor) -> None:
    response = visitor.get("/operations.atom")
    assert response.content_type == "application/atom+xml"
    entries = entries_at(visitor, "/operations.atom")
    ids = {entry.findtext(f"{ATOM}id") for entry in entries}
    assert ids == {f"{ORIGIN}/{slug}/operations/{ID}" for slug in (BODY, OTHER)}
    names = {entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries}
    assert names == {"Département du Gers", "Tarn"}


def test_the_feed_is_that_of_its_selection(visitor: Visitor) -> None:
    (entry,) = entries_at(visitor, f"/operations.atom?body={OTHER}")
    assert entry.findtext(f"{ATOM}title") == f"Changée\u202f: {OTHER}"
    found = {(one.get("scheme"), one.get("term")) for one in entry.iter(f"{ATOM}category")}
    assert {(f"{ORIGIN}/?body=", OTHER), (f"{ORIGIN}/?audience=", "grand-public")} <= found
    assert entries_at(visitor, "/operations.atom?q=zzz") == []


def test_a_feed_is_not_sent_twice_and_follows_changes(site: Flask, visitor: Visitor) -> None:
    etag = visitor.get("/operations.atom").headers["ETag"]
    assert visitor.get("/operations.atom", If_None_Match=etag).status_code == 304
    with site.app_context():
        following = current_following()
    commit(following.bodies.repository(BODY), set_title("Encore changée"))
    following.update()
    after = visitor.get("/operations.atom", If_None_Match=etag)
    assert "Encore changée" in after.text


@pytest.mark.parametrize(
    "path", ["/?kind=departement&platform=facebook", "/telecharger?kind=departement&platform=facebook"]
)
def test_pages_lead_to_the_feed_of_their_selection(visitor: Visitor, path: str) -> None:
    addresses = [has.get("href") for _, has in page_of(visitor.get(path)).tags]
    assert "/operations.atom?kind=departement&platform=facebook" in addresses


# -- what describes the data


def document(visitor: Visitor, path: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(visitor.get(path).data)
    return found


def test_the_description_of_the_interface_is_openapi(visitor: Visitor) -> None:
    OpenAPIV31SpecValidator(document(visitor, "/openapi.json")).validate()


def test_every_address_of_data_is_described(visitor: Visitor) -> None:
    ours = {rule.rule for rule in visitor.app.url_map.iter_rules() if is_national(rule.endpoint)}
    assert set(document(visitor, "/openapi.json")["paths"]) == {*ours, "/{slug}/openapi.json"}


def is_national(endpoint: str) -> bool:
    return endpoint.partition(".")[0] in {"national_data", "national_description"}


@pytest.mark.parametrize("path", ["/operations.json", "/operations.json?q=zzz&kind=martien&territory=32"])
def test_an_answer_is_as_it_is_described(visitor: Visitor, path: str) -> None:
    components = document(visitor, "/openapi.json")["components"]
    schema = {"$ref": "#/components/schemas/Operations", "components": components}
    OAS31Validator(schema).validate(document(visitor, path))


def test_each_parameter_of_the_page_is_described(visitor: Visitor) -> None:
    described = document(visitor, "/openapi.json")["paths"]["/operations.json"]["get"]["parameters"]
    names = {one["$ref"].rpartition("/")[2] for one in described}
    form = page_of(visitor.get("/")).tags
    sent = {has["name"] for tag, has in form if tag == "input" and "name" in has}
    assert names == (sent - {"name"}) | {"page", "etag"}


@pytest.mark.parametrize("form", ["operations", "links"])
def test_the_schema_has_the_columns_of_the_table(visitor: Visitor, form: str) -> None:
    header = visitor.get(f"/operations.csv?form={form}").text.split("\r\n")[0].split(",")
    schema = document(visitor, f"/schema.json?form={form}")
    assert [field["name"] for field in schema["fields"]] == header
    assert {*schema.get("primaryKey", ())} <= {*header}


def test_the_catalogue_of_all_names_that_of_each_body(visitor: Visitor) -> None:
    description = document(visitor, "/catalog.jsonld")
    assert misshapen(description) == []
    (dataset,) = description["dcat:dataset"]
    addresses = [one["dcat:downloadURL"]["@id"] for one in dataset["dcat:distribution"]]
    bodies = [one["@id"] for one in description["dcat:catalog"]]
    assert bodies == [f"{ORIGIN}/{slug}/catalog.jsonld" for slug in (BODY, OTHER)]
    for address in [*addresses, *bodies]:
        assert visitor.get(address.removeprefix(ORIGIN)).status_code == 200
    own = document(visitor, f"/{OTHER}/catalog.jsonld")
    named = description["dcat:catalog"][1]
    assert named["dcat:dataset"][0]["@id"] == own["dcat:dataset"][0]["@id"]
    assert {name: own[name] for name in ("@id", "dct:title", "dct:publisher")}.items() <= named.items()


def test_the_page_shows_each_format_with_what_it_gives_now(visitor: Visitor) -> None:
    page = page_of(visitor.get("/donnees"))
    addresses = [has["href"] for tag, has in page.tags if tag == "a" and "hx-disable" in has]
    assert {"/openapi.json", "/catalog.jsonld", "/schema.json", "/operations.atom"} < {*addresses}
    for address in addresses:
        assert visitor.get(address).status_code == 200
    assert len(page.all("pre")) == 4


def shown_on(visitor: Visitor) -> list[str]:
    """The addresses that « Données ouvertes » shows, which all answer."""
    tags = page_of(visitor.get("/donnees")).tags
    addresses = [has["href"] for tag, has in tags if tag == "a" and "hx-disable" in has]
    assert "" not in addresses
    # A document of nothing leads to « Télécharger ».
    assert {visitor.get(address).status_code for address in addresses} <= {200, 303}
    return addresses


def test_each_selection_on_the_page_finds_something(tmp_path: Path, seed_path: Path) -> None:
    bodies = MemoryBodies()
    for slug, kind, label in (("a", Kind.REGION, "Tout public"), ("b", Kind.COMMUNE, "Agents")):
        bodies.add(Body(slug, kind, ""), seed_path.read_bytes())
        heading = Heading("", f"Organisme {slug}", audiences=(Audience("cible", label),))
        operation = Operation("fete", "Fête", audiences=("cible",))
        commit(bodies.repository(slug), become(Catalogue.of(heading, [operation])))
    with opened_observatory(bodies, tmp_path) as app:
        visitor = browser_of(app)
        selections = [path for path in shown_on(visitor) if "?" in path and ".csv" not in path]
        assert selections == ["/operations.json?kind=region&audience=grand-public"]
        assert len(document(visitor, selections[0])["operations"]) == 1


def test_without_operation_the_page_shows_the_body(tmp_path: Path, seed_path: Path) -> None:
    bodies = MemoryBodies()
    bodies.add(Body(BODY, Kind.COMMUNE, ""), seed_path.read_bytes())
    commit(bodies.repository(BODY), become(Catalogue.of(Heading(), [])))
    with opened_observatory(bodies, tmp_path) as app:
        assert f"/{BODY}/donnees" in shown_on(browser_of(app))


def test_without_body_the_data_are_described_too(tmp_path: Path) -> None:
    with opened_observatory(MemoryBodies(), tmp_path) as app:
        visitor = browser_of(app)
        assert page_of(visitor.get("/donnees")).all("pre") == []
        assert not any("/donnees" in address for address in shown_on(visitor))
        assert misshapen(document(visitor, "/catalog.jsonld")) == []
        assert document(visitor, "/operations.json")["operations"] == []


# -- what other sites show of a link


def test_a_link_to_a_selection_has_a_picture(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    services: Services = site.extensions["gersapp"]
    declared = replace(services, settings=replace(services.settings, hosts=("127.0.0.1",)))
    monkeypatch.setitem(site.extensions, "gersapp", declared)
    visitor = browser_of(site)
    tags = page_of(visitor.get("/?platform=facebook&fbclid=x")).tags
    shown = {has["property"].removeprefix("og:"): has["content"] for _, has in tags if "property" in has}
    assert shown["title"] == "Facebook — Observatoire des opérations"
    assert shown["url"] == f"{ORIGIN}/?platform=facebook"
    assert shown["image"] == f"{ORIGIN}/apercu.png"
    picture = visitor.get("/apercu.png")
    assert (picture.status_code, picture.content_type) == (200, "image/png")


def test_without_a_declared_host_no_picture_is_named(visitor: Visitor) -> None:
    assert "og:image" not in visitor.get("/").text
