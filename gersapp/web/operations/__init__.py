"""Editing operations."""
