"""A history that says anything, as a file edited by hand may: every question is answered, and soon."""

from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import merge_audiences, rename_audience
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import ORIGINAL, bring_back
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.fields import HEADING, NOTHING, state_of, state_of_heading
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Cause, Revision, Splice
from gersapp.catalogue.model import Audience, Heading, Operation
from tests.support import catalogues
from tests.support.catalogues import AUDIENCES, SLUGS
from tests.support.editing import Desk, add_audience, put
from tests.support.steps import counted

HYPOTHESIS = settings(catalogues.HYPOTHESIS, max_examples=15)

CATALOGUE = Catalogue.of(
    Heading("Titre", audiences=AUDIENCES), [Operation(id, id.upper(), "", ("adultes",)) for id in "pqr"]
)
NAMES = ["a", "b", "c", "d"]
OPERATIONS = ["p", "q", "z", HEADING]
CHANGES = [
    {},
    {"title": Splice(0, "P", "Q")},
    {"title": Splice(0, "", "")},
    {"title": Splice(3, ("a",), ())},
    {"audiences": Splice(0, ("adultes",), ("martiens",))},
    {"audiences": Splice(0, (), ("un deux",))},
    {"links": Splice(10**15, (), ("zut",)), "colour": Splice(0, "", "bleu")},
]
places = st.none() | st.integers(0, 4) | st.just(10**15)
drawn_revisions = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from([Cause.UNDO, Cause.UNDO, Cause.EDIT, Cause.VERSION, Cause.PURGE, Cause.FILE]),
    st.sampled_from([*NAMES, "", "e"]),
    st.sampled_from(OPERATIONS),
    st.sampled_from(CHANGES),
    st.none() | st.tuples(places, places),
    st.booleans(),
)
Drawn = tuple[str, Cause, str, str, dict[str, Splice], tuple[int | None, int | None] | None, bool]


def history_of(drawn: list[Drawn]) -> RecordedHistory:
    bases = {id: state_of_heading(CATALOGUE.heading) if id == HEADING else NOTHING for id in OPERATIONS}
    bases["p"] = state_of(CATALOGUE.get("p"))
    revisions = [
        Revision(
            number=number,
            action=1,
            name=name,
            time=0,
            cause=cause,
            of=of,
            operation=id,
            changes=changes,
            place=place,
            base=bases[id] if has_base else None,
        )
        for number, (name, cause, of, id, changes, place, has_base) in enumerate(drawn, 1)
    ]
    return RecordedHistory.of((), revisions)


@given(st.lists(drawn_revisions, max_size=8))
@HYPOTHESIS
def test_no_history_keeps_a_question_waiting(drawn: list[Drawn]) -> None:
    history = history_of(drawn)
    with counted(most=20_000):
        names = {revision.name for revision in history}
        assert history.undone(NAMES) | history.undoings(NAMES) <= names
        assert history.origins(NAMES).keys() == names
        for action in history.actions(first=0, count=99):
            assert history.since(action.name) is not None
            assert history.action(action.name)
        for id in OPERATIONS:
            assert len(history.versions(id)) == sum(revision.operation == id for revision in history)
        assert history.titles(OPERATIONS).keys() <= set(OPERATIONS)
        for slug in history.past_audiences():
            assert follow_audience(slug, CATALOGUE.heading, history) in {"", *SLUGS}


@given(st.lists(drawn_revisions, max_size=8), st.sampled_from(NAMES), st.sampled_from(OPERATIONS))
@HYPOTHESIS
def test_no_history_makes_undoing_fail(drawn: list[Drawn], name: str, id: str) -> None:
    history = history_of(drawn)
    with counted(most=20_000):
        for version in (name, ORIGINAL):
            outcomes = [
                undo_action(CATALOGUE, history, name=name),
                bring_back(CATALOGUE, history, id=id, name=version),
            ]
            for change in filter(None, (outcome.change for outcome in outcomes)):
                after = CATALOGUE.apply(change)
                assert after.operations.keys() | after.trash.keys() >= {"p", "q", "r"}


def cost_of_many_merges(number: int) -> int:
    """The steps of finding what became of so many audiences, each merged into the one that all had."""
    desk = Desk(CATALOGUE)
    for slug in (f"c{n}" for n in range(number)):
        desk.edit(lambda draft, slug=slug: add_audience(draft, slug, slug))  # type: ignore[misc]
        desk.edit(lambda draft, slug=slug: put(draft, "p", audiences=("adultes", slug)))  # type: ignore[misc]
        desk.do(partial(merge_audiences, slug=slug, into="adultes"))
    with counted() as steps:
        past = desk.history.past_audiences()
    assert {audience.into for slug, audience in past.items() if slug not in SLUGS} == {"adultes"}
    return steps.number


def test_what_became_of_audiences_costs_a_look_at_the_history() -> None:
    assert cost_of_many_merges(40) < 2.5 * cost_of_many_merges(20)


def test_a_renaming_costs_the_same_among_many_audiences() -> None:
    def count_steps(audiences: int) -> int:
        present = tuple(Audience(f"a{number}", f"Cible {number}") for number in range(audiences))
        desk = Desk(Catalogue.of(Heading("Titre", audiences=present), []))
        for number in range(60):
            desk.do(partial(rename_audience, slug="a0", label=f"Nom {number}"))
        with counted() as steps:
            assert len(desk.history.past_audiences()["a0"].labels) == 61
        return steps.number

    assert count_steps(80) < 2 * count_steps(5)
