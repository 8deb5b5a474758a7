"""Whatever operations are written in a table, reading its rows gives them back."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.text import tidy
from gersapp.exchange.proposal import Fate, ProposedOperation
from gersapp.exchange.tables import csv
from gersapp.exchange.tables.turning import turn
from gersapp.exchange.tables.values import Row, Sheet, SheetCell, Workbook
from tests.support.rows import rows_of

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
# As forms store it.
LINE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).map(tidy).filter(bool)
LABELS = ["Aînés", "Enfants/Jeunes", "Tout public", "Jeunes (11-15 ans, collège)", "Parents & enfants"]


@st.composite
def operations(draw: st.DrawFn) -> ProposedOperation:
    return ProposedOperation(
        title=f"Opération {draw(LINE)}",
        description="\n".join(["Texte"] * draw(st.integers(0, 1)) + draw(st.lists(LINE, max_size=3))),
        audiences=tuple(draw(st.lists(st.sampled_from(LABELS), min_size=1, unique=True))),
        platforms=tuple(
            draw(st.lists(st.sampled_from(PLATFORMS), unique=True).map(lambda all: [p.slug for p in all]))
        ),
        links=tuple(
            f"https://a.fr/{n}?b=c&d=%20#é"
            for n in draw(st.lists(st.integers(0, 99), unique=True, max_size=4))
        ),
    )


def written(some: Sequence[ProposedOperation], separator: str) -> str:
    lines = [("Titre", "Description", "Cibles", "Plateformes", "Liens")]
    labels = {platform.slug: platform.label for platform in PLATFORMS}
    lines += [
        (
            one.title,
            one.description,
            "; ".join(one.audiences),
            ", ".join(labels[slug] for slug in one.platforms),
            "\n".join(one.links),
        )
        for one in some
    ]
    quoted = (separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return "".join(f"{line}\r\n" for line in quoted)


@settings(deadline=None, derandomize=True, database=None, max_examples=40)
@given(
    st.lists(operations(), min_size=1, max_size=4),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_written_operations_are_read_back(
    some: list[ProposedOperation], separator: str, encoding: str
) -> None:
    workbook = csv.read_csv(written(some, separator).encode(encoding))
    rows = rows_of(workbook)
    assert rows.errors == ()
    assert [
        (one.title, one.description, one.audiences, one.platforms, one.links)
        for one in rows.proposal.operations
    ] == [(one.title, one.description, one.audiences, one.platforms, one.links) for one in some]


ADDRESSES = [f"https://site-{n}.fr/p/{n}" for n in range(10, 30)]
WRITTEN = st.lists(
    st.sampled_from([*ADDRESSES, "Total", "Titre", "Lien", "x", "Facebook", "Aînés", "\n", ";", "idem"]),
    max_size=3,
)
CELL = st.builds(
    SheetCell,
    WRITTEN.map(" ".join),
    st.just(()) | st.lists(st.sampled_from(ADDRESSES), max_size=1).map(tuple),
)


@settings(deadline=None, derandomize=True, database=None, max_examples=100)
@given(
    st.lists(st.lists(CELL, max_size=5).map(tuple), max_size=6),
    st.booleans(),
    st.dictionaries(st.integers(1, 6), st.sampled_from(Fate), max_size=2),
)
def test_no_address_of_a_table_is_lost(table: list[Row], fill_down: bool, fates: dict[int, Fate]) -> None:
    workbook = Workbook("xlsx", (turn(Sheet("", tuple(table))),))
    proposal = rows_of(workbook, fill_down=fill_down, fates=fates).proposal
    texts = [text for one in proposal.operations for text in (one.title, one.description, *one.links)]
    kept = " ".join([*texts, *proposal.leftovers, proposal.title, proposal.introduction])
    given = {url for row in table for cell in row for url in (*cell.text.split(), *cell.addresses)}
    assert {url for url in given & set(ADDRESSES) if url not in kept} == set()
