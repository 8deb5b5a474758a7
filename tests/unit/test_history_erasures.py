"""`gersapp.catalogue.history`: what is erased leaves nothing behind, and the rest replays."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import (
    HEADING,
)
from gersapp.catalogue.model import Operation
from gersapp.store.documents.documents import Documents
from tests.support.editing import (
    put,
    put_heading,
)
from tests.support.history_documents import (
    after,
    again,
    catalogue_of,
    caught_up,
    documents_of,
    operation,
    without,
)
from tests.support.history_life import Life, steps, use_small_blocks
from tests.support.replay import as_replayed, replayed

HYPOTHESIS = settings(deadline=None, derandomize=True, database=None, report_multiple_bugs=False)


def catalogue_without(catalogue: Catalogue, id: str) -> Catalogue:
    """The same, as if an operation had never been: what was deleted after it in the order had a place less."""
    order = list(catalogue.operations)
    first = order.index(id) if id in order else None
    return Catalogue.of(
        catalogue.heading,
        [one for other, one in catalogue.operations.items() if other != id],
        [
            replace(trashed, position=trashed.position - (first is not None and trashed.position > first))
            for other, trashed in catalogue.trash.items()
            if other != id
        ],
    )


@given(steps, st.integers(0, 3))
@settings(HYPOTHESIS, max_examples=40)
def test_what_is_erased_leaves_nothing_and_the_rest_replays(
    steps: list[tuple[str, int, int, int]], place: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use_small_blocks(patch)
        life = Life()
        secret = Operation("secrete", "Secrète", "Secrète", ("a", "e", "t"))
        life.edit(lambda draft: draft.add(secret, min(place, len(draft.operations))))
        for number, (verb, a, b, c) in enumerate(steps):
            life.step("undo" if verb == "bring_back" else verb, a, b, c)
            # By its own title it is known again wherever it is written.
            if "secrete" in life.documents.catalogue.operations:
                life.edit(partial(put, id="secrete", title=f"Secrète {number}"))
        catalogue = life.documents.catalogue
        if not catalogue.trash.keys() | catalogue.operations.keys() >= {"secrete"}:
            return
        before = life.documents.history
        erased = without(life.documents, "secrete", 9)
        expected = as_replayed(catalogue_without(catalogue, "secrete"))
        for documents in (erased, again(erased)):
            assert as_replayed(documents.catalogue) == expected
            assert "ecr" not in repr(documents.history)
            assert "ecr" not in repr(documents.catalogue.operations)
            heading, order, trash = replayed(life.first, documents.history)
            assert (heading, order) == expected[:2]
            assert {id: state for id, (state, _) in trash.items()} == {
                id: state for id, (state, _) in expected[2].items()
            }
            for id in {revision.operation for revision in before} - {"secrete", HEADING}:
                assert [(version.before, version.after) for version in documents.history.versions(id)] == [
                    (version.before, version.after) for version in before.versions(id)
                ]
            assert documents.history.last_number == before.last_number + 1
        assert "ecr" not in repr([block for block, _ in again(erased).packed])
        later = after(erased, lambda draft: put_heading(draft, title="Après"))
        assert replayed(life.first, again(later).history)[0]["title"] == "Après"


def test_an_erasure_keeps_the_versions_of_the_heading() -> None:
    documents = without(documents_of(catalogue_of("p", "q")), "q")
    documents = after(documents, lambda draft: put_heading(draft, title="Après"))
    versions = documents.history.versions(HEADING)
    assert [version.after and version.after["title"] for version in versions] == ["Catalogue", "Après"]
    assert list(caught_up(again(documents)).history) == list(documents.history)


def test_an_erasure_is_written_to_the_readable_rows_too() -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    documents = without(after(documents, lambda draft: draft.move("r", 1)), "p")
    assert [revision.place for revision in documents.history] == [(1, 0), None]
    assert list(again(documents).history) == list(documents.history)


def test_an_erasure_with_inexact_places_leaves_a_readable_file() -> None:
    documents = documents_of(catalogue_of("p", "q", "r"))
    for id in ("s", "t"):
        documents = after(documents, lambda draft, id=id: draft.add(operation(id), 0))  # type: ignore[misc]
    rows = documents.tables["operations"]
    # Put in another order while the application does not run: that is no revision.
    documents.tables["operations"] = {key: rows[key] for key in reversed(rows)}
    documents = caught_up(Documents.of(documents.tables))
    assert list(again(without(documents, "r")).catalogue.operations) == ["q", "p", "s", "t"]
