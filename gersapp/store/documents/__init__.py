"""The documents in which every engine keeps a catalogue and its history: those of a TinyDB file."""
