"""A check of the shapes of DCAT-AP."""

import re
from collections.abc import Iterator
from typing import Any


def nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


# DCAT-AP 3.0: the properties that each class has to have, and those that a portal also asks for.
SHAPES = {
    "dcat:Catalog": ["dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset", "foaf:homepage"],
    "dcat:Dataset": ["dct:title", "dct:description", "dct:publisher", "dcat:contactPoint", "dcat:theme", "dcat:distribution"],
    "dcat:Distribution": ["dcat:accessURL", "dcat:downloadURL", "dct:license", "dcat:mediaType"],
    "dcat:DataService": ["dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset", "dct:license"],
    "foaf:Agent": ["foaf:name"],
    "vcard:Kind": ["vcard:fn", "vcard:hasURL"],
    "skos:Concept": ["skos:prefLabel"],
    "skos:ConceptScheme": ["dct:title"],
}  # fmt: skip
# The values that are things, which have an address, and the ones that are texts in French.
THINGS = re.compile(
    r"dct:(license|publisher|language|format)|dcat:(accessURL|downloadURL|theme|mediaType|landingPage)|.*URL"
)
TEXTS = {"dct:title", "dct:description", "foaf:name", "vcard:fn"}


def misshapen(description: dict[str, Any]) -> list[str]:
    """What a check of shapes would say of a description."""
    found = []
    for node in nodes(description):
        found += [
            f"{node['@type']} has no {name}" for name in SHAPES.get(node["@type"], ()) if not node.get(name)
        ]
        for name, value in node.items():
            if name in TEXTS and not (value.get("@value") and value.get("@language") == "fr"):
                found.append(f"{name} is no text")
            if THINGS.fullmatch(name) and not re.match(r"https?://", value.get("@id", "")):
                found.append(f"{name} is no address")
    return found
