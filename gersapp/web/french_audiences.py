"""The French words of the pages about audiences."""

from gersapp.catalogue.history.history import PastAudience
from gersapp.french import counted
from gersapp.web.french import say_by_whom


def count_with_trash(operations: int, trashed: int) -> str:
    """« 3 opérations, dont 1 dans la corbeille »: the operations of an audience."""
    count = counted(operations + trashed, "opération")
    return f"{count}, dont {trashed} dans la corbeille" if trashed else count


def say_merge_effect(operations: int) -> str:
    """Say how many operations a merge gives to another audience; "" for none."""
    verb = "passera" if operations == 1 else "passeront"
    return f"{counted(operations, 'opération')} {verb} dans la cible choisie." if operations else ""


def say_gone(past: PastAudience, heir: str, *, reader: str) -> str:
    """« La cible « Grands » a été fusionnée avec « Adultes » par Jeanne à 14 h 02. »

    `heir` is the label of the audience that it was merged into, or "".
    """
    fate = f"fusionnée avec « {heir} »" if heir else "retirée du catalogue"
    removal = past.removal
    by_whom = f" {say_by_whom(removal.editor, removal.time, reader=reader)}" if removal else ""
    return f"La cible « {past.label} » a été {fate}{by_whom}."


def say_offered(label: str) -> str:
    """Say that a form offers an audience that is gone as a new one."""
    return f"Pour remettre « {label} », enregistrez : son nom est dans « Nouvelle cible »."


def say_label_taken(label: str) -> str:
    """Say why an action is not undone: two audiences would have names that read alike."""
    return (
        f"Deux cibles porteraient le nom « {label} ». Rien n’est changé. Sur la page « Cibles », donnez un "
        "autre nom à celle qui le porte maintenant, puis recommencez."
    )
