"""The catalogue that a command acts on: the one of the file, or with a database that of a body."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

import click

from gersapp.commands.databases import opened_body
from gersapp.commands.shared import choose_catalogue, choose_instance, current_settings, refuse, run
from gersapp.files import Unreadable
from gersapp.reviews.files import FilePendingImports
from gersapp.reviews.repository import PendingImports
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.documents.tables import parse
from gersapp.store.repository import Repository
from gersapp.store.tinydb import TinyDBRepository
from gersapp.store.tinydb.sound import Sound, Unsound

# For every command that acts on one catalogue. The function gets it as the parameter `slug`.
body_option = click.option(
    "--body", "slug", metavar="NOM", default="", help="L’organisme dont il s’agit, dans une base PostgreSQL."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A catalogue to change, and the imports that wait for it; `name` stands for it in sentences."""

    name: str
    repository: Repository
    imports: PendingImports


def page_prefix(slug: str) -> str:
    """Return what the paths of a catalogue's pages begin with: « /gers », or "" without a body."""
    return f"/{slug}" if slug else ""


def refuse_body(slug: str) -> None:
    """End the command when a body is named where there is one catalogue."""
    if slug and not current_settings().database:
        refuse("--body ne va qu’avec une base PostgreSQL (GERSAPP_DATABASE). Rien n’est changé.")


@contextlib.contextmanager
def opened_catalogue(slug: str, *, is_safe: bool) -> Iterator[Chosen]:
    """Open the catalogue that the command changes, and say where it is; a refusal ends the command.

    `is_safe` is as in `choose_catalogue`.
    """
    refuse_body(slug)
    if current_settings().database:
        with opened_body(slug) as stores:
            yield Chosen(slug, stores.bodies.repository(slug), stores.imports_of(slug))
        return
    path, instance = choose_catalogue(is_safe=is_safe), choose_instance(is_safe=is_safe)
    with contextlib.closing(run(lambda: TinyDBRepository(path))) as repository:
        yield Chosen(str(path), repository, FilePendingImports(instance, time.time))


@contextlib.contextmanager
def opened_imports(slug: str, *, is_safe: bool) -> Iterator[PendingImports]:
    """Open the imports that wait for a catalogue, as `opened_catalogue`, whatever server runs."""
    refuse_body(slug)
    if current_settings().database:
        with opened_body(slug) as stores:
            yield stores.imports_of(slug)
        return
    yield FilePendingImports(choose_instance(is_safe=is_safe), time.time)


def read_documents(slug: str) -> Documents:
    """Return what the catalogue holds, whether a server has it or not; raises Unsound."""
    refuse_body(slug)
    if not current_settings().database:
        return Sound.read(choose_catalogue(is_safe=True)).documents
    with opened_body(slug) as stores:
        return parse_documents(run(lambda: stores.bodies.export(slug)))


def parse_documents(content: bytes) -> Documents:
    """Read the content of a file; raises Unsound."""
    try:
        return Documents.of(parse(content))
    except (Unreadable, Invalid) as error:
        raise Unsound(str(error)) from error
