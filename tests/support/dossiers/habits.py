"""Dossiers in habits that are drawn at random: where the audience is said, how a title is marked…"""

from dataclasses import dataclass
from random import Random

_AUDIENCE_FIELDS = (
    "Public",
    "Cible",
    "Public visé",
    "Publics",
    "Public cible",
    "Cible(s)",
    "Destinataires",
    "Pour qui",
)
_PLATFORM_FIELDS = (
    "Réseaux",
    "Réseau(x)",
    "Supports",
    "Canaux",
    "Plateformes",
    "Réseaux sociaux",
    "Où",
    "Diffusion",
)
_LINK_FIELDS = ("Lien", "Lien(s)", "URL", "Adresse", "Voir", "À retrouver ici", "Pour voir la publication")
_TITLE_FIELDS = ("Titre", "Opération", "Nom de l’opération", "Intitulé", "Action", "Nom")
_TEXT_FIELDS = ("Description", "Descriptif", "Présentation", "En quelques mots", "Contenu", "Principe")
_LINK_WORDS = (
    "voir la publication",
    "ici",
    "à voir ici",
    "lien vers la publication",
    "cliquer ici",
    "la vidéo",
)


@dataclass(frozen=True, slots=True)
class Habit:
    """How a team writes its dossier; each value is a name below."""

    layout: str  # text, table, sheets or line
    audience: str  # heading, field, bracket, arrow, or unsaid
    grouping: str  # audience, network, month, theme or none
    heading: str  # style, bold, capitals, colon, numbered, roman, or phrase (for audiences)
    title: str
    platforms: str  # field, prose, bracket, labels, group or silent
    links: str  # lines, field, joined, bulleted, behind or inline
    order: tuple[str, ...]  # of audience, platforms and text
    gap: bool  # an empty line between operations
    separator: str  # between the name of a field and its value
    joint: str  # between names of a list
    has_other_fields: bool
    foreign: int
    is_mail: bool
    bullet: str
    audience_field: str
    platform_field: str
    link_field: str
    title_field: str
    text_field: str
    phrase: str
    link_words: str


def draw_habit(random: Random) -> Habit:
    """Draw a habit that people can read: where no empty line parts operations, titles are marked or links last."""
    choose = random.choice
    layout = random.choices(("text", "table", "sheets", "line"), (14, 3, 2, 3))[0]
    audience = random.choices(("heading", "field", "bracket", "arrow", "unsaid"), (9, 7, 4, 2, 1))[0]
    grouping = "audience" if audience == "heading" else choose(["none", "none", "network", "month", "theme"])
    if layout in ("table", "sheets") and grouping != "audience":
        grouping = "none"
    platforms = random.choices(("field", "prose", "bracket", "labels", "silent"), (6, 4, 3, 4, 1))[0]
    if layout == "line" and platforms == "labels":
        platforms = "bracket"
    order = ["audience", "platforms", "text"]
    random.shuffle(order)
    return Habit(
        layout=layout,
        audience=audience,
        grouping=grouping,
        heading=choose(["style", "style", "bold", "capitals", "colon", "numbered", "roman", "phrase"]),
        title=choose(
            [
                "style",
                "bold",
                "bare",
                "quoted",
                "capitals",
                "dash",
                "bullet",
                "typed",
                "bracketed",
                "numero",
                "auto",
                "lead",
                "field",
            ]
        ),
        platforms="group" if grouping == "network" else platforms,
        links=random.choices(
            ("lines", "field", "joined", "bulleted", "behind", "inline"), (6, 4, 2, 2, 2, 2)
        )[0],
        order=tuple(order),
        gap=random.random() < 0.75,
        separator=choose([" : ", " : ", "\u00a0: ", ": ", " – "]),
        joint=choose([", ", ", ", " et ", " / ", " + ", " - "]),
        has_other_fields=random.random() < 0.3,
        foreign=random.choice([0, 1, 2, 2, 3]),
        is_mail=random.random() < 0.15,
        bullet=choose(["•", "-", "o", "➢", "\uf0b7", "*", "■", "✓"]),
        audience_field=choose(_AUDIENCE_FIELDS),
        platform_field=choose(_PLATFORM_FIELDS),
        link_field=choose(_LINK_FIELDS),
        title_field=choose(_TITLE_FIELDS),
        text_field=choose(_TEXT_FIELDS),
        phrase=choose(
            [
                "Pour les {}",
                "À destination des {}",
                "Actions pour les {}",
                "Côté {}",
                "Public : {}",
                "Cible : {}",
            ]
        ),
        link_words=choose(_LINK_WORDS),
    )
