"""`gersapp.catalogue.history.word_difference`: what differs between two texts, as people read it, and soon enough."""

import pytest

from gersapp.catalogue.history.word_difference import compare_texts


def test_changes_are_found_word_by_word() -> None:
    assert compare_texts("Un texte écrit par Jeanne, hier.", "Un autre texte relu par Jeanne, hier.") == (
        ("same", "Un "),
        ("added", "autre "),
        ("same", "texte "),
        ("removed", "écrit"),
        ("added", "relu"),
        ("same", " par Jeanne, hier."),
    )


@pytest.mark.parametrize("around", [" {} ", "!{}!", " le {} "], ids=["spaces", "punctuation", "one word"])
def test_texts_that_share_no_word_differ_as_a_whole(around: str) -> None:
    # Each of those was taken for something that stayed: 0.7 s of comparing, and nobody could read it.
    old, new = (
        f"{word}{''.join(around.format(word + str(number)) for number in range(70))}{word}"
        for word in ("ancien", "nouveau")
    )
    assert compare_texts(old, new) == (("removed", old), ("added", new))
