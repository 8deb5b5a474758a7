"""French wording around names."""

import re

_TAKES_LE = ("Tout public", "Grand public")


def after_les(word: str, label: str) -> str:
    """« pour les seniors », « pour le grand public », « pour tout public »: a name of an audience in a phrase."""
    if label[0].isdigit():
        return f"{word} les {label}"
    if label == "Plus de 60 ans":
        return f"{word} les plus de 60 ans"
    if label in _TAKES_LE:
        return f"{word} le grand public" if label == "Grand public" else f"{word} tout public"
    return f"{word} les {label[0].lower()}{label[1:]}"


def hashtag_of(title: str) -> str:
    """« Le tri du lundi » → « #LeTriDuLundi »."""
    return "#" + "".join(word[0].upper() + word[1:] for word in re.findall(r"\w+", title))
