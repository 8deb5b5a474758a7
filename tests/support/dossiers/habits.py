"""Dossiers in habits that are drawn at random: where the audience is said, how a title is marked…"""

from dataclasses import dataclass
from random import Random

_AUDIENCE_FIELDS = (
    "Public",
    "Cible",
    "Public visé",
    "Publics",
    "Public cible",
    "Public concerné",
    "Cible(s)",
    "Destinataires",
    "Pour qui",
    "À qui",
    "Pour",
)
_PLATFORM_FIELDS = (
    "Réseaux",
    "Réseau(x)",
    "Supports",
    "Canaux",
    "Plateformes",
    "Réseaux sociaux",
    "Réseaux sociaux utilisés",
    "Vecteurs",
    "Où",
    "Sur quoi",
    "Diffusion",
    "Support",
)
_LINK_FIELDS = (
    "Lien",
    "Lien(s)",
    "URL",
    "Preuve",
    "Adresse",
    "Voir",
    "À retrouver ici",
    "Pour voir la publication",
)
_TITLE_FIELDS = ("Titre", "Opération", "Nom de l’opération", "Intitulé", "Action", "Nom")
_TEXT_FIELDS = (
    "Description",
    "Descriptif",
    "Présentation",
    "En quelques mots",
    "Contenu",
    "Principe",
    "Comment",
    "Ce qui a été fait",
)
_LINK_WORDS = (
    "voir la publication",
    "ici",
    "à voir ici",
    "lien vers la publication",
    "cliquer ici",
    "la vidéo",
)
_PHRASES = (
    "Pour les {}",
    "À destination des {}",
    "Actions pour les {}",
    "Vos actions vers les {}",
    "Côté {}",
    "Public : {}",
    "Cible : {}",
    ">> {}",
    "Nos opérations à destination des {}",
    "Ce que nous avons fait pour les {} :",
    "{roman} – Actions tournées vers les {}",
    "Axe {number} : {}",
    "Volet {number} – Pour les {}",
    "=== {} ===",
)
_HEADINGS = (
    "style",
    "style",
    "bold",
    "capitals",
    "colon",
    "numbered",
    "roman",
    "lettered",
    "phrase",
    "phrase",
)
_TITLES = [
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
    "date",
    "emoji",
    "pipe",
    "slash",
    "lettered",
    "hashtag",
]
# A title of these marks is told from a text without an empty line before it.
_STRONG_TITLES = [
    "capitals",
    "dash",
    "bullet",
    "typed",
    "bracketed",
    "numero",
    "auto",
    "field",
    "date",
    "emoji",
    "pipe",
    "slash",
    "lettered",
    "hashtag",
]
_LAYOUTS = {
    "text": 24,
    "table": 4,
    "sheets": 3,
    "line": 4,
    "questions": 2,
    "emoji": 2,
    "prose": 2,
    "matrix": 2,
    "grouped": 2,
    "mini": 2,
    "leads": 2,
    "boxes": 1,
    "form": 2,
    "references": 2,
    "points": 3,
    "subheadings": 1,
}
# In these layouts the audience stands where the layout has it, or above.
_ONLY_FIELDS = (
    "table",
    "sheets",
    "questions",
    "emoji",
    "matrix",
    "mini",
    "leads",
    "boxes",
    "form",
    "references",
    "points",
)
_AUDIENCES = {"heading": 9, "field": 7, "bracket": 4, "arrow": 2, "tail": 2, "sentence": 2, "unsaid": 1}
# How a text of several sentences is written; what has no sign needs a title that has one.
_TEXTS = {"paragraph": 8, "lines": 2, "list": 1, "parted": 1}
_BRACKETS = ("[{}]", "[{}]", "({})", "({})", "– {}", "/ {}", "({} uniquement)", "({}, {platforms})")
# How a heading names a network, a month or a theme.
_GROUPS = (
    "{}",
    "{}",
    "{}",
    "Sur {}",
    "Nos opérations {}",
    "{} :",
    "Thème {number} : {}",
    "Partie {number} – {}",
)
# Where the audience and the platforms share a line.
_SHARED_LINES = (
    "{audience} | {platforms}",
    "{audience} – {platforms} – {other}",
    "{audience} ; {platforms}",
    "({audience}, {platforms})",
    "{audience} // {platforms} // {other}",
)
_LINES = (
    "* {} – ",
    "* {} – ",
    "* {} — ",
    "* {} | ",
    "#{number} {} | ",
    "{number}. {} – ",
    "\\{} ; ",
    "– {} / ",
)
_RULES = ("", "", "", "", "", "-----", "* * *", "________________", "~~~")
_PLATFORMS = {
    "field": 6,
    "prose": 4,
    "bracket": 3,
    "labels": 4,
    "tail": 2,
    "count": 1,
    "alone": 2,
    "silent": 1,
}
_LINKS = {
    "lines": 6,
    "field": 4,
    "joined": 2,
    "bulleted": 2,
    "behind": 2,
    "inline": 2,
    "arrowed": 2,
    "with-et": 1,
}


