"""Tables: how their bytes and sheets are read, what each column is for, and the rows that fail."""

from dataclasses import replace

from flask import Response, request
from werkzeug.datastructures import MultiDict

from gersapp.errors import NotFound
from gersapp.exchange.tables.csv import ENCODINGS, SEPARATORS
from gersapp.exchange.tables.mapping import SheetMapping, choose_fields, choose_header
from gersapp.exchange.tables.report import failed_rows_csv
from gersapp.exchange.tables.values import Guess, Sheet, Workbook
from gersapp.exchange.tables.vocabulary import Field
from gersapp.reviews.items import ReviewView
from gersapp.reviews.review import Review
from gersapp.reviews.tables import rows_of, with_guess, with_layout
from gersapp.web.current import current_snapshot
from gersapp.web.form_data import read_number
from gersapp.web.imports.answers import decide, find_review, read_label
from gersapp.web.imports.refusals import make_blueprint

bp = make_blueprint("tables")


@bp.post("/importer/<id>/tableau")
def arrange(id: str) -> Response:
    """Read the tables as the form says; what was chosen before stays where the form says nothing new."""
    labels = current_snapshot().catalogue.heading.labels

    def edit(shown: ReviewView) -> Review:
        review, source = shown.review, shown.review.source
        if not isinstance(source, Workbook):
            raise NotFound(id)
        layout = [
            _read_sheet(request.form, place, mapping, sheet)
            for place, (mapping, sheet) in enumerate(zip(review.layout, source.sheets, strict=True))
        ]
        if layout != list(review.layout):
            review = with_layout(review, layout, labels)
        guess = _read_guess(request.form, source.guess)
        return with_guess(review, guess, labels) if guess else review

    return decide(id, edit, anchor="tableau", say=lambda page: f"Tableau relu. {page.count}")


@bp.get("/importer/<id>/lignes-en-erreur.csv")
def failed_rows(id: str) -> Response:
    """Return the rows that fail as a table, with what is wrong in each."""
    rows = rows_of(find_review(id), current_snapshot().catalogue.heading.labels)
    if not rows or not rows.failed:
        raise NotFound(id)
    headers = {"Content-Disposition": 'attachment; filename="lignes-en-erreur.csv"'}
    return Response(failed_rows_csv(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _read_guess(form: MultiDict[str, str], guess: Guess | None) -> Guess | None:
    """Return how the form says that bytes are read; what is no encoding or separator is ignored."""
    if not guess:
        return None
    encoding, separator = form.get("encodage", ""), form.get("separateur", "")
    return replace(
        guess,
        encoding=encoding if encoding in ENCODINGS else guess.encoding,
        separator=separator if separator in SEPARATORS else guess.separator,
    )


def _read_sheet(form: MultiDict[str, str], place: int, mapping: SheetMapping, sheet: Sheet) -> SheetMapping:
    """Return how the form says that the sheet at `place` is read."""
    if f"entete-{place}" not in form:
        return mapping
    fields = {
        column: Field(text)
        for column in range(len(mapping.columns))
        if (text := form.get(f"colonne-{place}-{column}", "")) in list(Field)
    }
    mapping = choose_fields(mapping, sheet, fields)
    header = read_number(form[f"entete-{place}"], default=mapping.header, max_digits=5)
    if header != mapping.header:
        mapping = choose_header(mapping, sheet, header)
    return replace(
        mapping,
        is_used=f"lire-{place}" in form,
        fill_down=f"prolonger-{place}" in form,
        audience=read_label(form.get(f"cible-{place}", mapping.audience)),
    )
