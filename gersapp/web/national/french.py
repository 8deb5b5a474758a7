"""The French words of the Observatoire's pages."""

from collections.abc import Sequence

from gersapp.catalogue.platforms import BY_SLUG as PLATFORMS
from gersapp.catalogue.text import french_spacing
from gersapp.french import counted, plural, quote_search, say_number
from gersapp.observatory.body import Kind
from gersapp.observatory.groups import BY_SLUG as GROUPS
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.observatory.territories import name_territory

TITLE = "Observatoire des opérations"
EVERYTHING = "Toutes les opérations."
# The ticked values that a sentence names.
_NAMED_VALUES = 3

KINDS = {
    Kind.COMMUNE: "Communes",
    Kind.INTERCOMMUNAL: "Intercommunalités",
    Kind.DEPARTMENT: "Départements",
    Kind.REGION: "Régions",
    Kind.STATE: "Services de l’État",
    Kind.PUBLIC_BODY: "Établissements publics",
    Kind.OTHER: "Autres organismes",
}
GROUP_LABELS = {slug: group.label for slug, group in GROUPS.items()}
PLATFORM_LABELS = {slug: platform.label for slug, platform in PLATFORMS.items()}


def label_national_filters(national: National, selection: NationalSelection) -> list[str]:
    """Return the words for each filter of `selection`, in the order of its query."""
    labels = [
        *[french_spacing(national.parts[slug].member.name) for slug in selection.bodies],
        *[KINDS[Kind(slug)] for slug in selection.kinds],
        *[name_territory(slug) for slug in selection.territories],
        *[GROUP_LABELS[slug] for slug in selection.groups],
        *[PLATFORM_LABELS[slug] for slug in selection.platforms],
    ]
    return [*labels, quote_search(selection.q)] if selection.q else labels


def count_national(operations: int, links: int, bodies: int) -> str:
    """« 16 opérations, 28 liens, 3 organismes »: the results of a selection."""
    if not operations:
        return "Aucune opération"
    return f"{counted(operations, 'opération')}, {counted(links, 'lien')}, {counted(bodies, 'organisme')}"


def say_narrowed(shown: int, total: int, noun: str) -> str:
    """« 3 organismes sur 200 »: those that the field leaves in the list."""
    return f"{counted(shown, noun)} sur {say_number(total)}"


def say_chosen(labels: Sequence[str]) -> str:
    """« 4 cochés : Gers (32), Lot (46) et 2 autres », or "": the values of a filter that are ticked."""
    if not labels:
        return ""
    others = len(labels) - _NAMED_VALUES
    # No line ends before a code: « Gers (32) ».
    named = ", ".join(labels[:_NAMED_VALUES]).replace(" (", "\u00a0(")
    more = f" et {counted(others, 'autre')}" if others > 0 else ""
    return french_spacing(f"{counted(len(labels), 'coché')} : {named}{more}")


def introduce(bodies: int) -> str:
    """Say what the page has."""
    if not bodies:
        return "Les opérations des organismes publics sur les réseaux sociaux, en une seule recherche."
    who = f"{say_number(bodies)} {plural(bodies, 'organisme public', 'organismes publics')}"
    return f"Ce que {plural(bodies, 'fait', 'font')} {who} sur les réseaux sociaux, en une seule recherche."
