"""French words that several parts share: the forms, the reader of the file, the pages, what is exported."""

from datetime import date

from gersapp.catalogue.links import MAX_URL, Fault
from gersapp.catalogue.model import Heading
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.search.selection import MAX_QUERY, Notice, NoticeKind, Selection
from gersapp.catalogue.text import cut_at_word, french_spacing

# What a catalogue without a title is called.
UNTITLED = "Catalogue des opérations"

# An audience or a platform of a form that does not exist, or does not any more.
UNKNOWN_VALUE = "Cette cible ou cette plateforme n’existe plus : choisissez-en une autre."
WHICH_AUDIENCE_STAYS = "Choisissez la cible qui doit rester."

_BAD_SCHEME = "Cette adresse ne commence pas par http:// ou https://."

# The message of each fault of an address, for its author.
ADDRESS_FAULTS = {
    Fault.EMPTY: "Indiquez une adresse.",
    Fault.TOO_LONG: f"Cette adresse est trop longue : {MAX_URL} caractères au plus.",
    Fault.FORBIDDEN_CHARACTER: (
        "Une adresse ne contient ni espace, ni caractère invisible, ni aucun de ces signes : "
        '" < > \\ ` { } | ^'
    ),
    Fault.BAD_HOST: "Le nom du site n’est pas valable. Exemple d’adresse : https://www.gers.fr/page",
    Fault.MISSING_SCHEME: f"{_BAD_SCHEME} Ajouter https:// ?",
    Fault.BAD_SCHEME: _BAD_SCHEME,
    Fault.CREDENTIALS: "Une adresse ne contient ni nom d’utilisateur ni mot de passe avant le nom du site.",
    Fault.BAD_PORT: "Le numéro de port, dans cette adresse, doit être compris entre 1 et 65535.",
}

# The value is cut after so many characters: an address may hold any text.
_NOTICES = {
    NoticeKind.UNKNOWN_AUDIENCE: "Cible inconnue, ignorée : « {:.80} ».",
    NoticeKind.AUDIENCE_REMOVED: "Cible retirée du catalogue, ignorée : « {} ».",
    NoticeKind.AUDIENCE_MERGED: "La cible « {} » a été fusionnée avec « {} ».",
    NoticeKind.AUDIENCE_NAMED_ANEW: "Une autre cible porte maintenant le nom « {} » : la voici.",
    NoticeKind.AUDIENCE_RENAMED: "La cible « {} » s’appelle maintenant « {} ».",
    NoticeKind.UNKNOWN_PLATFORM: "Plateforme inconnue, ignorée : « {:.80} ».",
    NoticeKind.UNKNOWN_BODY: "Organisme inconnu, ignoré : « {:.80} ».",
    NoticeKind.UNKNOWN_KIND: "Type d’organisme inconnu, ignoré : « {:.80} ».",
    NoticeKind.UNKNOWN_TERRITORY: "Territoire inconnu, ignoré : « {:.80} ».",
    NoticeKind.SEARCH_CUT: f"Recherche limitée à ses {MAX_QUERY} premiers caractères.",
    NoticeKind.SEARCH_WITHOUT_WORDS: "Recherche ignorée : « {} » ne contient ni lettre ni chiffre.",
    NoticeKind.UNKNOWN_PAGE: "Page inconnue, ignorée : « {:.80} ».",
}

# fmt: off
_MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"]
# fmt: on


def say_date(day: date) -> str:
    """« 28 avril 2020 »."""
    return f"{'1er' if day.day == 1 else day.day}\u00a0{_MONTHS[day.month - 1]} {day.year}"


def quote_search(text: str) -> str:
    """« œuf dur », as the label of a filter; of a long address, the beginning."""
    return f"«\u202f{cut_at_word(text, 100)}\u202f»"


def plural(number: int, one: str, many: str) -> str:
    """The form of a word after `number`: in French 0 is singular too."""
    return one if number < 2 else many


def say_number(number: int) -> str:
    """« 10 000 »."""
    return f"{number:,}".replace(",", "\u202f")


def counted(number: int, noun: str) -> str:
    """« 1 lien », « 0 lien », « 10 000 liens »."""
    return f"{say_number(number)} {plural(number, noun, f'{noun}s')}"


def count_found(operations: int, links: int) -> str:
    """« 16 opérations, 28 liens »: the results of a selection."""
    if not operations:
        return "Aucune opération"
    return f"{counted(operations, 'opération')}, {counted(links, 'lien')}"


def label_filters(heading: Heading, selection: Selection) -> list[str]:
    """Return the words for each filter of `selection`."""
    labels = [french_spacing(a.label) for a in heading.audiences if a.slug in selection.audiences]
    labels += [BY_SLUG[slug].label for slug in selection.platforms]
    return [*labels, quote_search(selection.q)] if selection.q else labels


def say_size(count: int) -> str:
    """« 64 ko », « 5 Mo »: so many bytes, a whole number of these units, which no line separates from it."""
    kilobytes = count // 1024
    return f"{kilobytes}\u00a0ko" if kilobytes < 1024 else f"{kilobytes // 1024}\u00a0Mo"


def describe_notice(notice: Notice) -> str:
    """Say that a value of the address is ignored or cut, or what became of an audience."""
    return _NOTICES[notice.kind].format(notice.value, notice.present)
