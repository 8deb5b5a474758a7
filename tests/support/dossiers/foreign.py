"""What stands in dossiers and is no operation: introductions, and sections with their title first."""

Section = tuple[str, ...]

INTRODUCTIONS = (
    "La direction de la communication compte trois agents, dont une apprentie.",
    "Ce document présente ce qui a été fait, sans prétendre à l’exhaustivité.",
    "Les opérations sont présentées dans l’ordre où elles ont été publiées.",
    "Nos comptes existent depuis 2014 et réunissent 21 000 abonnés.",
    "Tout a été réalisé en interne, avec un téléphone et beaucoup de bonne volonté.",
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
)
