"""Renaming, merging and removing audiences."""
