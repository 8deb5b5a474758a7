"""Our own JSON is proposed exactly as it is."""

import json
from typing import Any

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.native import read_json
from gersapp.exchange.proposal import Doubt, Fate, Proposal
from proof.tools.server import ROOT

EXPORT: dict[str, Any] = {
    "format": "gersapp/1",
    "title": "Les opérations du Gers",
    "organisation": "Département du Gers",
    "hashtag": "#Covid19Gers",
    "introduction": "Un rendez-vous.\n\nRégulier.",
    "audiences": [{"slug": "aines", "label": "Aînés"}, {"slug": "tous", "label": "Tout public"}],
    "operations": [
        {
            "id": "recettes",
            "title": "« Recettes »",
            "description": "Deux\nlignes",
            "audiences": ["tous", "aines"],
            "platforms": ["facebook", "Radio locale"],
            "links": ["https://a.fr/1", "https://a.fr/2?utm_source=x"],
        },
        {"id": "3018", "title": "3018", "audiences": ["tous"]},
    ],
}


def read(data: object) -> Proposal:
    return read_json(json.dumps(data).encode())


def test_an_export_is_read_to_the_letter() -> None:
    proposal = read(EXPORT)
    assert (proposal.title, proposal.organisation) == ("Les opérations du Gers", "Département du Gers")
    assert (proposal.hashtag, proposal.introduction) == ("#Covid19Gers", "Un rendez-vous.\n\nRégulier.")
    assert proposal.audiences == ("Aînés", "Tout public")
    first, second = proposal.operations
    assert (first.title, first.description, first.doubts) == ("« Recettes »", "Deux\nlignes", ())
    assert first.audiences == ("Tout public", "Aînés")
    assert first.platforms == ("facebook", "Radio locale")
    assert first.links == ("https://a.fr/1", "https://a.fr/2?utm_source=x")
    assert (second.title, second.lines) == ("3018", (2,))
    assert [(line.fate, line.operation) for line in proposal.lines] == [(Fate.TITLE, 0), (Fate.TITLE, 1)]


def test_the_file_of_the_catalogue_is_read_to_the_letter() -> None:
    content = (ROOT / "db.json").read_bytes()
    documents = json.loads(content)["operations"].values()
    proposal = read_json(content)
    assert [operation.title for operation in proposal.operations] == [one["title"] for one in documents]
    assert [operation.links for operation in proposal.operations] == [
        tuple(link["url"] for link in one["links"]) for one in documents
    ]
    assert [operation.platforms for operation in proposal.operations] == [
        tuple(one["platforms"]) for one in documents
    ]
    assert proposal.audiences == ("Adultes", "Enfants/Jeunes", "Tout public")
    assert proposal.operations[0].audiences == ("Adultes",)
    assert (proposal.organisation, proposal.hashtag) == ("Département du Gers", "#Covid19Gers")
    assert {operation.doubts for operation in proposal.operations} == {()}


def test_a_mark_of_the_encoding_is_no_part_of_it() -> None:
    assert read_json(b"\xef\xbb\xbf" + json.dumps(EXPORT).encode()) == read(EXPORT)


@pytest.mark.parametrize(
    ("operation", "doubt"),
    [
        ({"title": "Fête"}, Doubt.AUDIENCE_MISSING),
        ({"title": "Fête", "audiences": ["inconnue"]}, Doubt.AUDIENCE_GUESSED),
        ({"title": "Fête", "audiences": ["tous"], "links": [{"url": "a b"}]}, Doubt.LINK_FAULTY),
        ({"title": "F" * 201, "audiences": ["tous"]}, Doubt.TOO_LONG),
    ],
)
def test_what_forms_would_refuse_is_doubtful(operation: dict[str, Any], doubt: Doubt) -> None:
    assert read(EXPORT | {"operations": [operation]}).operations[0].doubts == (doubt,)


@pytest.mark.parametrize("document", ["Fête", {"description": "https://a.fr/1"}, {"title": 3}])
def test_what_is_no_operation_is_a_leftover(document: object) -> None:
    proposal = read(EXPORT | {"operations": [document, *EXPORT["operations"]]})
    assert len(proposal.operations) == 2
    assert json.loads(proposal.leftovers[0]) == document
    assert proposal.lines[1].operation == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "abîmé"),
        ("é".encode("cp1252"), "abîmé"),
        (b"[" * 100_000, "abîmé"),
        (b"[]", "pas un catalogue"),
        (b"{}", "pas un catalogue"),
        (b'{"catalogue": {}, "operations": []}', "pas un catalogue"),
        (b'{"format": "gersapp/2"}', "version plus récente"),
    ],
)
def test_other_json_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentRefused, match=message):
        read_json(content)
