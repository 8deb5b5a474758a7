"""Habits that only evidence tells apart: headings, labels, accounts and signatures are no operations."""

import pytest

from gersapp.exchange.blocks import Document
from gersapp.exchange.reading import read as read_bytes
from gersapp.exchange.reading.plain import read_text
from gersapp.exchange.structure import propose
from tests.support.habits import (
    ALL,
    BALL,
    ENTRY,
    FACEBOOK,
    INSTAGRAM,
    VALUES,
    WELL,
    X,
    of_markdown,
    of_text,
    sheets,
    summaries,
)


@pytest.mark.parametrize(
    "table",
    [
        "## Nos accès\n\n| Compte | Nom | Fidèles |\n|---|---|---|\n| X | @gers | 4 200 |\n| Threads | @gers.fr | 310 |\n",
        "## Qui appeler\n\n| Qui | Quoi | Bureau |\n|---|---|---|\n| Lise | montage | 12 |\n| Omar | réponses | 14 |\n",
        "## Pages\n\n| Réseau | Adresse | Suivi |\n|---|---|---|\n"
        "| Facebook | https://www.facebook.com/LeGers32 | 18 |\n| X | https://x.com/gers | 9 |\n",
    ],
)
def test_a_table_of_accounts_or_people_is_left(table: str) -> None:
    assert of_markdown(f"# Notre année\n\n{table}\n## Opérations\n\n{sheets(ENTRY)}") == ALL


@pytest.mark.parametrize(
    "end",
    [
        "Appelez-moi.\n\nCapitaine Jeanne Roumieu\nCheffe du bureau des réseaux\nhttps://www.gers.fr\n",
        "Voilà. Zéro euro, un téléphone, 3 400 abonnés sur Facebook et 600 sur Instagram.\n",
        "« Rien ne sort sans l’accord des gens »\nPaule, monteuse\n",
        "Les codes\nLes demander à Théo, jamais par mail.\n",
    ],
)
def test_what_has_neither_people_nor_posts_is_left(end: str) -> None:
    lists = (
        "- {title}\n  Un film par semaine, sans voix.\n  Public : {people}\n  Réseaux : {network}\n  {link}\n"
    )
    assert of_text(f"Notre année\n\n{sheets(lists)}\n{end}") == ALL


def test_a_signature_with_accounts_is_no_operation() -> None:
    one = "<li><b>{title}</b> ({people}) : un film par semaine. Sur {network}. <a href='{link}'>Voir</a></li>"
    html = (
        f"<html><body><p>Bonjour,</p><p>Nos opérations.</p><ul>{sheets(one)}</ul><p>Dites-moi.</p>"
        "<p><b>Adjudant Luc Sabathé</b><br>Chargé des réseaux<br>"
        "<a href='https://www.facebook.com/gers'>Facebook</a> | <a href='https://www.instagram.com/gers'>Insta</a></p>"
        "</body></html>"
    )
    document = read_bytes(html.encode())
    assert isinstance(document, Document)
    assert summaries(propose(document).operations) == ALL


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("En ligne", "Ce qui s’est passé"),
        ("À revoir", "Notre travail en deux mots"),
        ("Pour voir", "Comment nous l’avons fait"),
    ],
)
def test_a_label_alone_among_fields_in_a_row_is_no_title(label: str, other: str) -> None:
    sheet = (
        f"{{title}}\nService : culture\nPublics : {{people}}\nRéseaux : {{network}}\n{other}\n"
        f"Un film par semaine pour {{title}}, tourné sans voix et sans musique.\n{label}\n{{link}}\n\n"
    )
    found = propose(read_text("Recueil\n\n" + sheets(sheet))).operations
    assert summaries(found) == ALL
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,), (X,)]


@pytest.mark.parametrize("month", ["AVRIL", "Avril 2020", "Semaine 3"])
def test_a_period_above_a_text_and_items_is_no_title(month: str) -> None:
    one = "* {} – un film par semaine, tourné sans voix. {}. À l’attention des {}.\n   {}\n"
    (ball, well, road) = (one.format(title, network, people, link) for title, people, network, link in VALUES)
    text = f"MARS\nTout ferme, les agents rentrent.\n\n{ball}\n{month}\nLe standard sature, on manque de bras.\n\n{well}{road}"
    assert of_text(text) == ALL


@pytest.mark.parametrize("mark", ["-", "*", "•"])
def test_a_heading_of_minutes_above_items_is_no_title(mark: str) -> None:
    one = f"{mark} {{title}} (M. Le Goff) : un film par semaine, tourné sans voix. Sur {{network}}. Cible : les {{people}}.\n  > {{link}}\n"
    text = f"Réunion du 3 mai\n\n1. Point sur le printemps\n\n{sheets(one)}\n2. Divers\n\n{mark} La machine à café.\n"
    assert of_text(text) == ALL


