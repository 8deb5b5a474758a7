"""The French words of the pages: people, lists and counts, notices, changes, refusals."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from gersapp.catalogue.editing.outcomes import Problem, Rejected
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.revisions import ChangeKind, Revision
from gersapp.catalogue.model import MAX_AUDIENCES, MAX_LINKS, MAX_NETWORKS
from gersapp.catalogue.text import folded_words
from gersapp.french import UNKNOWN_VALUE, WHICH_AUDIENCE_STAYS, counted, plural, quote_search
from gersapp.web.french_times import when

# Before a name whose letters, folded, begin so, « de » is « d’ »: a vowel, a y before a consonant (d’Yves, de
# Yann), an h that is mute (d’Hélène, de Hans). Most French names have a mute h, and those of other languages
# one that is not.
_ELIDED = re.compile(r"[aeiouø]|y[^aeiouy\W]|h(?!a(?!dri)|e[il][dmg]|i[bcnr]|oc|ou|us|y[eou])\w")

# The letters of Hebrew, Arabic and their neighbours, and their forms of presentation.
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

FIELDS = {
    "title": "titre",
    "description": "description",
    "audiences": "cibles",
    "platforms": "plateformes annoncées",
    "links": "liens",
}
HEADING_FIELDS = {
    "body": "nom de l’organisme",
    "title": "titre du catalogue",
    "introduction": "introduction",
    "hashtag": "mot-dièse",
    "audiences": "liste des cibles",
}
# The change of an operation.
KINDS = {
    ChangeKind.ADDED: "ajoutée",
    ChangeKind.RESTORED: "rétablie",
    ChangeKind.DELETED: "supprimée",
    ChangeKind.MOVED: "déplacée",
    ChangeKind.MODIFIED: "modifiée",
    ChangeKind.ERASED: "effacée pour toujours",
}

UNAVAILABLE = (
    "C’est impossible pour l’instant, et rien n’est changé. Réessayez dans quelques minutes ; "
    "le journal du serveur dit pourquoi."
)
NOT_IN_HISTORY = (
    "Cette modification n’est plus dans l’historique : le catalogue a changé depuis que la page a été "
    "affichée. Rien n’est changé. Revenez au catalogue pour voir son état actuel."
)

# How many operations a message names.
_MAX_NAMED = 5


def say_too_many_tries(seconds: int) -> str:
    """« Trop d’essais. Réessayez dans 45 secondes. », or in minutes, rounded up."""
    delay = counted(seconds, "seconde") if seconds < 60 else counted(-(-seconds // 60), "minute")
    return f"Trop d’essais. Réessayez dans {delay}."


# -- people, lists and counts


def of_whom(editors: Iterable[str]) -> str:
    """« de Jeanne et d’Éric »; an editor of the file itself has no name."""
    return listed([_of(_name(editor)) for editor in dict.fromkeys(editors)])


def _of(name: str) -> str:
    return f"d’{name}" if _ELIDED.match(" ".join(folded_words(name))) else f"de {name}"


def _name(editor: str) -> str:
    return editor or "quelqu’un, dans le fichier"


def listed(words: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])


def list_some(words: Sequence[str]) -> str:
    """« a, b, c, d, e et 3 autres »: the first words, and the number of the others."""
    more = len(words) - _MAX_NAMED
    return listed([*words[:_MAX_NAMED], *([counted(more, "autre")] if more > 0 else [])])


def list_fields(operation: str, names: Collection[str]) -> str:
    """« titre et liens »: the fields of an operation, or of the heading, in the order of the form, and its
    place."""
    labels = HEADING_FIELDS if operation == HEADING else {**FIELDS, "place": "place"}
    return listed([label for name, label in labels.items() if name in names])


def quoted(title: str) -> str:
    """« Tips du jour »; quotation marks within others are “ and ”, as the Imprimerie nationale has them.
    A title in Arabic or Hebrew is isolated, or French marks would change sides."""
    isolated = f"\u2068{title}\u2069" if _RIGHT_TO_LEFT.search(title) else title
    if title.startswith("«") and title.endswith("»") and title.count("«") == 1:
        return isolated
    inside = re.sub(r"\s*»", "”", re.sub(r"«\s*", "“", isolated))
    return f"« {inside} »"


# -- reading


def ask_nearest(searches: Sequence[str]) -> str:
    """« Vouliez-vous dire « a » ou « b » ? »: the searches nearest to one without result, or ""."""
    return f"Vouliez-vous dire {' ou '.join(map(quote_search, searches))}\u202f?" if searches else ""


def say_selected(labels: Sequence[str], everything: str = "Catalogue entier.") -> str:
    """« Sélection : Adultes, Facebook. »: the filters with these labels; `everything`, without filters."""
    return f"Sélection\u202f: {', '.join(labels)}." if labels else everything


def say_changed(operations: int) -> str:
    """« 2 opérations ont changé. »; without operations, the catalogue has changed."""
    if not operations:
        return "Le catalogue a changé."
    return f"{counted(operations, 'opération')} {plural(operations, 'a', 'ont')} changé."


# -- editing


def say_by_whom(editor: str, time: int, *, reader: str) -> str:
    """« par Jeanne à 14 h 02 », or « par vous » to Jeanne herself, the `reader`."""
    return f"par {'vous' if editor and editor == reader else _name(editor)} {when(time)}"


def say_merged(operation: str, fields: Collection[str], editors: Collection[str], *, reader: str) -> str:
    """Say which `fields` a save merged with changes of `editors`, of whom the `reader` may be one."""
    others = [editor for editor in editors if editor != reader]
    changes = [
        *([f"la modification {of_whom(others)}"] if others else []),
        *(["votre autre modification"] if reader in editors else []),
    ]
    return f"Fusionné avec {listed(changes)} : {list_fields(operation, fields)}."


def say_deleted_meanwhile(deletion: Revision | None, *, is_in_trash: bool, reader: str) -> str:
    """Say that the operation of a form was deleted, and what saving the form will do."""
    by_whom = f" {say_by_whom(deletion.editor, deletion.time, reader=reader)}" if deletion else ""
    result = (
        "la rétablira avec elle" if is_in_trash else "l’ajoutera au catalogue comme une nouvelle opération"
    )
    return f"Cette opération a été supprimée{by_whom}. Votre saisie est intacte : « Enregistrer » {result}."


def say_copied(title: str) -> str:
    """Say what the form of an addition copies."""
    return f"Copie de {quoted(title)}, sans ses liens."


def say_ticked(audiences: Sequence[str], platforms: Sequence[str], *, is_next: bool) -> str:
    """Say what the form of an addition has ticked: the `audiences` of the previous one if it `is_next`, and
    the filters."""
    kept = [*([] if is_next else audiences), *platforms]
    return " ".join(
        [
            *([f"Cibles de la précédente : {listed(audiences)}."] if is_next and audiences else []),
            *([f"Coché d’après les filtres : {listed(kept)}."] if kept else []),
        ]
    )


def say_stale(of_what: str) -> str:
    """Say that the page was older than a change `of_what` (« de la cible « Adultes » »)."""
    return (
        f"Rien n’est changé : la dernière version {of_what} est plus récente que cette page. "
        "Vérifiez, puis recommencez."
    )


def of_operations(titles: Sequence[str]) -> str:
    """« de « Tips du jour » et « Recettes » »."""
    return f"de {list_some([quoted(title) for title in titles])}"


def say_shared(titles: Sequence[str]) -> str:
    """Say that other operations, of these titles, have a post that was just added."""
    return f"Une publication ajoutée est aussi dans {list_some([quoted(title) for title in titles])}."


def explain_rejection(rejected: Rejected, gone: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the messages, by field, for a value that the newest catalogue rejects.

    `gone` says what became of the audiences that are not in it any more, by slug.
    """
    match rejected.problem, rejected.field:
        case Problem.UNKNOWN_AUDIENCE, "value":
            again = "Rien n’est changé : vérifiez votre choix, puis recommencez."
            messages = [f"{fate} {again}" for fate in gone.values()] or [UNKNOWN_VALUE]
        case Problem.UNKNOWN_AUDIENCE, "into":
            messages = [" ".join([*gone.values(), WHICH_AUDIENCE_STAYS])]
        case Problem.UNKNOWN_AUDIENCE, _:
            messages = [gone.get(slug, f"Cible inconnue : « {slug} ».") for slug in rejected.values]
        case Problem.TOO_MANY_AUDIENCES, _:
            messages = [f"Le catalogue a déjà {MAX_AUDIENCES} cibles."]
        case Problem.UNKNOWN_TITLE, _:
            title = rejected.values[0].strip()
            unknown = f"On ne sait pas quelle opération est {quoted(title)} : choisissez-la dans la liste."
            messages = [unknown if title else "Choisissez une opération de la liste."]
        case Problem.LABEL_TAKEN, "new_audience":
            messages = [f"La cible « {rejected.values[0]} » existe déjà."]
        case Problem.TOO_MANY_LINKS, _:
            count = rejected.values[0]
            messages = [f"{count} liens avec ceux qui ont été ajoutés : {MAX_LINKS} sont possibles."]
        case Problem.TOO_MANY_NETWORKS, _:
            count = rejected.values[0]
            messages = [f"{count} réseaux avec ceux qui ont été ajoutés : {MAX_NETWORKS} sont possibles."]
        case _:
            label = rejected.values[0]
            messages = [f"C’est déjà le nom de la cible « {label} ». Pour n’en faire qu’une, fusionnez-les."]
    return {rejected.field: messages}


