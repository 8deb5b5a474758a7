"""`gersapp.catalogue.catalogue`: what is found, against a naive scan, and how one catalogue gives another."""

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import MAX_WORDS, PAGE, Catalogue, Found, Section
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import folded_words
from gersapp.errors import Conflict, NotFound
from tests.support.catalogues import (
    HEADING,
    HYPOTHESIS,
    SEARCHES,
    SLUGS,
    SOME_PLATFORMS,
    URLS,
    WORDS,
    contents,
    operations,
    selections,
)


@lru_cache(maxsize=5_000)
def words_read(operation: Operation, heading: Heading) -> tuple[str, ...]:
    """All the words that may find an operation, by reading it all."""
    labels = [audience.label for audience in heading.audiences if audience.slug in operation.audiences]
    labels += [BY_SLUG[slug].label for slug in operation.all_platforms]
    urls = [link.url.partition("://")[2] for link in operation.links]
    texts = [operation.title, operation.description, heading.hashtag, *labels, *urls]
    return tuple(word for text in texts for word in folded_words(text))


def matches(operation: Operation, asked: Sequence[str], heading: Heading) -> bool:
    """Whether each of the words `asked` begins a word of the operation."""
    words = words_read(operation, heading)
    return all(any(word.startswith(prefix) for word in words) for prefix in asked)


