"""`gersapp.web.french`: the sentences that no page alone shows."""

import pytest

from gersapp.web.french import quoted


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Tips du jour", "« Tips du jour »"),
        ("« Tips du jour »", "« Tips du jour »"),
        ("Le « live » du jour", "« Le “live” du jour »"),
        ("«\u202fUn\u202f» et « deux »", "« “Un” et “deux” »"),
    ],
)
def test_a_quoted_title_has_one_pair_of_guillemets(title: str, words: str) -> None:
    assert quoted(title) == words
