"""An application over several bodies whose accounts are in a database, and the browsers of those who have one."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask import Flask

from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.settings import Settings
from gersapp.web.factory import make_observatory_app
from tests.support.editor_places import BODY, DatabasePlace
from tests.support.observatory import OTHER, seeded_bodies
from tests.support.visitor import Visitor

CURATOR, MANAGER, EDITOR, ELSEWHERE, READER = "Curatrice", "Gestionnaire", "Éditeur", "Ailleurs", "Lectrice"
TEAM = {
    CURATOR: ALL_RIGHTS,
    MANAGER: Rights(roles={BODY: Role.MANAGER}),
    EDITOR: Rights(roles={BODY: Role.EDITOR}),
    ELSEWHERE: Rights(roles={OTHER: Role.MANAGER}),
    READER: NO_RIGHTS,
}
PASSWORD = "Un canard passe la Baïse"
HEADER = "X-Remote-User"


@contextlib.contextmanager
def opened_team(place: DatabasePlace, seed: bytes, folder: Path, **settings: object) -> Iterator[Flask]:
    """The application; `place` has both bodies."""
    chosen = replace(Settings(instance=folder), **settings)  # type: ignore[arg-type]  # names of settings
    editors = place.editors(naming_header=chosen.trusted_user_header)
    bodies = seeded_bodies(seed)
    with contextlib.closing(bodies):
        yield make_observatory_app(chosen, bodies, editors, place.imports_of)


def gather(place: DatabasePlace) -> None:
    """Give all of TEAM an account, and nobody else."""
    place.clear()
    for name, rights in TEAM.items():
        place.accounts().add(name, PASSWORD, "2026-11-22", rights=rights)


def browser_as(app: Flask, name: str) -> Visitor:
    """The browser of one of TEAM, signed in."""
    editors = app.extensions["gersapp"].editors
    token = editors._sessions.begin(name, editors.accounts.get(name).auth_hash)
    return Visitor(app, {"Cookie": f"gersapp={token}"})
