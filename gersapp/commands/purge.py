"""`flask purge`: erasing an operation for good."""

import sys
import time

import click
from flask.cli import with_appcontext

from gersapp.commands.shared import (
    choose_catalogue,
    choose_instance,
    counted,
    current_settings,
    refuse,
    run,
    yes,
)
from gersapp.editors.journal import Journal
from gersapp.errors import ErasureRefused, reason
from gersapp.settings import Settings
from gersapp.store.repository import Erased
from gersapp.store.tinydb import erasure
from gersapp.store.tinydb.lock import held


@click.command("purge")
@click.argument("id", metavar="IDENTIFIANT")
@yes
@with_appcontext
def purge(id: str, confirmed: bool) -> None:
    """Effacer une opération pour toujours, l’application arrêtée.

    IDENTIFIANT est la fin de son adresse : /operations/IDENTIFIANT. Elle disparaît du catalogue, de la
    corbeille, de l’historique, de toutes les copies et du journal de sécurité. Rien ne la ramène.
    """
    choose_catalogue(is_safe=confirmed)
    choose_instance(is_safe=confirmed)
    settings = current_settings()
    erased = run(lambda: _erase(settings, id))
    click.echo(f"Effacée pour toujours : « {erased.title} ».")
    for place in erased.places:
        click.echo(f"  {place}")
    click.echo(f"Journal de sécurité : {settings.instance / 'security.log'}, et les fichiers précédents.")
    click.echo("Les copies que vous avez faites ailleurs ne sont pas touchées.")


def _erase(settings: Settings, id: str) -> Erased:
    with held(settings.db):
        found = erasure.find(settings.db, id)
        files = counted(len(found.files), "fichier")
        question = f"Effacer « {found.title} » pour toujours, de {settings.db} ({files} en tout) ?"
        if sys.stdin is not None and sys.stdin.isatty() and not _is_confirmed(question):
            refuse("Rien n’est effacé.")
        # The journal comes first: once the rest is erased, the operation is unknown, and the command refused.
        try:
            Journal(settings.instance, time.time).forget(id)
        except OSError as error:
            raise ErasureRefused(
                f"Rien n’est effacé : le journal de sécurité de {settings.instance} ne peut pas être récrit "
                f"({reason(error)})."
            ) from error
        return erasure.erase(settings.db, id, time=int(time.time()))


def _is_confirmed(question: str) -> bool:
    try:
        asked = f"{question} Tapez « oui »"
        answer: str = click.prompt(asked, prompt_suffix=" : ", default="", show_default=False)
    except click.Abort:
        return False
    return answer.strip().lower() == "oui"
