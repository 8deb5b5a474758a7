"""The dated copies of bodies: files beside the server, as those of the default engine are beside its file."""

import dataclasses
import sys
from pathlib import Path

import click

from gersapp.commands.databases import opened_bodies, require_body
from gersapp.commands.shared import current_settings, refuse, run
from gersapp.errors import reason
from gersapp.files import make_private_folder, removed_if_refused, write_whole
from gersapp.french import counted
from gersapp.observatory.slugs import is_slug
from gersapp.store.bodies import Bodies
from gersapp.store.tinydb import Backups
from gersapp.store.tinydb.backups import Restoration


def copies_of(slug: str) -> Backups:
    """Return the copies of a body, which may have been removed; end the command for what is no slug.

    Those of each body are in a folder of its own: an erasure there searches every file.
    """
    if not is_slug(slug):
        refuse("Cette base a plusieurs organismes : dites duquel il s’agit par --body NOM.")
    return Backups(current_settings().instance / "copies" / slug / f"{slug}.json")


def keep_copy(bodies: Bodies, slug: str) -> tuple[Path, bool]:
    """Make a dated copy of a body as it is; return its path, and whether it is new."""
    return run(write_present(bodies, slug).make)


def write_present(bodies: Bodies, slug: str) -> Backups:
    """Write the catalogue of a body beside its dated copies, and return these; a refusal ends the command."""
    return _write(slug, run(lambda: bodies.export(slug)))


def _write(slug: str, content: bytes) -> Backups:
    backups = copies_of(slug)
    path = backups.path
    try:
        make_private_folder(current_settings().instance)
        make_private_folder(path.parent)
        if not path.exists() or path.read_bytes() != content:
            temporary = path.with_name(f"{path.name}.tmp")
            with removed_if_refused(temporary):
                write_whole(temporary, content, path)
                temporary.replace(path)
    except OSError as error:
        refuse(f"« {path} » ne peut pas être écrit : {reason(error)}.")
    return backups


def backup_bodies(slug: str) -> None:
    """Copy one body, or all of them, and say what is new."""
    with opened_bodies() as bodies:
        if slug:
            require_body(bodies, slug)
            copy, is_new = keep_copy(bodies, slug)
            click.echo(
                f"Copie faite : {copy}" if is_new else f"Rien n’a changé depuis la dernière copie : {copy}"
            )
            return
        made = 0
        with click.progressbar(list(bodies.states()), label="Copies", file=sys.stderr) as bar:
            for name in bar:
                made += keep_copy(bodies, name)[1]
        unchanged = len(bodies.states()) - made
        folder = current_settings().instance / "copies"
    click.echo(f"{counted(made, 'copie')} dans {folder} ; {counted(unchanged, 'organisme')} sans changement.")


def restore_body(slug: str, wanted: str, *, dry_run: bool) -> Restoration:
    """Put a copy in the place of a body's catalogue, or say what that would do; what is replaced is kept."""
    with opened_bodies() as bodies:
        require_body(bodies, slug)
        backups = write_present(bodies, slug)
        plan = run(lambda: backups.plan(wanted))
        if dry_run or plan.same:
            return plan
        run(backups.make)
        replaced = run(lambda: bodies.restore(slug, plan.content))
        return dataclasses.replace(plan, replaced=keep_last(slug, replaced))


def remove_body(bodies: Bodies, slug: str) -> Path:
    """Remove a body, and return the path of the copy that keeps it."""
    keep_copy(bodies, slug)
    return keep_last(slug, run(lambda: bodies.remove(slug)))


def keep_last(slug: str, content: bytes) -> Path:
    """Return the path of a copy of what a body had last: an edit may have come after the copy before."""
    return run(_write(slug, content).make)[0]
