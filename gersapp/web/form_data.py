"""Values as forms and addresses send them."""


def read_number(text: str, *, default: int, max_digits: int) -> int:
    """The number that `text` says in plain digits, `max_digits` at most; else `default`."""
    is_number = text.isascii() and text.isdigit() and len(text) <= max_digits
    return int(text) if is_number else default
