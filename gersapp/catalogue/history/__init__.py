"""The history: every change, its time, its editor and its reason."""
