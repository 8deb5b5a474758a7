"""`gersapp.catalogue.text`: folded words, slugs, forbidden characters, French spacing."""

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.text import (
    UNSEEN,
    fold,
    fold_name,
    folded_words,
    forbidden_character,
    free_slug,
    french_spacing,
    has_too_many_accents,
    printable,
    slug,
)

SPACES = " \t\n\u00a0\u2009\u202f\u3000\u200a"


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("gers", "gers"),
        ("GERS", "gers"),
        ("Œuf", "oeuf"),
        ("œ", "oe"),
        ("CŒUR", "coeur"),
        ("Lætitia", "laetitia"),
        ("ÆGYPTE", "aegypte"),
        ("THÉÂTRE", "theatre"),
        ("élève", "eleve"),
        ("Noël", "noel"),
        ("garçon", "garcon"),
        ("où", "ou"),
        ("Ÿ", "y"),
        (unicodedata.normalize("NFD", "élève"), "eleve"),
        (unicodedata.normalize("NFD", "GARÇON"), "garcon"),
        ("straße", "strasse"),
        ("n°", "n°"),
        ("ﬁn", "fin"),
        ("2020", "2020"),
        ("ＧＥＲＳ", "gers"),
        ("𝗧𝗶𝗽𝘀", "tips"),  # the « bold » of social media
        ("𝐆𝐄𝐑𝐒", "gers"),
        ("", ""),
    ],
)  # fmt: skip
def test_folding_ignores_capitals_accents_and_ligatures(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(st.text().map(lambda typed: typed.replace(" ", "")))
@example("e\u0323\u0302\u1ec7")
@example("\ufdfa\ufb03ǆİẞ")
def test_a_word_is_folded_letter_by_letter_as_a_whole(word: str) -> None:
    plain = unicodedata.normalize("NFKD", word).casefold().translate({0x153: "oe", 0xE6: "ae"})
    seen = unicodedata.normalize("NFKD", re.sub(f"[{UNSEEN}]", "", plain))
    kept = [c for c in seen if c != " " and not unicodedata.combining(c)]
    assert fold(word) == "".join(kept)


@given(st.text())
@settings(deadline=None, derandomize=True, database=None)
def test_folded_ascii_words_are_in_small_letters(text: str) -> None:
    for word in folded_words(text):
        if word.isascii():
            assert word == word.lower()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l’été", ["l", "ete"]),
        ("l'été", ["l", "ete"]),
        ("lʼété", ["lʼete"]),  # U+02BC is a letter
        ("rendez-vous", ["rendez", "vous"]),
        ("snake_case__", ["snake", "case"]),
        ("« Tips du Jour »", ["tips", "du", "jour"]),
        ("#Covid19Gers", ["covid19gers"]),
        ("con\u00adfi\u00adne\u00adment", ["confinement"]),  # soft hyphens
        ("am\u200bi\u200c \u00ad ami\ufeff", ["ami", "ami"]),
        ("Enfants/Jeunes", ["enfants", "jeunes"]),
        ("un un", ["un", "un"]),
        ("…!?", []),
        ("", []),
        *((f"pâte{space}à{space}sel", ["pate", "a", "sel"]) for space in SPACES),
    ],
)
def test_words_are_separated_by_anything_but_letters_and_digits(text: str, words: list[str]) -> None:
    assert folded_words(text) == words


@given(st.text())
@example("\u0301")
@example("a \u0301\u0308 b")
@example("\uff9e")  # accents that Unicode counts as letters
@example("\ufe76")
@example("a\ufe76")
@settings(deadline=None, derandomize=True, database=None)
def test_a_word_has_letters_or_digits_and_no_space(text: str) -> None:
    for word in folded_words(text):
        assert word
        assert not re.search(r"\s", word)


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
@settings(deadline=None, derandomize=True, database=None)
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert folded_words(composed) == folded_words(decomposed)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("RDV des petits", "rdv-des-petits"),
        ("« Tips du Jour »", "tips-du-jour"),
        ("Lettres d'information", "lettres-d-information"),
        ("Lettres d’information", "lettres-d-information"),
        ("100 000 équipements", "100-000-equipements"),
        ("Œuf de Pâques", "oeuf-de-paques"),
        ("Enfants/Jeunes", "enfants-jeunes"),
        ("日本", ""),
        ("🎉", ""),
        ("日本 2020", "2020"),
        ("a" * 200, "a" * 80),
        ("a" * 79 + " b", "a" * 79),
        ("", ""),
        ("𝗧𝗶𝗽𝘀 du jour", "tips-du-jour"),
        ("⑴ Recettes", "1-recettes"),
        ("1⒈ ½", "11-1-2"),
    ],
)
def test_a_slug_is_made_of_the_words(text: str, made: str) -> None:
    assert slug(text) == made


# -- names


@pytest.mark.parametrize(
    "names",
    [
        [
            "Adultes",
            "ADULTES",
            " adultes ",
            "Ａｄｕｌｔｅｓ",
            "Àdûltès",
            "Adul\u00adtes",
            "\ufeffAdultes",
            "𝗔𝗱𝘂𝗹𝘁𝗲𝘀",
        ],
        ["L’été", "l'ete", "L´Été", "L\u2018E\u0301te\u0301"],
        ["Tout public", "Tout\u00a0public", "tout\u202f \u3000public", "Tout\tpublic"],
        ["18-25 ans", "18–25 ans", "18\u201125 ANS", "１８－２５ ans"],
        ["Œuvres", "oeuvres"],
        ["ﾊﾟﾊﾟ", "パパ"],
        ["м’ята", "М'ЯТА"],
    ],
)
def test_names_that_read_alike_are_the_same(names: list[str]) -> None:
    assert len(set(map(fold_name, names))) == 1


