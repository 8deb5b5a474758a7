"""Several audiences, platforms or links in one cell."""

import re
from collections.abc import Iterable

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.links import Fault, fault, recognise, split_addresses, suggestion
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import fold_name, folded_words, has_letters
from gersapp.exchange.tables.values import SheetCell
from gersapp.exchange.tables.vocabulary import platform_of_word, says_nothing

# Between labels always, but for what stands in brackets, which is hidden meanwhile.
_SEPARATORS = ";,|•·"
_BETWEEN = re.compile(rf"[\n{_SEPARATORS}]+")
_HIDDEN = str.maketrans(_SEPARATORS, "\ue000\ue001\ue002\ue003\ue004")
_SHOWN = {code: ord(mark) for code, mark in zip(range(0xE000, 0xE005), _SEPARATORS, strict=True)}
# Between labels when each of them is elsewhere in the column: « Enfants/Jeunes » may be one.
_PERHAPS_BETWEEN = re.compile(r"\s*[/+&]\s*|\s+(?:et|ou|-|–)\s+", re.IGNORECASE)
_BETWEEN_PLATFORMS = re.compile(r"[\n;,|•·/+&]+|\s+(?:et|ou|puis|-|–)\s+", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-–—*•▪o]\s+)+")
_ADDRESS_START = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()\n]*\)")


class Labels:
    """The audiences of a column: the spelling of each is that of the catalogue, else of the column."""

    def __init__(self, cells: Iterable[str], known: Iterable[str] = ()) -> None:
        """`known` are the labels of the catalogue."""
        known = tuple(known)
        self._read: dict[str, tuple[str, ...]] = {}
        self._known = set(map(fold_name, known))
        pieces = [piece for cell in cells for piece in _pieces(cell)]
        # « Familles » rather than « familles », which stands after a comma.
        capitals = [piece for piece in pieces if piece[0].isupper()]
        self._spellings = {fold_name(label): label for label in reversed([*known, *capitals])}
        self._alone = {fold_name(piece) for piece in [*pieces, *self._spellings]}

    def split(self, text: str) -> tuple[str, ...]:
        """Return the labels of a cell, in order, each once."""
        if text not in self._read:  # most columns have few audiences
            self._read[text] = tuple(dict.fromkeys(map(self._spell, self._labels_of(text))))
        return self._read[text]

    def _labels_of(self, text: str) -> list[str]:
        pieces = [text] if fold_name(text) in self._known else _pieces(text)
        return [label for piece in pieces for label in self._split_piece(piece)]

    def _spell(self, label: str) -> str:
        return self._spellings.setdefault(fold_name(label), label)

    def _split_piece(self, piece: str) -> list[str]:
        if fold_name(piece) in self._known:
            return [piece]
        parts = [part for part in _PERHAPS_BETWEEN.split(piece) if part]
        is_several = len(parts) > 1 and all(fold_name(part) in self._alone for part in parts)
        return parts if is_several else [piece]


def _pieces(text: str) -> list[str]:
    hidden = _BRACKETED.sub(lambda bracketed: bracketed[0].translate(_HIDDEN), text)
    lines = (piece.translate(_SHOWN).strip() for piece in _BETWEEN.split(hidden))
    pieces = (" ".join(_BULLET.sub("", line).split()) for line in lines)
    return [piece for piece in pieces if has_letters(piece) and not says_nothing(piece)]


def split_platforms(text: str) -> tuple[str, ...]:
    """Return the networks of a cell, as slugs, or as names of those that are no platform.

    >>> split_platforms("Facebook (live) / Insta et Radio locale")
    ('facebook', 'instagram', 'Radio locale')
    """
    text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    if set(read_announced([text])) <= set(BY_SLUG):
        return read_announced([text])
    # What stands in brackets is a story, a live… unless the networks do: « Réseaux (Facebook, X) ».
    bare = _BRACKETED.sub(" ", text)
    if not any(map(platform_of_word, folded_words(bare))):
        bare = (
            text.replace("(", ",").replace(")", ",")
            if any(map(platform_of_word, folded_words(text)))
            else text
        )
    found: list[str] = []
    for piece in _BETWEEN_PLATFORMS.split(bare):
        name = " ".join(_BULLET.sub("", piece.strip()).split())
        if has_letters(name) and not says_nothing(name) and not _ADDRESS_START.search(name):
            found += _platforms_of(name)
    return read_announced(found)


def _platforms_of(name: str) -> list[str]:
    whole = read_announced([name])
    if set(whole) <= set(BY_SLUG):
        return list(whole)
    words = [platform_of_word(word) for word in folded_words(name)]
    return [word for word in words if word] or [name]


def split_links(cell: SheetCell) -> tuple[list[str], list[str], bool]:
    """Return the addresses of a cell, the words that are none, and whether an address lacked its scheme.

    Of an address that is written and is behind the text too, the written one is kept, unless it is cut.
    """
    behind = [address.strip() for address in cell.addresses if not address.lower().startswith("mailto:")]
    written, words, is_mended = _written(cell.text)
    if behind:
        words = []
        written = [url for url in written if not any(_is_cut(url, address) for address in behind)]
    return unique_links([*written, *behind]), words, is_mended


def unique_links(addresses: Iterable[str]) -> list[str]:
    """Return the addresses in order, the first of those that lead to the same publication."""
    kept: dict[str, str] = {}
    for url in addresses:
        kept.setdefault(url if fault(url) else recognise(url).key, url)
    return list(kept.values())


def _written(text: str) -> tuple[list[str], list[str], bool]:
    addresses, words, is_mended = [], [], False
    for line in text.split("\n") if text else ():
        if says_nothing(line):
            continue
        end = 0
        for url in split_addresses(line):
            place = line.find(url, end)
            if place >= 0:
                end = place + len(url)
            elif url.removeprefix("https://") in line:
                is_mended = True
            if fault(url) is None or "://" in url:
                addresses.append(url)
            elif fault(url) is Fault.MISSING_SCHEME:
                addresses.append(suggestion(url) or url)
                is_mended = True
            else:
                words.append(url)
    return addresses, words, is_mended


def _is_cut(url: str, whole: str) -> bool:
    """Whether an address as it is shown is the beginning of another: « https://www.facebook.com/LeG… »."""
    return url != whole and whole.startswith(url.rstrip("….")) and len(url.rstrip("….")) > 12
