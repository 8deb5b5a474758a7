"""An application that serves the catalogues of several bodies, and the people who may edit some of them."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask import Flask

from gersapp.editors import open_editors
from gersapp.editors.rights import NO_RIGHTS, Rights, Role
from gersapp.observatory.body import Body
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.repository import PendingImports
from gersapp.settings import Settings
from gersapp.store.bodies import Bodies
from gersapp.web.factory import make_observatory_app
from proof.tools.editor import let_in
from tests.support.memory_bodies import MemoryBodies
from tests.support.visitor import Visitor

BODY, OTHER = "gers", "tarn"

# Who they are → what they may do.
RIGHTS = {
    "Lectrice": NO_RIGHTS,
    "Éditeur d’ailleurs": Rights(roles={OTHER: Role.MANAGER}),
    "Éditrice d’ici": Rights(roles={BODY: Role.EDITOR}),
    "Gestionnaire d’ici": Rights(roles={BODY: Role.MANAGER}),
    "Curatrice": Rights(curator=True),
}
READER, OTHER_EDITOR, EDITOR, MANAGER, CURATOR = RIGHTS
_TOKENS = {name: f"jeton-{number}" for number, name in enumerate(RIGHTS)}


def seeded_bodies(seed: bytes, place: str = "") -> MemoryBodies:
    """Two bodies with the same operations, titles, audiences and history; `place` as in MemoryBodies."""
    bodies = MemoryBodies(place=place)
    for slug in (BODY, OTHER):
        bodies.add(Body(slug), seed)
    return bodies


def open_observatory(bodies: Bodies, folder: Path) -> Flask:
    """The application over `bodies`, where all of RIGHTS are signed in; `folder` keeps the rest."""
    settings = replace(Settings(), instance=let_in(folder / "instance", _TOKENS))
    editors = open_editors(settings.instance)
    editors.rights_of = lambda name: RIGHTS.get(name, NO_RIGHTS)  # type: ignore[method-assign]
    imports: dict[str, PendingImports] = {}

    def imports_of(slug: str) -> PendingImports:
        if slug not in imports:
            (folder / slug).mkdir(mode=0o700)
            imports[slug] = FilePendingImports(folder / slug, time.time)
        return imports[slug]

    return make_observatory_app(settings, bodies, editors, imports_of)


@contextlib.contextmanager
def opened_observatory(bodies: Bodies, folder: Path) -> Iterator[Flask]:
    app = open_observatory(bodies, folder)
    try:
        yield app
    finally:
        bodies.close()


def browser_of(app: Flask, name: str = "") -> Visitor:
    """The browser of one of RIGHTS, or of a visitor."""
    return Visitor(app, {"Cookie": f"gersapp={_TOKENS[name]}"} if name else {})
