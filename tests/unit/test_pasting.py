"""The addresses of a pasted text."""

import pytest

from gersapp.catalogue.links import split_addresses

A, B = "https://a.fr/x", "https://b.fr/y"

PASTED = [
    # Between spaces, line ends, commas and bullets.
    (f"  {A}\n", [A]),
    (f"{A} {B}", [A, B]),
    (f"{A}\r\n{B}\u00a0\r\n", [A, B]),
    (f"{A}, {B} ;", [A, B]),
    (f"- {A}\n– {B}", [A, B]),
    (f"•{A}\n* {B}", [A, B]),
    # In prose.
    (f"Voir ici : <{A}>.", [A]),
    (f"« {A} » et ({B}) !", [A, B]),
    (f"Facebook : {A} ; X : {B}.", [A, B]),
    (f"[le post]({A})", [A]),
    (f"Voir {A}… ou {B}...", [A, B]),
    (f"**{A}**", [A]),
    (f'"{A}", <{A}>,<{B}>', [A, A, B]),
    (f"({A}).", [A]),
    (f"Écrire à contact@gers.fr, voir {A}", [A]),
    (f"[{A}]({A})", [A, A]),
    (f"|{A}|{B}|", [A, B]),
    (f"‹{A}›", [A]),
    (f"👉{A}👈🏽 →{B}↓", [A, B]),
    # Brackets and marks that belong to the address.
    (
        "https://fr.wikipedia.org/wiki/Gers_(département)",
        ["https://fr.wikipedia.org/wiki/Gers_(département)"],
    ),
    ("(https://fr.wikipedia.org/wiki/Gers_(rivière))", ["https://fr.wikipedia.org/wiki/Gers_(rivière)"]),
    ("https://a.fr/?album_id=1_2_", ["https://a.fr/?album_id=1_2_"]),
    ("https://a.fr/x,y;z", ["https://a.fr/x,y;z"]),
    ("https://a.fr/ete\u0301", ["https://a.fr/ete\u0301"]),
    # Copied from the source of a page.
    ("https://a.fr/?a=1&amp;b=2&amp;amp;c=3", ["https://a.fr/?a=1&b=2&c=3"]),
    (f'<a href="{A}">ici</a>&nbsp;<br>{B}&nbsp;', [A, B]),
    # Two in one.
    (f"https://{A}", [A]),
    ("https:// gers.fr/x", ["gers.fr/x"]),
    (f"{A}{B}", [A, B]),
    (f"https://a.fr/{B}", ["https://a.fr/", B]),
    (f"{A},{B};{A}", [A, B, A]),
    (f"https://a.fr/?u={B}", [f"https://a.fr/?u={B}"]),
    (f"https://web.archive.org/web/2020/{A}", [f"https://web.archive.org/web/2020/{A}"]),
    (f"https://urldefense.com/v3/__{A}__;!!a!b$", [f"https://urldefense.com/v3/__{A}__;!!a!b$"]),
    # Without a scheme.
    ("www.gers.fr/page", ["https://www.gers.fr/page"]),
    ("Sur WWW.gers.fr.", ["https://WWW.gers.fr"]),
    (f"facebook.com/LeGers32 {A}", ["facebook.com/LeGers32", A]),
    # Characters of word processors.
    ("https://a.fr/\u00adx\u200b", [A]),
    (f"\u2068{A}\u2069\u2028{B}\u000b", [A, B]),
    ("https://a.fr/mot\u001emot\u001f\ufeff", ["https://a.fr/mot-mot"]),
    (f"\uf0b7{A}\u000c\uf0b7\t{B}", [A, B]),
    # Nothing is lost of what has no address, or a wrong one.
    ("Bientôt\nen ligne", ["Bientôt en ligne"]),
    ("gers.fr", ["gers.fr"]),
    ("https://", ["https://"]),
    (f"ftp://gers.fr/x et/ou {A}", ["ftp://gers.fr/x", A]),
    ("https://a.fr/x|y", ["https://a.fr/x|y"]),
    ('https://a.fr/"x', ['https://a.fr/"x']),
    ("", []),
    (" \r\n•\t, ", []),
]


@pytest.mark.parametrize(("text", "addresses"), PASTED)
def test_a_pasted_text_gives_its_addresses(text: str, addresses: list[str]) -> None:
    assert split_addresses(text) == tuple(addresses)


def test_what_was_split_is_split_no_further() -> None:
    for text, _ in PASTED:
        addresses = split_addresses(text)
        assert split_addresses("\n".join(addresses)) == addresses
