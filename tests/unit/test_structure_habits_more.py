"""More habits of dossiers: signs that divide a line, and notes written in haste."""

from gersapp.exchange.proposal import ProposedOperation
from gersapp.exchange.reading.html import read_html
from gersapp.exchange.reading.plain import read_markdown
from gersapp.exchange.structure import propose
from tests.support.habits import FACEBOOK, INSTAGRAM, audiences, operations


def titles(found: tuple[ProposedOperation, ...]) -> list[str]:
    return [operation.title.strip('"') for operation in found]


def test_an_arrow_ends_a_title() -> None:
    found = operations(
        f"POUR LES JEUNES\n🎨 Atelier du mercredi 👉 coloriages à imprimer\n🔗 {FACEBOOK}\n"
        f"🏠 Trouve ta coloc 👉 annonces en story Insta\n🔗 {INSTAGRAM}\n"
    )
    assert titles(found) == ["Atelier du mercredi", "Trouve ta coloc"]
    assert [operation.description for operation in found] == [
        "coloriages à imprimer",
        "annonces en story Insta",
    ]
    assert audiences(found) == [("Jeunes",), ("Jeunes",)]


def test_arrows_to_addresses_divide_no_title() -> None:
    found = operations(
        f"Pour les jeunes\n\nTips du jour\nDes conseils.\nFacebook 👉\n{FACEBOOK}\n\n"
        f"Recettes\nDes plats.\nVoir le post 👉 ici\n{INSTAGRAM}\n"
    )
    assert titles(found) == ["Tips du jour", "Recettes"]


def test_bold_ends_a_title_in_a_cell() -> None:
    table = (
        "| Opération | Cible | Réseaux | Lien |\n|---|---|---|---|\n"
        f"| **Le train à 1 €** – jeu concours | Lycéens | Facebook | {FACEBOOK} |\n"
        f"| **Mon lycée** – portraits | Parents | Instagram | {INSTAGRAM} |\n"
    )
    found = propose(read_markdown(table)).operations
    assert titles(found) == ["Le train à 1 €", "Mon lycée"]
    assert [operation.description for operation in found] == ["jeu concours", "portraits"]


def test_addresses_below_rows_leave_the_last_cell_alone() -> None:
    found = operations(
        f"12/01 – Recensement, tous comptés – Facebook – Tous les habitants\n{FACEBOOK}\n\n"
        f"du 02/05 au 30/06 – Votez pour vos projets – Instagram – Jeunes\n{INSTAGRAM}\n"
    )
    assert titles(found) == ["Recensement, tous comptés", "Votez pour vos projets"]
    assert audiences(found) == [("Tous les habitants",), ("Jeunes",)]
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,)]


def test_notes_in_haste_name_an_audience() -> None:
    found = operations(
        f'- "mon village" fb, pr les assos, concours\n{FACEBOOK}\n- "c koi" insta, pr tt le monde, dessin\n{INSTAGRAM}\n'
    )
    assert titles(found) == ["mon village", "c koi"]
    assert audiences(found) == [("Assos",), ("Tt le monde",)]


def test_a_first_column_of_audiences_holds_for_the_rows_below() -> None:
    rows = (
        f"Agents | **Un jour, un métier** : portrait. {FACEBOOK}\n | **Pause-café** : jeu. {INSTAGRAM}\n"
        f"Collégiens | **Ton collège** : vote. {FACEBOOK}/2\n"
    )
    found = propose(read_markdown(f"Public | Opérations\n--- | ---\n{rows}")).operations
    assert titles(found) == ["Un jour, un métier", "Pause-café", "Ton collège"]
    assert audiences(found) == [("Agents",), ("Agents",), ("Collégiens",)]


def test_outer_items_of_lists_are_audiences() -> None:
    found = propose(
        read_markdown(
            f"Nos opérations\n\n* Familles\n    * **Chasse au trésor** : énigmes.\n        * Facebook : {FACEBOOK}\n"
            f"* Professionnels du tourisme\n    * **Le café** : direct.\n        * Instagram : {INSTAGRAM}\n"
        )
    ).operations
    assert titles(found) == ["Chasse au trésor", "Le café"]
    assert audiences(found) == [("Familles",), ("Professionnels du tourisme",)]


def test_quotes_of_tables_hold_their_semicolons() -> None:
    found = operations(
        "id;titre;public;reseaux;description;lien\n"
        f'1;"Sentinelles";"Pêcheurs, randonneurs";"Facebook";"Signaler ; photo";{FACEBOOK}\n'
        f'2;"La nuit";"Familles";"Instagram";"Balade en direct";{INSTAGRAM}\n'
    )
    assert [operation.title for operation in found] == ["Sentinelles", "La nuit"]
    assert audiences(found) == [("Pêcheurs", "Randonneurs"), ("Familles",)]
    assert found[0].description == "Signaler ; photo"


