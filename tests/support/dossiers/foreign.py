"""What stands in dossiers and is no operation: introductions, and sections with their title first."""

Section = tuple[str, ...]

INTRODUCTIONS = (
    "La direction de la communication compte trois agents, dont une apprentie.",
    "Ce document présente ce qui a été fait, sans prétendre à l’exhaustivité.",
    "Les opérations sont présentées dans l’ordre où elles ont été publiées.",
    "Nos comptes existent depuis 2014 et réunissent 21 000 abonnés.",
    "Tout a été réalisé en interne, avec un téléphone et beaucoup de bonne volonté.",
    "Vous trouverez ci-dessous le recensement demandé par votre courrier du 3 mars.",
    "Notre ligne éditoriale tient en trois mots : utile, local, chaleureux.",
    "La crise a bousculé nos habitudes, et nos abonnés nous l’ont dit.",
)

# A sentence about a group, under its heading and before its operations.
GROUP_INTRODUCTIONS = (
    "Ce volet représente un tiers de nos publications.",
    "Nous y avons consacré l’essentiel du printemps.",
    "Les contenus ont été pensés avec les services concernés.",
)

FOREIGN: tuple[Section, ...] = (
    ("Budget", "L’ensemble a coûté 4 300 € toutes taxes comprises.", "Aucun achat d’espace n’a été fait."),
    (
        "Chiffres clés",
        "12 800 abonnés sur la page.",
        "Taux d’engagement moyen de 3,9 %.",
        "64 publications par mois.",
    ),
    ("Remerciements", "Merci aux agents qui ont accepté d’être filmés, et à leurs familles."),
    ("Contact", "Claire Fontanel, responsable du numérique, 05 00 00 11 22."),
    ("Moyens humains", "Une chargée de communication à mi-temps.", "Un apprenti de septembre à juin."),
    ("Perspectives", "Nous voulons ouvrir un compte de plus l’an prochain.", "Former les élus au direct."),
    ("Difficultés rencontrées", "Les commentaires haineux ont demandé une veille le week-end."),
    ("Conclusion", "Cette année a montré que la proximité paie.", "Nous continuerons sur cette voie."),
    ("Méthodologie", "Les chiffres viennent des outils des plateformes, relevés le 31 décembre."),
    ("Revue de presse", "La Dépêche du Val a consacré une page à nos vidéos : {url}"),
    ("À noter", "Le service est fermé le mercredi après-midi."),
    ("Annexes", "La charte graphique est à télécharger : {url}", "Le calendrier éditorial est joint."),
    (
        "Bilan",
        "Le public nous a suivis plus longtemps que prévu.",
        "Les formats courts l’emportent nettement.",
    ),
    ("Calendrier", "Réunion de rédaction le lundi, publication le mardi et le jeudi."),
    ("Partenaires", "La Région, la Caisse d’allocations familiales et la radio locale."),
    ("Nos comptes", "La liste de nos comptes officiels est tenue à jour ici : {url}"),
    ("Glossaire", "La portée est le nombre de comptes qui ont vu une publication."),
    (
        "Ce que nous retenons",
        "Les visages font mieux que les visuels.",
        "Le dimanche soir est le meilleur moment.",
    ),
    (
        "Et demain ?",
        "Une étude est lancée avec les lycées.",
        "Le choix d’un outil de programmation est en cours.",
    ),
    ("L’équipe", "Sonia tient la plume, Hugo tient la caméra, et personne ne tient les délais."),
    ("Coûts", "Achats : 640 €.", "Prestations : 2 100 €.", "Temps passé : 51 jours."),
    ("Outils", "Un téléphone, une perche, deux micros et un logiciel libre de montage."),
    ("Le mot de la fin", "Rien de tout cela n’aurait de sens sans les gens qui répondent."),
    ("Points de vigilance", "Le droit à l’image des mineurs.", "L’accessibilité des vidéos."),
    (
        "Statistiques",
        "Abonnés au 1er janvier : 9 870",
        "Abonnés au 31 décembre : 11 402",
        "Portée moyenne : 3 100",
    ),
    ("Notre stratégie", "Publier moins et répondre à tous, voilà la règle depuis deux ans."),
    (
        "Présentation du service",
        "Le service est rattaché au cabinet.",
        "Il occupe deux bureaux sous les toits.",
    ),
    ("Mentions légales", "Directeur de la publication : le président.", "Hébergement : centre de gestion."),
    ("Sources", "Enquête auprès de 412 abonnés, menée en juin."),
    ("Recommandations", "Prévoir une semaine de tournage pour une minute de film."),
    ("Crédits", "Photographies : service communication, sauf mention contraire."),
    ("Retombées", "Deux articles et un passage à la radio.", "Une commune voisine a copié l’idée."),
    ("Retour d’expérience", "Il faut écrire les sous-titres soi-même, l’outil se trompe une fois sur trois."),
    ("Ressources utiles", "Le guide du direct est en ligne : {url}", "Le modèle d’autorisation est joint."),
    ("Organisation", "Une astreinte le soir et le week-end.", "Un tableau partagé avec les directions."),
    ("Limites", "Nous n’avons pas touché les habitants sans téléphone."),
    ("En résumé", "Beaucoup d’énergie, peu d’argent, des gens contents."),
    ("Accessibilité", "Toutes nos vidéos sont sous-titrées depuis septembre."),
    ("Modération", "Trois comptes ont été bannis, onze messages masqués."),
    ("Contexte", "Le territoire a perdu deux journaux locaux en dix ans."),
    (
        "Nos abonnés",
        "| Réseau | 1er janvier | 31 décembre |",
        "| Page | 88 000 | 89 300 |",
        "| Chaîne | 41 200 | 45 000 |",
    ),
    (
        "Synthèse budgétaire",
        "| Poste | Montant |",
        "| Matériel de tournage | 1 240 € |",
        "| Prestations | 6 000 € |",
    ),
    (
        "Opérations internes",
        "L’intranet a accueilli trois webinaires.",
        "Cela ne relève pas des réseaux sociaux.",
    ),
    ("Observations", "Le compte X n’est plus alimenté depuis mars.", "Les vidéos longues ne sont pas vues."),
    ("Où nous suivre", "Facebook : {url}", "Instagram : {url}", "Abonnés : 14 200 au total"),
    ("Pièces jointes", "Le plan de communication et le bilan comptable sont joints à cet envoi."),
)
