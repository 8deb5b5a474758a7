"""The `flask …` commands, for the sysadmin. They work on files, and never start the catalogue."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click
from flask import Flask
from flask.cli import AppGroup

from gersapp.catalogue.history.difference import Difference
from gersapp.editors import Accounts
from gersapp.editors.journal import Journal
from gersapp.errors import (
    AccountRefused,
    BackupRefused,
    EditorsUnavailable,
    ErasureRefused,
    StartRefused,
    reason,
)
from gersapp.settings import Settings
from gersapp.store.tinydb import Backups, erasure
from gersapp.store.tinydb.backups import Restoration, Sound, Unsound
from gersapp.store.tinydb.lock import held

T = TypeVar("T")

_PARIS = ZoneInfo("Europe/Paris")
# As many titles are told of each kind of change.
_TOLD = 10


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its commands."""
    _add_editor(app, settings)
    _add_backup(app, settings)
    _add_purge(app, settings)


def _add_editor(app: Flask, settings: Settings) -> None:
    accounts = Accounts(settings.instance)
    editor = AppGroup("editor", help="Les comptes de ceux qui modifient le catalogue.")
    app.cli.add_command(editor)

    @editor.command("add")
    @click.argument("name", metavar="NOM")
    def add(name: str) -> None:
        """Créer un compte. Le mot de passe est demandé, ou lu sur l’entrée standard."""
        _done(lambda: accounts.refuse_new(name))
        account = _done(lambda: accounts.add(name, _password(), _today()))
        click.echo(f"Compte créé : {account.name}.")

    @editor.command("list")
    def show() -> None:
        """Lister les comptes."""
        known = _done(lambda: list(accounts))
        for account in known:
            click.echo(f"{account.name}  (mot de passe du {account.since})")
        if not known:
            click.echo("Aucun compte. En créer un : flask editor add NOM", err=True)

    @editor.command("password")
    @click.argument("name", metavar="NOM")
    def change_password(name: str) -> None:
        """Changer un mot de passe ; les sessions ouvertes avec l’ancien se terminent."""
        _done(lambda: accounts.refuse_unknown(name))
        account = _done(lambda: accounts.change_password(name, _password(), _today()))
        click.echo(f"Mot de passe changé : {account.name}. Ses sessions sont terminées.")

    @editor.command("remove")
    @click.argument("name", metavar="NOM")
    def remove(name: str) -> None:
        """Supprimer un compte ; ses sessions se terminent."""
        removed = _done(lambda: accounts.remove(name))
        click.echo(f"Compte supprimé : {removed}. Ses sessions sont terminées.")


def _add_backup(app: Flask, settings: Settings) -> None:
    backups = Backups(settings.db)

    @app.cli.command("backup")
    def backup() -> None:
        """Copier le catalogue tel qu’il est, que l’application tourne ou non."""
        copy, made = _done(backups.make)
        click.echo(f"Copie faite : {copy}" if made else f"Rien n’a changé depuis la dernière copie : {copy}")

    @app.cli.command("backups")
    def show() -> None:
        """Lister les copies du catalogue, la plus récente d’abord."""
        copies = _done(backups.copies)
        for copy in copies:
            try:
                sound = Sound.read(copy.path)
            except Unsound as error:
                what = f"illisible : {error}"
            else:
                what = f"{len(sound.content):>11,} octets  ".replace(",", " ")
                what += _counted(len(sound.catalogue.operations))
            click.echo(f"{copy.path.name:<23}  {_told(copy.written)}  {what}")
        if not copies:
            click.echo(f"Aucune copie de {backups.path}. En faire une : flask backup", err=True)

    @app.cli.command("restore")
    @click.argument("wanted", metavar="FICHIER|latest")
    @click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, et ne rien changer.")
    def restore(wanted: str, dry_run: bool) -> None:
        """Remettre une copie à la place du catalogue, l’application arrêtée.

        FICHIER est un nom donné par « flask backups », ou un chemin ; « latest » est la dernière copie
        lisible et différente du catalogue. Ce qui est remplacé est gardé à côté.
        """
        done = _done(lambda: backups.plan(wanted) if dry_run else backups.restore(wanted))
        for line in done.skipped:
            click.echo(f"Passée : {line}", err=True)
        for line in _restoration(backups, done, dry_run):
            click.echo(line)


def _add_purge(app: Flask, settings: Settings) -> None:
    @app.cli.command("purge")
    @click.argument("id", metavar="IDENTIFIANT")
    def purge(id: str) -> None:
        """Effacer une opération pour toujours, l’application arrêtée.

        IDENTIFIANT est la fin de son adresse : /operations/IDENTIFIANT. Elle disparaît du catalogue, de la
        corbeille, de l’historique, de toutes les copies et du journal de sécurité. Rien ne la ramène.
        """
        _done(lambda: _purge(settings, id))


