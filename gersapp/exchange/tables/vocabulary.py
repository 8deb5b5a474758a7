"""The words by which the columns and the rows of a table are recognised: data, folded for comparison."""

import re
from enum import StrEnum

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import fold_name, folded_words
from gersapp.exchange.field_words import COLUMN_NAMES, Kind


class Field(StrEnum):
    """What a column is for. Several columns may have the same use, but for the title."""

    IGNORED = "ignored"
    TITLE = "title"
    DESCRIPTION = "description"
    AUDIENCES = "audiences"
    PLATFORMS = "platforms"
    LINKS = "links"
    # The column is named after one audience or platform: its cells have ticks, or addresses there.
    ONE_AUDIENCE = "one-audience"
    ONE_PLATFORM = "one-platform"


MAX_NAME = 100  # characters of the name of a column: forms have questions for names

_FIELDS = {
    Kind.TITLE: Field.TITLE,
    Kind.TEXT: Field.DESCRIPTION,
    Kind.AUDIENCE: Field.AUDIENCES,
    Kind.PLATFORMS: Field.PLATFORMS,
    Kind.LINK: Field.LINKS,
}
_PATTERNS = tuple(
    (_FIELDS[kind], re.compile(rf"(?:{'|'.join(names)})(?:\b|$)")) for kind, names in COLUMN_NAMES
)

# How names of columns begin that are questions: « Sur quels réseaux ? ».
_QUESTION = re.compile(r"^(?:(?:sur|pour|par|a|vers|et|le|la|les|l|quels?|quelles?) )+(?=\w{5})")

_NUMBERED = re.compile(r" \(\d+\)$")
_FOR = re.compile(r"^(?:pour|vers|à destination d[eu]s?)\s+(?:les?\s+|la\s+|l[’'])?", re.IGNORECASE)

# Names of columns that are never for the catalogue.
_NEVER = re.compile(
    r"(?:n|no|num|numero|id|horodateur|horodatage|date|dates|mois|annee|jour|periode|semaine|heure|duree|debut|fin"
    r"|statut|etat|budget"
    r"|cout|prix|contact|responsable|service|referent|auteur|pilote|valide|validation|fait|publie|termine"
    r"|archive|ok|erreur|erreurs|commentaire|commentaires|remarque|remarques|observation|observations|note"
    r"|notes|vues|likes|partages|portee|impressions|abonnes|resultat|resultats|bilan|chiffres|nb|nombre"
    r"|nombre d .*|payant|gratuit|priorite|ordre|code|ref|reference|hashtags?|mots? (?:diese|cle)s?"
    r"|frequence|periodicite|lieu|mail|email|telephone|engagement|clics|taux)\b"
)
# Words that name audiences.
_AUDIENCE = re.compile(
    r"\b(?:adultes?|enfants?|jeunes?|jeunesse|ados?|adolescents?|petits|tout[- ]petits|bebes|seniors?|aines?"
    r"|retraites?|anciens|familles?|parents?|tout public|tous publics|grand public|tous|toutes|scolaires?"
    r"|ecoliers?|collegiens?|lyceens?|etudiants?|eleves?|enseignants?|professionnels?|pros?|entreprises?"
    r"|commercants?|artisans?|agriculteurs?|associations?|benevoles?|agents?|elus?|maires?|habitants?"
    r"|citoyens?|usagers?|touristes?|visiteurs?|sportifs?|soignants?|aidants?|handicap|handicapees?"
    r"|demandeurs? d'emploi|femmes|hommes|filles|garcons|internautes|presse|journalistes|partenaires"
    r"|\d+ ?(?:-|a) ?\d+ ans|ans et plus)\b"
)
_MONTH = re.compile(
    r"\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|trimestre"
    r"|semestre|semaine|annee|(?:19|20)\d\d)\b"
)
_TOTAL = re.compile(r"(?:sous[- ])?tota(?:l|ux)\b")

