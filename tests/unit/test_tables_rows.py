"""The rows of a table as operations."""

import pytest

from gersapp.catalogue.text import fold_name
from gersapp.exchange.proposal import Doubt, Fate, ProposedOperation
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import propose
from gersapp.exchange.tables.values import Sheet, SheetCell, Workbook
from tests.support.rows import URL, cells, read, rows_of, workbook_of


def test_a_row_is_an_operation() -> None:
    text = f'Titre;Texte;Cible;Réseaux;Lien\n3018;"Un\ndeux";Tous, Aînés;FB / Insta;{URL}\n'
    assert read(text) == (
        ProposedOperation("3018", "Un\ndeux", ("Tous", "Aînés"), ("facebook", "instagram"), (URL,), (), (2,)),
    )


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        (["Enfants/Jeunes"], [["Enfants/Jeunes"]]),
        (["Enfants/Jeunes", "Enfants", "Jeunes"], [["Enfants", "Jeunes"], ["Enfants"], ["Jeunes"]]),
        (["Enfants / Jeunes ; Aînés"], [["Enfants / Jeunes", "Aînés"]]),
        (["Aînés, familles", "Familles"], [["Aînés", "Familles"], ["Familles"]]),
        (["Aînés et familles", "Familles", "aînés"], [["Aînés", "Familles"], ["Familles"], ["Aînés"]]),
        (["Jeunes (11-15 ans, collège), Aînés"], [["Jeunes (11-15 ans, collège)", "Aînés"]]),
        (["- Aînés\n- Familles", "AÎNÉS"], [["Aînés", "Familles"], ["Aînés"]]),
        (["–"], [[]]),
        (["Petits & grands"], [["Petits & grands"]]),
    ],
)
def test_audiences_of_a_cell_are_split_by_the_column(column: list[str], labels: list[list[str]]) -> None:
    body = "".join(f'T{number};"{text}"\n' for number, text in enumerate(column))
    assert [[*operation.audiences] for operation in read(f"Titre;Cible\n{body}")] == labels


def test_labels_of_the_catalogue_are_one() -> None:
    workbook = workbook_of("Titre;Cible\nA;Enfants et jeunes\nB;Enfants\nC;jeunes\n")
    proposal = propose(workbook, guess_mappings(workbook), known_labels=["Enfants et Jeunes"]).proposal
    assert proposal.audiences == ("Enfants et Jeunes", "Enfants", "jeunes")


@pytest.mark.parametrize(
    ("cell", "platforms"),
    [
        ("Facebook, X (ex-Twitter)", "facebook x"),
        ("Facebook (live) + story Instagram", "facebook instagram"),
        ("Instagram (story et post), Facebook", "instagram facebook"),
        ("Facebook Live", "facebook"),
        ("Page Facebook de la ville", "facebook"),
        ("Twitter/X", "x"),
        ("YouTube et TikTok", "youtube tiktok"),
        ("Facebook Instagram", "facebook instagram"),
        ("Lettre d’information", "lettre-information"),
        ("Non", ""),
    ],
)
def test_platforms_of_a_cell_are_split(cell: str, platforms: str) -> None:
    operations = read(f"Titre;Réseaux;Cible\nA;{cell};Tous\n")
    assert operations[0].platforms == tuple(platforms.split())


def test_a_network_that_is_no_platform_keeps_its_name() -> None:
    assert read("Titre;Réseaux\nA;Radio locale, Facebook\n")[0].platforms == ("Radio locale", "facebook")


@pytest.mark.parametrize(
    ("cell", "links", "doubts"),
    [
        (f"{URL}\nhttps://a.fr/2", [URL, "https://a.fr/2"], []),
        (f"{URL} ; https://a.fr/2, https://a.fr/3", [URL, "https://a.fr/2", "https://a.fr/3"], []),
        (f"Voir ici : <{URL}>.", [URL], []),
        ("www.gers.fr/a", ["https://www.gers.fr/a"], [Doubt.LINK_MENDED]),
        ("gers.fr/a", ["https://gers.fr/a"], [Doubt.LINK_MENDED]),
        (f"{URL}\n{URL}", [URL], []),
        ("à venir", [], []),
        ("néant", [], []),
        (
            "https://fr.wikipedia.org/wiki/Gers_(département)",
            ["https://fr.wikipedia.org/wiki/Gers_(département)"],
            [],
        ),
    ],
)
def test_links_of_a_cell_are_split(cell: str, links: list[str], doubts: list[Doubt]) -> None:
    operation = read(f'Titre;Cible;Lien\nA;Tous;"{cell}"\n')[0]
    assert ([*operation.links], [*operation.doubts]) == (links, doubts)


