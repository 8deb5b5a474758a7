"""What people decide on the page of a review: fates of lines, operations, typography, audiences, texts."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request
from werkzeug.exceptions import BadRequest

from gersapp.errors import NotFound
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.running import propose_apart
from gersapp.exchange.structure import propose
from gersapp.reviews import fates
from gersapp.reviews.items import ReviewView
from gersapp.reviews.review import (
    Choice,
    Review,
    choose,
    map_audience,
    set_heading,
    take_all_suggestions,
    take_suggestions,
)
from gersapp.reviews.tables import rows_of
from gersapp.web.current import current_imports, current_snapshot
from gersapp.web.form_data import read_number
from gersapp.web.imports.answers import (
    decide,
    find_item,
    find_shown,
    labels_of,
    read_label,
    respond_decided,
    say_item,
)
from gersapp.web.imports.refusals import make_blueprint

bp = make_blueprint("review")

# Before a choice that is taken back.
_UNDO = "undo-"
# Documents up to this length are proposed again in less time than another process takes to start. One line
# may be as long as a whole file: all other threads would wait for it.
_QUICK_BLOCKS, _QUICK_CHARACTERS = 300, 60_000


@bp.post("/importer/<id>/lignes/<int:number>")
def change_fate(id: str, number: int) -> Response:
    """Give a line of the source its fate, or the one that was read; the proposal follows."""
    text = request.form.get("fate", "")
    if text and text not in list(Fate):
        raise BadRequest("On ne sait pas ce que devient cette ligne : rechargez la page.")
    before = find_shown(id)
    if number not in {line.number for line in before.review.proposal.lines}:
        raise NotFound(id)
    fate = _fate_of(before.review, number, Fate(text)) if text else None
    return respond_decided(
        before,
        fates.change_fate(current_imports(), id, number, fate, _propose),
        focus=f"l{number}-sort",
        say=lambda page: f"Ligne {number} : {page.say_fate(number)}. {page.count}",
    )


@bp.post("/importer/<id>/operations/<key>/choix")
def choose_operation(id: str, key: str) -> Response:
    """Take an operation, ignore it, or complete with it one of the catalogue; or decide nothing any more."""
    pressed, match = request.form.get("choice", ""), request.form.get("operation", "")
    text = "" if pressed.startswith(_UNDO) else pressed
    if text not in list(Choice):
        raise BadRequest("On ne sait pas que faire de cette opération : rechargez la page.")

    def edit(shown: ReviewView) -> Review:
        item = find_item(shown, key)
        seen = [one.operation.id for one in item.matches]
        if text == Choice.COMPLETE and match not in seen:
            raise NotFound(match)
        seen.sort(key=lambda id: id != match)
        return choose(shown.review, item.place, Choice(text), seen=seen, fields=request.form.getlist("field"))

    control = "-".join(filter(None, [pressed.removeprefix(_UNDO), match]))
    return decide(id, edit, focus=f"carte-{key}-{control}", anchor=f"op-{key}", say=say_item(key))


@bp.post("/importer/<id>/operations/<key>/typographie")
def take_suggestion(id: str, key: str) -> Response:
    """Take a suggestion of typography for an operation, by its number (from 0), or all of its own."""
    text = request.form.get("suggestion", "")

    def edit(shown: ReviewView) -> Review:
        item = find_item(shown, key)
        number = read_number(text, default=-1, max_digits=4)
        # Another may have taken it already.
        one = item.suggestions[number : number + 1] if number >= 0 else ()
        return take_suggestions(shown.review, item.place, item.suggestions if text == "all" else one)

    return decide(id, edit, focus=f"carte-{key}-edit", anchor=f"op-{key}", say=say_item(key))


@bp.post("/importer/<id>/typographie")
def take_every_suggestion(id: str) -> Response:
    """Take every suggestion of typography."""

    def edit(shown: ReviewView) -> Review:
        review = take_suggestions(shown.review, None, shown.heading_suggestions)
        return take_all_suggestions(
            review, {item.place: item.suggestions for item in shown.items if item.suggestions}
        )

    return decide(id, edit, focus="compte", say=lambda _: "Toute la typographie proposée est prise.")


@bp.post("/importer/<id>/cibles")
def map_audiences(id: str) -> Response:
    """Replace audiences of the document by others."""
    pairs = list(zip(request.form.getlist("label"), request.form.getlist("into"), strict=False))

    def edit(shown: ReviewView) -> Review:
        review, known = shown.review, {line.label: line.into for line in shown.audiences}
        for label, into in pairs:
            if label in known and known[label] != into:
                review = map_audience(review, label, read_label(into))
        return review

    return decide(id, edit, anchor="cibles", say=lambda page: f"Cibles changées. {page.count}")


@bp.post("/importer/<id>/textes")
def set_texts(id: str) -> Response:
    """Keep the catalogue's own texts as they are typed; an empty one is not taken."""

    def edit(shown: ReviewView) -> Review:
        present = shown.heading
        sent = {name: request.form[name].replace("\r\n", "\n") for name in present if name in request.form}
        changed = {name: text for name, text in sent.items() if text != present[name]}
        return set_heading(shown.review, changed) if changed else shown.review

    return decide(id, edit, anchor="textes", say=lambda _: "Textes gardés.")


def _fate_of(review: Review, number: int, fate: Fate) -> Fate:
    """Return the fate to give to a line that people say is of this one.

    A line that is left within an operation goes alone: as LEFT, it would begin a section that is left.
    """
    line = next(line for line in review.proposal.lines if line.number == number)
    is_within = line.operation is not None and line.fate is not Fate.TITLE
    return Fate.DECOR if fate is Fate.LEFT and is_within else fate


def _propose(review: Review, fates: Mapping[int, Fate]) -> Proposal:
    """Return what the source of `review` proposes with these `fates`; raises NotFound and DocumentRefused.

    Our own export has no lines.
    """
    if isinstance(review.source, Document):
        if _is_quick(review.source):
            return propose(review.source, fates)
        return propose_apart(review.source, fates, lambda stage, share: None)
    rows = rows_of(replace(review, fates=fates), labels_of(current_snapshot().catalogue))
    if not rows:
        raise NotFound(review.id)
    return rows.proposal


def _is_quick(document: Document) -> bool:
    if len(document.blocks) > _QUICK_BLOCKS:
        return False
    return sum(len(block.text) for block in document.blocks) <= _QUICK_CHARACTERS
