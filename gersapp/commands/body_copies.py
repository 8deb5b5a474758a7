"""The dated copies of bodies: files beside the server, as those of the default engine are beside its file.

A copy has, beside the catalogue, what else the database knows of the body.
"""

import contextlib
import dataclasses
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from gersapp.commands.databases import opened_bodies, opened_body, refuse_no_slug, refuse_unknown
from gersapp.commands.shared import current_settings, refuse, run, without_page
from gersapp.errors import (
    BackupRefused,
    BodyUnreadable,
    EditorsUnavailable,
    NotFound,
    StoreUnavailable,
    reason,
)
from gersapp.files import make_private_folder, removed_if_refused, replace_private, write_whole
from gersapp.french import counted
from gersapp.observatory.body import Body
from gersapp.store.bodies import Bodies, BodyState
from gersapp.store.documents.facts import facts_of, read_facts, with_facts, without_facts
from gersapp.store.tinydb import Backups
from gersapp.store.tinydb.backups import Restoration
from gersapp.store.tinydb.sound import Sound, Unsound

_NO_CATALOGUE = "ses lignes, dans la base, ne sont pas un catalogue"


def copies_of(slug: str) -> Backups:
    """Return the copies of a body, which may have been removed; end the command for what is no slug.

    Each body has a folder of its own: an erasure searches every file of the folder.
    """
    refuse_no_slug(slug)
    return Backups(current_settings().instance / "copies" / slug / f"{slug}.json")


def say_copied(copy: Path, *, is_new: bool) -> str:
    return f"Copie faite : {copy}" if is_new else f"Rien n’a changé depuis la dernière copie : {copy}"


def keep_copy(bodies: Bodies, slug: str) -> tuple[Path, bool]:
    """Make a dated copy of a body as it is; return its path, and whether it is new.

    Raises BackupRefused, EditorsUnavailable, NotFound or StoreUnavailable.
    """
    return write_present(bodies, slug).make()


def write_present(bodies: Bodies, slug: str) -> Backups:
    """Write what a body has beside its dated copies, and return these; raises as `keep_copy`."""
    state = bodies.states().get(slug)
    if state is None:
        raise NotFound(slug)
    return _write(state, bodies.export(slug))


def _write(state: BodyState, catalogue: bytes) -> Backups:
    """Write the file of a body whose `catalogue` is given; raises BackupRefused or EditorsUnavailable."""
    return _write_file(state.body.slug, with_facts(catalogue, facts_of(state)))


