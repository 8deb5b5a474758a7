"""`flask import`: a document is read from a file, then waits to be reviewed, is described, or is added."""

import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import Imported
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Heading
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import cut_at_word, printable
from gersapp.commands.chosen import (
    Chosen,
    body_option,
    opened_catalogue,
    opened_imports,
    page_prefix,
    read_documents,
)
from gersapp.commands.shared import current_settings, in_paris, refuse, run, yes
from gersapp.editors.accounts import MAX_NAME
from gersapp.errors import EditorsUnavailable, ImportRefused, reason
from gersapp.exchange.blocks import Document
from gersapp.exchange.limits import MAX_UPLOADED_BYTES
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.running import read_apart
from gersapp.french import counted
from gersapp.reviews.comparison import Standing
from gersapp.reviews.french import DOUBTS, HEADING_LABELS, LACKS
from gersapp.reviews.items import Item, ReviewView, view_review
from gersapp.reviews.lines import new_review_id
from gersapp.reviews.repository import KEPT_S
from gersapp.reviews.review import Review
from gersapp.reviews.tables import faults_of
from gersapp.reviews.taking import Taking, record_added
from gersapp.store.repository import Repository
from gersapp.store.tinydb.sound import Unsound

_MAX_SHOWN = 100  # characters of a text


@click.command("import")
@click.argument("file", metavar="FICHIER|-")
@click.option("--as", "editor", metavar="NOM", default="", help="Au nom de qui l’import attend.")
@click.option(
    "--apply", is_flag=True, help="Ajouter ce qui est sûr, l’application arrêtée ; le reste attend."
)
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait ajouté, et ne rien changer.")
@click.option("--json", "as_json", is_flag=True, help="Avec --dry-run : tout ce qui est proposé, en JSON.")
@body_option
@yes
@with_appcontext
def import_file(
    file: str, editor: str, apply: bool, dry_run: bool, as_json: bool, slug: str, confirmed: bool
) -> None:
    """Lire un document ou un tableau, et proposer ses opérations au catalogue.

    Sans option, l’import attend dans « Importer », où chaque opération se relit et s’ajoute ; son adresse
    est dite. FICHIER peut être « - » : l’entrée standard est alors lue. Son format est reconnu à son contenu.
    """
    if as_json and not dry_run:
        refuse("--json ne va qu’avec --dry-run. Rien n’est changé.")
    if apply and dry_run:
        refuse("--apply et --dry-run s’excluent : choisissez l’une des deux. Rien n’est changé.")
    if len(editor) > MAX_NAME or not (editor or "a").isprintable():
        refuse(f"--as attend un nom de {MAX_NAME} caractères au plus, sans caractère de contrôle.")
    review = _review(file, editor)
    if as_json:
        click.echo(_as_json(review.proposal))
    elif dry_run:
        for line in _describe(view_review(review, _present_catalogue(slug))):
            click.echo(line)
    elif apply:
        with opened_catalogue(slug, is_safe=confirmed) as chosen:
            for line in run(lambda: _apply(review, chosen, _page_address(review, slug))):
                click.echo(line)
    else:
        with opened_imports(slug, is_safe=confirmed) as imports:
            run(lambda: imports.add(review))
        for line in _say_waiting(review, _page_address(review, slug)):
            click.echo(line)


def _review(file: str, editor: str) -> Review:
    """Read the file, or the standard input for « - »; end the command when it is refused."""
    content = _read_input() if file == "-" else _read_file(Path(file))
    read = run(lambda: read_apart(content, lambda stage, share: None))
    return Review(
        id=new_review_id(),
        editor=editor,
        name="" if file == "-" else printable(Path(file).name),
        received=int(time.time()),
        source=read.source,
        proposal=read.proposal,
        layout=read.layout,
        faults=read.faults,
    )


def _read_file(path: Path) -> bytes:
    """Return the content of a file; of a longer one than is read, one byte too many, to be refused for it."""
    try:
        with path.open("rb") as opened:
            if stat.S_ISDIR(os.fstat(opened.fileno()).st_mode):
                raise IsADirectoryError
            return opened.read(MAX_UPLOADED_BYTES + 1)
    except FileNotFoundError:
        refuse(f"« {printable(str(path))} » n’existe pas.")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "ce n’est pas un nom de fichier"
        refuse(f"« {printable(str(path))} » ne peut pas être lu : {why}.")


def _read_input() -> bytes:
    if sys.stdin is None:
        refuse("Rien à lire : l’entrée standard est fermée.")
    return sys.stdin.buffer.read(MAX_UPLOADED_BYTES + 1)


def _present_catalogue(slug: str) -> Catalogue:
    """Return the catalogue to compare with, whether a server has it or not; an empty one without a file."""
    try:
        return read_documents(slug).catalogue
    except Unsound as error:
        if slug or current_settings().db.exists():
            click.echo(f"Ce qui est déjà dans le catalogue n’est pas cherché : {error}.", err=True)
        return Catalogue.of(Heading(), ())


# -- applying


