"""Invented operations of invented public bodies: titles, texts, audiences, platforms, addresses."""

from dataclasses import dataclass
from random import Random

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

BODIES = (
    "Ville {of}",
    "Département {of}",
    "Communauté de communes {of}",
    "Centre hospitalier {of}",
    "Université {of}",
    "Région {place}",
    "Office de tourisme {of}",
    "SDIS {of}",
    "Métropole {of}",
    "Syndicat des eaux {of}",
    "Chambre d’agriculture {of}",
    "Bibliothèque départementale {of}",
)
PLACES = [
    "Valcreuse",
    "Rochemoine",
    "Aubélande",
    "Montfaviel",
    "Brézignac",
    "Lanvaudan",
    "Sarrebelle",
    "Pontorvaux",
    "Chantelouve",
    "Ébrouville",
]

AUDIENCES = (
    "Seniors",
    "Jeunes",
    "Adultes",
    "Enfants",
    "Familles",
    "Tout public",
    "Grand public",
    "Agents",
    "Étudiants",
    "Lycéens",
    "Parents d’élèves",
    "Entreprises",
    "Associations",
    "Touristes",
    "Habitants",
    "Élus",
    "Professionnels de santé",
    "Agriculteurs",
    "Demandeurs d’emploi",
    "Personnes handicapées",
    "Aidants",
    "Collégiens",
    "Commerçants",
    "Usagers",
    "Riverains",
    "Enseignants",
    "Adolescents",
    "Sportifs",
    "Bénévoles",
    "Futurs agents",
    "15-25 ans",
    "Plus de 60 ans",
)

_TITLES = (
    "Les {people} ont la parole",
    "Le {thing} du {day}",
    "{number} jours pour {verb}",
    "Dans les coulisses {of_place}",
    "Qui veut {verb} ?",
    "Opération {thing}",
    "Un {thing}, une histoire",
    "Moi, {person}, {age} ans",
    "Objectif : {verb}",
    "Grand jeu : le {thing}",
    "Bien {verb}, mode d’emploi",
    "La minute {thing}",
    "{thing} et compagnie",
    "Et si on allait {verb} ?",
    "Vrai ou faux ? Le {thing}",
    "{person} répond à vos questions",
    "Tous au {thing} !",
    "Halte au {thing} perdu",
    "Le défi des {number} {things}",
    "Portraits de {people}",
    "Ma rue, mon {thing}",
    "C’est quoi, un {thing} ?",
    "Nuit du {thing}",
    "Rendez-vous du {day}",
    "Merci aux {people}",
    "Concours photo : « mon {thing} »",
    "Visite guidée {of_place}",
    "Le calendrier de l’avent",
    "Carte des {things}",
    "Foire aux questions",
    "Vœux {year}",
    "Recrutement : {number} postes à pourvoir",
)
_THINGS = [
    "tri",
    "vélo",
    "potager",
    "marché",
    "quiz",
    "four",
    "bus",
    "masque",
    "pont",
    "jardin",
    "dessin",
    "stage",
    "sentier",
    "verger",
    "moulin",
    "banc",
]
_PEOPLE = (
    "soignants",
    "bénévoles",
    "jardiniers",
    "agents de nuit",
    "apprentis",
    "doyens",
    "pompiers",
    "cantinières",
)
_VERBS = ("cuisiner", "trier", "se déplacer", "voter", "lire", "respirer", "jardiner", "s’engager", "nager")
_DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "jour", "mois"]
_OF_PLACES = (
    "de la piscine",
    "du musée",
    "des archives",
    "du SAMU",
    "du conseil",
    "de la déchèterie",
    "du labo",
)
_PERSONS = ("Odile", "Karim", "Lucette", "Mathis", "Aïcha", "le maire", "Docteur Brun", "la présidente")

_SENTENCES = (
    "Chaque semaine, un habitant raconte son métier en une minute.",
    "Une vidéo courte explique la démarche, pas à pas.",
    "Les internautes ont envoyé {number} photographies.",
    "Le direct a duré {number} minutes et la rediffusion reste en ligne.",
    "Nous avons posé une question par jour pendant tout le mois {of_month}.",
    "Les réponses sont données le lendemain par le service concerné.",
    "Une série de visuels, relue par un groupe d’usagers.",
    "Le tirage au sort a eu lieu en présence d’un élu.",
    "Cette rubrique est tenue par deux agents volontaires.",
    "Les enfants des centres de loisirs ont dessiné les affiches.",
    "L’idée vient d’une boulangère du centre-bourg.",
    "Un album rassemble les plus belles images.",
    "Il s’agissait de rassurer sans minimiser.",
    "Des conseils simples : boire, aérer, appeler ses voisins.",
    "Le montage a été confié à un apprenti.",
    "Le ton est volontairement léger, les commentaires sont modérés.",
    "On y voit {person}, un marteau à la main !",
    "Trois épisodes, diffusés les {day}s {of_month}.",
    "Deux cents personnes ont répondu, dont la moitié n’avait jamais écrit à la mairie.",
    "La publication a été reprise par la presse locale.",
    "Les gagnants ont reçu une gourde et un plan de la ville.",
    "Un rappel a été publié la veille de la date limite.",
    "« On ne pensait pas être autant regardés », dit {person}.",
)
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]

