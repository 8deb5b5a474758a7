"""`flask export`: a selection of the catalogue as a file of any format."""

from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click
from flask.cli import with_appcontext

from gersapp.catalogue.history.audiences import read_address
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import printable
from gersapp.commands.chosen import body_option, page_prefix, read_documents
from gersapp.commands.output import choose_file, write_file, write_output
from gersapp.commands.shared import PARIS, current_settings, refuse, yes_option
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.writing import FORMATS, Format, write
from gersapp.french import describe_notice, say_number, say_size
from gersapp.settings import Settings
from gersapp.store.documents.documents import Documents
from gersapp.store.tinydb.sound import Unsound

_NO_SELECTION = (
    "--selection attend l’adresse de la page, ou ce qui suit son « ? » : "
    '--selection "?audience=adultes&platform=instagram". Rien n’est écrit.'
)


@click.command("export")
@click.argument("format", metavar="FORMAT")
@click.argument("file", metavar="FICHIER|-")
@click.option(
    "--selection",
    "address",
    metavar="ADRESSE",
    default="",
    help="Les filtres : l’adresse de la page, copiée, ou ce qui suit son « ? ».",
)
@body_option
@yes_option("Remplacer le fichier s’il existe.")
@with_appcontext
def export(format: str, file: str, address: str, slug: str, confirmed: bool) -> None:
    """Écrire le catalogue, ou une sélection, dans un fichier, que l’application tourne ou non.

    FICHIER peut être « - » : la sortie standard. « flask export site DOSSIER » fait de tout le catalogue
    des pages à copier sur une clé ou chez n’importe quel hébergeur.
    """
    if format == "site":
        _export_site(file, address, slug, is_replaced=confirmed)
        return
    chosen = _choose_format(format)
    path = None if file == "-" else choose_file(Path(file), is_replaced=confirmed)
    dossier = _read_dossier(address, slug)
    if not chosen.holds(dossier.operations):
        most, asked = say_number(chosen.max_operations), say_number(dossier.operations)
        refuse(f"Le format {chosen.slug} prend {most} opérations au plus ; il y en a {asked}.")
    if path is None:
        write_output(write(chosen.slug, dossier))
        return
    write_file(path, b"".join(write(chosen.slug, dossier)))
    click.echo(f"{dossier.scope} : {path}")


def _export_site(name: str, address: str, slug: str, *, is_replaced: bool) -> None:
    # Only this command needs templates: the others start faster without.
    from gersapp.commands.sites import choose_folder, write_site
    from gersapp.site.pages import render_site

    if address:
        refuse("Le site a tout le catalogue, avec ses filtres : --selection ne va qu’avec un fichier.")
    if name == "-":
        refuse("Le site est un dossier : donnez son nom.")
    folder = choose_folder(name, is_replaced=is_replaced)
    documents = _read_documents(slug)
    dossier = _make_dossier(documents, Selection(), _home(current_settings(), slug))
    size = write_site(folder, render_site(documents.catalogue, dossier, current_settings()))
    click.echo(f"{dossier.scope} : {folder / 'index.html'} ({say_size(size)})")


def _choose_format(name: str) -> Format:
    format = FORMATS.get(name.lower().removeprefix("."))
    if not format:
        refuse(f"« {printable(name)} » n’est pas un format. Les formats : {', '.join(FORMATS)}, site.")
    if not format.is_installed:
        refuse(f"Le format {format.slug} demande le paquet « {format.package} » : « make pdf » l’installe.")
    return format


def _read_dossier(address: str, slug: str) -> Dossier:
    """Return the selection of `address`, and say what is ignored; end the command when it has nothing."""
    query, home = _split_address(address, _home(current_settings(), slug))
    documents = _read_documents(slug)
    selection, notices = read_address(parse_qs(query), documents.catalogue.heading, documents.history)
    for notice in notices:
        click.echo(printable(describe_notice(notice)), err=True)
    return _make_dossier(documents, selection.on_page(1), home)


def _make_dossier(documents: Documents, selection: Selection, home: str) -> Dossier:
    """Return a selection of what the file holds; end the command when it has nothing."""
    dossier = make_dossier(
        documents.catalogue,
        selection,
        datetime.now(PARIS).date(),
        address=f"{home}?{selection.query}" if home and selection.query else home,
        home=home,
        dates=documents.history.dates(),
    )
    if not dossier.operations:
        what = (
            "Aucune opération ne correspond à cette sélection" if dossier.filters else "Le catalogue est vide"
        )
        refuse(f"{what} : rien n’est écrit.")
    return dossier


def _read_documents(slug: str) -> Documents:
    """Return what the catalogue holds, whether a server has it or not."""
    try:
        return read_documents(slug)
    except Unsound as error:
        refuse(f"{slug or current_settings().db} ne peut pas être lu : {error}. Rien n’est écrit.")


def _split_address(text: str, home: str) -> tuple[str, str]:
    """Return the query of what somebody gave as a selection, and the address of its page, else `home`."""
    text = text.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        refuse(_NO_SELECTION)
    if parts.scheme in ("http", "https") and parts.netloc:
        return parts.query, f"{parts.scheme}://{parts.netloc}{parts.path or '/'}"
    if text and "?" not in text and "=" not in text and not text.startswith("/"):
        refuse(_NO_SELECTION)
    return (parts.query if "?" in text else text if "=" in text else ""), home


def _home(settings: Settings, slug: str) -> str:
    """Return the address of the catalogue's page, as far as the settings say it."""
    return f"https://{settings.hosts[0]}{page_prefix(slug)}/" if settings.hosts else ""
