"""`flask editor …`: the accounts of the editors."""

import sys
from datetime import datetime

import click
from flask.cli import AppGroup

from gersapp.commands.shared import PARIS, choose_instance, refuse, run, yes
from gersapp.editors import Accounts
from gersapp.editors.passwords import MIN_LENGTH

editor = AppGroup("editor", help="Les comptes de ceux qui modifient le catalogue.")


@editor.command("add")
@click.argument("name", metavar="NOM")
@yes
def add(name: str, confirmed: bool) -> None:
    """Créer un compte. Le mot de passe est demandé, ou lu sur l’entrée standard."""
    accounts = _accounts(is_safe=confirmed)
    run(lambda: accounts.refuse_new(name))
    account = run(lambda: accounts.add(name, _read_password(), _today()))
    click.echo(f"Compte créé : {account.name}.")


@editor.command("list")
def show() -> None:
    """Lister les comptes."""
    known = run(lambda: list(_accounts(is_safe=True)))
    for account in known:
        click.echo(f"{account.name}  (mot de passe du {account.since})")
    if not known:
        click.echo("Aucun compte. En créer un : flask editor add NOM", err=True)


@editor.command("password")
@click.argument("name", metavar="NOM")
@yes
def change_password(name: str, confirmed: bool) -> None:
    """Changer un mot de passe ; les sessions ouvertes avec l’ancien se terminent."""
    accounts = _accounts(is_safe=confirmed)
    run(lambda: accounts.refuse_unknown(name))
    account = run(lambda: accounts.change_password(name, _read_password(), _today()))
    click.echo(f"Mot de passe changé : {account.name}. Ses sessions sont terminées.")


@editor.command("remove")
@click.argument("name", metavar="NOM")
@yes
def remove(name: str, confirmed: bool) -> None:
    """Supprimer un compte ; ses sessions se terminent."""
    removed = run(lambda: _accounts(is_safe=confirmed).remove(name))
    click.echo(f"Compte supprimé : {removed}. Ses sessions sont terminées.")


def _accounts(*, is_safe: bool) -> Accounts:
    return Accounts(choose_instance(is_safe=is_safe))


def _read_password() -> str:
    """Ask for a password twice, unseen; without a terminal, read one line of standard input."""
    if sys.stdin is None:
        refuse("Aucun mot de passe : l’entrée standard est fermée.")
    if not sys.stdin.isatty():
        # Bytes that are not UTF-8 become letters that no password may have.
        line = sys.stdin.buffer.readline().decode("utf-8", "surrogateescape")
        return line.removesuffix("\n").removesuffix("\r")
    try:
        rule = f"Mot de passe ({MIN_LENGTH} caractères au moins)"
        first: str = click.prompt(rule, hide_input=True, prompt_suffix=" : ")
        again: str = click.prompt("Encore une fois", hide_input=True, prompt_suffix=" : ")
    except click.Abort:
        refuse("Saisie interrompue : rien n’est changé.")
    if first != again:
        refuse("Les deux saisies diffèrent : rien n’est changé.")
    return first


def _today() -> str:
    return datetime.now(PARIS).date().isoformat()