def test_a_line_after_labels_is_the_text_of_its_slide() -> None:
    found = operations(
        f"Diapo 3\n« Mon métier »\n• Cible : lycéens\n• Réseaux : Facebook\n• Mini-portraits de soignants\n• {FACEBOOK}\n\n"
        f"Diapo 4\n« Lave tes mains »\n• Cible : enfants\n• Réseaux : Instagram\n• Dessin animé\n• {INSTAGRAM}\n"
    )
    assert titles(found) == ["« Mon métier »", "« Lave tes mains »"]
    assert [operation.description for operation in found] == ["Mini-portraits de soignants", "Dessin animé"]
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,)]


def test_who_answers_a_questionnaire_is_no_operation() -> None:
    found = operations(
        f"Nom de la collectivité : La Vaure\nNom et fonction du répondant : Sylvie M., responsable\n"
        f"Nombre d’abonnés Facebook : 23 450\n\nOpération n° 1\nTitre de l’opération : Les voix du collège\n"
        f"À qui s’adresse-t-elle ? Aux collégiens\nSur quels réseaux ? Facebook\nLien : {FACEBOOK}\n"
    )
    assert titles(found) == ["Les voix du collège"]


def test_values_at_the_same_place_are_fields() -> None:
    card = "Intitulé          {}\nPorteur           Le service\nPublics           {}\nDescription       Un film par\n                  semaine.\nSupports          Facebook\nPour voir         {}\n"
    found = operations(
        f"Fiche n° 1\n{card.format('Le four', 'Seniors', FACEBOOK)}\nFiche n° 2\n{card.format('Le puits', 'Élus', INSTAGRAM)}"
    )
    assert titles(found) == ["Le four", "Le puits"]
    assert audiences(found) == [("Seniors",), ("Élus",)]
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,)]
    assert found[0].description == "Porteur           Le service\nUn film par semaine."


def test_labels_stand_above_values_below_a_numbered_title() -> None:
    card = "Fiche {} – {}\nBut\nFaire rire.\nDestinataires\nLycéens\nCanaux\nPeriscope\nVoir aussi\n{}\n\n"
    found = operations(card.format(1, "Le bac", FACEBOOK) + card.format(2, "La fac", INSTAGRAM))
    assert titles(found) == ["Le bac", "La fac"]
    assert [operation.platforms for operation in found] == [("Periscope",)] * 2
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,)]


def test_the_label_of_an_address_is_no_title() -> None:
    found = operations(
        f"Pour les jeunes\n\nLe théâtre\nDeux pièces filmées dans la cour, sur YouTube.\n"
        f"Pièce de juin : {FACEBOOK}\nPièce de juillet : {INSTAGRAM}\n"
    )
    assert titles(found) == ["Le théâtre"]
    assert found[0].links == (FACEBOOK, INSTAGRAM)


def test_a_network_with_its_count_heads_its_operations() -> None:
    found = operations(
        f"I. FACEBOOK (12 300 abonnés)\n\n1) « Le lavoir »\nUne photo. Pour les aînés.\n{FACEBOOK}\n\n"
        f"II. INSTAGRAM (800 abonnés)\n\n1) « Le moulin »\nUn film. Pour les jeunes.\n{INSTAGRAM}\n"
    )
    assert titles(found) == ["« Le lavoir »", "« Le moulin »"]
    assert [operation.platforms for operation in found] == [("facebook",), ("instagram",)]


def test_a_sentence_before_a_list_is_no_operation() -> None:
    found = operations(
        f"Voici tout ce que nous pouvons dire cette année du village :\n\n"
        f"* Le marché (seniors) : les étals, sur Facebook. {FACEBOOK}\n\n"
        f"* La foire (familles) : les bêtes, sur Instagram. {INSTAGRAM}\n"
    )
    assert titles(found) == ["Le marché", "La foire"]


def test_lines_in_small_letters_are_not_joined() -> None:
    found = operations(
        f"notes du jeudi\n\nce qu on fait\n\nle sentier > stories insta, pour les familles {INSTAGRAM}\n"
        f"le velo > tiktok, pour les ados {FACEBOOK}\nle lac > facebook, pour les pecheurs {FACEBOOK}/2\n"
    )
    assert titles(found) == ["le sentier", "le velo", "le lac"]
    assert audiences(found) == [("Familles",), ("Ados",), ("Pecheurs",)]


