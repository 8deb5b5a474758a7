"""Catalogues written as PDF."""

from pathlib import Path

from gersapp.catalogue.model import Audience, Operation
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import write
from gersapp.store.tinydb.sound import Sound
from tests.support.any_catalogues import dossier_of, with_operations

ROOT = Path(__file__).resolve().parents[2]
SEED = Sound.read(ROOT / "db.json").catalogue


def pdf_of(dossier: Dossier) -> bytes:
    return b"".join(write("pdf", dossier))


def dossier_with(*operations: Operation, audiences: tuple[Audience, ...] = ()) -> Dossier:
    return dossier_of(with_operations(*operations, audiences=audiences))
