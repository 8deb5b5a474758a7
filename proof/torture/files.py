"""Files that are no catalogue, at the start; good and bad edits of the file by hand, while it is served."""

import hashlib
import json
import os
import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB

from proof.tools.server import Server
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, first_loss, losses, wait_until
from proof.torture.observation import descriptions, lock_holder
from proof.torture.processes import start_and_be_refused
from proof.torture.visitor import SAVED, Fields, Visitor, description_in, form_in, visiting

ID, OTHER_ID = "tips-du-jour", "carte-interactive"
# Every Python finds this fault at the second comma; since 3.13 it finds a lone one a column earlier.
BAD = '{"operations": {\n  "1": {"title": "cassé",,}}}'


def _changed(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def content(seed: bytes) -> bytes:
        tables = orjson.loads(seed)
        change(tables)
        return orjson.dumps(tables)

    return content


# What is wrong → how the file is made of the seed, and a pattern of what the message says of it.
BAD_FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "0 bytes": (lambda seed: b"", "vide"),
    "white space": (lambda seed: b" \n ", "vide"),
    "zeros": (lambda seed: bytes(len(seed)), "ligne 1, colonne 1"),
    "cut short": (lambda seed: seed[:2000], r"ligne \d+, colonne \d+"),
    "with the end of a longer one": (lambda seed: seed + seed[-300:], r"ligne \d+, colonne \d+"),
    "a comma too many": (lambda seed: BAD.encode(), "ligne 2, colonne 26"),
    "a conflict of versions": (lambda seed: b"<<<<<<< HEAD\n" + seed, "ligne 1, colonne 1"),
    "Latin-1": (lambda seed: seed.decode().replace("’", "'").encode("latin-1", "replace"), "octet"),
    "a list": (lambda seed: b"[" + seed + b"]", "TinyDB"),
    "an empty object": (lambda seed: b"{}", "« catalogue »"),
    "another program's": (lambda seed: b'{"name": "x", "version": 3}', "TinyDB"),
    "a key twice": (lambda seed: seed.replace(b'"body"', b'"title"'), "« title » figure deux fois"),
    "NaN": (lambda seed: seed.replace(b'"schema": 1', b'"schema": NaN'), "NaN"),
    "a later schema": (
        _changed(lambda t: t["catalogue"]["1"].update(schema=9)),
        "catalogue : « schema » vaut 9",
    ),
    "two operations with one id": (
        _changed(lambda t: t["operations"]["3"].update(id=ID)),
        f"opération n° 3 : deux opérations portent l’identifiant « {ID} »",
    ),
    "an operation with no title": (
        _changed(lambda t: t["operations"]["2"].pop("title")),
        "opération n° 2 .* : « title » manque",
    ),
    "a link that is none": (
        _changed(lambda t: t["operations"]["2"]["links"][1].update(url="javascript:alert()")),
        "opération n° 2 .*, lien n° 2 : ",
    ),
}


def hashes(folder: Path) -> dict[str, str]:
    """Return a fingerprint of every file but the lock, by name."""
    return {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.iterdir()
        if entry.suffix != ".lock"
    }


def bad_database(job: Job, wrong: str) -> Path:
    """Make a file with that fault, its previous generation beside it."""
    database = job.database()
    seed = database.read_bytes()
    database.with_name("db.json.prev").write_bytes(seed)
    database.write_bytes(BAD_FILES[wrong][0](seed))
    return database


def bad_files(job: Job) -> Result:
    """Start a real server on `job.times` of the bad files."""
    with ThreadPoolExecutor(2) as pool:
        attempts = pool.map(
            lambda wrong: losses(lambda: _refuse_bad_file(job, wrong)), list(BAD_FILES)[: job.times]
        )
        lost = [loss for attempt in attempts for loss in attempt]
    return Result(lost, first_loss(lambda: _open_with_stock(job)))


def _refuse_bad_file(job: Job, wrong: str) -> None:
    database = bad_database(job, wrong)
    before = hashes(database.parent)
    output = start_and_be_refused(job, database).output
    message = BAD_FILES[wrong][1]
    if not re.search(rf"Arrêt : {re.escape(str(database))} ne peut pas être lu : .*{message}", output):
        raise Lost(f"{wrong} : le message ne dit pas ce qui ne va pas : {output[-300:]}")
    if str(database.with_name("db.json.prev")) not in output:
        raise Lost(f"{wrong} : le message ne nomme pas la génération précédente")
    if hashes(database.parent) != before:
        raise Lost(f"{wrong} : un fichier a changé")
    job.step()


def _open_with_stock(job: Job) -> None:
    """Add an operation with TinyDB as it comes, which opens one of the files and overwrites it."""
    for wrong in BAD_FILES:
        database = bad_database(job, wrong)
        before = hashes(database.parent)
        try:
            with TinyDB(database, encoding="utf-8") as opened:
                opened.table("operations").insert({"title": "Une"})
        except (ValueError, RecursionError):
            continue
        if hashes(database.parent) != before:
            raise Lost(f"{wrong} : le fichier est accepté, puis écrasé")


