"""Editing the catalogue's own texts."""