def test_names_with_another_letter_or_sign_differ() -> None:
    names = ["+ de 60 ans", "- de 60 ans", "de 60 ans", "60 ans", "60ans", "Adultes", "Adultes !", "Adulte",
             "Enfants/Jeunes", "Enfants Jeunes", "C", "C++", "ハハ", "パパ", "ババ", "日本", "🎉"]  # fmt: skip
    assert len(set(map(fold_name, names))) == len(names)


@given(st.text())
@settings(deadline=None, derandomize=True, database=None)
def test_a_name_reads_the_same_in_any_form(text: str) -> None:
    name = fold_name(text)
    for form in ("NFC", "NFD"):
        assert fold_name(unicodedata.normalize(form, text)) == name
    assert fold_name(f" {text}\u00a0") == name


@given(st.text(), st.lists(st.text()))
@settings(deadline=None, derandomize=True, database=None)
def test_a_free_slug_is_not_taken_and_the_file_accepts_it(text: str, others: list[str]) -> None:
    taken = {free_slug(other, lambda _: False, default="cible") for other in [*others, text]}
    made = free_slug(text, taken.__contains__, default="cible")
    assert made not in taken
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", made)
    assert made != "new"
    assert len(made) <= 100


@given(st.text())
@example("𝗧𝗶𝗽𝘀")
@example("⑴")
@example("ﷺ")
@example("ℂ")
@settings(deadline=None, derandomize=True, database=None)
def test_a_slug_is_one_that_the_file_accepts(text: str) -> None:
    made = slug(text)
    assert re.fullmatch(r"|[a-z0-9]+(?:-[a-z0-9]+)*", made)
    assert len(made) <= 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Quoi ?", "Quoi\u202f?"),
        ("Quoi\u00a0?", "Quoi\u202f?"),
        ("Non ! Si ; ou : bon", "Non\u202f! Si\u202f; ou\u202f: bon"),
        ("« Tips »", "«\u202fTips\u202f»"),
        ("«\u00a0Tips\u00a0»", "«\u202fTips\u202f»"),
        ("100 000", "100\u202f000"),
        ("1 000 000 de", "1\u202f000\u202f000 de"),
        ("en 2020 300", "en 2020\u202f300"),
        ("le 13 2020", "le 13 2020"),
        ("12 34", "12 34"),
        ("de 9 h 05 à 14 h", "de 9\u202fh\u202f05 à 14\u202fh"),
        ("le 5 hiver, h 12", "le 5 hiver, h 12"),
        ("le lien n° 2", "le lien n°\u202f2"),
        ("a b", "a b"),
        ("Quoi?", "Quoi?"),
        (" ?", " ?"),
        ("Quoi\n?", "Quoi\n?"),
        ("", ""),
    ],
)
def test_french_spacing_narrows_the_spaces_of_typography(text: str, shown: str) -> None:
    assert french_spacing(text) == shown


@given(st.text(alphabet="a1hn° \u00a0\u202f;:!?«»\n", max_size=40))
@settings(deadline=None, derandomize=True, database=None)
def test_french_spacing_changes_only_spaces_and_only_once(text: str) -> None:
    shown = french_spacing(text)
    assert len(shown) == len(text)
    assert french_spacing(shown) == shown
    assert [c for c in shown if not c.isspace()] == [c for c in text if not c.isspace()]
    assert folded_words(shown) == folded_words(text)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000"),
        ("\x01", "U+0001"),
        ("\x02", "U+0002"),
        ("\x03", "U+0003"),
        ("\x07", "U+0007"),
        ("\x0b", "U+000B"),
        ("\r", "U+000D"),
        ("\x1b", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\u2028", "U+2028"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\ud800", "U+D800"),
        ("\udfff", "U+DFFF"),
        ("\ufffe", "U+FFFE"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_a_forbidden_character_is_named(character: str, name: str, lines: bool) -> None:
    assert forbidden_character(f"a{character}b\0", lines=lines) == name


def test_only_texts_of_several_lines_have_tabs_and_line_feeds() -> None:
    assert forbidden_character("a\tb") == "U+0009"
    assert forbidden_character("a\nb") == "U+000A"
    assert forbidden_character("a\tb\nc", lines=True) is None


@pytest.mark.parametrize(
    ("text", "too_many"),
    [("", False), ("été", False), ("e\u0301" * 100, False), ("e" + "\u0301" * 30, False), ("e" + "\u0301\u0323" * 16, True)],
)  # fmt: skip
def test_a_letter_has_at_most_thirty_accents(text: str, too_many: bool) -> None:
    assert has_too_many_accents(text) is too_many


@pytest.mark.parametrize("text", ["", "é œ ’ « » …", "\u00a0\u202f", "👩‍🍳🇫🇷", "e\u0301", "\ufffd", "مرحبا"])
def test_ordinary_text_is_allowed(text: str) -> None:
    assert forbidden_character(text) is None


def test_what_cannot_be_shown_is_replaced() -> None:
    assert printable("Été\u202f!\x1b[2J\n«\u200f»") == "Été\u202f!\ufffd[2J\ufffd«\ufffd»"
