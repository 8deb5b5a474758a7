"""The labels of audiences, and the catalogue's own texts, as a dossier's headings say them."""

import re
from collections.abc import Iterable, Sequence

from gersapp.catalogue.text import fold_name
from gersapp.exchange.structure.cues import (
    audience_strength,
    document_strength,
    introduction_strength,
    words_of,
)

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
_LAST_WORDS = re.compile(r"\s(?:uniquement|seulement|notamment|principalement|en priorité|surtout)$")
_ARTICLE = re.compile(
    r"(?:(?:à |de )?leurs?|les?|la|l['’]|aux?|des|du|de|un|une)\s+|l['’]|d['’]", re.IGNORECASE
)
_LIST = re.compile(r"\s?[,;\n•]\s?|\s[/|+&]\s")
# « Les seniors et les aidants » are two; « Maires et élus » may be one.
_AND_OTHERS = re.compile(r"\s(?:et|ou)\s(?=(?:les|aux?|(?:à |de )?leurs|des|pour les)\s)")
_AND = re.compile(r"\s(?:et|ou)\s|\s?/\s?")
_ORGANISATION = re.compile(
    r"(?:Conseil départemental|Département|Ville|Mairie|Commune|Communauté|Région|Conseil régional"
    r"|Métropole|Agglomération|Préfecture|CCAS|Syndicat|Office|Pays|Parc|Université|CHU|SDIS|Chambre"
    r"|Centre hospitalier|Bibliothèque|Musée)\b",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<!\S)#\w*[^\W\d]\w*")
_LONGEST_PAIR = 12  # words
_EDGES = ' \u00a0\u202f:;,.?!–—-•|*_«»"“”[]→>'


def label_of(text: str) -> str:
    """Return the name of an audience without what leads to it: « Pour les jeunes : » is « Jeunes »."""
    label = _LAST_WORDS.sub("", text.strip(_EDGES))
    label = label[1:-1] if label.startswith("(") and label.endswith(")") else label
    for pattern in (_WITHIN, _LEAD, _LEAD, _ARTICLE):
        found = pattern.match(label)
        if found and label[found.end() :].strip(_EDGES):
            label = label[found.end() :].strip(_EDGES)
    if label.isupper() and len(label) > 4:
        return label.capitalize()
    label = label.removeprefix("(").removesuffix(")") if label.count("(") != label.count(")") else label
    return label[:1].upper() + label[1:]


def labels_of(text: str, known: Iterable[str] = (), *, is_list: bool = False) -> tuple[str, ...]:
    """Return the audiences that a heading or a field names.

    `known` are folded names said alone elsewhere; « et » joins two audiences in a list, and not in a heading.
    """
    text = " ".join(text.split()).strip(_EDGES)
    parts = _LIST.split(text)
    if len(parts) > 1:
        parts = [*parts[:-1], *_AND.split(parts[-1])]
    elif len(others := _AND_OTHERS.split(text)) > 1 and len(words_of(text)) <= _LONGEST_PAIR:
        parts = others
    elif len(pieces := _AND.split(text)) > 1:
        names = {fold_name(label_of(piece)) for piece in pieces}
        are_names = all(audience_strength(piece) == 1 and len(words_of(piece)) <= 3 for piece in pieces)
        parts = pieces if names <= set(known) or (is_list and are_names and "/" not in text) else parts
    labels = {fold_name(label): label for label in map(label_of, parts) if label}
    return tuple(labels.values())


def organisation_of(headings: Sequence[str]) -> str:
    """Return the body whose name a heading is, empty if none is one."""
    names = (text.strip(_EDGES) for text in headings if len(text) < 80)
    return next((name for name in names if _ORGANISATION.match(name) and len(words_of(name)) <= 8), "")


def title_of(headings: Sequence[str], organisation: str) -> str:
    """Return the heading that is the document's title."""
    candidates = [
        text.strip(" :")
        for text in headings
        if text.strip(_EDGES) != organisation and not introduction_strength(text) and len(text) <= 200
    ]
    return max(candidates, key=lambda text: (document_strength(text) > 0.2, len(text)), default="")


def hashtag_of(texts: Iterable[str]) -> str:
    """Return the first hashtag."""
    return next((found[0] for text in texts if (found := _HASHTAG.search(text))), "")
