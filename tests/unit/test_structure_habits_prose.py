"""Habits of dossiers in prose: what sentences, headings, notes and mails say of operations."""

import pytest

from gersapp.exchange.proposal import Doubt
from gersapp.exchange.reading.html import read_html
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.habits import FACEBOOK, INSTAGRAM, operations

TWO = f"{FACEBOOK} {INSTAGRAM}"
NOTES = f"""Adultes

Tips du jour [1][2]. Une astuce chaque matin, sur Facebook et Instagram.
Recettes [1][2]. Plusieurs recettes, sur Facebook et Instagram.

Références
[1] {FACEBOOK}
[2] {INSTAGRAM}
"""
LINES = f"""Nos opérations

Tips du jour (adultes) : sur Facebook et Instagram. {TWO}
Recettes (adultes) : sur Facebook et Instagram. {TWO}
Quiz « Ma ville » (jeunes) : en story Instagram. {INSTAGRAM}
"""
COMMAS = f"""LES SINISTRÉS
La FAQ assurance, mise à jour deux fois par jour
→ Facebook {FACEBOOK}
Le fil de crise, 214 communes reliées
→ WhatsApp
LES MAIRES
La boîte à outils « je communique », affiches et textes prêts à l’emploi
→ Instagram {INSTAGRAM}
"""


def test_notes_are_brought_to_where_they_are_called() -> None:
    first, second = operations(NOTES)
    assert (first.title, first.links) == ("Tips du jour", (FACEBOOK, INSTAGRAM))
    assert Doubt.NOTE_ATTACHED in first.doubts
    assert second.title == "Recettes"


@pytest.mark.parametrize("people", ["Sinistrés", "Chefs d’entreprise", "Gardes champêtres"])
def test_a_sentence_says_whom_an_operation_is_for(people: str) -> None:
    text = f"« Tips du jour » donne une astuce ({FACEBOOK}). Elle s’adressait aux {people.lower()}.\n"
    assert operations(text)[0].audiences == (people,)


def test_a_closing_section_has_no_operation() -> None:
    text = f"1. Pour les adultes\n- Tips du jour : une astuce. {FACEBOOK}\n\n2. Questions diverses\n- La charte : {INSTAGRAM}\n"
    assert [operation.title for operation in operations(text)] == ["Tips du jour"]


def test_what_stands_beside_a_page_has_no_operation() -> None:
    page = (
        "<nav><ul><li><a href='https://www.gers.fr/'>Accueil</a></li></ul></nav><h1>Nos opérations</h1>"
        f"<h2>Adultes</h2><h3>Tips du jour</h3><p>Une astuce.</p><p><a href='{FACEBOOK}'>Voir</a></p>"
        "<aside><h2>À lire aussi</h2><a href='https://www.gers.fr/marche'>Le marché reprend</a></aside>"
    )
    proposal = propose(read_html(page))
    assert [operation.title for operation in proposal.operations] == ["Tips du jour"]
    assert {"https://www.gers.fr/", "https://www.gers.fr/marche"} <= set(proposal.leftovers)


def test_a_heading_like_those_of_audiences_names_one() -> None:
    names = ("jeunes parents", "noctambules", "tout le monde")
    text = "\n\n".join(
        f'>> {name}\n"Le tram des {name}" → FB : rappel du soir\n   {FACEBOOK}' for name in names
    )
    assert [label.lower() for found in operations(text) for label in found.audiences] == list(names)


def test_a_paragraph_tells_of_several_operations() -> None:
    text = (
        f"Nous avons lancé « Tips du jour » sur Facebook, pour les adultes ({FACEBOOK}). Tous ont aimé. "
        f"Puis « Recettes » était destiné aux jeunes, sur Instagram : {INSTAGRAM}.\n"
    )
    first, second = operations(text)
    assert (first.title, first.audiences, first.links) == ("« Tips du jour »", ("Adultes",), (FACEBOOK,))
    assert (second.title, second.audiences, second.links) == ("« Recettes »", ("Jeunes",), (INSTAGRAM,))
    assert second.description == "Puis « Recettes » était destiné aux jeunes, sur Instagram."


def test_lines_that_say_all_are_operations() -> None:
    titles = [operation.title for operation in operations(LINES)]
    assert titles == ["Tips du jour", "Recettes", "Quiz « Ma ville »"]


def test_a_title_ends_at_the_comma_where_all_do() -> None:
    found = operations(COMMAS)
    assert [operation.title for operation in found] == [
        "La FAQ assurance",
        "Le fil de crise",
        "La boîte à outils « je communique »",
    ]
    assert [operation.audiences for operation in found] == [("Sinistrés",), ("Sinistrés",), ("Maires",)]


