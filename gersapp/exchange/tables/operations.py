"""One row → one operation, by the use of its columns, and what is wrong in it."""

import re
from dataclasses import dataclass, field

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.links import fault, split_addresses
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_NETWORKS,
    MAX_TITLE,
)
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import (
    cut_at_word,
    fold_name,
    folded_words,
    forbidden_character,
    has_letters,
    has_too_many_accents,
    readable,
    tidy,
)
from gersapp.exchange.proposal import Doubt, ProposedOperation
from gersapp.exchange.tables.mapping import Column, SheetMapping
from gersapp.exchange.tables.splitting import Labels, split_links, split_platforms, unique_links
from gersapp.exchange.tables.values import Row, SheetCell, cell_at
from gersapp.exchange.tables.vocabulary import (
    Field,
    audience_of_column,
    is_tick,
    names_audience,
    platform_of_column,
    platform_of_word,
    says_nothing,
    without_number,
)
from gersapp.french import ADDRESS_FAULTS

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row gives no operation. `row` is its number in its sheet, `column` the name of a column.

    `sheet` is the name of its sheet, which is said when other sheets are used too (`has_others`).
    """

    sheet: str
    row: int
    column: str
    message: str  # in French
    has_others: bool = False

    def __str__(self) -> str:
        sheet = f"feuille {self.sheet}, " if self.has_others else ""
        column = f", colonne {self.column}" if self.column else ""
        return f"{sheet}ligne {self.row}{column} : {self.message}"


@dataclass(slots=True)
class Draft:
    """What a row says, each with its column, from 0; -1 for what no column says."""

    title: str = ""
    title_column: int = -1
    description: str = ""
    description_column: int = -1
    audiences: list[tuple[int, str]] = field(default_factory=list)
    platforms: list[tuple[int, str]] = field(default_factory=list)
    found: list[tuple[int, str]] = field(default_factory=list)  # addresses
    words: list[tuple[int, str]] = field(default_factory=list)  # where an address should be
    doubts: list[Doubt] = field(default_factory=list)
    is_published: bool = False  # its row is one of ours, and is as it was written

    @property
    def inherited(self) -> str:
        """The audiences that come from a heading or from the sheet, not from the row."""
        return "; ".join(label for column, label in self.audiences if column < 0)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses, each publication once; of a row of ours, as they were written."""
        urls = [url for _, url in self.found]
        return tuple(urls if self.is_published else unique_links(urls))

    def add(self, other: "Draft") -> None:
        """Add what a further row of the same operation says."""
        if other.description and other.description not in self.description:
            self.description = f"{self.description}\n{other.description}".strip()
        self.audiences += other.audiences
        self.platforms += other.platforms
        self.found += other.found
        self.words += other.words
        self.doubts += other.doubts

    def propose(self, lines: tuple[int, ...]) -> ProposedOperation:
        """Return the operation, which has no faults."""
        audiences = {fold_name(label): label for _, label in reversed(self.audiences)}
        order = dict.fromkeys(fold_name(label) for _, label in self.audiences)
        missing = () if audiences else (Doubt.AUDIENCE_MISSING,)
        return ProposedOperation(
            title=self.title,
            description=self.description,
            audiences=tuple(audiences[name] for name in order),
            platforms=read_announced(name for _, name in self.platforms),
            links=self.links,
            doubts=tuple(dict.fromkeys([*self.doubts, *missing])),
            lines=lines,
        )

    def faults(self) -> list[tuple[int, str]]:
        """Return what is wrong, as columns and messages in French; each once."""
        faults = [
            *_faults_of_text(self.title, self.title_column, MAX_TITLE),
            *_faults_of_text(self.description, self.description_column, MAX_DESCRIPTION),
            *[
                fault
                for column, label in self.audiences
                for fault in _faults_of_text(label, column, MAX_LABEL)
            ],
            *_faults_of_platforms(self.platforms),
            *[(column, ADDRESS_FAULTS[wrong]) for column, url in self.found if (wrong := fault(url))],
            *[
                (column, f"« {cut_at_word(words, 80)} » n’est pas une adresse.")
                for column, words in self.words
            ],
        ]
        if not self.title:
            faults.insert(0, (self.title_column, "Donnez un titre à l’opération."))
        if len(self.links) > MAX_LINKS:
            message = f"{len(self.links)} liens : c’est plus que les {MAX_LINKS} possibles."
            faults.append((self.found[0][0], message))
        if len({label for _, label in self.audiences}) > MAX_AUDIENCES:
            faults.append((self.audiences[0][0], f"Une opération a {MAX_AUDIENCES} cibles au plus."))
        return list(dict.fromkeys(faults))


def read_row(row: Row, mapping: SheetMapping, labels: Labels, section: tuple[str, ...]) -> Draft:
    """Read a row. `section` are the audiences of the heading above it, for a row that has none."""
    draft = Draft(title_column=next(iter(mapping.places(Field.TITLE)), -1))
    texts: list[str] = []
    for place, column in enumerate(mapping.columns):
        cell = cell_at(row, place)
        if cell.is_empty or column.field is Field.IGNORED:
            continue
        if column.field is Field.DESCRIPTION:
            draft.description_column = place
            texts.append(_read_text(cell, place, draft, has_links=bool(mapping.places(Field.LINKS))))
        else:
            _read_cell(cell, place, column, draft, labels)
    if draft.title_column >= 0 and not mapping.places(Field.DESCRIPTION):
        texts += _split_title(row, draft)
    if not mapping.places(Field.PLATFORMS, Field.ONE_PLATFORM):
        _announce(row, mapping, draft)
    draft.description = "\n".join(filter(None, texts))
    if not draft.audiences:
        _inherit(draft, section, mapping.audience)
    return draft


