"""A selection across bodies as what is written: a part for each body."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.exchange.dossier import Dossier, Origin
from gersapp.exchange.dossier import Part as DossierPart
from gersapp.observatory.groups import BY_SLUG
from gersapp.observatory.national import National
from gersapp.observatory.parts import Part
from gersapp.observatory.selection import NationalSelection
from gersapp.web.french_times import date_in_paris
from gersapp.web.national.current import current_national, read_national_address
from gersapp.web.national.french import TITLE, label_national_filters
from gersapp.web.navigation import add_query, current_origin, site_home


@dataclass(frozen=True, slots=True)
class NationalSelected:
    """A selection, without the number of a page, of all bodies on `day`; `home` is the whole address of their
    page."""

    national: National
    selection: NationalSelection
    day: date
    home: str

    @property
    def state(self) -> str:
        return self.national.state

    @property
    def title(self) -> str:
        return TITLE

    @property
    def is_extract(self) -> bool:
        return bool(self.selection.query)

    @property
    def address(self) -> str:
        return add_query(self.home, self.selection.query)

    def make_outline(self) -> Dossier:
        found = self.national.find(self.selection)
        return Dossier(
            heading=Heading(TITLE),
            parts=(),
            operations=found.operations,
            links=found.links,
            total=self.national.operations,
            filters=tuple(label_national_filters(self.national, self.selection)),
            day=self.day,
            address=self.address,
            home=self.home,
        )

    def make_dossier(self) -> Dossier:
        audiences: list[Audience] = []
        parts: list[DossierPart] = []
        origins: dict[str, Origin] = {}
        for section in self.national.find_all(self.selection).sections:
            part = self.national.parts[section.body.slug]
            operations = [_of_body(part, operation) for operation in section.operations]
            for operation, origin in operations:
                origins[operation.id] = origin
            body = Audience(section.body.slug, section.name)
            parts.append(DossierPart(body, tuple([operation for operation, _ in operations])))
            audiences += [replace(one, slug=f"{body.slug}/{one.slug}") for one in _audiences_of(part)]
        heading = Heading(TITLE, audiences=tuple(audiences))
        return replace(self.make_outline(), heading=heading, parts=tuple(parts), origins=origins)


def read_national_selected() -> NationalSelected:
    """Return what the address selects."""
    national = current_national()
    selection = read_national_address(national)[0].on_page(1)
    return NationalSelected(national, selection, date_in_paris(), current_origin() + site_home())


def groups_of(part: Part, operation: Operation) -> list[str]:
    """Return the national groups of `operation`, as slugs."""
    return list(dict.fromkeys([part.groups[slug] for slug in operation.audiences if slug in part.groups]))


def _audiences_of(part: Part) -> Sequence[Audience]:
    return part.member.catalogue.heading.audiences


def _of_body(part: Part, operation: Operation) -> tuple[Operation, Origin]:
    """Return `operation` as it is published, with names that are unique across bodies, and its origin."""
    slug = part.member.body.slug
    named = replace(
        operation,
        id=f"{slug}/{operation.id}",
        title=with_published(operation.title),
        description=with_published(operation.description),
        audiences=tuple(
            [f"{slug}/{audience}" for audience in operation.audiences if audience in part.groups]
        ),
    )
    groups = tuple([BY_SLUG[group].label for group in groups_of(part, operation)])
    return named, Origin(slug, part.member.name, operation.id, groups)
