"""The selection of the address as what is written, and the file that it becomes."""

import hashlib
import select
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

from flask import Response, request

from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.links.texts import with_published
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, make_dossier, make_outline
from gersapp.exchange.writing import Format
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_exports, current_snapshot
from gersapp.web.downloads.naming import file_name
from gersapp.web.downloads.opening import read_query
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import add_query, current_origin, home
from gersapp.web.rendering.pages import respond
from gersapp.web.security.headers import accepts_gzip, compress

# Seconds after which who comes while many files are made may ask again.
RETRY_S = 3
_PIECE_BYTES = 64 * 1024


class Writable(Protocol):
    """What files are made of: a selection on `day`, the address of its page and the name of its state.

    `title` is what the names of files begin with, and `is_extract` whether something is left out.
    """

    @property
    def state(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def address(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def is_extract(self) -> bool: ...

    def make_outline(self) -> Dossier:
        """Return what is written of it, without the operations."""

    def make_dossier(self) -> Dossier:
        """Return what is written of it."""


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection, without the number of a page, of the catalogue of `snapshot` on `day`.

    `home` is the address of the catalogue, with scheme and host.
    """

    snapshot: Snapshot
    selection: Selection
    day: date
    home: str

    @property
    def state(self) -> str:
        return self.snapshot.state

    @property
    def title(self) -> str:
        return with_published(self.snapshot.catalogue.heading.title)

    @property
    def is_extract(self) -> bool:
        return bool(self.selection.query)

    @property
    def address(self) -> str:
        """The address of the page that shows the selection."""
        return add_query(self.home, self.selection.query)

    def make_outline(self) -> Dossier:
        """Return what is written of it, without the operations."""
        catalogue = self.snapshot.catalogue
        return make_outline(catalogue, self.selection, self.day, address=self.address, home=self.home)

    def make_dossier(self, dates: Mapping[str, Dates] = MappingProxyType({})) -> Dossier:
        """Return what is written of it: some 100 ms for 10 000 operations, which a 304 does not need."""
        return make_dossier(
            self.snapshot.catalogue,
            self.selection,
            self.day,
            address=self.address,
            home=self.home,
            dates=dates,
        )


def read_selected() -> Selected:
    """Return what the address selects."""
    snapshot = current_snapshot()
    selection = read_query(snapshot)[0].on_page(1)
    return Selected(snapshot, selection, date_in_paris(), current_origin() + home())


def respond_file(selected: Writable, format: Format) -> Response:
    """Return the file of this `format` to be kept, or 304; raises ExportBusy and ExportFailed."""
    key = (selected.state, selected.day, selected.address)
    etag = hashlib.sha256(repr((key, format.slug)).encode(errors="replace")).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = respond(b"", 304)
    else:
        content = current_exports().get(format.slug, key, selected.make_dossier, _client_listens)
        # The others are zips, or compressed within.
        is_compressed = format.media_type.startswith("text/") and accepts_gzip()
        if is_compressed:
            content = compress(content)
        response = respond(content)
        # Piece by piece, a slow reader has more time, and what is kept is not copied for each.
        response.response = (content[k : k + _PIECE_BYTES] for k in range(0, len(content), _PIECE_BYTES))
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.content_type = format.media_type
        name = file_name(selected.title, selected.day, format.suffix, is_extract=selected.is_extract)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = f'W/"{etag}"'
    return response


def _client_listens() -> bool:
    """Whether the connection is open, as far as the server says: who waited for a document may have left."""
    connection = request.environ.get("gunicorn.socket")
    if connection is None:
        return True
    readable = select.poll()
    readable.register(connection, select.POLLIN)
    if not readable.poll(0):
        return True
    try:
        # Nothing to read is the end.
        return bool(connection.recv(1, socket.MSG_PEEK))
    except OSError:
        return False
