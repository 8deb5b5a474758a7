"""A folder of bodies: a file of the default engine for each, and what only the database knows of them."""

import json
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from gersapp.catalogue.text import printable
from gersapp.commands.output import write_file
from gersapp.commands.shared import refuse, refuse_own, run
from gersapp.errors import BodyRefused, reason
from gersapp.files import Unreadable, read_whole
from gersapp.observatory.body import Body, Kind
from gersapp.observatory.territories import BY_SLUG
from gersapp.store.bodies import Bodies

# What the database knows of each body; no body has this name.
INDEX = "_organismes.json"


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A body to add, and the file of its catalogue; `groups` are those that a manager chose."""

    body: Body
    path: Path
    groups: dict[str, str] = field(default_factory=dict)


def read_content(path: Path) -> bytes:
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


def read_folder(folder: Path, kind: Kind | None, territory: str | None) -> list[BodyFile]:
    """Return the bodies of a folder, in the order of their names; end the command when there is none.

    `kind` and `territory` go before what the index of the folder says.
    """
    try:
        paths = sorted(path for path in folder.glob("*.json") if path.name != INDEX)
        known = _read_index(folder / INDEX)
    except OSError as error:
        refuse(f"« {printable(str(folder))} » ne peut pas être lu : {reason(error)}. Rien n’est ajouté.")
    if not paths:
        refuse(f"« {printable(str(folder))} » n’a aucun fichier .json. Rien n’est ajouté.")
    return [_body_file(path, known.get(path.stem, {}), kind, territory) for path in paths]


def _body_file(path: Path, known: dict[str, Any], kind: Kind | None, territory: str | None) -> BodyFile:
    chosen_kind, chosen_territory = kind or known.get("kind"), territory or known.get("territory")
    groups = known.get("groups")
    body = Body(
        path.stem,
        Kind(chosen_kind) if chosen_kind in set(Kind) else Kind.OTHER,
        str(chosen_territory) if chosen_territory in BY_SLUG else "",
    )
    chosen = groups if isinstance(groups, dict) else {}
    return BodyFile(body, path, {str(name): str(group) for name, group in chosen.items()})


def _read_index(path: Path) -> dict[str, dict[str, Any]]:
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
    known = {
        slug: {
            "kind": state.body.kind,
            "territory": state.body.territory,
            "groups": dict(bodies.mapping(slug)),
        }
        for slug, state in bodies.states().items()
    }
    return (json.dumps(known, ensure_ascii=False, indent=2) + "\n").encode()
