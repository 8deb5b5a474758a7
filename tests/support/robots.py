"""The rules for robots, as robots read them."""

import re


def is_closed(rules: str, path: str) -> bool:
    """Whether a line « Disallow » of `rules` is for the `path` (RFC 9309: `*` is any text, `$` the end)."""
    patterns = re.findall(r"^Disallow: (.*)$", rules, re.MULTILINE)
    return any(
        re.match(re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$"), path) for pattern in patterns
    )
