"""The slugs of bodies: the first part of the addresses of their pages."""

import re

# Characters.
MAX_SLUG = 60

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# The first parts of the addresses that are no body's: those of the pages of the site, and of one catalogue,
# which the Observatoire's are like. No later version adds another, since a body may have that slug by then:
# further pages go below one of these.
RESERVED = frozenset(
    {
        "accessibilite",
        "actions",
        "aide",
        "api",
        "apercu",
        "audiences",
        "bulk",
        "catalogue",
        "chiffres",
        "compte",
        "comptes",
        "connexion",
        "corbeille",
        "deconnexion",
        "donnees",
        "dossier",
        "historique",
        "history",
        "importer",
        "imprimer",
        "news",
        "observatoire",
        "operations",
        "organismes",
        "static",
        "telecharger",
        "titles",
        "trash",
    }
)


def is_slug(text: str) -> bool:
    """Whether a body may have this slug: small letters, digits and single hyphens, and no reserved word."""
    return _SLUG.fullmatch(text) is not None and len(text) <= MAX_SLUG and text not in RESERVED


def may_begin_addresses(segment: str) -> bool:
    """Whether the addresses of pages that are no body's may begin with `segment`: no body may have it."""
    return segment in RESERVED or _SLUG.fullmatch(segment) is None