def _write_file(slug: str, content: bytes) -> Backups:
    backups = copies_of(slug)
    path = backups.path
    with _writing(path):
        if not path.exists() or path.read_bytes() != content:
            temporary = path.with_name(f"{path.name}.tmp")
            with removed_if_refused(temporary):
                write_whole(temporary, content, path)
                temporary.replace(path)
    return backups


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Make the folder of the file `path`, to write it; raises BackupRefused or EditorsUnavailable."""
    try:
        make_private_folder(current_settings().instance)
        make_private_folder(path.parent)
        yield
    except OSError as error:
        raise BackupRefused(f"« {path} » ne peut pas être écrit : {reason(error)}.") from error


def backup_bodies(slug: str) -> None:
    """Copy one body, or all of them, and say what is new."""
    if slug:
        with opened_body(slug) as stores:
            copy, is_new = run(lambda: keep_copy(stores.bodies, slug))
        click.echo(say_copied(copy, is_new=is_new))
        return
    copied, made, refused = 0, 0, list[str]()
    with opened_bodies() as bodies:
        refused += [f"{name} : {why}" for name, why in bodies.unreadable().items()]
        with click.progressbar(list(bodies.states()), label="Copies", file=sys.stderr) as bar:
            for name in bar:
                try:
                    made += keep_copy(bodies, name)[1]
                    copied += 1
                except NotFound:  # removed meanwhile
                    continue
                except (BackupRefused, BodyUnreadable) as error:
                    refused.append(f"{name} : {error}")
                except (EditorsUnavailable, StoreUnavailable) as error:
                    refused.append(f"{name} et les suivants : {without_page(str(error))}")
                    break
    folder, unchanged = current_settings().instance / "copies", counted(copied - made, "organisme")
    click.echo(f"{counted(made, 'copie')} dans {folder} ; {unchanged} sans changement.")
    for line in refused:
        click.echo(line, err=True)
    if refused:
        refuse("des organismes ne sont pas copiés, pour les raisons ci-dessus.")


@dataclasses.dataclass(frozen=True, slots=True)
class BodyRestoration:
    """The effect of restoring a body, done or planned.

    `before` is None for a body that had been removed, or is unreadable, as `plan` says.
    """

    plan: Restoration
    before: BodyState | None
    body: Body
    groups: Mapping[str, str]


def restore_body(slug: str, wanted: str, *, dry_run: bool) -> BodyRestoration:
    """Put a copy in the place of a body, or of none, or say what that would do; what is replaced is kept."""
    backups = copies_of(slug)
    with opened_bodies(only=slug) as bodies:
        before = bodies.states().get(slug)
        unreadable = _NO_CATALOGUE if slug in bodies.unreadable() else ""
        if not (before or unreadable or run(lambda: backups.copies(with_file=True))):
            refuse_unknown(slug)
        present = run(lambda: _present(bodies, before)) if before else None
        plan = run(lambda: backups.plan_over(slug, wanted, present, unreadable))
        content, facts = without_facts(plan.content)
        body, groups = read_facts(slug, facts or (facts_of(before) if before else {}))
        restored = BodyRestoration(plan, before, body, groups)
        if dry_run or plan.same:
            return restored
        if present:
            run(lambda: _write_file(slug, present.content).make())
        else:
            _keep_file(backups)
        replaced = run(lambda: _put_back(bodies, restored, content))
        if facts:
            run(lambda: bodies.change(body))
            run(lambda: bodies.set_mapping(slug, groups))
        return dataclasses.replace(restored, plan=dataclasses.replace(plan, replaced=replaced))


def _present(bodies: Bodies, state: BodyState) -> Sound:
    content = with_facts(bodies.export(state.body.slug), facts_of(state))
    return Sound.of(content, written=time.time_ns())


def _keep_file(backups: Backups) -> None:
    """Make a copy of what the body had last, which the next copy will replace, unless it is damaged."""
    try:
        Sound.read(backups.path)
    except Unsound:
        return
    run(backups.make)


def _put_back(bodies: Bodies, restored: BodyRestoration, content: bytes) -> Path | None:
    """Give a body the catalogue `content`, and return the file that keeps what it had."""
    body, before, replaced = restored.body, restored.before, None
    if before:
        # At once: nothing else has an edit that was saved since the copy before.
        replaced = _keep_last(before, bodies.restore(body.slug, content))
    elif restored.plan.unreadable:
        replaced = _keep_rows(bodies, body.slug)
        bodies.restore(body.slug, content)
    else:
        bodies.add(body, content)
    return replaced


def remove_body(bodies: Bodies, slug: str) -> Path:
    """Remove a body, and return the path of the file that keeps it."""
    state = bodies.states().get(slug)
    if state is None:
        rows = run(lambda: _keep_rows(bodies, slug))
        run(lambda: bodies.remove(slug))
        return rows
    run(lambda: keep_copy(bodies, slug))
    return _keep_last(state, run(lambda: bodies.remove(slug)))


def _keep_rows(bodies: Bodies, slug: str) -> Path:
    """Write the rows of a body that cannot be read into a file beside its copies; return the path."""
    path = copies_of(slug).path.with_name(f"rows-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.json")
    rows = bodies.rows(slug)
    with _writing(path):
        replace_private(path, rows)
    return path


def _keep_last(state: BodyState, catalogue: bytes) -> Path:
    """Copy what a body had last, as an edit may have come after the copy before; return the path."""
    return run(lambda: _write(state, catalogue).make())[0]
