"""From the blocks of a dossier to its operations."""

import pytest

from gersapp.exchange.blocks import Block, Cell, Document
from gersapp.exchange.proposal import Doubt, Fate, Proposal
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose

DOSSIER = """Département du Gers
Les opérations sur les réseaux sociaux, mot-dièse #Covid19Gers

Depuis mars, le Département propose des rendez-vous réguliers aux internautes.

Adultes

Tips du jour
Une astuce chaque matin, sur Facebook et Instagram.
https://www.facebook.com/LeGers32/posts/2663636237190860

Carte interactive
Les lieux où acheter des produits locaux.
Réseaux : Facebook, Twitter
https://twitter.com/LeGers32/status/1248631795475558403?s=20

Budget
Le tout a coûté 300 €.
"""


def read(text: str) -> Proposal:
    return propose(read_text(text))


def test_operations_have_what_their_lines_say() -> None:
    first, second = read(DOSSIER).operations
    assert (first.title, first.audiences, first.platforms) == (
        "Tips du jour",
        ("Adultes",),
        ("facebook", "instagram"),
    )
    assert first.description == "Une astuce chaque matin, sur Facebook et Instagram."
    assert second.platforms == ("facebook", "x")
    assert second.links == ("https://twitter.com/LeGers32/status/1248631795475558403?s=20",)


def test_the_catalogue_has_its_own_texts() -> None:
    proposal = read(DOSSIER)
    assert (proposal.organisation, proposal.hashtag) == ("Département du Gers", "#Covid19Gers")
    assert proposal.introduction.startswith("Depuis mars")


def test_a_section_without_operations_is_left() -> None:
    assert read(DOSSIER).leftovers == ("Budget", "Le tout a coûté 300 €.")


def test_each_line_has_a_fate() -> None:
    lines = read(DOSSIER).lines
    assert [line.number for line in lines] == list(range(1, 14))
    assert [line.fate for line in lines[3:7]] == [Fate.AUDIENCE, Fate.TITLE, Fate.TEXT, Fate.LINK]
    assert [line.operation for line in lines[3:7]] == [None, 0, 0, 0]


def test_what_people_say_of_a_line_holds() -> None:
    proposal = propose(read_text(DOSSIER), {5: Fate.LEFT, 12: Fate.AUDIENCE})
    assert "Tips du jour" in proposal.leftovers
    assert proposal.audiences == ("Adultes", "Budget")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Bonjour", "https://www.gers.fr/a", "—", "\ufeff", "a\u0301" * 50]
)
def test_hardly_a_dossier_gives_hardly_a_proposal(text: str) -> None:
    proposal = read(text)
    assert len(proposal.operations) <= 1
    assert "gers.fr" not in text or "https://www.gers.fr/a" in "".join(proposal.leftovers)


def test_a_torn_address_is_joined_with_a_doubt() -> None:
    torn = DOSSIER.replace("posts/2663636237190860", "posts/\n2663636237190860")
    operation = read(torn).operations[0]
    assert operation.links == ("https://www.facebook.com/LeGers32/posts/2663636237190860",)
    assert Doubt.LINK_MENDED in operation.doubts


def test_a_part_of_a_table_without_values_is_read() -> None:
    rows = [("Titre", "Fête"), ("Public", "Jeunes"), ("Lien", "https://www.gers.fr/a"), ("Merci à tous",)]
    cells = [
        Block(text, 10 * row + column + 1, cell=Cell(0, row, column))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    # A list within a cell ends the first part of the table.
    proposal = propose(Document("docx", (*cells[:-1], Block("Une liste", 29, marker="-"), cells[-1])))
    assert [operation.title for operation in proposal.operations] == ["Fête"]
    assert "Merci à tous" in [line.text for line in proposal.lines]


def test_items_of_one_list_are_not_surely_one_operation() -> None:
    text = """Nos actions

Public : jeunes
* Quiz « Vrai ou faux ? » en story
* Interview du Dr Lamy, 4 min https://youtu.be/kL9mN8oP7qR

Pour tous
* Marche rose, 3 km. Revivez-la sur TikTok https://www.tiktok.com/@bellerive/video/7555555555555555555
"""
    quiz = read(text).operations[0]
    assert (quiz.title, quiz.description) == (
        "Quiz « Vrai ou faux ? » en story",
        "Interview du Dr Lamy, 4 min",
    )
    assert quiz.doubts == (Doubt.TEXT_GUESSED,)


TWO_AUDIENCES = """Adultes

Concours photo
Une photo par jour.
Aussi pour : Enfants
https://www.facebook.com/LeGers32/posts/2663636237190860

Tips du jour
Une astuce chaque matin.
https://www.facebook.com/LeGers32/posts/2663636237190861

Enfants

Concours photo
Une photo par jour.
Aussi pour : Adultes
https://www.facebook.com/LeGers32/posts/2663636237190860
"""


def test_also_for_adds_an_audience_to_that_of_the_heading() -> None:
    contest, tips = read(TWO_AUDIENCES).operations
    assert (contest.title, contest.audiences) == ("Concours photo", ("Adultes", "Enfants"))
    assert len(contest.lines) == 8
    assert tips.audiences == ("Adultes",)


@pytest.mark.parametrize("label", ["Aussi pour", "Également pour", "S’adresse aussi aux", "Concerne aussi"])
def test_also_for_belongs_to_the_operation_above(label: str) -> None:
    text = TWO_AUDIENCES.partition("\nEnfants\n")[0].replace("Aussi pour : Enfants\n", "")
    contest, tips = read(text.replace("190860\n", f"190860\n{label} : Enfants\n")).operations
    assert (contest.title, contest.audiences) == ("Concours photo", ("Adultes", "Enfants"))
    assert (tips.title, tips.audiences) == ("Tips du jour", ("Adultes",))
    last = read(f"{text}{label} : Enfants\n\nContact : communication@exemple.fr\n").operations[-1]
    assert (last.title, last.audiences) == ("Tips du jour", ("Adultes", "Enfants"))


def test_the_lines_of_a_repeated_operation_are_those_of_the_one() -> None:
    owners = [line.operation for line in read(TWO_AUDIENCES).lines]
    assert owners == [None, 0, 0, 0, 0, 1, 1, 1, None, 0, 0, 0, 0]


def test_alike_operations_under_one_audience_stay_two() -> None:
    twice = TWO_AUDIENCES.replace("\nEnfants\n\nConcours", "\nConcours").replace(
        "pour : Adultes", "pour : Enfants"
    )
    assert [one.title for one in read(twice).operations] == [
        "Concours photo",
        "Tips du jour",
        "Concours photo",
    ]
