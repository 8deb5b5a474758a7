"""Our own Markdown and text are read to the letter, whatever a catalogue holds and an editor does to line ends."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Document
from gersapp.exchange.dossier import Dossier, Part
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.reading.plain import read_markdown, read_text
from gersapp.exchange.structure import propose
from gersapp.exchange.writing import write
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support.any_catalogues import assert_given_back, catalogues, dossier_of
from tests.support.catalogues import HYPOTHESIS

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
@settings(HYPOTHESIS, max_examples=30)
@given(catalogue=catalogues(), change=st.sampled_from([*CHANGES]))
def test_any_catalogue_is_given_back(form: str, catalogue: Catalogue, change: str) -> None:
    check(catalogue, form, change)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@settings(HYPOTHESIS, max_examples=1_000)
@given(catalogue=catalogues(8), change=st.sampled_from([*CHANGES]))
def test_many_catalogues_are_given_back(form: str, catalogue: Catalogue, change: str) -> None:
    check(catalogue, form, change)


OPERATION = {
    "md": """
### Balade contée

Le premier *samedi* du mois,
à la **bibliothèque** : [le programme](https://www.gers.fr/programme).

- Aussi pour : Aînés
- Réseaux : Facebook, Radio locale
- [Publication Facebook](https://www.facebook.com/LeGers32/posts/9)
- https://www.gers.fr/balade
""",
    "txt": """
Balade contée
-------------
Le premier samedi du mois,
à la bibliothèque.
- Aussi pour : Aînés
- Réseaux : Facebook, Radio locale
- Publication Facebook : https://www.facebook.com/LeGers32/posts/9
- https://www.gers.fr/balade
""",
}
TEXTS = {
    "md": "Le premier *samedi* du mois,\nà la bibliothèque : le programme.",
    "txt": "Le premier samedi du mois,\nà la bibliothèque.",
}


@pytest.fixture(scope="module")
def gers() -> Dossier:
    return dossier_of(Sound.read(ROOT / "db.json").catalogue)


@pytest.mark.parametrize("form", FORMS)
def test_what_somebody_added_is_an_operation_too(gers: Dossier, form: str) -> None:
    proposal = read_back(written(gers, form) + OPERATION[form].encode())
    assert len(proposal.operations) == gers.operations + 1
    (added,) = [one for one in proposal.operations if one.title == "Balade contée"]
    assert (added.description, added.audiences) == (TEXTS[form], ("Tout public", "Aînés"))
    assert added.platforms == ("facebook", "Radio locale")
    links = ("https://www.facebook.com/LeGers32/posts/9", "https://www.gers.fr/balade")
    assert added.links[-2:] == links
    assert proposal.leftovers == ()


@pytest.mark.parametrize("form", FORMS)
def test_what_somebody_took_away_is_gone(gers: Dossier, form: str) -> None:
    title = gers.parts[0].operations[1].title
    before, _, after = written(gers, form).decode().partition(title)
    start = {"md": "### ", "txt": ""}[form]
    rest = after[after.index(gers.parts[0].operations[2].title) :]
    proposal = read_back((before.removesuffix(start) + start + rest).encode())
    assert [one.title for one in proposal.operations].count(title) == 0
    assert len(proposal.operations) == gers.operations - 1


@pytest.mark.parametrize("form", FORMS)
def test_a_note_below_an_audience_is_left_over(gers: Dossier, form: str) -> None:
    label = gers.parts[0].audience.label
    content = (
        written(gers, form).decode().replace("7 opérations\n", "7 opérations\nÀ relire par Jeanne.\n", 1)
    )
    proposal = read_back(content.encode())
    assert proposal.leftovers == ("À relire par Jeanne.",)
    assert (proposal.audiences[0], len(proposal.operations)) == (label, gers.operations)


@pytest.mark.parametrize("form", FORMS)
def test_each_line_has_its_fate_and_operation(gers: Dossier, form: str) -> None:
    proposal = read_back(written(gers, form))
    assert [line.number for line in proposal.lines] == [*range(1, len(proposal.lines) + 1)]
    for place, operation in enumerate(proposal.operations):
        mine = [line.number for line in proposal.lines if line.operation == place]
        assert mine == sorted(operation.lines)
    assert all(line.text.strip() for line in proposal.lines)
    fates = {line.fate for line in proposal.lines}
    assert fates >= {
        Fate.TITLE,
        Fate.TEXT,
        Fate.LINK,
        Fate.PLATFORMS,
        Fate.AUDIENCE,
        Fate.INTRODUCTION,
        Fate.HEADING,
    }


@pytest.mark.parametrize("form", FORMS)
def test_an_extract_says_what_it_is_of(form: str) -> None:
    catalogue = Sound.read(ROOT / "db.json").catalogue
    dossier = dossier_of(catalogue, Selection(audiences=("tout-public",), platforms=("instagram",)))
    content = written(dossier, form).decode()
    assert f"- {dossier.scope}\n" in content
    assert_given_back(dossier, read_back(content.encode()))


@pytest.mark.parametrize("form", FORMS)
def test_a_moved_operation_keeps_the_order_it_was_read_in(form: str) -> None:
    audiences = (Audience("a", "Adultes"), Audience("b", "Aînés"))
    one, two = (Operation(title, title, "", ("a", "b")) for title in ("Un", "Deux"))
    dossier = dossier_of(Catalogue.of(Heading("Titre", audiences=audiences), (one, two)))
    second = Part(audiences[1], (two, one))
    proposal = read_back(written(replace(dossier, parts=(dossier.parts[0], second)), form))
    assert [operation.title for operation in proposal.operations] == ["Un", "Deux"]


@pytest.mark.parametrize(
    "mark", ["Dossier de catalogue, format texte 2\n\na", "*Dossier de catalogue, format Markdown 10*"]
)
def test_a_dossier_of_a_later_version_is_refused(mark: str) -> None:
    with pytest.raises(DocumentRefused, match="version plus récente"):
        read(mark.encode())


def test_a_dossier_of_too_many_lines_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="100 000 lignes"):
        read(b"Dossier de catalogue, format texte 1\n" + b"a\n" * 100_001)


@pytest.mark.parametrize(
    "first",
    [
        "Dossier de catalogue, format Markdown 1",
        "*Dossier de catalogue, format texte 1*",
        "Dossier de catalogue",
        "",
    ],
)
def test_without_its_first_line_a_dossier_is_a_document(gers: Dossier, first: str) -> None:
    content = written(gers, "md").decode().partition("\n")[2]
    document = read(f"{first}\n{content}".encode())
    assert isinstance(document, Document)


@pytest.mark.parametrize(("form", "reader"), [("md", read_markdown), ("txt", read_text)])
def test_without_its_first_line_it_is_read_well_still(
    gers: Dossier, form: str, reader: Callable[[str], Document]
) -> None:
    content = written(gers, form)
    known = {(one.title, one.links) for one in read_back(content).operations}
    proposal = propose(reader(content.decode().partition("\n")[2]))
    found = {(one.title, one.links) for one in proposal.operations}
    assert len(known & found) >= 15
    assert len(found - known) <= 3


@pytest.mark.parametrize(
    "text",
    [
        f"*Dossier de catalogue, format Markdown 1*\n# a{' ' * 300_000}x\n### T\n- Réseaux : a{' ' * 300_000}x\n- a{' :' * 300_000}",
        f"*Dossier de catalogue, format Markdown 1*\n### a{' #' * 300_000}x\n{'[a](<' * 100_000}\n{'&a' * 300_000}\n- {'[' * 300_000}",
        f"Dossier de catalogue, format texte 1\nT\n---\n- Réseaux : a{' ' * 300_000}x\n- Aussi pour : {'x' * 300_000}\n",
        f"Dossier de catalogue, format texte 1\nT\n---\n- Aussi pour : {chr(92) * 300_001}\n- a{' : ' * 300_000}\n",
    ],
    ids=["spaces", "signs", "spaces in text", "signs in text"],
)
def test_a_line_without_end_is_read_in_one_go(text: str) -> None:
    assert len(read_back(text.encode()).operations) == 1
