"""Our own JSON: what is written is read again, to the letter."""

from dataclasses import replace

import orjson
from hypothesis import given, settings

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Heading, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, in_one_list, make_dossier
from gersapp.exchange.native import read_json
from gersapp.exchange.writing import json
from tests.support import any_catalogues
from tests.support.catalogues import AUDIENCES, HYPOTHESIS


def written(dossier: Dossier) -> bytes:
    return b"".join(json.write(dossier))


@given(any_catalogues.catalogues())
@HYPOTHESIS
def test_what_is_written_is_read_again(catalogue: Catalogue) -> None:
    dossier = any_catalogues.dossier_of(catalogue)
    content = written(dossier)
    assert b"utm_" not in content
    proposal = read_json(content)
    # Audiences without operations are there too.
    assert proposal.audiences == catalogue.heading.labels
    shown = tuple([part.audience.label for part in dossier.parts])
    any_catalogues.assert_given_back(dossier, replace(proposal, audiences=shown))


def test_a_catalogue_of_nothing_is_written() -> None:
    document = orjson.loads(written(any_catalogues.dossier_of(Catalogue.of(Heading(), []))))
    assert (document["format"], document["operations"]) == ("gersapp/1", [])


def test_an_address_that_is_not_known_is_left_out() -> None:
    catalogue = Catalogue.of(Heading("Titre", audiences=AUDIENCES), [Operation("a", "A", "", ("tous",))])
    document = orjson.loads(written(make_dossier(catalogue, Selection(), any_catalogues.DAY)))
    assert "address" not in document
    assert "address" not in document["operations"][0]


def parts(catalogue: Catalogue) -> list[tuple[Operation, ...]]:
    return [section.operations for section in catalogue.find_all(Selection()).sections]


@given(any_catalogues.catalogues())
@settings(HYPOTHESIS, max_examples=12)
def test_one_list_has_the_order_of_every_part(catalogue: Catalogue) -> None:
    ids = [operation.id for operation in in_one_list(parts(catalogue))]
    assert sorted(ids) == sorted(catalogue.operations)
    for part in parts(catalogue):
        places = [ids.index(operation.id) for operation in part]
        assert places == sorted(places)
    again = Catalogue.of(catalogue.heading, [catalogue.operations[id] for id in ids])
    assert parts(again) == parts(catalogue)
    assert [operation.id for operation in in_one_list(parts(again))] == ids


def test_one_list_is_that_of_the_page_where_it_can_be() -> None:
    both, first = ("adultes", "tous"), ("adultes",)
    operations = [Operation(id, id, "", ("tous",)) for id in "ab"]
    operations += [Operation(id, id, "", audiences) for id, audiences in (("c", first), ("d", both))]
    heading = Heading(audiences=AUDIENCES)
    # On the page: c d, then a b d. « d » comes after « a » and « b » wherever both stand.
    assert [one.id for one in in_one_list(parts(Catalogue.of(heading, operations)))] == ["c", "a", "b", "d"]
    alone = [replace(one, audiences=first) if one.id == "d" else one for one in operations]
    assert [one.id for one in in_one_list(parts(Catalogue.of(heading, alone)))] == ["c", "d", "a", "b"]
