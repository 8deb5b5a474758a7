"""Changes of several operations at once."""

from tests.support.visitor import ID

OTHER, THIRD = "questions-pour-un-gersois", "recettes"
THREE = [ID, OTHER, THIRD]


def bulk_form(action: str, value: str = "", ids: list[str] = THREE) -> dict[str, str | list[str]]:
    """The fields that the form sends when these operations are ticked."""
    return {"op": ids, "value": value, "action": action}
