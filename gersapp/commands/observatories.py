"""`flask observatory …`: the bodies of the database, added, listed, exported and removed."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from gersapp.catalogue.text import cut_at_word, printable
from gersapp.commands.body_copies import remove_body
from gersapp.commands.body_files import BodyFile, add_body, read_folder, write_folder
from gersapp.commands.databases import opened_bodies, opened_body, refuse_no_slug, refuse_unknown
from gersapp.commands.output import choose_file, write_file, write_output
from gersapp.commands.shared import confirm, refuse, run, yes_option
from gersapp.errors import BodyRefused, StoreFull, StoreUnavailable
from gersapp.french import counted
from gersapp.observatory.body import KIND_LABELS, Kind
from gersapp.observatory.territories import BY_SLUG, name_territory
from gersapp.store.bodies import BodyState, refuse_slug
from gersapp.store.documents.facts import Facts

observatory = AppGroup("observatory", help="Les organismes de la base PostgreSQL (GERSAPP_DATABASE).")

_KINDS = ", ".join(Kind)
# Characters of a name in the list.
_MAX_NAME = 60

_kind = click.option("--kind", metavar="GENRE", default="", help=f"Ce qu’il est : {_KINDS}.")
_territory = click.option(
    "--territory", metavar="CODE", default="", help="Son département (32, 2a, 974) ou sa région (occitanie)."
)


@observatory.command("add")
@click.argument("slug", metavar="NOM", required=False, default="")
@click.argument("file", metavar="[FICHIER]", required=False, default="")
@_kind
@_territory
@click.option(
    "--all", "folder", metavar="DOSSIER", default="", help="Ajouter chaque fichier NOM.json du dossier."
)
def add(slug: str, file: str, kind: str, territory: str, folder: str) -> None:
    """Ajouter un organisme, avec le catalogue et l’historique d’un fichier, ou un catalogue vide.

    NOM est court, et commence les adresses de ses pages : /NOM/. Avec --all, un dossier entier est ajouté,
    comme « flask observatory export --all » l’écrit, ou avec les seuls fichiers ; un fichier refusé n’arrête
    pas les autres.
    """
    given = _read_facts(kind, territory)
    if folder:
        if slug or file:
            refuse("--all ne va qu’avec un dossier : ni nom, ni fichier. Rien n’est ajouté.")
        _add_all(read_folder(Path(folder), given))
        return
    if not slug:
        refuse("Donnez un nom court, et un fichier s’il en a un, ou --all et un dossier. Rien n’est ajouté.")
    run(lambda: refuse_slug(slug))
    new = BodyFile(slug, Path(file) if file else None, given)
    with opened_bodies(only=slug) as bodies:
        run(lambda: add_body(bodies, new))
        state = bodies.states().get(slug)
    click.echo(f"Ajouté : {_describe(state) if state else slug}.")


def _add_all(files: list[BodyFile]) -> None:
    """Add each file, or say why it is refused; end the command when one was."""
    added, refused = 0, list[str]()
    with opened_bodies() as bodies, click.progressbar(files, label="Ajout", file=sys.stderr) as bar:
        for new in bar:
            try:
                add_body(bodies, new)
                added += 1
            except BodyRefused as error:
                refused.append(f"{printable(new.slug)}.json : {error}")
            except (StoreFull, StoreUnavailable) as error:
                refused.append(f"{printable(new.slug)}.json et les suivants : {error}")
                break
    click.echo(f"{counted(added, 'organisme')} ajouté{'s' if added > 1 else ''}.")
    for line in refused:
        click.echo(line, err=True)
    if refused:
        refuse(f"{counted(len(files) - added, 'fichier')}, pour les raisons ci-dessus.")


@observatory.command("change")
@click.argument("slug", metavar="NOM")
@_kind
@_territory
def change(slug: str, kind: str, territory: str) -> None:
    """Donner à un organisme un autre genre ou un autre territoire ; son nom se change dans ses pages."""
    given = _read_facts(kind, territory)
    if not given:
        refuse("Donnez --kind ou --territory. Rien n’est changé.")
    with opened_body(slug) as stores:
        bodies = stores.bodies
        after = replace(bodies.states()[slug].body, **given)
        run(lambda: bodies.change(after))
        state = bodies.states().get(slug)
    click.echo(f"Changé : {_describe(state) if state else slug}.")


@observatory.command("list")
def show() -> None:
    """Lister les organismes."""
    with opened_bodies() as bodies:
        states = bodies.states()
    for line in _align(states.values()):
        click.echo(line)
    if not states:
        click.echo("Aucun organisme. En ajouter un : flask observatory add NOM FICHIER", err=True)


@observatory.command("export")
@click.argument("slug", metavar="NOM", required=False, default="")
@click.argument("file", metavar="FICHIER|-", required=False, default="")
@click.option("--all", "folder", metavar="DOSSIER", default="", help="Tous les organismes.")
@yes_option("Remplacer les fichiers qui existent.")
def export(slug: str, file: str, folder: str, confirmed: bool) -> None:
    """Écrire le catalogue d’un organisme, avec son historique, dans un fichier.

    Sans base, GERSAPP_DB=FICHIER sert ce fichier tel quel. Avec --all, le dossier a un fichier par organisme,
    et ce que la base sait d’eux en plus : « flask observatory add --all » le relit.
    """
    if folder:
        if slug or file:
            refuse("--all ne va qu’avec un dossier : ni nom, ni fichier. Rien n’est écrit.")
        with opened_bodies() as bodies:
            count = write_folder(bodies, Path(folder), is_replaced=confirmed)
        click.echo(f"{counted(count, 'organisme')} : {folder}")
        return
    if not file:
        refuse("Donnez un nom court et un fichier, ou --all et un dossier. Rien n’est écrit.")
    path = None if file == "-" else choose_file(Path(file), is_replaced=confirmed)
    with opened_body(slug) as stores:
        content = run(lambda: stores.bodies.export(slug))
    if path is None:
        write_output([content])
        return
    write_file(path, content)
    click.echo(f"{slug} : {path}")


@observatory.command("remove")
@click.argument("slug", metavar="NOM")
@yes_option("Ne rien demander.")
def remove(slug: str, confirmed: bool) -> None:
    """Retirer un organisme, avec son historique et ses imports en attente.

    Son catalogue est d’abord gardé dans un fichier, que « flask observatory add » ajoute de nouveau ; s’il
    est illisible, ce sont les lignes de la base.
    """
    refuse_no_slug(slug)
    with opened_bodies(only=slug) as bodies:
        state = bodies.states().get(slug)
        if state is None and slug not in bodies.unreadable():
            refuse_unknown(slug)
        described = _describe(state) if state else f"{slug}, dont le catalogue est illisible,"
        confirm(f"Retirer {described} ?", "Rien n’est retiré.", confirmed=confirmed)
        copy = remove_body(bodies, slug)
    click.echo(f"Retiré : {slug}. Gardé : {copy}")


def _read_facts(kind: str, territory: str) -> Facts:
    """Return what the options say of a body; what is not given is left out."""
    given = {"kind": _read_kind(kind), "territory": _read_territory(territory)}
    return {name: value for name, value in given.items() if value}


def _read_kind(text: str) -> Kind | None:
    if not text:
        return None
    try:
        return Kind(text.lower())
    except ValueError:
        refuse(f"« {printable(text)} » n’est pas un genre d’organisme. Les genres : {_KINDS}.")


def _read_territory(text: str) -> str | None:
    slug = text.lower()
    if slug and slug not in BY_SLUG:
        refuse(f"« {printable(text)} » n’est ni le numéro d’un département, ni le nom court d’une région.")
    return slug or None


def _describe(state: BodyState) -> str:
    """Return « gers : Département du Gers — Département, Gers (32), 16 opérations »."""
    slug, name, *facts = _cells(state)
    return f"{slug} : {name} — {', '.join(filter(None, facts))}"


def _align(states: Iterable[BodyState]) -> Iterator[str]:
    """Yield a line for each body, in columns: its name and facts, and how many operations it has."""
    rows = [_cells(state) for state in states]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for *cells, count in rows:
        texts = [cell.ljust(width) for cell, width in zip(cells, widths[:-1], strict=True)]
        yield "  ".join([*texts, count.rjust(widths[-1])])


def _cells(state: BodyState) -> list[str]:
    """Return what is said of a body: slug, name, kind, territory or "", number of operations."""
    body, catalogue = state.body, state.snapshot.catalogue
    heading = catalogue.heading
    name = heading.organisation or heading.title or "organisme sans nom"
    return [
        body.slug,
        printable(cut_at_word(name, _MAX_NAME)),
        KIND_LABELS[body.kind],
        name_territory(body.territory),
        counted(len(catalogue.operations), "opération"),
    ]
