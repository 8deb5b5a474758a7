"""The static site in a folder of the test."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import make_dossier
from gersapp.settings import Settings
from gersapp.site.pages import SiteFile, render_site

DAY = date(2026, 11, 25)


def site_files(catalogue: Catalogue, home: str = "") -> list[SiteFile]:
    dossier = make_dossier(catalogue, Selection(), DAY, address=home, home=home)
    return list(render_site(catalogue, dossier, Settings()))


def put_site(folder: Path, files: Iterable[SiteFile]) -> Path:
    """Write the files, and return the folder."""
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return folder
