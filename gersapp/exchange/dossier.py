"""What every format of an export writes: a selection of the catalogue, in the order of the page.

Only what visitors read is there: no editor's name, no history, no trash, no draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.links import published
from gersapp.catalogue.links.texts import with_published
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
class Origin:
    """The body that an operation is of, by slug and name, and the id that it has there.

    `kind` and `territory` are those of the body, in French. `groups` are the labels of the national groups of
    its audiences.
    """

    body: str
    name: str
    id: str
    kind: str
    territory: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A selection of the catalogue as it is on `day`.

    An operation stands in the part of each of its audiences that the selection shows. `operations` and
    `links` count each operation once, and `total` is the number of operations of the whole catalogue.
    `filters` are the words of the selection's filters. `address` is that of its page, with scheme and host,
    and `home` that of the catalogue's; both are "" when they are not known. Addresses in texts are as they
    are published. `dates` has those that are known, of the operations by id.

    Across bodies, the parts are bodies, and `origins` has what each operation comes from, by the id that it
    has in the dossier; its audiences are named after their body.
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
    dates: Mapping[str, Dates] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """« Extrait : Adultes, Instagram — 4 opérations sur 16, le 25 novembre 2026 », or « 16 opérations,
        28 liens, le 25 novembre 2026 » for the whole catalogue."""
        if not self.filters:
            return f"{count_found(self.operations, self.links)}, le {say_date(self.day)}"
        found = f"{counted(self.operations, 'opération')} sur {say_number(self.total)}"
        return f"Extrait : {', '.join(self.filters)} — {found}, le {say_date(self.day)}"

    def page_of(self, operation: Operation) -> str:
        """Return the address of the page of `operation`; "" when it is not known."""
        origin = self.origins.get(operation.id)
        path = f"{origin.body}/operations/{origin.id}" if origin else f"operations/{operation.id}"
        return f"{self.home.rstrip('/')}/{path}" if self.home else ""

    def each_operation(self) -> Iterator[Operation]:
        """Yield each operation once: see `in_one_list`."""
        return in_one_list([part.operations for part in self.parts])


def in_one_list(parts: Sequence[Sequence[Operation]]) -> Iterator[Operation]:
    """Yield each operation once, in the order of the page, and in each part in the order of the part.

    An operation of several parts stands with the first one, after what is before it in the others. The parts
    have one order in common.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for number, part in enumerate(parts):
        for place, operation in enumerate(part):
            places.setdefault(operation.id, []).append((number, place))
    done: set[str] = set()
    firsts = [0] * len(parts)  # in each part, the place of the first that is not done
    for operation in (operation for part in parts for operation in part):
        if operation.id in done:
            continue
        if len(places[operation.id]) == 1:  # what is before it in its only part is done
            done.add(operation.id)
            yield operation
            continue
        waiting = [operation]
        while waiting:
            before = None
            for number, place in places[waiting[-1].id]:
                part = parts[number]
                while part[firsts[number]].id in done:
                    firsts[number] += 1
                if firsts[number] < place:
                    before = part[firsts[number]]
                    break
            if before:
                waiting.append(before)
            else:
                done.add(waiting[-1].id)
                yield waiting.pop()


def as_published(operation: Operation) -> Operation:
    """Return `operation` with the addresses in its texts as they are published."""
    title, description = with_published(operation.title), with_published(operation.description)
    if (title, description) == (operation.title, operation.description):
        return operation
    return replace(operation, title=title, description=description)


def heading_as_published(heading: Heading) -> Heading:
    """Return `heading` with the addresses in its texts as they are published."""
    return replace(
        heading,
        title=with_published(heading.title),
        organisation=with_published(heading.organisation),
        introduction=with_published(heading.introduction),
    )


def make_outline(
    catalogue: Catalogue, selection: Selection, day: date, *, address: str = "", home: str = ""
) -> Dossier:
    """Return the dossier of `selection` without its parts: what it is of, and how much."""
    found = catalogue.find(selection)
    return Dossier(
        heading=heading_as_published(catalogue.heading),
        parts=(),
        operations=found.operations,
        links=found.links,
        total=len(catalogue.operations),
        filters=tuple(label_filters(catalogue.heading, selection)),
        day=day,
        address=address,
        home=home,
    )


def make_dossier(
    catalogue: Catalogue,
    selection: Selection,
    day: date,
    *,
    address: str = "",
    home: str = "",
    dates: Mapping[str, Dates] = MappingProxyType({}),
) -> Dossier:
    """Return all the results of `selection`, whatever its page."""
    parts = [
        Part(section.audience, tuple(map(as_published, section.operations)))
        for section in catalogue.find_all(selection).sections
    ]
    ids = {operation.id for part in parts for operation in part.operations}
    outline = make_outline(catalogue, selection, day, address=address, home=home)
    return replace(outline, parts=tuple(parts), dates={id: dates[id] for id in ids & dates.keys()})


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
