"""What people decide on the page of a review: fates of lines, operations, typography, audiences, texts."""

from functools import partial

from flask import Response, request
from werkzeug.exceptions import BadRequest

from gersapp.errors import NotFound
from gersapp.exchange.proposal import Fate
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
from gersapp.web.current import current_imports, current_snapshot
from gersapp.web.form_data import read_number
from gersapp.web.imports.answers import (
    decide,
    find_item,
    find_shown,
    read_label,
    respond_decided,
    say_item,
)
from gersapp.web.imports.refusals import make_blueprint

bp = make_blueprint("decisions")

# In the value of a button, before the choice that it takes back.
_UNDO = "undo-"


@bp.post("/importer/<id>/lignes/<int:number>")
def change_fate(id: str, number: int) -> Response:
    """Give a line of the source its fate, or the one that was read; the proposal follows."""
    text = request.form.get("fate", "")
    if text and text not in list(Fate):
        raise BadRequest("On ne sait pas ce que devient cette ligne : rechargez la page.")
    before = find_shown(id)
    if number not in {line.number for line in before.review.proposal.lines}:
        raise NotFound(id)
    fate = fates.fate_to_give(before.review, number, Fate(text)) if text else None
    propose = partial(fates.propose_again, labels=current_snapshot().catalogue.heading.labels)
    return respond_decided(
        before,
        fates.change_fate(current_imports(), id, number, fate, propose),
        focus=f"l{number}-sort",
        say=lambda page: f"Ligne {number} : {page.say_fate(number)}. {page.count}",
    )


@bp.post("/importer/<id>/operations/<key>/choix")
def choose_operation(id: str, key: str) -> Response:
    """Take an operation, ignore it, or complete one of the catalogue with it; or take that choice back."""
    pressed, target = request.form.get("choice", ""), request.form.get("operation", "")
    text = "" if pressed.startswith(_UNDO) else pressed
    if text not in list(Choice):
        raise BadRequest("On ne sait pas que faire de cette opération : rechargez la page.")

    def edit(shown: ReviewView) -> Review:
        item = find_item(shown, key)
        seen = [one.operation.id for one in item.matches]
        if text == Choice.COMPLETE and target not in seen:
            raise NotFound(target)
        return choose(
            shown.review,
            item.place,
            Choice(text),
            seen=seen,
            target=target if text == Choice.COMPLETE else "",
            fields=request.form.getlist("field"),
        )

    control = "-".join(filter(None, [pressed.removeprefix(_UNDO), target]))
    return decide(id, edit, focus=f"carte-{key}-{control}", anchor=f"op-{key}", say=say_item(key))


@bp.post("/importer/<id>/operations/<key>/typographie")
def take_suggestion(id: str, key: str) -> Response:
    """Take a suggestion of typography for an operation, by its number (from 0), or all of its own."""
    text = request.form.get("suggestion", "")

    def edit(shown: ReviewView) -> Review:
        item = find_item(shown, key)
        number = read_number(text, default=-1, max_digits=4)
        # Somebody else may have taken it already.
        taken = item.suggestions[number : number + 1] if number >= 0 else ()
        return take_suggestions(shown.review, item.place, item.suggestions if text == "all" else taken)

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
