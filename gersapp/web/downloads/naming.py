"""The names of files that visitors take away."""

from datetime import date

from gersapp.catalogue.text import slug


def file_name(title: str, day: date, suffix: str, *, is_extract: bool) -> str:
    """Return « operations-du-gers-extrait-2026-11-26.docx »: ASCII, which every system takes."""
    parts = [slug(title)[:60].strip("-") or "catalogue"]
    parts += ["extrait"] if is_extract else []
    return f"{'-'.join([*parts, day.isoformat()])}.{suffix}"