def shared(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether they have one in common, or nothing is asked."""
    return not some or not set(some).isdisjoint(others)


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
        here = [operation for operation in hits if audience.slug in operation.audiences]
        shown = here[max(0, first - at) : max(0, last - at)]
        if shown:
            sections.append(Section(audience, len(here), tuple(shown), continued=first > at))
        at += len(here)
    return Found(
        len(hits),
        sum(len(operation.links) for operation in hits),
        tuple(sections),
        {slug.slug: sum(slug.slug in o.audiences for o in on_platforms) for slug in heading.audiences},
        {p.slug: sum(p.slug in o.all_platforms for o in in_audiences) for p in PLATFORMS},
        at > last,
        tuple(dict.fromkeys(folded_words(asked.q))),
    )


def every_answer(catalogue: Catalogue) -> list[Found]:
    """Its answers to enough questions for a wrong index to show."""
    asked = [Selection(q=q) for q in ["", *SEARCHES]]
    asked += [Selection(audiences=(slug,), platforms=("x",)) for slug in SLUGS]
    asked += [Selection(platforms=(slug,), q="pat") for slug in SOME_PLATFORMS]
    return [catalogue.find(selection) for selection in asked]


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
def test_pages_of_many_operations_answer_as_a_naive_scan_would(
    page: int, q: str, audiences: tuple[str, ...]
) -> None:
    asked = Selection(audiences, (), q, page)
    for here in (MANY, Catalogue.of(HEADING, MANY.operations.values())):
        assert here.find(asked) == scanned(HEADING, list(MANY.operations.values()), asked)


def _many() -> Catalogue:
    """1 000 operations, in another order than that of their making."""
    made = [
        Operation(f"o-{i}", f"pâte {i} {'impair' if i % 2 else 'pair'}", "", (SLUGS[i % 3], SLUGS[i % 2]))
        if i % 6 not in (0, 1)
        else Operation(f"o-{i}", f"pâte {i} {'impair' if i % 2 else 'pair'}", "", (SLUGS[i % 3],))
        for i in range(1_000)
    ]
    here = Catalogue.of(HEADING, made)
    for i in range(0, 40, 3):
        here = here.moved(f"o-{i}", f"o-{990 - i}", after=bool(i % 2))
        here = here.deleted(f"o-{i + 1}", here.get(f"o-{i + 1}").revision)
    return here.restored("o-4").added(Operation("neuf", "pâte neuve", "", ("tous",)), 3)


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
def test_a_search_does_not_find_by_the_middle_of_a_word_or_by_some_words_only(q: str) -> None:
    assert BOTH.ids(Selection(q=q), "adultes") == []


def test_the_words_found_are_given_to_be_marked() -> None:
    assert BOTH.find(Selection(q="Œuf d’été ŒUF")).words == ("oeuf", "d", "ete")


def test_more_words_than_are_remembered_are_all_found() -> None:
    here = Catalogue.of(HEADING, [Operation("o", "", " ".join(f"mot{i}" for i in range(700)), ("tous",))])
    for _ in range(2):
        assert all(here.find(Selection(q=f"mot{i}")).operations == 1 for i in range(700))
        assert here.find(Selection(q="mot700")).operations == 0


def test_a_word_remembered_is_forgotten_with_the_label_that_it_found() -> None:
    here = Catalogue.of(HEADING, [Operation("o", "Titre", "", ("adultes",))])
    assert here.find(Selection(q="adultes")).operations == 1
    renamed = replace(HEADING, audiences=(Audience("adultes", "Aînés"),))
    here = here.with_heading(renamed, HEADING.revision)
    assert here.find(Selection(q="adultes")).operations == 0
    assert here.find(Selection(q="aînés")).operations == 1


def test_only_the_first_words_of_a_long_search_count() -> None:
    found = BOTH.find(Selection(q=" ".join(["oeuf", *(f"p{'a' * i}" for i in range(30))])))
    assert len(found.words) == MAX_WORDS


def test_an_operation_with_two_audiences_stands_twice_and_counts_once() -> None:
    found = BOTH.find(Selection())
    assert [(s.audience.slug, s.count, s.operations) for s in found.sections] == [
        ("adultes", 1, (OEUF,)),
        ("aines", 1, (OTHER,)),
        ("tous", 1, (OTHER,)),
    ]
    assert (found.operations, found.links) == (2, 3)
    assert found.audiences == {"adultes": 1, "aines": 1, "tous": 1}
    assert found.platforms["facebook"] == 1


def test_a_value_counts_what_it_would_add_to_those_of_its_kind() -> None:
    found = BOTH.find(Selection(("adultes",), ("facebook",)))
    assert found.operations == 0
    assert found.audiences == {"adultes": 0, "aines": 1, "tous": 1}
    assert found.platforms["youtube"] == 1
    assert found.platforms["facebook"] == 0


def test_what_no_heading_knows_finds_nothing_and_raises_nothing() -> None:
    assert BOTH.find(Selection(("martiens",), ("minitel",))).operations == 0
    assert BOTH.ids(Selection(), "martiens") == []


@given(operations, selections)
@HYPOTHESIS
def test_ids_are_those_of_the_section(all_of_them: tuple[Operation, ...], asked: Selection) -> None:
    here = Catalogue.of(HEADING, all_of_them)
    asked = replace(asked, audiences=(), page=1)
    shown = {s.audience.slug: [o.id for o in s.operations] for s in here.find(asked).sections}
    assert {slug: here.ids(asked, slug) for slug in SLUGS} == {slug: shown.get(slug, []) for slug in SLUGS}


# -- changing


changes = st.lists(
    st.tuples(
        st.sampled_from(["added", "replaced", "deleted", "restored", "moved", "moved"]),
        st.integers(0, 99),
        st.integers(0, 99),
        st.booleans(),
        contents,
    ),
    max_size=12,
)


@given(operations, changes)
@HYPOTHESIS
def test_changes_in_a_row_give_what_a_catalogue_made_anew_gives(
    all_of_them: tuple[Operation, ...], steps: list[tuple[str, int, int, bool, Operation]]
) -> None:
    here = Catalogue.of(HEADING, all_of_them)
    model = list(all_of_them)  # the operations in their order, by plain lists
    trash: dict[str, tuple[Operation, int]] = {}
    older = [(here, every_answer(here), list(here.operations.values()))]
    for step, (verb, a, b, flag, content) in enumerate(steps):
        if verb == "added":
            content = replace(content, id=f"n-{step}")
            position = None if flag else min(a, len(model))
            here = here.added(content, position)
            model.insert(len(model) if position is None else position, content)
        elif verb == "restored" and trash:
            id = sorted(trash)[a % len(trash)]
            here = here.restored(id)
            operation, position = trash.pop(id)
            model.insert(position, operation)
        elif not model or verb == "restored":
            continue
        elif verb == "replaced":
            before = model[a % len(model)]
            content = replace(content, id=before.id)
            here = here.replaced(content, before.revision)
            model[a % len(model)] = content
        elif verb == "deleted":
            position = a % len(model)
            operation = model.pop(position)
            here = here.deleted(operation.id, operation.revision)
            trash[operation.id] = (operation, position)
        else:
            operation, neighbour = model[a % len(model)], model[b % len(model)]
            if operation is neighbour:
                continue
            here = here.moved(operation.id, neighbour.id, after=flag)
            model.remove(operation)
            model.insert(model.index(neighbour) + flag, operation)
        older.append((here, every_answer(here), list(here.operations.values())))
    anew = Catalogue.of(HEADING, model, here.trash.values())
    assert list(here.operations.items()) == list(anew.operations.items())
    assert every_answer(here) == every_answer(anew)
    assert {id: (t.operation, t.position) for id, t in here.trash.items()} == trash
    for catalogue, answers, order in older:
        assert every_answer(catalogue) == answers
        assert list(catalogue.operations.values()) == order


def test_a_long_life_of_changes_keeps_the_index_true() -> None:
    chance = random.Random(20)  # noqa: S311
    here = Catalogue.of(HEADING, [])
    for step in range(300):
        ids = list(here.operations)
        title = " ".join(chance.sample(WORDS, 2))
        made = Operation(f"o-{step}", title, "", (chance.choice(SLUGS),), (), (Link(chance.choice(URLS)),))
        if not ids or chance.random() < 0.45:
            here = here.added(made)
        elif chance.random() < 0.5:
            id = chance.choice(ids)
            here = here.replaced(replace(made, id=id), here.get(id).revision)
        elif here.trash and chance.random() < 0.3:
            here = here.restored(chance.choice(list(here.trash)))
        else:
            id = chance.choice(ids)
            here = here.deleted(id, here.get(id).revision)
    assert len(here.operations) > 50
    assert every_answer(here) == every_answer(Catalogue.of(HEADING, here.operations.values()))


def test_a_change_over_another_version_is_a_conflict() -> None:
    newer = replace(OEUF, title="Autre titre")
    after = BOTH.replaced(newer, OEUF.revision)
    for stale in (OEUF.revision, "", "0"):
        with pytest.raises(Conflict):
            after.replaced(OEUF, stale)
        with pytest.raises(Conflict):
            after.deleted("oeuf", stale)
    assert after.get("oeuf") is newer
    assert BOTH.get("oeuf") is OEUF


def test_what_is_not_there_is_not_found() -> None:
    for change in (
        lambda: BOTH.get("rien"),
        lambda: BOTH.replaced(replace(OEUF, id="rien"), OEUF.revision),
        lambda: BOTH.deleted("rien", ""),
        lambda: BOTH.restored("rien"),
        lambda: BOTH.restored("oeuf"),
        lambda: BOTH.moved("rien", "oeuf", after=True),
        lambda: BOTH.moved("oeuf", "rien", after=True),
    ):
        with pytest.raises(NotFound):
            change()


def test_the_heading_changes_over_its_own_version_only() -> None:
    heading = replace(HEADING, hashtag="#Autre")
    after = BOTH.with_heading(heading, HEADING.revision)
    assert after.find(Selection(q="autre")).operations == 2
    assert after.find(Selection(q="covid")).operations == 0
    assert BOTH.find(Selection(q="covid")).operations == 2
    with pytest.raises(Conflict):
        after.with_heading(HEADING, HEADING.revision)


def test_a_new_audience_comes_last_and_is_found_by_its_name() -> None:
    after = BOTH.with_audience(Audience("agents", "Agents de l’État"))
    after = after.replaced(replace(OEUF, audiences=("agents",)), OEUF.revision)
    assert [section.audience.slug for section in after.find(Selection()).sections] == [
        "aines",
        "tous",
        "agents",
    ]
    assert after.find(Selection(q="etat")).operations == 1
    assert "agents" not in BOTH.find(Selection()).audiences


def test_an_id_is_made_of_the_title_and_is_never_one_that_may_come_back() -> None:
    here = BOTH.deleted("oeuf", OEUF.revision)
    assert here.free_id("Œuf") == "oeuf-2"
    assert here.free_id("Autre !") == "autre-2"
    assert here.free_id("New") == "new-2"
    assert here.free_id("🎉") == "operation"
    assert here.added(replace(OEUF, id="oeuf-2")).free_id("œuf") == "oeuf-3"
