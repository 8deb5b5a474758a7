"""The rows of a table as operations, what is wrong in a row, and what is said of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.model import MAX_DESCRIPTION, MAX_LABEL, MAX_TITLE
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import fold_name, tidy
from gersapp.exchange.proposal import Doubt, Fate, ProposedOperation
from gersapp.exchange.tables import csv
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.operations import RowError
from gersapp.exchange.tables.report import failed_rows_csv, report
from gersapp.exchange.tables.rows import Rows, propose
from gersapp.exchange.tables.turning import turn
from gersapp.exchange.tables.values import Row, Sheet, SheetCell, Workbook

URL = "https://a.fr/1"


def workbook_of(text: str) -> Workbook:
    return csv.read_csv(text.encode())


def rows_of(workbook: Workbook, *, fill_down: bool = False, fates: dict[int, Fate] | None = None) -> Rows:
    mappings = [replace(mapping, fill_down=fill_down) for mapping in guess_mappings(workbook)]
    return propose(workbook, mappings, fates)


def read(text: str) -> tuple[ProposedOperation, ...]:
    rows = rows_of(workbook_of(text))
    assert rows.errors == ()
    return rows.proposal.operations


def cells(*texts: str | SheetCell) -> Row:
    return tuple(SheetCell(text) if isinstance(text, str) else text for text in texts)


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


def test_an_error_is_of_the_row_that_has_it() -> None:
    text = f"Titre;Cible;Lien\nA;Tous;{URL}\n;;mauvais\nTotal;;\nB;Tous;{URL}\n"
    rows = rows_of(workbook_of(text), fill_down=True)
    assert [error.row for error in rows.errors] == [3]
    assert [line.number for line in rows.proposal.lines] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (f";Texte;Tous;;{URL}", "Titre", "Donnez un titre"),
        (f"{'A' * (MAX_TITLE + 1)};;Tous;;", "Titre", "201 caractères"),
        (f"A;{'a' * (MAX_DESCRIPTION + 1)};Tous;;", "Texte", "5001 caractères"),
        (f"A;;{'a' * (MAX_LABEL + 1)};;", "Cible", "81 caractères"),
        (f"A;;Tous;{'a' * (MAX_LABEL + 1)};", "Réseaux", "80 caractères au plus"),
        ("A;;Tous;;https://nom:mot@a.fr/1", "Lien", "mot de passe"),
        ("A;;Tous;;ftp://a.fr/1", "Lien", "http://"),
        ("A;;Tous;;sur notre page", "Lien", "« sur notre page » n’est pas une adresse"),
        ("A\x07;;Tous;;", "Titre", "U+0007"),
        (f"A;é{chr(0x301) * 40};Tous;;", "Texte", "30 accents"),
        (f'A;;Tous;;"{" ".join(f"https://a.fr/{n}" for n in range(101))}"', "Lien", "101 liens"),
    ],
)
def test_an_error_names_its_row_and_its_column(row: str, column: str, message: str) -> None:
    text = f"Titre;Texte;Cible;Réseaux;Lien\nPremière;Bien;Tous;Facebook;{URL}\n{row}\nDernière;Bien;Tous;;\n"
    rows = rows_of(workbook_of(text))
    assert [(error.row, error.column) for error in rows.errors] == [(3, column)]
    assert message in rows.errors[0].message
    assert [one.title for one in rows.proposal.operations] == ["Première", "Dernière"]
    assert len(rows.proposal.leftovers) == 1


def test_sheets_follow_each_other() -> None:
    first = Sheet("Aînés", (cells("Titre", "Lien"), cells("A", URL)), strays=("XFD1048576 : 7",))
    notes = Sheet("Notes", (cells("Voir https://a.fr/9"),))
    second = Sheet("Enfants", (cells("Titre", "Lien"), cells("B", "https://a.fr/2"), cells("", "ici")))
    hidden = Sheet("Listes", (cells("Oui"), cells("https://a.fr/8")), is_hidden=True)
    rows = rows_of(Workbook("ods", (first, notes, second, hidden)))
    assert [(one.audiences, one.lines) for one in rows.proposal.operations] == [
        (("Aînés",), (2,)),
        (("Enfants",), (5,)),
    ]
    assert rows.proposal.leftovers == (
        "XFD1048576 : 7",
        "Voir https://a.fr/9",
        "ici",
        "https://a.fr/8",
    )
    assert [(error.sheet, error.row, error.column) for error in rows.errors] == [
        ("Enfants", 3, "Titre"),
        ("Enfants", 3, "Lien"),
    ]
    assert str(rows.errors[0]) == "feuille Enfants, ligne 3, colonne Titre : Donnez un titre à l’opération."
    numbers = [line.number for line in rows.proposal.lines]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("new", "known", "errors", "text"),
    [
        (1, 0, 0, "1 nouvelle, 0 déjà là"),
        (12, 3, 1, "12 nouvelles, 3 déjà là, 1 erreur : ligne 8, colonne Lien : Indiquez une adresse."),
    ],
)
def test_the_report_counts_and_names_errors(new: int, known: int, errors: int, text: str) -> None:
    error = RowError("", 8, "Lien", "Indiquez une adresse.")
    assert report(new, known, [error] * errors) == text


def test_the_report_names_a_few_errors() -> None:
    text = report(0, 0, [RowError("", row, "", "Non.") for row in range(2, 9)])
    assert text.endswith(
        "7 erreurs : ligne 2 : Non ; ligne 3 : Non ; ligne 4 : Non ; ligne 5 : Non ; ligne 6 : Non ; et 2 de plus."
    )


def test_failed_rows_are_given_back_by_reading_them() -> None:
    text = (
        f'Cible;Titre;Texte;Lien\nAînés;A;"=1+1\n« é »";{URL}\n;B;-2;mauvais\n;;suite;aussi\nTous;C;;{URL}\n'
    )
    rows = rows_of(workbook_of(text), fill_down=True)
    content = failed_rows_csv(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    again = csv.read_csv(content)
    assert [[cell.text for cell in row] for row in again.sheets[0].rows] == [
        ["Cible", "Titre", "Texte", "Lien", "Erreur"],
        [
            "Aînés",
            "B",
            "-2",
            "mauvais",
            "Lien : « mauvais » n’est pas une adresse.\nLien : « aussi » n’est pas une adresse.",
        ],
        ["Aînés", "", "suite", "aussi"],
    ]
    assert [error.column for error in rows_of(again, fill_down=True).errors] == ["Lien", "Lien"]


@pytest.mark.parametrize("cell", ["=1+1", "+33 5", "-20 ans", "@nom", "'=x", "''@x", "＝1+1", "＠nom"])
def test_no_failed_cell_is_a_formula(cell: str) -> None:
    rows = rows_of(Workbook("xlsx", (Sheet("", (cells("Titre", "Lien"), cells(cell, "mauvais"))),)))
    content = failed_rows_csv(rows).decode()
    assert f'"\'{cell}"' in content
    assert csv.read_csv(content.encode()).sheets[0].rows[1][0].text == cell


def test_failed_rows_keep_headings_and_addresses_behind_words() -> None:
    rows = (
        cells("Titre", "Texte", "Lien"),
        cells("Les aînés"),
        cells(SheetCell("A", (URL,)), "un", SheetCell("Voir", ("ftp://a.fr/2",))),
    )
    failed = failed_rows_csv(rows_of(Workbook("ods", (Sheet("", rows),))))
    assert [[cell.text for cell in row] for row in csv.read_csv(failed).sheets[0].rows][1][:4] == [
        "A",
        "un",
        f"ftp://a.fr/2\n{URL}",
        "Les aînés",
    ]


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
# As forms store it.
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).map(tidy).filter(bool)
LABELS = ["Aînés", "Enfants/Jeunes", "Tout public", "Jeunes (11-15 ans, collège)", "Parents & enfants"]


@st.composite
def operations(draw: st.DrawFn) -> ProposedOperation:
    return ProposedOperation(
        title=f"Opération {draw(LINE)}",
        description="\n".join(["Texte"] * draw(st.integers(0, 1)) + draw(st.lists(LINE, max_size=3))),
        audiences=tuple(draw(st.lists(st.sampled_from(LABELS), min_size=1, unique=True))),
        platforms=tuple(
            draw(st.lists(st.sampled_from(PLATFORMS), unique=True).map(lambda all: [p.slug for p in all]))
        ),
        links=tuple(
            f"https://a.fr/{n}?b=c&d=%20#é"
            for n in draw(st.lists(st.integers(0, 99), unique=True, max_size=4))
        ),
    )


def written(some: Sequence[ProposedOperation], separator: str) -> str:
    lines = [("Titre", "Description", "Cibles", "Plateformes", "Liens")]
    labels = {platform.slug: platform.label for platform in PLATFORMS}
    lines += [
        (
            one.title,
            one.description,
            "; ".join(one.audiences),
            ", ".join(labels[slug] for slug in one.platforms),
            "\n".join(one.links),
        )
        for one in some
    ]
    quoted = (separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return "".join(f"{line}\r\n" for line in quoted)


@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@given(
    st.lists(operations(), min_size=1, max_size=4),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_written_operations_are_read_back(
    some: list[ProposedOperation], separator: str, encoding: str
) -> None:
    workbook = csv.read_csv(written(some, separator).encode(encoding))
    rows = rows_of(workbook)
    assert rows.errors == ()
    assert [
        (one.title, one.description, one.audiences, one.platforms, one.links)
        for one in rows.proposal.operations
    ] == [(one.title, one.description, one.audiences, one.platforms, one.links) for one in some]


ADDRESSES = [f"https://site-{n}.fr/p/{n}" for n in range(10, 30)]
WRITTEN = st.lists(
    st.sampled_from([*ADDRESSES, "Total", "Titre", "Lien", "x", "Facebook", "Aînés", "\n", ";", "idem"]),
    max_size=3,
)
CELL = st.builds(
    SheetCell,
    WRITTEN.map(" ".join),
    st.just(()) | st.lists(st.sampled_from(ADDRESSES), max_size=1).map(tuple),
)


@settings(deadline=None, derandomize=True, database=None, max_examples=100)
@given(
    st.lists(st.lists(CELL, max_size=5).map(tuple), max_size=6),
    st.booleans(),
    st.dictionaries(st.integers(1, 6), st.sampled_from(Fate), max_size=2),
)
def test_no_address_of_a_table_is_lost(table: list[Row], fill_down: bool, fates: dict[int, Fate]) -> None:
    workbook = Workbook("xlsx", (turn(Sheet("", tuple(table))),))
    proposal = rows_of(workbook, fill_down=fill_down, fates=fates).proposal
    texts = [text for one in proposal.operations for text in (one.title, one.description, *one.links)]
    kept = " ".join([*texts, *proposal.leftovers, proposal.title, proposal.introduction])
    given = {url for row in table for cell in row for url in (*cell.text.split(), *cell.addresses)}
    assert {url for url in given & set(ADDRESSES) if url not in kept} == set()


def test_names_that_read_alike_are_one_audience() -> None:
    audiences = rows_of(workbook_of("Titre;Cible\nA;AÎNÉS\nB;Aines\n")).proposal.audiences
    assert len({fold_name(label) for label in audiences}) == len(audiences) == 1
