"""The use cases: each makes a change of a catalogue."""
