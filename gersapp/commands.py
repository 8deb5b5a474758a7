"""The `flask …` commands, for the sysadmin. They work on files, and never open the catalogue's own."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn, TypeVar

import click
from flask import Flask
from flask.cli import AppGroup

from gersapp.editors import Accounts
from gersapp.errors import AccountRefused, EditorsUnavailable
from gersapp.settings import Settings

T = TypeVar("T")


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its commands."""
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


def _done(work: Callable[[], T]) -> T:
    try:
        return work()
    except (AccountRefused, EditorsUnavailable) as error:
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