@dataclass(frozen=True, slots=True)
class Habit:
    """How a team writes its dossier; the values are the names above."""

    layout: str
    audience: str
    grouping: str  # audience, network, month, day, theme or none
    heading: str
    title: str
    platforms: str
    links: str
    order: tuple[str, ...]  # of audience, platforms and text
    gap: bool  # an empty line between operations
    separator: str  # between the name of a field and its value
    joint: str  # between names of platforms
    arrow: str
    text: str
    line: str  # how an operation on one line begins, and what is between its parts
    rule: str  # a line between operations
    links_first: bool  # before the text
    shared_line: str  # empty: a line for each field
    bracket: str
    group: str
    has_group_introductions: bool
    repeats_titles: bool  # the first operation of each audience has the same
    has_other_fields: bool
    has_running_heads: bool
    breaks_addresses: bool
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
    """Draw a habit that people can read: titles are marked, or come after an empty line or after links."""
    choose = random.choice
    layout, audience = _draw(random, _LAYOUTS), _draw(random, _AUDIENCES)
    platforms, links, title = _draw(random, _PLATFORMS), _draw(random, _LINKS), choose(_TITLES)
    if layout in ("grouped", "prose", "subheadings"):
        audience = "heading"
    elif layout in _ONLY_FIELDS and audience not in ("heading", "unsaid"):
        audience = "field"
    grouping = (
        "audience" if audience == "heading" else choose(["none", "none", "network", "month", "theme", "day"])
    )
    if layout in _ONLY_FIELDS and grouping != "audience":
        grouping = "none"
    if layout == "line" and platforms in ("labels", "tail", "count", "alone"):
        platforms = "bracket"
    gap, text = random.random() < 0.75, _draw(random, _TEXTS)
    if text == "parted" and title not in _STRONG_TITLES:
        text = "lines"
    if not gap and title not in _STRONG_TITLES:
        links = choose(["lines", "field", "joined"])
    order = ["audience", "platforms", "text"]
    random.shuffle(order)
    return Habit(
        layout=layout,
        audience=audience,
        grouping=grouping,
        heading=choose(_HEADINGS),
        title=title,
        platforms="group" if grouping == "network" else platforms,
        links=links,
        order=tuple(order),
        gap=gap,
        separator=choose([" : ", " : ", " : ", "\u00a0: ", ": ", " – ", " = "]),
        joint=choose([", ", ", ", " et ", " / ", " + ", " - "]),
        arrow=choose(["=>", "→", "🔗", "->", ">"]),
        text=text,
        line=choose(_LINES),
        rule=choose(_RULES),
        links_first=(gap or title in _STRONG_TITLES) and random.random() < 0.12,
        shared_line=choose(_SHARED_LINES) if random.random() < 0.25 else "",
        bracket=choose(_BRACKETS),
        group=choose(_GROUPS),
        has_group_introductions=random.random() < 0.15,
        repeats_titles=random.random() < 0.1,
        has_other_fields=random.random() < 0.3,
        has_running_heads=random.random() < 0.06,
        breaks_addresses=random.random() < 0.06,
        foreign=choose([0, 1, 2, 2, 3]),
        is_mail=random.random() < 0.15,
        bullet=choose(["•", "-", "o", "➢", "\uf0b7", "*", "■", "✓", "●"]),
        audience_field=choose(_AUDIENCE_FIELDS),
        platform_field=choose(_PLATFORM_FIELDS),
        link_field=choose(_LINK_FIELDS),
        title_field=choose(_TITLE_FIELDS),
        text_field=choose(_TEXT_FIELDS),
        phrase=choose(_PHRASES),
        link_words=choose(_LINK_WORDS),
    )


def _draw(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]