# Slug of a platform → how texts name it.
NAMES = {
    "facebook": ("Facebook", "Facebook", "Facebook", "FB", "facebook"),
    "instagram": ("Instagram", "Instagram", "Instagram", "Insta"),
    "x": ("X", "Twitter", "Twitter", "X (ex-Twitter)"),
    "linkedin": ("LinkedIn", "Linkedin"),
    "youtube": ("YouTube", "Youtube"),
    "tiktok": ("TikTok", "Tik Tok"),
    "whatsapp": ("WhatsApp",),
    "snapchat": ("Snapchat",),
    "bluesky": ("Bluesky",),
}
_WEIGHTS = (8, 7, 4, 4, 4, 3, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Invention:
    """An operation. `links` has its addresses, those of `platforms` in their order, then those of a site."""

    title: str
    audiences: tuple[str, ...]
    platforms: tuple[str, ...]
    links: tuple[tuple[str, str], ...]  # platform (or « site ») and address
    sentences: tuple[str, ...]


class Inventor:
    """Invents for one body; no title and no address comes twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.place = random.choice(PLACES)
        self.body = random.choice(BODIES).format(place=self.place, of=_of(self.place))
        self.account = self.place.replace("é", "e").replace("É", "E") + random.choice(
            ["", "Officiel", "_32", "agglo"]
        )
        self.titles: set[str] = set()
        # How this body names each platform.
        self.names = {slug: random.choice(names) for slug, names in NAMES.items()}

    def fill(self, template: str) -> str:
        choose = self.random.choice
        thing, month = choose(_THINGS), choose(_MONTHS)
        return template.format(
            people=choose(_PEOPLE),
            thing=thing,
            things=thing.removesuffix("s") + "s",
            day=choose(_DAYS[:7]),
            number=self.random.randint(3, 98),
            verb=choose(_VERBS),
            of_place=choose(_OF_PLACES),
            person=choose(_PERSONS),
            age=self.random.randint(7, 96),
            month=month,
            of_month=_of(month),
            year=self.random.randint(2019, 2026),
        )

    def title(self) -> str:
        title = self.fill(self.random.choice(_TITLES))
        title = title[0].upper() + title[1:]
        if title in self.titles:
            return self.title()
        self.titles.add(title)
        return title

    def invent(self, audiences: tuple[str, ...], platforms: tuple[str, ...] = ()) -> Invention:
        """Invent an operation, on the platforms given or on one to three of its own."""
        if not platforms:
            drawn = self.random.choices(tuple(NAMES), _WEIGHTS, k=self.random.randint(1, 3))
            platforms = tuple(dict.fromkeys(drawn))
        links = [(slug, self.address(slug)) for slug in platforms if self.random.random() < 0.9]
        if self.random.random() < 0.15:
            links.append(("site", self.address("site")))
        if not links:
            links = [(platforms[0], self.address(platforms[0]))]
        sentences = self.random.sample(_SENTENCES, self.random.randint(1, 3))
        return Invention(self.title(), audiences, platforms, tuple(links), tuple(map(self.fill, sentences)))

    def digits(self, count: int) -> str:
        return str(self.random.randint(1, 9)) + "".join(
            str(self.random.randint(0, 9)) for _ in range(count - 1)
        )

    def code(self, count: int) -> str:
        return "".join(self.random.choice(_LETTERS) for _ in range(count))

    def address(self, platform: str) -> str:
        account, digits, code = self.account, self.digits, self.code
        small = account.lower()
        shapes = {
            "facebook": (
                f"https://www.facebook.com/{account}/posts/{digits(16)}",
                f"https://www.facebook.com/{account}/posts/pfbid0{code(40)}l",
                f"https://www.facebook.com/watch/?v={digits(15)}",
                f"https://www.facebook.com/{account}/videos/{digits(15)}/",
                f"https://www.facebook.com/events/{digits(15)}/?ref=newsfeed",
                f"https://www.facebook.com/permalink.php?story_fbid={digits(16)}&id=1000{digits(11)}",
                f"https://fb.watch/{code(10)}/",
            ),
            "instagram": (
                f"https://www.instagram.com/p/{code(11)}/",
                f"https://www.instagram.com/reel/C{code(5)}-{code(4)}/?igshid={code(12)}=",
                f"https://www.instagram.com/stories/highlights/{digits(17)}/?hl=fr",
            ),
            "x": (
                f"https://twitter.com/{account}/status/{digits(19)}?s=20",
                f"https://x.com/{account}/status/{digits(19)}",
            ),
            "linkedin": (
                f"https://www.linkedin.com/feed/update/urn:li:activity:{digits(19)}",
                f"https://www.linkedin.com/posts/{small}_recrutement-activity-{digits(19)}-{code(4)}",
            ),
            "youtube": (
                f"https://www.youtube.com/watch?v={code(5)}_{code(5)}",
                f"https://youtu.be/{code(11)}?si={code(16)}",
                f"https://www.youtube.com/playlist?list=PL{code(32)}",
            ),
            "tiktok": (
                f"https://www.tiktok.com/@{small}/video/{digits(19)}",
                f"https://vm.tiktok.com/{code(9)}/",
            ),
            "whatsapp": (f"https://whatsapp.com/channel/0029V{code(15)}",),
            "snapchat": (f"https://www.snapchat.com/add/{small}?share_id={code(10)}",),
            "bluesky": (
                f"https://bsky.app/profile/{small.replace('_', '-')}.bsky.social/post/3k{code(11).lower()}",
            ),
            "site": (
                f"https://www.{small.replace('_', '-')}.fr/actualites/{digits(4)}-a-la-une.html",
                f"https://www.{small.replace('_', '-')}.fr/agenda?page={digits(1)}&theme={code(4)}",
                f"http://www.{small.replace('_', '-')}.fr/fileadmin/documents/flyer({digits(1)}).pdf",
            ),
        }
        return self.random.choice(shapes[platform])


def _of(name: str) -> str:
    return f"d’{name}" if name[0] in "aoAÉO" else f"de {name}"
