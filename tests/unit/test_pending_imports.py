"""Imports that wait in private files or a database, for 14 days, and lose no decision."""

import errno
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gersapp.errors import EditorsUnavailable, ImportRefused
from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.proposal import Doubt, Fate, Proposal, SourceLine
from gersapp.exchange.running import Read, Tell
from gersapp.exchange.tables.values import Sheet, SheetCell, Workbook
from gersapp.reviews import repository
from gersapp.reviews.fates import change_fate
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.lines import new_review_id
from gersapp.reviews.readings import Readings
from gersapp.reviews.repository import KEPT_S, PendingImports, Trace
from gersapp.reviews.review import (
    Choice,
    Review,
    choose,
    set_heading,
    with_added,
)
from proof.tools.clock import Clock
from tests.support.editor_places import Place, in_files
from tests.support.files import at_once, break_call, modes
from tests.support.pending_reviews import ERASED, TEXT, whole_review
from tests.support.reviews import ID, OTHER_POST, POST, doubtful, proposed, review_of

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def clock() -> Clock:
    return Clock(1_000)


def test_a_review_is_read_as_it_was_kept(place: Place, pending: PendingImports, clock: Clock) -> None:
    review = whole_review()
    pending.add(review)
    assert place.imports(clock).get(ID) == review
    assert [(one.id, one.editor, one.name, one.operations) for one in pending] == [
        (ID, "Jeanne", "dossier.docx", 2)
    ]


@in_files
def test_a_review_with_former_names_is_read(folder: Path, pending: PendingImports, clock: Clock) -> None:
    review = whole_review()
    pending.add(review)
    path = folder / "imports" / f"{ID}.jsonl"
    decided, *others = path.read_text("utf-8").split("\n")
    plain = json.loads(decided)
    for decision in plain["decisions"]:
        target, decision["operation"] = decision.pop("target"), decision.pop("became")
        decision["seen"].sort(key=lambda id: id != target)
    path.write_text("\n".join([json.dumps(plain), *others]), "utf-8")
    found = FilePendingImports(folder, clock).get(ID)
    assert found
    assert [(one.became, one.target) for one in found.decisions] == [("", "b"), ("recettes", "")]


def test_our_own_export_is_a_source_too(pending: PendingImports) -> None:
    review = replace(
        review_of(), source=Proposal("json", operations=(doubtful("A", 1, doubt=Doubt.TOO_LONG),))
    )
    pending.add(review)
    assert pending.get(ID) == review


@in_files
def test_only_the_server_s_account_may_read_it(folder: Path, pending: PendingImports) -> None:
    pending.add(review_of())
    assert modes(folder / "imports") == {".": 0o700, f"{ID}.jsonl": 0o600}
    assert modes(folder)["."] == 0o700


@in_files
def test_looking_makes_nothing(folder: Path, pending: PendingImports) -> None:
    assert (list(pending), pending.get(ID), pending.forget(Trace(id="a"))) == ([], None, [])
    assert not folder.exists()


@in_files
def test_it_is_kept_for_14_days(pending: PendingImports, folder: Path, clock: Clock) -> None:
    pending.add(review_of())
    clock.now += KEPT_S - 1
    assert pending.get(ID)
    clock.now += 1
    assert pending.get(ID) is None
    assert pending.change(ID, lambda review: review) is None
    assert list(pending) == []
    assert list((folder / "imports").iterdir()) == []
    pending.add(review_of(id="f" * 16, received=int(clock.now)))
    assert [path.name for path in (folder / "imports").iterdir()] == [f"{'f' * 16}.jsonl"]


def test_two_who_decide_at_once_both_count(pending: PendingImports) -> None:
    pending.add(review_of(*[proposed(f"Titre {n}", n) for n in range(1, 9)]))

    def ignore(number: int) -> Review | None:
        return pending.change(ID, lambda review: choose(review, number, Choice.IGNORE))

    at_once(8, ignore)
    review = pending.get(ID)
    assert review
    assert [decision.choice for decision in review.decisions] == [Choice.IGNORE] * 8
    assert review.version == 9


@in_files
def test_a_decision_leaves_source_and_proposal_as_they_are(pending: PendingImports, folder: Path) -> None:
    pending.add(whole_review())
    path = folder / "imports" / f"{ID}.jsonl"
    before = path.read_bytes().split(b"\n")
    pending.change(ID, lambda review: choose(review, 1, Choice.IGNORE))
    after = path.read_bytes().split(b"\n")
    assert (before[0] != after[0], before[1:]) == (True, after[1:])


def test_an_unknown_review_is_none(pending: PendingImports) -> None:
    pending.add(review_of())
    for id in ("", "f" * 16, "../accounts", f"{ID}.jsonl"):
        assert pending.get(id) is None
        assert pending.change(id, lambda review: review) is None
        assert not pending.remove(id)
    assert pending.remove(ID)
    assert pending.get(ID) is None


