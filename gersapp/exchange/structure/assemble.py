"""Lines with their roles → operations, with what each inherits from the headings above it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gersapp.catalogue.links import fault
from gersapp.catalogue.model import MAX_DESCRIPTION, MAX_LINKS, MAX_TITLE
from gersapp.catalogue.text import fold_name
from gersapp.exchange.field_words import Kind
from gersapp.exchange.proposal import Doubt, ProposedOperation
from gersapp.exchange.structure.explicit.fields import says_also
from gersapp.exchange.structure.labels import labels_of
from gersapp.exchange.structure.numbers import without_ordinals
from gersapp.exchange.structure.people import people_in_prose, people_of_all
from gersapp.exchange.structure.platforms import networks_listed, networks_of_all, platforms_in_list
from gersapp.exchange.structure.roles.decode import Decoded
from gersapp.exchange.structure.roles.features import Seen
from gersapp.exchange.structure.roles.role import IN_OPERATION, Role
from gersapp.exchange.structure.tags import Tag
from gersapp.exchange.structure.texts import description_of, text_of, title_of

_SURE = 1.0  # the margin from which a role is no doubt


@dataclass(slots=True)
class Draft:
    """An operation that is being gathered.

    `inherited` are the audiences of the heading above, `theme` its platforms, `usual` those of all that say
    none. The platforms that its own lines name are told apart by where: `in_fields` (« Réseaux : … »),
    `in_lists`, `beside_links`, `in_prose`.
    """

    title: str
    inherited: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    in_fields: list[str] = field(default_factory=list)
    in_lists: list[str] = field(default_factory=list)
    beside_links: list[str] = field(default_factory=list)
    in_prose: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    item: tuple[str, int] = ("", 0)  # the marker of the title in a list, and its depth
    is_also: bool = False  # « Aussi pour » tells audiences besides the one that it stands under

    def platforms(self) -> tuple[str, ...]:
        """Return what is announced: explicit fields beat lists, lists beat what is only mentioned."""
        said = self.in_fields or (
            [*self.in_lists, *self.beside_links] if self.in_lists else [*self.beside_links, *self.in_prose]
        )
        return tuple(dict.fromkeys([*said, *self.theme])) or self.usual

    def finished(self) -> ProposedOperation:
        """Return the operation, with its doubts."""
        platforms = self.platforms()
        inherited = self.inherited if self.is_also or not self.audiences else ()
        audiences = tuple(dict.fromkeys([*inherited, *self.audiences]))
        links = tuple(dict.fromkeys(self.links))
        description = description_of(self.texts)
        doubts = list(self.doubts)
        if not audiences:
            doubts.append(Doubt.AUDIENCE_MISSING)
        if platforms and not (self.in_fields or self.in_lists or self.beside_links or self.theme):
            doubts.append(Doubt.PLATFORM_MENTIONED)
        if any(map(fault, links)):
            doubts.append(Doubt.LINK_FAULTY)
        if len(self.title) > MAX_TITLE or len(description) > MAX_DESCRIPTION or len(links) > MAX_LINKS:
            doubts.append(Doubt.TOO_LONG)
        return ProposedOperation(
            title=self.title,
            description=description,
            audiences=audiences,
            platforms=platforms,
            links=links,
            doubts=tuple(dict.fromkeys(doubts)),
            lines=tuple(dict.fromkeys(self.lines)),
        )


@dataclass(slots=True)
class Gathered:
    """The operations, the audiences in order, and the operation of each line, None for those of none."""

    operations: list[ProposedOperation] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    owners: list[int | None] = field(default_factory=list)


def gather(seen: Sequence[Seen], decoded: Sequence[Decoded]) -> Gathered:
    """Return the operations that lines with these roles make."""
    of_all = next(filter(None, (people_of_all(line.line.text) for line in seen)), ())
    outside = (
        line.line.text for line, role in zip(seen, decoded, strict=True) if role.role not in IN_OPERATION
    )
    networks = next(filter(None, map(networks_of_all, outside)), ())
    gatherer = _Gatherer(_known_names(seen, decoded), _has_outer_themes(decoded), of_all, networks)
    for line, role in zip(seen, decoded, strict=True):
        gatherer.take(line, role)
    gathered = gatherer.gathered
    titles = without_ordinals([draft.title for draft in gatherer.drafts])
    for draft, title in zip(gatherer.drafts, titles, strict=True):
        draft.title = title
        gatherer.guess_audience(draft)
    gathered.operations, places = _merged(gatherer.drafts)
    gathered.owners = [owner if owner is None else places[owner] for owner in gathered.owners]
    return gathered


def _merged(drafts: Sequence[Draft]) -> tuple[list[ProposedOperation], list[int]]:
    """Return the operations, and the place of each draft's.

    One that stands under several audiences, and says under each that it is also for the others, is one.
    """
    operations: list[ProposedOperation] = []
    places: list[int] = []
    known: dict[object, tuple[int, set[tuple[str, ...]]]] = {}  # by content: a place, the audiences above it
    for draft in drafts:
        one = draft.finished()
        content = (one.title, one.description, frozenset(one.audiences), one.platforms, one.links)
        place, above = known.get(content, (-1, set()))
        if draft.is_also and place >= 0 and draft.inherited not in above:
            operations[place] = replace(operations[place], lines=(*operations[place].lines, *one.lines))
        else:
            place, above = len(operations), set()
            operations.append(one)
        above.add(draft.inherited)
        known[content] = place, above
        places.append(place)
    return operations, places


def _known_names(seen: Sequence[Seen], decoded: Sequence[Decoded]) -> frozenset[str]:
    """Return the folded names of the audiences that stand alone somewhere."""
    values = [
        value
        for line, role in zip(seen, decoded, strict=True)
        if role.role in (Role.AUDIENCE, Role.FIELD) or line.tags
        for value in (
            [line.core]
            if role.role in (Role.AUDIENCE, Role.FIELD)
            else [t.audience for t in line.tags if t.audience]
        )
    ]
    return frozenset(
        fold_name(labels[0]) for value in values if len(value) < 200 and len(labels := labels_of(value)) == 1
    )


def _has_outer_themes(decoded: Sequence[Decoded]) -> bool:
    """Whether themes hold audiences, and not the other way about."""
    first = next((line.role for line in decoded if line.role in (Role.AUDIENCE, Role.THEME)), None)
    return first is Role.THEME


@dataclass(slots=True)
class _Gatherer:
    known: frozenset[str]
    has_outer_themes: bool
    of_all: tuple[str, ...]  # people that all operations are said to be for
    networks: tuple[str, ...]  # that they are said to be on
    drafts: list[Draft] = field(default_factory=list)
    gathered: Gathered = field(default_factory=Gathered)
    inherited: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    is_guessed: bool = False
    is_open: bool = False
    spellings: dict[str, str] = field(default_factory=dict)

    def take(self, line: Seen, decoded: Decoded) -> None:
        role = decoded.role
        if role is Role.AUDIENCE:
            self._start_audience(line, decoded)
        elif role is Role.THEME and line.line.kind is Kind.PLATFORMS:
            self.theme = networks_listed(line.bare)
        elif role is Role.THEME:
            self.is_open = False
            self.theme = platforms_in_list(line.bare) if len(line.bare) < 80 else ()
            self.inherited = () if self.has_outer_themes else self.inherited
        elif role in (Role.TITLE, Role.WHOLE):
            self._start_operation(line, decoded)
        elif role in (Role.TEXT, Role.PLATFORMS, Role.LINK, Role.FIELD) and self.is_open:
            self._add(line, decoded)
        else:
            self.is_open = False
        self.gathered.owners.append(len(self.drafts) - 1 if self.is_open else None)

    def guess_audience(self, draft: Draft) -> None:
        """Take the people that a text names for the audience of an operation that has none."""
        if draft.audiences or draft.inherited:
            return
        said = (" ".join(draft.texts), draft.title)
        names = next(filter(None, map(people_in_prose, said)), self.of_all)
        for name in names:
            draft.audiences += self._labels(name, is_list=False)
            draft.doubts.append(Doubt.AUDIENCE_GUESSED)

    def _start_audience(self, line: Seen, decoded: Decoded) -> None:
        self.is_open = False
        has_more = any(tag.audience for tag in line.tags)  # « Pour les tout-petits (0-3 ans) »
        said = line.bare if has_more else line.core or line.bare
        self.inherited = self._labels(said, is_list=line.line.kind is Kind.AUDIENCE)
        self.theme = self.theme if self.has_outer_themes else ()
        self.is_guessed = decoded.margin < _SURE

    def _labels(self, text: str, *, is_list: bool = True) -> tuple[str, ...]:
        found = labels_of(text, self.known, is_list=is_list)
        labels = tuple(self.spellings.setdefault(fold_name(label), label) for label in found)
        self.gathered.audiences += [label for label in labels if label not in self.gathered.audiences]
        return labels

    def _start_operation(self, line: Seen, decoded: Decoded) -> None:
        title, rest, tags = title_of(line, is_whole=decoded.role is Role.WHOLE)
        draft = Draft(title, self.inherited, self.theme, self.networks)
        draft.item = (line.line.marker, line.line.depth)
        if decoded.margin < _SURE:
            draft.doubts.append(Doubt.TITLE_GUESSED)
        if self.is_guessed and self.inherited:
            draft.doubts.append(Doubt.AUDIENCE_GUESSED)
        self.drafts.append(draft)
        self.is_open = True
        self._take_common(draft, line)
        self._take_tags(draft, line.tags)
        self._take_tags(draft, tags)
        if rest:
            draft.texts.append(rest)
        draft.in_prose += line.platforms

    def _take_common(self, draft: Draft, line: Seen) -> None:
        draft.lines += line.line.numbers
        draft.links += [address.url for address in line.addresses]
        if any(address.is_mended for address in line.addresses):
            draft.doubts.append(Doubt.LINK_MENDED)
        if line.line.is_note:
            draft.doubts.append(Doubt.NOTE_ATTACHED)

    def _take_tags(self, draft: Draft, tags: Sequence[Tag]) -> None:
        for tag in tags:
            draft.audiences += self._labels(tag.audience) if tag.audience else ()
            draft.in_lists += networks_listed(tag.platforms) if tag.platforms else ()

    def _add(self, line: Seen, decoded: Decoded) -> None:
        draft, role = self.drafts[-1], decoded.role
        self._take_common(draft, line)
        if role is Role.FIELD:
            draft.is_also = draft.is_also or says_also(line.line.label)
            draft.audiences += self._labels(line.core or line.bare)
        elif role is Role.PLATFORMS:
            (draft.in_fields if line.line.kind is Kind.PLATFORMS else draft.in_lists).extend(line.platforms)
        elif role is Role.LINK:
            draft.beside_links += line.platforms
        else:
            self._add_text(draft, line, decoded)

    def _add_text(self, draft: Draft, line: Seen, decoded: Decoded) -> None:
        # An item of the same list as the title may be another operation.
        is_beside = bool(line.line.marker) and draft.item == (line.line.marker, line.line.depth)
        if decoded.margin < _SURE or is_beside:
            draft.doubts.append(Doubt.TEXT_GUESSED)
        draft.texts.append(text_of(line))
        draft.in_prose += line.platforms
        end = len(line.bare.rstrip(" ."))
        self._take_tags(draft, [tag for tag in line.tags if tag.start == 0 or tag.end >= end])
