"""What the paragraphs of a written document are: the names of their styles.

`gersapp/exchange/written_documents.py` reads what the writers of documents write with them.
"""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a paragraph is. The value is the name of its style, which people see in Word."""

    ORGANISATION = "Organisme"
    TITLE = "Titre du dossier"
    HASHTAG = "Mot-dièse"
    EXTRACT = "Extrait"
    INTRODUCTION = "Introduction"
    AUDIENCE = "Cible"
    OPERATION = "Opération"
    TEXT = "Texte"
    ALSO_FOR = "Aussi pour"
    NETWORKS = "Réseaux"
    LINK = "Lien"
    WITHOUT_LINK = "Sans lien"


# Where a text is cut into paragraphs, so that none of them is blank.
BETWEEN_PARAGRAPHS = r"(?<=\S)\n\n(?=\S)"

# No other document has styles of all these names.
_MARKS = {Role.TITLE, Role.AUDIENCE, Role.OPERATION, Role.WITHOUT_LINK}


def is_written(styles: Collection[str]) -> bool:
    """Whether a document with `styles` (their names) is one of ours, perhaps edited since."""
    return set(map(str, _MARKS)) <= set(styles)