def _apply(review: Review, chosen: Chosen, address: str) -> list[str]:
    """Add what is sure, keep the rest waiting at `address`, and return the lines that say both.

    When it raises, nothing has changed.
    """
    repository, pending = chosen.repository, chosen.imports
    catalogue = repository.snapshot().catalogue
    shown = view_review(review, catalogue)
    taking = Taking(shown, catalogue, only_sure=True)
    # The review is kept first: when it cannot be, nothing is added.
    pending.add(review)
    try:
        outcome = _commit(repository, taking, review)
    except BaseException:
        pending.remove(review.id)
        raise
    after = record_added(review, shown, outcome.became)
    rest = view_review(after, repository.snapshot().catalogue)
    lines = [f"{_say_added(len(outcome.added), len(outcome.audiences))} dans {chosen.name}."]
    if outcome.heading:
        texts = ", ".join(HEADING_LABELS[name].lower() for name in outcome.heading)
        lines.append(f"Pris du document, car le catalogue n’en avait pas : {texts}.")
    try:
        if not rest.to_check and not review.proposal.leftovers:
            pending.remove(review.id)
            return lines
        pending.change(review.id, lambda newest: record_added(newest, shown, outcome.became))
    except EditorsUnavailable as error:
        # The operations that were added stay, and the review finds them in the catalogue.
        lines.append(f"L’import en attente n’a pas pu être mis à jour : {error}")
    return [*lines, *_say_waiting(after, address, to_check=len(rest.to_check))]


def _commit(repository: Repository, taking: Taking, review: Review) -> Imported:
    """Commit what is taken; raises ImportRefused."""
    act = Act(review.editor, Cause.IMPORT, source=review.name)
    outcome = repository.commit(taking, act, taking.name).outcome
    if not isinstance(outcome, Imported):
        # A new review completes no operation, so that only new audiences can be too many.
        raise ImportRefused(
            "Le catalogue aurait trop de cibles : rien n’est ajouté. Relisez l’import dans la page."
        )
    return outcome


def _say_added(operations: int, audiences: int) -> str:
    if not operations:
        return "Rien n’est sûr et nouveau : rien n’est ajouté"
    new = (
        f", avec {counted(audiences, 'nouvelle')} {'cibles' if audiences > 1 else 'cible'}"
        if audiences
        else ""
    )
    return f"{counted(operations, 'opération')} ajoutée{'s' if operations > 1 else ''}{new}"


def _say_waiting(review: Review, address: str, to_check: int | None = None) -> Iterator[str]:
    count = len(review.proposal.operations) if to_check is None else to_check
    what = f"{counted(count, 'opération')} à relire" if count else "des lignes laissées de côté"
    yield f"En attente jusqu’au {in_paris(review.received + KEPT_S)} : {what}."
    yield address


def _page_address(review: Review, slug: str) -> str:
    """Return the address of the page of a review, as far as the settings say it.

    A path before it, as a proxy may have it, is in no setting.
    """
    settings, path = current_settings(), f"{page_prefix(slug)}/importer/{review.id}"
    if settings.hosts:
        return f"https://{settings.hosts[0]}{path}"
    return path if settings.bind.startswith("unix:") else f"http://{settings.bind}{path}"


# -- saying what is proposed


def _as_json(proposal: Proposal) -> bytes:
    """Return the whole proposal in UTF-8; a half of a surrogate pair stays as an escape."""
    document = {
        "introduction": proposal.introduction,
        "audiences": proposal.audiences,
        "operations": [
            {
                "title": operation.title,
                "description": operation.description,
                "audiences": operation.audiences,
                "platforms": read_announced(operation.platforms),
                "links": operation.links,
                "doubts": operation.doubts,
                "lines": operation.lines,
            }
            for operation in proposal.operations
        ],
        "leftovers": proposal.leftovers,
        "format": proposal.format,
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")


def _describe(shown: ReviewView) -> Iterator[str]:
    """Yield what would be added, a line each, with doubts and leftovers."""
    proposal = shown.review.proposal
    audiences = ", ".join(map(printable, proposal.audiences))
    count = counted(len(proposal.operations), "opération")
    yield f"{count}, {counted(len(proposal.audiences), 'cible')}{f' ({audiences})' if audiences else ''}."
    source = shown.review.source
    if isinstance(source, Document):
        yield from [LACKS[lack] for lack in source.lacks]
    faults = faults_of(shown.review)
    yield from [f"Erreur : {printable(str(error))}" for error in faults.errors] if faults else []
    yield from [f"{HEADING_LABELS[name]} : {_cut(text)}" for name, text in shown.heading.items()]
    yield from map(_describe_item, shown.items)
    for line in proposal.leftovers:
        yield f"Laissé de côté : {_cut(line)}"


def _describe_item(item: Item) -> str:
    operation = item.operation
    platforms = [
        BY_SLUG[name].label if name in BY_SLUG else name for name in read_announced(operation.platforms)
    ]
    facts = [", ".join(operation.audiences), ", ".join(platforms), counted(len(operation.links), "lien")]
    said = printable(" ; ".join(filter(None, facts)))
    return f"{_say_standing(item)} : {_quote(operation.title)} ({said}){_say_reasons(item)}"


def _say_standing(item: Item) -> str:
    match item.standing:
        case Standing.NEW if item.problems:
            return "À corriger"
        case Standing.NEW:
            return "Nouvelle" if item.is_sure else "À vérifier"
        case Standing.DOUBLE:
            return "Doublon probable"
        case Standing.INCOMPLETE:
            return "Déjà là, incomplète"
    return "Déjà là"


def _say_reasons(item: Item) -> str:
    if item.standing not in (Standing.NEW, Standing.DOUBLE):
        return ""
    reasons = [*(["déjà plus haut"] if item.is_repeated else []), *[DOUBTS[doubt] for doubt in item.doubts]]
    if item.standing is Standing.DOUBLE:
        reasons.insert(0, f"comme {_quote(item.matches[0].operation.title)}")
    return f" : {', '.join(reasons)}" if reasons else ""


def _quote(title: str) -> str:
    """« Tips du jour »; a title that has quotation marks around it needs no others."""
    shown = _cut(title)
    return shown if shown.startswith("«") and shown.endswith("»") else f"« {shown} »"


def _cut(text: str) -> str:
    return printable(cut_at_word(text, _MAX_SHOWN))
