"""`flask backup`, `flask backups` and `flask restore`: the copies of the catalogue's file."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from gersapp.catalogue.history.difference import Difference
from gersapp.commands.body_copies import BodyRestoration, backup_bodies, copies_of, restore_body, say_copied
from gersapp.commands.chosen import body_option, refuse_body
from gersapp.commands.shared import choose_catalogue, current_settings, run, yes
from gersapp.french import counted
from gersapp.store.tinydb import Backups
from gersapp.store.tinydb.backups import Restoration
from gersapp.store.tinydb.sound import Sound, Unsound

# How many titles of each kind of change are shown.
_MAX_TITLES = 10


@click.command("backup")
@body_option
@yes
@with_appcontext
def backup(slug: str, confirmed: bool) -> None:
    """Copier le catalogue tel qu’il est, que l’application tourne ou non.

    Avec une base PostgreSQL, sans --body, tous les organismes sont copiés.
    """
    refuse_body(slug)
    if current_settings().database:
        backup_bodies(slug)
        return
    copy, is_new = run(_backups(is_safe=confirmed).make)
    click.echo(say_copied(copy, is_new=is_new))


@click.command("backups")
@body_option
@with_appcontext
def backups(slug: str) -> None:
    """Lister les copies du catalogue, la plus récente d’abord."""
    refuse_body(slug)
    known = _name_folder(copies_of(slug)) if current_settings().database else _backups(is_safe=True)
    copies = run(known.copies)
    for copy in copies:
        try:
            sound = Sound.read(copy.path)
        except Unsound as error:
            content = f"illisible : {error}"
        else:
            content = f"{len(sound.content):>11,} octets  ".replace(",", " ")
            content += counted(len(sound.catalogue.operations), "opération")
            if copy.is_altered:
                content += ", changées après coup par un autre programme"
        ahead = "  date à venir" if copy.is_ahead(datetime.now(UTC)) else ""
        click.echo(f"{copy.path.name:<23}  {copy.in_paris()}  {content}{ahead}")
    if not copies:
        click.echo(f"Aucune copie de {known.path}. En faire une : flask backup", err=True)


@click.command("restore")
@click.argument("wanted", metavar="FICHIER|latest")
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, et ne rien changer.")
@body_option
@yes
@with_appcontext
def restore(wanted: str, dry_run: bool, slug: str, confirmed: bool) -> None:
    """Remettre une copie à la place du catalogue ; sans base, l’application arrêtée.

    FICHIER est un nom donné par « flask backups », ou un chemin ; « latest » est la dernière copie
    lisible et différente du catalogue : celles que date du futur une horloge fausse passent après. Ce qui
    est remplacé est gardé à côté.
    """
    refuse_body(slug)
    if current_settings().database:
        restored = restore_body(slug, wanted, dry_run=dry_run)
        restoration, lines = restored.plan, _describe_body(restored, dry_run)
    else:
        known = _backups(is_safe=dry_run or confirmed)
        restoration = run(lambda: known.plan(wanted) if dry_run else known.restore(wanted))
        lines = _describe_restoration(str(known.path), restoration, dry_run)
    for line in restoration.skipped:
        click.echo(f"Passée : {line}", err=True)
    for line in lines:
        click.echo(line)


def _backups(*, is_safe: bool) -> Backups:
    return _name_folder(Backups(choose_catalogue(is_safe=is_safe)))


def _name_folder(backups: Backups) -> Backups:
    click.echo(f"Copies : {backups.folder}", err=True)
    return backups


def _describe_restoration(name: str, restoration: Restoration, dry_run: bool) -> list[str]:
    if restoration.same:
        return [f"{name} a déjà ce contenu : rien à restaurer."]
    source = f"{restoration.source.path}, du {restoration.source.in_paris()}"
    lines = [f"{name} {'serait' if dry_run else 'est'} remplacé par {source}."]
    if restoration.replaced:
        lines.append(f"Ce qui était en place est gardé : {restoration.replaced}")
    if restoration.difference:
        return lines + describe_difference(restoration.difference, dry_run=dry_run)
    verb = "changerait" if dry_run else "change"
    lines.append(
        f"Ce qui {verb} ne peut pas être dit, faute de pouvoir lire ce qui était en place : "
        f"{restoration.unreadable}."
    )
    return lines


def _describe_body(restored: BodyRestoration, dry_run: bool) -> list[str]:
    """Return the lines that say what restoring a body does, or would do."""
    plan, before, after = restored.plan, restored.before, restored.body
    if plan.unreadable:
        return _describe_restoration(after.slug, plan, dry_run)
    if before is None:
        source = f"{plan.source.path}, du {plan.source.in_paris()}"
        return [f"{after.slug} {'serait' if dry_run else 'est'} ajouté de nouveau, d’après {source}."]
    facts = (
        ("le genre de l’organisme", before.body.kind != after.kind),
        ("son territoire", before.body.territory != after.territory),
        ("les groupes nationaux de ses cibles", before.groups != restored.groups),
    )
    verb = "changerait" if dry_run else "change"
    changed = [f"- {verb} : {what}" for what, differs in facts if differs]
    return [*_describe_restoration(after.slug, plan, dry_run), *changed]


def describe_difference(difference: Difference, *, dry_run: bool) -> list[str]:
    """Return the lines that say what a restoration changes in the catalogue, or would change."""
    kinds = (
        ("ajoutée", difference.added),
        ("retirée", difference.removed),
        ("modifiée", difference.modified),
    )
    lines = []
    for participle, titles in kinds:
        if titles:
            plural = "s" if len(titles) > 1 else ""
            would = ("seraient " if plural else "serait ") if dry_run else ""
            # Titles may have quotation marks and commas of their own.
            shown = " ; ".join(titles[:_MAX_TITLES])
            more = len(titles) - _MAX_TITLES
            rest = f" et {counted(more, 'autre')}" if more > 0 else ""
            lines.append(f"- {counted(len(titles), 'opération')} {would}{participle}{plural} : {shown}{rest}")
    others = (
        ("les textes ou les cibles du catalogue", difference.heading),
        ("l’ordre des opérations", difference.order),
        ("la corbeille", difference.trash),
    )
    verb = "changerait" if dry_run else "change"
    lines += [f"- {verb} : {what}" for what, differs in others if differs]
    return lines or [f"Rien ne {verb} dans le catalogue lui-même."]
