"""Durations, in seconds."""

MINUTE, DAY = 60, 24 * 60 * 60
