"""`gersapp.observatory.national`: what is found across bodies, against a naive scan, and after changes."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from hypothesis import given, settings

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.text import folded_words
from gersapp.observatory import territories
from gersapp.observatory.body import Body, Kind
from gersapp.observatory.found import BodySection, NationalFound
from gersapp.observatory.groups import group_audiences
from gersapp.observatory.national import National
from gersapp.observatory.parts import Member
from gersapp.observatory.proposals import propose_national
from gersapp.observatory.selection import NationalSelection
from tests.support.catalogues import HYPOTHESIS
from tests.support.editing import edited, put
from tests.support.members import QUERIES, batch_of, members_of, seeds, selection_of
from tests.support.scanning import matches, shared

SIZE = 5
FILTERS = ("bodies", "kinds", "territories", "groups", "platforms")


def facets_of(member: Member, operation: Operation) -> dict[str, list[str]]:
    """The values of each filter that an operation is found by."""
    groups = group_audiences(member.catalogue.heading.audiences, member.chosen)
    return {
        "bodies": [member.body.slug],
        "kinds": [member.body.kind],
        "territories": [*territories.enclosing(member.body.territory)],
        "groups": [*{groups[slug] for slug in operation.audiences}],
        "platforms": [*operation.all_platforms],
    }


def by_name(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (folded_words(member.name), member.body.slug))


def scanned(members: Sequence[Member], asked: NationalSelection) -> NationalFound:
    """What `National.find` must answer, one operation after the other."""
    every = [
        (member, operation)
        for member in by_name(members)
        for operation in member.catalogue.operations.values()
    ]
    matching = [pair for pair in every if _has_words(*pair, asked.q)]

    def found_by(but: str = "") -> list[tuple[Member, Operation]]:
        names = [name for name in FILTERS if name != but]
        return [
            pair
            for pair in matching
            if all(shared(getattr(asked, name), facets_of(*pair)[name]) for name in names)
        ]

    hits = found_by()
    first = (asked.page - 1) * SIZE
    sections: list[BodySection] = []
    for member in by_name(members):
        own = [place for place, (other, _) in enumerate(hits) if other is member]
        shown = tuple(hits[place][1] for place in own if first <= place < first + SIZE)
        if shown:
            section = BodySection(member.body, member.name, len(own), shown, is_continued=own[0] < first)
            sections.append(section)
    counts = {}
    for name in FILTERS:
        known = {value for pair in every for value in facets_of(*pair)[name]}
        number = Counter(value for pair in found_by(but=name) for value in facets_of(*pair)[name])
        there = {member.body.slug for member in members} if name == "bodies" else set(getattr(asked, name))
        counts[name] = {value: number[value] for value in known | (set(getattr(asked, name)) & there)}
    return NationalFound(
        operations=len(hits),
        links=sum(len(operation.links) for _, operation in hits),
        sections=tuple(sections),
        has_more=len(hits) > first + SIZE,
        words=tuple(dict.fromkeys(folded_words(asked.q))),
        **counts,
    )


def _has_words(member: Member, operation: Operation, q: str) -> bool:
    heading = member.catalogue.heading
    places = [territories.BY_SLUG[slug].label for slug in territories.enclosing(member.body.territory)]
    return matches(operation, folded_words(q), heading, " ".join((heading.organisation, *places)))


@settings(HYPOTHESIS, max_examples=60)
@given(seeds)
def test_what_is_found_is_what_a_scan_finds(seed: int) -> None:
    members, chance = members_of(seed), random.Random(seed)  # noqa: S311
    national = National.of(members)
    for asked in [selection_of(chance) for _ in range(5)]:
        assert national.find(asked, SIZE) == scanned(members, asked)


@settings(HYPOTHESIS, max_examples=40)
@given(seeds)
def test_changes_lead_to_what_is_made_anew(seed: int) -> None:
    members, chance = members_of(seed), random.Random(seed)  # noqa: S311
    national = National.of(members)
    for _ in range(6):
        members = batch_of(members, chance)
        national = national.updated(members)
        anew = National.of(members)
        assert national.state == anew.state
        assert national.figures() == anew.figures()
        for asked in [NationalSelection(), *[selection_of(chance) for _ in range(4)]]:
            assert national.find(asked, SIZE) == anew.find(asked, SIZE)
        for q in QUERIES:
            assert national.find_all(NationalSelection(q=q)) == anew.find_all(NationalSelection(q=q))


@settings(HYPOTHESIS, max_examples=40)
@given(seeds)
def test_the_newest_are_those_of_all_bodies(seed: int) -> None:
    members, chance = members_of(seed), random.Random(seed)  # noqa: S311
    dates: dict[str, dict[str, Dates]] = {}
    for member in members:
        some = [id for id in member.catalogue.operations if chance.random() < 0.7]
        times = sorted([chance.randint(0, 9) for _ in some], reverse=True)
        known = {id: Dates(None, time) for id, time in zip(some, times, strict=True)}
        dates[member.body.slug] = {"gone": Dates(0, 10), **known}
    national = National.of(members)
    for asked in [NationalSelection(), *[selection_of(chance) for _ in range(4)]]:
        found = list(islice(national.newest(asked, dates.__getitem__), 3))
        hits = [
            dates[section.body.slug][operation.id].changed
            for section in national.find_all(asked).sections
            for operation in section.operations
            if operation.id in dates[section.body.slug]
        ]
        assert [one.dates.changed for one in found] == sorted(hits, reverse=True)[:3]
        assert all(dates[one.body][one.operation.id] == one.dates for one in found)
        assert len({(one.body, one.operation.id) for one in found}) == len(found)


# -- by hand

AUCH = Member(
    Body("auch", Kind.COMMUNE, "32"),
    Catalogue.of(
        Heading("Actions", "Ville d’Auch", "", "", (Audience("ados", "Ados"), Audience("pros", "Pilotes"))),
        [
            Operation("fete", "Fête", "", ("ados",), (), (Link("https://www.facebook.com/auch/posts/1"),)),
            Operation("vols", "Vols", "", ("pros",), ("x",)),
        ],
    ),
    "1-1",
)
OCCITANIE = Member(
    Body("occitanie", Kind.REGION, "occitanie"),
    Catalogue.of(
        Heading("", "Région Occitanie", "", "", (Audience("tous", "Tout public"),)),
        [Operation("fete", "La fête", "", ("tous",), ("facebook",))],
    ),
    "2-1",
)
BOTH = National.of([OCCITANIE, AUCH])


def bodies_of(selection: NationalSelection) -> list[str]:
    return [section.body.slug for section in BOTH.find(selection).sections]


def test_bodies_stand_in_the_order_of_their_names() -> None:
    assert [(section.name, section.count) for section in BOTH.find(NationalSelection()).sections] == [
        ("Région Occitanie", 1),
        ("Ville d’Auch", 2),
    ]


def test_a_region_finds_the_bodies_of_its_departements() -> None:
    assert bodies_of(NationalSelection(territories=("occitanie",))) == ["occitanie", "auch"]
    assert bodies_of(NationalSelection(territories=("32",))) == ["auch"]


def test_an_audience_without_group_is_among_the_others() -> None:
    found = BOTH.find(NationalSelection(groups=("autres-cibles",)))
    assert [operation.id for operation in found.sections[0].operations] == ["vols"]


def test_the_choice_of_a_manager_comes_before_the_table() -> None:
    corrected = BOTH.updated([replace(AUCH, chosen={"pros": "professionnels"}), OCCITANIE])
    assert corrected.find(NationalSelection()).groups == {"grand-public": 1, "jeunes": 1, "professionnels": 1}
    assert corrected.state != BOTH.state


def test_a_search_finds_by_the_name_of_the_body() -> None:
    assert bodies_of(NationalSelection(q="auch")) == ["auch"]
    assert bodies_of(NationalSelection(q="occitanie fête")) == ["occitanie", "auch"]


def test_a_search_finds_an_address_in_every_body() -> None:
    assert bodies_of(NationalSelection(q="facebook.com/auch/posts/1")) == ["auch"]


def test_an_operation_of_the_same_id_is_counted_by_body() -> None:
    found = BOTH.find(NationalSelection(q="fête"))
    assert (found.operations, found.bodies) == (2, {"occitanie": 1, "auch": 1})


def test_changes_are_counted_in_the_selection_alone() -> None:
    changed = {"auch": {"fete", "vols", "gone", HEADING}, "occitanie": None, "removed": None}
    assert BOTH.count_changed(NationalSelection(), changed) == 3
    assert BOTH.count_changed(NationalSelection(q="vols"), changed) == 1
    assert BOTH.count_changed(NationalSelection(), {"auch": set()}) == 0


def test_figures_are_those_of_each_body() -> None:
    _, auch = BOTH.figures()
    assert (auch.name, auch.operations, auch.links) == ("Ville d’Auch", 2, 1)
    assert auch.platforms == {"facebook": 1, "x": 1}
    assert auch.groups == {"jeunes": 1, "autres-cibles": 1}


def test_no_body_gives_nothing_and_no_error() -> None:
    found = National.of([]).find(NationalSelection(q="fête", page=2))
    assert (found.operations, found.sections, found.bodies) == (0, (), {})


def test_an_unchanged_body_keeps_its_part() -> None:
    after = BOTH.updated([replace(AUCH, state="1-2"), OCCITANIE])
    assert after.parts["occitanie"] is BOTH.parts["occitanie"]
    assert after.parts["auch"] is not BOTH.parts["auch"]


def test_an_edit_reads_the_words_of_one_operation() -> None:
    catalogue = edited(AUCH.catalogue, lambda draft: put(draft, "fete", title="Kermesse"))
    part = BOTH.updated([OCCITANIE, replace(AUCH, catalogue=catalogue, state="1-2")]).parts["auch"]
    changes = list(part.changes_from(BOTH.parts["auch"]))
    assert [(before and before.title, after and after.title) for _, before, after in changes] == [
        ("Fête", "Kermesse")
    ]


def test_the_nearest_words_of_all_bodies_are_proposed() -> None:
    proposed = propose_national(BOTH, NationalSelection(q="fete vol", kinds=("commune",)))
    assert [selection.q for selection in proposed] == []
    proposed = propose_national(BOTH, NationalSelection(q="occitanir", page=3))
    assert [(selection.q, selection.page) for selection in proposed] == [("Occitanie", 1)]
