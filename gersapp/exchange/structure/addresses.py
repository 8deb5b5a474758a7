"""The addresses of a line: where they stand, and what they are once torn ones are joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gersapp.catalogue.links import recognise, split_addresses, suggestion, without_marks
from gersapp.exchange.structure.lines import Line

_IN_ADDRESS = r"[^\s<>\"«»“”]"
_CANDIDATE = re.compile(
    rf"https?://{_IN_ADDRESS}*|www\.{_IN_ADDRESS}+"
    # As scanners read them.
    rf"|https? ?: ?/ ?/ ?{_IN_ADDRESS}+(?: \.[a-z]{{2,4}}\b{_IN_ADDRESS}*)?"
    rf"|(?<![\w@./:-])(?:[\w-]{{1,63}}\.){{1,4}}[a-z]{{2,10}}/{_IN_ADDRESS}+",
    re.IGNORECASE,
)
# What follows a space within an address that lost a sign there.
_REST = re.compile(r" (?!https?:|www\.)((?=[^\s]*\d)[\w?&=%/.~+:-]+)")
_LOST_UNDERSCORE = re.compile(r" (\d{6,}[\w?&=%/.~+:-]*)")
_LATER_PART = re.compile(r" ([/?&=_][\w?&=%/.~+:-]+)")
_OPEN_END = re.compile(r"[/?&=_%-]$")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,4}|\d{1,2}h\d{0,2}")
_MAX_PARTS = 4
_ACCOUNTS = ("Page ", "Profil ", "Chaîne ", "Compte ")  # as `recognise` names them


@dataclass(frozen=True, slots=True)
class Address:
    """An address that `text[start:end]` of a line has, or has behind its words."""

    start: int
    end: int
    url: str
    is_mended: bool = False
    is_anchor: bool = False


def is_account(url: str) -> bool:
    """Whether an address leads to an account, or to the first page of a site, and to no publication."""
    found = recognise(url)
    parts = url.partition("://")[2].partition("?")[0].strip("/").count("/")
    is_site = found.platform == "site-web"
    return not found.is_post and (parts < (1 if is_site else 2) or found.words.startswith(_ACCOUNTS))


def addresses_of(line: Line) -> tuple[Address, ...]:
    """Return the addresses of a line, in order; that behind an address is the one that counts."""
    behind = [
        _behind(anchor.start, anchor.end, anchor.url) for anchor in line.anchors if _is_link(anchor.url)
    ]
    written = _written(line) if "/" in line.text or "www." in line.text.lower() else ()
    kept = [
        address
        for address in written
        if not any(address.start < anchor.end and anchor.start < address.end for anchor in behind)
    ]
    return tuple(sorted([*behind, *kept], key=lambda address: (address.start, address.end)))


def _is_link(url: str) -> bool:
    """Whether an address leads to something that people read; one to write to does not."""
    return bool(url) and not url.lower().startswith(("mailto:", "tel:"))


def _behind(start: int, end: int, url: str) -> Address:
    found = split_addresses(url)
    return Address(start, end, found[0] if len(found) == 1 else url, is_anchor=True)


def _written(line: Line) -> Iterator[Address]:
    text, end = line.text, 0
    while found := _CANDIDATE.search(text, end):
        start, end = found.span()
        piece = found[0]
        has_spaces = " " in piece
        piece = piece.replace(" ", "")
        if not piece[:6].lower().startswith(("http:", "https:", "www.")):
            completed = suggestion(without_marks(piece))
            if completed is None:
                continue
            yield Address(start, start + len(without_marks(found[0])), completed, is_mended=True)
            continue
        whole, end = _with_rest(piece, text, end)
        is_mended = has_spaces or whole != piece or any(start < seam < end for seam in line.seams)
        urls = split_addresses(whole)
        length = end - start
        if len(urls) == 1 and not is_mended:
            length = len(without_marks(found[0]))
        is_mended = is_mended or piece[:4].lower() == "www."
        for url in urls:
            yield Address(start, start + length, url, is_mended)


def _with_rest(piece: str, text: str, end: int) -> tuple[str, int]:
    """Return an address with the parts of it that stand after spaces, and where it ends."""
    for _ in range(_MAX_PARTS):
        after = text[end : end + 300]
        if (found := _LATER_PART.match(after)) or (
            _OPEN_END.search(piece) and (found := _REST.match(after)) and _is_part(found[1])
        ):
            piece += found[1]
        elif piece[-1:].isdigit() and "=" in piece and (found := _LOST_UNDERSCORE.match(after)):
            piece += "_" + found[1]
        else:
            break
        end += found.end()
    return piece, end


def _is_part(token: str) -> bool:
    """Whether a word may be the end of an address: it is no date and no number of a few digits."""
    return not _DATE.fullmatch(token) and (
        sum(map(str.isdigit, token)) >= 5 or bool(set(token) & set("=?&_/"))
    )
