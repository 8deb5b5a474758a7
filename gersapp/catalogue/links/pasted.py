"""Addresses pasted together into one field."""

_BULLETS = frozenset("-–—•·*,;")


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of `text`, in order and to the letter.

    Spaces and line ends separate them, and so does a comma or a semicolon before a space; the last address
    loses its own too when another one did. Only lone bullets are dropped: other words stay, to be refused
    beside the field and not lost.
    """
    words = text.split()
    followed = words if text[-1:].isspace() else words[:-1]
    if any(word[-1] in ",;" for word in followed):
        words = [word[:-1] if word[-1] in ",;" else word for word in words]
    return tuple(word for word in words if word and word not in _BULLETS)