# -- by hand, while it is served


def edit_by_hand(database: Path, description: str, *, replacing: bool) -> None:
    """Change an operation in the file: in place, or with another file in its place, as text editors do."""
    tables = json.loads(database.read_bytes())
    row = next(row for row in tables["operations"].values() if row["id"] == OTHER_ID)
    row["description"] = description
    target = database.with_name("edited") if replacing else database
    target.write_text(json.dumps(tables, ensure_ascii=False), "utf-8")
    if replacing:
        target.replace(database)


def one_round(server: Server, visitor: Visitor, number: int) -> None:
    """Make a good edit by hand, one by the page, a bad one by hand, one by the page, and mend the file."""
    database = server.database
    edit_by_hand(database, f"À la main {number}", replacing=bool(number % 2))
    status, _ = visitor.edit(ID, f"Par la page {number}")
    texts = descriptions(database)
    if status not in SAVED or texts[ID] != f"Par la page {number}":
        raise Lost(f"après une modification à la main, la réponse est {status}")
    if texts[OTHER_ID] != f"À la main {number}":
        raise Lost("une modification à la main est écrasée")
    if f"À la main {number}" not in visitor.page():
        raise Lost("une modification à la main ne se voit pas")

    good, fields = database.read_bytes(), visitor.form(ID)
    _edit_over_bad_file(
        database, visitor, fields, (BAD.encode(), b"", good[:-200], b"[]")[number % 4], number
    )

    database.write_bytes(good.replace(b"Par la page", "Réparé, la page".encode()))
    wait_until(lambda: f"Réparé, la page {number}" in visitor.page(), "la réparation")
    status, _ = visitor.edit(ID, f"Et la suite {number}")
    if status not in SAVED or descriptions(database)[ID] != f"Et la suite {number}":
        raise Lost(f"le fichier est réparé, et la réponse est {status}")


def _edit_over_bad_file(database: Path, visitor: Visitor, fields: Fields, bad: bytes, number: int) -> None:
    """Break the file by hand; raise Lost unless an edit is refused, and the last good one still shown.

    `fields` are a form of before: none is given while changes are suspended.
    """
    database.write_bytes(bad)
    wait_until(lambda: "Modifications suspendues" in visitor.page(), "l’annonce d’un fichier incorrect")
    if f"Par la page {number}" not in visitor.page():
        raise Lost("la dernière bonne version ne se voit plus")
    typed = f"Refusé {number}"
    status, answer = visitor.save(ID, fields, typed)
    if status != 503 or description_in(form_in(answer, f"/operations/{ID}")) != typed:
        raise Lost(f"le fichier est incorrect, et la réponse est {status}")
    if database.read_bytes() != bad:
        raise Lost("un fichier incorrect est écrasé")


def edits_by_hand(job: Job) -> Result:
    """Make `job.times` rounds."""

    def make_rounds(times: int, fault: Fault | None = None) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            for number in range(times):
                one_round(server, visitor, number)
                if not fault:
                    job.step()

    detected = first_loss(lambda: make_rounds(1, Fault.IGNORES_EDITS_BY_HAND))
    return Result(losses(lambda: make_rounds(job.times)), detected)


def workers_replaced(job: Job) -> Result:
    """Break the file by hand, then reload and kill the worker, `job.times` times: the site goes on."""

    def break_then_replace(times: int, fault: Fault | None = None) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            database = server.database
            for number in range(times):
                visitor.edit(ID, f"Par la page {number}")
                good, fields = database.read_bytes(), visitor.form(ID)
                bad = (BAD.encode(), b"", good[:-200], b"[]")[number % 4]
                _edit_over_bad_file(database, visitor, fields, bad, number)
                for is_reload in (True, False):
                    _replace_worker(server, visitor, is_reload)
                    _edit_over_bad_file(database, visitor, fields, bad, number)
                database.write_bytes(good)
                wait_until(lambda: visitor.edit(ID, "Et la suite")[0] in SAVED, "la réparation")
                if not fault:
                    job.step()

    detected = first_loss(lambda: break_then_replace(1, Fault.REFUSES_TO_TAKE_OVER))
    return Result(losses(lambda: break_then_replace(job.times)), detected)


def _replace_worker(server: Server, visitor: Visitor, is_reload: bool) -> None:
    """Have another worker serve, after a reload or after the death of the one that serves."""
    old = lock_holder(server)
    os.kill(server.pid if is_reload else old, signal.SIGHUP if is_reload else signal.SIGKILL)
    visitor.connection.close()
    wait_until(
        lambda: server.process.poll() is not None or lock_holder(server) not in (0, old),
        "un nouveau processus fils",
    )
    if server.process.poll() is not None:
        raise Lost("le serveur s’est arrêté")
