"""Where a catalogue is kept."""