def _split_title(row: Row, draft: Draft) -> list[str]:
    """Take the further lines of a title for the text, when no column has texts."""
    cell = cell_at(row, draft.title_column)
    first, _, rest = tidy(readable(cell.text, lines=True)).partition("\n")
    if not rest:
        return []
    draft.title, draft.description_column = " ".join(first.split()), draft.title_column
    draft.doubts.append(Doubt.TITLE_GUESSED)
    return [rest.strip()]


def _announce(row: Row, mapping: SheetMapping, draft: Draft) -> None:
    """Announce the platforms that stand before addresses, « Facebook : https://… », when no column does."""
    for place in mapping.places(Field.LINKS):
        text = cell_at(row, place).text
        names = _ADDRESS.sub(" ", text) if "://" in text else ""
        slugs = dict.fromkeys(filter(None, map(platform_of_word, folded_words(names))))
        draft.platforms += [(place, slug) for slug in slugs]


def _inherit(draft: Draft, section: tuple[str, ...], audience: str) -> None:
    labels = section or ((audience,) if audience else ())
    draft.audiences += [(-1, label) for label in labels]
    if section and not any(map(names_audience, section)):
        draft.doubts.append(Doubt.AUDIENCE_GUESSED)


def _read_cell(cell: SheetCell, place: int, column: Column, draft: Draft, labels: Labels) -> None:
    match column.field:
        case Field.TITLE:
            draft.title = " ".join(tidy(readable(cell.text, lines=False)).split())
            draft.found += [(place, url) for url in _web_addresses(cell)]
            _take_addresses(place, draft)
        case Field.AUDIENCES:
            draft.audiences += [(place, label) for label in labels.split(tidy(cell.text))]
            draft.found += [(place, url) for url in _web_addresses(cell)]
        case Field.ONE_AUDIENCE:
            if not says_nothing(cell.text):
                draft.audiences.append((place, audience_of_column(without_number(column.name))))
        case Field.PLATFORMS:
            draft.platforms += [(place, name) for name in split_platforms(tidy(cell.text))]
            _read_links(cell, place, draft, refuses_words=False)
        case Field.ONE_PLATFORM:
            if cell.addresses or not says_nothing(cell.text):
                name = without_number(column.name)
                draft.platforms.append((place, platform_of_column(name) or name))
                _read_links(cell, place, draft, refuses_words=False)
        case Field.LINKS:
            _read_links(cell, place, draft, refuses_words=True)


def _take_addresses(place: int, draft: Draft) -> None:
    """Make links of the addresses in a title, which keeps its words: « Fête : https://… »."""
    words = " ".join(_ADDRESS.sub(" ", draft.title).split()).rstrip(" :–—-")
    if "://" in draft.title and words:
        draft.found += [(place, url) for url in split_addresses(draft.title) if "://" in url]
        draft.title = words


def _read_links(cell: SheetCell, place: int, draft: Draft, *, refuses_words: bool) -> None:
    addresses, words, is_mended = split_links(cell)
    draft.found += [(place, url) for url in addresses]
    if is_mended:
        draft.doubts.append(Doubt.LINK_MENDED)
    if not refuses_words or addresses:
        return
    for text in words:
        names = split_platforms(text)
        if names and set(names) <= set(BY_SLUG):
            draft.platforms += [(place, name) for name in names]
        elif not is_tick(text):
            draft.words.append((place, text))


def _read_text(cell: SheetCell, place: int, draft: Draft, *, has_links: bool) -> str:
    """Return a text; its addresses are links too, and a line that is only one of them leaves the text."""
    text = tidy(readable(cell.text, lines=True))
    draft.found += [(place, url) for url in _web_addresses(cell)]
    if has_links or "://" not in text:
        return text
    lines = []
    for line in text.split("\n"):
        addresses = [url for url in split_addresses(line) if "://" in url and not fault(url)]
        draft.found += [(place, url) for url in addresses]
        if line.strip() not in addresses:
            lines.append(line)
    return "\n".join(lines).strip()


def _web_addresses(cell: SheetCell) -> list[str]:
    """Return the addresses behind a text, but for those that lead to a file, a sheet or a mail."""
    return [url for url in cell.addresses if url.lower().startswith(("http://", "https://"))]


def _faults_of_text(text: str, column: int, most: int | None = None) -> list[tuple[int, str]]:
    forbidden = forbidden_character(text, lines=True)
    if forbidden:
        return [(column, f"Ce texte contient un caractère de contrôle ({forbidden}) : retapez le passage.")]
    if has_too_many_accents(text):
        return [(column, "Une lettre a plus de 30 accents : retapez le passage.")]
    if most is not None and len(text) > most:
        return [(column, f"{len(text)} caractères : c’est plus que les {most} possibles.")]
    return []


def _faults_of_platforms(platforms: list[tuple[int, str]]) -> list[tuple[int, str]]:
    networks = [(column, name) for column, name in platforms if name not in BY_SLUG]
    faults = [
        (column, f"« {name[:MAX_LABEL]}… » : un nom de réseau a {MAX_LABEL} caractères au plus.")
        for column, name in networks
        if len(name) > MAX_LABEL
    ]
    faults += [fault for column, name in networks for fault in _faults_of_text(name, column)]
    faults += [
        (column, "Donnez à chaque réseau un nom avec des lettres.")
        for column, name in networks
        if not has_letters(name)
    ]
    if len(networks_in(read_announced(name for _, name in networks))) > MAX_NETWORKS:
        faults.append((networks[0][0], f"Une opération annonce {MAX_NETWORKS} autres réseaux au plus."))
    return faults
