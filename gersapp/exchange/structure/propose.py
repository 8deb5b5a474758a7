"""Document → proposal: clean the lines, see them, give them roles, gather, and account for every line."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Fate, Proposal, SourceLine
from gersapp.exchange.structure.assemble import Gathered, gather
from gersapp.exchange.structure.choices import with_choices
from gersapp.exchange.structure.clean import clean
from gersapp.exchange.structure.context import see
from gersapp.exchange.structure.decode import Decoded, decode, emissions_of
from gersapp.exchange.structure.features import Seen
from gersapp.exchange.structure.fields import with_fields
from gersapp.exchange.structure.labels import hashtag_of, organisation_of, title_of
from gersapp.exchange.structure.lines import Line, lines_of
from gersapp.exchange.structure.marks import bare_cost_of, learn
from gersapp.exchange.structure.nested import with_nested_lists
from gersapp.exchange.structure.notes import with_notes
from gersapp.exchange.structure.paragraphs import with_paragraphs_apart
from gersapp.exchange.structure.reconcile import lost_addresses, source_addresses
from gersapp.exchange.structure.records import with_records
from gersapp.exchange.structure.roles import Role
from gersapp.exchange.structure.rows import with_rows
from gersapp.exchange.structure.stacked import with_stacked_fields
from gersapp.exchange.structure.subjects import with_subjects
from gersapp.exchange.structure.tables import with_tables
from gersapp.exchange.structure.taglines import with_arrows
from gersapp.exchange.written import read_written

_MOST_READINGS = 5
_FATES = {
    Role.HEADING: Fate.HEADING,
    Role.INTRODUCTION: Fate.INTRODUCTION,
    Role.AUDIENCE: Fate.AUDIENCE,
    Role.THEME: Fate.THEME,
    Role.TITLE: Fate.TITLE,
    Role.WHOLE: Fate.TITLE,
    Role.TEXT: Fate.TEXT,
    Role.PLATFORMS: Fate.PLATFORMS,
    Role.LINK: Fate.LINK,
    Role.FIELD: Fate.AUDIENCE,
    Role.LEFT_HEADING: Fate.LEFT,
    Role.LEFT: Fate.LEFT,
}
_FORCED = {
    Fate.HEADING: {Role.HEADING},
    Fate.INTRODUCTION: {Role.INTRODUCTION},
    Fate.AUDIENCE: {Role.AUDIENCE, Role.FIELD},
    Fate.THEME: {Role.THEME},
    Fate.TITLE: {Role.TITLE, Role.WHOLE},
    Fate.TEXT: {Role.TEXT},
    Fate.PLATFORMS: {Role.PLATFORMS},
    Fate.LINK: {Role.LINK},
    Fate.LEFT: {Role.LEFT, Role.LEFT_HEADING},
    Fate.UNKNOWN: {Role.LEFT},
}
# Of the pieces of a line, the one that says what the line is.
_IMPORTANCE = (
    Fate.TITLE,
    Fate.AUDIENCE,
    Fate.TEXT,
    Fate.LINK,
    Fate.PLATFORMS,
    Fate.THEME,
    Fate.HEADING,
    Fate.INTRODUCTION,
    Fate.LEFT,
    Fate.UNKNOWN,
    Fate.DECOR,
)


def propose(document: Document, fates: Mapping[int, Fate] | None = None) -> Proposal:
    """Return what a document proposes. `fates` are what people say of lines, by number; the rest follows."""
    fates = fates or {}
    written = read_written(document, fates)
    return written or _propose(document, fates)


def _propose(document: Document, fates: Mapping[int, Fate]) -> Proposal:
    cleaned = [_forced(line, fates) for line in clean(lines_of(document), document.format)]
    said = with_stacked_fields(with_arrows(with_nested_lists(with_choices(with_notes(cleaned)))))
    lines = with_paragraphs_apart(with_subjects(with_records(with_fields(with_tables(with_rows(said))))))
    seen = see([line for line in lines if not line.is_decor])
    decoded = _read(seen)
    gathered = gather(seen, decoded)
    shown = _source_lines(document, lines, seen, decoded, gathered)
    leftovers = [
        _with_addresses(block, line.text)
        for block, line in zip(document.blocks, shown, strict=True)
        if line.fate in (Fate.LEFT, Fate.UNKNOWN)
    ]
    operations = tuple(gathered.operations)
    headings = _texts(seen, decoded, Role.HEADING)
    organisation = organisation_of(headings)
    introduction = _texts(seen, decoded, Role.INTRODUCTION)
    return Proposal(
        format=document.format,
        introduction="\n".join(introduction),
        audiences=tuple(gathered.audiences),
        operations=operations,
        leftovers=(*leftovers, *lost_addresses(document, operations, leftovers)),
        lines=tuple(shown),
        title=title_of(headings, organisation) or document.title,
        organisation=organisation,
        hashtag=hashtag_of([*headings, *introduction]),
    )


def _forced(line: Line, fates: Mapping[int, Fate]) -> Line:
    said = [fates[number] for number in line.numbers if number in fates]
    if not said:
        return line
    if said[0] is Fate.DECOR:
        return replace(line, is_decor=True)
    return replace(line, is_decor=False, forced=frozenset(_FORCED[said[0]]))


def _read(seen: Sequence[Seen]) -> list[Decoded]:
    """Read the lines again and again, each time with what marks titles and audiences in this document."""
    plain = [emissions_of(line, {}) for line in seen]
    decoded = decode(seen, plain)
    for _ in range(_MOST_READINGS - 1):
        lessons = learn(seen, decoded)
        before = [line.role for line in decoded]
        emissions = [emissions_of(line, lesson) for line, lesson in zip(seen, lessons, strict=True)]
        decoded = decode(seen, emissions, bare_cost=bare_cost_of(seen, decoded))
        if [line.role for line in decoded] == before:
            break
    return decoded


def _texts(seen: Sequence[Seen], decoded: Sequence[Decoded], role: Role) -> list[str]:
    return [line.line.text for line, found in zip(seen, decoded, strict=True) if found.role is role]


def _source_lines(
    document: Document,
    lines: Sequence[Line],
    seen: Sequence[Seen],
    decoded: Sequence[Decoded],
    gathered: Gathered,
) -> list[SourceLine]:
    found: dict[int, tuple[Fate, int | None]] = {}
    for line, role, owner in zip(seen, decoded, gathered.owners, strict=True):
        for number in line.line.numbers:
            fate = _FATES[role.role]
            known = found.get(number)
            if known is None or _IMPORTANCE.index(fate) < _IMPORTANCE.index(known[0]):
                found[number] = (fate, owner if owner is not None or known is None else known[1])
    return [
        SourceLine(
            block.line,
            " ".join(filter(None, [block.marker, block.text])),
            *found.get(block.line, (Fate.DECOR, None)),
        )
        for block in document.blocks
    ]


def _with_addresses(block: Block, text: str) -> str:
    """Return the text of a leftover line with the addresses behind its words."""
    hidden = [url for url in source_addresses(block) if url not in text]
    return " ".join([text, *hidden])
