"""Reading the values that forms and addresses send."""

from collections.abc import Collection, Mapping

from werkzeug.datastructures import MultiDict

# The fields that may be in conflict, each with the name of the form's choice between the two texts.
CHOICE_NAMES = {
    name: f"choice-{name}"
    for name in ("title", "description", "audiences", "platforms", "links", "body", "hashtag", "introduction")
}
# The value of `action` in a form that is sent to be shown again as it was typed.
RESUME = "resume"
# The names that a form sends beside its fields.
_CONTROLS = {
    *("action", "addresses", "all", "conflict", "pages", "pasted", "prose", "restore", "seen", "since"),
    *("submission", "version"),
    *CHOICE_NAMES.values(),
}


def read_number(text: str, *, default: int, max_digits: int) -> int:
    """Return the number that `text` writes in plain digits, `max_digits` at most; else `default`."""
    is_number = text.isascii() and text.isdigit() and len(text) <= max_digits
    return int(text) if is_number else default


def pages_on_page(values: Mapping[str, str]) -> int:
    """Read how many pages of results are on the page that sends the request."""
    return read_number(values.get("pages", ""), default=1, max_digits=3)


def read_fields(form: MultiDict[str, str], lists: Collection[str] = ()) -> dict[str, object]:
    """Read the fields of `form` for a schema: a list for each of `lists`, and for a text sent twice."""
    return {
        name: values if name in lists or len(values) != 1 else values[0]
        for name, values in form.lists()
        if name not in _CONTROLS
    }
