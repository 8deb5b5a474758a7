"""`flask purge --body`: erasing an operation of a body for good, while the application runs or not."""

import contextlib
import logging
import time
from collections.abc import Iterator
from dataclasses import replace

from gersapp.catalogue.text import printable
from gersapp.commands.body_copies import write_present
from gersapp.commands.chosen import parse_documents
from gersapp.commands.databases import opened_body
from gersapp.commands.shared import confirm, run, say_removed_imports, without_page
from gersapp.errors import EditorsUnavailable, ErasureRefused, StoreFull, StoreUnavailable, UnknownOperation
from gersapp.french import counted
from gersapp.reviews.repository import Pending, Trace
from gersapp.store.opening import Stores
from gersapp.store.repository import Erased, Repository
from gersapp.store.tinydb import Backups, erasure
from gersapp.store.tinydb.traces import mentions

_log = logging.getLogger(__name__)


def purge_body(slug: str, id: str, *, confirmed: bool) -> tuple[Erased, list[str]]:
    """Erase an operation of a body; return what was erased, and the lines that say it."""
    with opened_body(slug) as stores:
        # Nothing is written before the answer, unless only copies may know what to ask about.
        if title := _known_title(stores.bodies.repository(slug), id):
            _confirm(title, slug, confirmed=confirmed)
        backups = run(lambda: write_present(stores.bodies, slug))
        name = f"la base de données (organisme « {slug} »)"
        target = run(lambda: erasure.find(backups.path, id, name=name))
        if not title:
            _confirm(target.title, slug, confirmed=confirmed)
        return run(lambda: _purge(stores, slug, backups, Trace(id=id, states=target.states)))


def _known_title(repository: Repository, id: str) -> str:
    """Return the last title of an operation in the database; "" for one that it does not know."""
    snapshot = repository.snapshot()
    operation = snapshot.catalogue.get_even_trashed(id)
    return operation.title if operation else repository.history(snapshot).titles([id]).get(id, "")


def _confirm(title: str, slug: str, *, confirmed: bool) -> None:
    confirm(
        f"Effacer « {printable(title)} » pour toujours, de {slug}, de ses copies et du journal ?",
        "Rien n’est effacé.",
        confirmed=confirmed,
    )


def _purge(stores: Stores, slug: str, backups: Backups, trace: Trace) -> tuple[Erased, list[str]]:
    """Erase what the trace names. A second run finishes an interrupted one: the copies come last."""
    places: tuple[str, ...] = ()
    try:
        log = sum(stores.editors.journal.forget(trace.id, slug).values())
        imports = stores.imports_of(slug).forget(trace)
        with contextlib.suppress(UnknownOperation):  # only copies have it
            places = stores.bodies.repository(slug).erase(trace.id).places
    except (EditorsUnavailable, StoreFull, StoreUnavailable) as error:
        # Its message says that nothing was changed: the security log and imports may have been.
        _log.warning("%s : effacement interrompu (%s)", slug, without_page(str(error)))
        raise ErasureRefused(
            "L’effacement n’est pas terminé : la base de données ne répond pas ou refuse. Relancez la même "
            "commande."
        ) from error
    erased = erasure.erase(backups.path, trace.id, time=int(time.time()))
    remaining = erased.remaining
    if mentions(parse_documents(stores.bodies.export(slug)), trace.id):
        remaining = (*remaining, "la base de données la contient encore.")
    erased = replace(erased, places=(*places, *erased.places), remaining=remaining)
    return erased, list(_describe(erased, log, imports))


def _describe(erased: Erased, log: int, imports: list[Pending]) -> Iterator[str]:
    yield f"Effacée {'en partie' if erased.remaining else 'pour toujours'} : « {erased.title} »."
    for place in erased.places:
        yield f"  {place}"
    yield from say_removed_imports(imports)
    if log:
        yield f"  journal de sécurité ({counted(log, 'ligne')})"
    yield (
        "Ce qui a été copié ailleurs la garde : copies d’une autre machine ou d’un autre GERSAPP_INSTANCE, "
        "pg_dump, exports, journaux de transactions archivés, serveurs de secours arrêtés. Voir "
        "docs/deploy.md, « Copier la base »."
    )
