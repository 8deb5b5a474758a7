"""Our own Markdown and text are read to the letter, whatever a catalogue holds and an editor does to line ends."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.writing import write
from tests.support.catalogues import HYPOTHESIS
from tests.support.exports import assert_given_back, catalogues, dossier_of

FORMS = ("md", "txt")
# What editors, mails and forms do to a text.
CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda content: content,
    "CRLF": lambda content: content.replace(b"\n", b"\r\n"),
    "CR": lambda content: content.replace(b"\n", b"\r"),
    "BOM": lambda content: b"\xef\xbb\xbf" + content,
    "no last line end": lambda content: content.rstrip(b"\n"),
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "spaces stripped": lambda content: b"\n".join(line.strip() for line in content.split(b"\n")),
    "empty lines before": lambda content: b"\n\n" + content,
}


def written(dossier: Dossier, form: str) -> bytes:
    return b"".join(write(form, dossier))


def read_back(content: bytes) -> Proposal:
    proposal = read(content)
    assert isinstance(proposal, Proposal)
    return proposal


def check(catalogue: Catalogue, form: str, change: str) -> None:
    dossier = dossier_of(catalogue)
    content = CHANGES[change](written(dossier, form))
    assert_given_back(dossier, read_back(content))


@pytest.mark.parametrize("form", FORMS)
@settings(HYPOTHESIS, max_examples=60)
@given(catalogue=catalogues(), change=st.sampled_from([*CHANGES]))
def test_any_catalogue_is_given_back(form: str, catalogue: Catalogue, change: str) -> None:
    check(catalogue, form, change)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@settings(HYPOTHESIS, max_examples=4_000)
@given(catalogue=catalogues(8), change=st.sampled_from([*CHANGES]))
def test_many_catalogues_are_given_back(form: str, catalogue: Catalogue, change: str) -> None:
    check(catalogue, form, change)
