"""Tables of other habits give their operations at first sight."""

import pytest

from gersapp.exchange.reading import read
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import propose
from gersapp.exchange.tables.values import Workbook
from tests.support.dossiers.scoring import score
from tests.support.dossiers.tables import TableFile, table_files


@pytest.mark.parametrize("table", table_files(), ids=lambda table: table.name)
def test_a_table_gives_all_its_operations(table: TableFile) -> None:
    workbook = read(table.content)
    assert isinstance(workbook, Workbook)
    rows = propose(workbook, guess_mappings(workbook))
    result = score(table.expectation, rows.proposal)
    assert (result.right, result.spurious, result.lost) == (result.expected, 0, 0), result.failures
    assert rows.errors == ()


HABITS = {
    "form": (
        'Horodateur,"Quel est le nom de votre opération ?","Quel public était visé ?",'
        '"Sur quels réseaux sociaux l’avez-vous diffusée ?","Lien(s) vers la ou les publications",Décrivez-la\n'
        '2020/06/03 10:12:00 AM,Fête,"Aînés, Jeunes","Facebook, Instagram","{0}\n{1}","Un bal, au village."\n'
        '2020/06/04 10:12:00 AM,Conte,Enfants,YouTube,{2},"Une histoire."\n'
    ),
    "one column each": (
        "N° ;INTITULE ;DATE ;FACEBOOK ;INSTAGRAM ;YOUTUBE ;AÎNÉS ;JEUNES ;ENFANTS ;\n"
        "1 ;Fête ;12/05/2020 ;{0} ;{1} ; ;x ;x ; ;\n2 ;Conte ;13/05/2020 ; ; ;{2} ; ; ;x ;\n"
    ),
    "fields in rows": (
        "Opération :;Fête;Conte\nPour qui ?;Aînés, jeunes;Enfants\nRéseaux;Facebook, Instagram;YouTube\n"
        "Liens;{0} {1};{2}\n"
    ),
    "headings": (
        "Bilan de l’année;;;\nAction;Contenu;Relais;Lien du post\nAÎNÉS, JEUNES;;;\nFête;Un bal;Page Facebook + story Instagram;{0} - {1}\n"
        "ENFANTS;;;\nConte;Une histoire;Chaîne YouTube;{2}\nTotal : 2;;;\n"
    ),
    "second row of names": (
        "Opération;Réseaux;;;Public\n;Facebook;Instagram;YouTube;\nFête;{0};{1};;Aînés, Jeunes\nConte;;;{2};Enfants\n"
    ),
    "no names": "Fête;Aînés, jeunes;Facebook, Instagram;{0} {1}\nConte;Enfants;YouTube;{2}\n",
}
URLS = ("https://www.facebook.com/v/posts/1", "https://www.instagram.com/p/a/", "https://youtu.be/abc")


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_gives_all_its_operations(habit: str) -> None:
    workbook = read(HABITS[habit].format(*URLS).encode())
    assert isinstance(workbook, Workbook)
    rows = propose(workbook, guess_mappings(workbook))
    assert [(one.title, one.platforms, one.links) for one in rows.proposal.operations] == [
        ("Fête", ("facebook", "instagram"), URLS[:2]),
        ("Conte", ("youtube",), URLS[2:]),
    ]
    labels = [{label.casefold() for label in one.audiences} for one in rows.proposal.operations]
    assert labels == [{"aînés", "jeunes"}, {"enfants"}]
    assert rows.errors == ()
