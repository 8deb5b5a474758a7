"""LibreOffice, as a judge of the documents that are read: it writes them again in another format."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from proof.tools.apt import find_program

SECONDS = 300
is_there = bool(find_program("soffice"))


def has_font(name: str) -> bool:
    """Whether LibreOffice can take the font `name`, or another one for it that is as wide."""
    if not shutil.which("fc-match"):
        return False
    command = ["fc-match", "--format=%{family}", name]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return found in (name, {"Cambria": "Caladea", "Calibri": "Carlito"}.get(name))


def convert(files: Sequence[Path], format: str, folder: Path) -> list[Path]:
    """Return the same files in another format, in `folder`, whose profile of LibreOffice is its own."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        format,
        "--outdir",
        *map(str, [folder, *files]),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    suffix = format.partition(":")[0]
    return [folder / f"{file.stem}.{suffix}" for file in files]