def test_another_address_of_the_same_post_is_a_leftover() -> None:
    first, second = "https://twitter.com/a/status/12", "https://x.com/a/status/12"
    proposal = rows_of(workbook_of(f"Titre;Cible;Lien\nA;Tous;{first} {second}\n")).proposal
    assert (proposal.operations[0].links, proposal.leftovers) == ((first,), (second,))


def test_a_platform_in_the_place_of_a_link_is_announced() -> None:
    assert read(f"Titre;Lien\nA;{URL}\nB;Facebook\n")[1].platforms == ("facebook",)


def test_columns_named_after_platforms_have_ticks_or_links() -> None:
    text = f"Titre;Facebook;Instagram;Twitter\nA;{URL};x;non\nB;https://a.fr/2;;oui\n"
    assert [(one.platforms, one.links) for one in read(text)] == [
        (("facebook", "instagram"), (URL,)),
        (("facebook", "x"), ("https://a.fr/2",)),
    ]


def test_columns_named_after_audiences_have_ticks() -> None:
    text = "Titre;Enfants;Pour les aînés\nA;x;\nB;X;oui\nC;non;✓\n"
    assert [one.audiences for one in read(text)] == [("Enfants",), ("Enfants", "Aînés"), ("Aînés",)]


def test_addresses_behind_words_are_links() -> None:
    behind = SheetCell("Voir la publication", ("https://a.fr/2", "mailto:a@a.fr"))
    cut = SheetCell("https://www.a-very-long-name.fr/p…", ("https://www.a-very-long-name.fr/page",))
    rows = (cells("Titre", "Lien", "Autre lien"), cells(SheetCell("Fête", (URL,)), behind, cut))
    operation = rows_of(Workbook("xlsx", (Sheet("", rows),))).proposal.operations[0]
    assert operation.title == "Fête"
    assert operation.links == (URL, "https://a.fr/2", "https://www.a-very-long-name.fr/page")


def test_addresses_in_a_title_are_links() -> None:
    operation = read(f"Titre;Cible\nFête : {URL};Tous\n")[0]
    assert (operation.title, operation.links) == ("Fête", (URL,))


def test_without_a_column_of_links_those_of_the_text_are_taken() -> None:
    operation = read(f'Titre;Description\nA;"Un bal au village, voir https://a.fr/2 aussi.\n{URL}"\n')[0]
    assert operation.description == "Un bal au village, voir https://a.fr/2 aussi."
    assert operation.links == ("https://a.fr/2", URL)


def test_a_network_before_its_address_is_announced() -> None:
    text = 'Titre;Cible;Lien\nA;Tous;"Facebook : https://a.fr/1\nInsta : https://a.fr/2"\nB;Tous;https://a.fr/3\n'
    assert [one.platforms for one in read(text)] == [("facebook", "instagram"), ()]


def test_a_title_of_several_lines_has_the_text() -> None:
    operation = read('Opération;Cible\n"Fête\nUn bal\nau village";Tous\n')[0]
    assert (operation.title, operation.description) == ("Fête", "Un bal\nau village")
    assert operation.doubts == (Doubt.TITLE_GUESSED,)
    assert read('Titre;Texte\n"Fête\nd’été";Bal\n')[0].title == "Fête d’été"


def test_idem_repeats_the_cell_above() -> None:
    text = "Titre;Cible;Réseaux\nA;Aînés;Facebook\nB;idem;//\nC;Tous;id.\n"
    assert [(one.audiences, one.platforms) for one in read(text)] == [
        (("Aînés",), ("facebook",)),
        (("Aînés",), ("facebook",)),
        (("Tous",), ("facebook",)),
    ]


def test_totals_and_repeated_headers_are_no_operations() -> None:
    text = "Titre;Cible;Vues\nA;Tous;10\n;;\nTitre;Cible;Vues\nB;Tous;20\nTotal;;30\nTotal look;Tous;5\n"
    operations = read(text)
    assert [(one.title, one.lines) for one in operations] == [("A", (2,)), ("B", (5,)), ("Total look", (7,))]


