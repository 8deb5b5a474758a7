"""Document → proposal: lines, their roles, the operations that they make, and what becomes of every line."""

from collections.abc import Callable, Mapping, Sequence

from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.structure.assemble import gather
from gersapp.exchange.structure.clean import clean
from gersapp.exchange.structure.explicit.accounts import with_accounts
from gersapp.exchange.structure.explicit.aligned import with_aligned_fields
from gersapp.exchange.structure.explicit.arrows import with_arrows
from gersapp.exchange.structure.explicit.choices import with_choices
from gersapp.exchange.structure.explicit.fields import with_fields
from gersapp.exchange.structure.explicit.nested import with_nested_lists
from gersapp.exchange.structure.explicit.network_groups import with_network_groups
from gersapp.exchange.structure.explicit.notes import with_notes
from gersapp.exchange.structure.explicit.pairs import with_pairs, with_sentences_for_people
from gersapp.exchange.structure.explicit.paragraphs import with_paragraphs_apart
from gersapp.exchange.structure.explicit.records import with_records
from gersapp.exchange.structure.explicit.repeated_labels import with_repeated_labels
from gersapp.exchange.structure.explicit.rows import with_rows
from gersapp.exchange.structure.explicit.stacked import with_stacked_fields
from gersapp.exchange.structure.explicit.subjects import with_subjects
from gersapp.exchange.structure.explicit.tables import with_tables
from gersapp.exchange.structure.fates import source_lines, with_fates
from gersapp.exchange.structure.headings import document_title, hashtag_of, organisation_of
from gersapp.exchange.structure.lines import Line, lines_of
from gersapp.exchange.structure.reconcile import lost_addresses, source_addresses
from gersapp.exchange.structure.roles.context import see
from gersapp.exchange.structure.roles.reading import read_roles
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.written_documents import read_written

# Each takes what those before it left without a kind.
STEPS: tuple[Callable[[list[Line]], list[Line]], ...] = (
    with_notes,
    with_accounts,
    with_choices,
    with_nested_lists,
    with_arrows,
    with_stacked_fields,
    with_repeated_labels,
    with_aligned_fields,
    with_rows,
    with_tables,
    with_fields,
    with_network_groups,
    with_pairs,
    with_sentences_for_people,
    with_records,
    with_subjects,
    with_paragraphs_apart,
)
# Of the time that a long text takes, the hundredths that have passed once it is clean, once its lines have
# their kinds, once they are seen, and once they have their roles.
_CLEAN, _LINES, _SEEN, _DECODED = 15, 40, 55, 95

Tell = Callable[[int], None]


def propose(
    document: Document, fates: Mapping[int, Fate] | None = None, tell: Tell | None = None
) -> Proposal:
    """Return what a document proposes. `fates` are what people say of lines, by number; the rest follows.

    `tell` is called with the hundredths that are done, more than ten times.
    """
    return read_written(document, fates or {}) or _propose(document, fates or {}, tell or _keep_quiet)


def _keep_quiet(share: int) -> None: ...


def _propose(document: Document, fates: Mapping[int, Fate], tell: Tell) -> Proposal:
    shown = read_lines(document, fates, tell)
    seen = see(shown)
    tell(_SEEN)
    decoded = read_roles(seen, lambda part: tell(_SEEN + part * (_DECODED - _SEEN) // 100))
    tell(_DECODED)
    roles = [line.role for line in decoded]
    gathered = gather(seen, decoded)
    fated = source_lines(document, shown, roles, gathered.owners)
    leftovers = [
        _with_addresses(block, line.text)
        for block, line in zip(document.blocks, fated, strict=True)
        if line.fate is Fate.LEFT
    ]
    operations = tuple(gathered.operations)
    headings = _texts(shown, roles, Role.HEADING)
    introduction = _texts(shown, roles, Role.INTRODUCTION)
    organisation = organisation_of(headings)
    return Proposal(
        format=document.format,
        introduction="\n".join(introduction),
        audiences=tuple(gathered.audiences),
        operations=operations,
        leftovers=(*leftovers, *lost_addresses(document, operations, leftovers)),
        lines=tuple(fated),
        title=document_title(headings, organisation) or document.title,
        organisation=organisation,
        hashtag=hashtag_of([*headings, *introduction]),
    )


def read_lines(document: Document, fates: Mapping[int, Fate], tell: Tell = _keep_quiet) -> list[Line]:
    """Return the lines of a document without decor; those that say what they are have a kind or a role."""
    lines = with_fates(clean(lines_of(document), document.format), fates)
    for number, step in enumerate(STEPS):
        tell(_CLEAN + number * (_LINES - _CLEAN) // len(STEPS))
        lines = step(lines)
    return [line for line in lines if not line.is_decor]


def _texts(lines: Sequence[Line], roles: Sequence[Role], role: Role) -> list[str]:
    return [line.text for line, found in zip(lines, roles, strict=True) if found is role]


def _with_addresses(block: Block, text: str) -> str:
    """Return the text of a leftover line with the addresses behind its words."""
    hidden = [url for url in source_addresses(block) if url not in text]
    return " ".join([text, *hidden])