# -- many operations


def say_many_changed(number: int, typed: TypedBulk, label: str) -> str:
    """Say what changed in `number` operations; `label` is that of the value."""
    operations, s = counted(number, "opération"), plural(number, "", "s")
    if typed.action is BulkAction.DELETE:
        return f"{operations} supprimée{s}."
    done = "ajoutée" if typed.action is BulkAction.ADD else "retirée"
    return f"{operations} modifiée{s} : {_value(typed, label)} {done}."


def say_nothing_to_change(typed: TypedBulk, label: str) -> str:
    """Say why the ticked operations need no change; `label` is that of the value."""
    is_one = len(typed.ids) == 1
    subject = "l’opération cochée" if is_one else "les opérations cochées"
    if typed.action is BulkAction.ADD:
        verb = f"{'a' if is_one else 'ont'} déjà"
    elif typed.facet is Facet.AUDIENCES:
        verb = f"n’{'a' if is_one else 'ont'} pas"
    else:
        verb = f"{'n’annonce' if is_one else 'n’annoncent'} pas"
    note = " (un lien se retire dans l’opération)" if verb.startswith("n’annonce") else ""
    return f"Rien à changer : {subject} {verb} la {_value(typed, label)}{note}."


def _value(typed: TypedBulk, label: str) -> str:
    return f"{'cible' if typed.facet is Facet.AUDIENCES else 'plateforme'} « {label} »"


def say_selection_changed(number: int) -> str:
    """Say that the selection, now of `number` operations, may not be the one that the page showed."""
    return (
        f"Rien n’est changé : la sélection a changé depuis que cette page est affichée. Elle a maintenant "
        f"{counted(number, 'opération')}. Actualisez la page, puis recommencez."
    )


def say_tick_all(number: int) -> str:
    """« Cocher les 3 000 », for the box that ticks the whole selection."""
    return f"Cocher les {counted(number, 'opération').removesuffix(' opérations')}"


def say_left_without_audience(titles: Sequence[str]) -> str:
    """Say why an audience is not removed from the operations of these titles."""
    named = list_some([quoted(title) for title in titles])
    return f"Rien n’est changé : c’est la seule cible de {named}. Ajoutez d’abord une autre cible."


def say_operations_gone(number: int, titles: Sequence[str]) -> str:
    """Say that `number` operations are not in the catalogue, so that nothing changes; some have `titles`."""
    subject = "cette opération n’est" if number == 1 else f"{counted(number, 'opération')} ne sont"
    named = f" ({list_some([quoted(title) for title in titles])})" if titles else ""
    return f"Rien n’est changé : {subject} plus dans le catalogue{named}. Vérifiez, puis recommencez."