_TICKS = frozenset({*"xov✓✔✅☑☒●•1", "oui", "vrai", "true", "yes", "ok"})
_NOTHING = frozenset(
    {"", *"n0-/.…☐✗✘❌?", "--", "---", "non", "faux", "false", "no", "neant", "aucun", "aucune"}
    | {"sans", "sans lien", "sans objet", "so", "s.o.", "s/o", "n/a", "na", "nc", "n.c.", "vide"}
    | {"a venir", "pas de lien", "aucun lien", "non renseigne", "idem non"}
)
# Marks that repeat the cell above.
_DITTO = frozenset({"idem", "id", "id.", '"', "''", "//", "〃", "ditto", "meme", "memes"})
_MAX_MARK = 20  # characters of a tick, or of a word that says that there is nothing
_OTHER_NAMES = {"ig": "instagram", "yt": "youtube", "snap": "snapchat", "tw": "x", "twitter": "x"}
# What names of columns say beside a network: « Lien de la vidéo sur Facebook ».
_BESIDE = re.compile(
    r"liens?|urls?|adresses?|publications?|posts?|pages?|compte|videos?|sur|d[eu]s?|l[ae]s?|[ld]|story|stories"
    r"|live|direct|et|ou|ex|en|reels?"
)


def field_of(name: str) -> tuple[Field, int] | None:
    """Return what a column of that name is for, and the rank of the name, 0 for the surest."""
    words = _QUESTION.sub("", " ".join(folded_words(name)))
    if _NEVER.match(words):
        return Field.IGNORED, 0
    return next(
        ((field, rank) for rank, (field, pattern) in enumerate(_PATTERNS) if pattern.match(words)), None
    )


def platform_of_column(name: str) -> str | None:
    """Return the platform that a column is named after, as a slug: « Lien Facebook »."""
    found = read_announced([name])
    if len(found) == 1 and found[0] in BY_SLUG:
        return found[0]
    words = [word for word in folded_words(name) if not _BESIDE.fullmatch(word)]
    slugs = {platform_of_word(word) for word in words}
    return slugs.pop() if len(slugs) == 1 else None


def without_number(name: str) -> str:
    """Return the name of a column without the number that tells it from another: « Lien (2) »."""
    return _NUMBERED.sub("", name)


def audience_of_column(name: str) -> str:
    """Return the audience that a column is named after.

    >>> audience_of_column("Pour les jeunes"), audience_of_column("Tout public")
    ('Jeunes', 'Tout public')
    """
    label = _FOR.sub("", name).rstrip(" ?")
    return label if label == name else label[:1].upper() + label[1:]


def platform_of_word(word: str) -> str | None:
    """Return the platform that a folded word names, as a slug."""
    if word in _OTHER_NAMES:
        return _OTHER_NAMES[word]
    found = read_announced([word])
    return found[0] if found and found[0] in BY_SLUG else None


def is_tick(text: str) -> bool:
    return len(text) <= _MAX_MARK and (fold_name(text) in _TICKS or text.strip() in _TICKS)


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: « – », « néant », « non »."""
    return len(text) <= _MAX_MARK and fold_name(text) in _NOTHING


def is_ditto(text: str) -> bool:
    """Whether a cell repeats the one above it: « idem »."""
    return len(text) <= _MAX_MARK and fold_name(text) in _DITTO


def names_audience(text: str) -> bool:
    return bool(_AUDIENCE.search(fold_name(text)))


def names_period(text: str) -> bool:
    return bool(_MONTH.search(fold_name(text)))


def names_platforms_only(text: str) -> bool:
    """Whether a text names platforms, and says little else: « Facebook (live) »."""
    words = folded_words(text)
    platforms = [word for word in words if platform_of_word(word)]
    return bool(platforms) and len(words) <= 2 * len(platforms) + 3


def is_total(text: str) -> bool:
    return bool(_TOTAL.match(fold_name(text)))
