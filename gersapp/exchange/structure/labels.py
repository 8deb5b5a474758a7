"""The labels of audiences, as headings, fields and prose say them."""

import re
from collections.abc import Iterable

from gersapp.catalogue.text import fold_name
from gersapp.exchange.people_words import NO_AUDIENCES
from gersapp.exchange.structure.cues import COUNT_AFTER, audience_strength
from gersapp.exchange.structure.words import words_of

_AIMED = r"(?:\s(?:visée?s?|cibles?|concernée?s?))?(?:\s?(?:n[°o]\s?)?\d{1,2})?"
_LEAD = re.compile(
    r"(?:(?:cibles?|publics?|destinataires?|audiences?|tranche d['’]âge)"
    rf"{_AIMED}\s?[:–—-]\s?"
    r"|pour\s(?=les\s|le\s|la\s|l['’]|tous|toutes|un\s)"
    r"|à (?:destination|l['’]attention|l['’]intention) (?:de\s(?=l)|des?\s|du\s|d['’])"
    r"|en (?:direction|faveur) (?:des?|du)\s|(?:en)?vers\s(?=les?\s|la\s|l['’]|tous|toute|un\s)"
    r"|auprès (?:des?|du)\s"
    r"|(?:du )?côté (?:(?:des?|du)\s)?|spécial\s(?=\w))",
    re.IGNORECASE,
)
# « Quelles opérations avez-vous menées pour les jeunes ? »
_WITHIN = re.compile(
    r"(?:(?:vos|nos|les|notre|votre|ce que)\s)?(?:nous\s|vous\s)?"
    r"(?:avons|avez|quel|opération|action|campagne|contenu|publication|rendez-vous|communication|.{0,20}\sopérations|.{0,20}\sactions).{0,80}?"
    r"\s(?=(?:pour|à (?:destination|l['’]attention|l['’]intention)|en direction|en faveur|vers|auprès)\s)",
    re.IGNORECASE,
)
_LAST_WORDS = re.compile(
    r"(?:\s(?:uniquement|seulement|notamment|principalement|en priorité|surtout)"
    r"|,?\s?\(?sauf (?:mention|indication|précision) contraire\)?)$"
)
_ARTICLE = re.compile(
    r"(?:(?:à |de )?leurs?|les?|la|l['’]|aux?|des|du|de|un|une)\s+|l['’]|d['’]", re.IGNORECASE
)
_LIST = re.compile(r"\s?[,;\n•]\s?|\s[/|+&]\s")
# « Les seniors et les aidants » are two; « Maires et élus » may be one.
_AND_OTHERS = re.compile(r"\s(?:et|ou)\s(?=(?:les|aux?|(?:à |de )?leurs|des|pour les)\s)")
_AND = re.compile(r"\s(?:et|ou)\s|\s?/\s?")
_LONGEST_PAIR = 12  # words
EDGES = ' \u00a0\u202f:;,.?!–—-•|*_«»"“”[]→>'


def label_of(text: str) -> str:
    """Return the name of an audience without what leads to it: « Pour les jeunes : » is « Jeunes »."""
    label = _LAST_WORDS.sub("", text.strip(EDGES))
    label = label[1:-1] if label.startswith("(") and label.endswith(")") else label
    for pattern in (_WITHIN, _LEAD, _LEAD, _ARTICLE):
        found = pattern.match(label)
        if found and label[found.end() :].strip(EDGES):
            label = label[found.end() :].strip(EDGES)
    if label.isupper() and len(label) > 4:
        return label.capitalize()
    label = label.removeprefix("(").removesuffix(")") if label.count("(") != label.count(")") else label
    return label[:1].upper() + label[1:]


def _begins(text: str) -> bool:
    """Whether a text begins with people: « assurés de plus de 75 ans »."""
    return audience_strength(words_of(label_of(text))[0]) == 1


def labels_of(text: str, known: Iterable[str] = (), *, is_list: bool = False) -> tuple[str, ...]:
    """Return the audiences that a heading or a field names.

    `known` are folded names said alone elsewhere; « et » joins two audiences in a list, and not in a heading.
    """
    text = COUNT_AFTER.sub("", " ".join(text.split()).strip(EDGES))
    parts = _LIST.split(text)
    if len(parts) > 1:
        parts = [*parts[:-1], *_AND.split(parts[-1])]
    elif len(others := _AND_OTHERS.split(text)) > 1 and len(words_of(text)) <= _LONGEST_PAIR:
        parts = others
    elif len(pieces := _AND.split(text)) > 1:
        names = {fold_name(label_of(piece)) for piece in pieces}
        are_names = all(audience_strength(piece) == 1 and len(words_of(piece)) <= 3 for piece in pieces)
        # « Élèves de CM2 et parents »: what stands before is complete.
        are_apart = " " in label_of(pieces[0]) and audience_strength(pieces[-1]) == 1 and _begins(pieces[0])
        are_names = are_names or (are_apart and len(words_of(pieces[-1])) == 1)
        parts = pieces if names <= set(known) or (is_list and are_names and "/" not in text) else parts
    labels = {
        fold_name(label): label
        for label in map(label_of, parts)
        if label and " ".join(words_of(label)) not in NO_AUDIENCES
    }
    return tuple(labels.values())
