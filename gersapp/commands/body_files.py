"""A folder of bodies: a file of the default engine for each, and what only the database knows of them."""

import json
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from gersapp.catalogue.text import printable
from gersapp.commands.output import write_file
from gersapp.commands.shared import refuse, refuse_own, run
from gersapp.errors import BodyRefused, reason
from gersapp.files import Unreadable, read_whole
from gersapp.store.bodies import Bodies
from gersapp.store.documents.documents import empty_content
from gersapp.store.documents.facts import Facts, facts_of, read_facts, without_facts

# The file of a folder that has the facts of each body; no body has this name.
INDEX = "_organismes.json"


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A body to add, and the file of its catalogue, or None for an empty one.

    `facts` are those that are known without opening it; they go before those in it.
    """

    slug: str
    path: Path | None
    facts: Facts


def add_body(bodies: Bodies, new: BodyFile) -> None:
    """Add a body; raises what `Bodies.add` does, and BodyRefused for a file that cannot be read."""
    content, kept = without_facts(_read_content(new.path)) if new.path else (empty_content(), {})
    body, groups = read_facts(new.slug, {**kept, **new.facts})
    bodies.add(body, content)
    if groups:
        bodies.set_mapping(new.slug, groups)


def _read_content(path: Path) -> bytes:
    """Return the bytes of a file; raises BodyRefused."""
    try:
        return read_whole(path)[0]
    except FileNotFoundError as error:
        raise BodyRefused(f"« {printable(str(path))} » n’existe pas.") from error
    except (OSError, ValueError, Unreadable) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise BodyRefused(
            f"« {printable(str(path))} » ne peut pas être lu : {why}. Rien n’est ajouté."
        ) from error


def read_folder(folder: Path, given: Facts) -> list[BodyFile]:
    """Return the bodies of a folder, in the order of their names; end the command when there is none.

    The facts that are `given` go before those that the index of the folder has.
    """
    try:
        paths = sorted(path for path in folder.glob("*.json") if path.name != INDEX)
        known = _read_index(folder / INDEX)
    except OSError as error:
        refuse(f"« {printable(str(folder))} » ne peut pas être lu : {reason(error)}. Rien n’est ajouté.")
    if not paths:
        refuse(f"« {printable(str(folder))} » n’a aucun fichier .json. Rien n’est ajouté.")
    return [BodyFile(path.stem, path, {**known.get(path.stem, {}), **given}) for path in paths]


def _read_index(path: Path) -> dict[str, Facts]:
    """Return what the index says of each body, nothing without an index; end the command for a broken one."""
    if not path.exists():
        return {}
    try:
        known = json.loads(path.read_bytes())
    except ValueError:
        known = None
    if not isinstance(known, dict) or not all(isinstance(facts, dict) for facts in known.values()):
        refuse(
            f"« {printable(str(path))} » n’est pas la liste que « export --all » écrit. Rien n’est ajouté."
        )
    return known


def write_folder(bodies: Bodies, folder: Path, *, is_replaced: bool) -> int:
    """Write all bodies into a folder, which is made, or end the command; return how many there are."""
    try:
        folder = folder.resolve()
        refuse_own(folder)
        if folder.is_dir() and any(folder.iterdir()) and not is_replaced:
            refuse(
                f"« {printable(str(folder))} » n’est pas vide. Ajoutez --yes pour y remplacer des fichiers."
            )
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "ce n’est pas un nom de dossier"
        refuse(f"« {printable(str(folder))} » ne peut pas être écrit : {why}.")
    slugs = list(bodies.states())
    with click.progressbar(slugs, label="Export", file=sys.stderr) as bar:
        for slug in bar:
            write_file(folder / f"{slug}.json", run(partial(bodies.export, slug)))
    write_file(folder / INDEX, _describe_bodies(bodies))
    return len(slugs)


def _describe_bodies(bodies: Bodies) -> bytes:
    """Return the index of a folder that has all bodies."""
    known = {slug: facts_of(state) for slug, state in bodies.states().items()}
    return (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode()
