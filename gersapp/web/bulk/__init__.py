"""Editing several operations at once."""
