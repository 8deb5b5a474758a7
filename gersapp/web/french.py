"""How times, people and changes are said in French."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.history import Revision, Splice
from gersapp.catalogue.search.selection import MAX_QUERY, Ignored, Notice

_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]

# Before these, « de » is « d’ ».
_VOWELS = tuple("AÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜaàâäeéèêëiîïoôöuùûü")

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

_IGNORED = {
    Ignored.UNKNOWN_AUDIENCE: "Cible inconnue, ignorée : « {} ».",
    Ignored.UNKNOWN_PLATFORM: "Plateforme inconnue, ignorée : « {} ».",
    Ignored.UNKNOWN_PAGE: "Page inconnue, ignorée : « {} ».",
    Ignored.LONG_SEARCH: f"Recherche limitée à ses {MAX_QUERY} premiers caractères.",
    Ignored.SEARCH_WITHOUT_WORD: "Recherche ignorée : « {} » ne contient ni lettre ni chiffre.",
}


def today() -> str:
    """« 28 avril 2020 », in Paris."""
    return _day(datetime.now(_PARIS))


def when(time: int) -> str:
    """« à 14 h 02 » today, else « le 28 avril 2020 à 14 h 02 », in Paris."""
    then = datetime.fromtimestamp(time, _PARIS)
    clock = f"à {then.hour} h {then.minute:02}"
    return clock if then.date() == datetime.now(_PARIS).date() else f"le {_day(then)} {clock}"


def by(editors: Iterable[str]) -> str:
    """« Jeanne et Paul »; whoever changed the file itself has no name."""
    return listed(list(map(_named, dict.fromkeys(editors))))


def of_whom(editors: Iterable[str]) -> str:
    """« de Jeanne et d’Éric »."""
    return listed(
        [f"d’{name}" if name[:1] in _VOWELS else f"de {name}" for name in map(_named, dict.fromkeys(editors))]
    )


def listed(words: Sequence[str]) -> str:
    """« a, b et c »."""
    return " et ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])


def fields(operation: str, names: Collection[str]) -> str:
    """« titre et liens »: the fields of an operation, or of the heading, in the order of the form."""
    labels = FIELDS if operation != HEADING else HEADING_FIELDS
    return listed([label for name, label in labels.items() if name in names])


def quoted(title: str) -> str:
    """« Tips du jour »; one that has its quotation marks keeps to them."""
    return title if title.startswith("«") and title.endswith("»") else f"« {title} »"


def ordinal(place: int) -> str:
    """« 1re », « 2e »: of a place, 0 for the first."""
    return f"{place + 1}{'e' if place else 're'}"


def plural(number: int, one: str, many: str) -> str:
    """The form of a word after `number`: in French 0 is singular too."""
    return one if number < 2 else many


def counted(number: int, noun: str) -> str:
    """« 1 lien », « 0 lien », « 10 000 liens »."""
    digits = f"{number:,}".replace(",", "\u202f")
    return f"{digits} {plural(number, noun, f'{noun}s')}"


def count_found(operations: int, links: int) -> str:
    """« 16 opérations, 28 liens »: what a selection finds."""
    if not operations:
        return "Aucune opération"
    return f"{counted(operations, 'opération')}, {counted(links, 'lien')}"


def say_changed(operations: int) -> str:
    """« 2 opérations ont changé. », or of the catalogue as a whole."""
    if not operations:
        return "Le catalogue a changé."
    return f"{counted(operations, 'opération')} {plural(operations, 'a', 'ont')} changé."


def quote_search(text: str) -> str:
    """« œuf dur », as the label of a filter."""
    return f"«\u202f{text}\u202f»"


def say_ignored(notice: Notice) -> str:
    """Which value of an address was ignored, or which part of it."""
    return _IGNORED[notice.reason].format(notice.value)


def _named(editor: str) -> str:
    return editor or "quelqu’un, dans le fichier"


def _day(then: datetime) -> str:
    return f"{'1er' if then.day == 1 else then.day} {_MONTHS[then.month - 1]} {then.year}"


def described(revisions: Sequence[Revision], title_of: Callable[[str], str]) -> str:
    """An action in a few words: « « Tips du jour » : titre et liens », « 12 opérations modifiées »."""
    said: list[str] = []
    ids = {each.operation for each in revisions} - {HEADING}
    if len(ids) > 1:
        kinds = dict.fromkeys(kind(each) for each in revisions if each.operation != HEADING)
        verb = kinds.popitem()[0] if len(kinds) == 1 else "modifiée"
        said.append(f"{counted(len(ids), 'opération')} {verb}s")
    for each in revisions:
        if each.operation == HEADING:
            texts = f"textes du catalogue : {fields(HEADING, each.changes)}" if each.changes else kind(each)
            only_audiences = each.changes.keys() == {"audiences"}
            # One that operations had can only have gone by giving them another.
            gone = "fusionnée avec une autre" if ids else "retirée"
            said.append((only_audiences and _of_audiences(each.changes["audiences"], gone)) or texts)
        elif len(ids) == 1:
            title = quoted(title_of(each.operation))
            done = kind(each)
            said.append(
                f"{title} : {fields(each.operation, each.changes)}"
                if done == "modifiée"
                else f"{title} {done}"
            )
    return ", ".join(said)


def _of_audiences(change: Splice, gone: str) -> str:
    """« cible « Adultes » renommée « Grands » »; nothing for another order. `gone` says what became of one
    that is no more."""
    was, now = (
        {slug: label for slug, _, label in (str(item).partition(" ") for item in items)}
        for items in (change.removed, change.added)
    )
    return listed(
        [
            *(
                f"cible « {was[slug]} » renommée « {now[slug]} »"
                for slug in was
                if now.get(slug, was[slug]) != was[slug]
            ),
            *(f"cible « {was[slug]} » {gone}" for slug in was if slug not in now),
            *(f"cible « {now[slug]} » ajoutée" for slug in now if slug not in was),
        ]
    )


def kind(revision: Revision) -> str:
    """What was done to an operation: « ajoutée », « supprimée », « déplacée », « modifiée »…"""
    if revision.cause == "purge":
        return "effacée pour toujours"
    match revision.place:
        case (None, _):
            return "ajoutée" if revision.base is not None and not any(revision.base.values()) else "rétablie"
        case (_, None):
            return "supprimée"
        case (_, _) if not revision.changes:
            return "déplacée"
    return "modifiée"