def test_a_capital_heading_above_a_title_is_no_title() -> None:
    text = "LE MOT DU CHEF\nUn printemps que nul n’oublie.\n\nCE QU’ON VOUS A CACHÉ\n\n" + sheets(
        "{title}\nUn film par semaine, à l’intention des {people}, sur {network}.\n→ À revoir : {link}\n\n"
    )
    assert of_text(text + "L’AGENDA\n3 mai : rentrée\n") == ALL


@pytest.mark.parametrize("box", ["[x]", "[X]", "☑"])
def test_the_box_of_a_task_is_a_mark(box: str) -> None:
    one = f"## {{people}}\n\n- {box} **{{title}}** — un film par semaine, sans voix, sur {{network}} — [voir]({{link}})\n\n"
    after = "## À ranger\n\n- [ ] Vider le disque partagé\n"
    assert of_markdown(f"# Tâches\n\n{sheets(one)}{after}".replace("## a", "## A")) == ALL
    assert of_markdown(f"# Tâches\n\n{sheets(one)}") == ALL


@pytest.mark.parametrize("title", ["Réserve de selles", "Merci les motards", "Contacts d’un soir"])
def test_a_word_of_sections_may_begin_a_title(title: str) -> None:
    one = "{n}) {name}\nUn film par semaine, pour les motards. Passé sur X.\n{link}\n\n"
    names = ["Le bal", "La piste", "La route", title]
    text = "".join(one.format(n=n, name=name, link=f"{X}{n}") for n, name in enumerate(names, 1))
    assert [name for name, _, _ in of_text(f"Voici la liste.\n\n{text}")] == names


@pytest.mark.parametrize("head", ["[09:1{n}] Inès Vau :", "12/03/2023, 9h1{n} – Yann :"])
def test_the_hour_and_the_name_of_a_message_are_no_title(head: str) -> None:
    message = "{title}\nUn film par semaine. C’est pour les {people}.\n{network}\n{link}\n\n"
    turns = [f"{head.format(n=n)} {turn}" for n, turn in enumerate(["Qui commence ?", "Moi."])]
    messages = sheets(message).split("\n\n")[:-1]
    turns += [f"\n{head.format(n=n)}\n📌 {text}" for n, text in enumerate(messages, 2)]
    assert of_text("Canal réseaux\n\n" + "\n".join(turns) + "\n") == ALL


@pytest.mark.parametrize(
    "lost", ["lien sur demande", "Les stories ont été supprimées.", "pas de lien conservé"]
)
def test_a_link_that_is_said_lost_tells_an_operation(lost: str) -> None:
    slides = (
        f"Recruter\nPublic : lycéens\nCanal : Instagram\n\nTous au puits\n• Un film par jour\n• {INSTAGRAM}\n\n"
        f"Soigner\nPublic : aînés\nCanal : Facebook\n\nLe bal\n• Un film par mois\n• {FACEBOOK}\n\n"
        f"La valse\n• Un film par an\n• {lost}\n\nEt demain ?\n• Former les agents\n"
    )
    assert of_text(slides) == [WELL, BALL, ("La valse", *BALL[1:])]


def test_numbered_titles_above_items_of_their_own_are_titles() -> None:
    one = "{title}\n- Un film par semaine, tourné sans voix par les agents.\n- Public : {people}\n- {network} : {link}\n"
    text = "".join(f"{n}. {sheet}" for n, sheet in enumerate(sheets(one.replace("\n", "~")).split("~~"), 1))
    assert of_text("Notre année\n\n" + text.replace("~", "\n")) == ALL


def test_a_name_above_items_is_no_audience() -> None:
    one = "- **{}** – un film par semaine. *Public* : {}. *Réseau* : {}. [voir]({})\n"
    (ball, well, road) = (one.format(*value) for value in VALUES)
    people = (
        f"### Zoé (interne)\n\n{ball}{well}\n### Malik (jeunesse)\n\n{road}\n## Décisions\n\n1. Un dossier.\n"
    )
    assert of_markdown(f"# Atelier\n\n## Tour de table\n\nChacun parle.\n\n{people}") == ALL


def test_a_label_of_each_record_is_no_title() -> None:
    one = "➤ {title} !\nQuoi : un film par semaine\nPour : {people}\nOù : {network}\nVoir : {link}\nRetours : 640 photos\n\n"
    end = "➤ ET DEMAIN ?\nUn stagiaire arrive.\n"
    found = of_text(f"Nos opérations\n\n{sheets(one)}{end}")
    assert [(title.strip(" !"), *rest) for title, *rest in found] == ALL


def test_a_table_has_an_operation_a_column_without_a_corner() -> None:
    rows = zip(
        ("", "Public", "Réseaux", "En bref", "Lien"),
        *[
            (title, people, network, "Un film.", f"<a href='{link}'>voir</a>")
            for title, people, network, link in VALUES
        ],
        strict=True,
    )
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    html = f"<html><body><h1>Office</h1><h2>Nos actions</h2><table>{cells}</table></body></html>"
    document = read_bytes(html.encode())
    assert isinstance(document, Document)
    assert summaries(propose(document).operations) == ALL


