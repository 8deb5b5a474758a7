"""`flask editor …`: the accounts of the editors."""

import contextlib
import sys
from collections.abc import Iterator
from datetime import datetime

import click
from flask.cli import AppGroup

from gersapp.commands.databases import choose_database, refusing_alone
from gersapp.commands.shared import PARIS, choose_instance, current_settings, refuse, run, yes
from gersapp.editors import Account, Accounts
from gersapp.editors.passwords import MIN_LENGTH
from gersapp.editors.repository import AccountRepository
from gersapp.editors.rights import ALL_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused
from gersapp.store.opening import opened_editors

editor = AppGroup("editor", help="Les comptes de ceux qui modifient le catalogue.")

_in_body = click.option("--body", metavar="NOM", default="", help="Avec une base : l’organisme.")
_as_curator = click.option(
    "--curator", "is_curator", is_flag=True, help="Avec une base : gérer tout l’Observatoire."
)


@editor.command("add")
@click.argument("name", metavar="NOM")
@_in_body
@click.option("--manager", "is_manager", is_flag=True, help="Y gérer aussi ceux qui modifient.")
@_as_curator
@yes
def add(name: str, body: str, is_manager: bool, is_curator: bool, confirmed: bool) -> None:
    """Créer un compte. Le mot de passe est demandé, ou lu sur l’entrée standard.

    Avec une base PostgreSQL, le compte modifie un organisme (--body), ou gère tout l’Observatoire
    (--curator) ; s’il existe déjà, cela s’ajoute à ce qu’il peut faire.
    """
    given = _read_rights(body, is_manager=is_manager, is_curator=is_curator)
    with _opened(is_safe=confirmed) as accounts:
        if current_settings().database and run(lambda: accounts.get(name)):
            account = run(lambda: accounts.change_rights(name, lambda rights: rights.joined_with(given)))
            click.echo(f"Compte complété : {account.name}{_describe_rights(account)}.")
            return
        run(lambda: accounts.refuse_new(name, given))
        password = _read_password()
        account = run(lambda: accounts.add(name, password, _today(), rights=given))
        click.echo(f"Compte créé : {account.name}{_describe_rights(account)}.")


@editor.command("list")
def show() -> None:
    """Lister les comptes."""
    with _opened(is_safe=True) as accounts:
        known = run(lambda: list(accounts))
    for account in known:
        click.echo(f"{account.name}  (mot de passe du {account.since}){_describe_rights(account)}")
    if not known:
        click.echo("Aucun compte. En créer un : flask editor add NOM", err=True)


@editor.command("password")
@click.argument("name", metavar="NOM")
@yes
def change_password(name: str, confirmed: bool) -> None:
    """Changer un mot de passe ; les sessions ouvertes avec l’ancien se terminent."""
    with _opened(is_safe=confirmed) as accounts:
        run(lambda: accounts.refuse_unknown(name))
        password = _read_password()
        account = run(lambda: accounts.change_password(name, password, _today()))
    click.echo(f"Mot de passe changé : {account.name}. Ses sessions sont terminées.")


@editor.command("remove")
@click.argument("name", metavar="NOM")
@_in_body
@_as_curator
@yes
def remove(name: str, body: str, is_curator: bool, confirmed: bool) -> None:
    """Supprimer un compte ; ses sessions se terminent.

    Avec --body ou --curator, le compte reste : il ne modifie plus cet organisme, ou ne gère plus
    l’Observatoire.
    """
    if body or is_curator:
        taken = _read_rights(body, is_manager=False, is_curator=is_curator)
        with _opened(is_safe=confirmed) as accounts:
            account = run(lambda: accounts.change_rights(name, lambda rights: _without(rights, taken)))
        click.echo(f"Droits retirés : {account.name}{_describe_rights(account)}.")
        return
    with _opened(is_safe=confirmed) as accounts:
        removed = run(lambda: accounts.remove(name))
    click.echo(f"Compte supprimé : {removed}. Ses sessions sont terminées.")


@contextlib.contextmanager
def _opened(*, is_safe: bool) -> Iterator[AccountRepository]:
    """Give the accounts of the database, or else of the folder; say which it is."""
    if not current_settings().database:
        yield Accounts(choose_instance(is_safe=is_safe))
        return
    address = choose_database()
    with contextlib.ExitStack() as opened:
        editors = run(lambda: opened.enter_context(opened_editors(address)))
        opened.enter_context(refusing_alone())
        yield editors.accounts


def _read_rights(body: str, *, is_manager: bool, is_curator: bool) -> Rights:
    """Return the rights that the options name; end the command when they do not go together."""
    has_options = bool(body or is_manager or is_curator)
    if not current_settings().database:
        if has_options:
            refuse(
                "--body, --manager et --curator ne vont qu’avec une base (GERSAPP_DATABASE). Rien n’est "
                "changé."
            )
        return ALL_RIGHTS
    if bool(body) == is_curator or (is_manager and not body):
        refuse(
            "Dites ce que ce compte peut faire : --body NOM pour modifier un organisme, avec --manager pour "
            "le gérer aussi ; ou --curator pour gérer tout l’Observatoire. Rien n’est changé."
        )
    roles = {body: Role.MANAGER if is_manager else Role.EDITOR} if body else {}
    return Rights(curator=is_curator, roles=roles)


def _without(rights: Rights, taken: Rights) -> Rights:
    """Return `rights` without what `taken` names; raises AccountRefused when there is nothing of it."""
    left = Rights(
        curator=rights.curator and not taken.curator,
        roles={body: role for body, role in rights.roles.items() if body not in taken.roles},
    )
    if left == rights:
        raise AccountRefused("Ce compte n’a pas ce droit. Rien n’est changé.")
    return left


def _describe_rights(account: Account) -> str:
    """Return « , qui gère l’Observatoire et modifie gers », or "" without a database."""
    if not current_settings().database:
        return ""
    managed, edited = (
        [body for body, held in account.rights.roles.items() if held is role]
        for role in (Role.MANAGER, Role.EDITOR)
    )
    managed = [*(["l’Observatoire"] if account.rights.curator else []), *managed]
    parts = [
        f"{verb} {', '.join(names)}" for verb, names in (("gère", managed), ("modifie", edited)) if names
    ]
    return f", qui {' et '.join(parts)}" if parts else ", qui ne modifie rien"


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
