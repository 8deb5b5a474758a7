"""The French words of the pages of imports: the fate of a line, the reasons of a doubt, counts, refusals."""

from collections.abc import Collection, Mapping

from gersapp.exchange.proposal import Fate
from gersapp.exchange.running import Stage
from gersapp.french import counted, plural
from gersapp.reviews.comparison import Match, Standing
from gersapp.reviews.french import DOUBTS
from gersapp.reviews.items import Item, ItemState
from gersapp.web.french import FIELDS, listed, quoted
from gersapp.web.imports.pairs import Pair, Show

_FATES = {
    Fate.HEADING: "titre du document",
    Fate.INTRODUCTION: "introduction",
    Fate.AUDIENCE: "cible",
    Fate.THEME: "rubrique",
    Fate.TITLE: "titre",
    Fate.TEXT: "texte",
    Fate.PLATFORMS: "réseaux",
    Fate.LINK: "lien",
    Fate.LEFT: "section laissée",
    Fate.DECOR: "décor",
    Fate.UNKNOWN: "non compris",
}
# What people can say of a line, in the order of the buttons.
CHOSEN_FATES = {
    Fate.TITLE: "C’est un titre",
    Fate.AUDIENCE: "C’est une cible",
    Fate.TEXT: "Fait partie du texte",
    Fate.LEFT: "À laisser",
}
# What becomes of lines that belong to no operation.
_BECOMES = {
    Fate.HEADING: "Nomme le document",
    Fate.INTRODUCTION: "Introduction du catalogue",
    Fate.AUDIENCE: "Cible des opérations qui suivent",
    Fate.THEME: "Groupe des opérations, sans être une cible",
    Fate.LEFT: "Laissé de côté",
    Fate.DECOR: "Laissé de côté",
    Fate.UNKNOWN: "Non compris : dites ce que c’est, ou laissez-le de côté",
}
_STANDINGS = {
    Standing.INCOMPLETE: "déjà là, incomplète",
    Standing.DOUBLE: "doublon probable",
}
STATES = {
    ItemState.ADDED: "Ajoutée",
    ItemState.IGNORED: "Ignorée",
    ItemState.TAKEN: "Prise",
    ItemState.COMPLETING: "Complète l’opération du catalogue",
    ItemState.THERE: "Déjà dans le catalogue",
    ItemState.SURE: "Sûre",
    ItemState.TO_CHECK: "À vérifier",
}
SHOWS = {
    Show.ALL: "Tout",
    Show.SURE: "Sûr",
    Show.TO_CHECK: "À vérifier",
    Show.UNKNOWN: "Non compris",
}
_STAGES = {
    None: "D’autres documents sont lus avant le vôtre…",
    Stage.READING: "Le document est lu…",
    Stage.STRUCTURE: "Les opérations sont cherchées…",
}


def name_source(name: str) -> str:
    """« dossier.docx », or what stands for a pasted text."""
    return quoted(name) if name else "Texte collé"


def name_in_sentence(name: str) -> str:
    """« dossier.docx », or « le texte collé », within a sentence."""
    return quoted(name) if name else "le texte collé"


def say_fate(fate: Fate, *, is_chosen: bool) -> str:
    """Say what a line is; `is_chosen`: people said so."""
    if not is_chosen:
        return _FATES[fate]
    return "à laisser, par vous" if fate in (Fate.LEFT, Fate.DECOR) else f"{_FATES[fate]}, par vous"


def say_lines(pair: Pair) -> str:
    """« ligne 4 », « lignes 4 à 8 »: the lines of a pair."""
    first, last = pair.lines[0].number, pair.lines[-1].number
    if first == last:
        return f"ligne {first}"
    return f"lignes {first} {'et' if last == first + 1 else 'à'} {last}"


def say_becomes(fates: Collection[Fate]) -> str:
    """Say what becomes of lines with these fates, that belong to no operation."""
    return listed(list(dict.fromkeys(_BECOMES.get(fate, "Sans opération") for fate in fates)))


def list_reasons(item: Item) -> list[str]:
    """Say why an operation is to be looked at, in a few words each."""
    reasons = [DOUBTS[doubt] for doubt in item.doubts]
    if item.is_outdated:
        reasons.append("corrigée, mais lue autrement depuis")
    if item.is_repeated:
        reasons.append("déjà plus haut dans ce document")
    if item.standing in _STANDINGS:
        reasons.append(_STANDINGS[item.standing])
    if item.problems:
        reasons.append("à corriger avant d’ajouter")
    return list(dict.fromkeys(reasons))


def say_match(match: Match) -> str:
    """Say why an operation of the catalogue is shown beside a proposed one."""
    ways = [*(["même titre"] if match.by_title else []), *(["même publication"] if match.posts else [])]
    differing = [FIELDS[name] for name in match.differing]
    return listed(ways) + (
        f" ; {plural(len(differing), 'diffère', 'diffèrent')} : {listed(differing)}" if differing else ""
    )


# The states that the count of a review tells, in this order. « Ajouter » counts those that are taken.
_COUNTED = {
    ItemState.SURE: ("sûre", "sûres"),
    ItemState.TAKEN: ("prise", "prises"),
    ItemState.COMPLETING: ("à compléter", "à compléter"),
    ItemState.TO_CHECK: ("à vérifier", "à vérifier"),
    ItemState.IGNORED: ("ignorée", "ignorées"),
}


def count_review(states: Mapping[ItemState, int], unknown: int) -> str:
    """« 16 opérations proposées : 12 sûres, 3 à vérifier, 1 ignorée. 3 lignes non comprises. »

    `states` has how many operations stand so, `unknown` is how many lines are not understood.
    """
    operations = sum(states.values())
    if not operations:
        proposed = "Aucune opération proposée."
    else:
        counts = [
            f"{states[state]}\u00a0{plural(states[state], *words)}"
            for state, words in _COUNTED.items()
            if states.get(state)
        ]
        detail = f" : {', '.join(counts)}" if counts else ""
        proposed = (
            f"{counted(operations, 'opération')} {plural(operations, 'proposée', 'proposées')}{detail}."
        )
    if not unknown:
        return proposed
    return f"{proposed} {counted(unknown, 'ligne')} {plural(unknown, 'non comprise', 'non comprises')}."


def say_add(added: int, unchecked: int, completed: int) -> str:
    """« Ajouter 16 opérations, dont 2 à vérifier », « Ajouter 3 opérations et en compléter 2 »."""
    if not added:
        return f"Compléter {counted(completed, 'opération')}"
    more = f", dont {unchecked}\u00a0à vérifier" if unchecked else ""
    return f"Ajouter {counted(added, 'opération')}{more}" + (
        f", et en compléter {completed}" if completed else ""
    )


def say_stage(stage: Stage | None) -> str:
    """Say how far a reading is."""
    return _STAGES[stage]


def say_undecided(operations: int) -> str:
    """Say how many operations are not added before people decide; "" for none."""
    if not operations:
        return ""
    verb = plural(operations, "ne s’ajoute", "ne s’ajoutent")
    return f"{counted(operations, 'opération')} à vérifier {verb} que si vous le dites"


def say_failed(rows: int) -> str:
    """Say why nothing of a table is added: some rows fail, and nobody said to do without them."""
    if rows == 1:
        return (
            "Rien n’est ajouté : une ligne du tableau est en erreur. "
            "Corrigez-la, ou cochez « Sans la ligne en erreur »."
        )
    return (
        f"Rien n’est ajouté : {rows} lignes du tableau sont en erreur. "
        f"Corrigez-les, ou cochez « Sans les {rows} lignes en erreur »."
    )
