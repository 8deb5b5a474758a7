"""`gersapp.web.downloads.naming`: the names of files that visitors take away."""

from datetime import date

import pytest

from gersapp.web.downloads.naming import file_name

LONG = "Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19"


@pytest.mark.parametrize(
    ("title", "is_extract", "expected"),
    [
        ("Été 2025 !", False, "ete-2025-2026-11-26.docx"),
        ("Été 2025 !", True, "ete-2025-extrait-2026-11-26.docx"),
        ("…", False, "catalogue-2026-11-26.docx"),
        (LONG, False, "les-operations-du-gers-sur-les-reseaux-sociaux-pendant-la-2026-11-26.docx"),
        (LONG[:65], False, "les-operations-du-gers-sur-les-reseaux-sociaux-pendant-la-2026-11-26.docx"),
        ("x" * 70, False, f"{'x' * 60}-2026-11-26.docx"),
    ],
)
def test_a_file_is_named_by_whole_words_of_the_title(title: str, is_extract: bool, expected: str) -> None:
    assert file_name(title, date(2026, 11, 26), "docx", is_extract=is_extract) == expected