def test_properties_of_a_page_are_no_operation() -> None:
    page = f"---\ntitre: Suivi\nservice: com\n---\n\n| Titre | Cible | Lien |\n|--|--|--|\n| Le lac | Élus | {FACEBOOK} |\n| Le pré | Élus | {INSTAGRAM} |\n"
    assert titles(propose(read_markdown(page)).operations) == ["Le lac", "Le pré"]


def test_a_name_in_brackets_is_no_part_of_a_title() -> None:
    found = operations(
        f"Nos opérations\n\nLe chat (P. Dubois)\nUn fil par semaine, pour les lecteurs.\nVoir {FACEBOOK}\n"
    )
    assert titles(found) == ["Le chat"]


def test_a_letter_by_mail_is_announced() -> None:
    (found,) = operations(f"Pour les agents\n\nLe fil\nDes conseils, envoyés par newsletter.\n{FACEBOOK}\n")
    assert found.platforms == ("lettre-information",)


def test_networks_end_no_operation_in_haste() -> None:
    found = operations(
        f"notes\n\nle bac\npour : lycéens\nfb\nune photo avec un marin\n{FACEBOOK}\n\n"
        f"le quai\npour : agents\ninsta\nportrait d'une grutière\n{INSTAGRAM}\n"
    )
    assert titles(found) == ["le bac", "le quai"]
    assert [operation.description for operation in found] == [
        "une photo avec un marin",
        "portrait d'une grutière",
    ]


def test_an_address_to_write_to_is_no_link() -> None:
    page = (
        f"<h2>Adultes</h2><h3>Le four</h3><p>Un film. <a href='{FACEBOOK}'>Voir</a></p>"
        "<h2>Qui écrire</h2><p>Pour nous écrire : <a href='mailto:com@exemple.fr'>ici</a></p>"
    )
    assert titles(propose(read_html(page)).operations) == ["Le four"]


def test_a_question_that_opens_a_record_is_no_operation() -> None:
    record = "{}\nNom de l’opération ? {}\nPour qui ? Les élus\nOù la voir ? {}\n\n"
    found = operations(
        "".join(
            record.format(*values)
            for values in (
                ("Q1. La première ?", "Le four", FACEBOOK),
                ("Q2. Une autre ?", "Le puits", INSTAGRAM),
                ("Q3. Encore une ?", "Le bief", f"{FACEBOOK}1"),
            )
        )
    )
    assert titles(found) == ["Le four", "Le puits", "Le bief"]


def test_a_title_among_titles_names_nobody() -> None:
    names = ("Le four banal", "Habitants solidaires", "La nuit des chouettes", "Ma rue en fleurs")
    found = operations(
        "Réunion du 3 mai\n\n"
        + "\n".join(
            f"{number}. {name}\nDes portraits sur Facebook, destinés aux lycéens.\n{FACEBOOK}{number}\n"
            for number, name in enumerate(names, 1)
        )
    )
    assert titles(found) == list(names)
    assert audiences(found) == [("Lycéens",)] * 4


def test_a_line_that_hangs_goes_on() -> None:
    found = operations(
        "* Le four (boulangers, élus) : une visite filmée le samedi matin, avec les anciens, diffusée sur\n"
        f"  YouTube. {FACEBOOK}\n\n* Le puits (élus) : une visite.\n  {INSTAGRAM}\n"
    )
    assert found[0].description.startswith(
        "une visite filmée le samedi matin, avec les anciens, diffusée sur YouTube"
    )


def test_a_last_heading_is_no_audience() -> None:
    page = (
        f"# Lettre\n\n## Pour les familles\n\n**Le four.** Un film. [Voir]({FACEBOOK})\n\n"
        "## Pour finir\n\n**Un grand merci.** À tous nos bénévoles.\n"
    )
    proposal = propose(read_markdown(page))
    assert titles(proposal.operations) == ["Le four"]
    assert proposal.audiences == ("Familles",)


def test_paragraphs_of_a_page_are_not_joined() -> None:
    page = (
        "<h2>Adultes</h2><h3>Le four</h3><p>Une visite du four filmée le samedi matin, avec les anciens du village,</p>"
        f"<p><a href='{FACEBOOK}'>Voir</a></p><h3>Le puits</h3><p>Un film.</p><p><a href='{INSTAGRAM}'>Voir</a></p>"
    )
    found = propose(read_html(page)).operations
    assert titles(found) == ["Le four", "Le puits"]
    assert found[0].description.endswith("du village,")
