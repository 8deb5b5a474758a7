"""The catalogue's own texts, as the headings of a dossier say them."""

import re
from collections.abc import Iterable, Sequence

from gersapp.exchange.structure.cues import document_strength, introduction_strength
from gersapp.exchange.structure.labels import EDGES
from gersapp.exchange.structure.words import words_of

_ORGANISATION = re.compile(
    r"(?:Conseil départemental|Département|Ville|Mairie|Commune|Communauté|Région|Conseil régional"
    r"|Métropole|Agglomération|Préfecture|CCAS|Syndicat|Office|Pays|Parc|Université|CHU|SDIS|Chambre"
    r"|Centre hospitalier|Bibliothèque|Musée)\b",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<!\S)#\w*[^\W\d]\w*")


def organisation_of(headings: Sequence[str]) -> str:
    """Return the body whose name a heading is, empty if none is one."""
    names = (text.strip(EDGES) for text in headings if len(text) < 80)
    return next((name for name in names if _ORGANISATION.match(name) and len(words_of(name)) <= 8), "")


def document_title(headings: Sequence[str], organisation: str) -> str:
    """Return the heading that is the document's title."""
    candidates = [
        text.strip(" :")
        for text in headings
        if text.strip(EDGES) != organisation and not introduction_strength(text) and len(text) <= 200
    ]
    return max(candidates, key=lambda text: (document_strength(text) > 0.2, len(text)), default="")


def hashtag_of(texts: Iterable[str]) -> str:
    """Return the first hashtag."""
    return next((found[0] for text in texts if (found := _HASHTAG.search(text))), "")
