"""Storing a catalogue and its history."""
