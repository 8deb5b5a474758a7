"""Where the browser tests find Chromium, and how it is installed on a machine that has none.

`python -m proof.tools.chromium` prints the path of the executable, after installing one if need be.
"""

import os
import shutil
import sys
from pathlib import Path

from proof.tools import apt

VARIABLE = "GERSAPP_TEST_CHROMIUM"
# It has no window, not even an invisible one: tests take half the time. But it keeps no page for « Back ».
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Chromium looks up hosts of its maker; with these flags, only the tests' own server exists.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # A renderer for each page would take more time than the tests themselves.
    "--process-per-site",
    "--renderer-process-limit=1",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
DOWNLOAD_SECONDS = 180


class ChromiumNotFoundError(Exception):
    """No Chromium; the message is for the person who runs the tests."""


def flags() -> list[str]:
    """Return the flags to start it with."""
    return [*_QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find() -> Path | None:
    """Return the Chromium of this machine. Call it before Playwright is started: it may start it too."""
    if chosen := os.environ.get(VARIABLE):
        if not (path := shutil.which(chosen)):
            raise ChromiumNotFoundError(f"{VARIABLE} ne désigne pas un exécutable : {chosen}")
        return Path(path)
    return _on_path() or _from_playwright()


def find_whole() -> Path | None:
    """Return the Chromium of this machine, preferably one with windows."""
    others = (shutil.which(name) for name in NAMES if name != SHELL)
    return next((Path(path) for path in others if path), None) or find()


def find_or_install() -> Path:
    """Return the Chromium of this machine, or else the first that could be installed."""
    if path := find():
        return path
    print("Installation de Chromium pour les tests…", file=sys.stderr)
    refusals = []
    for install, found in ((_download, _from_playwright), (_apt_get, _on_path)):
        refusals.append(install())
        if path := found():
            return path
    raise ChromiumNotFoundError(
        "Chromium est introuvable et n’a pas pu être installé. L’installer, ou indiquer son chemin "
        f"dans la variable {VARIABLE}.\n" + "\n".join(filter(None, refusals))
    )


def _on_path() -> Path | None:
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


def _from_playwright() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def _download() -> str:
    """Download Playwright's own Chromium, within a limit: a closed network never answers."""
    return apt.run(
        [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS
    )


def _apt_get() -> str:
    """Install Debian's Chromium; other distributions have no package of the first name."""
    refusal = apt.install(SHELL, "chromium", "fonts-liberation")
    return apt.install("chromium", "fonts-liberation") if refusal else ""


if __name__ == "__main__":
    try:
        print(find_or_install())
    except ChromiumNotFoundError as error:
        sys.exit(str(error))
