"""Which dated copies are kept: they are named by their times, as in `backups`."""

from collections.abc import Iterable

# The lengths of the second, the hour, the day and the month in a name, each with how many of them keep their
# last copy.
_KEPT = (
    (len("2026-11-23T140205"), 24),
    (len("2026-11-23T14"), 24),
    (len("2026-11-23"), 31),
    (len("2026-11"), 12),
)


def choose_kept(names: Iterable[str]) -> set[str]:
    """Return the names to keep: the latest 24, and the last of each of the latest 24 hours with a copy, of 31
    days and of 12 months.

    They are counted, and not measured from now: a catalogue that nobody edits for a year keeps its copies,
    and a wrong clock removes none.
    """
    newest_first = sorted(names, reverse=True)
    chosen: set[str] = set()
    for length, count in _KEPT:
        last: dict[str, str] = {}
        for name in newest_first:
            last.setdefault(name[:length], name)
        chosen.update(list(last.values())[:count])
    return chosen