def _purge(settings: Settings, id: str) -> None:
    with held(settings.db):
        found = erasure.find(settings.db, id)
        files = f"{len(found.files)} fichier{'s' if len(found.files) > 1 else ''}"
        question = f"Effacer « {found.title} » pour toujours, de {settings.db} ({files} en tout) ?"
        if sys.stdin is not None and sys.stdin.isatty() and not _confirmed(question):
            _refuse("Rien n’est effacé.")
        # Before the rest: once that is erased, the operation is unknown, and the command refused.
        try:
            Journal(settings.instance, time.time).forget(id)
        except OSError as error:
            raise ErasureRefused(
                f"Rien n’est effacé : le journal de sécurité de {settings.instance} ne peut pas être récrit "
                f"({reason(error)})."
            ) from error
        erasure.erase(settings.db, found)
    click.echo(f"Effacée pour toujours : « {found.title} ».")
    for file, _ in found.files:
        click.echo(f"  {file}")
    click.echo(f"Journal de sécurité : {settings.instance / 'security.log'}, et les fichiers précédents.")
    click.echo("Les copies que vous avez faites ailleurs ne sont pas touchées.")


def _confirmed(question: str) -> bool:
    try:
        asked = f"{question} Tapez « oui »"
        answer: str = click.prompt(asked, prompt_suffix=" : ", default="", show_default=False)
    except click.Abort:
        return False
    return answer.strip().lower() == "oui"


def _restoration(backups: Backups, done: Restoration, dry_run: bool) -> list[str]:
    """What `flask restore` says of it."""
    if done.same:
        return [f"{backups.path} a déjà ce contenu : rien à restaurer."]
    source = f"{done.source.path}, du {_told(done.source.written)}"
    lines = [f"{backups.path} {'serait' if dry_run else 'est'} remplacé par {source}."]
    if done.replaced:
        lines.append(f"Ce qui était en place est gardé : {done.replaced}")
    if done.difference:
        lines += _changes(done.difference, dry_run)
    else:
        verb = "changerait" if dry_run else "change"
        lines.append(
            f"Ce qui {verb} ne peut pas être dit, faute de pouvoir lire ce qui était en place : "
            f"{done.unreadable}."
        )
    return lines


def _changes(difference: Difference, dry_run: bool) -> list[str]:
    kinds = (
        ("ajoutée", difference.added),
        ("retirée", difference.removed),
        ("modifiée", difference.modified),
    )
    lines = []
    for participle, titles in kinds:
        if titles:
            many = "s" if len(titles) > 1 else ""
            would = ("seraient " if many else "serait ") if dry_run else ""
            # Some have quotation marks and commas of their own.
            told = " ; ".join(titles[:_TOLD])
            more = len(titles) - _TOLD
            rest = f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
            lines.append(f"- {_counted(len(titles))} {would}{participle}{many} : {told}{rest}")
    others = (
        ("les textes ou les cibles du catalogue", difference.heading),
        ("l’ordre des opérations", difference.order),
        ("la corbeille", difference.trash),
    )
    verb = "changerait" if dry_run else "change"
    lines += [f"- {verb} : {what}" for what, differs in others if differs]
    return lines or [f"Rien ne {verb} dans le catalogue lui-même."]


def _counted(operations: int) -> str:
    return f"{operations} opération{'s' if operations > 1 else ''}"


def _told(time: datetime) -> str:
    return f"{time.astimezone(_PARIS):%d/%m/%Y à %H:%M:%S}"


def _done(work: Callable[[], T]) -> T:
    try:
        return work()
    except (AccountRefused, BackupRefused, EditorsUnavailable, ErasureRefused, StartRefused) as error:
        _refuse(str(error))


def _password() -> str:
    """Asked for twice, unseen, or one line of standard input when that is no terminal."""
    if sys.stdin is None:
        _refuse("Aucun mot de passe : l’entrée standard est fermée.")
    if not sys.stdin.isatty():
        # Other bytes than UTF-8 become letters that no password may have.
        line = sys.stdin.buffer.readline().decode("utf-8", "surrogateescape")
        return line.removesuffix("\n").removesuffix("\r")
    try:
        first: str = click.prompt("Mot de passe", hide_input=True, prompt_suffix=" : ")
        again: str = click.prompt("Encore une fois", hide_input=True, prompt_suffix=" : ")
    except click.Abort:
        _refuse("Saisie interrompue : rien n’est changé.")
    if first != again:
        _refuse("Les deux saisies diffèrent : rien n’est changé.")
    return first


def _refuse(message: str) -> NoReturn:
    click.echo(f"Refusé : {message}", err=True)
    sys.exit(1)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