def test_the_words_behind_a_link_name_nobody() -> None:
    text = f"## Adultes\n\n### Tips du jour\nUne astuce.\n\n- Facebook : [les lauréats]({FACEBOOK})\n"
    assert operations(text)[0].audiences == ("Adultes",)


def test_a_name_in_quotes_ends_at_its_colon() -> None:
    text = f"🎯 « Tips du jour » : concours d’affiches\n📱 Facebook\n🔗 {FACEBOOK}\n"
    assert operations(f"Adultes\n\n{text}")[0].title == "« Tips du jour »"


def test_a_title_keeps_its_question_mark() -> None:
    text = f"- Où êtes-vous ? Anciens élèves, dix ans après. (Public : adultes) {FACEBOOK}\n" * 2
    assert operations(text)[0].title == "Où êtes-vous ?"


def test_an_operation_without_audience_is_a_doubt() -> None:
    operation = operations(f"Tips du jour\nUne astuce chaque matin.\nRéseaux : Facebook\n{FACEBOOK}\n")[0]
    assert Doubt.AUDIENCE_MISSING in operation.doubts


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        ("Une astuce sur Facebook, et non sur Twitter.", ("facebook",)),
        ("Une astuce sans Instagram, sur X.", ("x",)),
        ("Une astuce. YT.", ("youtube",)),
        ("Une astuce sur YouTube et en podcast.", ("youtube", "podcast")),
        ("Un direct sur YouTube, Facebook et X.", ("youtube", "facebook", "x")),
    ],
)
def test_a_denied_platform_is_not_announced(text: str, platforms: tuple[str, ...]) -> None:
    operation = operations(f"Adultes\n\nTips du jour\n{text}\n{FACEBOOK}\n")[0]
    assert operation.platforms == platforms
    assert Doubt.PLATFORM_MENTIONED in operation.doubts


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("https://www.facebook.com/LeGers32/posts/ 2663636237190860", FACEBOOK),
        ("https://www.facebook.com/LeGers32 /posts/2663636237190860", FACEBOOK),
        (
            "https://www.facebook.com/photos/?tab=album&album_id=27195484 68266303",
            "https://www.facebook.com/photos/?tab=album&album_id=27195484_68266303",
        ),
        ("https: //www.instagram.com/p/B98xvlwHENT/", INSTAGRAM),
        ("www.gers.fr/lettres", "https://www.gers.fr/lettres"),
        ("https://www.youtube.com/watch?v=hK2_9slQm\n4a", "https://www.youtube.com/watch?v=hK2_9slQm4a"),
    ],
)
def test_a_damaged_address_is_mended_with_a_doubt(damaged: str, whole: str) -> None:
    operation = operations(f"Adultes\n\nTips du jour\nUne astuce chaque matin.\n{damaged}\n")[0]
    assert operation.links == (whole,)
    assert Doubt.LINK_MENDED in operation.doubts


def test_a_mail_around_a_dossier_is_no_part_of_it() -> None:
    proposal = propose(
        read_text(
            f"De : Anne <anne@exemple.fr>\nÀ : Luc\nObjet : dossier\n\nBonjour Luc,\n\nAdultes\n\nTips du jour\n"
            f"Une astuce sur Facebook.\n{FACEBOOK}\n\nCordialement,\nAnne Leroux\n05 00 00 00 01\n\n"
            "Le 3 mai 2021, Luc Petit a écrit :\n> Bonjour Anne,\n> Voyez https://www.exemple.org/modele.pdf\n"
        )
    )
    assert [operation.title for operation in proposal.operations] == ["Tips du jour"]
    assert proposal.operations[0].description == "Une astuce sur Facebook."
    assert "https://www.exemple.org/modele.pdf" in proposal.leftovers


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Pour les tout-petits (0-3 ans)", "Tout-petits (0-3 ans)"),
        ("À destination des aînés :", "Aînés"),
        ("II. Actions tournées vers les jeunes", "Jeunes"),
        ("Maires et élus", "Maires et élus"),
        ("Côté familles", "Familles"),
    ],
)
def test_a_heading_gives_the_name_of_its_audience(heading: str, label: str) -> None:
    proposal = propose(read_text(f"{heading}\n\nTips du jour\nUne astuce sur Facebook.\n{FACEBOOK}\n"))
    assert proposal.audiences == (label,)
