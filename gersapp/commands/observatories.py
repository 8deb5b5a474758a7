"""`flask observatory …`: the bodies of the database, added, listed, exported and removed."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from gersapp.catalogue.text import printable
from gersapp.commands.body_copies import remove_body
from gersapp.commands.body_files import BodyFile, read_content, read_folder, write_folder
from gersapp.commands.databases import confirm, opened_bodies, require_body
from gersapp.commands.output import choose_file, write_file, write_output
from gersapp.commands.shared import refuse, run
from gersapp.errors import BodyRefused, StoreFull, StoreUnavailable
from gersapp.french import counted
from gersapp.observatory.body import Body, Kind
from gersapp.observatory.territories import BY_SLUG
from gersapp.store.bodies import Bodies, BodyState
from gersapp.store.documents.documents import empty_content

observatory = AppGroup("observatory", help="Les organismes de la base PostgreSQL (GERSAPP_DATABASE).")

_KINDS = ", ".join(Kind)

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
    chosen_kind, chosen_territory = _read_kind(kind), _read_territory(territory)
    if folder:
        if slug or file:
            refuse("--all ne va qu’avec un dossier : ni nom, ni fichier. Rien n’est ajouté.")
        _add_all(read_folder(Path(folder), chosen_kind, chosen_territory))
        return
    if not slug:
        refuse("Donnez un nom court, et un fichier s’il en a un, ou --all et un dossier. Rien n’est ajouté.")
    content = run(lambda: read_content(Path(file))) if file else empty_content()
    body = Body(slug, chosen_kind or Kind.OTHER, chosen_territory or "")
    with opened_bodies() as bodies:
        run(lambda: bodies.add(body, content))
        state = bodies.states().get(slug)
    click.echo(f"Ajouté : {_describe(state) if state else slug}.")


def _add_all(files: list[BodyFile]) -> None:
    """Add each file, or say why it is refused; end the command when one was."""
    added, refused = 0, list[str]()
    with opened_bodies() as bodies, click.progressbar(files, label="Ajout", file=sys.stderr) as bar:
        for new in bar:
            try:
                _add_one(bodies, new)
                added += 1
            except BodyRefused as error:
                refused.append(f"{printable(new.path.name)} : {error}")
            except (StoreFull, StoreUnavailable) as error:
                refused.append(f"{printable(new.path.name)} et les suivants : {error}")
                break
    click.echo(f"{counted(added, 'organisme')} ajouté{'s' if added > 1 else ''}.")
    for line in refused:
        click.echo(line, err=True)
    if refused:
        refuse(f"{counted(len(files) - added, 'fichier')}, pour les raisons ci-dessus.")


def _add_one(bodies: Bodies, new: BodyFile) -> None:
    bodies.add(new.body, read_content(new.path))
    if new.groups:
        bodies.set_mapping(new.body.slug, new.groups)


@observatory.command("change")
@click.argument("slug", metavar="NOM")
@_kind
@_territory
def change(slug: str, kind: str, territory: str) -> None:
    """Donner à un organisme un autre genre ou un autre territoire ; son nom se change dans ses pages."""
    chosen_kind, chosen_territory = _read_kind(kind), _read_territory(territory)
    if not (chosen_kind or chosen_territory):
        refuse("Donnez --kind ou --territory. Rien n’est changé.")
    with opened_bodies() as bodies:
        require_body(bodies, slug)
        before = bodies.states()[slug].body
        after = Body(slug, chosen_kind or before.kind, chosen_territory or before.territory)
        run(lambda: bodies.change(after))
        state = bodies.states().get(slug)
    click.echo(f"Changé : {_describe(state) if state else slug}.")


@observatory.command("list")
def show() -> None:
    """Lister les organismes."""
    with opened_bodies() as bodies:
        states = bodies.states()
    for state in states.values():
        click.echo(_describe(state))
    if not states:
        click.echo("Aucun organisme. En ajouter un : flask observatory add NOM FICHIER", err=True)


@observatory.command("export")
@click.argument("slug", metavar="NOM", required=False, default="")
@click.argument("file", metavar="FICHIER|-", required=False, default="")
@click.option("--all", "folder", metavar="DOSSIER", default="", help="Tous les organismes.")
@click.option("--yes", "confirmed", is_flag=True, help="Remplacer les fichiers qui existent.")
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
    with opened_bodies() as bodies:
        require_body(bodies, slug)
        content = run(lambda: bodies.export(slug))
    if path is None:
        write_output([content])
        return
    write_file(path, content)
    click.echo(f"{slug} : {path}")


@observatory.command("remove")
@click.argument("slug", metavar="NOM")
def remove(slug: str) -> None:
    """Retirer un organisme, avec son historique et ses imports en attente.

    Son catalogue est d’abord gardé dans un fichier, que « flask observatory add » ajoute de nouveau.
    """
    with opened_bodies() as bodies:
        require_body(bodies, slug)
        confirm(f"Retirer {_describe(bodies.states()[slug])} ?", "Rien n’est retiré.")
        copy = remove_body(bodies, slug)
    click.echo(f"Retiré : {slug}. Gardé : {copy}")


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
    """Return « gers : Département du Gers (departement, Gers), 16 opérations »."""
    body, catalogue = state.body, state.snapshot.catalogue
    place = f", {BY_SLUG[body.territory].label}" if body.territory in BY_SLUG else ""
    name = catalogue.heading.organisation or "organisme sans nom"
    count = counted(len(catalogue.operations), "opération")
    return f"{body.slug} : {printable(name)} ({body.kind}{place}), {count}"
