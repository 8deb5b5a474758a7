"""LibreOffice, as a judge of the documents that are read: it writes them again in another format."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from proof.tools.apt import find_program

SECONDS = 300
# Debian's Python, which has LibreOffice's `uno`.
_PYTHON = "/usr/bin/python3"
# Opens the file of the address argv[1] in the LibreOffice that argv[2] leads to, and says how many rows each sheet freezes.
_FROZEN = """
import json, os, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

context = uno.getComponentContext()
resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
while True:
    try:
        office = resolver.resolve(sys.argv[2])
        break
    except NoConnectException:
        time.sleep(0.1)
desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
hidden = PropertyValue(Name="Hidden", Value=True)
document = desktop.loadComponentFromURL(sys.argv[1], "_blank", 0, (hidden,))
view, rows = document.CurrentController, {}
for sheet in document.Sheets:
    view.setActiveSheet(sheet)
    rows[sheet.Name] = view.SplitRow if view.hasFrozenPanes() else 0
print(json.dumps(rows), flush=True)
document.close(True)
desktop.terminate()
# The bridge may crash as Python ends, once LibreOffice has gone.
os._exit(0)
"""
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


def has_uno() -> bool:
    """Whether a program can look at a document that LibreOffice has open."""
    if not (is_there and Path(_PYTHON).exists()):
        return False
    return subprocess.run([_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def frozen_rows(file: Path, folder: Path) -> dict[str, int]:
    """Return how many rows of each sheet of a spreadsheet stay in sight, by its name."""
    pipe = f"pipe,name={folder.name}-{file.suffix[1:]};urp"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", f"--accept={pipe};"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as office:
        try:
            program = [_PYTHON, "-c", _FROZEN, file.as_uri(), f"uno:{pipe};StarOffice.ComponentContext"]
            found = subprocess.run(program, check=True, capture_output=True, timeout=SECONDS)
            office.wait(SECONDS)
        finally:
            office.terminate()
    rows: dict[str, int] = json.loads(found.stdout)
    return rows
