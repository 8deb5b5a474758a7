"""Files that are no catalogue, at the start; edits of the file by hand, good and bad, while it is served."""

import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB

from proof.tools.server import Server
from proof.torture.crew import (
    SAVED,
    Lost,
    Visitor,
    bite,
    described,
    descriptions,
    form_in,
    losses,
    visiting,
    wait_until,
)
from proof.torture.job import Job, Result
from proof.torture.processes import refusal

ID, OTHER = "tips-du-jour", "carte-interactive"
BAD = '{"operations": {\n  "1": {"title": "cassé",}}}'


def _changed(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def content(seed: bytes) -> bytes:
        tables = orjson.loads(seed)
        change(tables)
        return orjson.dumps(tables)

    return content


# What is wrong → how the file is made of the seed, and what the message says of it.
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
    """Name → fingerprint of the content of every file, the lock aside."""
    return {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.iterdir()
        if entry.suffix != ".lock"
    }


def bad_database(job: Job, wrong: str) -> Path:
    """A file with that fault, its previous generation beside it."""
    database = job.database()
    seed = database.read_bytes()
    database.with_name("db.json.prev").write_bytes(seed)
    database.write_bytes(BAD_FILES[wrong][0](seed))
    return database


def bad_files(job: Job) -> Result:
    """`job.times` of the bad files, each given to a real server."""

    def stock() -> None:
        """TinyDB as it comes opens it, and somebody adds an operation."""
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

    def ours(wrong: str) -> None:
        database = bad_database(job, wrong)
        before = hashes(database.parent)
        said = refusal(job, database)
        message = BAD_FILES[wrong][1]
        if not re.search(rf"Arrêt : {re.escape(str(database))} ne peut pas être lu : .*{message}", said):
            raise Lost(f"{wrong} : le message ne dit pas ce qui ne va pas : {said[-300:]}")
        if str(database.with_name("db.json.prev")) not in said:
            raise Lost(f"{wrong} : le message ne nomme pas la génération précédente")
        if hashes(database.parent) != before:
            raise Lost(f"{wrong} : un fichier a changé")
        job.step()

    with ThreadPoolExecutor(2) as pool:
        lost = list(pool.map(lambda wrong: losses(lambda: ours(wrong)), list(BAD_FILES)[: job.times]))
    return Result([text for each in lost for text in each], bite(stock))


# -- by hand, while it is served


def by_hand(database: Path, description: str, *, replacing: bool) -> None:
    """Change an operation in the file: in place, or by another file in its place, as editors of text do."""
    tables = json.loads(database.read_bytes())
    row = next(row for row in tables["operations"].values() if row["id"] == OTHER)
    row["description"] = description
    target = database.with_name("edited") if replacing else database
    target.write_text(json.dumps(tables, ensure_ascii=False), "utf-8")
    if replacing:
        target.replace(database)


def one_round(server: Server, visitor: Visitor, number: int) -> None:
    """A good edit by hand, one by the page, a bad one by hand, one by the page, and the mending."""
    database = server.database
    by_hand(database, f"À la main {number}", replacing=bool(number % 2))
    status, _ = visitor.edit(ID, f"Par la page {number}")
    texts = descriptions(database)
    if status not in SAVED or texts[ID] != f"Par la page {number}":
        raise Lost(f"après une modification à la main, la réponse est {status}")
    if texts[OTHER] != f"À la main {number}":
        raise Lost("une modification à la main est écrasée")
    if f"À la main {number}" not in visitor.page():
        raise Lost("une modification à la main ne se voit pas")

    good = database.read_bytes()
    bad = (BAD.encode(), b"", good[:-200], b"[]")[number % 4]
    database.write_bytes(bad)
    wait_until(lambda: "Modifications suspendues" in visitor.page(), "l’annonce d’un fichier incorrect")
    if f"Par la page {number}" not in visitor.page():
        raise Lost("la dernière bonne version ne se voit plus")
    typed = f"Refusé {number}"
    status, answer = visitor.edit(ID, typed)
    if status != 503 or described(form_in(answer, f"/operations/{ID}")) != typed:
        raise Lost(f"le fichier est incorrect, et la réponse est {status}")
    if database.read_bytes() != bad:
        raise Lost("un fichier incorrect est écrasé")

    database.write_bytes(good.replace(b"Par la page", "Réparé, la page".encode()))
    wait_until(lambda: f"Réparé, la page {number}" in visitor.page(), "la réparation")
    status, _ = visitor.edit(ID, f"Et la suite {number}")
    if status not in SAVED or descriptions(database)[ID] != f"Et la suite {number}":
        raise Lost(f"le fichier est réparé, et la réponse est {status}")


def edits_by_hand(job: Job) -> Result:
    """`job.times` rounds."""

    def rounds(fault: str, times: int) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            for number in range(times):
                one_round(server, visitor, number)
                if not fault:
                    job.step()

    bitten = bite(lambda: rounds("blind", 1))
    return Result(losses(lambda: rounds("", job.times)), bitten)
