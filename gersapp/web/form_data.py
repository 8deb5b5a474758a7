"""Values as forms and addresses send them."""

from collections.abc import Collection, Mapping

from werkzeug.datastructures import MultiDict

# The fields that two editors may change and that cannot be merged, each with the name by which a form says
# whose text is to stay.
CHOICE_NAMES = {
    name: f"choice-{name}"
    for name in ("title", "description", "audiences", "platforms", "body", "hashtag", "introduction")
}
# What a form sends beside the values of its fields.
_CONTROLS = {"action", "pages", "seen", "restore", "conflict", "submission", *CHOICE_NAMES.values()}


def read_number(text: str, *, default: int, max_digits: int) -> int:
    """The number that `text` says in plain digits, `max_digits` at most; else `default`."""
    is_number = text.isascii() and text.isdigit() and len(text) <= max_digits
    return int(text) if is_number else default


def pages_on_page(values: Mapping[str, str]) -> int:
    """How many pages of results stand on the page of the person, by its own account."""
    return read_number(values.get("pages", ""), default=1, max_digits=3)


def read_fields(form: MultiDict[str, str], lists: Collection[str] = ()) -> dict[str, object]:
    """The fields of `form` for a schema: a list for each of `lists`, and for a text that came twice."""
    return {
        name: values if name in lists or len(values) != 1 else values[0]
        for name, values in form.lists()
        if name not in _CONTROLS
    }