@in_files
@pytest.mark.parametrize("content", [b"", b"{}\n{}\n{}\n", b"[]\n\n\n", b"\xff\n1\n2\n"])
def test_a_damaged_file_is_said_and_hides_no_other(
    pending: PendingImports, folder: Path, content: bytes
) -> None:
    pending.add(review_of())
    (folder / "imports" / f"{'f' * 16}.jsonl").write_bytes(content)
    assert [one.id for one in pending] == [ID]
    with pytest.raises(EditorsUnavailable, match="est abîmé"):
        pending.get("f" * 16)


# -- limits


def test_no_more_than_so_many_wait(pending: PendingImports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "MAX_PENDING", 2)
    pending.add(review_of())
    pending.add(review_of(id=new_review_id()))
    with pytest.raises(ImportRefused, match="2 imports attendent déjà"):
        pending.add(review_of(id=new_review_id()))
    assert len(list(pending)) == 2


@pytest.mark.parametrize(
    ("limit", "message"), [("MAX_ALL_BYTES", "trop de place"), ("MAX_BYTES", "trop grand")]
)
def test_they_take_no_more_than_so_many_bytes(
    pending: PendingImports, monkeypatch: pytest.MonkeyPatch, limit: str, message: str
) -> None:
    pending.add(review_of())
    monkeypatch.setattr(repository, limit, 1_000)
    with pytest.raises(ImportRefused, match=message):
        pending.add(review_of(proposed("Titre", 1, description="a" * 1_000), id=new_review_id()))
    assert len(list(pending)) == 1


@in_files
@pytest.mark.parametrize("work", [
    lambda pending: pending.add(review_of(id="f" * 16)),
    lambda pending: pending.change(ID, lambda review: set_heading(review, {"title": "Autre"})),
])  # fmt: skip
def test_a_full_disk_changes_nothing(
    pending: PendingImports,
    work: Callable[[PendingImports], object],
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
) -> None:
    pending.add(review_of())
    path = folder / "imports" / f"{ID}.jsonl"
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        break_call(patch, "write", errno.ENOSPC)
        with pytest.raises(EditorsUnavailable, match="disque plein"):
            work(pending)
    assert [(one, one.read_bytes()) for one in (folder / "imports").iterdir()] == [(path, before)]


def table_of(cell: SheetCell) -> Workbook:
    """A table that proposes nothing."""
    return Workbook("csv", (Sheet("", ((cell,),)),))


@pytest.mark.parametrize(
    ("review", "is_held"),
    [
        (review_of(proposed("RECETTES D'ETE", 1)), True),
        (review_of(proposed("Autre", 1, description=TEXT)), True),
        (review_of(proposed("Autre", 1, links=(f"{POST}?x=1",))), True),
        (with_added(review_of(proposed("Autre", 1)), {0: "recettes"}), True),
        (choose(review_of(proposed("Autre", 1)), 0, Choice.TAKE, seen=["recettes"]), True),
        (
            review_of(proposal=Proposal("text", lines=(SourceLine(1, f"voir {POST}", Fate.LEFT),))),
            True,
        ),
        (review_of(source=Document("text", (Block("Coût des « recettes d'été » : 300 €", 1),))), True),
        (review_of(source=table_of(SheetCell("12 recettes d’été"))), True),
        (review_of(source=table_of(SheetCell("ici", (POST,)))), True),
        (review_of(source=table_of(SheetCell("Recettes d’hiver"))), False),
        (review_of(proposed("Recettes d’hiver", 1, links=(OTHER_POST,))), False),
    ],
)
def test_a_review_that_holds_an_erased_operation_goes(
    pending: PendingImports, review: Review, is_held: bool
) -> None:
    pending.add(review)
    assert [one.id for one in pending.forget(ERASED)] == ([ID] if is_held else [])
    assert len(list(pending)) == (not is_held)


# -- fates


def test_two_fates_at_once_both_count(pending: PendingImports) -> None:
    pending.add(review_of(proposed("A", 1)))

    def propose(review: Review, fates: Mapping[int, Fate]) -> Proposal:
        return Proposal("text", introduction=str(sorted(fates)))

    at_once(6, lambda number: change_fate(pending, ID, number, Fate.LEFT, propose))
    review = pending.get(ID)
    assert review
    assert review.fates == dict.fromkeys(range(6), Fate.LEFT)
    assert review.proposal.introduction == "[0, 1, 2, 3, 4, 5]"
    change_fate(pending, ID, 3, None, propose)
    assert change_fate(pending, "f" * 16, 3, None, propose) is None
    review = pending.get(ID)
    assert review
    assert review.proposal.introduction == "[0, 1, 2, 4, 5]"


def test_a_reading_stopped_while_it_is_filed_leaves_nothing(
    pending: PendingImports, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, add, review = threading.Event(), pending.add, whole_review()

    def read(content: bytes, tell: Tell) -> Read:
        begun.wait(10)
        return Read(Document("text", ()), review.proposal)

    def stop_and_add(review: Review) -> None:
        readings.cancel(review.id)
        add(review)
        assert pending.get(review.id)

    monkeypatch.setattr(pending, "add", stop_and_add)
    readings = Readings(pending, read, clock)
    reading = readings.get(readings.start(b"", name="", editor=""))
    assert reading
    begun.set()
    assert reading.ended.wait(10)
    assert (list(pending), reading.refusal) == ([], "")
