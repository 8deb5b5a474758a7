"""What writers and readers of documents share: names of fields, and the first lines of Markdown and text."""

import re

from gersapp.errors import DocumentRefused

# The first lines. In Markdown it is in italics: a page that shows it rendered is no Markdown any more.
MARKDOWN_MARK = "*Dossier de catalogue, format Markdown 1*"
TEXT_MARK = "Dossier de catalogue, format texte 1"

ORGANISATION = "Organisme"
HASHTAG = "Mot-dièse"
EXTRACT = "Extrait"
WHOLE = "Dossier"
ADDRESS = "Adresse"
ALSO_FOR = "Aussi pour"
AUDIENCES = "Cibles"
NETWORKS = "Réseaux"
WITHOUT_LINK = "Annoncé, sans lien"

# An address that is a line of its own is a link: a text that has one is written in another way.
LONE_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\\]+", re.IGNORECASE)

_MARK = re.compile(r"\s*(\*?)Dossier de catalogue, format (Markdown|texte) (\d{1,4})\1[ \t]*(?:\r?\n|\r|$)")
_MARK_IN_BYTES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\*?Dossier de catalogue, format (?:Markdown|texte) \d")
_NEWER = "Ce dossier vient d’une version plus récente de l’application, que celle-ci ne sait pas lire."


def name_audience(slug: str, part: str) -> str:
    """Return the name of the field that has the audience `slug` of an operation in the part of this slug.

    Across bodies, a part is a body, and its audiences are named after it.
    """
    return AUDIENCES if slug.startswith(f"{part}/") else ALSO_FOR


def is_marked(content: bytes) -> bool:
    """Whether the bytes of a file, in UTF-8, seem to begin with a first line of ours."""
    return bool(_MARK_IN_BYTES.match(content))


def format_of(text: str) -> str:
    """Return `markdown` or `text` for what has a first line of ours, else "".

    Raises DocumentRefused for that of a later version.
    """
    mark = _MARK.match(text[:200])
    if not mark or bool(mark[1]) != (mark[2] == "Markdown"):
        return ""
    if mark[3] != "1":
        raise DocumentRefused(_NEWER)
    return "markdown" if mark[1] else "text"
