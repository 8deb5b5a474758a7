"""The catalogue as other catalogues harvest it: DCAT-AP 3.0, in JSON-LD."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gersapp.catalogue.model import Heading
from gersapp.exchange.writing import Format
from gersapp.exchange.writing.texts import rfc_3339
from gersapp.french import UNTITLED

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# The list in which media types have an address.
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Formats that the list of the European Union has not.
_UNLISTED = {"md"}


@dataclass(frozen=True, slots=True)
class Published:
    """What is described: the addresses are whole. `changed` is the time of the last change, or None."""

    heading: Heading
    home: str
    own: str
    openapi: str
    licence: str
    changed: int | None


def describe(
    published: Published, files: Iterable[tuple[Format, str]], bodies: Sequence[Published] = ()
) -> dict[str, Any]:
    """Return the catalogue, its one dataset, and a distribution for each file: its format, its address.

    `bodies` are the catalogues that it gathers: each is named, and described at its own address.
    """
    shared = _shared(published)
    return {
        "@context": _CONTEXT,
        **_catalogue(published),
        "dcat:themeTaxonomy": _TAXONOMY,
        "dcat:dataset": [_dataset(published, files, shared)],
        "dcat:service": [_service(published, _title(published), shared["dct:publisher"])],
        **({"dcat:catalog": [_catalogue(body) for body in bodies]} if bodies else {}),
    }


def _catalogue(published: Published) -> dict[str, Any]:
    """Return what is said of a catalogue, which names its dataset."""
    return {
        "@id": published.own,
        "@type": "dcat:Catalog",
        "dct:title": _french(_title(published)),
        "dct:description": _french(_description(published)),
        **_shared(published),
        "dct:license": _licence(published),
        "foaf:homepage": _at(published.home, "foaf:Document"),
        "dcat:dataset": [_at(f"{published.own}#operations")],
    }


def _shared(published: Published) -> dict[str, Any]:
    """Return what is said of a catalogue and of its dataset."""
    publisher = {
        "@id": f"{published.own}#organisme",
        "@type": "foaf:Agent",
        "foaf:name": _french(published.heading.organisation or _title(published)),
        "foaf:homepage": _at(published.home, "foaf:Document"),
    }
    return {
        "dct:publisher": publisher,
        "dct:language": _authority("language/FRA", "dct:LinguisticSystem"),
        **({"dct:modified": _time(published.changed)} if published.changed is not None else {}),
    }


def _dataset(
    published: Published, files: Iterable[tuple[Format, str]], shared: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "@id": f"{published.own}#operations",
        "@type": "dcat:Dataset",
        "dct:title": _french(_title(published)),
        "dct:description": _french(_description(published)),
        "dct:identifier": f"{published.own}#operations",
        **shared,
        "dcat:contactPoint": _contact(published, shared["dct:publisher"]),
        "dcat:landingPage": _at(published.home, "foaf:Document"),
        "dcat:theme": _THEME,
        "dcat:keyword": _keywords(published),
        "dct:accrualPeriodicity": _authority("frequency/IRREG", "dct:Frequency"),
        "dct:accessRights": _authority("access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:distribution": [_distribution(published, format, address) for format, address in files],
    }


def _title(published: Published) -> str:
    return published.heading.title or UNTITLED


def _description(published: Published) -> str:
    return published.heading.introduction or _title(published)


def _distribution(published: Published, format: Format, address: str) -> dict[str, Any]:
    return {
        "@id": f"{published.own}#{format.slug}",
        "@type": "dcat:Distribution",
        "dct:title": _french(format.label),
        "dct:description": _french(format.purpose),
        "dcat:accessURL": _at(address),
        "dcat:downloadURL": _at(address),
        "dct:license": _licence(published),
        "dcatap:availability": _STABLE,
        **_types(format),
    }


def _types(format: Format) -> dict[str, Any]:
    media_type = _at(_MEDIA_TYPES + format.media_type.partition(";")[0], "dct:MediaType")
    if format.suffix in _UNLISTED:
        return {"dcat:mediaType": media_type}
    file_type = _authority(f"file-type/{format.suffix.upper()}", "dct:MediaTypeOrExtent")
    return {"dcat:mediaType": media_type, "dct:format": file_type}


def _service(published: Published, title: str, publisher: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"{published.own}#interface",
        "@type": "dcat:DataService",
        "dct:title": _french(f"Interface de lecture — {title}"),
        "dct:publisher": _at(publisher["@id"]),
        "dcat:contactPoint": _contact(published, publisher),
        "dcat:endpointURL": _at(published.home),
        "dcat:endpointDescription": _at(published.openapi),
        "dcat:servesDataset": _at(f"{published.own}#operations"),
        "dcat:theme": _THEME,
        "dcat:keyword": _keywords(published),
        "dct:license": _licence(published),
        "dct:accessRights": _authority("access-right/PUBLIC", "dct:RightsStatement"),
    }


def _contact(published: Published, publisher: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"{published.own}#contact",
        "@type": "vcard:Kind",
        "vcard:fn": publisher["foaf:name"],
        "vcard:hasURL": _at(published.home),
    }


def _licence(published: Published) -> dict[str, str]:
    return _at(published.licence, "dct:LicenseDocument")


def _keywords(published: Published) -> list[dict[str, str]]:
    return [_french(label) for label in published.heading.labels]


def _authority(name: str, kind: str) -> dict[str, str]:
    """Return a value of a list of the European Union."""
    return _at(_AUTHORITY + name, kind)


def _at(address: str, kind: str = "") -> dict[str, str]:
    return {"@id": address, **({"@type": kind} if kind else {})}


def _french(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "fr"}


def _time(time: int) -> dict[str, str]:
    return {"@value": rfc_3339(time), "@type": "xsd:dateTime"}


# A check of shapes wants their names too.
_TAXONOMY = {**_authority("data-theme", "skos:ConceptScheme"), "dct:title": _french("Thèmes de données")}
_THEME = {
    **_authority("data-theme/GOVE", "skos:Concept"),
    "skos:prefLabel": _french("Gouvernement et secteur public"),
}
_STABLE = {
    **_authority("planned-availability/STABLE", "skos:Concept"),
    "skos:prefLabel": _french("Stable"),
}
