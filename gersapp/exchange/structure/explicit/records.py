"""Records: a title, lines of text, labelled lines (« Cible : … »), a line without label, and addresses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import is_period, names_people
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_FEWEST = 2  # records that make a habit
_FEWEST_ALIKE = 3  # records with the same labels
_FEWEST_FIELDS = 2
_MOST_WORDS = 14  # of a title
_FIELDS = (Kind.AUDIENCE, Kind.PLATFORMS)
_TEXT = frozenset({Role.TEXT})
_HEADING = frozenset({Role.THEME})
_PEOPLE = frozenset({Role.AUDIENCE})
_TITLE = frozenset({Role.TITLE, Role.WHOLE})


def with_records(lines: Sequence[Line]) -> list[Line]:
    """Take the first lines of records with the same labels for titles, and what has no label for text."""
    groups = _groups(lines)
    forced: dict[int, frozenset[Role]] = {}
    texts = [place for group in groups if (place := _text_of(lines, group)) is not None]
    if len(texts) >= _FEWEST:
        forced |= dict.fromkeys(texts, _TEXT)
    for group in _alike(lines, groups):
        end = next(i for i, index in enumerate(group) if lines[index].kind in _FIELDS)
        forced[group[0]] = _TITLE
        forced |= {index: _TEXT for index in group[1:end] if _is_text(lines[index])}
    for heading, *fields in _shared(lines, groups):
        forced[heading] = _HEADING
        forced |= {index: _PEOPLE if lines[index].kind is Kind.AUDIENCE else _HEADING for index in fields}
    return [
        replace(line, forced=forced[index]) if index in forced else line for index, line in enumerate(lines)
    ]


def _groups(lines: Sequence[Line]) -> list[list[int]]:
    """Return the places of the lines that gaps divide."""
    groups: list[list[int]] = []
    for index, line in enumerate(lines):
        if not line.is_decor:
            if line.has_gap or not groups:
                groups.append([])
            groups[-1].append(index)
    return groups


def _alike(lines: Sequence[Line], groups: Sequence[Sequence[int]]) -> Iterator[Sequence[int]]:
    """Give the records that begin with a name and have the usual labels, where nearly all of them do."""
    found: list[tuple[tuple[Kind, ...], Sequence[int]]] = []
    last: Sequence[int] = ()
    for group in groups:
        is_headed = len(last) == 1 and lines[last[0]].heading > lines[group[0]].heading
        last = group
        kinds = tuple(lines[index].kind for index in group if lines[index].kind in _FIELDS)
        has_evidence = Kind.PLATFORMS in kinds or any(lines[index].has_address for index in group)
        if Kind.AUDIENCE in kinds and has_evidence and not is_headed:
            found.append((kinds, group))
    usual = Counter(kinds for kinds, _ in found)
    shape, count = max(usual.items(), key=lambda item: item[1], default=((), 0))
    named = [group for kinds, group in found if kinds == shape and _is_named(lines, group)]
    if len(named) >= _FEWEST_ALIKE and len(named) == count:
        yield from named


def _shared(lines: Sequence[Line], groups: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Return the headings with people below, perhaps networks, and nothing more, that head operations."""
    places = [place for place, group in enumerate(groups) if _is_head(lines, group)]
    found = [groups[place] for place in places]
    linked = [group for group in groups if any(lines[index].has_address for index in group)]
    if all(len(group) == 2 for group in found):
        return found if len(found) >= _FEWEST and len(found) * 4 <= len(linked) * 3 else []
    has_own = any(lines[index].kind is Kind.AUDIENCE for group in linked for index in group)
    ends = [*places[1:], len(groups)]
    head_sheets = all(
        _heads_sheets(lines, groups[place:end]) for place, end in zip(places, ends, strict=True)
    )
    return found if len(found) >= _FEWEST and linked and head_sheets and not has_own else []


def _heads_sheets(lines: Sequence[Line], groups: Sequence[Sequence[int]]) -> bool:
    """Whether operations follow the first of some groups: headings below it, or a name above other lines."""
    level = lines[groups[0][0]].heading
    if level:
        return any(lines[group[0]].heading > level for group in groups[1:])
    return any(len(group) > 1 and _is_named(lines, group) for group in groups[1:])


def _is_head(lines: Sequence[Line], group: Sequence[int]) -> bool:
    """« Pour les sportifs », then « Cible : licenciés des clubs » and « Réseau : Strava »."""
    kinds = [lines[index].kind for index in group[1:]]
    is_told = Kind.AUDIENCE in kinds and len(kinds) <= len(_FIELDS) and set(kinds) <= set(_FIELDS)
    return is_told and _is_named(lines, group)


def _is_named(lines: Sequence[Line], group: Sequence[int]) -> bool:
    """Whether a record begins with a line that may be a title, and no heading stands within it."""
    first = lines[group[0]]
    is_short = len(words_of(first.text)) <= _MOST_WORDS and not first.text.endswith((".", ":"))
    has_other = any(lines[index].heading or lines[index].kind is Kind.TITLE for index in group[1:])
    return _is_plain(first) and is_short and not is_period(first.text) and not has_other


def _is_plain(line: Line) -> bool:
    return not (line.kind or line.cell or line.forced or line.has_address)


def _is_text(line: Line) -> bool:
    return _is_plain(line) and not platforms_listed(line.text)


def _text_of(lines: Sequence[Line], group: Sequence[int]) -> int | None:
    """Return the place of the text of a record, None if the lines between two gaps are none."""
    members = [lines[index] for index in group]
    end = next((i for i, line in enumerate(members[1:], 1) if line.kind not in _FIELDS), 0)
    if end <= _FEWEST_FIELDS or end + 1 >= len(members) or any(line.cell or line.forced for line in members):
        return None
    title, text, addresses = members[0], members[end], members[end + 1 :]
    is_named = not title.kind and not title.is_address and not names_people(title.text)
    is_text = not text.kind and not text.is_address and text.marker == members[end - 1].marker
    return group[end] if is_named and is_text and all(map(_is_link, addresses)) else None


def _is_link(line: Line) -> bool:
    return line.is_address or line.kind is Kind.LINK
