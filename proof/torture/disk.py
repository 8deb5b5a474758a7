"""A full disk: edits are refused, reading goes on, and everything works again when there is room."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from proof.tools.server import ROOT
from proof.torture.faults import Fault
from proof.torture.job import Job, NotRun, Result
from proof.torture.losses import Lost, first_loss, losses
from proof.torture.observation import descriptions
from proof.torture.visitor import SAVED, Visitor, description_in, form_in, visiting

ID = "questions-pour-un-gersois"


def mount_small_disk(job: Job) -> Path:
    """Mount a file system of 1 MB until the end of the job, and return its folder; raises NotRun."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        raise NotRun("seul root peut monter un petit système de fichiers")
    folder = Path(tempfile.mkdtemp(dir=job.folder))
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        raise NotRun("cette machine ne laisse pas monter un petit système de fichiers")
    job.at_end.callback(subprocess.run, ["umount", "-l", str(folder)], check=False)
    return folder


def fill(folder: Path) -> Path:
    """Write a file that takes all the room there is."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


class Reader(threading.Thread):
    """Loads the page until `leaving`; `pages` counts them, and `problem` is the first that failed."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port)
        self.leaving = threading.Event()
        self.pages = 0
        self.problem = ""

    def run(self) -> None:
        while not self.leaving.is_set() and not self.problem:
            try:
                self.visitor.page()
                self.pages += 1
            except Exception as error:
                self.problem = f"la lecture ne va plus : {error!r}"
        self.visitor.connection.close()


@contextlib.contextmanager
def reading(port: int) -> Iterator[None]:
    """Have readers at work; raise Lost when they could not read all the time."""
    readers = [Reader(port) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        for reader in readers:
            reader.leaving.set()
        for reader in readers:
            reader.join()
    for reader in readers:
        if reader.problem or not reader.pages:
            raise Lost(reader.problem or "la lecture n’avance pas")


def fill_and_free(job: Job, folder: Path, times: int, fault: Fault | None = None) -> None:
    """Fill the disk, edit, make room, edit, so many times; raises Lost."""
    database = Path(shutil.copy(ROOT / "db.json", folder / "db.json"))
    with job.server(database, fault) as server, visiting(server) as visitor, reading(server.port):
        for number in range(times):
            filler = fill(folder)
            for typed in ("é" * 4_900 + str(number), f"Courte {number}"):
                _edit_on_full_disk(visitor, database, typed)
            filler.unlink()
            status, _ = visitor.edit(ID, f"De la place {number}")
            if status not in SAVED or descriptions(database)[ID] != f"De la place {number}":
                raise Lost(f"il y a de la place, et la réponse est {status}")
            if not fault:
                job.step()
    ours = {"db.json", "db.json.prev", "db.json.lock", "db.json.backups"}  # the last at each full hour
    leftovers = {entry.name for entry in folder.iterdir()} - ours
    if leftovers:
        raise Lost(f"reste dans le dossier : {leftovers}")


def _edit_on_full_disk(visitor: Visitor, database: Path, typed: str) -> None:
    """Make an edit that must be refused; raises Lost."""
    before = database.read_bytes()
    fields = visitor.form(ID)
    status, answer = visitor.save(ID, fields, typed)
    if status != 507 or "Le disque est plein" not in answer:
        raise Lost(f"disque plein, et la réponse est {status}")
    if description_in(form_in(answer, f"/operations/{ID}")) != typed:
        raise Lost("la saisie n’est plus dans le formulaire")
    if database.read_bytes() != before:
        raise Lost("refusé, et le fichier a changé")
    if description_in(visitor.form(ID)) != description_in(fields):
        raise Lost("refusé, et la page montre autre chose")


def full_disk(job: Job) -> Result:
    """Fill a small disk and make room on it `job.times` times."""
    faulty, ours = mount_small_disk(job), mount_small_disk(job)
    detected = first_loss(lambda: fill_and_free(job, faulty, 1, Fault.WRITES_IN_PLACE))
    return Result(losses(lambda: fill_and_free(job, ours, job.times)), detected)
