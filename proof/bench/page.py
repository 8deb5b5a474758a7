"""The weight of a visit in Chromium, and the scores that Lighthouse gives the page."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from proof.bench.load import MeasureFailed
from proof.tools import chromium
from proof.tools.server import Server
from proof.tools.wire import Wire

# Category of Lighthouse → its French name.
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibilité",
    "best-practices": "bonnes pratiques",
    "seo": "référencement",
}
_FOLDER = Path(__file__).with_name("lighthouse")
_NPM_SECONDS = 300
_LIGHTHOUSE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Visit:
    """The bytes of one visit on the wire, and the codes of its answers."""

    bytes: int
    statuses: tuple[int, ...]


def visit_twice(server: Server) -> tuple[Visit, Visit]:
    """Return a first visit, and the same again with what the browser has kept."""
    executable = chromium.find()
    if executable is None:
        raise MeasureFailed("Chromium est introuvable : « make bench » l’installe")
    visits = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.flags())
        page = browser.new_page()
        wire = Wire(page)
        for _ in range(2):
            wire.forget()
            page.goto(f"{server.url}/", wait_until="networkidle")
            visits.append(Visit(int(sum(wire.bytes.values())), tuple(wire.statuses)))
        browser.close()
    first, again = visits
    if set(first.statuses) != {200} or len(first.statuses) < 4:
        raise MeasureFailed(f"une première visite a reçu : {first.statuses}")
    return first, again


def install_lighthouse() -> str:
    """Install the packages of the lock file; return why that is impossible, in French, or nothing."""
    if not (shutil.which("node") and shutil.which("npm")):
        return "node et npm manquent"
    installed = _FOLDER / "node_modules" / ".package-lock.json"
    lock = _FOLDER / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        result = subprocess.run(
            command,
            cwd=_FOLDER,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_NPM_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"npm n’a pas fini en {_NPM_SECONDS} s"
    return f"npm a échoué : {result.stderr.strip()[:300]}" if result.returncode else ""


def run_lighthouse(server: Server, folder: Path) -> tuple[dict[str, float], list[str]]:
    """Return the score of each category, out of 100, and the audits that lose points."""
    report = folder / "lighthouse.json"
    flags = " ".join(["--headless=new", *map(_quote_value, chromium.flags())])
    command = [
        str(_FOLDER / "node_modules" / ".bin" / "lighthouse"),
        f"{server.url}/",
        "--quiet",
        "--output=json",
        "--locale=fr",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={flags}",
    ]
    environ = os.environ | {"CHROME_PATH": str(chromium.find_whole()), "TMPDIR": str(folder)}
    try:
        result = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LIGHTHOUSE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MeasureFailed(f"Lighthouse n’a pas fini en {_LIGHTHOUSE_SECONDS} s") from None
    if result.returncode or not report.exists():
        raise MeasureFailed(f"Lighthouse a échoué : {result.stderr.strip()[-300:]}")
    return read_lighthouse(json.loads(report.read_bytes()))


def read_lighthouse(report: dict[str, Any]) -> tuple[dict[str, float], list[str]]:
    """Return the scores and the audits that lose points of a report in JSON; raises MeasureFailed."""
    scores: dict[str, float] = {}
    imperfect = []
    for name, label in CATEGORIES.items():
        category = report["categories"][name]
        if category["score"] is None:
            raise MeasureFailed(f"Lighthouse n’a pas jugé : {label}")
        scores[name] = round(category["score"] * 100)
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                detail = audit.get("explanation") or audit.get("displayValue") or ""
                imperfect.append(f"{label} : {audit['title']} {f'({detail})' if detail else ''}".strip())
    return scores, imperfect


def _quote_value(flag: str) -> str:
    """Return a flag as Lighthouse reads it in a list of flags: its value in quotation marks."""
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if value else name
