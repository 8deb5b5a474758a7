"""The names of files that visitors take away."""

from datetime import date

from gersapp.catalogue.text import slug

_MAX_STEM = 60


def file_name(title: str, day: date, suffix: str, *, is_extract: bool) -> str:
    """Return « operations-du-gers-extrait-2026-11-26.docx »: ASCII, which every system takes."""
    stem = slug(title)
    if len(stem) > _MAX_STEM:
        stem = stem[: _MAX_STEM + 1].rpartition("-")[0] or stem[:_MAX_STEM]
    parts = [stem.strip("-") or "catalogue"]
    parts += ["extrait"] if is_extract else []
    return f"{'-'.join([*parts, day.isoformat()])}.{suffix}"