def test_headings_between_rows_are_audiences() -> None:
    text = f"Titre;Texte;Lien\nENFANTS;;\nA;un;{URL}\nB;deux;\nAVRIL 2020;;\nC;trois;\n"
    rows = rows_of(workbook_of(text))
    assert [one.audiences for one in rows.proposal.operations] == [("ENFANTS",), ("ENFANTS",), ()]
    assert [line.fate for line in rows.proposal.lines if line.operation is None] == [
        Fate.DECOR,
        Fate.AUDIENCE,
        Fate.THEME,
    ]


def test_a_merged_row_is_a_heading_whatever_it_says() -> None:
    covered = SheetCell(is_covered=True)
    rows = (
        cells("Titre", "Texte", "Lien"),
        cells("Le quartier nord", covered, covered),
        cells("A", "un", URL),
        cells("B"),
        cells("C", "", "https://a.fr/2"),
    )
    operations = rows_of(Workbook("xlsx", (Sheet("", rows),))).proposal.operations
    assert [(one.title, one.audiences) for one in operations] == [
        ("A", ("Le quartier nord",)),
        ("B", ("Le quartier nord",)),
        ("C", ("Le quartier nord",)),
    ]
    assert operations[0].doubts == (Doubt.AUDIENCE_GUESSED,)


def test_headings_may_be_networks() -> None:
    rows = rows_of(workbook_of("Cible;Titre;Réseau\nFACEBOOK;;\nAînés;A;\nTous;B;X\n"))
    assert [one.platforms for one in rows.proposal.operations] == [("facebook",), ("x",)]
    assert rows.proposal.lines[1].fate is Fate.THEME


def test_what_stands_before_the_header_is_kept() -> None:
    intro = "Pendant le confinement, le Département a proposé aux internautes des rendez-vous réguliers. " * 2
    proposal = rows_of(
        workbook_of(f"Bilan 2020;;\n{intro};;\nVoir {URL};;\nTitre;Cible;Lien\nA;Tous;\n")
    ).proposal
    assert (proposal.title, proposal.introduction) == ("Bilan 2020", intro.strip())
    assert proposal.leftovers == (f"Voir {URL}",)


def test_people_decide_what_a_row_is() -> None:
    text = "Titre;Cible\nLes aînés;\nA;Tous\nB;Tous\n"
    rows = rows_of(workbook_of(text), fates={2: Fate.TITLE, 4: Fate.LEFT})
    assert [one.title for one in rows.proposal.operations] == ["Les aînés", "A"]
    assert rows.proposal.leftovers == ("B | Tous",)


GAPS = f"Cible;Titre;Lien\nAînés;A;{URL}\n;B;https://a.fr/2\n;;https://a.fr/3\n"


def test_empty_cells_are_not_filled_unasked() -> None:
    rows = rows_of(workbook_of(GAPS))
    assert [(one.audiences, one.doubts) for one in rows.proposal.operations] == [
        (("Aînés",), ()),
        ((), (Doubt.AUDIENCE_MISSING,)),
    ]
    assert [str(error) for error in rows.errors] == [
        "ligne 4, colonne Titre : Donnez un titre à l’opération."
    ]


def test_filling_down_continues_audiences_and_operations() -> None:
    rows = rows_of(workbook_of(GAPS), fill_down=True)
    assert rows.errors == ()
    assert [(one.audiences, one.links, one.lines) for one in rows.proposal.operations] == [
        (("Aînés",), (URL,), (2,)),
        (("Aînés",), ("https://a.fr/2", "https://a.fr/3"), (3, 4)),
    ]


def test_filling_down_announces_only_what_is_merged() -> None:
    covered = SheetCell(is_covered=True)
    rows = (
        cells("Titre", "Cible", "Réseaux"),
        cells("A", "Aînés", "Facebook"),
        cells("B", "", covered),
        cells("C", "", ""),
        cells("D", "Tous", "X"),
        cells("E", "Tous", ""),
    )
    operations = rows_of(Workbook("ods", (Sheet("", rows),)), fill_down=True).proposal.operations
    assert [one.platforms for one in operations] == [("facebook",), ("facebook",), (), ("x",), ()]


def test_names_that_read_alike_are_one_audience() -> None:
    audiences = rows_of(workbook_of("Titre;Cible\nA;AÎNÉS\nB;Aines\n")).proposal.audiences
    assert len({fold_name(label) for label in audiences}) == len(audiences) == 1
