"""Habits of dossiers: the same operations are found, whatever the form in which they are written."""

import pytest

from gersapp.exchange.proposal import Doubt
from tests.support.habits import FACEBOOK, INSTAGRAM, operations

TWO = f"{FACEBOOK} {INSTAGRAM}"
FIELDS = f"""Titre : Tips du jour
Cible : adultes
Réseaux : Facebook, Instagram
Liens : {TWO}

Titre : Recettes
Cible : adultes
Réseaux : Facebook, Instagram
Liens : {TWO}
"""
QUESTIONS = f"""Quel est le nom de l’opération ? Tips du jour
À quel public s’adressait-elle ? Aux adultes
Sur quels réseaux ? Facebook et Instagram
Indiquez un ou plusieurs liens : {TWO}

Quel est le nom de l’opération ? Recettes
À quel public s’adressait-elle ? Aux adultes
Sur quels réseaux ? Facebook et Instagram
Indiquez un ou plusieurs liens : {TWO}
"""
FORM = f"""Titre de l’opération
Tips du jour
Public visé
Adultes
Réseaux sociaux
Facebook, Instagram
Liens
{FACEBOOK}
{INSTAGRAM}

Titre de l’opération
Recettes
Public visé
Adultes
Réseaux sociaux
Facebook, Instagram
Liens
{FACEBOOK}
{INSTAGRAM}
"""
BRACKETS = f"""Nos opérations
- Tips du jour (adultes, Facebook et Instagram) {TWO}
- Recettes (adultes, Facebook et Instagram) {TWO}
"""
ROWS = f"""Tips du jour | Adultes | Facebook, Instagram | {TWO}
Recettes | Adultes | Facebook, Instagram | {TWO}
"""
TABLE = f"""Opération\tCe que nous avons fait, et qui\tPublic\tRéseaux\tLiens
Tips du jour\tUne astuce, chaque matin\tAdultes\tFacebook, Instagram\t{TWO}
Recettes\tDes idées\tAdultes\tFacebook, Instagram\t{TWO}
"""
HEADINGS = f"""I. POUR LES ADULTES

1) Tips du jour
Une astuce chaque matin.
Diffusé sur Facebook et Instagram
> {FACEBOOK}
> {INSTAGRAM}

2) Recettes
Plusieurs recettes.
Diffusé sur Facebook et Instagram
> {FACEBOOK}
> {INSTAGRAM}
"""
PICTURES = f"""➡️ Pour les ADULTES
🎯 Tips du jour : une astuce chaque matin.
📱 Facebook + Instagram
🔗 {TWO}
🎯 Recettes : avec les chefs des collèges.
📱 Facebook + Instagram
🔗 {TWO}
"""
PROSE = f"""Avec « Tips du jour », destiné aux adultes, une astuce chaque matin, sur Facebook et Instagram : {TWO}

« Recettes », pour les adultes aussi, donnait des idées sur Facebook et Instagram ({FACEBOOK}, {INSTAGRAM}).
"""
SUBJECTS = f"""[FB][IG] Tips du jour
> Qui : adultes
> Quoi : une astuce chaque matin
> Lien : {FACEBOOK}
> Lien : {INSTAGRAM}

[FB][IG] Recettes
> Qui : adultes
> Quoi : des idées de chefs
> Lien : {FACEBOOK}
> Lien : {INSTAGRAM}
"""
QUOTED_MAIL = f"""De : Anne <anne@exemple.fr>
À : Luc
Objet : dossier

> 1- Tips du jour (public : adultes)
> Réseaux : FB, Insta
> {FACEBOOK}
> {INSTAGRAM}
> 2- Recettes (public : adultes)
> Réseaux : FB, Insta
> {FACEBOOK}
> {INSTAGRAM}
"""
CAPITAL_FIELDS = f"""OPÉRATION N°1 : Tips du jour
CIBLE : adultes
DISPOSITIF : une astuce sur Facebook et Instagram
LIENS :
- {FACEBOOK}
- {INSTAGRAM}

OPÉRATION N°2 : Recettes
CIBLE : adultes
DISPOSITIF : des idées sur Facebook et Instagram
LIENS :
- {FACEBOOK}
- {INSTAGRAM}
"""
BOXES = f"""Titre : Tips du jour
Réseaux : [x] Facebook  [ ] X  [x] Instagram
Public : [ ] Jeunes  [x] Adultes
Liens : {TWO}

Titre : Recettes
Réseaux : [x] Facebook  [ ] X  [x] Instagram
Public : [ ] Jeunes  [x] Adultes
Liens : {TWO}
"""
MARKDOWN_NOTES = f"""## Tips du jour
*Public : adultes — Réseaux : Facebook, Instagram*
Une astuce chaque matin.[^1][^2]

## Recettes
*Public : adultes — Réseaux : Facebook, Instagram*
Plusieurs recettes.[^1][^2]

## Remerciements
Merci à tous.

[^1]: {FACEBOOK}
[^2]: {INSTAGRAM}
"""
RECORDS = f"""ID : 77
Statut : Terminée
Campagne : Tips du jour
Audience : adultes
Canaux : FB; IG
Permalien 1 : {FACEBOOK}
Permalien 2 : {INSTAGRAM}

ID : 78
Statut : Terminée
Campagne : Recettes
Audience : adultes
Canaux : FB; IG
Permalien 1 : {FACEBOOK}
Permalien 2 : {INSTAGRAM}
"""
SENTENCES = f"""Tips du jour – une astuce avec les agents. FB + IG. Pour les adultes.
{FACEBOOK}
{INSTAGRAM}

Recettes – une idée avec les agents. FB + IG. Pour les adultes.
{FACEBOOK}
{INSTAGRAM}
"""
HABITS = {
    "fields": FIELDS,
    "questions": QUESTIONS,
    "form": FORM,
    "brackets": BRACKETS,
    "rows": ROWS,
    "table": TABLE,
    "headings": HEADINGS,
    "pictures": PICTURES,
    "prose": PROSE,
    "subjects": SUBJECTS,
    "quoted-mail": QUOTED_MAIL,
    "capital-fields": CAPITAL_FIELDS,
    "boxes": BOXES,
    "markdown-notes": MARKDOWN_NOTES,
    "records": RECORDS,
    "sentences": SENTENCES,
}


@pytest.mark.parametrize("text", HABITS.values(), ids=HABITS)
def test_a_habit_gives_the_same_operations(text: str) -> None:
    found = operations(text)
    assert [operation.title.strip("«» ") for operation in found] == ["Tips du jour", "Recettes"]
    for operation in found:
        assert [label.lower() for label in operation.audiences] == ["adultes"]
        assert operation.platforms == ("facebook", "instagram")
        assert operation.links == (FACEBOOK, INSTAGRAM)


def test_people_named_in_prose_only_are_a_doubt() -> None:
    assert all(Doubt.AUDIENCE_GUESSED in operation.doubts for operation in operations(PROSE))