def test_totals_and_months_without_operation_are_left() -> None:
    rows = "".join(
        f"| mois {n} | **{a}** | {b} | {c} | [voir]({d}) |\n" for n, (a, b, c, d) in enumerate(VALUES)
    )
    table = f"| Mois | Opération | Public | Réseaux | Lien |\n|---|---|---|---|---|\n{rows}"
    end = "| Mai | *aucune* | | | |\n| **Total** | 3 | | | 3 |\n\n*Tableau tenu par Nadia. Mise à jour en juin.*\n"
    assert of_markdown(table + end) == ALL


def test_a_capital_heading_above_whole_paragraphs_is_no_title() -> None:
    one = "{title}. Un film par semaine, tourné sans voix. Pour les {people}. {network}. {link}\n\n"
    text = f"Point presse\n\nDÉROULÉ\n10 h : café\n\nLES TROIS CAMPAGNES\n\n{sheets(one)}CONTACT PRESSE\nLise, poste 4\n"
    assert of_text(text) == ALL


def test_a_lead_in_above_a_bold_title_is_no_title() -> None:
    one = (
        "<div><b>{title}</b></div><div><i>Public : {people} / Réseaux : {network}</i></div>"
        "<div>Un film par semaine.</div><div><a href='{link}'>{link}</a></div><div><br></div>"
    )
    html = f"<html><body><p>Bonjour,</p><p>Ci-joint nos infos :</p>{sheets(one)}<div>--</div><div>Élodie</div></body></html>"
    document = read_bytes(html.encode())
    assert isinstance(document, Document)
    assert summaries(propose(document).operations) == ALL


def test_a_list_of_networks_of_the_body_is_no_operation() -> None:
    one = "{title}~ : un film par semaine dans les clubs. {people}. {network}. {link}\n"
    items = (
        "".join(
            f'{letter}) "{line}\n'.replace("~", '"')
            for letter, line in zip("abc", sheets(one).split("\n"), strict=False)
        )
        .replace("aînés", "Aînés")
        .replace("lycéens", "Lycéens")
        .replace("motards", "Motards")
    )
    text = f"1. Le service\nSix agents.\n\n2. Réseaux utilisés\nFacebook (9 000 abonnés)\n\n3. Opérations\n{items}\n4. Divers\nRien.\n"
    assert [(title.strip('"'), *rest) for title, *rest in of_text(text)] == ALL


def test_a_questionnaire_about_the_body_is_no_operation() -> None:
    head = (
        "Questionnaire 2022 – collectivités\n\nRépondant : la Région\n\nQ1. Combien d’agents ?\nTrois, dont un apprenti.\n\n"
        "Q2. Sur quels réseaux êtes-vous présents ?\nFacebook, Instagram, X.\n\nQ3. Citez vos opérations (nom, public, réseaux).\n\n"
    )
    one = "Nom : {title}\nDescription : un film par semaine\nPublic : {people}\nRéseaux : {network}\nAdresse : {link}\n\n"
    assert of_text(head + sheets(one)) == ALL


def test_a_numbered_title_without_link_is_one_among_linked_ones() -> None:
    one = "{n}) {title}\n\nUn film par semaine, à l’intention des {people}, sur {network}.\n{link}\n\n"
    values = [*VALUES, ("Vigilance crue", "riverains", "Facebook", "")]
    text = "".join(
        one.format(n=n, title=title, people=people, network=network, link=link)
        for n, (title, people, network, link) in enumerate(values, 1)
    )
    assert of_text(f"Mairie\n\nVous nous avez demandé la liste.\n\n{text}Le budget est nul.\n") == [
        *ALL,
        ("Vigilance crue", ("Riverains",), ("facebook",)),
    ]


def test_a_tab_divides_a_label_from_its_title() -> None:
    one = "Opération\t« {title} »\nPublic\t\t{people}\nRéseau\t\t{network}\nRésumé\t\tUn film.\nLien\t\t{link}\n\n"
    assert of_text(f"Revue\n\n{sheets(one)}") == ALL


def test_leaders_divide_labels_from_values() -> None:
    one = "Nom .......... {title}\nPublic ....... {people}\nRéseaux ...... {network}\nAdresse ...... {link}\nRésumé ....... un film\n\n"
    assert of_text(f"Réponse du port\n\n{sheets(one)}") == ALL


def test_a_row_below_a_title_in_capitals_is_its_text() -> None:
    one = "{title}\nun film, une voix, une recette - {network} - pour les {people}\n{link}\n\n"
    text = "".join(
        one.format(title=title.upper(), people=people, network=network.lower(), link=link)
        for title, people, network, link in VALUES
    )
    found = of_text(f"bonjour, vite fait, nos trois trucs :\n\n{text}voilà c’est tout\n")
    assert [(title.capitalize(), *rest) for title, *rest in found] == ALL
