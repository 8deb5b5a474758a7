"""A selection across bodies as what is written: a part for each body."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.exchange.dossier import Dossier, Origin
from gersapp.exchange.dossier import Part as DossierPart
from gersapp.exchange.writing.atom import MAX_ENTRIES
from gersapp.observatory.body import KIND_LABELS
from gersapp.observatory.found import BodySection
from gersapp.observatory.groups import BY_SLUG, GROUPS
from gersapp.observatory.national import National
from gersapp.observatory.parts import Part
from gersapp.observatory.selection import NationalSelection
from gersapp.observatory.territories import name_territory
from gersapp.web.french_times import date_in_paris
from gersapp.web.national.current import current_following, current_national, read_national_address
from gersapp.web.national.french import TITLE, introduce, label_national_filters
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
        return self.write(self.national.find_all(self.selection).sections)

    def write(self, sections: Sequence[BodySection]) -> Dossier:
        """Return what is written of the operations of these `sections`."""
        audiences: list[Audience] = []
        parts: list[DossierPart] = []
        origins: dict[str, Origin] = {}
        for section in sections:
            part = self.national.parts[section.body.slug]
            operations = [_of_body(part, operation) for operation in section.operations]
            for operation, origin in operations:
                origins[operation.id] = origin
            body = Audience(section.body.slug, section.name)
            parts.append(DossierPart(body, tuple([operation for operation, _ in operations])))
            audiences += [replace(one, slug=f"{body.slug}/{one.slug}") for one in _audiences_of(part)]
        heading = Heading(TITLE, audiences=tuple(audiences))
        return replace(self.make_outline(), heading=heading, parts=tuple(parts), origins=origins)

    def make_feed(self) -> Dossier:
        """Return what was added and changed last, with its dates; audiences are the national groups, which
        the page has."""
        parts: dict[str, list[Operation]] = {}
        dates: dict[str, Dates] = {}
        origins: dict[str, Origin] = {}
        newest = self.national.newest(self.selection, current_following().dates_of)
        for dated in islice(newest, MAX_ENTRIES):
            part = self.national.parts[dated.body]
            operation, origin = _of_body(part, dated.operation)
            dates[operation.id], origins[operation.id] = dated.dates, origin
            groups = tuple(groups_of(part, dated.operation))
            parts.setdefault(dated.body, []).append(replace(operation, audiences=groups))
        return replace(
            self.make_outline(),
            heading=describe_observatory(self.national),
            parts=tuple([DossierPart(Audience(slug, slug), tuple(parts[slug])) for slug in parts]),
            dates=dates,
            origins=origins,
        )


def describe_observatory(national: National) -> Heading:
    """Return what is said of all bodies together, with the national groups for audiences."""
    audiences = [Audience(group.slug, group.label) for group in GROUPS]
    return Heading(TITLE, introduction=introduce(len(national.parts)), audiences=tuple(audiences))


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
    body = part.member.body
    slug = body.slug
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
    origin = Origin(
        body=slug,
        name=part.member.name,
        id=operation.id,
        kind=KIND_LABELS[body.kind],
        territory=name_territory(body.territory),
        groups=groups,
    )
    return named, origin
