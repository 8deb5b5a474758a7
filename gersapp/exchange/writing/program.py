"""The program that writes a large document apart from the server; `exports.py` starts it.

It takes the slug of a format and a descriptor as its arguments, reads a `Dossier` in JSON on its standard
input, and writes the bytes on its standard output. When the descriptor ends, so has the server: it stops.
"""

import gc
import os
import resource
import sys
import threading
from contextlib import suppress

from gersapp.exchange import codec
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import write

_MAX_MEMORY_BYTES = 1024 * 1024 * 1024
_MAX_PROCESSOR_S = 100


def main() -> None:
    threading.Thread(target=_stop_when_left, args=(int(sys.argv[2]),), daemon=True).start()
    os.nice(10)  # pages go first
    for kind, limit in (
        (resource.RLIMIT_AS, _MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, _MAX_PROCESSOR_S),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # some systems have no limit of memory
            resource.setrlimit(kind, (limit, limit))
    # The process is short.
    gc.disable()
    dossier = codec.decode(Dossier, sys.stdin.buffer.read())
    for piece in write(sys.argv[1], dossier):
        sys.stdout.buffer.write(piece)


def _stop_when_left(server: int) -> None:
    os.read(server, 1)
    os._exit(1)
