"""What a database knows of a body beside its catalogue, written into a file of it and read again."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gersapp.observatory.body import Body, Kind
from gersapp.store.documents.facts import read_facts, with_facts, without_facts

FACTS = {"kind": "departement", "territory": "32", "groups": {"adultes": "elus"}}


def test_facts_leave_a_file_as_they_found_it(seed_path: Path) -> None:
    content = seed_path.read_bytes()
    tables = json.loads(content)
    written = with_facts(content, FACTS)
    assert list(json.loads(written)) == ["observatory", *tables]
    catalogue, facts = without_facts(written)
    assert (facts, json.loads(catalogue)) == (FACTS, tables)
    assert list(json.loads(catalogue)) == list(tables)
    assert read_facts("gers", facts) == (Body("gers", Kind.DEPARTMENT, "32"), {"adultes": "elus"})


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"observatory": {}}', b'{"observatory": {"1": {"kind": "etat"}}}', b'{"observatory": 1}'],
)
def test_what_holds_no_facts_stays_as_it_is(content: bytes) -> None:
    assert without_facts(content) == (content, {})


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"kind": "ville", "territory": "99", "groups": None},
        {"kind": [], "territory": {}, "groups": []},
        {"kind": None, "territory": None, "groups": "adultes"},
    ],
)
def test_unknown_facts_are_left_out(facts: Mapping[str, Any]) -> None:
    assert read_facts("gers", facts) == (Body("gers", Kind.OTHER, ""), {})
