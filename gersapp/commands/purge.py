"""`flask purge`: erasing an operation for good."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
from flask.cli import with_appcontext

from gersapp.commands.body_purge import purge_body
from gersapp.commands.chosen import body_option, refuse_body
from gersapp.commands.shared import (
    choose_catalogue,
    choose_instance,
    confirm,
    current_settings,
    refuse,
    run,
    say_removed_imports,
    yes_option,
)
from gersapp.editors.journal import LOG_NAME, Journal
from gersapp.errors import EditorsUnavailable, ErasureRefused, UnknownOperation, reason
from gersapp.french import counted
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.repository import Pending, Trace
from gersapp.settings import Settings
from gersapp.store.repository import Erased
from gersapp.store.tinydb import erasure
from gersapp.store.tinydb.lock import held
from gersapp.store.tinydb.traces import Traces, is_text

# How many places that were not searched are shown.
_MAX_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Purge:
    """The result: what the store erased, the pending imports that held the operation, how many lines of each
    log named it, and what was not searched."""

    erased: Erased
    imports: list[Pending]
    log: dict[str, int]
    unseen: list[Path]


@click.command("purge")
@click.argument("id", metavar="IDENTIFIANT")
@body_option
@yes_option("Ne rien demander ; sans base, agir aussi aux emplacements par défaut qui n’ont jamais servi.")
@with_appcontext
def purge(id: str, slug: str, confirmed: bool) -> None:
    """Effacer une opération pour toujours ; sans base, l’application arrêtée.

    IDENTIFIANT est la fin de son adresse : /operations/IDENTIFIANT. Elle disparaît du catalogue, de la
    corbeille, de l’historique, de toutes les copies et du journal de sécurité, et les imports en attente
    qui l’ont encore sont retirés en entier. Rien ne la ramène.
    La commande dit ce qu’elle a trouvé et nettoyé, cherche ce qui reste, et le nomme.
    """
    refuse_body(slug)
    settings = current_settings()
    if settings.database:
        erased, lines = purge_body(slug, id, confirmed=confirmed)
    else:
        choose_catalogue(is_safe=confirmed)
        choose_instance(is_safe=confirmed)
        done = run(lambda: _purge(settings, id, confirmed=confirmed))
        erased, lines = done.erased, list(_describe(done, settings))
    for line in lines:
        click.echo(line)
    if erased.remaining:
        for line in erased.remaining:
            click.echo(f"Reste : {line}", err=True)
        refuse("l’effacement n’est pas complet. Effacez ou réparez ces fichiers, puis recommencez.")


def _purge(settings: Settings, id: str, *, confirmed: bool) -> Purge:
    with held(settings.db):
        trace = Trace(id=id)
        try:
            target = erasure.find(settings.db, id)
            _confirm(target, settings, confirmed=confirmed)
            is_known, trace = True, Trace(id=id, states=target.states)
        except UnknownOperation:
            # Another run cleared the catalogue, but the log of another folder.
            if not _search_instance(settings, id):
                raise
            is_known = False
        # The log comes first: a failure then leaves the operation where a second run finds it.
        try:
            log = Journal(settings.instance, time.time).forget(id)
        except OSError as error:
            raise ErasureRefused(
                f"Rien n’est effacé : le journal de sécurité de {settings.instance} ne peut pas être récrit "
                f"({reason(error)})."
            ) from error
        try:
            imports = FilePendingImports(settings.instance, time.time).forget(trace)
        except EditorsUnavailable as error:
            raise ErasureRefused(f"L’effacement n’est pas terminé : {error}") from error
        if is_known:
            erased = erasure.erase(settings.db, id, time=int(time.time()))
        else:
            erased = Erased(id, (), erasure.search(settings.db, id))
        remaining = (*erased.remaining, *_search_instance(settings, id))
        unseen = [path for path in erasure.unseen(settings.db) if path != settings.instance.resolve()]
        unseen += [file for file in _files(settings.instance) if not is_text(file)]
        return Purge(replace(erased, remaining=remaining), imports, log, unseen)


def _search_instance(settings: Settings, id: str) -> list[str]:
    """Return, in French, which files of the instance name the operation, or may."""
    traces = Traces(id)
    said = [
        traces.in_copy(file) if file.name.startswith(LOG_NAME) else traces.in_other(file)
        for file in _files(settings.instance)
    ]
    return list(filter(None, said))


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def _confirm(found: erasure.ErasureTarget, settings: Settings, *, confirmed: bool) -> None:
    files = counted(len(found.files), "fichier")
    confirm(
        f"Effacer « {found.title} » pour toujours, de {settings.db} ({files} en tout) et du journal de "
        f"{settings.instance} ?",
        "Rien n’est effacé.",
        confirmed=confirmed,
    )


def _describe(done: Purge, settings: Settings) -> Iterator[str]:
    """Yield the lines that say what was found and cleared."""
    erased, cleared = done.erased, sum(done.log.values())
    how = "pour toujours" if cleared else "du catalogue et de ses copies"
    yield f"Effacée {'en partie' if erased.remaining else how} : « {erased.title} »."
    for place in erased.places:
        yield f"  {place}"
    yield from say_removed_imports(done.imports)
    for path, count in done.log.items():
        if count:
            yield f"  {path} ({counted(count, 'ligne')})"
    if not cleared:
        where = f"{', '.join(done.log)} ne la nommait pas" if done.log else f"aucun dans {settings.instance}"
        yield (
            f"Journal de sécurité : {where}. Si celui de l’application est ailleurs (GERSAPP_INSTANCE), "
            "recommencez avec son dossier."
        )
    if not erased.remaining:
        yield f"Cherchée ensuite à côté de {settings.db} et dans {settings.instance} : plus rien ne la nomme."
    if done.unseen:
        shown = " ; ".join(map(str, done.unseen[:_MAX_SHOWN]))
        more = len(done.unseen) - _MAX_SHOWN
        rest = f" et {counted(more, 'autre')}" if more > 0 else ""
        yield f"Pas regardés (des dossiers, ou autre chose que du texte) : {shown}{rest}."
    yield "Les copies que vous avez faites ailleurs ne sont pas touchées."
