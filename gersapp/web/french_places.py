"""The French words of where operations are moved and placed."""

from gersapp.catalogue.editing.typed import Position
from gersapp.french import counted, plural
from gersapp.web.french import quoted


def ordinal(place: int) -> str:
    """« 1re », « 2e »: a place, 0 for the first."""
    return f"{place + 1}{'e' if place else 're'}"


def say_moved(title: str, *, down: bool, is_moved: bool) -> str:
    """Say whether an operation moved by one place."""
    if is_moved:
        place = f"Opération {'descendue' if down else 'montée'} d’une place"
    else:
        place = f"Déjà à la {'dernière' if down else 'première'} place"
    return f"{place} : {quoted(title)}."


def say_placed(title: str, where: str, *, is_moved: bool) -> str:
    """Say whether an operation has another place; `where` is what `say_where` says of it."""
    return f"{f'Opération placée {where}' if is_moved else 'Déjà à cette place'} : {quoted(title)}."


def say_where(position: Position, *, audience: str = "", anchor: str = "") -> str:
    """« en premier dans « Adultes » », « après « Tips du jour » »: a place, by the label or the title that
    says it."""
    if anchor:
        return f"{'avant' if position is Position.BEFORE else 'après'} {quoted(anchor)}"
    words = "en premier" if position is Position.FIRST else "en dernier"
    return f"{words} dans {quoted(audience)}" if audience else words


def say_many_placed(number: int, where: str) -> str:
    """Say where `number` operations were placed; `where` is what `say_where` says of it."""
    return f"{counted(number, 'opération')} placée{plural(number, '', 's')} {where}."


def say_placed_already(number: int, where: str) -> str:
    """Say that `number` operations need no other place."""
    subject = "l’opération cochée est" if number == 1 else "les opérations cochées sont"
    return f"Rien à changer : {subject} déjà {where}."
