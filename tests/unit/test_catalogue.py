"""`gersapp.catalogue.catalogue`: what is found, against a naive scan, and what a change leads to."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from gersapp.catalogue.catalogue import PAGE, Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.found import Found, Section
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import MAX_WORDS
from gersapp.catalogue.text import folded_words
from gersapp.errors import NotFound
from tests.support.catalogues import (
    HEADING,
    HYPOTHESIS,
    SLUGS,
    URLS,
    WORDS,
    every_answer,
    operations,
    selections,
)
from tests.support.editing import (
    add_audience,
    applied,
    change_of,
    edited,
    moved_beside,
    put,
    put_heading,
)
from tests.support.scanning import matches, shared
from tests.support.steps import counted


def scanned(heading: Heading, all_of_them: Sequence[Operation], asked: Selection) -> Found:
    """What `Catalogue.find` must answer, one operation after the other."""
    prefixes = folded_words(asked.q)[:MAX_WORDS]
    matching = [operation for operation in all_of_them if matches(operation, prefixes, heading)]
    in_audiences = [operation for operation in matching if shared(asked.audiences, operation.audiences)]
    on_platforms = [operation for operation in matching if shared(asked.platforms, operation.all_platforms)]
    hits = [operation for operation in in_audiences if shared(asked.platforms, operation.all_platforms)]
    first, last = (asked.page - 1) * PAGE, asked.page * PAGE
    sections, at = [], 0
    for audience in heading.audiences:
        if asked.audiences and audience.slug not in asked.audiences:
            continue
        under = [operation for operation in hits if audience.slug in operation.audiences]
        shown = under[max(0, first - at) : max(0, last - at)]
        if shown:
            sections.append(Section(audience, len(under), tuple(shown), is_continued=first > at))
        at += len(under)
    return Found(
        operations=len(hits),
        links=sum(len(operation.links) for operation in hits),
        sections=tuple(sections),
        audiences={
            slug.slug: sum(slug.slug in o.audiences for o in on_platforms)
            for slug in heading.audiences
            if slug.slug in asked.audiences or any(slug.slug in o.audiences for o in all_of_them)
        },
        platforms={
            p.slug: sum(p.slug in o.all_platforms for o in in_audiences)
            for p in PLATFORMS
            if p.slug in asked.platforms or any(p.slug in o.all_platforms for o in all_of_them)
        },
        has_more=at > last,
        words=tuple(dict.fromkeys(folded_words(asked.q))),
    )


OEUF = Operation("oeuf", "L’œuf de Pâques", "Un atelier d'été", ("adultes",), ("youtube",), (Link(URLS[1]),))
OTHER = Operation("autre", "Autre", "", ("aines", "tous"), ("facebook",), (Link(URLS[0]), Link(URLS[2])))
BOTH = Catalogue.of(HEADING, [OEUF, OTHER])


# -- finding


@given(operations, selections)
@HYPOTHESIS
def test_finding_answers_as_a_naive_scan_would(all_of_them: tuple[Operation, ...], asked: Selection) -> None:
    assert Catalogue.of(HEADING, all_of_them).find(asked) == scanned(HEADING, all_of_them, asked)


@pytest.mark.parametrize("page", [1, 2, 3, 25, 26, 27, 28, 99])
@pytest.mark.parametrize("q", ["", "pat", "impair"])
@pytest.mark.parametrize("audiences", [(), ("aines",), ("adultes", "tous")])
def test_pages_answer_as_a_naive_scan_would(page: int, q: str, audiences: tuple[str, ...]) -> None:
    asked = Selection(audiences, (), q, page)
    for catalogue in (MANY, Catalogue.of(HEADING, MANY.operations.values())):
        assert catalogue.find(asked) == scanned(HEADING, list(MANY.operations.values()), asked)


def _many() -> Catalogue:
    """1 000 operations, in another order than that of their making."""
    made = [
        Operation(f"o-{i}", f"pâte {i} {'impair' if i % 2 else 'pair'}", "", (SLUGS[i % 3], SLUGS[i % 2]))
        if i % 6 not in (0, 1)
        else Operation(f"o-{i}", f"pâte {i} {'impair' if i % 2 else 'pair'}", "", (SLUGS[i % 3],))
        for i in range(1_000)
    ]
    catalogue = Catalogue.of(HEADING, made)
    for i in range(0, 40, 3):
        catalogue = moved_beside(catalogue, f"o-{i}", f"o-{990 - i}", after=bool(i % 2))
        catalogue = edited(catalogue, lambda draft, i=i: draft.delete({f"o-{i + 1}"}))  # type: ignore[misc]
    catalogue = edited(catalogue, lambda draft: draft.restore("o-4"))
    return edited(catalogue, lambda draft: draft.add(Operation("neuf", "pâte neuve", "", ("tous",)), 3))


MANY = _many()


@pytest.mark.parametrize(
    "q",
    [
        "oeuf", "ŒUF", "œu", "paques", "PÂQ", "atelier", "ete", "l oeuf",  # title and description
        "adultes", "adu",  # audience
        "youtube", "twitter", "x",  # announced platform, and a link's
        "covid19gers", "#Covid",  # hashtag
        "legers32", "status",  # link
        "oeuf covid adulte youtube status",  # every word, wherever it is
        "œuf œuf oeuf",
    ],
)  # fmt: skip
def test_a_search_finds_by_the_beginning_of_every_word(q: str) -> None:
    assert "oeuf" in BOTH.ids(Selection(q=q), "adultes")


@pytest.mark.parametrize("q", ["euf", "oeufs", "oeuf zzz", "https", "aines", "facebook oeuf", "aques"])
def test_a_search_does_not_find_inside_words_or_by_some_words(q: str) -> None:
    assert BOTH.ids(Selection(q=q), "adultes") == []


def test_the_counts_are_of_the_platforms_in_the_catalogue() -> None:
    assert list(BOTH.find(Selection()).platforms) == ["facebook", "x", "youtube", "site-web"]
    found = edited(BOTH, lambda draft: draft.delete({"oeuf"})).find(Selection(platforms=("youtube",)))
    assert found.platforms == {"facebook": 1, "youtube": 0, "site-web": 1}


def test_platforms_are_listed_by_use() -> None:
    more = [
        Operation("a", "A", platforms=("site-web", "youtube")),
        Operation("b", "B", platforms=("youtube",)),
    ]
    catalogue = Catalogue.of(HEADING, [OEUF, OTHER, *more])
    assert catalogue.platforms_by_use() == ["youtube", "site-web", "facebook", "x"]


def test_the_words_found_are_given_to_be_marked() -> None:
    assert BOTH.find(Selection(q="Œuf d’été ŒUF")).words == ("oeuf", "d", "ete")


def test_more_words_than_are_remembered_are_all_found() -> None:
    words = " ".join(f"mot{i}" for i in range(700))
    catalogue = Catalogue.of(HEADING, [Operation("o", "", words, ("tous",))])
    for _ in range(2):
        assert all(catalogue.find(Selection(q=f"mot{i}")).operations == 1 for i in range(700))
        assert catalogue.find(Selection(q="mot700")).operations == 0


def test_a_remembered_word_is_forgotten_with_its_label() -> None:
    catalogue = Catalogue.of(HEADING, [Operation("o", "Titre", "", ("adultes",))])
    assert catalogue.find(Selection(q="adultes")).operations == 1
    renamed = (Audience("adultes", "Aînés"),)
    catalogue = edited(catalogue, lambda draft: put_heading(draft, audiences=renamed))
    assert catalogue.find(Selection(q="adultes")).operations == 0
    assert catalogue.find(Selection(q="aînés")).operations == 1


def test_only_the_first_words_of_a_long_search_count() -> None:
    found = BOTH.find(Selection(q=" ".join(["oeuf", *(f"p{'a' * i}" for i in range(30))])))
    assert len(found.words) == MAX_WORDS


def test_an_operation_of_two_audiences_counts_once() -> None:
    found = BOTH.find(Selection())
    assert [(s.audience.slug, s.count, s.operations) for s in found.sections] == [
        ("adultes", 1, (OEUF,)),
        ("aines", 1, (OTHER,)),
        ("tous", 1, (OTHER,)),
    ]
    assert (found.operations, found.links) == (2, 3)
    assert found.audiences == {"adultes": 1, "aines": 1, "tous": 1}
    assert found.platforms["facebook"] == 1


def test_a_value_counts_what_it_would_add_to_its_kind() -> None:
    found = BOTH.find(Selection(("adultes",), ("facebook",)))
    assert found.operations == 0
    assert found.audiences == {"adultes": 0, "aines": 1, "tous": 1}
    assert found.platforms["youtube"] == 1
    assert found.platforms["facebook"] == 0


def test_unknown_values_find_nothing_and_raise_nothing() -> None:
    assert BOTH.find(Selection(("martiens",), ("minitel",))).operations == 0
    assert BOTH.ids(Selection(), "martiens") == []


@given(operations, selections)
@HYPOTHESIS
def test_ids_are_those_of_the_section(all_of_them: tuple[Operation, ...], asked: Selection) -> None:
    catalogue = Catalogue.of(HEADING, all_of_them)
    asked = replace(asked, audiences=(), page=1)
    shown = {s.audience.slug: [o.id for o in s.operations] for s in catalogue.find(asked).sections}
    assert {slug: catalogue.ids(asked, slug) for slug in SLUGS} == {
        slug: shown.get(slug, []) for slug in SLUGS
    }


# -- changing: any sequence of changes is in test_draft.py


def test_a_long_life_of_changes_keeps_the_index_true() -> None:
    chance = random.Random(20)  # noqa: S311
    catalogue = Catalogue.of(HEADING, [])
    for step in range(300):
        ids = list(catalogue.operations)
        title = " ".join(chance.sample(WORDS, 2))
        made = Operation(f"o-{step}", title, "", (chance.choice(SLUGS),), (), (Link(chance.choice(URLS)),))
        draft = Draft(catalogue)
        if not ids or chance.random() < 0.45:
            draft.add(made)
        elif chance.random() < 0.5:
            draft.put(replace(made, id=chance.choice(ids)))
        elif catalogue.trash and chance.random() < 0.3:
            draft.restore(chance.choice(list(catalogue.trash)))
        else:
            draft.delete({chance.choice(ids)})
        catalogue = applied(catalogue, draft.change())
    assert len(catalogue.operations) > 50
    assert every_answer(catalogue) == every_answer(Catalogue.of(HEADING, catalogue.operations.values()))


def cost_of_deleting(number: int, *, size: int) -> int:
    """The steps of applying the deletion of so many operations among `size`."""
    all_of_them = [Operation(f"o-{i}", f"Titre {i}", "", ("tous",)) for i in range(size)]
    catalogue = Catalogue.of(HEADING, all_of_them)
    change = change_of(catalogue, lambda draft: draft.delete({f"o-{2 * i}" for i in range(number)}))
    assert change
    with counted() as steps:
        assert len(catalogue.apply(change).operations) == size - number
    return steps.number


def test_a_change_of_many_costs_what_it_touches() -> None:
    small, large = (cost_of_deleting(120, size=size) - cost_of_deleting(1, size=size) for size in (600, 1200))
    assert large < 1.2 * small


def test_deletions_and_restorations_leave_no_gaps_behind() -> None:
    all_of_them = [Operation(f"o-{i}", "Pâte", "", ("tous",)) for i in range(10)]
    catalogue = Catalogue.of(HEADING, all_of_them)
    for _ in range(50):
        catalogue = edited(catalogue, lambda draft: draft.delete({"o-3"}))
        catalogue = edited(catalogue, lambda draft: draft.restore("o-3"))
    assert catalogue._index.size < 20
    assert list(catalogue.operations.values()) == all_of_them
    assert catalogue.find(Selection(q="pâte")).operations == 10


def test_a_change_leaves_the_catalogue_it_was_made_from() -> None:
    newer = replace(OEUF, title="Autre titre")
    after = edited(BOTH, lambda draft: draft.put(newer))
    assert after.get("oeuf") is newer
    assert BOTH.get("oeuf") is OEUF


def test_an_unknown_id_is_not_found() -> None:
    with pytest.raises(NotFound):
        BOTH.get("rien")


def test_a_new_hashtag_is_found_and_the_old_one_is_not() -> None:
    after = edited(BOTH, lambda draft: put_heading(draft, hashtag="#Autre"))
    assert after.find(Selection(q="autre")).operations == 2
    assert after.find(Selection(q="covid")).operations == 0
    assert BOTH.find(Selection(q="covid")).operations == 2


def test_a_new_audience_comes_last_and_is_found_by_its_name() -> None:
    after = edited(BOTH, lambda draft: add_audience(draft, "agents", "Agents de l’État"))
    after = edited(after, lambda draft: put(draft, "oeuf", audiences=("agents",)))
    assert [section.audience.slug for section in after.find(Selection()).sections] == [
        "aines",
        "tous",
        "agents",
    ]
    assert after.find(Selection(q="etat")).operations == 1
    assert "agents" not in BOTH.find(Selection()).audiences


def test_a_new_id_is_made_of_the_title_and_is_none_of_the_trash() -> None:
    catalogue = edited(BOTH, lambda draft: draft.delete({"oeuf"}))
    assert catalogue.free_id("Œuf") == "oeuf-2"
    assert catalogue.free_id("Autre !") == "autre-2"
    assert catalogue.free_id("New") == "new-2"
    assert catalogue.free_id("🎉") == "operation"
    added = edited(catalogue, lambda draft: draft.add(replace(OEUF, id="oeuf-2")))
    assert added.free_id("œuf") == "oeuf-3"
