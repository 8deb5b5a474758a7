"""`flask export site`: the files of the static site, put into a folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex

from gersapp.catalogue.text import printable
from gersapp.commands.shared import refuse, refuse_own
from gersapp.errors import reason
from gersapp.site.pages import INDEX, SiteFile, is_site


def choose_folder(name: str, *, is_replaced: bool) -> Path:
    """Return the folder of the site; end the command when it holds anything else, or a site without --yes."""
    shown = f"« {printable(name)} »"
    try:
        folder = Path(name).resolve()
        refuse_own(folder)
        if not folder.exists():
            return folder
        if not folder.is_dir():
            refuse(f"{shown} n’est pas un dossier.")
        index = folder / INDEX
        if not any(folder.iterdir()):
            return folder
        if not index.is_file() or not is_site(index.read_bytes()):
            refuse(f"{shown} a déjà d’autres fichiers : donnez un dossier nouveau, ou vide.")
        if not is_replaced:
            refuse(f"{shown} a déjà un site. Ajoutez --yes pour le remplacer.")
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "ce n’est pas un nom de dossier"
        refuse(f"{shown} ne peut pas être lu : {why}.")
    return folder


def write_site(folder: Path, files: Iterable[SiteFile]) -> int:
    """Put `files` into `folder`, and return how many bytes they have; end the command when that fails.

    They are all written beside it first. In the place of a site, each file then replaces the one of its name,
    the first page at the end, and pages of operations that are no more go; what else is there stays. Nothing
    outside is written: a folder of the site that is a link is refused.
    """
    beside = folder.with_name(f".{folder.name[:80]}.{token_hex(4)}")
    try:
        beside.mkdir()
        written = [_write(beside, file) for file in files]
        if folder.exists():
            names = [file for file, _ in written]
            _refuse_others(folder, names)
            _replace(folder, beside, names)
        else:
            beside.rename(folder)
    except OSError as error:
        refuse(f"« {printable(str(folder))} » ne peut pas être écrit : {reason(error)}.")
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return sum(size for _, size in written)


def _write(folder: Path, file: SiteFile) -> tuple[str, int]:
    path = folder / file.path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file.content)
    return file.path, len(file.content)


def _refuse_others(folder: Path, names: list[str]) -> None:
    """End the command when a link or anything else has the place of a folder of the site, or a folder that of
    a file."""
    files = {folder / name for name in names}
    for place in sorted({file.parent for file in files} - {folder}):
        if place.is_symlink():
            refuse(f"« {printable(str(place))} » est un lien, qui mène hors du site : effacez-le d’abord.")
        if place.exists() and not place.is_dir():
            refuse(f"« {printable(str(place))} » n’est pas un dossier.")
    for file in sorted(files):
        if file.is_dir() and not file.is_symlink():
            refuse(f"« {printable(str(file))} » est un dossier.")


def _replace(folder: Path, new: Path, names: list[str]) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (new / name).replace(folder / name)
    for page in (folder / "operations").glob("*.html"):
        if f"operations/{page.name}" not in names and page.is_file() and is_site(page.read_bytes()):
            page.unlink()
