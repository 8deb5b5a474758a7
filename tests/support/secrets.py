"""A catalogue of which much is never published, and how it shows."""

import io
import re
import zipfile
from dataclasses import replace

from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Link, Operation
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import add, commit, delete, set_heading, set_title

SECRETS = re.compile("Jeanne|Ancien titre|[Jj]et[ée]e|utm_|fbclid")


def fill_with_secrets(repository: TinyDBRepository) -> None:
    """Give the catalogue of the Gers an editor, a past, a trash and addresses that follow their readers."""
    jeanne = Act("Jeanne Secrète")
    tracked = "https://www.gers.fr/a?utm_source=lettre&fbclid=1"
    operation = Operation(
        "suivie", f"Suivie {tracked}", f"Voir {tracked}.", ("adultes",), (), (Link(tracked),)
    )
    commit(repository, add(operation), jeanne)
    commit(repository, set_title("Ancien titre"), jeanne)
    commit(repository, set_title("Nouveau titre"), jeanne)
    commit(repository, add(replace(operation, id="jetee", title="Jetée")), jeanne)
    commit(repository, delete("jetee"), jeanne)
    commit(repository, set_heading(introduction=f"Lire {tracked}"), jeanne)


def all_text(content: bytes) -> str:
    """Return the text of a file, and of all the parts of a zip with their names."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(
            [f"{name}\n{archive.read(name).decode(errors='replace')}" for name in archive.namelist()]
        )
