"""What every format of an export writes: a selection of the catalogue, in the order of the page.

Only what visitors read is there: no editor's name, no history, no trash, no draft.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import published
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.search.selection import Selection
from gersapp.french import count_found, counted, label_filters, say_date, say_number


@dataclass(frozen=True, slots=True)
class Part:
    """The operations of an audience, in the catalogue's order."""

    audience: Audience
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A selection of the catalogue as it is on `day`.

    An operation stands in the part of each of its audiences that the selection shows. `operations` and
    `links` count each operation once, and `total` is the number of operations of the whole catalogue.
    `filters` are the words of the selection's filters. `address` is that of its page, with scheme and host,
    and `home` that of the catalogue's; both are "" when they are not known.
    """

    heading: Heading
    parts: tuple[Part, ...]
    operations: int
    links: int
    total: int
    filters: tuple[str, ...]
    day: date
    address: str = ""
    home: str = ""

    @property
    def scope(self) -> str:
        """« Extrait : Adultes, Instagram — 4 opérations sur 16, le 25 novembre 2026 », or « 16 opérations,
        28 liens, le 25 novembre 2026 » for the whole catalogue."""
        if not self.filters:
            return f"{count_found(self.operations, self.links)}, le {say_date(self.day)}"
        found = f"{counted(self.operations, 'opération')} sur {say_number(self.total)}"
        return f"Extrait : {', '.join(self.filters)} — {found}, le {say_date(self.day)}"

    def each_operation(self) -> Iterator[Operation]:
        """Yield each operation once, in the order of the page."""
        seen: set[str] = set()
        for part in self.parts:
            for operation in part.operations:
                if operation.id not in seen:
                    seen.add(operation.id)
                    yield operation


def make_dossier(
    catalogue: Catalogue, selection: Selection, day: date, *, address: str = "", home: str = ""
) -> Dossier:
    """Return all the results of `selection`, whatever its page."""
    found = catalogue.find_all(selection)
    return Dossier(
        heading=catalogue.heading,
        parts=tuple(Part(section.audience, section.operations) for section in found.sections),
        operations=found.operations,
        links=found.links,
        total=len(catalogue.operations),
        filters=tuple(label_filters(catalogue.heading, selection)),
        day=day,
        address=address,
        home=home,
    )


def links_of(operation: Operation) -> list[tuple[str, str]]:
    """Return the words (« Publication Facebook ») and the published address of each link of `operation`."""
    return [(link.recognised.words, published(link.url)) for link in operation.links]


def announced_names(operation: Operation) -> list[str]:
    """Return the names of the announced platforms and networks of `operation`, in their order."""
    return [_name(announced) for announced in operation.platforms]


def names_without_link(operation: Operation) -> list[str]:
    """Return the names of the announced platforms that no link of `operation` leads to."""
    return [_name(announced) for announced in operation.without_link]


def _name(announced: str) -> str:
    platform = BY_SLUG.get(announced)
    return platform.label if platform else announced
