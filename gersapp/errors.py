"""The few errors that cross a boundary: their messages are French, and `web` maps them to HTTP, once."""


class GersError(Exception):
    """The root of them all."""


class NotFound(GersError):
    """No operation has this id."""


class Conflict(GersError):
    """The operation changed since the editor's copy of it was read."""


class StoreFull(GersError):
    """There is no room on the disk: nothing was changed."""


class StoreUnavailable(GersError):
    """The file cannot be changed now: nothing was changed, unless the message says otherwise."""


class StartRefused(GersError):
    """The file cannot be served: not ours to mend, and nothing on disk was changed."""


class StoreLocked(StartRefused):
    """Another process holds the file."""
