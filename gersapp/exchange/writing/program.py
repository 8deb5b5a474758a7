"""The program that writes a large document apart from the server; `exports.py` starts it.

It takes the slug of a format and a descriptor as its arguments, reads a pickled `Dossier` on its standard
input, and writes the bytes on its standard output. When the descriptor ends, so has the server: it stops.
"""

import os
import pickle
import sys
import threading

from gersapp.exchange.apart import limit_process
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import write

_MAX_MEMORY_BYTES = 1024 * 1024 * 1024
_MAX_PROCESSOR_S = 100


def main() -> None:
    threading.Thread(target=_stop_when_left, args=(int(sys.argv[2]),), daemon=True).start()
    limit_process(memory_bytes=_MAX_MEMORY_BYTES, processor_s=_MAX_PROCESSOR_S)
    # Only the server that starts this program writes here. JSON takes ten times as long: each value is made
    # anew, its fingerprint and its platforms too.
    dossier: Dossier = pickle.load(sys.stdin.buffer)  # noqa: S301  (from our server only)
    for piece in write(sys.argv[1], dossier):
        sys.stdout.buffer.write(piece)


def _stop_when_left(server: int) -> None:
    os.read(server, 1)
    os._exit(1)
