"""How much of everything the bench measures."""

from collections.abc import Sequence
from dataclasses import dataclass

from proof.bench.report import SIZES


@dataclass(frozen=True, slots=True)
class Plan:
    """The quantities of one run; times are in seconds, sizes are numbers of operations."""

    sizes: Sequence[int] = SIZES
    rounds: int = 3
    # How long a load on filters lasts, one on pages, a short one, and one on a slow rival.
    filter_seconds: int = 4
    page_seconds: int = 3
    short_seconds: int = 2
    slow_seconds: int = 10
    # How long many editors are at work, and how long each types at most before it saves.
    crowd_seconds: int = 8
    typing_seconds: float = 4
    # How long visitors ask for filters while an editor imports: an import takes some 10 s meanwhile.
    import_seconds: int = 24
    # … and while visitors download documents.
    export_seconds: int = 10
    # Answers that the constant bytes imitate.
    samples: int = 200
    # The rivals that look at every operation are asked up to this size: beyond, an answer takes seconds.
    max_size_for_rivals: int = 10_000
    # Compression, the storm of edits, the crowd of editors, imports and exports are measured at this size
    # only.
    size_in_depth: int = 10_000
    searched_sizes: Sequence[int] = (10_000, 100_000)
    visited_sizes: Sequence[int] = (16, 10_000)
    lighthouse_size: int = 16
    # Sizes at which a body in PostgreSQL is edited, and is filtered beside so many small ones; how many edits
    # another process looks at in a round, and how many filters are made without a server.
    edited_bodies: Sequence[int] = (1_000, 10_000)
    filtered_bodies: Sequence[int] = (100_000,)
    small_bodies: int = 20
    seen_edits: int = 100
    found_selections: int = 60
    # Operations that the edits of a round write together, and the least and the most edits.
    edited_operations: int = 200_000
    min_edits: int = 4
    max_edits: int = 50
    # Edits that make the long history; it is measured at `growth.OPERATIONS`.
    history_edits: int = 10_000
