"""Changes of several operations at once."""

from werkzeug.test import TestResponse

from tests.support.visitor import (
    ID,
    page_of,
)

OTHER, THIRD = "questions-pour-un-gersois", "recettes"
THREE = [ID, OTHER, THIRD]


def bulk_form(action: str, value: str = "", ids: list[str] = THREE) -> dict[str, str | list[str]]:
    """The fields that the form sends when these operations are ticked."""
    return {"op": ids, "value": value, "action": action}


def message_beside_controls(response: TestResponse) -> str:
    """The message beside the controls, with plain spaces."""
    page = page_of(response)
    (text,) = page.all("p", id="lot-refus") or [page.text]
    return " ".join(text.replace("\u202f", " ").split())
