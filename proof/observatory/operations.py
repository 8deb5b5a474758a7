"""Invented operations: each a theme, in a place, for an audience, with the addresses of its publications."""

import random
from dataclasses import dataclass
from typing import Any

from gersapp.catalogue.text import slug

# The themes: titles, then descriptions. {place} is a commune, {day} a day of the week.
# fmt: off
THEMES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("Le défi sportif du {day}", "Défi bouge de {place}", "Dix minutes de gym"), (
        "Chaque {day}, un éducateur sportif propose une séance de dix minutes, à refaire chez soi.",
        "Un défi par semaine, filmé au stade de {place} : chacun répond par sa propre vidéo.",
    )),
    (("La recette du {day}", "À table à {place} !", "Recettes de cantine"), (
        "Un cuisinier de la restauration scolaire montre une recette simple, avec des produits des environs.",
        "Les habitants envoient leurs recettes ; la plus aimée est servie au marché de {place}.",
    )),
    (("L’heure du conte", "Contes du {day} soir", "Une histoire de {place}"), (
        "Les bibliothécaires de {place} lisent un album en direct, puis répondent aux questions des enfants.",
        "Une histoire lue en vidéo, de cinq minutes, et un dessin à colorier.",
    )),
    (("Quiz patrimoine", "Connaissez-vous {place} ?", "Le détail caché de {place}"), (
        "Une photo de détail est publiée le {day} : aux internautes de trouver de quel monument elle vient.",
        "Dix questions sur l’histoire de {place}, avec une visite guidée à gagner.",
    )),
    (("Trésors d’archives", "{place} autrefois", "La photo d’archives du {day}"), (
        "Une carte postale ancienne, à côté du même lieu aujourd’hui.",
        "Les archives ouvrent un carton chaque {day}, et racontent ce qu’il contient.",
    )),
    (("Portraits d’agents", "Un métier, un visage", "Dans les coulisses de {place}"), (
        "Un agent raconte son métier en une minute : la voirie, l’état civil, les espaces verts…",
        "Chaque semaine, le portrait de quelqu’un qui fait tourner le service public à {place}.",
    )),
    (("Merci aux soignants", "{place} dit merci", "Hommage aux équipes de santé"), (
        "Les messages des habitants aux équipes de l’hôpital, réunis dans une vidéo.",
        "Des dessins d’enfants, affichés à l’entrée de la maison de santé de {place}.",
    )),
    (("Entraide entre voisins", "Voisins solidaires de {place}", "Je peux aider"), (
        "Un formulaire met en relation ceux qui peuvent faire des courses et ceux qui ne sortent plus.",
        "Les associations de {place} disent chaque {day} de quels bras elles ont besoin.",
    )),
    (("Allô les aînés", "Un coup de fil le {day}", "Restons en lien"), (
        "Des bénévoles appellent les personnes isolées ; une vidéo explique comment s’inscrire.",
        "Des conseils simples pour appeler ses petits-enfants en vidéo.",
    )),
    (("Achetons à {place}", "La carte des producteurs", "Commerces ouverts"), (
        "Une carte des commerces ouverts et de ceux qui livrent, mise à jour chaque {day}.",
        "Un producteur par semaine ouvre les portes de sa ferme, près de {place}.",
    )),
    (("Jardinons ensemble", "Le jardinier vous répond", "Les semis du {day}"), (
        "Le service des espaces verts de {place} répond en direct aux questions sur le potager.",
        "Ce qu’il faut semer cette semaine, en trois photos.",
    )),
    (("Le musée à la maison", "Une œuvre, une histoire", "Visite du {day}"), (
        "Une œuvre du musée de {place}, expliquée en deux minutes par celle qui la restaure.",
        "La visite de l’exposition en direct, avec les questions des internautes.",
    )),
    (("Concert au balcon", "Scène ouverte de {place}", "La chanson du {day}"), (
        "Les professeurs de l’école de musique jouent un morceau ; les élèves envoient leur partie.",
        "Des musiciens de {place} jouent en direct, chacun de chez soi.",
    )),
    (("Objectif zéro déchet", "Le geste du {day}", "Trions à {place}"), (
        "Un geste par semaine, en image : le compost, les couches lavables, le vrac.",
        "Un vrai ou faux sur le tri, avec la visite du centre de {place}.",
    )),
    (("Conseils de rentrée", "Prêts pour la rentrée ?", "La rentrée à {place}"), (
        "Les dates, les transports et la cantine : les réponses aux questions les plus posées.",
        "Les directeurs d’école de {place} présentent leurs classes, en photos.",
    )),
    (("Travaux en direct", "Le chantier du mois", "Le pont de {place} vu du ciel"), (
        "L’avancement du chantier en photos, et les déviations de la semaine.",
        "Un ingénieur répond aux questions des riverains chaque {day}.",
    )),
    (("Offre d’emploi de la semaine", "Rejoignez-nous", "Un stage à {place} ?"), (
        "Un poste ouvert est présenté par celle ou celui qui le quitte.",
        "Les offres de stage et d’apprentissage, regroupées le {day}.",
    )),
    (("Alerte et conseils", "Canicule : les bons gestes", "Crue : suivre la rivière à {place}"), (
        "Le niveau de vigilance et les consignes, publiés matin et soir.",
        "Trois gestes en images, traduits en quatre langues.",
    )),
    (("Budget participatif", "Votez pour {place}", "À vous de choisir"), (
        "Les projets des habitants, un par jour, puis le vote en ligne jusqu’au {day}.",
        "Une foire aux questions en direct avec l’équipe du budget participatif.",
    )),
    (("Sentiers de {place}", "La balade du {day}", "Randonnées faciles"), (
        "Un itinéraire de moins de deux heures, avec la trace à télécharger.",
        "Les photos des promeneurs, partagées avec le mot-dièse du territoire.",
    )),
)
# Each pool: the words that bodies have for one audience.
AUDIENCES: tuple[tuple[str, ...], ...] = (
    ("Grand public", "Tout public", "Habitants", "Tous publics", "Adultes", "Usagers"),
    ("Jeunes", "Enfants/Jeunes", "Ados et jeunes adultes", "15-25 ans", "Jeunesse", "Jeune public"),
    ("Scolaires", "Écoles", "Collégiens", "Étudiants", "Élèves et enseignants"),
    ("Aînés", "Seniors", "Personnes âgées", "Retraités", "Aînés et aidants"),
    ("Familles", "Parents", "Parents d’élèves", "Petite enfance"),
    ("Associations", "Bénévoles", "Clubs sportifs", "Vie associative"),
    ("Entreprises", "Professionnels", "Commerçants et artisans", "Agriculteurs"),
    ("Agents", "Agents publics", "Communication interne"),
    ("Touristes", "Visiteurs", "Vacanciers"),
    ("Amis du moulin", "Riverains du canal", "Pêcheurs", "Jardiniers du {day}"),
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# An address of each platform, and how often it is met, in hundredths.
LINKS: tuple[tuple[str, str, int], ...] = (
    ("facebook", "https://www.facebook.com/{account}/posts/{number}", 34),
    ("facebook", "https://www.facebook.com/{account}/videos/{number}/", 8),
    ("instagram", "https://www.instagram.com/stories/highlights/{number}/", 20),
    ("x", "https://x.com/{account}/status/{number}", 12),
    ("linkedin", "https://www.linkedin.com/feed/update/urn:li:activity:{number}", 8),
    ("youtube", "https://www.youtube.com/watch?v={code}", 8),
    ("tiktok", "https://www.tiktok.com/@{account}/video/{number}", 4),
    ("site-web", "https://www.exemple.fr/{account}/{number}", 6),
)
# fmt: on
_CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the operations of a body share: its account on platforms, the communes that they name, and its
    audiences, label by slug."""

    account: str
    places: tuple[str, ...]
    audiences: dict[str, str]


def choose_audiences(rng: random.Random) -> dict[str, str]:
    """Return the audiences of a body in its own words, label by slug: two to six."""
    pools = rng.sample(AUDIENCES, k=rng.randint(2, 6))
    labels = [rng.choice(pool).format(day=rng.choice(DAYS)) for pool in sorted(pools, key=AUDIENCES.index)]
    return {slug(label): label for label in labels}


def invent_operations(rng: random.Random, scene: Scene, count: int) -> dict[str, dict[str, Any]]:
    """Return the documents of `count` operations by their keys in the file."""
    ids: set[str] = set()
    documents: dict[str, dict[str, Any]] = {}
    for number in range(1, count + 1):
        document = _invent_operation(rng, scene)
        stem, again = document["id"], 2
        while document["id"] in ids:
            document["id"], again = f"{stem}-{again}", again + 1
        ids.add(document["id"])
        documents[str(number)] = document
    return documents


def _invent_operation(rng: random.Random, scene: Scene) -> dict[str, Any]:
    titles, descriptions = rng.choice(THEMES)
    words = {"place": rng.choice(scene.places), "day": rng.choice(DAYS)}
    title = rng.choice(titles).format_map(words)
    links = [_invent_link(rng, scene.account) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
    most = min(2, len(scene.audiences))
    audiences = set(rng.sample(list(scene.audiences), k=min(most, rng.choice((1, 1, 1, 2)))))
    return {
        "id": slug(title),
        "title": title,
        "description": rng.choice(descriptions).format_map(words),
        "audiences": [name for name in scene.audiences if name in audiences],
        "platforms": list(dict.fromkeys([platform for platform, _ in links])),
        "links": [{"url": url} for _, url in links],
    }


def _invent_link(rng: random.Random, account: str) -> tuple[str, str]:
    """Return a platform, and the address of a publication on it."""
    (platform, address, _), *_ = rng.choices(LINKS, weights=[weight for *_, weight in LINKS])
    number, code = rng.randrange(10**14, 10**16), "".join(rng.choices(_CODE, k=11))
    return platform, address.format(account=account, number=number, code=code)
