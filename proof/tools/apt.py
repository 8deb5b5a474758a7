"""Programs of Debian that no Python package has, installed where that is allowed.

`python -m proof.tools.apt PROGRAM` installs its package unless the program is there. What needs the program
reports by itself that it is still missing.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

_SECONDS = 900
_POSTGRES = Path("/usr/lib/postgresql")
# The packages that have another name than their program, and the fonts in place of Word's.
_PACKAGES = {
    "initdb": ["postgresql"],
    "WebKitWebDriver": ["webkit2gtk-driver"],
    "Xvfb": ["xvfb"],
    "soffice": [
        "libreoffice-writer-nogui",
        "libreoffice-calc-nogui",
        "fonts-crosextra-caladea",
        "fonts-crosextra-carlito",
    ],
}


def find_program(name: str) -> str | None:
    """Return the path of a program. Servers are in folders that are not on everybody's PATH."""
    folders = [os.environ.get("PATH", os.defpath), "/usr/sbin", *map(str, _postgres_folders())]
    return shutil.which(name, path=os.pathsep.join(folders))


def _postgres_folders() -> list[Path]:
    """Return the folders where Debian puts the programs of each PostgreSQL, the newest first."""
    versions = [folder for folder in _POSTGRES.glob("*") if folder.name.isdecimal()]
    return [folder / "bin" for folder in sorted(versions, key=lambda folder: -int(folder.name))]


def install(*packages: str) -> str:
    """Install packages by apt-get, where there is one; return what went wrong, in French, or nothing."""
    if not shutil.which("apt-get"):
        return ""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and run([*as_root, "true"], 10):
        return f"apt-get install {' '.join(packages)} : demande les droits d'administration"
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return run([*apt_get, "update"], _SECONDS) or run(
        [*apt_get, "install", "-y", "--no-install-recommends", *packages], _SECONDS
    )


def run(command: list[str], seconds: int) -> str:
    """Run a command quietly, and end it and its children after so many seconds; return what went wrong."""
    name = " ".join(command)
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        return f"{name} : {error}"
    with process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"{name} : pas de réponse en {seconds} s"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return f"{name} :\n{output[-800:]}" if process.returncode else ""


if __name__ == "__main__":
    program = sys.argv[1]
    if not find_program(program):
        print(f"Installation de {program}…", file=sys.stderr)
        if refusal := install(*_PACKAGES.get(program, [program])):
            print(refusal, file=sys.stderr)
        if not find_program(program):
            print(f"{program} n’a pas pu être installé : ce qui s’en sert le dira.", file=sys.stderr)
